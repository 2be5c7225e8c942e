//! What people write when they say who may do what.

use api::input::Cells;
use entity::permission::EVERY_RESOURCE;
use entity::{EntityDef, Filter, Invalid, Shape, Value};
use serde_json::{Map, Value as Json};

/// The resource of the feed, which is not that of an entity.
const FEED: &str = "activity-feed";

/// Refuses a permission on a resource that is not there, an action that no command could have, and a condition that
/// does not fit the resource: it would let nothing through, and nobody would know why.
pub fn check_rule(members: &Map<String, Json>) -> Result<(), Invalid> {
    let text = |name: &str| members.get(name).and_then(Json::as_str).unwrap_or_default();
    let resource = text("resource");
    let entity = entity_of(resource)?;
    let action = text("action");
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if action != "*" && !action.bytes().all(letters) {
        return Err(Invalid::new("action", "Must be an action, the name of a command, or *.").at("action"));
    }
    let Some(condition) = members.get("conditions").filter(|condition| !condition.is_null()) else { return Ok(()) };
    let entity = entity.ok_or_else(|| {
        Invalid::new("condition", "Must be about one resource with fields, not about all.").at("conditions")
    })?;
    Filter::parse(condition, &Shape::of(entity)).map(|_| ()).map_err(|invalid| invalid.at("conditions"))
}

/// The entity of a resource; none for what is no entity's.
fn entity_of(resource: &str) -> Result<Option<&'static EntityDef>, Invalid> {
    if resource == EVERY_RESOURCE || resource == FEED {
        return Ok(None);
    }
    let missing = || Invalid::new("not_found", "Must be a resource of the API, or *.").at("resource");
    domain::by_resource(resource).map(Some).ok_or_else(missing)
}

/// A row as its type reads it: the cells that are there, and nothing for all others.
pub fn whole_row(entity: &EntityDef, cells: &Cells) -> (Vec<String>, Vec<Value>) {
    let column = |name: &'static str| {
        let given = cells.iter().find(|(column, _)| *column == name).map(|(_, value)| value.clone());
        // Every type reads some text as an id.
        let value = given.unwrap_or_else(|| if name == "id" { Value::from(entity.prefix) } else { Value::Null });
        (name.to_owned(), value)
    };
    entity.declared.iter().map(|field| column(field.name)).unzip()
}

/// Whether permissions may be about this resource.
pub fn is_known(resource: &str) -> bool {
    entity_of(resource).is_ok()
}
