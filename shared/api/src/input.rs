//! Reading a request body against a declaration.

use entity::{EntityDef, FieldAccess, FieldDef, Value};
use serde_json::{Map, Value as Json};

use crate::custom::Definitions;
use crate::problem::{InputError, Kind};
use crate::{Problem, Request, http};

/// What a body is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A new row: absent fields take their defaults.
    Create,
    /// Some fields of a row: absent fields stay as they are.
    Patch,
    /// All fields of a row: absent fields take their defaults or go.
    Replace,
}

/// The cells of one row, by column.
pub type Cells = Vec<(&'static str, Value)>;

/// The body as JSON. Refuses other content types, more than 1 MiB, and what is not JSON in UTF-8.
pub fn json_body(request: &Request) -> Result<Json, Problem> {
    if request.body.len() > http::MAX_BODY_BYTES {
        return Err(Problem::new(Kind::TooLarge, "A body may hold at most 1 MiB."));
    }
    let content_type = request.header("content-type").unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media_type != "application/json" && media_type != "application/merge-patch+json" {
        return Err(Problem::new(Kind::UnsupportedMediaType, "Send the body as application/json."));
    }
    if std::str::from_utf8(&request.body).is_err() {
        return Err(Problem::new(Kind::Malformed, "The body is not UTF-8."));
    }
    // The parser stops at 128 levels of nesting.
    entity::json::read_bytes(&request.body).map_err(|error| {
        let place = format!("The body is not JSON: line {}, column {}.", error.line(), error.column());
        Problem::new(Kind::Malformed, place)
    })
}

/// The body as a JSON object.
pub fn json_object(request: &Request) -> Result<Map<String, Json>, Problem> {
    match json_body(request)? {
        Json::Object(members) => Ok(members),
        _ => Err(Problem::invalid_at("", "wrong_type", "Must be an object.")),
    }
}

/// Reads the members of one row, and reports everything that is wrong with it at once.
pub fn read_row(
    entity: &'static EntityDef,
    members: &Map<String, Json>,
    purpose: Purpose,
    definitions: &Definitions,
) -> Result<Cells, Vec<InputError>> {
    let mut cells = Cells::new();
    let mut errors = Vec::new();
    let client = members.get("client_id").and_then(Json::as_str);
    for (name, value) in members {
        let pointer = pointer_to(name);
        match entity.field(name).filter(|field| field.access != FieldAccess::Hidden) {
            None => errors.push(error(&pointer, "unknown_field", "There is no such field.")),
            Some(field) if field.access == FieldAccess::Read => {
                errors.push(error(&pointer, "read_only", "Is set by the server."));
            }
            Some(field) if field.access == FieldAccess::Create && purpose != Purpose::Create => {
                errors.push(error(&pointer, "immutable", "Cannot be changed once the record is there."));
            }
            Some(field) if field.name == "custom_fields" => match definitions.read(entity, value, purpose, client) {
                Ok(cell) => cells.push((field.name, cell)),
                Err(refused) => errors.extend(refused.into_iter().map(|invalid| InputError::new(&pointer, invalid))),
            },
            Some(field) => match read_field(field, value) {
                Ok(cell) => cells.push((field.name, cell)),
                Err(invalid) => errors.push(InputError::new(&pointer, invalid)),
            },
        }
    }
    if purpose != Purpose::Patch {
        complete(entity, members, purpose, definitions, &mut cells, &mut errors);
        let refused = entity.check.map(|check| check(members)).unwrap_or_default();
        errors.extend(refused.into_iter().map(|invalid| InputError::new("", invalid)));
    }
    out_of_order(entity, &cells, &mut errors);
    if errors.is_empty() { Ok(cells) } else { Err(errors) }
}

/// What comes too early among the cells of this body, told with everything else that is wrong. The database asks the same of
/// the whole row.
fn out_of_order(entity: &EntityDef, cells: &Cells, errors: &mut Vec<InputError>) {
    let cell = |name: &str| cells.iter().find(|(column, _)| *column == name).map(|(_, value)| value);
    for rule in entity.ordered.iter().filter(|rule| rule.when.is_none()) {
        let early = match cell(rule.before).zip(cell(rule.after)) {
            Some((Value::Integer(before), Value::Integer(after))) => (after < before, after == before),
            Some((Value::Text(before), Value::Text(after))) => (after < before, after == before),
            _ => continue,
        };
        if early.0 || (early.1 && !rule.may_equal) {
            errors.push(InputError::out_of_order(rule));
        }
    }
}

/// Adds what the body leaves out: defaults, and nothing where nothing is allowed.
fn complete(
    entity: &'static EntityDef,
    members: &Map<String, Json>,
    purpose: Purpose,
    definitions: &Definitions,
    cells: &mut Cells,
    errors: &mut Vec<InputError>,
) {
    let client = members.get("client_id").and_then(Json::as_str);
    for field in entity.fields().filter(|field| !members.contains_key(field.name)) {
        let writable = match field.access {
            FieldAccess::Write => true,
            FieldAccess::Create => purpose == Purpose::Create,
            // What the server sets begins with its default.
            FieldAccess::Read | FieldAccess::Hidden => purpose == Purpose::Create && field.default.is_some(),
        };
        if !writable || field.generated.is_some() {
            continue;
        }
        if field.name == "custom_fields" {
            match definitions.read(entity, &Json::Object(Map::new()), purpose, client) {
                Ok(cell) => cells.push((field.name, cell)),
                Err(refused) => {
                    errors.extend(refused.into_iter().map(|invalid| InputError::new("/custom_fields", invalid)));
                }
            }
            continue;
        }
        let default = field.default.and_then(entity::json::read);
        match default.map(|default| field.kind.parse(&default)) {
            Some(Ok(cell)) => cells.push((field.name, cell)),
            _ if field.required => errors.push(error(&pointer_to(field.name), "required", "Must be given.")),
            _ if purpose == Purpose::Replace => cells.push((field.name, Value::Null)),
            _ => {}
        }
    }
}

fn read_field(field: &FieldDef, value: &Json) -> Result<Value, entity::Invalid> {
    if value.is_null() {
        return match field.required {
            true => Err(entity::Invalid::new("required", "Must not be null.")),
            false => Ok(Value::Null),
        };
    }
    field.kind.parse(value)
}

fn error(pointer: &str, code: &'static str, message: &str) -> InputError {
    InputError { pointer: pointer.to_owned(), code, message: message.to_owned() }
}

/// A JSON pointer to a member (RFC 6901), cut short where a client sent something long.
pub fn pointer_to(member: &str) -> String {
    let shown: String = member.chars().take(100).collect();
    format!("/{}", shown.replace('~', "~0").replace('/', "~1"))
}
