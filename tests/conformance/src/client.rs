//! A client that knows HTTP and nothing else.

use std::time::Duration;

use serde_json::{Value as Json, json};

/// How what stands before a host tells it the address of a client: a proxy before the native one, Cloudflare, Spin.
const ADDRESS: [&str; 3] = ["x-forwarded-for", "cf-connecting-ip", "spin-client-addr"];

/// Speaks to one host, perhaps as somebody.
#[derive(Clone)]
pub struct Client {
    base_url: String,
    token: Option<String>,
    address: Option<String>,
    agent: ureq::Agent,
}

/// What came back.
#[derive(Debug, Default)]
pub struct Reply {
    /// HTTP status; 0 where nothing came back.
    pub status: u16,
    /// Header names in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as JSON; null when it is not JSON.
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or(Json::Null)
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// The same reply, if its status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// A member of the body as text.
    pub fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_default().to_owned()
    }
}

impl Client {
    /// Somebody unknown.
    pub fn new(base_url: &str) -> Self {
        Client { base_url: base_url.to_owned(), token: None, address: None, agent: agent(Duration::from_secs(120)) }
    }

    /// The same client on a line of its own, which it drops when there is no answer in time.
    pub fn waiting_for(&self, patience: Duration) -> Self {
        Client { agent: agent(patience), ..self.clone() }
    }

    /// Somebody unknown at this address, on a line of their own, to hosts that believe what stands before them.
    pub fn at(base_url: &str, address: &str) -> Self {
        Client { address: Some(address.to_owned()), ..Client::new(base_url) }
    }

    /// Where the host is, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The same client with an access token.
    pub fn with_token(&self, token: &str) -> Self {
        Client { token: Some(token.to_owned()), ..self.clone() }
    }

    /// Sends bytes.
    ///
    /// # Panics
    ///
    /// When the host does not answer.
    #[track_caller]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        self.try_send(method, path, headers, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// Sends bytes. A host that does not answer is an error.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Reply, ureq::Error> {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base_url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(address) = &self.address {
            request = ADDRESS.iter().fold(request, |request, name| request.header(*name, address));
        }
        let response = match body {
            [] => self.agent.run(request.body(()).expect("a request")),
            body => self.agent.run(request.body(body.to_vec()).expect("a request")),
        };
        let mut response = response?;
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(64 * 1024 * 1024).read_to_vec().unwrap_or_default();
        Ok(Reply { status, headers, body })
    }

    /// `GET`.
    #[track_caller]
    pub fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], &[])
    }

    /// Every record of a list, whose path has a parameter already.
    #[track_caller]
    pub fn all(&self, path: &str) -> Vec<Json> {
        let first = format!("{path}&limit=200");
        let (mut records, mut next) = (Vec::new(), first.clone());
        loop {
            let page = self.get(&next).expect(200).json();
            records.extend(page["data"].as_array().cloned().unwrap_or_default());
            let Some(cursor) = page["next_cursor"].as_str() else { return records };
            next = format!("{first}&cursor={cursor}");
        }
    }

    /// A method with a JSON body.
    #[track_caller]
    pub fn json(&self, method: &str, path: &str, body: &Json) -> Reply {
        self.send(method, path, &[("content-type", "application/json")], body.to_string().as_bytes())
    }

    /// `POST` with a JSON body.
    #[track_caller]
    pub fn post(&self, path: &str, body: &Json) -> Reply {
        self.json("POST", path, body)
    }

    /// `PATCH` with a JSON body.
    #[track_caller]
    pub fn patch(&self, path: &str, body: &Json) -> Reply {
        self.json("PATCH", path, body)
    }

    /// Signs a new organisation up, and gives a client with the administrator's token.
    #[track_caller]
    pub fn sign_up(&self, email: &str) -> (Client, Reply) {
        let body = json!({"organisation": "Conformance", "name": "Ada Admin", "email": email, "password": PASSWORD});
        let reply = self.post("/api/auth/sign-up", &body).expect(201);
        (self.with_token(&reply.text("access_token")), reply)
    }

    /// Signs somebody in who has signed up, and gives a client with their token. It is good for ten minutes.
    #[track_caller]
    pub fn sign_in(&self, email: &str) -> Client {
        let reply = self.post("/api/auth/sign-in", &json!({"email": email, "password": PASSWORD})).expect(200);
        self.with_token(&reply.text("access_token"))
    }
}

fn agent(patience: Duration) -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(patience))
        .allow_non_standard_methods(true)
        .build();
    config.into()
}

/// The password of everybody in the suite.
pub const PASSWORD: &str = "correct horse battery staple";
