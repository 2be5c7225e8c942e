//! The suite on the Workers runtime, with a real libSQL server behind it, and the clock that only this host has.

use api::Settings;
use conformance::{Platform, run, settings};
use edge::native::Databases;
use hosts::{Sqld, Workers};
use store::{Batch, DatabaseName, Mode, Statement};

#[test]
fn workers_conform() {
    let server = Sqld::start().expect("the libSQL server starts");
    let settings = settings(&[
        ("PORTICO_DATABASE_URL", &server.base_url),
        ("PORTICO_DATABASE_ADMIN_URL", &server.admin_url),
        ("PORTICO_TICK_SECRET", "tick-tock-tick-tock"),
    ]);
    let databases = Databases::Server(edge::database_options(&Settings::new(settings.clone()), 1));
    Platform::make(&databases, &Settings::new(settings.clone()));
    let host = Workers::start(&settings).expect("the host starts");
    run("workers", &host.base_url);

    let count = |database: &str, sql: &str| first(&databases, &settings, database, sql);
    let tenant = count("platform", "SELECT id FROM tenants WHERE status = 'ACTIVE' ORDER BY id LIMIT 1");
    let tenant = tenant.as_text().expect("a tenant of the suite").to_owned();
    assert_eq!(count(&tenant, "SELECT count(*) FROM change_segments").as_integer(), Some(0));
    // What the runtime does every minute by the trigger of wrangler.toml.
    let answer = hosts::ask("GET", &format!("{}/cdn-cgi/handler/scheduled", host.base_url), &[]);
    assert_eq!(answer.map(|(status, _)| status), Some(200));
    let sealed = count(&tenant, "SELECT count(*) FROM change_segments").as_integer();
    assert!(sealed > Some(0), "the clock of the gateway seals what changed");
}

/// The first cell of what a statement gives.
fn first(
    databases: &Databases,
    settings: &std::collections::BTreeMap<String, String>,
    database: &str,
    sql: &str,
) -> entity::Value {
    let name = DatabaseName::tenant(database).unwrap_or_else(DatabaseName::platform);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let host = edge::native::host(databases, &Settings::new(settings.clone()));
        let batch = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, Vec::new())] };
        let results = host.databases.run(&name, batch).await.expect("the database answers");
        results.into_iter().next().and_then(|set| set.rows.into_iter().next()).expect("a row").swap_remove(0)
    })
}
