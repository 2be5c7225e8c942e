//! A request with an `Idempotency-Key` is carried out once, whatever it asks for; what takes none says so.

use api::Request;
use api_tests::MODULES;
use entity::{IDEMPOTENCY_KEY, Value};
use serde_json::{Value as Json, json};
use testkit::organisation::text;
use testkit::{Organisation, Place, Reply, TestApp};

use crate::calls::Operation;
use crate::world::World;

/// What looks for the answer of before by itself, because what it does begins with a choice: tested where it is.
const BY_ITSELF: &[&str] = &[
    "book_appointment",
    "book_through_widget",
    "cancel_appointment",
    "change_appointment_by_link",
    "complete_appointment",
    "confirm_appointment",
    "decline_appointment",
    "enquire_through_widget",
    "hold_slot",
    "mark_no_show",
    "reschedule_appointment",
];

/// Writes of callers that take no key, because a second time changes nothing more, or is counted and limited.
const WITHOUT: &[&str] = &["change_email", "finish_import_job", "import_rows", "sign_out_everywhere", "verify_domain"];

/// Commands that the rows of a [`World`] are not in the state for. They are tried below.
const WANT_MORE: &[&str] = &[
    "accept_form_submission",
    "add_group_member",
    "assign_role",
    "create_api_key",
    "create_role",
    "create_user_permission",
    "deactivate_user",
    "delete_role",
    "delete_user_permission",
    "invite_user",
    "invite_user_again",
    "merge_companies",
    "merge_contacts",
    "reactivate_user",
    "reject_form_submission",
    "set_group_role",
    "set_role_permissions",
    "undo_merge",
    "update_role",
];

/// Everything that a repetition could have written: the log, and the keys themselves.
async fn written(app: &TestApp) -> Vec<Vec<Value>> {
    app.query("SELECT (SELECT max(id) FROM changes), (SELECT count(*) FROM idempotency_keys)", Vec::new()).await
}

fn keyed(mut request: Request, key: &str) -> Request {
    request.headers.push((IDEMPOTENCY_KEY.name.to_ascii_lowercase(), key.to_owned()));
    request
}

/// What must be equal of an answer and its repetition.
fn said(reply: &Reply) -> (u16, Json, Option<String>, Option<String>) {
    let header = |name: &str| reply.header(name).map(str::to_owned);
    (reply.status, reply.json(), header("etag"), header("location"))
}

/// Sends a request that has succeeded with this answer again, and another one under its key.
async fn assert_kept(app: &TestApp, name: &str, first: &Reply, request: &dyn Fn() -> Request) {
    assert_eq!(first.header("idempotency-replayed"), None, "{name}");
    let before = written(app).await;
    let again = app.respond(request()).await;
    assert_eq!((said(&again), again.header("idempotency-replayed")), (said(first), Some("true")), "{name}");
    assert_another_is_refused(app, name, request).await;
    assert_eq!(written(app).await, before, "{name} wrote again");
}

async fn assert_another_is_refused(app: &TestApp, name: &str, request: &dyn Fn() -> Request) {
    let mut other = request();
    other.body.push(b' ');
    let refused = app.respond(other).await;
    assert_eq!((refused.status, &refused.json()["type"]), (422, &json!("/problems/idempotency-mismatch")), "{name}");
}

#[tokio::test]
async fn what_takes_a_key_is_carried_out_once_for_it() {
    let world = World::new().await;
    let me = world.app.admin();
    let mut tried = 0;
    let mut refused = Vec::new();
    for operation in Operation::all(&world.document).iter().filter(|operation| !operation.public) {
        let takes = world.document["paths"][&operation.path][operation.method.to_ascii_lowercase()]["parameters"]
            .as_array()
            .is_some_and(|parameters| parameters.contains(&json!({"$ref": "#/components/parameters/IdempotencyKey"})));
        let name = operation.id.as_str();
        if !takes {
            assert!(operation.method == "GET" || WITHOUT.contains(&name), "{name} takes no Idempotency-Key");
            continue;
        }
        if BY_ITSELF.contains(&name) {
            continue;
        }
        let place = if operation.method == "DELETE" { Place::Client(2) } else { Place::Location(0) };
        let call = operation.calls(&world, place).await.remove(0);
        let request = || keyed(call.of(&world, &me), name);
        let first = world.app.respond(request()).await;
        match first.status {
            200..300 if name == "rotate_calendar_feed" => assert_another_is_refused(&world.app, name, &request).await,
            200..300 => assert_kept(&world.app, name, &first, &request).await,
            _ => {
                refused.push(name.to_owned());
                // What was refused has left nothing: the key is free.
                let sql = "SELECT id FROM idempotency_keys WHERE key = ?1";
                assert_eq!(world.app.query(sql, vec![name.into()]).await, Vec::<Vec<Value>>::new(), "{name}");
            }
        }
        tried += 1;
    }
    let unexpected = |name: &&String| {
        let generic = ["create_", "update_", "replace_", "delete_", "bulk_"].iter().any(|verb| name.starts_with(verb));
        !WANT_MORE.contains(&name.as_str()) && !generic
    };
    assert_eq!(refused.iter().find(unexpected), None);
    assert!(refused.len() < tried / 4, "{} of {tried} were refused: {refused:?}", refused.len());
}

#[test]
fn what_says_that_it_takes_a_key_does() {
    let operations = || MODULES.iter().flat_map(|module| module.operations);
    for definition in domain::operations() {
        let says = definition.query.iter().any(|parameter| parameter.name == IDEMPOTENCY_KEY.name);
        let once = operations().any(|operation| operation.name == definition.name && operation.once.is_some());
        assert_eq!(says, once || BY_ITSELF.contains(&definition.name), "{}", definition.name);
    }
}

/// A tenant whose administrator asks everything once, then once more.
struct Repeating {
    acme: Organisation,
    database: store::DatabaseName,
}

impl Repeating {
    async fn written(&self) -> Vec<Vec<Value>> {
        let sql = "SELECT (SELECT max(id) FROM changes), (SELECT count(*) FROM idempotency_keys)";
        let batch = store::Batch { mode: store::Mode::Read, statements: vec![store::Statement::new(sql, Vec::new())] };
        let results = store::Transport::run(self.acme.app.databases.inner(), &self.database, batch).await;
        results.expect("the tenant's database").remove(0).rows
    }

    fn request(&self, method: &str, path: &str, body: Option<&Json>) -> Request {
        let mut request = self.acme.app.request(method, path, body.cloned());
        request.headers.push(("authorization".to_owned(), format!("Bearer {}", self.acme.access)));
        keyed(request, &format!("{method} {path}"))
    }

    /// Asks for something twice, and for something else under the same key.
    async fn once(&self, method: &str, path: &str, body: Option<Json>) -> Json {
        let request = || self.request(method, path, body.as_ref());
        let first = self.acme.app.respond(request()).await;
        assert!(first.status < 300, "{method} {path}: {}", first.text());
        let before = self.written().await;
        let again = self.acme.app.respond(request()).await;
        assert_eq!((said(&again), again.header("idempotency-replayed")), (said(&first), Some("true")), "{path}");
        assert_another_is_refused(&self.acme.app, path, &request).await;
        assert_eq!(self.written().await, before, "{method} {path} wrote again");
        first.json()
    }
}

#[tokio::test]
async fn commands_about_access_are_carried_out_once() {
    let acme = Organisation::sign_up(MODULES).await;
    let me = acme.me(&acme.access).await;
    let database = store::DatabaseName::tenant(&text(&me, "tenant_id")).expect("a tenant");
    let all = Repeating { acme, database };
    let acme = &all.acme;
    let client = acme.client("Salon", &acme.agency().await).await;

    let agency = acme.agency().await;
    let body = json!({"name": "DESK", "label": "Desk", "level": "CLIENT", "agency_id": agency, "client_id": client});
    let role = text(&all.once("POST", "/api/roles", Some(body)).await, "id");
    let path = format!("/api/roles/{role}");
    all.once("PATCH", &path, Some(json!({"label": "Front desk"}))).await;
    let rows = json!({"permissions": [{"resource": "contacts", "can_read": true, "scope": "CLIENT"}]});
    all.once("PUT", &format!("{path}/permissions"), Some(rows)).await;

    let mails = acme.mails().await.len();
    let body = json!({"email": "bea@example.com", "role_id": acme.role("CLIENT_USER"), "client_id": client});
    let bea = text(&all.once("POST", "/api/users/invite", Some(body)).await, "id");
    all.once("POST", &format!("/api/users/{bea}/invite-again"), None).await;
    assert_eq!(acme.mails().await.len(), mails + 2, "each was sent once");

    let (dan, _) = acme.join("dan@example.com", "CLIENT_USER", json!({"client_id": client})).await;
    let dan = format!("/api/users/{dan}");
    all.once("POST", &format!("{dan}/assign-role"), Some(json!({"role_id": role}))).await;
    let body = json!({"user_id": bea, "resource": "leads", "action": "READ", "scope": "CLIENT"});
    let permission = text(&all.once("POST", "/api/user-permissions", Some(body)).await, "id");
    all.once("DELETE", &format!("/api/user-permissions/{permission}"), None).await;

    let body = json!({"name": "Sellers", "agency_id": agency, "client_id": client});
    let group = text(&all.once("POST", "/api/user-groups", Some(body)).await, "id");
    let body = json!({"user_group_id": group, "user_id": bea});
    let member = text(&all.once("POST", "/api/user-group-members", Some(body)).await, "id");
    all.once("POST", &format!("/api/user-groups/{group}/set-role"), Some(json!({"role_id": acme.role("SALES")}))).await;
    all.once("DELETE", &format!("/api/user-group-members/{member}"), None).await;
    all.once("DELETE", &format!("/api/user-groups/{group}"), None).await;

    all.once("POST", &format!("{dan}/deactivate"), None).await;
    all.once("POST", &format!("{dan}/reactivate"), None).await;
    let back = json!({"role_id": acme.role("CLIENT_USER")});
    acme.admin("POST", &format!("{dan}/assign-role"), Some(back)).await.expect(200);
    all.once("DELETE", &path, None).await;
}

/// What is shown once is shown once: a repetition makes no second key, and does not show the first one.
#[tokio::test]
async fn a_secret_is_not_kept_for_a_repetition() {
    let acme = Organisation::sign_up(MODULES).await;
    let me = acme.me(&acme.access).await;
    let database = store::DatabaseName::tenant(&text(&me, "tenant_id")).expect("a tenant");
    let all = Repeating { acme, database };
    let permissions = json!([{"resource": "contacts", "actions": ["read"], "scope": "ALL"}]);
    let body = json!({"name": "robot", "permissions": permissions});
    let request = || all.request("POST", "/api/api-keys", Some(&body));
    let key = text(&all.acme.app.respond(request()).await.expect(201).json(), "key");
    let before = all.written().await;
    let again = all.acme.app.respond(request()).await.expect(409);
    assert_eq!(again.json()["type"], "/problems/shown-once");
    assert_another_is_refused(&all.acme.app, "create_api_key", &request).await;
    assert_eq!(all.written().await, before);
    let secret = key.rsplit('.').next().expect("a secret");
    let batch = store::Batch {
        mode: store::Mode::Read,
        statements: vec![store::Statement::new(
            "SELECT json_group_array(response_body) FROM idempotency_keys",
            Vec::new(),
        )],
    };
    let kept = store::Transport::run(all.acme.app.databases.inner(), &all.database, batch).await.expect("rows");
    assert!(!kept[0].rows[0][0].as_text().unwrap_or_default().contains(secret));
}

#[tokio::test]
async fn merges_and_decisions_are_carried_out_once() {
    let world = World::new().await;
    let (app, me) = (&world.app, world.app.admin());
    let once = async |path: String, body: Option<Json>| {
        let request = || {
            let mut request = app.request("POST", &path, body.clone());
            request.headers.push(("authorization".to_owned(), format!("Bearer {}", app.token(&me.caller))));
            keyed(request, &path)
        };
        let first = app.respond(request()).await;
        assert_eq!(first.status, 200, "{path}: {}", first.text());
        assert_kept(app, &path, &first, &request).await;
        first.json()
    };
    for (entity, resource, member) in [("Contact", "contacts", "contact_id"), ("Company", "companies", "company_id")] {
        let entity = domain::entity(entity).expect("an entity");
        let (winner, loser) = (
            world.insert(entity, Place::Location(0), serde_json::Map::new(), None).await,
            world.insert(entity, Place::Location(0), serde_json::Map::new(), None).await,
        );
        let merged = once(format!("/api/{resource}/{winner}/merge"), Some(json!({member: loser}))).await;
        once(format!("/api/merges/{}/undo", text(&merged, "merge_id")), None).await;
    }
    let entity = domain::entity("FormSubmission").expect("submissions");
    for (decision, status) in [("accept", "ACCEPTED"), ("reject", "REJECTED")] {
        let data = json!({"contact": {"name": "Lee", "email": "lee@example.com"}, "answers": {}});
        let members = json!({"status": "QUARANTINED", "data": data, "appointment_id": null, "lead_id": null});
        let members = members.as_object().cloned().unwrap_or_default();
        let id = world.insert(entity, Place::Location(0), members, None).await;
        let decided = once(format!("/api/form-submissions/{id}/{decision}"), None).await;
        assert_eq!(decided["status"], status);
        assert_eq!(decided["lead_id"].is_string(), decision == "accept");
    }
}

/// A change whose answer was lost is not taken for somebody else's.
#[tokio::test]
async fn a_change_under_a_version_is_answered_again() {
    let app = TestApp::new(MODULES).await;
    let me = app.client_admin();
    let contact = app.post(&me, "/api/contacts", json!({"last_name": "Lee"})).await.expect(201).json();
    let path = format!("/api/contacts/{}", text(&contact, "id"));
    let request = |name: &str| {
        let mut request = app.request("PATCH", &path, Some(json!({"last_name": name})));
        request.headers.push(("authorization".to_owned(), format!("Bearer {}", app.token(&me.caller))));
        request.headers.push(("if-match".to_owned(), "\"v1\"".to_owned()));
        request
    };
    let first = app.respond(keyed(request("Low"), "lost")).await.expect(200);
    assert_eq!(first.round_trips, 1, "a key costs a request nothing");
    assert_kept(&app, "update_contact", &first, &|| keyed(request("Low"), "lost")).await;
    app.respond(keyed(request("Fox"), "new")).await.expect(412);
    app.respond(request("Fox")).await.expect(412);
}
