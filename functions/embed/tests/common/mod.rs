//! A client with a widget and a verified domain, and visitors of its website.

// Each test is a program of its own and uses a part of this.
#![allow(dead_code, missing_docs)]

pub mod salon;

use api::{Module, Request};
use entity::Value;
use serde_json::{Value as Json, json};
use testkit::{Reply, TestApp};

/// What is served.
pub const MODULES: &[&Module] =
    &[&embed::MODULE, &visits::MODULE, &widgets::MODULE, &leads::MODULE, &services::MODULE, &identity::MODULE];

/// The page that the widget is on.
pub const ORIGIN: &str = "https://salon.example";
/// The key of the widget of client 0.
pub const KEY: &str = "pwk_ten_0000000000000000000000test.0123456789abcdef";
/// Its id.
pub const WIDGET: &str = "wdg_01hf7yat00e008000000000001";

/// An installation with a widget of client 0 on a verified domain.
pub async fn app() -> TestApp {
    app_with(MODULES, json!({})).await
}

/// The same with other modules, and with these members of the widget.
pub async fn app_with(modules: &[&'static Module], members: Json) -> TestApp {
    let app = TestApp::new(modules).await;
    let mut widget = json!({
        "client_id": app.client(0), "name": "Website", "key": KEY, "proof_of_work_bits": 4,
        "consent_text": "I agree.", "privacy_url": "https://salon.example/privacy",
        "lead_questions": [{"id": "topic", "label": "What about?", "kind": "CHOICE", "choices": ["Hair", "Other"]}],
    });
    for (name, value) in members.as_object().into_iter().flatten() {
        widget[name] = value.clone();
    }
    app.insert("Widget", widget, WIDGET).await;
    let domain = json!({"client_id": app.client(0), "domain": "salon.example", "verified_at": "2026-01-01T00:00:00Z"});
    app.insert("Domain", domain, "dom_01hf7yat00e008000000000001").await;
    app
}

/// How long somebody looks at a form before they send it, in milliseconds.
pub const READING_MS: i64 = 3000;

/// Somebody who looks at a page.
#[derive(Clone)]
pub struct Visitor {
    pub origin: Option<String>,
    pub address: String,
    pub token: Option<String>,
    pub challenge: String,
    pub bits: u32,
}

impl Visitor {
    /// Somebody at this address, on the client's website.
    pub fn at(address: &str) -> Self {
        Visitor {
            origin: Some(ORIGIN.to_owned()),
            address: address.to_owned(),
            token: None,
            challenge: String::new(),
            bits: 0,
        }
    }

    /// The same person on another page.
    pub fn on(&self, origin: Option<&str>) -> Self {
        Visitor { origin: origin.map(str::to_owned), ..self.clone() }
    }

    /// Somebody whose widget has its configuration.
    pub async fn welcome(app: &TestApp, address: &str) -> Self {
        let mut visitor = Visitor::at(address);
        visitor.renew(app).await;
        visitor
    }

    /// Asks for the configuration again, a little before now: nobody fills a form in no time.
    pub async fn renew(&mut self, app: &TestApp) -> Json {
        app.clock.advance_ms(-READING_MS);
        let configuration = self.get(app, &format!("/embed/{KEY}")).await.expect(200).json();
        app.clock.advance_ms(READING_MS);
        self.token = configuration["token"].as_str().map(str::to_owned);
        let proof = &configuration["widget"]["proof_of_work"];
        self.challenge = proof["challenge"].as_str().unwrap_or_default().to_owned();
        self.bits = proof["difficulty"].as_u64().and_then(|bits| u32::try_from(bits).ok()).unwrap_or_default();
        configuration
    }

    /// A request of theirs.
    pub fn request(&self, app: &TestApp, method: &str, path: &str, body: Option<Json>, key: Option<&str>) -> Request {
        let mut request = app.request(method, path, body);
        request.address = Some(self.address.clone());
        for (name, value) in
            [("origin", self.origin.as_deref()), ("x-portico-token", self.token.as_deref()), ("idempotency-key", key)]
        {
            if let Some(value) = value {
                request.headers.push((name.to_owned(), value.to_owned()));
            }
        }
        request
    }

    /// `GET`.
    pub async fn get(&self, app: &TestApp, path: &str) -> Reply {
        app.respond(self.request(app, "GET", path, None, None)).await
    }

    /// `POST` with an idempotency key.
    pub async fn post(&self, app: &TestApp, path: &str, body: Json, key: &str) -> Reply {
        app.respond(self.request(app, "POST", path, Some(body), Some(key))).await
    }

    /// What a widget says for itself, with the work done.
    pub fn protection(&self) -> Json {
        let fits = |number: &u64| zero_bits(&format!("{}:{number}", self.challenge)) >= self.bits;
        let number = (0_u64..).find(fits).unwrap_or_default();
        json!({"website": "", "elapsed_ms": 5320, "proof_of_work": number.to_string(), "turnstile": null})
    }

    /// An enquiry of Ada's.
    pub fn enquiry(&self) -> Json {
        json!({
            "contact": {"name": "Ada Lovelace", "email": "ada@example.com", "phone": "+49 30 901820"},
            "message": "Do you cut fringes?", "answers": {"topic": "Hair"}, "language": "de",
            "time_zone": "Europe/Berlin", "consent": {"text": "I agree.", "given": true},
            "attribution": {"page": "https://salon.example/contact?x=1", "referrer": "https://search.example/",
                            "utm_source": "spring", "gclid": "abc", "li_fat_id": "xyz"},
            "protection": self.protection(),
        })
    }
}

/// With how many zero bits the SHA-256 of a text begins.
pub fn zero_bits(text: &str) -> u32 {
    let hash = hmac_sha256::Hash::hash(text.as_bytes());
    let zeros = hash.iter().take_while(|byte| **byte == 0).count();
    let rest = hash.get(zeros).map_or(0, |byte| byte.leading_zeros());
    u32::try_from(zeros).unwrap_or_default() * 8 + rest
}

/// The one number that a query gives.
pub async fn count(app: &TestApp, sql: &str) -> i64 {
    let rows = app.query(sql, Vec::new()).await;
    rows.first().and_then(|row| row.first()).and_then(Value::as_integer).unwrap_or(-1)
}

/// The rows of a query as text.
pub async fn texts(app: &TestApp, sql: &str) -> Vec<Vec<String>> {
    let shown = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        _ => String::new(),
    };
    app.query(sql, Vec::new()).await.iter().map(|row| row.iter().map(shown).collect()).collect()
}
