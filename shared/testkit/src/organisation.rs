//! A tenant that signed up, and how its people speak to it.

use api::Module;
use serde_json::{Value as Json, json};

use crate::{Reply, TestApp};

/// The address of its administrator.
pub const EMAIL: &str = "ann@example.com";
/// The password of everybody in it.
pub const PASSWORD: &str = "correct horse battery";

/// An installation with one tenant that signed up, whose administrator is signed in.
pub struct Organisation {
    /// The installation.
    pub app: TestApp,
    /// The administrator's access token.
    pub access: String,
    /// The administrator's refresh token.
    pub refresh: String,
    /// How many mails went out before the test began.
    mails_before: usize,
}

/// A request with an access token, if there is one.
pub async fn call(app: &TestApp, access: Option<&str>, method: &str, path: &str, body: Option<Json>) -> Reply {
    let mut request = app.request(method, path, body);
    if let Some(access) = access {
        request.headers.push(("authorization".to_owned(), format!("Bearer {access}")));
    }
    let reply = app.respond(request).await;
    assert_round_trips(method, path, reply.round_trips);
    reply
}

/// No request takes more round trips than its operation declares, whatever comes of it.
fn assert_round_trips(method: &str, path: &str, taken: usize) {
    let path = path.split('?').next().unwrap_or_default();
    let mut operations = domain::operations();
    let operation =
        operations.find(|operation| operation.method == method && api::match_path(operation.path, path).is_some());
    if let Some(operation) = operation {
        let most = match operation.round_trips {
            entity::RoundTrips::One => 1,
            entity::RoundTrips::Several { most, .. } => usize::from(most),
        };
        assert!(taken <= most, "{} took {taken} round trips", operation.name);
    }
}

/// A member that is text.
#[track_caller]
pub fn text(json: &Json, member: &str) -> String {
    json[member].as_str().unwrap_or_else(|| panic!("no {member} in {json}")).to_owned()
}

impl Organisation {
    /// Signs up and confirms the address. The modules must be those of access, authentication, identity and tenancy.
    pub async fn sign_up(modules: &[&'static Module]) -> Self {
        let signed_up = Self::unconfirmed(modules).await;
        let token = signed_up.links().await.pop().expect("a link");
        signed_up.call(None, "POST", "/api/auth/confirm-email", Some(json!({"token": token}))).await.expect(204);
        Organisation { mails_before: 1, ..signed_up }
    }

    /// Signs up, and does not confirm the address.
    pub async fn unconfirmed(modules: &[&'static Module]) -> Self {
        let app = TestApp::new(modules).await;
        let body = json!({"organisation": "Acme", "name": "Ann", "email": EMAIL, "password": PASSWORD});
        let reply = call(&app, None, "POST", "/api/auth/sign-up", Some(body)).await.expect(201).json();
        Organisation {
            app,
            access: text(&reply, "access_token"),
            refresh: text(&reply, "refresh_token"),
            mails_before: 0,
        }
    }

    /// A request of the administrator.
    pub async fn admin(&self, method: &str, path: &str, body: Option<Json>) -> Reply {
        call(&self.app, Some(&self.access), method, path, body).await
    }

    /// A request of somebody else, or of nobody.
    pub async fn call(&self, access: Option<&str>, method: &str, path: &str, body: Option<Json>) -> Reply {
        call(&self.app, access, method, path, body).await
    }

    /// Signs in.
    pub async fn sign_in(&self, email: &str, password: &str) -> Reply {
        self.call(None, "POST", "/api/auth/sign-in", Some(json!({"email": email, "password": password}))).await
    }

    /// Exchanges a refresh token.
    pub async fn refresh(&self, token: &str) -> Reply {
        self.call(None, "POST", "/api/auth/refresh", Some(json!({"refresh_token": token}))).await
    }
}

fn token_in((_, body): (String, String)) -> Option<String> {
    let token = body.split("token=").nth(1).and_then(|rest| rest.split_whitespace().next());
    token.map(str::to_owned)
}

impl Organisation {
    /// The tokens of the links that went out, the newest last.
    pub async fn links(&self) -> Vec<String> {
        self.mails().await.into_iter().filter_map(token_in).collect()
    }

    /// The same of the organisation that somebody else is signed in to.
    pub async fn links_of(&self, access: &str) -> Vec<String> {
        self.mails_of(access).await.into_iter().filter_map(token_in).collect()
    }

    /// The mails that went out, the newest last: address and text.
    pub async fn mails(&self) -> Vec<(String, String)> {
        self.mails_of(&self.access).await.split_off(self.mails_before)
    }

    /// All mails of the organisation that somebody is signed in to.
    pub async fn mails_of(&self, access: &str) -> Vec<(String, String)> {
        let tenant = self.me(access).await;
        let database = store::DatabaseName::tenant(&text(&tenant, "tenant_id")).expect("a database");
        let sql = "SELECT id, body, recipient FROM outbox_messages ORDER BY rowid";
        let statements = vec![store::Statement::new(sql, Vec::new())];
        let batch = store::Batch { mode: store::Mode::Read, statements };
        let results = self.app.host.databases.run(&database, batch).await.expect("a query");
        let mut mails = Vec::new();
        for row in &results[0].rows {
            let text = |position: usize| row[position].as_text().expect("text");
            assert!(!text(1).contains("pln_"), "the message is sealed");
            let place = api::seal::Place { table: "outbox_messages", column: "body", id: text(0) };
            let body = api::seal::open(&self.app.host, place, text(1)).expect("a message that opens");
            mails.push((text(2).to_owned(), body));
        }
        mails
    }

    /// What `/api/me` says of a token.
    pub async fn me(&self, access: &str) -> Json {
        self.call(Some(access), "GET", "/api/me", None).await.expect(200).json()
    }

    /// The access token of somebody with a password.
    pub async fn access_of(&self, email: &str, password: &str) -> String {
        text(&self.sign_in(email, password).await.expect(200).json(), "access_token")
    }

    /// A new client of an agency, and its id.
    pub async fn client(&self, name: &str, agency: &str) -> String {
        let body = json!({"name": name, "agency_id": agency});
        text(&self.admin("POST", "/api/clients", Some(body)).await.expect(201).json(), "id")
    }

    /// The first agency.
    pub async fn agency(&self) -> String {
        let agencies = self.admin("GET", "/api/agencies", None).await.expect(200).json();
        text(&agencies["data"][0], "id")
    }

    /// The id of a role of the system.
    pub fn role(&self, name: &str) -> String {
        domain::identity::roles::system_role(name).expect("a role").id()
    }

    /// Invites somebody and accepts for them: their id and an access token.
    pub async fn join(&self, email: &str, role: &str, place: Json) -> (String, String) {
        let mut body = json!({"email": email, "name": email, "role_id": self.role(role)});
        for (name, value) in place.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        let user = self.admin("POST", "/api/users/invite", Some(body)).await.expect(201).json();
        let token = self.links().await.pop().expect("a link");
        let body = json!({"token": token, "password": PASSWORD});
        self.call(None, "POST", "/api/auth/accept-invitation", Some(body)).await.expect(204);
        (text(&user, "id"), self.access_of(email, PASSWORD).await)
    }
}
