//! From the `Authorization` header to a caller.

use std::rc::Rc;

use store::Task;

use crate::caller::Caller;
use crate::{Host, Problem, Request, token};

/// Tells who is calling. Only the functions carry it that do anything for callers.
pub type Authentication = for<'a> fn(&'a Host, &'a Request) -> Task<'a, Result<Rc<Caller>, Problem>>;

/// By the access token that a request brings, for [`crate::Module::authentication`].
pub const AUTHENTICATION: Authentication = |host, request| Box::pin(authenticate(host, request));

/// The caller behind a request's bearer token.
pub async fn authenticate(host: &Host, request: &Request) -> Result<Rc<Caller>, Problem> {
    let missing = || Problem::unauthenticated("Send an access token: Authorization: Bearer <token>.");
    let header = request.header("authorization").ok_or_else(missing)?;
    let (scheme, token) = header.split_once(' ').ok_or_else(missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(missing());
    }
    token::verify(host, token.trim()).await
}
