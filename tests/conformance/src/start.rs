//! What a host needs before it starts: keys, and a platform database.

use std::collections::BTreeMap;

use api::{Settings, seal, token};
use edge::native::Databases;
use entity::{Home, Value};
use serde_json::json;
use store::{Batch, DatabaseName, Mode, Statement, migrate};

/// What the clock says when it calls.
pub(crate) const TICK_SECRET: &str = "tick-tock-tick-tock";

/// A new installation, and what its operator can see in its databases.
pub struct Platform {
    databases: Databases,
    settings: Settings,
}

impl Platform {
    /// Makes the platform's database.
    ///
    /// # Panics
    ///
    /// When the databases cannot be reached.
    pub fn make(databases: Databases, settings: Settings) -> Self {
        let platform = Platform { databases, settings };
        platform.with_host(async |host| {
            let entities: Vec<_> = domain::entities().collect();
            let name = DatabaseName::platform();
            let made = migrate::create(host.databases.as_ref(), &name, Home::Platform, &entities, 0).await;
            made.expect("a platform database");
            migrate::publish(host.databases.as_ref(), &entities).await.expect("the schema of tenants");
        });
        platform
    }

    /// Makes it in the libSQL server that the settings name.
    pub fn on_server(settings: &BTreeMap<String, String>) -> Self {
        let settings = Settings::new(settings.clone());
        Platform::make(Databases::Server(edge::database_options(&settings, 1)), settings)
    }

    /// Where the databases are.
    pub fn databases(&self) -> Databases {
        self.databases.clone()
    }

    /// The settings.
    pub fn settings(&self) -> Settings {
        self.settings.clone()
    }

    /// The rows that a statement gives in a database.
    pub(crate) fn rows(&self, database: &DatabaseName, sql: &str, args: Vec<Value>) -> Vec<Vec<Value>> {
        self.with_host(async |host| {
            let batch = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, args)] };
            let results = host.databases.run(database, batch).await.expect("the database answers");
            results.into_iter().next().expect("a result").rows
        })
    }

    /// A sealed cell in clear.
    pub(crate) fn opened(&self, place: seal::Place<'_>, sealed: &str) -> String {
        self.with_host(async |host| seal::open(&host, place, sealed).expect("sealed with the installation's key"))
    }

    fn with_host<T>(&self, work: impl AsyncFnOnce(api::Host) -> T) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async { work(edge::native::host(&self.databases, &self.settings)).await })
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
        ("PORTICO_TICK_SECRET".to_owned(), TICK_SECRET.to_owned()),
        // All of the suite's visitors have one address.
        ("PORTICO_EMBED_ALLOWANCE".to_owned(), "200".to_owned()),
    ]);
    settings.extend(further.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    settings
}
