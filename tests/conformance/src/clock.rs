//! The clocks that call the functions, and what they do every minute.

use std::time::Duration;

use serde_json::{Value as Json, json};
use store::DatabaseName;

use crate::start::TICK_SECRET;
use crate::suite::new_client;
use crate::{Client, Platform};

/// What a clock calls.
const TICKS: [&str; 2] = ["/api/tick", "/api/appointments/tick"];

/// What makes a clock call once, and waits until it has.
pub type Ring<'r> = &'r (dyn Fn() + Sync);

/// Has a host's own clock call the functions by a request to `url`.
///
/// # Panics
///
/// When it does not.
pub fn ring(url: &str) {
    // Every tenant of the suite has its turn.
    let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(120))).build();
    let answer = ureq::Agent::from(config).get(url).call().expect("the clock calls");
    assert_eq!(answer.status(), 200);
}

/// Calls the functions as any scheduler does, with the secret, page by page of tenants.
///
/// # Panics
///
/// When they do not do what they are to do.
pub fn call(base_url: &str) {
    let clock = Client::new(base_url).with_token(TICK_SECRET);
    for path in TICKS {
        let mut after = Json::Null;
        loop {
            let page = clock.post(path, &json!({"after": after})).expect(200).json();
            assert_eq!(page["failed"], 0, "{page}");
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
    }
}

/// What changed since the clock called is sealed when it calls again.
pub(crate) fn seals(admin: &Client, platform: &Platform, ring: Ring<'_>) {
    let database = tenant(admin);
    let segments = || platform.rows(&database, "SELECT id FROM change_segments", Vec::new()).len();
    ring();
    let before = segments();
    new_client(admin);
    assert_eq!(segments(), before);
    ring();
    assert!(segments() > before, "of {before}");
}

/// The database of somebody's tenant.
pub(crate) fn tenant(somebody: &Client) -> DatabaseName {
    DatabaseName::tenant(&somebody.get("/api/me").expect(200).text("tenant_id")).expect("a tenant")
}
