//! Sealing text under AES-256-GCM, so that a copy of a database is not a copy of what it keeps secret.
//!
//! Sealed text is `<key id>.<base64url of nonce, cipher text and tag>`. It is bound to its table, column and row: moved
//! to another place it does not open.

use std::borrow::Cow;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use ct_codecs::{Base64UrlSafeNoPadding, Decoder, Encoder};
use entity::{EntityDef, FieldDef, Value};

use crate::input::Cells;
use crate::{Host, Problem};

/// The setting that holds the keys: `<key id>:<base64url of 32 bytes>,…`. The first one seals, all of them open, so
/// that a key can be replaced while what it sealed is still there.
pub const SEALING_KEYS: &str = "PORTICO_SEALING_KEYS";

/// The length of a nonce (NIST SP 800-38D, 8.2.2: random ones are good for 2^32 texts under a key).
const NONCE: usize = 12;

/// The way a function seals. Ciphers are heavy, so that only the functions have one that own sealed fields; elsewhere what is
/// sealed is shown as nothing.
#[derive(Clone, Copy)]
pub struct Sealing {
    seal: fn(&Host, Place<'_>, &str) -> Result<String, Problem>,
    open: fn(&Host, Place<'_>, &str) -> Option<String>,
}

/// Sealing under AES-256-GCM, for [`crate::Module::sealing`].
pub const AES_256_GCM: Sealing = Sealing { seal, open };

/// Where sealed text is kept.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The row's id.
    pub id: &'a str,
}

impl Place<'_> {
    fn associated_data(&self) -> Vec<u8> {
        format!("{}/{}/{}", self.table, self.column, self.id).into_bytes()
    }
}

/// Seals text under the first key. Without a key there is nothing that could be sealed: a defect of the configuration,
/// told to the log.
pub fn seal(host: &Host, place: Place<'_>, clear: &str) -> Result<String, Problem> {
    let (id, cipher) = keys(host).next().ok_or_else(|| no_key(host))?;
    let mut nonce = [0; NONCE];
    host.random.fill(&mut nonce);
    let payload = Payload { msg: clear.as_bytes(), aad: &place.associated_data() };
    let sealed = cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| Problem::internal())?;
    let bytes = [nonce.as_slice(), &sealed].concat();
    let text = Base64UrlSafeNoPadding::encode_to_string(bytes).map_err(|_| Problem::internal())?;
    Ok(format!("{id}.{text}"))
}

/// Opens what was sealed for this place. Nothing when its key is gone, when it was moved or altered.
pub fn open(host: &Host, place: Place<'_>, sealed: &str) -> Option<String> {
    let (id, text) = sealed.split_once('.')?;
    let (_, cipher) = keys(host).find(|(key, _)| *key == id)?;
    let bytes = Base64UrlSafeNoPadding::decode_to_vec(text, None).ok()?;
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
    let payload = Payload { msg: sealed, aad: &place.associated_data() };
    let clear = cipher.decrypt(&Nonce::from(*nonce), payload).ok()?;
    String::from_utf8(clear).ok()
}

/// Seals what is sealed of a row's cells: the last thing before they are bound to a statement.
pub fn seal_cells(host: &Host, entity: &EntityDef, id: &str, cells: &mut Cells) -> Result<(), Problem> {
    for (column, value) in cells {
        let sealed = entity.field(column).is_some_and(|field| field.kind.sealed());
        if let Some(clear) = value.as_text().filter(|_| sealed) {
            let sealing = host.memory.sealing.get().ok_or_else(|| no_key(host))?;
            *value = (sealing.seal)(host, Place { table: entity.table, column, id }, clear)?.into();
        }
    }
    Ok(())
}

/// Whether any of the fields is sealed.
pub fn any(fields: &[&FieldDef]) -> bool {
    fields.iter().any(|field| field.kind.sealed())
}

/// A row with what is sealed of it opened: the first thing before it is shown. What does not open is shown as nothing.
pub fn opened<'r>(host: &Host, entity: &EntityDef, fields: &[&FieldDef], row: &'r [Value]) -> Cow<'r, [Value]> {
    if !any(fields) {
        return Cow::Borrowed(row);
    }
    let id = fields.iter().position(|field| field.name == "id").and_then(|position| row.get(position)?.as_text());
    let open_cell = |position: usize, value: &Value| match (fields.get(position), value.as_text()) {
        (Some(field), Some(text)) if field.kind.sealed() => {
            let place = Place { table: entity.table, column: field.name, id: id.unwrap_or_default() };
            host.memory
                .sealing
                .get()
                .and_then(|sealing| (sealing.open)(host, place, text))
                .map_or(Value::Null, Value::Text)
        }
        _ => value.clone(),
    };
    row.iter().enumerate().map(|(position, value)| open_cell(position, value)).collect()
}

/// A new key from 32 random bytes, as [`SEALING_KEYS`] has it.
pub fn new_key(id: &str, bytes: [u8; 32]) -> String {
    format!("{id}:{}", Base64UrlSafeNoPadding::encode_to_string(bytes).unwrap_or_default())
}

/// The id of the key that seals.
pub fn newest_key(host: &Host) -> Option<&str> {
    keys(host).next().map(|(id, _)| id)
}

/// Keys for something else than sealing, such as signing links, one for each of the installation's keys: the first one
/// makes, all of them check. Whoever learns one learns neither the key that it comes from nor those for other purposes.
pub fn derived(host: &Host, purpose: &str) -> Vec<[u8; 32]> {
    secrets(host).map(|(_, secret)| hmac_sha256::HMAC::mac(purpose.as_bytes(), secret)).collect()
}

fn keys(host: &Host) -> impl Iterator<Item = (&str, Aes256Gcm)> {
    secrets(host).map(|(id, secret)| (id, Aes256Gcm::new(&Key::<Aes256Gcm>::from(secret))))
}

fn secrets(host: &Host) -> impl Iterator<Item = (&str, [u8; 32])> {
    let setting = host.settings.get(SEALING_KEYS).unwrap_or_default();
    setting.split(',').filter_map(|key| {
        let (id, text) = key.trim().split_once(':')?;
        let bytes = Base64UrlSafeNoPadding::decode_to_vec(text, None).ok()?;
        Some((id, bytes.try_into().ok()?))
    })
}

fn no_key(host: &Host) -> Problem {
    (host.log)(r#"{"level":"error","event":"no_sealing_key","setting":"PORTICO_SEALING_KEYS"}"#);
    Problem::internal()
}
