//! The API inside this process: requests that take every way but the network's.

use api::{Body, Host, Module, Request};
use serde_json::{Value as Json, json};

use crate::command::Failure;

/// Somebody who speaks to the API.
pub struct Client<'a> {
    host: &'a Host,
    token: Option<String>,
}

impl<'a> Client<'a> {
    /// Nobody yet.
    pub fn new(host: &'a Host) -> Self {
        Client { host, token: None }
    }

    /// Whoever has this token.
    pub fn bearing(host: &'a Host, token: String) -> Self {
        Client { host, token: Some(token) }
    }

    /// Somebody who signs in.
    pub async fn signed_in(host: &'a Host, email: &str, password: &str) -> Result<Self, Failure> {
        let credentials = json!({"email": email, "password": password});
        let tokens = Client::new(host).post("/api/auth/sign-in", credentials).await?;
        Ok(Client::bearing(host, text(&tokens, "access_token")?))
    }

    /// The answer to a `GET`.
    pub async fn get(&self, path: &str) -> Result<Json, Failure> {
        self.send("GET", path, None).await
    }

    /// The answer to a `POST`.
    pub async fn post(&self, path: &str, body: Json) -> Result<Json, Failure> {
        self.send("POST", path, Some(body)).await
    }

    async fn send(&self, method: &str, target: &str, body: Option<Json>) -> Result<Json, Failure> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut headers = vec![("user-agent".to_owned(), "portico".to_owned())];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        headers.extend(self.token.iter().map(|token| ("authorization".to_owned(), format!("Bearer {token}"))));
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.map(|body| body.to_string().into_bytes()).unwrap_or_default(),
            address: None,
        };
        let failed = |why: &str| Failure::Failed(format!("{method} {path}: {why}"));
        let module = Module::serving(modules::MODULES, path).ok_or_else(|| failed("nothing serves it"))?;
        let response = module.respond(self.host, request).await;
        let Body::Bytes(bytes) = response.body else { return Err(failed("the answer is a stream")) };
        let answer: Json = serde_json::from_slice(&bytes).unwrap_or_default();
        if response.status >= 400 {
            return Err(failed(&format!("{} {answer}", response.status)));
        }
        Ok(answer)
    }
}

/// A member of an answer that is text.
pub fn text(answer: &Json, member: &str) -> Result<String, Failure> {
    let text = answer.get(member).and_then(Json::as_str).map(str::to_owned);
    text.ok_or_else(|| Failure::Failed(format!("the answer has no `{member}`")))
}
