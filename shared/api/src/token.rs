//! Access tokens: EdDSA-signed, ten minutes long, with everything that authorisation needs.

use std::collections::BTreeMap;
use std::rc::Rc;

use entity::permission::Grants;
use jwt_simple::prelude::*;
use store::DatabaseName;

use crate::caller::{Caller, CallerKind};
use crate::{Host, Problem};

/// How long an access token lasts, in seconds.
pub const ACCESS_TOKEN_SECONDS: u64 = 600;

/// The setting that holds the public keys: `{"<key id>": "<base64url of 32 bytes>", …}`. Two may be live, so that a
/// key can be replaced while its tokens are still out.
pub const PUBLIC_KEYS: &str = "PORTICO_PUBLIC_KEYS";
/// The setting that holds the signing key: `<key id>:<base64url of 64 bytes>`. Only `identity` has it.
pub const SIGNING_KEY: &str = "PORTICO_SIGNING_KEY";

/// Tokens past this length are refused unread.
const LONGEST_TOKEN: usize = 16 * 1024;

/// What a token says besides the registered claims. Its subject is the user or the key.
#[derive(Serialize, Deserialize)]
struct Claims {
    kind: CallerKind,
    tenant: String,
    database: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    agency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    client: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    location: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    session: Option<String>,
    grants: serde_json::Value,
}

/// The keys that tokens are checked with, by key id.
#[derive(Default)]
pub(crate) struct PublicKeys(BTreeMap<String, Ed25519PublicKey>);

impl PublicKeys {
    fn of(host: &Host) -> Self {
        let setting = host.settings.get(PUBLIC_KEYS).unwrap_or("{}");
        let encoded: BTreeMap<String, String> = serde_json::from_str(setting).unwrap_or_default();
        let decode =
            |(id, key): (String, String)| Some((id, Ed25519PublicKey::from_bytes(&decode_base64(&key)?).ok()?));
        PublicKeys(encoded.into_iter().filter_map(decode).collect())
    }
}

/// Checks a token and gives its caller.
pub fn verify(host: &Host, token: &str) -> Result<Rc<Caller>, Problem> {
    let now_ms = host.clock.now_ms();
    if let Some(caller) = host.memory.verified(token, now_ms) {
        return Ok(caller);
    }
    let refused = || Problem::unauthenticated("The access token is not valid or has expired. Refresh it or sign in.");
    if token.len() > LONGEST_TOKEN {
        return Err(refused());
    }
    let keys = host.memory.public_keys.get_or_init(|| PublicKeys::of(host));
    let metadata = Token::decode_metadata(token).map_err(|_| refused())?;
    let key = metadata.key_id().and_then(|id| keys.0.get(id)).ok_or_else(refused)?;
    let options = VerificationOptions {
        artificial_time: Some(Duration::from_millis(now_ms.unsigned_abs())),
        time_tolerance: Some(Duration::from_secs(0)),
        // Clocks of edge locations differ by a little; a token from a second ahead is not a forgery.
        accept_future: true,
        max_token_length: Some(LONGEST_TOKEN),
        ..VerificationOptions::default()
    };
    let claims = key.verify_token::<Claims>(token, Some(options)).map_err(|_| refused())?;
    let expires_at_ms = claims.expires_at.map(|expiry| expiry.as_millis()).ok_or_else(refused)?;
    let custom = claims.custom;
    let caller = Rc::new(Caller {
        kind: custom.kind,
        id: claims.subject.ok_or_else(refused)?,
        name: custom.name,
        tenant: custom.tenant,
        database: DatabaseName::tenant(&custom.database).ok_or_else(refused)?,
        agency: custom.agency,
        client: custom.client,
        location: custom.location,
        session: custom.session,
        grants: Grants::from_json(&custom.grants).ok_or_else(refused)?,
        expires_at_ms: i64::try_from(expires_at_ms).map_err(|_| refused())?,
    });
    host.memory.keep_verified(token, caller.clone());
    Ok(caller)
}

/// Signs a token for a caller, valid until `caller.expires_at_ms`. Only `identity` has the key; elsewhere this is a
/// defect of the configuration.
pub fn sign(host: &Host, caller: &Caller) -> Result<String, Problem> {
    let setting = host.settings.get(SIGNING_KEY).and_then(|setting| setting.split_once(':'));
    let key =
        setting.and_then(|(id, key)| Some(Ed25519KeyPair::from_bytes(&decode_base64(key)?).ok()?.with_key_id(id)));
    let key = key.ok_or_else(Problem::internal)?;
    let custom = Claims {
        kind: caller.kind,
        tenant: caller.tenant.clone(),
        database: caller.database.as_str().to_owned(),
        name: caller.name.clone(),
        agency: caller.agency.clone(),
        client: caller.client.clone(),
        location: caller.location.clone(),
        session: caller.session.clone(),
        grants: caller.grants.to_json(),
    };
    let expires_at = Duration::from_millis(caller.expires_at_ms.unsigned_abs());
    let claims = JWTClaims {
        issued_at: Some(Duration::from_millis(host.clock.now_ms().unsigned_abs())),
        expires_at: Some(expires_at),
        invalid_before: None,
        issuer: None,
        subject: Some(caller.id.clone()),
        audiences: None,
        jwt_id: None,
        nonce: None,
        custom,
    };
    key.sign(claims).map_err(|_| Problem::internal())
}

/// A new key pair from 32 random bytes: the value of [`SIGNING_KEY`], and id and value for [`PUBLIC_KEYS`].
pub fn new_key(id: &str, seed: [u8; 32]) -> Option<(String, String)> {
    let pair = ed25519_compact::KeyPair::from_seed(ed25519_compact::Seed::new(seed));
    Some((format!("{id}:{}", encode_base64(&*pair.sk)), encode_base64(&*pair.pk)))
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    ct_codecs::Base64UrlSafeNoPadding::decode_to_vec(text, None).ok()
}

fn encode_base64(bytes: &[u8]) -> String {
    ct_codecs::Base64UrlSafeNoPadding::encode_to_string(bytes).unwrap_or_default()
}

use ct_codecs::{Decoder, Encoder};
