//! Cloudflare Turnstile, for widgets that have it (<https://developers.cloudflare.com/turnstile/get-started/server-side-validation/>).

use api::Context;
use api::seal::{self, Place};
use entity::json::{self, object};
use serde_json::Value as Json;
use store::OutboundRequest;

use crate::widget::Widget;

const VERIFY: &str = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
/// How long a visitor waits for it at most, in milliseconds.
const TIMEOUT_MS: u32 = 5000;
/// The most that is taken of its answer, in bytes.
const LARGEST_ANSWER: usize = 16 << 10;

/// What Turnstile has against an entry; nothing where it is not used. When it does not answer, the entry is kept for people
/// to look at, like every other that is only suspicious.
pub async fn suspicion(context: &Context<'_>, widget: &Widget, given: Option<&str>) -> Option<&'static str> {
    let sealed = widget.turnstile_secret.as_deref().filter(|_| widget.has_turnstile)?;
    let Some(given) = given else { return Some("TURNSTILE_MISSING") };
    let place = Place { table: "widgets", column: "turnstile_secret", id: &widget.id };
    let Some(secret) = seal::open(context.host(), place, sealed) else {
        context.log("error", "turnstile_secret_closed", &[("widget_id", widget.id.as_str().into())]);
        return Some("TURNSTILE_UNAVAILABLE");
    };
    let body = object([
        ("secret", secret.into()),
        ("response", given.into()),
        ("remoteip", context.address.as_deref().into()),
    ]);
    let request = OutboundRequest {
        method: "POST",
        url: VERIFY.to_owned(),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.to_string().into_bytes(),
        timeout_ms: TIMEOUT_MS,
        largest_answer: LARGEST_ANSWER,
        public_only: true,
    };
    match context.host().outbound.send(request).await {
        Ok(answer) if answer.status == 200 => {
            let answer = json::read_bytes(&answer.body).unwrap_or_default();
            (answer.get("success") != Some(&Json::Bool(true))).then_some("TURNSTILE")
        }
        Ok(_) => Some("TURNSTILE_UNAVAILABLE"),
        Err(error) => {
            context.log("warn", "turnstile_unavailable", &[("reason", error.0.into())]);
            Some("TURNSTILE_UNAVAILABLE")
        }
    }
}
