//! `POST /api/domains/{id}/verify`: whether a domain is a client's, by what the client publishes there.
//!
//! The address that is asked comes from whoever entered the domain. So nothing is asked but a public name, over `https`, at
//! its own port and one path; redirects are not followed (no host does), and nobody is told more of the answer than
//! whether it is the token. A name that leads to a private address is no public one (see `OutboundRequest::public_only`).

use api::command::{document, id_in};
use api::resource::guard_row;
use api::{Context, Problem, Request, Response, Transaction};
use domain::identity::entities::Domain;
use entity::json::{self, object};
use entity::{Entity, Value, civil};
use serde_json::Value as Json;
use store::sql::{row_by_id, update};
use store::{OutboundRequest, Task};
use visitors::origin::is_loopback;
use visitors::support::{first, read};

/// The setting with the address of the resolver for DNS over HTTPS, which answers in JSON under `/dns-query`.
const RESOLVER: &str = "PORTICO_DNS_RESOLVER";
const DEFAULT_RESOLVER: &str = "https://cloudflare-dns.com";
/// The setting that lets a loopback address be verified, over `http`: for developing.
const LOOPBACK: &str = "PORTICO_LOOPBACK_DOMAINS";

const FILE: &str = "/.well-known/portico-verification.txt";
/// How long each of the two checks may take, in milliseconds.
const TIMEOUT_MS: u32 = 8000;
/// The most that is taken of a file or a resolver's answer, in bytes.
const LARGEST_ANSWER: usize = 64 << 10;
/// The kind of record that holds text (RFC 1035, 3.3.14).
const TXT: i64 = 16;

/// Makes the token at the first call, and checks what is published with every later one.
pub fn verify<'a>(
    context: &'a Context<'a>,
    _request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = id_in(parameters, Domain::DEFINITION)?;
        let caller = context.caller()?;
        let access = context.access(Domain::DEFINITION, "update")?;
        let columns = ["domain", "verification_token", "verified_at", "verification_method"];
        let found =
            read(context, &caller.database, vec![row_by_id(Domain::DEFINITION, &id, &access, &columns)]).await?;
        let row = first(found.first()).ok_or_else(Problem::not_found)?;
        let domain = row.text("domain").unwrap_or_default();
        let base = base_of(context, domain)?;
        let mut method = row.text("verification_method").map(str::to_owned);
        let mut verified_at = row.integer("verified_at");
        let mut cells = vec![
            ("last_checked_at", Value::from(context.now_ms)),
            ("updated_at", context.now_ms.into()),
            ("updated_by", caller.id.as_str().into()),
        ];
        let token = match row.text("verification_token") {
            Some(token) => {
                let now = published(context, &base, domain, token).await;
                if let Some(found) = now {
                    (method, verified_at) = (Some(found.to_owned()), Some(context.now_ms));
                    cells.push(("verification_method", found.into()));
                    cells.push(("verified_at", context.now_ms.into()));
                }
                token.to_owned()
            }
            None => {
                let token = context.random_hex::<20>();
                cells.push(("verification_token", token.as_str().into()));
                token
            }
        };
        let mut transaction = Transaction::begin(context);
        guard_row(context, Domain::DEFINITION, &id, None, "update", &mut transaction)?;
        transaction.step(update(Domain::DEFINITION, &id, &cells, &[]));
        transaction.run(context, &caller.database, Some(Domain::DEFINITION)).await?;

        let file = [("url", format!("{base}{FILE}").into()), ("content", token.as_str().into())];
        let dns = [("name", record_of(domain).into()), ("type", "TXT".into()), ("value", token.as_str().into())];
        let answer = [
            ("id", id.as_text().into()),
            ("domain", domain.into()),
            ("verified_at", verified_at.and_then(civil::format_timestamp).into()),
            ("verification_method", method.into()),
            ("publish_file", object(file)),
            ("or_publish_record", object(dns)),
        ];
        Ok(document(200, &object(answer)))
    })
}

/// How the token is published, if it is: as a file or, failing that, as a record.
async fn published(context: &Context<'_>, base: &str, domain: &str, token: &str) -> Option<&'static str> {
    // Over plain HTTP only loopback addresses are asked, where they are allowed.
    let file = ask(context, format!("{base}{FILE}"), "text/plain", base.starts_with("https://")).await;
    if file.is_some_and(|body| body.trim_ascii() == token.as_bytes()) {
        return Some("FILE");
    }
    let resolver = context.host().settings.get(RESOLVER).unwrap_or(DEFAULT_RESOLVER).trim_end_matches('/');
    let url = format!("{resolver}/dns-query?name={}&type=TXT", record_of(domain));
    let answer = json::read_bytes(&ask(context, url, "application/dns-json", false).await?).ok()?;
    let records = answer.get("Answer").and_then(Json::as_array)?;
    let texts = records.iter().filter(|record| record.get("type").and_then(Json::as_i64) == Some(TXT));
    texts.filter_map(|record| record.get("data")?.as_str()).any(|data| text_of(data) == token).then_some("DNS")
}

async fn ask(context: &Context<'_>, url: String, accept: &str, public_only: bool) -> Option<Vec<u8>> {
    let headers = vec![("accept".to_owned(), accept.to_owned())];
    let request = OutboundRequest {
        method: "GET",
        url,
        headers,
        body: Vec::new(),
        timeout_ms: TIMEOUT_MS,
        largest_answer: LARGEST_ANSWER,
        public_only,
    };
    let answer = context.host().outbound.send(request).await.ok()?;
    (answer.status == 200).then_some(answer.body)
}

/// The text of a record: its parts are quoted, and belong together (RFC 1035, 3.3).
fn text_of(data: &str) -> String {
    data.trim().trim_matches('"').replace("\" \"", "")
}

fn record_of(domain: &str) -> String {
    format!("_portico.{}", domain.split(':').next().unwrap_or_default().trim_end_matches('.'))
}

/// Where a domain is asked. Refused is what is no public name.
fn base_of(context: &Context<'_>, domain: &str) -> Result<String, Problem> {
    let (host, port) = domain.rsplit_once(':').map_or((domain, None), |(host, port)| (host, Some(port)));
    let number =
        port.is_none_or(|port| (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit()));
    if is_loopback(host) && number && context.host().settings.get(LOOPBACK) == Some("allowed") {
        return Ok(format!("http://{domain}"));
    }
    if number && is_public_name(host) {
        return Ok(format!("https://{host}"));
    }
    let message = "Is not a public host name such as www.example.com, which alone can be verified.";
    Err(Problem::invalid_at("/domain", "host_name", message))
}

/// Whether this is a name of the public DNS: no address, and none of the names for networks of one's own (RFC 6761,
/// RFC 6762, RFC 8375, RFC 9476).
fn is_public_name(host: &str) -> bool {
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let private = [
        "localhost",
        "local",
        "internal",
        "lan",
        "intranet",
        "corp",
        "private",
        "home",
        "invalid",
        "onion",
        "arpa",
        "alt",
    ];
    let last = host.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    host.len() <= 253
        && host.contains('.')
        && host.split('.').all(label_fits)
        && !last.bytes().all(|byte| byte.is_ascii_digit())
        // 0x7f.1 is an address to some.
        && !last.starts_with("0x")
        && !private.contains(&last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_names_are_asked() {
        for good in ["example.com", "www.salon.example", "a-b.co.uk", "xn--mnchen-3ya.de"] {
            assert!(is_public_name(good), "{good}");
        }
        for bad in [
            "",
            "localhost",
            "intranet",
            "127.0.0.1",
            "10.0.0.1",
            "0x7f.0x1",
            "[::1]",
            "a.localhost",
            "db.internal",
            "printer.local",
            "a b.com",
            "a/b.com",
            "user@example.com",
            "example.com/",
            ".example.com",
            "example.com.",
            "-a.com",
            "a..com",
            "169.254.169.254",
            "example.com#",
        ] {
            assert!(!is_public_name(bad), "{bad}");
        }
    }

    #[test]
    fn a_record_may_come_in_parts() {
        assert_eq!(text_of("\"abc\""), "abc");
        assert_eq!(text_of("\"abc\" \"def\""), "abcdef");
        assert_eq!(text_of("abc"), "abc");
        assert_eq!(record_of("example.com:8443"), "_portico.example.com");
    }
}
