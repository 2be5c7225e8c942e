//! An appointment as its visitor sees it.

use api::{Context, Problem, Request};
use booking::Visit;
use entity::json::{self, object};
use entity::{Value, civil};
use serde_json::{Map, Value as Json};
use store::DatabaseName;

use crate::key::base_url;

/// The members of an appointment but for its links: those are secrets, and so are kept nowhere.
pub fn of(visit: &Visit) -> Map<String, Json> {
    let members = [
        ("id", visit.id.as_str().into()),
        ("status", visit.status.as_str().into()),
        ("start", civil::format_timestamp(visit.start_ms).into()),
        ("end", civil::format_timestamp(visit.end_ms).into()),
        ("time_zone", visit.time_zone.as_str().into()),
        ("service", named(&visit.service, &visit.service_name)),
        ("staff", named(&visit.staff, &visit.staff_name)),
        ("location", visit.place.as_deref().into()),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The answer with an appointment, with its links. `page` is where its visitor can look after it again, if that is known.
///
/// # Errors
///
/// When the installation has no key to sign links with, or the members are of no appointment.
pub fn linked(
    context: &Context<'_>,
    request: &Request,
    database: &DatabaseName,
    mut members: Map<String, Json>,
    page: Option<&str>,
) -> Result<Json, Problem> {
    let host = context.host();
    let id = members.get("id").and_then(Json::as_str).ok_or_else(Problem::internal)?;
    let token = booking::issue(host, database, id).ok_or_else(Problem::internal)?;
    let ics_url = format!("{}/embed/appointments/{token}/calendar.ics", base_url(context, request));
    members.insert("manage_url".to_owned(), booking::manage_url(host, page, &token).into());
    members.insert("ics_url".to_owned(), ics_url.into());
    members.insert("token".to_owned(), token.into());
    Ok(Json::Object(members))
}

/// The members of an answer as they were kept, in a row of one cell, for whoever repeats the request.
///
/// # Errors
///
/// When something else was kept.
pub fn kept(row: &[Value]) -> Result<Map<String, Json>, Problem> {
    match row.first().and_then(Value::as_text).and_then(json::read) {
        Some(Json::Object(members)) => Ok(members),
        _ => Err(Problem::unavailable()),
    }
}

fn named(id: &str, name: &str) -> Json {
    object([("id", id.into()), ("name", name.into())])
}

/// A page of an origin, without what is behind its path: a visitor finds the widget there again. Nothing where what is
/// said to be the page is of another origin.
pub fn page_of(page: Option<&str>, origin: &str) -> Option<String> {
    let path = page?.strip_prefix(origin)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let of_path = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte);
    let fits = (path.is_empty() || path.starts_with('/')) && path.len() <= 1000 && path.bytes().all(of_path);
    fits.then(|| format!("{origin}{}", if path.is_empty() { "/" } else { path }))
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn a_page_is_of_its_origin() {
        let of = |page: &str| page_of(Some(page), "https://salon.example");
        assert_eq!(of("https://salon.example/book?x=1#y").as_deref(), Some("https://salon.example/book"));
        assert_eq!(of("https://salon.example").as_deref(), Some("https://salon.example/"));
        for bad in [
            "https://evil.example/",
            "https://salon.example.evil.example/",
            "https://salon.example@evil",
            "javascript:x",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
        assert_eq!(page_of(None, "https://salon.example"), None);
    }
}
