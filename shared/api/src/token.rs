//! Access tokens: JSON Web Tokens (RFC 7519) signed with EdDSA (RFC 8037), ten minutes long, with everything that
//! authorisation needs.
//!
//! A library that reads and writes any token brings parsers for all that a token may be, and every function would carry
//! them; these have one header, one algorithm and known claims. The host checks
//! signatures.

use std::rc::Rc;

use ct_codecs::{Base64UrlSafeNoPadding, Decoder, Encoder};
use ed25519_compact::KeyPair;
use entity::json;
use entity::permission::Grants;
use serde_json::{Map, Value as Json};
use store::DatabaseName;

use crate::caller::{Caller, CallerKind};
use crate::problem::Kind;
use crate::{Host, Problem};

/// How long an access token lasts, in seconds.
pub const ACCESS_TOKEN_SECONDS: u64 = 600;

/// The setting that holds the public keys: `{"<key id>": "<base64url of 32 bytes>", …}`. Two may be live, so that a
/// key can be replaced while its tokens are still out.
pub const PUBLIC_KEYS: &str = "PORTICO_PUBLIC_KEYS";
/// The setting that holds the signing key: `<key id>:<base64url of 64 bytes>`. Only the functions have it that sign
/// somebody in: `authentication` and `tenancy`.
pub const SIGNING_KEY: &str = "PORTICO_SIGNING_KEY";

/// Tokens past this length are refused unread, and none is given out.
const LONGEST_TOKEN: usize = 16 * 1024;

/// The keys that tokens are checked with, by key id.
#[derive(Default)]
pub(crate) struct PublicKeys(Vec<(String, [u8; 32])>);

impl PublicKeys {
    fn of(host: &Host) -> Self {
        let setting = host.settings.get(PUBLIC_KEYS).and_then(json::read);
        let mut keys = Vec::new();
        for (id, key) in setting.as_ref().and_then(Json::as_object).into_iter().flatten() {
            let key = key.as_str().and_then(decode_base64).and_then(|key| <[u8; 32]>::try_from(key).ok());
            keys.extend(key.map(|key| (id.clone(), key)));
        }
        PublicKeys(keys)
    }

    fn named(&self, id: &str) -> Option<&[u8; 32]> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, key)| key)
    }
}

/// Checks a token and gives its caller.
pub async fn verify(host: &Host, token: &str) -> Result<Rc<Caller>, Problem> {
    let now_ms = host.clock.now_ms();
    if let Some(caller) = host.memory.verified(token, now_ms) {
        return Ok(caller);
    }
    let keys = host.memory.public_keys.get_or_init(|| PublicKeys::of(host));
    let claims = match claimed(token, keys) {
        Some(claimed) => claimed.proven(host).await,
        None => None,
    };
    let caller = claims.and_then(|claims| caller_of(&claims)).filter(|caller| caller.expires_at_ms > now_ms);
    let refusal = "The access token is not valid or has expired. Refresh it or sign in.";
    let caller = Rc::new(caller.ok_or_else(|| Problem::unauthenticated(refusal))?);
    host.memory.keep_verified(token, caller.clone());
    Ok(caller)
}

/// A token taken apart, with the key that it says it is signed with.
struct Claimed<'t> {
    signed: &'t str,
    claims: &'t str,
    signature: Vec<u8>,
    key: &'t [u8; 32],
}

/// Takes a token apart: header, claims and signature in base64url, with dots between them.
fn claimed<'t>(token: &'t str, keys: &'t PublicKeys) -> Option<Claimed<'t>> {
    if token.len() > LONGEST_TOKEN {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let header = object(header)?;
    // An extension that must be understood (`crit`) is not.
    if header.get("alg")?.as_str() != Some("EdDSA") || header.contains_key("crit") {
        return None;
    }
    let key = keys.named(header.get("kid")?.as_str()?)?;
    Some(Claimed { signed, claims, signature: decode_base64(signature)?, key })
}

impl Claimed<'_> {
    /// What the token says, if its signature is good.
    async fn proven(&self, host: &Host) -> Option<Map<String, Json>> {
        let good = host.signatures.verify(self.key, self.signed.as_bytes(), &self.signature).await;
        if good { object(self.claims) } else { None }
    }
}

/// The JSON object in a part of a token.
fn object(part: &str) -> Option<Map<String, Json>> {
    match json::read_bytes(&decode_base64(part)?) {
        Ok(Json::Object(members)) => Some(members),
        _ => None,
    }
}

/// The caller that claims speak of. Clocks of edge locations differ by a little, so that a token from a second ahead is
/// not taken for a forgery.
fn caller_of(claims: &Map<String, Json>) -> Option<Caller> {
    let text = |name: &str| claims.get(name).and_then(Json::as_str);
    let owned = |name: &str| text(name).map(str::to_owned);
    Some(Caller {
        kind: CallerKind::from_word(text("kind")?)?,
        id: owned("sub")?,
        name: owned("name"),
        tenant: owned("tenant")?,
        database: DatabaseName::tenant(text("database")?)?,
        agency: owned("agency"),
        client: owned("client"),
        location: owned("location"),
        session: owned("session"),
        grants: Grants::from_json(claims.get("grants")?)?,
        expires_at_ms: claims.get("exp")?.as_i64()?.checked_mul(1000)?,
    })
}

/// Signs a token for a caller, valid until `caller.expires_at_ms`. Where the key is missing that is a defect of the
/// configuration: see [`SIGNING_KEY`].
pub fn sign(host: &Host, caller: &Caller) -> Result<String, Problem> {
    let setting = host.settings.get(SIGNING_KEY).and_then(|setting| setting.split_once(':'));
    let (id, key) = setting.ok_or_else(Problem::internal)?;
    let key = decode_base64(key).and_then(|key| KeyPair::from_slice(&key).ok()).ok_or_else(Problem::internal)?;
    let header = json::object([("alg", "EdDSA".into()), ("kid", id.into()), ("typ", "JWT".into())]);
    let mut claims = Map::new();
    claims.insert("iat".to_owned(), host.clock.now_ms().div_euclid(1000).into());
    claims.insert("exp".to_owned(), caller.expires_at_ms.div_euclid(1000).into());
    claims.insert("grants".to_owned(), caller.grants.to_json());
    for (name, value) in [
        ("sub", Some(caller.id.as_str())),
        ("kind", Some(caller.kind.word())),
        ("tenant", Some(caller.tenant.as_str())),
        ("database", Some(caller.database.as_str())),
        ("name", caller.name.as_deref()),
        ("agency", caller.agency.as_deref()),
        ("client", caller.client.as_deref()),
        ("location", caller.location.as_deref()),
        ("session", caller.session.as_deref()),
    ] {
        if let Some(value) = value {
            claims.insert(name.to_owned(), value.into());
        }
    }
    let part = |part: Json| encode_base64(part.to_string().as_bytes());
    let signed = format!("{}.{}", part(header), part(Json::Object(claims)));
    let signature = key.sk.sign(&signed, None);
    let token = format!("{signed}.{}", encode_base64(&*signature));
    if token.len() > LONGEST_TOKEN {
        let message = "Your permissions do not fit into a token. Ask an administrator to take you out of some groups.";
        return Err(Problem::new(Kind::Forbidden, message));
    }
    Ok(token)
}

/// A new key pair from 32 random bytes: the value of [`SIGNING_KEY`], and id and value for [`PUBLIC_KEYS`].
pub fn new_key(id: &str, seed: [u8; 32]) -> Option<(String, String)> {
    let pair = KeyPair::from_seed(ed25519_compact::Seed::new(seed));
    Some((format!("{id}:{}", encode_base64(&*pair.sk)), encode_base64(&*pair.pk)))
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    Base64UrlSafeNoPadding::decode_to_vec(text, None).ok()
}

fn encode_base64(bytes: &[u8]) -> String {
    Base64UrlSafeNoPadding::encode_to_string(bytes).unwrap_or_default()
}
