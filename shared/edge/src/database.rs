//! Where the database server is, according to the settings.

use api::Settings;
use store::hrana::HranaOptions;

/// How long one attempt at the database may take, if the settings do not say.
const TIMEOUT_MS: u32 = 10_000;

/// The libSQL server that the settings name:
///
/// - `PORTICO_DATABASE_URL`: its address; `{database}` in it stands for a database's name.
/// - `PORTICO_DATABASE_ADMIN_URL`: the address that makes and removes databases; only some functions have it.
/// - `PORTICO_DATABASE_TOKEN`: a bearer token, where the server asks for one.
/// - `PORTICO_DATABASE_TIMEOUT_MS`: how long one attempt may take.
///
/// Without an address every batch answers that the database is unavailable. `seed` is any number, another for every
/// host, so that hosts do not retry in step.
pub fn database_options(settings: &Settings, seed: u64) -> HranaOptions {
    let text = |name| settings.get(name).map(str::to_owned);
    HranaOptions {
        url: text("PORTICO_DATABASE_URL").unwrap_or_default(),
        admin_url: text("PORTICO_DATABASE_ADMIN_URL"),
        token: text("PORTICO_DATABASE_TOKEN"),
        timeout_ms: settings
            .get("PORTICO_DATABASE_TIMEOUT_MS")
            .and_then(|value| value.parse().ok())
            .unwrap_or(TIMEOUT_MS),
        seed,
    }
}
