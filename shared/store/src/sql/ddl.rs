//! Tables, indexes, search tables and triggers of an entity.

use std::fmt::Write;

use entity::{EntityDef, FieldDef, FieldView, Follows, Home, Ordered, Place, Storage};

use super::access::owners;
use super::select::sort_comparison;
use super::{Sql, placed, triggers};

/// The statements that make an entity's table and all that hangs on it, in order, each without a final semicolon.
pub fn entity_ddl(entity: &EntityDef, home: Home) -> Vec<String> {
    let mut statements = vec![table(entity)];
    statements.extend(indexes(entity, home));
    statements.extend(search_ddl(entity));
    statements.extend(order_triggers(entity));
    statements.extend(loop_triggers(entity));
    statements.extend(entity.follows.iter().map(|follows| {
        let Follows { field, sql } = follows;
        format!(
            "CREATE TRIGGER {table}_{field}_follows AFTER UPDATE OF {field} ON {table} WHEN OLD.{field} IS NOT \
             NEW.{field} BEGIN\n    {sql}\nEND",
            table = entity.table,
        )
    }));
    statements.extend(triggers::change_triggers(entity, home));
    statements
}

/// The statements that every database begins with: the actor of the running transaction, the guard, and the record
/// of migrations.
pub fn system_ddl(home: Home) -> Vec<String> {
    let mut statements = vec![
        "CREATE TABLE migrations (\n    number INTEGER PRIMARY KEY,\n    name TEXT NOT NULL,\n    applied_at INTEGER NOT NULL\n) STRICT"
            .to_owned(),
        // Who is writing. One row at most, put there by the first statement of a writing batch and taken away by its
        // last, so that a write past the API is recorded as nobody's and not as the last caller's.
        "CREATE TABLE change_context (\n    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),\n    at INTEGER NOT NULL,\n    actor_type TEXT NOT NULL,\n    actor_id TEXT,\n    actor_name TEXT,\n    ip_address TEXT,\n    user_agent TEXT,\n    request_id TEXT\n) STRICT"
            .to_owned(),
        // A batch has no `if`. What must hold is inserted here, and a false value ends the transaction.
        "CREATE VIEW guard AS SELECT 1 AS passes".to_owned(),
        "CREATE TRIGGER guard_refuses INSTEAD OF INSERT ON guard WHEN NEW.passes IS NOT 1 BEGIN\n    SELECT RAISE(ABORT, 'guard');\nEND"
            .to_owned(),
    ];
    statements.extend(triggers::change_log());
    if home == Home::Platform {
        // The tenants' migrations: a function that meets a database of an older version reads them here.
        statements.push(
            "CREATE TABLE tenant_migrations (\n    number INTEGER PRIMARY KEY,\n    name TEXT NOT NULL,\n    sql TEXT NOT NULL\n) STRICT"
                .to_owned(),
        );
    }
    if home == Home::Tenant {
        // Functions keep the definitions of custom fields in memory; the number tells them when those are stale.
        statements.push(
            "CREATE TABLE custom_field_version (\n    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),\n    version INTEGER NOT NULL\n) STRICT"
                .to_owned(),
        );
        statements.push("INSERT INTO custom_field_version VALUES (1, 1)".to_owned());
        // One row while the tenant is suspended.
        statements.push(
            "CREATE TABLE suspension (\n    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),\n    at INTEGER NOT NULL\n) STRICT"
                .to_owned(),
        );
    }
    statements
}

/// The statements that a tenant's database ends with: rows follow those that they belong to from place to place, and every
/// change of a custom field counts up the version that functions compare with what they keep in memory.
pub fn closing_ddl(home: Home, entities: &[&'static EntityDef]) -> Vec<String> {
    if home == Home::Platform {
        return Vec::new();
    }
    let trigger = |event: &str| {
        format!(
            "CREATE TRIGGER custom_fields_version_{} AFTER {event} ON custom_fields BEGIN\n    \
             UPDATE custom_field_version SET version = version + 1;\nEND",
            event.to_lowercase()
        )
    };
    let mut statements = placed::triggers(entities);
    statements.extend(["INSERT", "UPDATE", "DELETE"].map(trigger));
    statements
}

/// The name of an entity's full-text index, if it has one.
pub fn search_table(entity: &EntityDef) -> Option<String> {
    (!entity.search.is_empty()).then(|| format!("{}_search", entity.table))
}

/// What begins the message of a row whose fields are out of order. The field that comes too early stands behind it.
pub const OUT_OF_ORDER: &str = "order: ";

/// The triggers that refuse rows whose fields are out of order: a condition of the table could not be added to one that
/// is there, and would be asked of rows from before it.
fn order_triggers(entity: &EntityDef) -> Vec<String> {
    let mut statements = Vec::new();
    for Ordered { before, after, may_equal, when } in entity.ordered {
        let table = entity.table;
        let sign = if *may_equal { "<" } else { "<=" };
        // A row that was out of order before there was a rule can be changed in everything else, unless it depends on that.
        let differs = match when {
            None => format!("(NEW.{before} IS NOT OLD.{before} OR NEW.{after} IS NOT OLD.{after}) AND "),
            Some(_) => String::new(),
        };
        let when = when.map(|when| format!(" AND ({when})")).unwrap_or_default();
        for (event, differs) in [("insert", ""), ("update", differs.as_str())] {
            statements.push(format!(
                "CREATE TRIGGER {table}_{after}_order_{event} BEFORE {} ON {table} WHEN {differs}NEW.{after} {sign} \
                 NEW.{before}{when} BEGIN\n    SELECT RAISE(ABORT, '{OUT_OF_ORDER}{after}');\nEND",
                event.to_uppercase()
            ));
        }
    }
    statements
}

/// What begins the message of a row that would stand above itself. The field that leads upwards stands behind it.
pub const LOOP: &str = "loop: ";

/// The triggers that keep a hierarchy one: a row that points to others of its kind is not above itself. A new row is above
/// nobody yet.
fn loop_triggers(entity: &EntityDef) -> Vec<String> {
    let table = entity.table;
    let upwards = |field: &&FieldDef| field.kind.references().is_some_and(|target| target.name == entity.name);
    let trigger = |field: &FieldDef| {
        let parent = field.name;
        format!(
            "CREATE TRIGGER {table}_{parent}_loop BEFORE UPDATE OF {parent} ON {table} WHEN NEW.{parent} IS NOT OLD.{parent} \
             AND NEW.id IN (WITH RECURSIVE above(id) AS (SELECT NEW.{parent} UNION SELECT t.{parent} FROM {table} t \
             JOIN above a ON t.id = a.id) SELECT id FROM above) BEGIN\n    SELECT RAISE(ABORT, '{LOOP}{parent}');\nEND"
        )
    };
    entity.declared.iter().filter(upwards).map(trigger).collect()
}

fn table(entity: &EntityDef) -> String {
    let mut text = format!("CREATE TABLE {} (\n", entity.table);
    // A full-text index needs row numbers that survive VACUUM, which only a named INTEGER PRIMARY KEY does.
    if !entity.search.is_empty() {
        text.push_str("    row_id INTEGER PRIMARY KEY,\n");
    }
    let fields = entity.fields().map(|field| column(entity, field));
    let columns: Vec<String> = fields.chain(placed::column(entity)).chain(triggers::row_column(entity)).collect();
    text.push_str(&format!("    {}", columns.join(",\n    ")));
    text.push_str("\n) STRICT");
    text
}

fn column(entity: &EntityDef, field: &FieldDef) -> String {
    let mut text = format!("{} {}", field.name, field.kind.storage().ddl());
    if field.name == "id" {
        let serial = field.kind.storage() == Storage::Integer;
        text.push_str(match (serial, entity.search.is_empty()) {
            (true, _) => " PRIMARY KEY AUTOINCREMENT",
            (false, true) => " NOT NULL PRIMARY KEY",
            (false, false) => " NOT NULL UNIQUE",
        });
        return text;
    }
    if let Some(expression) = field.generated {
        text.push_str(&format!(" GENERATED ALWAYS AS ({expression}) VIRTUAL"));
        return text;
    }
    if field.required {
        text.push_str(" NOT NULL");
    }
    if let Some(default) = field.default {
        text.push_str(&format!(" DEFAULT {}", default_literal(field, default)));
    }
    if let Some(check) = field.kind.check(field.name) {
        text.push_str(&format!(" CHECK ({check})"));
    }
    if let Some(target) = field.kind.references() {
        text.push_str(&format!(" REFERENCES {} (id) ON DELETE {}", target.table, field.on_delete.ddl()));
    }
    text
}

/// A JSON default as the SQL literal of its cell.
fn default_literal(field: &FieldDef, default: &str) -> String {
    let json = serde_json::from_str(default).unwrap_or_default();
    match field.kind.parse(&json) {
        Ok(entity::Value::Integer(number)) => number.to_string(),
        Ok(entity::Value::Text(text)) => format!("'{}'", text.replace('\'', "''")),
        // A default that its own kind refuses; the declaration test names the field.
        _ => "NULL".to_owned(),
    }
}

fn client_column(entity: &EntityDef) -> Option<&'static str> {
    entity.scope.client.filter(|path| *path != "id" && !path.contains('.'))
}

fn indexes(entity: &EntityDef, home: Home) -> Vec<String> {
    let mut lists: Vec<Vec<&str>> = Vec::new();
    let client_column = client_column(entity);
    let id = (entity.search.is_empty() || entity.field("id").is_some()).then_some("id");
    if let Some(client) = client_column {
        lists.push(vec![client, "id"]);
    }
    for field in entity.fields() {
        let reference = field.kind.references().is_some();
        if field.name == "id" || Some(field.name) == client_column || !(field.indexed || reference) {
            continue;
        }
        match client_column {
            // The parent's deletion looks for its children by the reference alone.
            Some(client) if !reference => lists.push(vec![client, field.name, "id"]),
            _ => lists.push(vec![field.name, "id"]),
        }
    }
    // What somebody owns is found by its owner, who is whoever created it where the declaration names nobody.
    if home == Home::Tenant && entity.grows && owners(entity) == ["created_by"] {
        lists.push(vec!["created_by", "id"]);
    }
    lists.extend(entity.indexes.iter().map(|columns| columns.iter().copied().chain(id).collect()));

    let mut statements = Vec::new();
    for columns in entity.unique {
        statements.push(format!(
            "CREATE UNIQUE INDEX {}_unique_{} ON {} ({})",
            entity.table,
            columns.join("_"),
            entity.table,
            columns.join(", ")
        ));
    }
    lists.dedup();
    for columns in lists {
        let name = columns.iter().filter(|column| **column != "id").copied().collect::<Vec<_>>().join("_");
        statements.push(format!("CREATE INDEX {0}_by_{name} ON {0} ({1})", entity.table, columns.join(", ")));
    }
    statements.extend(placed::index(entity));
    statements
}

/// The name of the index of a field that a tenant added.
pub fn custom_index_name(entity: &EntityDef, name: &str) -> String {
    format!("{}_custom_{name}", entity.table)
}

/// The statement that gives a field that a tenant added an index of its own: over the very expression by which filters
/// and sorts name it, and with the columns that the index of a declared field has. Nothing for a list, which no index
/// serves, and for a field that is declared.
pub fn custom_index(entity: &EntityDef, field: &FieldView) -> Option<String> {
    let Place::Custom(name) = &field.place else { return None };
    if field.kind.storage() == Storage::Document {
        return None;
    }
    let mut member = Sql::default();
    member.place("t", &field.place, sort_comparison(field));
    // An index names its columns without their table.
    let member = member.finish().sql.replace("t.custom_fields", "custom_fields");
    let client = client_column(entity).map(|client| format!("{client}, ")).unwrap_or_default();
    let index = custom_index_name(entity, name);
    Some(format!("CREATE INDEX {index} ON {} ({client}{member}, id)", entity.table))
}

/// The lengths of word beginnings that have an index of their own, so that a keystroke reads the beginning of one list.
/// What is longer is put together from every word that begins with it, which only many words alike in their first
/// eight letters make long. All eight make a search table a third larger than the first three would.
const PREFIXES: &str = "1 2 3 4 5 6 7 8";

fn search_ddl(entity: &EntityDef) -> Vec<String> {
    let Some(search) = search_table(entity) else { return Vec::new() };
    let table = entity.table;
    let columns: Vec<&str> =
        entity.search.iter().copied().chain(entity.scope.client.filter(|path| *path != "id")).collect();
    let list = columns.join(", ");
    let of = |row: &str| columns.iter().map(|column| format!("{row}.{column}")).collect::<Vec<_>>().join(", ");
    let (new, old) = (of("NEW"), of("OLD"));
    let add = format!("INSERT INTO {search} (rowid, {list}) VALUES (NEW.row_id, {new});");
    let take = format!("INSERT INTO {search} ({search}, rowid, {list}) VALUES ('delete', OLD.row_id, {old});");
    let mut virtual_table = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        virtual_table,
        "CREATE VIRTUAL TABLE {search} USING fts5 ({list}, content = '{table}', content_rowid = 'row_id', \
         tokenize = 'unicode61 remove_diacritics 2', prefix = '{PREFIXES}', detail = 'column')"
    );
    vec![
        virtual_table,
        format!("CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN\n    {add}\nEND"),
        format!("CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} BEGIN\n    {take}\nEND"),
        format!(
            "CREATE TRIGGER {table}_search_update AFTER UPDATE OF {list} ON {table} BEGIN\n    {take}\n    {add}\nEND"
        ),
    ]
}
