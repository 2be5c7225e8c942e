//! A tenant that signed up, and how its people speak to it.

#![allow(dead_code)]

use serde_json::{Value as Json, json};
use testkit::{Reply, TestApp};

pub const EMAIL: &str = "ann@example.com";
pub const PASSWORD: &str = "correct horse battery";

/// An installation with one tenant that signed up, whose administrator is signed in.
pub struct Organisation {
    pub app: TestApp,
    pub access: String,
    pub refresh: String,
}

pub async fn organisation() -> Organisation {
    let app = TestApp::new(&[&identity::MODULE]).await;
    let body = json!({"organisation": "Acme", "name": "Ann", "email": EMAIL, "password": PASSWORD});
    let reply = call(&app, None, "POST", "/api/auth/sign-up", Some(body)).await.expect(201).json();
    Organisation { app, access: text(&reply, "access_token"), refresh: text(&reply, "refresh_token") }
}

/// A request with an access token, if there is one.
pub async fn call(app: &TestApp, access: Option<&str>, method: &str, path: &str, body: Option<Json>) -> Reply {
    let mut request = app.request(method, path, body);
    if let Some(access) = access {
        request.headers.push(("authorization".to_owned(), format!("Bearer {access}")));
    }
    app.respond(request).await
}

/// A member that is text.
#[track_caller]
pub fn text(json: &Json, member: &str) -> String {
    json[member].as_str().unwrap_or_else(|| panic!("no {member} in {json}")).to_owned()
}

impl Organisation {
    /// A request of the administrator.
    pub async fn admin(&self, method: &str, path: &str, body: Option<Json>) -> Reply {
        call(&self.app, Some(&self.access), method, path, body).await
    }

    /// A request of somebody else, or of nobody.
    pub async fn call(&self, access: Option<&str>, method: &str, path: &str, body: Option<Json>) -> Reply {
        call(&self.app, access, method, path, body).await
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Reply {
        self.call(None, "POST", "/api/auth/sign-in", Some(json!({"email": email, "password": password}))).await
    }

    pub async fn refresh(&self, token: &str) -> Reply {
        self.call(None, "POST", "/api/auth/refresh", Some(json!({"refresh_token": token}))).await
    }
}
