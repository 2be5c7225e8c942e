//! The triggers that put every write into the change log, in the same transaction, whoever writes.
//!
//! A server reads the whole schema for every connection that it opens, so the text is kept short: each table has one
//! virtual column with its row as JSON, its triggers hand that on as it was and as it is, and one trigger for all
//! tables compares the two.

use entity::{EntityDef, FieldDef, Home, Writes};

/// Columns whose change says only that there was a write.
const STAMPS: &[&str] = &["updated_at", "updated_by", "version"];

/// The virtual column of every logged table: a JSON array of objects, each with some of the row's fields.
pub const ROW: &str = "row_json";

/// How many fields an object of [`ROW`] has. Objects that are alike are passed over as a whole, and a member is looked
/// for from an object's beginning. A function takes 127 arguments at most.
const FIELDS_TOGETHER: usize = 8;

/// The log's entrance: a view whose trigger writes an entry if `old` and `new` differ.
///
/// Members of [`ROW`] that begin with `*` are shown only as being there, neither in clear, which the database never
/// has, nor as cipher text. `LIMIT -1` keeps SQLite from working out an object again for each of its members.
pub fn change_log() -> [String; 2] {
    [
        "CREATE VIEW change_log AS SELECT 0 AS entity, 0 AS id, 0 AS title, 0 AS action, 0 AS agency, 0 AS client, \
         0 AS old, 0 AS new"
            .to_owned(),
        "CREATE TRIGGER change_log_insert INSTEAD OF INSERT ON change_log WHEN NEW.old IS NOT NEW.new BEGIN\n    \
         INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, \
         entity_id, entity_title, action, agency_id, client_id, changes)\n    \
         SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), \
         c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, NEW.entity, NEW.id, NEW.title, \
         NEW.action, NEW.agency, NEW.client, (\n        \
         SELECT json_group_object(ltrim(key, '*'), \
         json_array(iif(NEW.new IS NULL, here, there), iif(NEW.new IS NULL, there, here))) FROM (\n            \
         SELECT key, iif(here NOT NULL AND key LIKE '*%', '(sealed)', here) AS here, \
         iif(there NOT NULL AND key LIKE '*%', '(sealed)', there) AS there FROM (\n                \
         SELECT m.key, m.value AS here, p.there ->> m.key AS there FROM (\n                    \
         SELECT value AS here, iif(NEW.new IS NULL, NULL, NEW.old -> key) AS there \
         FROM json_each(coalesce(NEW.new, NEW.old)) LIMIT -1\n                \
         ) p, json_each(p.here) m WHERE p.here IS NOT p.there\n            \
         ) WHERE here IS NOT there))\n    \
         FROM (SELECT 1) LEFT JOIN change_context c;\nEND"
            .to_owned(),
    ]
}

/// The definition of an entity's [`ROW`]; none for a log, which would record itself.
pub fn row_column(entity: &EntityDef) -> Option<String> {
    if entity.writes == Writes::Log {
        return None;
    }
    let left_out = |name: &str| STAMPS.contains(&name) || entity.unlogged.contains(&name);
    let fields: Vec<&FieldDef> =
        entity.fields().filter(|field| !left_out(field.name) && field.generated.is_none()).collect();
    let member = |field: &&FieldDef| {
        let hidden = field.kind.sealed() || field.access == entity::FieldAccess::Hidden;
        format!("'{}{name}', {name}", if hidden { "*" } else { "" }, name = field.name)
    };
    let object = |fields: &[&FieldDef]| {
        let members: Vec<String> = fields.iter().map(member).collect();
        format!("json_object({})", members.join(", "))
    };
    let objects: Vec<String> = fields.chunks(FIELDS_TOGETHER).map(object).collect();
    Some(format!("{ROW} TEXT GENERATED ALWAYS AS (json_array({})) VIRTUAL", objects.join(", ")))
}

/// The triggers of an entity; none for a log.
pub fn change_triggers(entity: &EntityDef, home: Home) -> Vec<String> {
    if entity.writes == Writes::Log {
        return Vec::new();
    }
    vec![
        trigger(entity, home, "insert", "NEW", "'CREATE'"),
        trigger(entity, home, "update", "NEW", &update_action(entity)),
        trigger(entity, home, "delete", "OLD", "'DELETE'"),
    ]
}

fn trigger(entity: &EntityDef, home: Home, event: &str, row: &str, action: &str) -> String {
    let table = entity.table;
    // A row that is deleted with the one that says whose it is comes too late to ask.
    let behind = |reference: &str, column: &str| {
        let target = entity.field(reference)?.kind.references()?;
        Some(format!("(SELECT {column} FROM {} WHERE id = {row}.{reference})", target.table))
    };
    let column_of = |path: Option<&str>| match path.map(|path| (path, path.split_once('.'))) {
        Some((path, None)) => format!("{row}.{path}"),
        Some((_, Some((reference, column)))) => behind(reference, column).unwrap_or_else(|| "NULL".to_owned()),
        None => "NULL".to_owned(),
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
    let rows = match event {
        "insert" => format!("NULL, NEW.{ROW}"),
        "update" => format!("OLD.{ROW}, NEW.{ROW}"),
        _ => format!("OLD.{ROW}, NULL"),
    };
    format!(
        "CREATE TRIGGER {table}_change_{event} AFTER {} ON {table} BEGIN\n    INSERT INTO change_log VALUES \
         ('{}', {row}.id, {title}, {action}, {agency}, {client}, {rows});\nEND",
        event.to_uppercase(),
        entity.name,
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
