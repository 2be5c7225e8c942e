//! What a host does by its clock, on those where a request can be the clock.

use std::collections::BTreeMap;
use std::time::Duration;

use api::Settings;
use edge::native::Databases;
use store::{Batch, DatabaseName, Mode, Statement};

/// Has the clock call the functions by a request to `url`, and sees that it did what is to be done every minute.
///
/// # Panics
///
/// When it did not.
pub fn rings(settings: &BTreeMap<String, String>, url: &str) {
    let tenant = first(settings, &DatabaseName::platform(), "SELECT id FROM tenants WHERE status = 'ACTIVE' LIMIT 1");
    let tenant = tenant.as_text().and_then(DatabaseName::tenant).expect("a tenant of the suite");
    let segments = || first(settings, &tenant, "SELECT count(*) FROM change_segments").as_integer();
    assert_eq!(segments(), Some(0));
    // Every tenant of the suite has its turn.
    let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(120))).build();
    let answer = ureq::Agent::from(config).get(url).call().expect("the clock calls");
    assert_eq!(answer.status(), 200);
    assert!(segments() > Some(0), "what changed is sealed by the clock");
}

/// The first cell of what a statement gives.
fn first(settings: &BTreeMap<String, String>, database: &DatabaseName, sql: &str) -> entity::Value {
    let settings = Settings::new(settings.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let databases = Databases::Server(edge::database_options(&settings, 1));
        let host = edge::native::host(&databases, &settings);
        let batch = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, Vec::new())] };
        let results = host.databases.run(database, batch).await.expect("the database answers");
        results.into_iter().next().and_then(|set| set.rows.into_iter().next()).expect("a row").swap_remove(0)
    })
}
