//! The migrations give exactly what the declarations say.

use std::collections::BTreeSet;

use api_tests::{entities, golden};
use entity::{Home, Value};
use store::embedded::{EmbeddedOptions, EmbeddedTransport};
use store::{Batch, DatabaseName, Mode, Statement, Transport, draft, migrate, schema};

const HOMES: [(Home, &str); 2] = [(Home::Platform, "platform"), (Home::Tenant, "tenant")];

/// The file of a new migration: the next number.
fn next_migration(home: Home, folder: &str) -> String {
    format!("migrations/{folder}/{:04}_draft.sql", migrate::migrations(home).len() + 1)
}

#[test]
fn the_rendered_schema_is_checked_in() {
    for (home, folder) in HOMES {
        let rendered = schema::render(home, &entities());
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let path = format!("migrations/{folder}/schema.sql");
        let checked_in = std::fs::read_to_string(root.join(&path)).unwrap_or_default();
        let draft = draft::draft(&checked_in, &rendered);
        if std::env::var_os("UPDATE_GOLDEN").is_some() && !draft.is_empty() {
            let text: String = draft.iter().map(|statement| format!("{statement}{}", schema::SEPARATOR)).collect();
            golden(&next_migration(home, folder), &text);
        }
        golden(&path, &rendered);
    }
}

#[tokio::test]
async fn replaying_all_migrations_gives_the_declared_schema() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let transport = EmbeddedTransport::new(EmbeddedOptions::new(folder.path())).expect("a folder for databases");
    for (home, name) in HOMES {
        let migrated = DatabaseName::tenant(&format!("migrated_{name}")).expect("a name");
        transport.create(&migrated).await.expect("a database");
        let migrations = migrate::migrations(home);
        assert_eq!(migrate::migrate(&transport, &migrated, &migrations, 0).await, Ok(migrations.len()));
        let declared = DatabaseName::tenant(&format!("declared_{name}")).expect("a name");
        migrate::create(&transport, &declared, home, &entities(), 0).await.expect("the declarations apply");
        assert_eq!(objects(&transport, &migrated).await, objects(&transport, &declared).await);
        assert_eq!(migrate::migrate(&transport, &declared, &migrations, 0).await, Ok(0));
    }
}

/// What a database is made of. A column that a migration added stands behind the others, so columns are compared by
/// name and not by place; of one that is worked out from others, with how.
async fn objects(transport: &EmbeddedTransport, database: &DatabaseName) -> BTreeSet<String> {
    let sql = "SELECT type || ' ' || name || CASE type WHEN 'table' THEN '' ELSE coalesce(sql, '') END FROM sqlite_schema \
               WHERE name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE TABLE ''%' \
               UNION ALL SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || \
               coalesce(c.dflt_value, '') || ' ' || c.pk || ' ' || c.hidden || iif(c.hidden = 2, \
               (SELECT substr(t, 1, instr(t, ' VIRTUAL')) FROM \
               (SELECT substr(m.sql, instr(m.sql, ' ' || c.name || ' ' || c.type || ' ')) AS t)), '') \
               FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' \
               UNION ALL SELECT m.name || '.' || f.\"from\" || ' to ' || f.\"table\" || ' ' || f.on_delete \
               FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";
    let batch = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, Vec::new())] };
    let results = transport.run(database, batch).await.expect("the schema can be read");
    let rows = results.into_iter().flat_map(|set| set.rows);
    rows.filter_map(|row| row.first().and_then(Value::as_text).map(str::to_owned)).collect()
}
