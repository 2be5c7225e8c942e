//! The generic resource: what every entity with generic writes can do, one file for each request.

mod bulk;
mod create;
pub mod idempotency;
mod include;
mod list;
mod read;
mod remove;
mod update;

pub use bulk::{MOST as BULK_MOST, bulk};
pub use create::{Planned, bound, create, plan_create};
pub use list::list;
pub use read::read;
pub use remove::remove;
pub use update::{guard_row, plan_update, update};

use entity::{EntityDef, EntityName, Value};
use serde_json::Value as Json;

use crate::Problem;

/// Every entity that a function knows, module by module.
pub type Catalogue = &'static [&'static [&'static EntityDef]];

/// An entity, with those that it points to and that point to it.
#[derive(Clone, Copy)]
pub struct Resource {
    /// The entity.
    pub entity: &'static EntityDef,
    /// The others.
    pub catalogue: Catalogue,
}

impl Resource {
    /// The entity behind a reference; nothing where the function does not know it.
    pub fn behind(self, reference: &EntityName) -> Option<Resource> {
        let mut entities = self.catalogue.iter().flat_map(|module| module.iter());
        let entity = entities.find(|entity| entity.name == reference.name)?;
        Some(Resource { entity, ..self })
    }
}

/// The id in a path, or the same refusal as for an id of nothing: a wrong kind of id names nothing here.
pub fn id_of(entity: &EntityDef, text: &str) -> Result<Value, Problem> {
    let field = entity.field("id").ok_or_else(Problem::not_found)?;
    field.kind.parse(&Json::from(text)).map_err(|_| Problem::not_found())
}

/// The entity tag of a version.
pub fn entity_tag(version: i64) -> String {
    format!("\"v{version}\"")
}

/// Whether the caller says in `If-None-Match` that it has this representation. The comparison is weak, as RFC 9110
/// asks: a proxy that compresses may have weakened the tag.
pub fn none_match(request: &crate::Request, tag: &str) -> bool {
    let header = request.header("if-none-match").unwrap_or_default();
    header.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// The version in `If-Match`, if the header is there. `*` asks only that the row exists.
pub fn if_match(request: &crate::Request) -> Result<Option<i64>, Problem> {
    let Some(header) = request.header("if-match").filter(|header| header.trim() != "*") else { return Ok(None) };
    let version = header
        .trim()
        .strip_prefix("\"v")
        .and_then(|rest| rest.strip_suffix('"'))
        .and_then(|version| version.parse().ok());
    // A tag that this API never gave matches no version.
    Ok(Some(version.unwrap_or(-1)))
}
