//! A module: what one function serves.

use store::Task;

use crate::{Host, Request, Response};

/// One function's routes: the entities it owns and the commands it adds.
pub struct Module {
    /// The module's name in the catalogue, such as `contacts`.
    pub name: &'static str,
}

impl Module {
    /// Answers one request. Never fails: what goes wrong becomes a problem document.
    pub fn respond<'a>(&'static self, host: &'a Host, request: Request) -> Task<'a, Response> {
        let _ = (host, request);
        Box::pin(async { Response::empty(404) })
    }
}
