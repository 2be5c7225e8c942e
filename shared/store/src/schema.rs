//! A database's whole schema, rendered from the declarations.

use entity::{EntityDef, Home};

use crate::sql::{closing_ddl, entity_ddl, system_ddl};

/// Between two statements of a migration or schema file: statements hold no empty line.
pub const SEPARATOR: &str = ";\n\n";

/// The entities whose tables a database of this home has. Both kinds of database keep a change log.
pub fn tables_of(home: Home, entities: &[&'static EntityDef]) -> Vec<&'static EntityDef> {
    let log = |entity: &EntityDef| matches!(entity.name, "Change" | "ChangeSegment");
    entities.iter().copied().filter(|entity| entity.home == home || (home == Home::Platform && log(entity))).collect()
}

/// Every statement that makes an empty database what the declarations say, in order.
pub fn statements(home: Home, entities: &[&'static EntityDef]) -> Vec<String> {
    let mut statements = system_ddl(home);
    for entity in tables_of(home, entities) {
        statements.extend(entity_ddl(entity, home));
    }
    statements.extend(closing_ddl(home, &tables_of(home, entities)));
    statements
}

/// The same as the text of a file.
pub fn render(home: Home, entities: &[&'static EntityDef]) -> String {
    statements(home, entities).iter().map(|statement| format!("{statement}{SEPARATOR}")).collect()
}

/// The statements of a file.
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(SEPARATOR).map(str::trim).filter(|statement| !statement.is_empty())
}
