//! The pages for people: the API, and the kinds of problem. Each is one document without anything from elsewhere.

use ct_codecs::{Base64, Encoder};
use store::Task;

use super::problems::explanation;
use api::problem::Kind;
use api::{Context, Problem, Request, Response};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// `GET /api/docs`.
pub(super) fn documentation<'a>(
    _: &'a Context<'a>,
    _: &'a Request,
    _: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    let body = include_str!("page.html");
    Box::pin(async move { Ok(page("API", body, true)) })
}

/// `GET /problems`.
pub(super) fn problems<'a>(_: &'a Context<'a>, _: &'a Request, _: &'a [String]) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let mut body =
            String::from("<main><h1>Problems</h1><p>What the <code>type</code> of a problem document means.</p>");
        for kind in Kind::ALL {
            let (status, slug, title) = kind.facts();
            body.push_str(&format!(
                "<section><h2><a href=\"/problems/{slug}\">{title}</a> <small>{status}</small></h2><p>{}</p></section>",
                explanation(*kind)
            ));
        }
        body.push_str("</main>");
        Ok(page("Problems", &body, false))
    })
}

/// `GET /problems/{slug}`.
pub(super) fn problem<'a>(
    _: &'a Context<'a>,
    _: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let slug = parameters.first().map(String::as_str).unwrap_or_default();
        let kind = Kind::ALL.iter().find(|kind| kind.facts().1 == slug).ok_or_else(Problem::not_found)?;
        let (status, slug, title) = kind.facts();
        let body = format!(
            "<main><p><a href=\"/problems\">Problems</a></p><h1>{title}</h1><dl><dt>Status</dt><dd>{status}</dd>\
             <dt>Type</dt><dd><code>/problems/{slug}</code></dd></dl><p>{}</p>\
             <p><a href=\"/api/docs\">The API</a></p></main>",
            explanation(*kind)
        );
        Ok(page(title, &body, false))
    })
}

fn page(title: &str, body: &str, scripted: bool) -> Response {
    let script = if scripted { format!("<script>{SCRIPT}</script>") } else { String::new() };
    let document = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} · Portico</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><style>{STYLE}</style></head><body>{body}{script}</body></html>\n"
    );
    let scripts = if scripted { format!("script-src '{}'; connect-src 'self'; ", hash(SCRIPT)) } else { String::new() };
    let policy = format!(
        "default-src 'none'; style-src '{}'; {scripts}base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash(STYLE)
    );
    Response::bytes(200, "text/html; charset=utf-8", document)
        .with_header("content-security-policy", policy)
        .with_header("referrer-policy", "no-referrer")
        .with_header("cache-control", "public, max-age=300")
}

/// By its hash alone the policy lets a style or a script through.
fn hash(text: &str) -> String {
    let hash = hmac_sha256::Hash::hash(text.as_bytes());
    format!("sha256-{}", Base64::encode_to_string(hash).unwrap_or_default())
}
