//! Where a visitor came from, as the page says.

use serde_json::{Map, Value as Json};

use api::input::Cells;

/// What the body calls it, its column, and the most characters that are kept. What is longer is cut: it came from an
/// address line, and the entry does not fail for it.
const MEMBERS: &[(&str, &str, usize)] = &[
    ("page", "source_url", 2000),
    ("referrer", "referrer", 2000),
    ("utm_source", "utm_source", 250),
    ("utm_medium", "utm_medium", 250),
    ("utm_campaign", "utm_campaign", 250),
    ("utm_term", "utm_term", 250),
    ("utm_content", "utm_content", 250),
    ("gclid", "gclid", 250),
    ("fbclid", "fbclid", 250),
    ("ttclid", "ttclid", 250),
    ("li_fat_id", "li_fat_id", 250),
];

/// The cells of a submission that say where it came from.
pub fn cells(members: &Map<String, Json>) -> Cells {
    let Some(given) = members.get("attribution").and_then(Json::as_object) else { return Cells::new() };
    let mut cells = Cells::new();
    for (name, column, most) in MEMBERS {
        let text = given.get(*name).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty());
        let Some(text) = text else { continue };
        let web = text.starts_with("https://") || text.starts_with("http://");
        if web || !matches!(*column, "source_url" | "referrer") {
            let harmless = |character: &char| !character.is_control();
            cells.push((column, text.chars().filter(harmless).take(*most).collect::<String>().into()));
        }
    }
    cells
}
