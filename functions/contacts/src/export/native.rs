//! Exporting into a file on the native host, for the command line.

use std::io::Write;
use std::rc::Rc;

use api::problem::Kind;
use api::{Caller, Context, Host, Problem};
use domain::contacts::entities::{Company, Contact};
use entity::Entity;

use super::pages::Pages;

/// Writes the contacts or the companies (`entity` is `Contact` or `Company`) that `caller` may read into a file.
/// `query` is that of `GET /api/contacts/export`, such as `format=jsonl&status=ACTIVE`. The number of rows is told
/// after every page, and given at the end.
pub async fn export_file(
    host: &Host,
    caller: Rc<Caller>,
    entity: &str,
    query: &str,
    file: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, Problem> {
    let exportable = [Contact::DEFINITION, Company::DEFINITION];
    let entity = exportable.into_iter().find(|candidate| candidate.name == entity);
    let entity = entity.ok_or_else(|| Problem::new(Kind::Invalid, "Only Contact and Company can be exported."))?;
    let context = Context::acting(host, caller);
    let mut pages = Pages::begin(&context, entity, query).await?;
    while let Some(page) = pages.next(&context).await? {
        let written = file.write_all(page.as_bytes());
        written.map_err(|error| Problem::new(Kind::Internal, format!("The file cannot be written: {error}")))?;
        progress(pages.rows);
    }
    Ok(pages.rows)
}
