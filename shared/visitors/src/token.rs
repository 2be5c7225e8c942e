//! The token of a visit: given with the configuration, and asked for by every other call under a widget's key.
//!
//! It says that a page of this origin was let in from this address, and so nothing has to be looked up for a call that
//! brings it. It is `<issued>.<nonce>.<code>`: when, in milliseconds since 1970; random bytes, which are the challenge
//! that an entry does its work for; and HMAC-SHA-256 (RFC 2104) over these, the widget, the origin and the network of the
//! address.

use api::{Host, Problem, seal};

use crate::support::hex;

/// How long a token holds, in milliseconds: thirty minutes.
pub const LIFETIME_MS: i64 = 30 * 60 * 1000;

/// What its keys are for.
const PURPOSE: &str = "embed token";

/// What a token is bound to.
#[derive(Clone, Copy)]
pub struct Bound<'a> {
    /// The widget's key.
    pub key: &'a str,
    /// The origin of the page.
    pub origin: &'a str,
    /// The network that the page is looked at from.
    pub network: &'a str,
}

/// A token that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// When it was given.
    pub issued_ms: i64,
    /// The challenge that an entry under it does its work for.
    pub challenge: String,
}

/// Makes a token. Nothing can be made without a key: a defect of the configuration.
pub fn issue(host: &Host, bound: Bound<'_>, now_ms: i64, nonce: &str) -> Result<String, Problem> {
    let keys = seal::derived(host, PURPOSE);
    let key = keys.first().ok_or_else(|| {
        (host.log)(r#"{"level":"error","event":"no_sealing_key","setting":"PORTICO_SEALING_KEYS"}"#);
        Problem::internal()
    })?;
    let issued = now_ms.to_string();
    Ok(format!("{issued}.{nonce}.{}", hex(&code(key, bound, &issued, nonce))))
}

/// What a token says, if it was given for this and its time is not over.
pub fn verify(host: &Host, bound: Bound<'_>, now_ms: i64, token: &str) -> Option<Visit> {
    let (issued, rest) = token.split_once('.')?;
    let (nonce, given) = rest.split_once('.')?;
    let mut good = false;
    for key in seal::derived(host, PURPOSE) {
        good |= same(given.as_bytes(), hex(&code(&key, bound, issued, nonce)).as_bytes());
    }
    let issued_ms = issued.parse::<i64>().ok()?;
    // Clocks of edge locations differ a little.
    let lives = (-60_000..LIFETIME_MS).contains(&now_ms.saturating_sub(issued_ms));
    (good && lives).then(|| Visit { issued_ms, challenge: nonce.to_owned() })
}

fn code(key: &[u8; 32], bound: Bound<'_>, issued: &str, nonce: &str) -> [u8; 32] {
    let mut mac = hmac_sha256::HMAC::new(key);
    // With their lengths, so that no two lists of parts are the same bytes.
    for part in [bound.key, bound.origin, bound.network, issued, nonce] {
        mac.update(part.len().to_le_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize()
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn same(one: &[u8], other: &[u8]) -> bool {
    let difference = one.iter().zip(other).fold(0, |difference, (one, other)| difference | (one ^ other));
    one.len() == other.len() && std::hint::black_box(difference) == 0
}
