//! Which contacts may be the same person.
//!
//! What speaks for it is weighed and put together as independent evidence: with weights `a` and `b` the score is
//! `1 − (1 − a)(1 − b)`. A score is from 0 to 100:
//!
//! | evidence | weight |
//! | --- | --- |
//! | the same e-mail address | 85 |
//! | the same telephone number | 70 |
//! | a similar name and the same company | 80 |
//! | a similar name and a similar company | 65 |
//! | the same name, a company unknown | 50 |
//! | a similar name, a company unknown | 35 |
//! | the same or a similar name, another company | 20 |
//!
//! A name that speaks against it takes a tenth off: couples share a telephone, colleagues an address. From
//! [`POSSIBLE`] on a pair is shown to people; from [`PROBABLE`] on it is worth their time first; nothing is merged
//! without them.

use entity::index::NameIndex;
use entity::{Row, order};
use serde_json::{Value as Json, json};
use strsim::jaro_winkler;

use super::names::{company_key, fold, match_key, split_name};

/// Pairs below this score are not shown.
pub const POSSIBLE: u8 = 60;
/// Pairs from this score on are very likely one person.
pub const PROBABLE: u8 = 80;

/// Names from this likeness on (Jaro and Winkler's, from 0 to 1) are similar.
const SIMILAR: f64 = 0.9;
/// Names below this likeness are of different people.
const DIFFERENT: f64 = 0.7;
/// How many neighbours in a block a contact is compared with: a block of thousands is one shared switchboard.
const WINDOW: usize = 50;
/// How many letters of a family name find those that may be meant.
const NAME_PREFIX: usize = 4;

/// What is compared of a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The contact.
    pub id: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone numbers of every kind, in E.164 form.
    pub phones: Vec<String>,
    /// The company's name.
    pub company: Option<String>,
}

/// Why two contacts may be the same person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The same e-mail address.
    SameEmail,
    /// The same telephone number.
    SamePhone,
    /// The same name, once marks and case are gone, perhaps the wrong way round.
    SameName,
    /// A similar name.
    SimilarName,
    /// The same company, once its legal form is gone.
    SameCompany,
    /// A similar company.
    SimilarCompany,
}

impl Reason {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Reason::SameEmail => "SAME_EMAIL",
            Reason::SamePhone => "SAME_PHONE",
            Reason::SameName => "SAME_NAME",
            Reason::SimilarName => "SIMILAR_NAME",
            Reason::SameCompany => "SAME_COMPANY",
            Reason::SimilarCompany => "SIMILAR_COMPANY",
        }
    }
}

/// Two contacts that may be the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The contact with the smaller id, which is the older one.
    pub left: String,
    /// The other.
    pub right: String,
    /// From [`POSSIBLE`] to 100.
    pub score: u8,
    /// What speaks for it.
    pub reasons: Vec<Reason>,
}

impl Person {
    /// Reads a row of `contacts`. Nothing when it has no id.
    pub fn read(row: &Row<'_>) -> Option<Self> {
        let text = |column: &str| row.text(column).map(str::to_owned);
        let (mut first_name, mut last_name) = (text("first_name"), text("last_name"));
        if let (None, None, Some(name)) = (&first_name, &last_name, row.text("name")) {
            (first_name, last_name) = split_name(name);
        }
        let phones = ["phone", "mobile", "work_phone"].into_iter().filter_map(text);
        Some(Person {
            id: text("id")?,
            first_name,
            last_name,
            email: text("email"),
            phones: phones.collect(),
            company: text("company_name"),
        })
    }
}

/// Compares two contacts: the score and what speaks for it, or nothing when too little does.
pub fn compare(left: &Person, right: &Person) -> Option<(u8, Vec<Reason>)> {
    weigh(&Prepared::of(left), &Prepared::of(right))
}

/// A person in the form that is compared. What is not known is empty.
struct Prepared<'a> {
    person: &'a Person,
    email: String,
    first: String,
    last: String,
    name: String,
    company: String,
}

impl<'a> Prepared<'a> {
    fn of(person: &'a Person) -> Self {
        let key = |part: &Option<String>, key: fn(&str) -> String| part.as_deref().map(key).unwrap_or_default();
        let (first, last) = (key(&person.first_name, match_key), key(&person.last_name, match_key));
        let name = format!("{first} {last}").trim().to_owned();
        let email = key(&person.email, |email| fold(email.trim()));
        Prepared { person, email, first, last, name, company: key(&person.company, company_key) }
    }
}

fn weigh(left: &Prepared<'_>, right: &Prepared<'_>) -> Option<(u8, Vec<Reason>)> {
    let mut reasons = Vec::new();
    // What is left of the doubt, in hundredths of a percent.
    let mut doubt: u32 = 10_000;
    let mut speaks = |weight: u32| doubt = doubt * (100 - weight) / 100;
    if !left.email.is_empty() && left.email == right.email {
        reasons.push(Reason::SameEmail);
        speaks(85);
    }
    if left.person.phones.iter().any(|phone| right.person.phones.contains(phone)) {
        reasons.push(Reason::SamePhone);
        speaks(70);
    }
    let names = name_likeness(left, right);
    if let Some(likeness) = names.filter(|likeness| *likeness >= SIMILAR) {
        let same = likeness >= 1.0;
        reasons.push(if same { Reason::SameName } else { Reason::SimilarName });
        match likeness_of_known(&left.company, &right.company) {
            Some(company) if company >= 1.0 => {
                reasons.push(Reason::SameCompany);
                speaks(80);
            }
            Some(company) if company >= SIMILAR => {
                reasons.push(Reason::SimilarCompany);
                speaks(65);
            }
            Some(_) => speaks(20),
            None => speaks(if same { 50 } else { 35 }),
        }
    }
    let different = names.is_some_and(|likeness| likeness < DIFFERENT);
    let certainty = (10_000 - doubt) * if different { 90 } else { 100 };
    let score = u8::try_from((certainty + 5_000) / 10_000).unwrap_or(100);
    (score >= POSSIBLE).then_some((score, reasons))
}

/// How alike two names are, from 0 to 1; nothing when one is unknown. Given and family name may have been swapped,
/// and an initial stands for any name that begins with it.
fn name_likeness(left: &Prepared<'_>, right: &Prepared<'_>) -> Option<f64> {
    let whole = likeness_of_known(&left.name, &right.name)?;
    let straight = likeness_of_known(&left.first, &right.first).zip(likeness_of_known(&left.last, &right.last));
    let swapped = likeness_of_known(&left.first, &right.last).zip(likeness_of_known(&left.last, &right.first));
    // Without all four parts only the whole names can be compared.
    let by_parts = straight.zip(swapped);
    Some(by_parts.map_or(whole, |(straight, swapped)| straight.0.min(straight.1).max(swapped.0.min(swapped.1))))
}

fn likeness_of_known(one: &str, other: &str) -> Option<f64> {
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    if one.is_empty() || other.is_empty() {
        return None;
    }
    Some(if one == other {
        1.0
    } else if initial(one, other) || initial(other, one) {
        SIMILAR
    } else {
        // However alike, it is not the same.
        jaro_winkler(one, other).min(0.99)
    })
}

/// Filters that find the contacts with which a contact is worth comparing, each served by one index.
pub fn candidate_filters(person: &Person) -> Vec<Json> {
    let test = |field: &str, operator: &str, value: Json| json!({"field": field, "op": operator, "value": value});
    let mut filters = Vec::new();
    filters.extend(person.email.as_ref().map(|email| test("email", "eq", json!(email))));
    if !person.phones.is_empty() {
        filters.extend(["phone", "mobile"].map(|field| test(field, "in", json!(person.phones))));
    }
    if let (Some(first), Some(last)) = (&person.first_name, &person.last_name) {
        let begins = |family: &str, given: &str| {
            let prefix = |text: &str, letters: usize| json!(text.trim().chars().take(letters).collect::<String>());
            let family = test("last_name", "starts_with", prefix(family, NAME_PREFIX));
            json!({"all": [family, test("first_name", "starts_with", prefix(given, 1))]})
        };
        // As it is written, without its marks, and the wrong way round.
        let written = [begins(last, first), begins(&fold(last), &fold(first)), begins(first, last)];
        let mut seen = NameIndex::default();
        filters.extend(written.into_iter().filter(|filter| seen.insert(&filter.to_string().to_lowercase()).1));
    }
    filters
}

/// The keys under which contacts that may be the same person meet.
fn blocks(person: &Prepared<'_>) -> Vec<String> {
    let mut keys: Vec<String> = person.person.phones.iter().map(|phone| format!("p{phone}")).collect();
    if !person.email.is_empty() {
        keys.push(format!("e{}", person.email));
    }
    if !person.first.is_empty() && !person.last.is_empty() {
        let begins = |text: &str, letters: usize| text.chars().take(letters).collect::<String>();
        let key = |family: &str, given: &str| format!("n{} {}", begins(family, NAME_PREFIX), begins(given, 1));
        keys.extend([key(&person.last, &person.first), key(&person.first, &person.last)]);
    }
    keys
}

/// The pairs among these contacts that may be the same person, likeliest first.
pub fn pairs(people: &[Person]) -> Vec<Pair> {
    let prepared: Vec<Prepared<'_>> = people.iter().map(Prepared::of).collect();
    let mut keys = NameIndex::default();
    let mut meeting: Vec<Vec<&Prepared<'_>>> = Vec::new();
    for person in &prepared {
        for key in blocks(person) {
            let (place, _) = keys.insert(&key);
            meeting.resize_with(meeting.len().max(place + 1), Vec::new);
            if let Some(block) = meeting.get_mut(place) {
                block.push(person);
            }
        }
    }
    let mut seen = NameIndex::default();
    let mut found = Vec::new();
    for block in &mut meeting {
        order::sort_by(block, |one, other| one.name.cmp(&other.name).then_with(|| one.person.id.cmp(&other.person.id)));
        for (position, one) in block.iter().enumerate() {
            for other in block.iter().skip(position + 1).take(WINDOW) {
                let (left, right) = if one.person.id <= other.person.id { (one, other) } else { (other, one) };
                let ids = (left.person.id.as_str(), right.person.id.as_str());
                if ids.0 == ids.1 || !seen.insert(&[ids.0, ids.1].join(" ")).1 {
                    continue;
                }
                if let Some((score, reasons)) = weigh(left, right) {
                    found.push(Pair { left: ids.0.to_owned(), right: ids.1.to_owned(), score, reasons });
                }
            }
        }
    }
    order::sort_by(&mut found, |one: &Pair, other: &Pair| {
        let likelier = other.score.cmp(&one.score);
        likelier.then_with(|| one.left.cmp(&other.left)).then_with(|| one.right.cmp(&other.right))
    });
    found
}
