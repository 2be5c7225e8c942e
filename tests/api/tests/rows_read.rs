//! A page reads the same rows however many there are, in every scope.

use api_tests::{MODULES, create};
use entity::Value;
use entity::permission::{Grant, Grants, Scope};
use serde_json::{Value as Json, json};
use store::Statement;
use testkit::{Person, Place, TestApp};

#[tokio::test]
async fn a_page_reads_the_same_rows_however_many_there_are() {
    let app = TestApp::new(MODULES).await;
    let me = app.client_admin();
    let contact = domain::entity("Contact").expect("contacts");
    let mut made = 0;
    let mut measured: Vec<Vec<(String, u64)>> = Vec::new();
    for size in [1_000, 8_000] {
        let mut statements = Vec::new();
        while made < size {
            let members = json!({
                "client_id": app.client(made % 2), "first_name": "Ann", "last_name": format!("L{:05}", made * 7919 % 100_000),
                "email": format!("a{made}@example.com"), "lead_score": made % 100,
            });
            let id = entity::id::encode("ctc", entity::id::uuid_v7(1_700_000_000_000 + made as i64, 0, made as u64));
            statements.push(app.insert_statement(contact, &members, &id));
            made += 1;
        }
        for chunk in statements.chunks(500) {
            app.run_write(chunk.to_vec()).await;
        }
        let mut figures = Vec::new();
        for query in [
            "",
            "sort=last_name",
            "sort=-last_name",
            "sort=-created_at",
            "sort=lead_score",
            "lead_score.gte=50&sort=lead_score",
            "last_name.starts_with=L&sort=last_name",
            "q=ann",
            "q=exampl",
            "q=ann%20exampl",
            "include=client,notes,company.contacts",
        ] {
            let first = app.get(&me, &format!("/api/contacts?{query}")).await.expect(200);
            assert_eq!(first.json()["data"].as_array().map(Vec::len), Some(50));
            figures.push((query.to_owned(), first.rows_read));
            let cursor = first.json()["next_cursor"].as_str().unwrap_or_default().to_owned();
            let second = app.get(&me, &format!("/api/contacts?{query}&cursor={cursor}")).await.expect(200);
            figures.push((format!("{query} (second page)"), second.rows_read));
        }
        let agency = app.person("AGENCY_ADMIN", Place::Agency(0));
        let all = app.get(&agency, "/api/contacts?sort=last_name").await.expect(200);
        figures.push(("all clients of an agency".to_owned(), all.rows_read));
        measured.push(figures);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        assert!(few.1 > 0, "{} was not measured", few.0);
        assert_eq!(few.1, many.1, "{} reads {} rows of 1,000 and {} of 8,000", few.0, few.1, many.1);
    }
}

/// Somebody who reads with these scopes and no more.
fn reader(app: &TestApp, place: Place, scopes: &[Scope]) -> Person {
    let mut person = app.person("STAFF", place);
    person.caller.id = ME.to_owned();
    person.caller.grants = Grants(scopes.iter().map(|scope| Grant::new("*", &["read"], *scope)).collect());
    person
}

const ME: &str = "usr_01hf7yat00e008000000000099";
const SOMEBODY: &str = "usr_01hf7yat00e008000000000098";
/// The rows in the scopes that are measured.
const MINE: usize = 60;
/// The kinds of rows that are measured.
const MEASURED: [(&str, &str); 4] =
    [("contacts", "Contact"), ("notes", "Note"), ("activities", "Activity"), ("appointments", "Appointment")];

/// Everybody's rows from this number on: the first of them mine, all later ones somebody else's.
async fn insert_rows(app: &TestApp, numbers: std::ops::Range<usize>) {
    let mut statements = Vec::new();
    for number in numbers {
        // Somebody else is at another location of my client, at none, at another client, and at one of another agency.
        let (client, location, user) = match number % 4 {
            _ if number < MINE => (0, Some(0), ME),
            0 => (0, Some(1), SOMEBODY),
            1 => (0, None, SOMEBODY),
            2 => (1, Some(2), SOMEBODY),
            _ => (2, None, SOMEBODY),
        };
        let id = |prefix: &str, number: usize| {
            entity::id::encode(prefix, entity::id::uuid_v7(1_800_000_000_000 + number as i64, 0, number as u64))
        };
        let of_contact = json!({
            "client_id": app.client(client), "contact_id": id("ctc", number), "created_by": user,
            "performed_by_id": user, "content": "N", "activity_type": "CALL_OUTBOUND", "subject": "A",
        });
        let contact = json!({
            "client_id": app.client(client), "location_id": location.map(|location| app.location(location)),
            "owner_id": user, "last_name": "L",
        });
        let appointment = json!({
            "client_id": app.client(client), "location_id": location.map(|location| app.location(location)),
            "service_id": id("svc", client), "staff_id": id("stf", if user == ME { 9 } else { client }),
            "start_time": "2030-01-01T10:00:00Z", "end_time": "2030-01-01T11:00:00Z", "time_zone": "Europe/Vienna",
            "language": "en", "ics_uid": "u",
        });
        for ((_, name), members) in MEASURED.iter().zip([&contact, &of_contact, &of_contact, &appointment]) {
            let entity = domain::entity(name).expect("an entity");
            statements.push(app.insert_statement(entity, members, &id(entity.prefix, number)));
        }
        if number < 3 {
            let service = json!({"client_id": app.client(number), "name": "S", "duration_minutes": 60});
            app.insert("Service", service, &id("svc", number)).await;
            let staff = json!({"client_id": app.client(number), "name": "S", "user_id": SOMEBODY});
            app.insert("Staff", staff, &id("stf", number)).await;
            if number == 0 {
                let staff = json!({"client_id": app.client(0), "name": "M", "user_id": ME});
                app.insert("Staff", staff, &id("stf", 9)).await;
            }
        }
    }
    for chunk in statements.chunks(500) {
        app.run_write(chunk.to_vec()).await;
    }
}

#[tokio::test]
async fn whatever_a_scope_is_a_page_of_it_reads_the_same_rows_however_many_others_have() {
    let app = TestApp::new(MODULES).await;
    let role = "rol_01hf7yat00e008000000000099";
    app.insert("Role", json!({"name": "R", "label": "R", "level": "CLIENT"}), role).await;
    for (number, user) in [ME, SOMEBODY].into_iter().enumerate() {
        app.insert("User", json!({"email": format!("u{number}@example.com"), "name": "U", "role_id": role}), user)
            .await;
    }
    let scopes = [
        ("all", Place::Tenant, &[Scope::All][..]),
        ("an agency", Place::Agency(0), &[Scope::Agency]),
        ("a client", Place::Client(0), &[Scope::Client]),
        ("a location", Place::Location(0), &[Scope::Location]),
        ("one's own at a client", Place::Client(0), &[Scope::Own]),
        ("one's own in an agency", Place::Agency(0), &[Scope::Own]),
        ("a location and one's own", Place::Location(0), &[Scope::Location, Scope::Own]),
    ];
    let mut made = 0;
    let mut measured: Vec<Vec<(String, u64)>> = Vec::new();
    for size in [600, 4_000] {
        insert_rows(&app, made..size).await;
        made = size;
        let mut figures = Vec::new();
        for (scope, place, granted) in &scopes {
            let me = reader(&app, *place, granted);
            for (resource, _) in MEASURED {
                let first = app.get(&me, &format!("/api/{resource}?fields=id")).await.expect(200);
                let rows = first.json()["data"].as_array().map(Vec::len);
                assert_eq!(rows, Some(50), "{resource} of {scope}");
                figures.push((format!("{resource} of {scope}"), first.rows_read));
                let cursor = first.json()["next_cursor"].as_str().unwrap_or_default().to_owned();
                let second = app.get(&me, &format!("/api/{resource}?fields=id&cursor={cursor}")).await.expect(200);
                figures.push((format!("{resource} of {scope} (second page)"), second.rows_read));
                if granted.contains(&Scope::Own) || granted.contains(&Scope::Location) {
                    let rows = second.json()["data"].as_array().map(Vec::len);
                    assert_eq!(rows, Some(MINE - 50), "{resource} of {scope}");
                }
            }
        }
        measured.push(figures);
    }
    for (few, many) in measured[0].iter().zip(&measured[1]) {
        assert!(few.1 > 0, "{} were not measured", few.0);
        assert_eq!(few.1, many.1, "{} reads {} rows of 600 and {} of 4,000", few.0, few.1, many.1);
    }
}

/// A row that is where another one is stays found by the location, wherever that one goes.
#[tokio::test]
async fn a_note_is_found_at_the_location_of_its_contact() {
    let app = TestApp::new(MODULES).await;
    let me = app.client_admin();
    let mut contacts = Vec::new();
    for location in [Some(0), None] {
        let location = location.map(|location| app.location(location));
        let body = json!({"client_id": app.client(0), "last_name": "L", "location_id": location});
        contacts.push(create(&app, &me, "contacts", body).await["id"].clone());
    }
    let note = json!({"client_id": app.client(0), "contact_id": contacts[0], "content": "N"});
    let note = create(&app, &me, "notes", note).await["id"].as_str().map(str::to_owned).expect("an id");
    let found = async |location: usize| {
        let person = reader(&app, Place::Location(location), &[Scope::Location]);
        let list = app.get(&person, "/api/notes").await.expect(200).json();
        list["data"].as_array().map(Vec::len)
    };
    let moved = async |path: &str, body: Json| {
        app.patch(&me, path, body).await.expect(200);
    };
    let (here, nowhere) = (format!("/api/contacts/{}", contacts[0].as_str().unwrap_or_default()), &contacts[1]);
    let note = format!("/api/notes/{note}");
    assert_eq!((found(0).await, found(1).await), (Some(1), Some(0)));
    moved(&here, json!({"location_id": app.location(1)})).await;
    assert_eq!((found(0).await, found(1).await), (Some(0), Some(1)));
    moved(&note, json!({"contact_id": nowhere})).await;
    assert_eq!((found(0).await, found(1).await), (Some(0), Some(0)));
    moved(&note, json!({"contact_id": contacts[0]})).await;
    assert_eq!((found(0).await, found(1).await), (Some(0), Some(1)));
    app.run_write(vec![Statement::new("DELETE FROM locations WHERE id = ?1", vec![app.location(1).into()])]).await;
    assert_eq!(app.query("SELECT count(*) FROM notes WHERE place_id NOT NULL", vec![]).await, [[Value::from(0)]]);
    // Where a row is found is nothing that anybody did to it.
    let log = app.query("SELECT count(*) FROM changes WHERE entity_type = 'Note'", vec![]).await;
    assert_eq!(log, [[Value::from(3)]]);
}
