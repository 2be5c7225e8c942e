//! What the clock does: seals change logs, takes away what has expired, sends reminders, reads calendars from outside.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::time::Duration;

use api::{Host, Module, Settings, clock};
use edge::native::{self, Databases};
use serde_json::{Value as Json, json};

use crate::command::Failure;

/// The functions that the clock calls. The first one counts the tenants.
const TICKS: &[&str] = &["/api/tick", "/api/appointments/tick"];

/// What a tick did.
#[derive(Default)]
pub struct Ticked {
    /// How many tenants it visited.
    pub tenants: i64,
    /// How many segments of change logs it sealed.
    pub segments: i64,
    /// How many reminders it sent.
    pub reminders: i64,
    /// How many tenants it could not do everything for.
    pub failed: i64,
}

/// Visits every tenant once.
pub async fn once(host: &Host) -> Result<Ticked, Failure> {
    // The route asks for a secret; inside this process any will do.
    let mut settings = (*host.settings).clone();
    let secret = settings.get(clock::SECRET).map_or_else(|| random_hex(host), str::to_owned);
    settings.set(clock::SECRET.to_owned(), secret);
    let host = Host { settings: Rc::new(settings), ..host.clone() };
    let mut ticked = Ticked::default();
    for (position, path) in TICKS.iter().enumerate() {
        let module = Module::serving(modules::MODULES, path);
        let module = module.ok_or_else(|| Failure::Failed(format!("nothing serves {path}")))?;
        let mut seen = |page: &Json| {
            let count = |member: &str| page.get(member).and_then(Json::as_i64).unwrap_or_default();
            ticked.tenants += if position == 0 { count("tenants") } else { 0 };
            ticked.segments += count("segments");
            ticked.reminders += count("reminders");
            ticked.failed += count("failed");
        };
        clock::run(module, &host, path, &mut seen).await.map_err(Failure::Failed)?;
    }
    Ok(ticked)
}

/// Ticks again and again for as long as the process lasts. What goes wrong is in the log, and tried again next time.
pub fn in_background(databases: Databases, settings: Settings, pause: Duration) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::because)?;
    let work = move || {
        let host = native::host(&databases, &settings);
        loop {
            std::thread::sleep(pause);
            // One that panics is one that failed: the clock goes on.
            let why = match catch_unwind(AssertUnwindSafe(|| runtime.block_on(once(&host)))) {
                Ok(Ok(_)) => continue,
                Ok(Err(Failure::Failed(why) | Failure::Usage(why))) => why,
                Err(_) => "a panic, which stands in the standard error output".to_owned(),
            };
            (host.log)(&json!({"level": "error", "event": "tick_failed", "detail": why}).to_string());
        }
    };
    std::thread::Builder::new().name("portico-tick".to_owned()).spawn(work).map(|_| ()).map_err(Failure::because)
}

fn random_hex(host: &Host) -> String {
    let mut random = [0; 32];
    host.random.fill(&mut random);
    random.iter().map(|byte| format!("{byte:02x}")).collect()
}
