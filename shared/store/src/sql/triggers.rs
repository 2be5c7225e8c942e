//! The triggers that put every write into the change log, in the same transaction, whoever writes.

use entity::{EntityDef, FieldDef, Home, Storage, Writes};

/// Columns whose change says only that there was a write.
const STAMPS: &[&str] = &["updated_at", "updated_by", "version"];

/// The triggers of an entity; none for a log, which would record itself.
pub fn change_triggers(entity: &EntityDef, home: Home) -> Vec<String> {
    if entity.writes == Writes::Log {
        return Vec::new();
    }
    vec![
        trigger(entity, home, "insert", "NEW", "'CREATE'", &object(entity, "NULL", "NEW")),
        trigger(entity, home, "update", "NEW", &update_action(entity), &object(entity, "OLD", "NEW")),
        trigger(entity, home, "delete", "OLD", "'DELETE'", &object(entity, "OLD", "NULL")),
    ]
}

fn trigger(entity: &EntityDef, home: Home, event: &str, row: &str, action: &str, changes: &str) -> String {
    let table = entity.table;
    let column_of = |path: Option<&str>| match path {
        Some(path) if !path.contains('.') => format!("{row}.{path}"),
        _ => "NULL".to_owned(),
    };
    let client = column_of(entity.scope.client);
    // The agency of a client's row is looked up now, so that an agency reads its own part of the log by an index.
    let agency = match entity.scope.agency {
        None if client != "NULL" && home == Home::Tenant => {
            format!("(SELECT agency_id FROM clients WHERE id = {client})")
        }
        path => column_of(path),
    };
    let title = if entity.field(entity.title).is_some_and(|field| !field.kind.sealed()) {
        format!("{row}.{}", entity.title)
    } else {
        "NULL".to_owned()
    };
    format!(
        "CREATE TRIGGER {table}_change_{event} AFTER {} ON {table} BEGIN\n    \
         INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, \
         entity_id, entity_title, action, agency_id, client_id, changes)\n    \
         SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), \
         c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, '{}', {row}.id, {title}, {action}, \
         {agency}, {client}, d.changes\n    \
         FROM (SELECT {changes} AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{{}}';\nEND",
        event.to_uppercase(),
        entity.name,
    )
}

/// `{"field":[old,new],…}` of the fields that differ. Built as text: `json_group_object` would cost a subquery for
/// each field.
fn object(entity: &EntityDef, old: &str, new: &str) -> String {
    let members: Vec<String> = entity
        .fields()
        .filter(|field| !STAMPS.contains(&field.name) && field.generated.is_none())
        .map(|field| member(field, old, new))
        .collect();
    format!("'{{' || rtrim(\n        {},\n    ',') || '}}'", members.join(" ||\n        "))
}

fn member(field: &FieldDef, old: &str, new: &str) -> String {
    let name = field.name;
    let value = |row: &str| match row {
        "NULL" => "NULL".to_owned(),
        row => format!("{row}.{name}"),
    };
    let shown = |row: &str| match (row, field.kind.sealed() || field.access == entity::FieldAccess::Hidden) {
        ("NULL", _) => "'null'".to_owned(),
        // Only whether there was a value: neither the clear text, which the database never has, nor the cipher text.
        (row, true) => format!("iif({row}.{name} IS NULL, 'null', '\"(sealed)\"')"),
        (row, false) => format!("json_quote({row}.{name})"),
    };
    // A change of case is a change, though the column compares without it.
    let exactly = if field.kind.storage() == Storage::Words { " COLLATE BINARY" } else { "" };
    format!(
        "iif({}{exactly} IS NOT {}, '\"{name}\":[' || {} || ',' || {} || '],', '')",
        value(old),
        value(new),
        shown(old),
        shown(new)
    )
}

/// What an update is called: the seeds' audit actions, by the field that changed.
fn update_action(entity: &EntityDef) -> String {
    let mut cases = String::new();
    for (column, action) in [("status", "STATUS_CHANGE"), ("stage_id", "STAGE_CHANGE")] {
        if entity.field(column).is_some() {
            cases.push_str(&format!(" WHEN OLD.{column} IS NOT NEW.{column} THEN '{action}'"));
        }
    }
    for owner in entity.scope.owners.iter().filter(|owner| **owner != "id" && !owner.contains('.')) {
        cases.push_str(&format!(" WHEN OLD.{owner} IS NOT NEW.{owner} THEN 'ASSIGNMENT_CHANGE'"));
    }
    if cases.is_empty() { "'UPDATE'".to_owned() } else { format!("CASE{cases} ELSE 'UPDATE' END") }
}
