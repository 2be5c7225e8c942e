//! Access tokens are those that jwt-simple makes and takes: the engine's own few lines and a library for any token agree.

#![allow(missing_docs, clippy::expect_used)]

use api::token;
use api_tests::MODULES;
use ct_codecs::{Base64UrlSafeNoPadding, Decoder};
use domain::identity::permissions::{HEAVIEST_USER, weight};
use entity::permission::{Grant, Grants, Scope};
use jwt_simple::prelude::*;
use serde_json::{Value as Json, json};
use testkit::TestApp;

/// The key pair of the test host, as jwt-simple holds it.
fn pair() -> Ed25519KeyPair {
    let (signing, _) = token::new_key("test", [7; 32]).expect("a key pair");
    let (id, key) = signing.split_once(':').expect("an id and a key");
    let bytes = Base64UrlSafeNoPadding::decode_to_vec(key, None).expect("base64url");
    Ed25519KeyPair::from_bytes(&bytes).expect("a key pair").with_key_id(id)
}

fn options(app: &TestApp) -> VerificationOptions {
    let now = api::Clock::now_ms(app.clock.as_ref()).unsigned_abs();
    VerificationOptions { artificial_time: Some(Duration::from_millis(now)), ..VerificationOptions::default() }
}

#[tokio::test]
async fn jwt_simple_takes_what_identity_signs() {
    let app = TestApp::new(MODULES).await;
    let caller = app.admin().caller;
    let signed = app.token(&caller);
    let claims = pair().public_key().verify_token::<Json>(&signed, Some(options(&app))).expect("a good token");
    assert_eq!(claims.subject.as_deref(), Some(caller.id.as_str()));
    assert_eq!(claims.custom["tenant"], json!(caller.tenant));
    assert_eq!(claims.custom["grants"], caller.grants.to_json());
    let expiry = claims.expires_at.map(|expiry| expiry.as_millis());
    let now = api::Clock::now_ms(app.clock.as_ref()).unsigned_abs();
    assert_eq!(expiry, Some((now + 600_000) / 1000 * 1000));
}

#[tokio::test]
async fn the_engine_takes_what_jwt_simple_signs_and_refuses_what_it_refuses() {
    let app = TestApp::new(MODULES).await;
    let caller = app.admin().caller;
    let claims = |seconds: u64| {
        let now = Duration::from_millis(api::Clock::now_ms(app.clock.as_ref()).unsigned_abs());
        let custom = json!({"kind": "USER", "tenant": caller.tenant, "database": caller.database.as_str(),
                            "grants": caller.grants.to_json()});
        JWTClaims {
            issued_at: Some(now),
            expires_at: Some(now + Duration::from_secs(seconds)),
            ..Claims::with_custom_claims(custom, Duration::from_secs(seconds)).with_subject(&caller.id)
        }
    };
    let good = pair().sign(claims(600)).expect("a token");
    let taken = token::verify(&app.host, &good).await.expect("a good token");
    assert_eq!((&taken.id, &taken.grants), (&caller.id, &caller.grants));

    let another = Ed25519KeyPair::generate().with_key_id("test").sign(claims(600)).expect("a token");
    let nameless = pair().with_key_id("other").sign(claims(600)).expect("a token");
    let past = pair().sign(claims(0)).expect("a token");
    let cut = good.get(..good.len() - 4).unwrap_or_default().to_owned();
    let secret = HS256Key::from_bytes(&[1; 32]).with_key_id("test");
    let other_algorithm = secret.authenticate(claims(600)).expect("a token");
    for refused in [another, nameless, past, cut, other_algorithm, format!("{good}."), String::new(), "..".to_owned()] {
        assert!(token::verify(&app.host, &refused).await.is_err(), "{refused}");
    }
}

#[tokio::test]
async fn no_token_is_given_out_that_would_be_refused() {
    let app = TestApp::new(MODULES).await;
    let mut caller = app.admin().caller;
    let grant = |number: usize| Grant::new(&format!("resource-{number:020}"), &["read"], Scope::All);
    let longest = (0..600).find(|count| {
        caller.grants = Grants((0..*count).map(grant).collect());
        token::sign(&app.host, &caller).is_err()
    });
    let fits = longest.expect("a length that is too much") - 1;
    caller.grants = Grants((0..fits).map(grant).collect());
    let signed = app.token(&caller);
    let taken = token::verify(&app.host, &signed).await.expect("the longest token is good");
    assert_eq!(taken.grants, caller.grants);
    assert!(weight(&caller.grants) > HEAVIEST_USER);
}
