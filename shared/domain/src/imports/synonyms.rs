//! What other systems call the values of our choices.

use entity::Invalid;

use super::title_key;

/// The word of a choice that another system's word stands for.
pub fn synonym(field: &str, text: &str) -> Option<&'static str> {
    let key = title_key(text);
    let (_, words) = SYNONYMS.iter().find(|(name, _)| *name == field)?;
    words.iter().find(|(_, theirs)| theirs.iter().any(|other| title_key(other) == key)).map(|(word, _)| *word)
}

/// Our words, and theirs.
type Words = &'static [(&'static str, &'static [&'static str])];

/// By field: the picklists that Salesforce and HubSpot come with.
const SYNONYMS: &[(&str, Words)] = &[
    (
        "lead_source",
        &[
            ("WEBSITE", &["web", "web site", "internet", "inbound"]),
            (
                "REFERRAL",
                &["referrals", "word of mouth", "employee referral", "external referral", "customer referral"],
            ),
            ("PARTNER", &["partner referral", "channel partner"]),
            ("DIRECT", &["direct traffic"]),
            ("EMAIL_CAMPAIGN", &["email", "email marketing", "newsletter"]),
            ("SOCIAL_MEDIA", &["social", "organic social", "paid social"]),
            ("COLD_CALL", &["cold calling", "outbound"]),
            ("TRADE_SHOW", &["tradeshow", "conference", "fair"]),
            ("ADVERTISEMENT", &["advertising", "ad", "public relations"]),
            ("EVENT", &["seminar", "seminar - internal", "seminar - partner"]),
            ("PAID_SEARCH", &["google adwords", "google ads", "ppc"]),
            ("ORGANIC_SEARCH", &["seo", "search"]),
            ("FACEBOOK", &["facebook ads"]),
            ("TELEMARKETING", &["phone", "phone inquiry"]),
            ("OTHER", &["purchased list", "other campaigns", "offline", "offline sources", "unknown"]),
        ],
    ),
    (
        "lead_status",
        &[
            ("NEW", &["open", "open - not contacted"]),
            ("CONTACTED", &["working", "working - contacted", "in progress", "connected", "attempted to contact"]),
            ("NEGOTIATION", &["open deal"]),
            ("NURTURING", &["bad timing"]),
            ("NOT_INTERESTED", &["unqualified", "disqualified"]),
            ("CONVERTED", &["closed - converted"]),
            ("DEAD", &["closed - not converted"]),
        ],
    ),
    (
        "contact_type",
        &[
            ("PROSPECT", &["subscriber"]),
            ("LEAD", &["marketing qualified lead", "sales qualified lead", "mql", "sql", "opportunity"]),
            ("CUSTOMER", &["client", "evangelist"]),
            ("VENDOR", &["supplier"]),
        ],
    ),
    (
        "size",
        &[
            ("MICRO_1_10", &["1-10", "1 to 10", "1-5", "5-25"]),
            ("SMALL_11_50", &["11-50", "11 to 50", "25-50"]),
            ("MEDIUM_51_200", &["51-200", "51 to 200", "50-100", "100-250"]),
            ("LARGE_201_1000", &["201-500", "501-1000", "201-1000", "250-500", "500-1000"]),
            ("ENTERPRISE_1000_PLUS", &["1000+", "1001-5000", "5001-10000", "10000+", "10001+", "1001+"]),
        ],
    ),
];

/// Yes and no in the languages of the files that come in, as what the kind itself reads.
pub fn truth(text: &str) -> Result<&'static str, Invalid> {
    const YES: &[&str] =
        &["yes", "y", "true", "1", "x", "on", "ja", "j", "wahr", "oui", "o", "vrai", "sí", "si", "verdadero", "نعم"];
    const NO: &[&str] = &["no", "n", "false", "0", "off", "nein", "falsch", "non", "faux", "falso", "لا"];
    let key = text.trim().to_lowercase();
    if YES.contains(&key.as_str()) {
        Ok("true")
    } else if NO.contains(&key.as_str()) {
        Ok("false")
    } else {
        Err(Invalid::wrong_type("yes or no, true or false, 1 or 0"))
    }
}

/// HubSpot's way to write a time zone, `america_slash_new_york`, as the database of zones has it.
pub fn time_zone(text: &str) -> String {
    if !text.contains("_slash_") {
        return text.trim().to_owned();
    }
    let capitalised = |word: &str| match word {
        "us" | "utc" | "gmt" => word.to_ascii_uppercase(),
        _ => word.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(word.chars().skip(1)).collect(),
    };
    let part = |part: &str| part.split('_').map(capitalised).collect::<Vec<_>>().join("_");
    text.trim().split("_slash_").map(part).collect::<Vec<_>>().join("/")
}
