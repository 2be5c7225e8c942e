//! Names, companies and sentences that the demo is made of. None is a real person's.

pub const FIRST: &[&str] = &[
    "Anna", "Ben", "Chiara", "David", "Elif", "Felix", "Grace", "Hugo", "Ines", "Jakub", "Katja", "Liam", "Maya",
    "Noah", "Olga", "Pablo", "Quinn", "Rosa", "Samir", "Tessa", "Umar", "Vera", "Wim", "Xenia", "Yusuf", "Zoe",
];

pub const LAST: &[&str] = &[
    "Abara",
    "Bergmann",
    "Castellano",
    "Dubois",
    "Eriksen",
    "Fontaine",
    "Gallagher",
    "Hoffmann",
    "Ivanova",
    "Jansen",
    "Kowalski",
    "Lehmann",
    "Moreau",
    "Novak",
    "O'Brien",
    "Petrov",
    "Quist",
    "Rossi",
    "Schneider",
    "Tanaka",
    "Urban",
    "Vogel",
    "Weber",
    "Yilmaz",
    "Zimmer",
];

pub const COMPANY_FIRST: &[&str] = &[
    "Blue Oak",
    "Nordlicht",
    "Meridian",
    "Copper Lane",
    "Juniper",
    "Atlas",
    "Riverside",
    "Saffron",
    "Granite",
    "Lumen",
];

pub const COMPANY_LAST: &[&str] = &["Studios", "Partners", "Logistics", "Foods", "Architects", "Health", "Textiles"];

pub const INDUSTRIES: &[&str] =
    &["Design", "Consulting", "Logistics", "Food", "Architecture", "Health care", "Fashion"];

pub const CITIES: &[(&str, &str, &str)] = &[
    ("Berlin", "10115", "Germany"),
    ("Hamburg", "20095", "Germany"),
    ("London", "SE1 9GF", "United Kingdom"),
    ("Lisbon", "1100-148", "Portugal"),
    ("Vienna", "1010", "Austria"),
    ("Copenhagen", "1050", "Denmark"),
];

pub const JOBS: &[&str] =
    &["Managing director", "Head of events", "Office manager", "Marketing lead", "Founder", "Procurement", "Assistant"];

pub const TYPES: &[&str] = &["PROSPECT", "LEAD", "CUSTOMER", "CUSTOMER", "PARTNER", "VENDOR"];

pub const STATUSES: &[&str] = &["ACTIVE", "ACTIVE", "ACTIVE", "QUALIFIED", "PROSPECT", "INACTIVE", "LOST"];

pub const SOURCES: &[&str] = &["WEBSITE", "REFERRAL", "INSTAGRAM", "TRADE_SHOW", "EMAIL_CAMPAIGN", "DIRECT"];

pub const TAGS: &[(&str, &str)] = &[
    ("VIP", "#b8860b"),
    ("Newsletter", "#2f6fde"),
    ("Summer fair", "#2e8b57"),
    ("Call back", "#c0392b"),
    ("Partner", "#6f42c1"),
];

pub const NOTES: &[&str] = &[
    "Prefers to be called in the morning, before ten.",
    "Asked for an offer with and without catering.",
    "Met at the spring trade show; very interested in dates in autumn.",
    "Was unhappy with the last invoice. Settled, but be careful with the next one.",
    "Decides together with the co-founder; always copy both.",
    "Wants to see the place once more before signing.",
    "Recommended us to two friends. Send a card for the birthday.",
    "Needs a quote in writing by the end of the month.",
];

pub const SUBJECTS: &[(&str, &str)] = &[
    ("CALL_OUTBOUND", "Called about the offer"),
    ("CALL_INBOUND", "Rang with a question about dates"),
    ("EMAIL_SENT", "Sent the offer"),
    ("MEETING", "Met on site"),
    ("FOLLOW_UP", "Follow up on the offer"),
];
