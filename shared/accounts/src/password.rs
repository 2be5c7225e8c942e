//! Hashing passwords with argon2id (RFC 9106), in the form `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.

use api::{Host, Problem};
use argon2::{Algorithm, Argon2, Params, Version};
use ct_codecs::{Base64NoPadding, Decoder, Encoder};

use crate::secret::same;

/// Memory in KiB. See `docs/decisions/0007-passwords-on-the-edge.md` for this and the next two.
const MEMORY: u32 = 7 * 1024;
/// Passes over the memory.
const PASSES: u32 = 5;
/// Lanes: an edge function has one thread.
const LANES: u32 = 1;
/// Bytes of a salt, and of a hash.
const SALT: usize = 16;
const HASH: usize = 32;

/// Hashes a password with a new salt.
pub fn hash(host: &Host, password: &str) -> Result<String, Problem> {
    let mut salt = [0; SALT];
    host.random.fill(&mut salt);
    let hash = derive(password, &salt, MEMORY, PASSES, LANES).ok_or_else(Problem::internal)?;
    let encode = |bytes: &[u8]| Base64NoPadding::encode_to_string(bytes).unwrap_or_default();
    Ok(format!("{}{}${}", prefix(), encode(&salt), encode(&hash)))
}

/// Whether a password is the one that was hashed. Where nobody is, or has no password yet, as much work is done as for
/// a wrong password: the time does not tell who is there.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    match stored.and_then(parse) {
        Some(stored) => {
            let hash = derive(password, &stored.salt, stored.memory, stored.passes, stored.lanes);
            hash.is_some_and(|hash| same(&hash, &stored.hash))
        }
        None => {
            let work = derive(password, &[0; SALT], MEMORY, PASSES, LANES);
            std::hint::black_box(work).is_some_and(|_| false)
        }
    }
}

/// Whether a hash was made with other parameters than new ones are, so that it is made again while the password is at
/// hand.
pub fn is_outdated(stored: &str) -> bool {
    !stored.starts_with(&prefix())
}

fn prefix() -> String {
    format!("$argon2id$v=19$m={MEMORY},t={PASSES},p={LANES}$")
}

struct Stored {
    memory: u32,
    passes: u32,
    lanes: u32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

fn parse(stored: &str) -> Option<Stored> {
    let mut parts = stored.strip_prefix("$argon2id$v=19$")?.split('$');
    let mut parameters = parts.next()?.split(',');
    let mut number = |name: &str| parameters.next()?.strip_prefix(name)?.parse::<u32>().ok();
    let (memory, passes, lanes) = (number("m=")?, number("t=")?, number("p=")?);
    let mut bytes = || Base64NoPadding::decode_to_vec(parts.next()?, None).ok();
    let (salt, hash) = (bytes()?, bytes()?);
    (hash.len() == HASH).then_some(Stored { memory, passes, lanes, salt, hash })
}

fn derive(password: &str, salt: &[u8], memory: u32, passes: u32, lanes: u32) -> Option<[u8; HASH]> {
    let parameters = Params::new(memory, passes, lanes, Some(HASH)).ok()?;
    let mut hash = [0; HASH];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    argon2.hash_password_into(password.as_bytes(), salt, &mut hash).ok()?;
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        let encode = |bytes: &[u8]| Base64NoPadding::encode_to_string(bytes).unwrap_or_default();
        let hash = derive("correct horse", b"0123456789abcdef", 1024, 2, 1).unwrap_or_default();
        let stored = format!("$argon2id$v=19$m=1024,t=2,p=1${}${}", encode(b"0123456789abcdef"), encode(&hash));
        assert!(verify("correct horse", Some(&stored)));
        assert!(!verify("correct horsf", Some(&stored)));
        assert!(!verify("correct horse", None));
        assert!(!verify("", Some("")));
        assert!(!verify("x", Some("$argon2id$v=19$m=1024,t=2,p=1$$")));
        assert!(is_outdated(&stored) && !is_outdated(&prefix()));
    }
}
