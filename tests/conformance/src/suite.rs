//! The checks, in the order in which a person would meet what they are about.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use crate::clock::{self, Ring};
use crate::reminders::Reminded;
use crate::{Client, Platform, crowds, embed, history};

/// How long the administrator goes on with one token, of the ten minutes that it lasts.
const SIGNED_IN: Duration = Duration::from_secs(120);

type Check = (&'static str, fn(&Client, &Client));

/// Each check gets a client of nobody and one of the tenant's administrator, who has one client's records to work with.
const CHECKS: &[Check] = &[
    ("a contact is created, read, changed and deleted", contact_life),
    ("a head is a get without its body", heads),
    ("every invalid field is named at once", invalid_fields),
    ("lists are filtered, sorted, paged and counted", lists),
    ("relations are included", relations),
    ("words are found as they are typed", search),
    ("a lost update is refused", lost_update),
    ("one of many simultaneous updates wins", simultaneous_updates),
    ("a repeated key gets the first answer", idempotency),
    ("bulk is all or nothing", bulk),
    ("custom fields are validated", custom_fields),
    ("every write is recorded", change_log),
    ("two records are merged and parted again", merge),
    ("what cannot be read is refused", unreadable),
    ("nobody gets in without a token that holds", tokens),
    ("another tenant sees nothing", other_tenant),
    ("refresh tokens rotate and reuse ends the family", refresh),
    ("a visitor books, moves and cancels", embed::booking),
    ("an enquiry becomes a lead", embed::enquiry),
    ("pages of other origins are refused", embed::other_origins),
    ("the API describes itself", description),
];

/// Whatever there is too little of is given once.
const BOOKINGS: &[Check] = &[
    ("of many who book one slot one does", crowds::bookings),
    ("of many who hold one slot one does", crowds::holds),
    ("the seats of a group are taken once", crowds::last_seats),
    ("people and rooms are given once", crowds::people_and_rooms),
    ("of many appointments one moves to the slot", crowds::moves),
    ("no history books twice", history::no_history_books_twice),
];

/// Runs every check against a host, and reports all that fail.
///
/// # Panics
///
/// When a check fails.
pub fn run(host: &str, base_url: &str, platform: &Platform, ring: Ring<'_>) {
    run_checks(host, base_url, platform, ring, &[CHECKS, BOOKINGS].concat());
}

/// Runs what is about bookings alone.
///
/// # Panics
///
/// When a check fails.
pub fn run_bookings(host: &str, base_url: &str, platform: &Platform, ring: Ring<'_>) {
    run_checks(host, base_url, platform, ring, BOOKINGS);
}

fn run_checks(host: &str, base_url: &str, platform: &Platform, ring: Ring<'_>, checks: &[Check]) {
    let nobody = Client::new(base_url);
    let start = Instant::now();
    let email = format!("admin@{host}.example");
    let (mut admin, _) = nobody.sign_up(&email);
    eprintln!("{host}: signed up in {} ms", start.elapsed().as_millis());
    // They are due by the time that everything else is done, and no clock calls before.
    let reminded = Reminded::arrange(&nobody, &admin);
    let mut failed = Vec::new();
    let mut signed_in = start;
    let mut hold = |name: &'static str, check: &dyn Fn(&Client)| {
        // All of them together may take longer than a token lasts.
        if signed_in.elapsed() > SIGNED_IN {
            (admin, signed_in) = (nobody.sign_in(&email), Instant::now());
        }
        let start = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| check(&admin)));
        let word = if outcome.is_ok() { "ok" } else { "FAILED" };
        eprintln!("{host}: {name}: {word} ({} ms)", start.elapsed().as_millis());
        if outcome.is_err() {
            failed.push(name);
        }
    };
    for (name, check) in checks {
        hold(name, &|admin: &Client| check(&nobody, admin));
    }
    hold("staff see who came, when and from where", &|admin: &Client| embed::seen_by_staff(&nobody, admin, platform));
    hold("confirmations and reminders go out once", &|admin: &Client| reminded.are_told_once(admin, ring));
    hold("the clock seals what changed", &|admin: &Client| clock::seals(admin, platform, ring));
    assert!(failed.is_empty(), "{host} does not conform: {failed:?}");
}

/// A client of the agency that signing up made, for one check alone.
pub(crate) fn new_client(admin: &Client) -> String {
    let agencies = admin.get("/api/agencies").expect(200).json();
    let agency = &agencies["data"][0]["id"];
    admin.post("/api/clients", &json!({"name": "A client", "agency_id": agency})).expect(201).text("id")
}

fn new_contact(admin: &Client, client: &str, body: Json) -> Json {
    let mut body = body;
    body["client_id"] = json!(client);
    admin.post("/api/contacts", &body).expect(201).json()
}

fn path_of(resource: &str, record: &Json) -> String {
    format!("/api/{resource}/{}", record["id"].as_str().unwrap_or_default())
}

fn last_names(list: &Json) -> Vec<String> {
    let rows = list["data"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row["last_name"].as_str().unwrap_or_default().to_owned()).collect()
}

fn contact_life(_: &Client, admin: &Client) {
    let client = new_client(admin);
    let body = json!({"client_id": client, "first_name": "Ann", "last_name": "Lée 😀", "email": "ann@example.com", "estimated_value": "1234.5"});
    let created = admin.post("/api/contacts", &body).expect(201);
    assert_eq!(created.header("content-type"), Some("application/json"));
    assert_eq!(created.header("etag"), Some("\"v1\""));
    let contact = created.json();
    let path = path_of("contacts", &contact);
    assert_eq!(created.header("location"), Some(path.as_str()));
    assert_eq!((&contact["last_name"], &contact["estimated_value"]), (&json!("Lée 😀"), &json!("1234.50")));
    assert_eq!(admin.get(&path).expect(200).json(), contact);
    let unchanged = admin.send("GET", &path, &[("if-none-match", "\"v1\"")], &[]).expect(304);
    assert!(unchanged.body.is_empty());
    let changed = admin.patch(&path, &json!({"email": null, "lead_score": 5})).expect(200).json();
    assert_eq!((&changed["email"], &changed["lead_score"], &changed["version"]), (&Json::Null, &json!(5), &json!(2)));
    let replaced = admin.json("PUT", &path, &json!({"last_name": "Low"})).expect(200).json();
    assert_eq!((&replaced["first_name"], &replaced["last_name"]), (&Json::Null, &json!("Low")));
    admin.send("DELETE", &path, &[], &[]).expect(204);
    admin.get(&path).expect(404);
    admin.send("DELETE", &path, &[], &[]).expect(404);
}

fn heads(nobody: &Client, admin: &Client) {
    let client = new_client(admin);
    let path = path_of("contacts", &new_contact(admin, &client, json!({"last_name": "Lee"})));
    let export = format!("/api/contacts/export?client_id={client}");
    for (who, path, status) in [(admin, path.as_str(), 200), (admin, &export, 200), (nobody, &path, 401)] {
        let (get, head) = (who.get(path).expect(status), who.send("HEAD", path, &[], &[]).expect(status));
        assert!(head.body.is_empty() && !get.body.is_empty(), "{path}");
        for name in ["content-type", "etag", "content-disposition", "www-authenticate"] {
            assert_eq!(head.header(name), get.header(name), "{name} of {path}");
        }
        let length = head.header("content-length");
        assert!(length.is_none() || length == get.header("content-length"), "{length:?} of {path}");
        assert_eq!(get.header("x-portico-tenant"), None, "whose request it was is for the host alone");
    }
}

fn invalid_fields(_: &Client, admin: &Client) {
    let client = new_client(admin);
    let body = json!({"client_id": client, "email": "nobody", "phone": "1", "nickname": "x", "birthday": "2026-02-30"});
    let refused = admin.post("/api/contacts", &body).expect(422);
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    let problem = refused.json();
    assert_eq!((&problem["type"], &problem["status"]), (&json!("/problems/invalid"), &json!(422)));
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let mut pointers: Vec<&str> = errors.iter().filter_map(|error| error["pointer"].as_str()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/birthday", "/email", "/nickname", "/phone"]);
    let listed = admin.get(&format!("/api/contacts?client_id={client}&count=true")).expect(200).json();
    assert_eq!(listed["count"], 0);
}

fn lists(_: &Client, admin: &Client) {
    let client = new_client(admin);
    for (last, score) in [("Adams", 10), ("baker", 40), ("Clark", 40), ("Davis", 5), ("Evans", 1)] {
        new_contact(admin, &client, json!({"last_name": last, "lead_score": score}));
    }
    let base = format!("/api/contacts?client_id={client}");
    let first = admin.get(&format!("{base}&sort=last_name&limit=2&count=true")).expect(200).json();
    assert_eq!((last_names(&first), &first["count"]), (vec!["Adams".to_owned(), "baker".to_owned()], &json!(5)));
    let cursor = first["next_cursor"].as_str().unwrap_or_default().to_owned();
    let second = admin.get(&format!("{base}&sort=last_name&limit=3&cursor={cursor}")).expect(200).json();
    assert_eq!(
        (last_names(&second), &second["next_cursor"]),
        (vec!["Clark".into(), "Davis".into(), "Evans".into()], &Json::Null)
    );
    let several = admin.get(&format!("{base}&sort=-lead_score,last_name&lead_score.gte=5")).expect(200).json();
    assert_eq!(last_names(&several), ["baker", "Clark", "Adams", "Davis"]);
    let filter =
        "%7B%22not%22%3A%7B%22field%22%3A%22last_name%22%2C%22op%22%3A%22contains%22%2C%22value%22%3A%22A%22%7D%7D";
    assert_eq!(admin.get(&format!("{base}&filter={filter}")).expect(200).json()["data"], json!([]));
    for refused in ["nickname=1", "sort=nickname", "limit=0", "cursor=x", "filter=%7B", "lead_score=many"] {
        admin.get(&format!("/api/contacts?{refused}")).expect(400);
    }
}

fn relations(_: &Client, admin: &Client) {
    let client = new_client(admin);
    let company = admin.post("/api/companies", &json!({"client_id": client, "name": "Works"})).expect(201).json();
    let contact = new_contact(admin, &client, json!({"last_name": "Lee", "company_id": company["id"]}));
    let note = json!({"client_id": client, "contact_id": contact["id"], "content": "Called."});
    admin.post("/api/notes", &note).expect(201);
    let list = admin.get(&format!("/api/contacts?client_id={client}&include=company,notes")).expect(200).json();
    assert_eq!(list["data"][0]["company"]["name"], "Works");
    assert_eq!(list["data"][0]["notes"][0]["content"], "Called.");
    let other = new_client(admin);
    let foreign = json!({"client_id": other, "last_name": "X", "company_id": company["id"]});
    let refused = admin.post("/api/contacts", &foreign).expect(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/company_id");
    // A company that people point to stays, or lets them go: never a dangling reference.
    admin.send("DELETE", &path_of("companies", &company), &[], &[]).expect(204);
    assert_eq!(admin.get(&path_of("contacts", &contact)).expect(200).json()["company_id"], Json::Null);
}

fn search(_: &Client, admin: &Client) {
    let client = new_client(admin);
    for (first, last) in [("Ann", "Müller"), ("Anna", "Smith"), ("Bob", "Annan")] {
        new_contact(admin, &client, json!({"first_name": first, "last_name": last}));
    }
    let found =
        |words: &str| last_names(&admin.get(&format!("/api/contacts?client_id={client}&q={words}")).expect(200).json());
    assert_eq!(found("ann"), ["Annan", "Smith", "Müller"]);
    assert_eq!(found("ann%20mul"), ["Müller"]);
    assert_eq!(found("%22%20OR%20%2A").len(), 0);
}

fn lost_update(_: &Client, admin: &Client) {
    let contact = new_contact(admin, &new_client(admin), json!({"last_name": "Lee"}));
    let path = path_of("contacts", &contact);
    let patch = |tag: &str, name: &str| {
        let headers = [("content-type", "application/json"), ("if-match", tag)];
        admin.send("PATCH", &path, &headers, json!({"last_name": name}).to_string().as_bytes())
    };
    patch("\"v1\"", "First").expect(200);
    patch("\"v1\"", "Second").expect(412);
    assert_eq!(admin.get(&path).expect(200).text("last_name"), "First");
}

fn simultaneous_updates(_: &Client, admin: &Client) {
    let contact = new_contact(admin, &new_client(admin), json!({"last_name": "Lee"}));
    let path = path_of("contacts", &contact);
    let update = |number: usize| {
        let headers = [("content-type", "application/json"), ("if-match", "\"v1\"")];
        admin.send("PATCH", &path, &headers, json!({"last_name": format!("L{number}")}).to_string().as_bytes()).status
    };
    let update = &update;
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..16).map(|number| scope.spawn(move || update(number))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a reply")).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 412).count(), 15, "{statuses:?}");
    assert_eq!(admin.get(&path).expect(200).json()["version"], 2);
}

fn idempotency(_: &Client, admin: &Client) {
    let client = new_client(admin);
    let send = |name: &str| {
        let headers = [("content-type", "application/json"), ("idempotency-key", "one")];
        let body = json!({"client_id": client, "last_name": name}).to_string();
        admin.send("POST", "/api/contacts", &headers, body.as_bytes())
    };
    let first = send("Lee").expect(201);
    let again = send("Lee").expect(201);
    assert_eq!((again.json(), again.header("idempotency-replayed")), (first.json(), Some("true")));
    assert_eq!(send("Low").expect(422).json()["type"], "/problems/idempotency-mismatch");
}

fn bulk(_: &Client, admin: &Client) {
    let client = new_client(admin);
    let old = new_contact(admin, &client, json!({"last_name": "Old"}));
    let create = |name: &str| json!({"op": "create", "data": {"client_id": client, "last_name": name}});
    let operations = json!({"operations": [create("New"), {"op": "delete", "id": old["id"]}]});
    let results = admin.post("/api/contacts/bulk", &operations).expect(200).json();
    assert_eq!((&results["results"][0]["status"], &results["results"][1]["status"]), (&json!(201), &json!(204)));
    let refused = admin.post("/api/contacts/bulk", &operations).expect(404).json();
    assert_eq!(refused["results"][0]["status"], 424);
    let many: Vec<Json> = (0..500).map(|number| create(&format!("L{number}"))).collect();
    admin.post("/api/contacts/bulk", &json!({"operations": many})).expect(200);
    let count = admin.get(&format!("/api/contacts?client_id={client}&count=true&limit=1")).expect(200).json();
    assert_eq!(count["count"], 501);
}

fn custom_fields(_: &Client, admin: &Client) {
    let client = new_client(admin);
    let field = json!({"entity_type": "CONTACT", "name": "shoe_size", "label": "Shoe size", "field_type": "DECIMAL"});
    admin.post("/api/custom-fields", &field).expect(201);
    new_contact(admin, &client, json!({"last_name": "Lee", "custom_fields": {"shoe_size": "9.5"}}));
    new_contact(admin, &client, json!({"last_name": "Low", "custom_fields": {"shoe_size": "10"}}));
    let sorted =
        admin.get(&format!("/api/contacts?client_id={client}&sort=-custom_fields.shoe_size")).expect(200).json();
    assert_eq!(last_names(&sorted), ["Low", "Lee"]);
    let refused = json!({"client_id": client, "custom_fields": {"shoe_size": "big", "hat": 1}});
    assert_eq!(admin.post("/api/contacts", &refused).expect(422).json()["errors"].as_array().map(Vec::len), Some(2));
}

fn change_log(_: &Client, admin: &Client) {
    let contact = new_contact(admin, &new_client(admin), json!({"last_name": "Lee"}));
    admin.patch(&path_of("contacts", &contact), &json!({"last_name": "Low"})).expect(200);
    let id = contact["id"].as_str().unwrap_or_default();
    let log = admin.get(&format!("/api/changes?entity_id={id}&sort=id")).expect(200).json();
    let me = admin.get("/api/me").expect(200).json();
    assert_eq!((&log["data"][0]["action"], &log["data"][1]["action"]), (&json!("CREATE"), &json!("UPDATE")));
    assert_eq!(log["data"][1]["changes"], json!({"last_name": ["Lee", "Low"]}));
    let actor = log["data"][1]["actor_id"].as_str().unwrap_or("nobody");
    assert!(me.to_string().contains(actor), "{actor} is not in {me}");
}

fn merge(_: &Client, admin: &Client) {
    let client = new_client(admin);
    let winner = new_contact(admin, &client, json!({"last_name": "Lee", "email": "lee@example.com"}));
    let loser = new_contact(admin, &client, json!({"last_name": "Leigh", "phone": "+4930901820"}));
    let note = json!({"client_id": client, "contact_id": loser["id"], "content": "Of the other."});
    let note = admin.post("/api/notes", &note).expect(201).json();
    let path = path_of("contacts", &winner);
    let merged = admin.post(&format!("{path}/merge"), &json!({"contact_id": loser["id"]}));
    assert!(merged.status < 300, "{}", String::from_utf8_lossy(&merged.body));
    let now = admin.get(&path).expect(200).json();
    assert_eq!((&now["last_name"], &now["phone"]), (&json!("Lee"), &json!("+4930901820")));
    admin.get(&path_of("contacts", &loser)).expect(404);
    assert_eq!(admin.get(&path_of("notes", &note)).expect(200).json()["contact_id"], winner["id"]);
    let merges = admin.get(&format!("/api/merges?client_id={client}")).expect(200).json();
    let undone = admin.post(&format!("{}/undo", path_of("merges", &merges["data"][0])), &json!({}));
    assert!(undone.status < 300, "{}", String::from_utf8_lossy(&undone.body));
    assert_eq!(admin.get(&path_of("contacts", &loser)).expect(200).json(), loser);
    assert_eq!(admin.get(&path_of("notes", &note)).expect(200).json()["contact_id"], loser["id"]);
    assert_eq!(admin.get(&path).expect(200).json()["phone"], Json::Null);
}

fn unreadable(_: &Client, admin: &Client) {
    let deep = [vec![b'['; 5_000], vec![b']'; 5_000]].concat();
    let large = vec![b' '; 1024 * 1024 + 1];
    for (status, content_type, body) in [
        (400, "application/json", b"{".as_slice()),
        (400, "application/json", &[b'"', 0xff, b'"']),
        (400, "application/json", &deep),
        (413, "application/json", &large),
        (415, "text/plain", b"{}"),
    ] {
        let reply = admin.send("POST", "/api/contacts", &[("content-type", content_type)], body).expect(status);
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
        assert!(reply.header("x-request-id").is_some());
    }
    admin.get("/api/contacts/usr_01h2xcejqtf2nbrexx3vqjhp41").expect(404);
    admin.get("/api/contacts/%00").expect(404);
    admin.send("DELETE", "/api/contacts", &[], &[]).expect(405);
    let traced = admin.send("GET", "/api/contacts", &[("x-request-id", "trace-me-1")], &[]).expect(200);
    assert_eq!(traced.header("x-request-id"), Some("trace-me-1"));
}

fn tokens(nobody: &Client, admin: &Client) {
    let refused = nobody.get("/api/contacts").expect(401);
    assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    for token in ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
        nobody.with_token(token).get("/api/contacts").expect(401);
    }
    let wrong = json!({"email": "nobody@nowhere.example", "password": "wrong"});
    nobody.post("/api/auth/sign-in", &wrong).expect(401);
    admin.get("/api/me").expect(200);
}

fn other_tenant(nobody: &Client, admin: &Client) {
    let contact = new_contact(admin, &new_client(admin), json!({"last_name": "Secret"}));
    let (other, _) = nobody.sign_up(&format!("other-{}@example.com", contact["id"].as_str().unwrap_or_default()));
    let path = path_of("contacts", &contact);
    other.get(&path).expect(404);
    other.patch(&path, &json!({"last_name": "Mine"})).expect(404);
    other.send("DELETE", &path, &[], &[]).expect(404);
    assert_eq!(other.get("/api/contacts").expect(200).json()["data"], json!([]));
    let foreign = json!({"last_name": "X", "client_id": contact["client_id"]});
    other.post("/api/contacts", &foreign).expect(422);
    assert_eq!(admin.get(&path).expect(200).text("last_name"), "Secret");
}

fn refresh(nobody: &Client, _: &Client) {
    let email = "refresh@example.com";
    let (_, signed_up) = nobody.sign_up(email);
    let exchange = |token: &str| nobody.post("/api/auth/refresh", &json!({"refresh_token": token}));
    let first = signed_up.text("refresh_token");
    let second = exchange(&first).expect(200).text("refresh_token");
    exchange(&first).expect(401);
    exchange(&second).expect(401);
}

fn description(nobody: &Client, _: &Client) {
    let document = nobody.get("/api/openapi.json").expect(200).json();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")), "{document}");
    assert!(document["paths"]["/api/contacts"]["post"].is_object());
    nobody.get("/api/docs").expect(200);
}
