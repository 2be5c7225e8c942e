//! What a host needs before it starts: keys, and a platform database.

use std::collections::BTreeMap;

use api::{Settings, seal, token};
use edge::native::Databases;
use entity::Home;
use serde_json::json;
use store::{DatabaseName, migrate};

/// The platform database of a new installation.
pub struct Platform;

impl Platform {
    /// Makes it.
    ///
    /// # Panics
    ///
    /// When the databases cannot be reached.
    pub fn make(databases: &Databases, settings: &Settings) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let host = edge::native::host(databases, settings);
            let entities: Vec<_> = domain::entities().collect();
            let platform = DatabaseName::platform();
            let made = migrate::create(host.databases.as_ref(), &platform, Home::Platform, &entities, 0).await;
            made.expect("a platform database");
        });
    }
}

/// Settings with fresh keys, and those given.
pub fn settings(further: &[(&str, &str)]) -> BTreeMap<String, String> {
    let (signing, public) = token::new_key("suite", [9; 32]).expect("a key pair");
    let mut settings = BTreeMap::from([
        (token::SIGNING_KEY.to_owned(), signing),
        (token::PUBLIC_KEYS.to_owned(), json!({"suite": public}).to_string()),
        (seal::SEALING_KEYS.to_owned(), seal::new_key("suite", [8; 32])),
        ("PORTICO_DNS_RESOLVER".to_owned(), crate::Resolver::start()),
        ("PORTICO_TICK_SECRET".to_owned(), "tick-tock-tick-tock".to_owned()),
        // All of the suite's visitors have one address.
        ("PORTICO_EMBED_ALLOWANCE".to_owned(), "100".to_owned()),
    ]);
    settings.extend(further.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    settings
}
