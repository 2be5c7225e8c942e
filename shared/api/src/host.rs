//! What a host supplies. A function sees the world through these ports and no other way.

use std::collections::BTreeMap;
use std::rc::Rc;

use store::{Outbound, Transport};

/// A host's ports. One per thread of the host; cheap to clone.
#[derive(Clone)]
pub struct Host {
    /// The way to every database.
    pub databases: Rc<dyn Transport>,
    /// The time.
    pub clock: Rc<dyn Clock>,
    /// Unpredictable bytes.
    pub random: Rc<dyn Random>,
    /// HTTP to other systems.
    pub outbound: Rc<dyn Outbound>,
    /// Settings and secrets by name, such as `PORTICO_PUBLIC_KEYS`.
    pub settings: Rc<Settings>,
    /// What is kept between requests: public keys, verified tokens, definitions of custom fields.
    pub memory: Rc<crate::memory::Memory>,
    /// Where a line of structured log goes. The line is one JSON object without a line break.
    pub log: Rc<dyn Fn(&str)>,
}

/// Settings by name, as the operator gave them: environment, `wrangler.toml` variables and secrets, Spin variables.
#[derive(Clone, Default)]
pub struct Settings(pub BTreeMap<String, String>);

impl Settings {
    /// A setting, if the operator gave it and it is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// The wall clock.
pub trait Clock {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_ms(&self) -> i64;
}

/// A source of unpredictable bytes, fit for keys.
pub trait Random {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}
