//! The migrations give exactly what the declarations say.

use api_tests::{entities, golden};
use entity::{Home, Value};
use store::embedded::{EmbeddedOptions, EmbeddedTransport};
use store::{Batch, DatabaseName, Mode, Statement, Transport, migrate, schema};

const HOMES: [(Home, &str); 2] = [(Home::Platform, "platform"), (Home::Tenant, "tenant")];

#[test]
fn the_rendered_schema_is_checked_in() {
    for (home, folder) in HOMES {
        let rendered = schema::render(home, &entities());
        golden(&format!("migrations/{folder}/schema.sql"), &rendered);
        // Until the first release there is one migration, and it is the schema.
        golden(&format!("migrations/{folder}/0001_initial.sql"), &rendered);
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

async fn objects(transport: &EmbeddedTransport, database: &DatabaseName) -> Vec<Vec<Value>> {
    let sql = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name";
    let batch = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, Vec::new())] };
    let results = transport.run(database, batch).await.expect("the schema can be read");
    results.into_iter().flat_map(|set| set.rows).collect()
}
