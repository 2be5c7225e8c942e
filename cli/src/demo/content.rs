//! The records of a client, made of words by a small generator: the same ones every time.

use serde_json::{Value as Json, json};

use super::words;
use crate::command::Failure;
use crate::inside::{Client, text};

/// How many companies and contacts each of the two clients has.
const SIZES: [(usize, usize); 2] = [(14, 80), (10, 50)];

/// Numbers that look random and are not.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        // The constants of Knuth's MMIX; the upper bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let limit = u64::try_from(limit.max(1)).unwrap_or(1);
        usize::try_from((self.0 >> 33) % limit).unwrap_or_default()
    }

    fn of<T: Copy + Default>(&mut self, words: &[T]) -> T {
        let position = self.below(words.len());
        words.get(position).copied().unwrap_or_default()
    }
}

/// Fills a client with companies, contacts, tags, notes and activities. Gives how many.
pub async fn fill(owner: &Client<'_>, number: usize, location: Option<&str>) -> Result<usize, Failure> {
    let mut numbers = Numbers(u64::try_from(number).unwrap_or_default() + 7);
    let (companies, contacts) = SIZES.get(number).copied().unwrap_or_default();
    let companies = (0..companies).map(|position| company(&mut numbers, position)).collect();
    let companies = create(owner, "companies", companies).await?;
    let tags = words::TAGS.iter().map(|(name, color)| json!({"name": name, "color": color})).collect();
    let tags = create(owner, "tags", tags).await?;
    let contacts = (0..contacts).map(|position| contact(&mut numbers, position, &companies, location)).collect();
    let contacts = create(owner, "contacts", contacts).await?;

    let (mut links, mut notes, mut activities) = (Vec::new(), Vec::new(), Vec::new());
    for (position, contact) in contacts.iter().enumerate() {
        if position % 2 == 0
            && let Some(tag) = tags.get(numbers.below(tags.len()))
        {
            links.push(json!({"tag_id": tag, "contact_id": contact}));
        }
        if position % 3 == 0 {
            notes.push(
                json!({"contact_id": contact, "content": numbers.of(words::NOTES), "is_pinned": position % 9 == 0}),
            );
        }
        if position % 4 == 0 {
            activities.push(activity(&mut numbers, contact));
        }
    }
    let mut count = companies.len() + tags.len() + contacts.len();
    for (resource, records) in [("tag-links", links), ("notes", notes), ("activities", activities)] {
        count += create(owner, resource, records).await?.len();
    }
    Ok(count)
}

/// Creates records in one request and gives their ids.
async fn create(owner: &Client<'_>, resource: &str, records: Vec<Json>) -> Result<Vec<String>, Failure> {
    let operations: Vec<Json> = records.into_iter().map(|record| json!({"op": "create", "data": record})).collect();
    let answer = owner.post(&format!("/api/{resource}/bulk"), json!({"operations": operations})).await?;
    let results = answer.get("results").and_then(Json::as_array);
    results.into_iter().flatten().map(|result| text(result, "id")).collect()
}

fn company(numbers: &mut Numbers, position: usize) -> Json {
    let name = |words: &[&'static str], position: usize| words.get(position % words.len().max(1)).copied();
    let first = name(words::COMPANY_FIRST, position).unwrap_or_default();
    let last = name(words::COMPANY_LAST, position / 2).unwrap_or_default();
    let domain = format!("{}-{}.example", first.to_lowercase().replace(' ', ""), last.to_lowercase());
    let (city, postal_code, country) = numbers.of(words::CITIES);
    json!({
        "name": format!("{first} {last}"),
        "website": format!("https://{domain}"),
        "email": format!("office@{domain}"),
        "industry": name(words::INDUSTRIES, position / 2),
        "size": numbers.of(&["MICRO_1_10", "SMALL_11_50", "MEDIUM_51_200"]),
        "employee_count": 3 + numbers.below(180),
        "city": city, "postal_code": postal_code, "country": country,
    })
}

fn contact(numbers: &mut Numbers, position: usize, companies: &[String], location: Option<&str>) -> Json {
    let first = words::FIRST.get(position % words::FIRST.len().max(1)).copied().unwrap_or_default();
    let last = numbers.of(words::LAST);
    let address = format!("{first}.{last}{position}@mail.example").to_lowercase().replace('\'', "");
    let company = if position % 5 < 3 { companies.get(numbers.below(companies.len())) } else { None };
    let (city, postal_code, country) = numbers.of(words::CITIES);
    json!({
        "first_name": first, "last_name": last, "email": address,
        // Numbers that Ofcom keeps free for films.
        "phone": format!("+44770090{:04}", numbers.below(10_000)),
        "job_title": company.map(|_| numbers.of(words::JOBS)),
        "company_id": company,
        "location_id": location.filter(|_| !position.is_multiple_of(4)),
        "city": city, "postal_code": postal_code, "country": country,
        "contact_type": numbers.of(words::TYPES),
        "status": numbers.of(words::STATUSES),
        "lead_source": numbers.of(words::SOURCES),
        "lead_score": numbers.below(101),
        "marketing_consent": numbers.below(3) > 0,
    })
}

fn activity(numbers: &mut Numbers, contact: &str) -> Json {
    let (kind, subject) = numbers.of(words::SUBJECTS);
    json!({"contact_id": contact, "activity_type": kind, "subject": subject})
}
