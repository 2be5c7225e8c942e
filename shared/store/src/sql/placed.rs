//! Rows that are at the location of another one, such as a note at its contact's: each has that location in a column of
//! its own, which the database keeps, so that an index holds the rows of a location together.
//!
//! The column only finds rows. Whether somebody may see one is asked of the row that it belongs to.

use entity::{EntityDef, FieldDef};

/// The column.
const PLACE: &str = "place_id";

/// The column that holds the location of a row which has it by this path.
pub(super) fn place_column(path: &'static str) -> &'static str {
    if path.contains('.') { PLACE } else { path }
}

/// The definition of the column, where an entity has it.
pub(super) fn column(entity: &EntityDef) -> Option<String> {
    placed(entity).map(|_| format!("{PLACE} TEXT"))
}

/// Its index: of rows that are somewhere.
pub(super) fn index(entity: &EntityDef) -> Option<String> {
    let table = entity.table;
    placed(entity).map(|_| format!("CREATE INDEX {table}_by_{PLACE} ON {table} ({PLACE}, id) WHERE {PLACE} NOT NULL"))
}

/// The triggers that keep the columns: when a row comes, when it comes to belong to another one, and when that one
/// moves.
pub(super) fn triggers(entities: &[&'static EntityDef]) -> Vec<String> {
    let mut statements = Vec::new();
    let mut followers: Vec<(&str, &str, Vec<String>)> = Vec::new();
    for (entity, (reference, above, column)) in entities.iter().filter_map(|entity| Some((entity, placed(entity)?))) {
        let table = entity.table;
        let place = format!("(SELECT {column} FROM {above} WHERE id = NEW.{})", reference.name);
        for (name, event, when) in [
            ("insert", "INSERT".to_owned(), format!("{place} NOT NULL")),
            ("update", format!("UPDATE OF {}", reference.name), format!("{place} IS NOT NEW.{PLACE}")),
        ] {
            statements.push(format!(
                "CREATE TRIGGER {table}_place_{name} AFTER {event} ON {table} WHEN {when} BEGIN\n    \
                 UPDATE {table} SET {PLACE} = {place} WHERE id = NEW.id;\nEND"
            ));
        }
        let follow = format!("UPDATE {table} SET {PLACE} = NEW.{column} WHERE {} = NEW.id;", reference.name);
        match followers.iter_mut().find(|(known, ..)| *known == above) {
            Some((.., follows)) => follows.push(follow),
            None => followers.push((above, column, vec![follow])),
        }
    }
    statements.extend(followers.into_iter().map(|(above, column, follows)| {
        format!(
            "CREATE TRIGGER {above}_place_follows AFTER UPDATE OF {column} ON {above} WHEN NEW.{column} IS NOT OLD.{column} \
             BEGIN\n    {}\nEND",
            follows.join("\n    ")
        )
    }));
    statements
}

/// By which reference a row is somewhere, and the table and column that say where.
fn placed(entity: &EntityDef) -> Option<(&FieldDef, &'static str, &'static str)> {
    let (reference, column) = entity.scope.location.filter(|_| entity.grows)?.split_once('.')?;
    let field = entity.field(reference)?;
    Some((field, field.kind.references()?.table, column))
}
