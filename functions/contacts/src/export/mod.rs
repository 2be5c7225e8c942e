//! Lists as files: `GET /api/contacts/export` and the same for companies.
//!
//! A file is made page by page while it is sent, so that one of a million rows takes no more memory than one of a
//! thousand. CSV is that of RFC 4180, and text that a spreadsheet would run as a formula has an apostrophe before it,
//! which an import takes away again.

mod cells;
#[cfg(not(target_family = "wasm"))]
pub mod native;
mod pages;

use api::http::{Body, Chunks};
use api::{Context, Detached, Problem, Request, Response};
use domain::contacts::entities::{Company, Contact};
use entity::{Entity, EntityDef};
use store::Task;

use pages::Pages;

/// How many records a file will have, told before it: not every proxy passes on that a body broke off.
const COUNT_HEADER: &str = "x-portico-count";

/// The contacts of a list as a file.
pub fn export_contacts<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    _parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(export(context, Contact::DEFINITION, request))
}

/// The companies of a list as a file.
pub fn export_companies<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    _parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(export(context, Company::DEFINITION, request))
}

async fn export(context: &Context<'_>, entity: &'static EntityDef, request: &Request) -> Result<Response, Problem> {
    let mut pages = Pages::begin(context, entity, &request.query).await?;
    // What is wrong shows with the first page, while it can still be told.
    let first = pages.next(context).await?;
    let (media_type, extension) = pages.format.media_type();
    let disposition = format!("attachment; filename=\"{}.{extension}\"", entity.resource);
    Ok(Response {
        status: 200,
        headers: vec![
            ("content-type".to_owned(), media_type.to_owned()),
            ("content-disposition".to_owned(), disposition),
            ("cache-control".to_owned(), "no-store".to_owned()),
            (COUNT_HEADER.to_owned(), pages.total.to_string()),
        ],
        body: Body::Stream(Box::new(File { context: context.detached(), first, pages })),
    })
}

/// A file on its way.
struct File {
    context: Detached,
    first: Option<String>,
    pages: Pages,
}

impl Chunks for File {
    fn next(&mut self) -> Task<'_, Option<Result<Vec<u8>, String>>> {
        Box::pin(async move {
            if let Some(first) = self.first.take() {
                return Some(Ok(first.into_bytes()));
            }
            match self.pages.next(&self.context.context()).await {
                Ok(page) => page.map(|page| Ok(page.into_bytes())),
                Err(problem) => Some(Err(problem.detail.clone())),
            }
        })
    }
}
