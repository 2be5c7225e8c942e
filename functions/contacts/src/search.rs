//! `GET /api/contacts/search?q=…`: search as you type.
//!
//! It is the list with its `q`, under a name that says so: the last word counts as far as it is typed, and the newest
//! contacts come first.

use api::{Context, Problem, Request, Response, query, resource};
use domain::contacts::entities::Contact;
use entity::{Entity, Invalid};
use store::Task;

/// Contacts with these words.
pub fn search_contacts<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    _parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        if !query::pairs(&request.query)?.iter().any(|(name, value)| name == "q" && !value.trim().is_empty()) {
            return Err(Problem::parameter("q", Invalid::new("required", "Say what to search for.")));
        }
        resource::list(context, crate::MODULE.resource(Contact::DEFINITION), request).await
    })
}
