//! Problem documents: their schema, their responses, and the pages that explain them.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::schemas::reference;
use api::problem::Kind;

/// What every operation may be refused with.
const EVERYWHERE: [u16; 5] = [401, 403, 405, 500, 503];

/// Every `type` that a problem document may have.
pub(super) fn types() -> Json {
    Kind::ALL.iter().map(|kind| format!("/problems/{}", kind.facts().1)).collect()
}

/// The kinds by status.
fn by_status() -> BTreeMap<u16, Vec<Kind>> {
    let mut statuses: BTreeMap<u16, Vec<Kind>> = BTreeMap::new();
    for kind in Kind::ALL {
        statuses.entry(kind.facts().0).or_default().push(*kind);
    }
    statuses
}

fn name(kinds: &[Kind]) -> String {
    kinds.first().map(|kind| format!("{kind:?}")).unwrap_or_default()
}

/// The responses that operations share, one for each status.
pub(super) fn components() -> Json {
    let response = |kinds: Vec<Kind>| {
        let titles: Vec<&str> = kinds.iter().map(|kind| kind.facts().2).collect();
        let mut response = json!({
            "description": format!("{}.", titles.join(", or: ")),
            "content": {"application/problem+json": {"schema": reference("Problem")}},
        });
        let waits = kinds.iter().any(|kind| matches!(kind, Kind::TooManyRequests | Kind::Unavailable));
        if let Some(members) = response.as_object_mut().filter(|_| waits) {
            members.insert("headers".to_owned(), json!({"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}));
        }
        (name(&kinds), response)
    };
    by_status().into_values().map(response).collect::<Map<String, Json>>().into()
}

/// The refusals of an operation: these and those that every operation has.
pub(super) fn responses(refusals: &[u16]) -> Map<String, Json> {
    let wanted = |status: &u16| refusals.contains(status) || EVERYWHERE.contains(status);
    let response = |(status, kinds): (u16, Vec<Kind>)| {
        (status.to_string(), json!({"$ref": format!("#/components/responses/{}", name(&kinds))}))
    };
    by_status().into_iter().filter(|(status, _)| wanted(status)).map(response).collect()
}

/// What a kind of problem means and what to do about it.
pub(super) fn explanation(kind: Kind) -> &'static str {
    match kind {
        Kind::Malformed => {
            "The body is not JSON in UTF-8, a header cannot be read, or the query string has a parameter that is not \
             there or cannot be read. <code>errors</code> says which. Mend the request before you send it again."
        }
        Kind::Unauthenticated => {
            "The request has no access token, or one that has expired or was not signed here. Refresh the token, or \
             sign in again."
        }
        Kind::Forbidden => {
            "Your role does not allow this, wherever you try it. An administrator can give you a role that does."
        }
        Kind::NotFound => {
            "The path, or the record that it names, is not there, or it is not for you: the two are not told apart."
        }
        Kind::MethodNotAllowed => "The path is there, but not with this method. The header Allow says with which.",
        Kind::Conflict => {
            "It contradicts what is there: another record has the same value where it must be unique, other records \
             point to the one that you delete, or the record is not in a state in which this can be done."
        }
        Kind::SlotTaken => "Book another slot: `next_free` has the next ones, as far as there are any.",
        Kind::TooLate => "Ask the business itself: by its rules the time to do this from here has passed.",
        Kind::ShownOnce => {
            "A request with this Idempotency-Key was carried out, and its answer held a secret that is shown once and kept \
             nowhere. If that answer was lost, revoke what was made and make another with a new key."
        }
        Kind::PreconditionFailed => {
            "Somebody has changed the record since you read it, so that its version is not the one in If-Match. Read \
             it again, put your change on top, and send that."
        }
        Kind::TooLarge => "A body may hold at most 1 MiB. Send less at once.",
        Kind::UnsupportedMediaType => "Send the body as the content type that the API description names.",
        Kind::Invalid => {
            "The request can be read and its values are refused. <code>errors</code> names every one of them by a \
             JSON pointer, with a code for programs and a message for people."
        }
        Kind::IdempotencyMismatch => {
            "The Idempotency-Key was used for another request within a day. A new request needs a new key."
        }
        Kind::TooManyRequests => "Wait as long as the header Retry-After says, then try again.",
        Kind::Internal => {
            "A defect here, not of your request. Nothing was written. It has been logged under <code>request_id</code>."
        }
        Kind::Unavailable => {
            "The database or another system is away, and whether a write was carried out may be unknown. Try again after as many seconds as the \
             header Retry-After says."
        }
    }
}
