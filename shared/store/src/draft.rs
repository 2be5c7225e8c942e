//! Drafting a migration: from the schema that is checked in to the one that the declarations render.
//!
//! A draft is for a person to read and mend: what is renamed looks like one thing gone and another one new, and a new
//! column that must have a value needs one for the rows that are there.

use std::collections::BTreeMap;

use crate::schema;

/// An object of a schema, by what begins its statement, such as `TABLE contacts`.
type Objects<'s> = BTreeMap<String, &'s str>;

/// The statements that bring a database from one schema to the other; none when they are the same.
pub fn draft(old: &str, new: &str) -> Vec<String> {
    let (before, after) = (objects(old), objects(new));
    let mut statements = Vec::new();
    let changed: Vec<&str> = after
        .iter()
        .filter_map(|(name, sql)| Some((name.strip_prefix("TABLE ")?, *before.get(name)?, *sql)))
        .filter(|(_, old, new)| old != new && !only_adds(old, new))
        .map(|(table, _, _)| table)
        .collect();
    let of_changed = |sql: &str| changed.iter().any(|table| sql.contains(&format!(" ON {table} ")));

    // What hangs on a table goes first and comes last, so that no trigger sees a table half changed.
    for (name, sql) in &before {
        let same = after.get(name) == Some(sql);
        let hangs = !name.starts_with("TABLE ");
        if hangs && (!same || of_changed(sql)) {
            statements
                .push(format!("DROP {}", name.replace("UNIQUE INDEX", "INDEX").replace("VIRTUAL TABLE", "TABLE")));
        }
    }
    for name in before.keys().filter(|name| name.starts_with("TABLE ") && !after.contains_key(*name)) {
        statements.push(format!("DROP {name}"));
    }
    for (name, sql) in after.iter().filter(|(name, _)| name.starts_with("TABLE ")) {
        match before.get(name) {
            None => statements.push((*sql).to_owned()),
            Some(old) if old == sql => {}
            Some(old) => statements.extend(table_change(name.trim_start_matches("TABLE "), old, sql)),
        }
    }
    // A view that triggers write to is there before them.
    let (views, others): (Vec<_>, Vec<_>) = after.iter().partition(|(name, _)| name.starts_with("VIEW "));
    for (name, sql) in views.into_iter().chain(others).filter(|(name, _)| !name.starts_with("TABLE ")) {
        if before.get(name) != Some(sql) || of_changed(sql) {
            statements.push((*sql).to_owned());
        }
    }
    statements
}

fn objects(text: &str) -> Objects<'_> {
    let named = |statement: &'_ str| {
        let rest = statement.strip_prefix("CREATE ")?;
        let words: Vec<&str> = rest.split_whitespace().take(3).collect();
        let length = if rest.starts_with("UNIQUE INDEX") || rest.starts_with("VIRTUAL TABLE") { 3 } else { 2 };
        Some(words.get(..length)?.join(" "))
    };
    schema::split(text).filter_map(|statement| Some((named(statement)?, statement))).collect()
}

/// The lines of a table's columns.
fn columns(table: &str) -> Vec<&str> {
    table.lines().filter(|line| line.starts_with("    ")).map(|line| line.trim().trim_end_matches(',')).collect()
}

fn name_of(column: &str) -> &str {
    column.split(' ').next().unwrap_or_default()
}

/// Whether the new table only has columns besides all of the old one's.
fn only_adds(old: &str, new: &str) -> bool {
    let new = columns(new);
    columns(old).iter().all(|column| new.contains(column))
}

/// A table is changed column by column. Making it anew, as SQLite's manual has it, would delete what points to it:
/// dropping a table carries out the actions of foreign keys, and they cannot be turned off within a transaction.
///
/// What is worked out from other columns goes before them and comes behind them, and needs no values.
fn table_change(table: &str, old: &str, new: &str) -> Vec<String> {
    let (mut old, mut new) = (columns(old), columns(new));
    let mut statements = Vec::new();
    let generated = |column: &&str| column.contains(" GENERATED ALWAYS AS ");
    let (gone, come): (Vec<&str>, Vec<&str>) = (
        old.iter().copied().filter(|column| generated(column) && !new.contains(column)).collect(),
        new.iter().copied().filter(|column| generated(column) && !old.contains(column)).collect(),
    );
    statements.extend(gone.iter().map(|column| format!("ALTER TABLE {table} DROP COLUMN {}", name_of(column))));
    old.retain(|column| !generated(column));
    new.retain(|column| !generated(column));
    for column in &old {
        let name = name_of(column);
        match new.iter().find(|candidate| name_of(candidate) == name) {
            None => statements.push(format!("ALTER TABLE {table} DROP COLUMN {name}")),
            Some(changed) if changed == column => {}
            Some(changed) => {
                // What is checked of the column is checked by its name for the moment.
                let definition = changed.strip_prefix(name).unwrap_or_default();
                let definition = definition.replace(&format!("({name} "), &format!("({name}_new "));
                statements.push(format!("ALTER TABLE {table} ADD COLUMN {name}_new{definition}"));
                statements.push(format!("UPDATE {table} SET {name}_new = {name}"));
                statements.push(format!("ALTER TABLE {table} DROP COLUMN {name}"));
                statements.push(format!("ALTER TABLE {table} RENAME COLUMN {name}_new TO {name}"));
            }
        }
    }
    let had = |column: &&&str| old.iter().all(|earlier| name_of(earlier) != name_of(column));
    let added = new.iter().filter(had).chain(&come);
    statements.extend(added.map(|column| format!("ALTER TABLE {table} ADD COLUMN {column}")));
    statements
}

#[cfg(test)]
mod tests {
    use super::draft;

    const OLD: &str = "CREATE TABLE a (\n    id TEXT NOT NULL PRIMARY KEY,\n    name TEXT\n) STRICT;\n\n\
                       CREATE INDEX a_by_name ON a (name, id);\n\nCREATE TABLE b (\n    id TEXT NOT NULL PRIMARY KEY\n) STRICT;\n\n";

    #[test]
    fn nothing_for_nothing() {
        assert!(draft(OLD, OLD).is_empty());
    }

    #[test]
    fn a_column_is_added_and_a_table_made_and_dropped() {
        let new = "CREATE TABLE a (\n    id TEXT NOT NULL PRIMARY KEY,\n    name TEXT,\n    size INTEGER NOT NULL DEFAULT 0\n) STRICT;\n\n\
                   CREATE INDEX a_by_name ON a (name, id);\n\nCREATE TABLE c (\n    id TEXT NOT NULL PRIMARY KEY\n) STRICT;\n\n";
        assert_eq!(
            draft(OLD, new),
            [
                "DROP TABLE b",
                "ALTER TABLE a ADD COLUMN size INTEGER NOT NULL DEFAULT 0",
                "CREATE TABLE c (\n    id TEXT NOT NULL PRIMARY KEY\n) STRICT",
            ]
        );
    }

    #[test]
    fn a_changed_column_is_exchanged_while_nothing_hangs_on_its_table() {
        let new = OLD.replace("name TEXT", "name TEXT NOT NULL DEFAULT '' CHECK (name IN ('', 'a'))");
        assert_eq!(
            draft(OLD, &new),
            [
                "DROP INDEX a_by_name",
                "ALTER TABLE a ADD COLUMN name_new TEXT NOT NULL DEFAULT '' CHECK (name_new IN ('', 'a'))",
                "UPDATE a SET name_new = name",
                "ALTER TABLE a DROP COLUMN name",
                "ALTER TABLE a RENAME COLUMN name_new TO name",
                "CREATE INDEX a_by_name ON a (name, id)",
            ]
        );
    }

    #[test]
    fn what_is_worked_out_from_a_column_goes_before_it_and_comes_back_behind_it() {
        let old = "CREATE TABLE a (\n    id TEXT NOT NULL PRIMARY KEY,\n    name TEXT,\n    \
                   row TEXT GENERATED ALWAYS AS (json_array(id, name)) VIRTUAL\n) STRICT;\n\n";
        assert_eq!(
            draft(old, &old.replace("name TEXT", "size INTEGER").replace("id, name", "id, size")),
            [
                "ALTER TABLE a DROP COLUMN row",
                "ALTER TABLE a DROP COLUMN name",
                "ALTER TABLE a ADD COLUMN size INTEGER",
                "ALTER TABLE a ADD COLUMN row TEXT GENERATED ALWAYS AS (json_array(id, size)) VIRTUAL",
            ]
        );
    }

    #[test]
    fn a_removed_column_is_dropped() {
        assert_eq!(
            draft(OLD, &OLD.replace(",\n    name TEXT", "").replace("CREATE INDEX a_by_name ON a (name, id);\n\n", "")),
            ["DROP INDEX a_by_name", "ALTER TABLE a DROP COLUMN name"]
        );
    }
}
