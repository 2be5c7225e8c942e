//! What a host supplies. A function sees the world through these ports and no other way.

use std::rc::Rc;

use store::{Outbound, Task, Transport};

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
    /// Checking signatures.
    pub signatures: Rc<dyn Signatures>,
    /// Settings and secrets by name, such as `PORTICO_PUBLIC_KEYS`.
    pub settings: Rc<Settings>,
    /// What is kept between requests: public keys, verified tokens, definitions of custom fields.
    pub memory: Rc<crate::memory::Memory>,
    /// Where a line of structured log goes. The line is one JSON object without a line break.
    pub log: Rc<dyn Fn(&str)>,
}

/// Settings by name, as the operator gave them: environment, `wrangler.toml` variables and secrets, Spin variables.
#[derive(Clone, Default)]
pub struct Settings(Vec<(String, String)>);

impl Settings {
    /// Settings from names and values.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut settings = Settings::default();
        for (name, value) in pairs {
            settings.set(name, value);
        }
        settings
    }

    /// Sets one, whatever it was before.
    pub fn set(&mut self, name: String, value: String) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// A setting, if the operator gave it and it is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
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

/// Ed25519 signatures (RFC 8032), by what the host has for it: some hosts have it built in, and a function need not carry
/// the arithmetic there.
pub trait Signatures {
    /// Whether the signature of 64 bytes over the message is good under the public key.
    fn verify<'a>(&'a self, key: &'a [u8; 32], message: &'a [u8], signature: &'a [u8]) -> Task<'a, bool>;
}

/// [`Signatures`] for hosts that have nothing built in.
pub struct Ed25519;

impl Signatures for Ed25519 {
    fn verify<'a>(&'a self, key: &'a [u8; 32], message: &'a [u8], signature: &'a [u8]) -> Task<'a, bool> {
        let signature = ed25519_compact::Signature::from_slice(signature);
        let good =
            signature.is_ok_and(|signature| ed25519_compact::PublicKey::new(*key).verify(message, &signature).is_ok());
        Box::pin(std::future::ready(good))
    }
}
