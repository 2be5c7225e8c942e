//! What is known of a person: who may be the same, and what happened.

#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value as Json, json};
use testkit::{Person, Place, TestApp};

async fn app() -> TestApp {
    TestApp::new(&[&contacts::MODULE]).await
}

async fn create(app: &TestApp, me: &Person, resource: &str, members: Json) -> String {
    let row = app.post(me, &format!("/api/{resource}"), members).await.expect(201).json();
    row["id"].as_str().expect("an id").to_owned()
}

fn list<'j>(json: &'j Json, pick: impl Fn(&'j Json) -> &'j Json) -> Vec<&'j Json> {
    json["data"].as_array().expect("a list").iter().map(pick).collect()
}

#[tokio::test]
async fn duplicates_are_found_likeliest_first() {
    let app = app().await;
    let me = app.client_admin();
    let them = app.person("CLIENT_ADMIN", Place::Client(1));
    let subject = json!({"first_name": "Ann", "last_name": "Schmidt", "email": "ann@example.com",
                         "phone": "+4930901820", "company_name": "Acme GmbH"});
    let subject = create(&app, &me, "contacts", subject).await;
    let mut found = Vec::new();
    for members in [
        json!({"first_name": "Ann", "last_name": "Schmidt", "email": "ANN@example.com"}),
        json!({"first_name": "Anne", "last_name": "Schmitt", "company_name": "ACME"}),
        json!({"first_name": "Ann", "last_name": "Schmidt", "mobile": "+4930901820"}),
    ] {
        found.push(create(&app, &me, "contacts", members).await);
    }
    for members in [
        json!({"first_name": "Bob", "last_name": "Schmidt", "company_name": "Acme"}),
        json!({"first_name": "Ann", "last_name": "Lee"}),
    ] {
        create(&app, &me, "contacts", members).await;
    }
    create(&app, &them, "contacts", json!({"last_name": "Schmidt", "email": "ann@example.com"})).await;

    let path = format!("/api/contacts/{subject}/duplicates");
    let reply = app.get(&me, &path).await.expect(200);
    assert_eq!(reply.round_trips, 1);
    let json = reply.json();
    let mut ids: Vec<&str> = list(&json, |item| &item["contact"]["id"]).iter().map(|id| id.as_str().unwrap()).collect();
    let scores: Vec<i64> = list(&json, |item| &item["score"]).iter().map(|score| score.as_i64().unwrap()).collect();
    assert!(scores.is_sorted_by(|one, next| one >= next) && scores[2] >= 60, "{json}");
    ids.sort_unstable();
    found.sort_unstable();
    assert_eq!(ids, found);
    assert!(json["data"].to_string().contains("SAME_EMAIL"));
    app.get(&them, &path).await.expect(404);

    let pairs = app.get(&me, "/api/contact-duplicates").await.expect(200);
    assert_eq!(pairs.round_trips, 1);
    let pairs = pairs.json();
    for other in &found {
        let pair = |item: &Json| {
            let ids = [&item["contact_id"], &item["duplicate_id"]];
            ids.contains(&&json!(subject)) && ids.contains(&&json!(other))
        };
        assert!(pairs["data"].as_array().unwrap().iter().any(pair), "{other}: {pairs}");
    }
    assert_eq!(pairs["next_cursor"], Json::Null);
    let none = app.get(&them, "/api/contact-duplicates").await.expect(200).json();
    assert_eq!(none["data"], json!([]));
    app.get(&app.admin(), "/api/contact-duplicates").await.expect(400);
    let foreign = format!("/api/contact-duplicates?client_id={}", app.client(0));
    assert_eq!(app.get(&them, &foreign).await.expect(200).json()["data"], json!([]));
}

#[tokio::test]
async fn a_page_of_pairs_reads_about_as_much_however_many_contacts_there_are() {
    let app = app().await;
    let me = app.client_admin();
    let contact = domain::entity("Contact").unwrap();
    let statement = |number: i64| {
        let members = json!({"client_id": app.client(0), "first_name": format!("F{}", number % 97),
                             "last_name": format!("L{number}"), "phone": "+4930901820",
                             "email": format!("n{}@example.com", number / 2)});
        let id = entity::id::encode("ctc", entity::id::uuid_v7(1_767_000_000_000 + number, 0, 1));
        app.insert_statement(contact, &members, &id)
    };
    let mut read = Vec::new();
    for numbers in [0..400, 400..1_600] {
        app.run_write(numbers.map(statement).collect()).await;
        let reply = app.get(&me, "/api/contact-duplicates").await.expect(200);
        assert!(!reply.json()["data"].as_array().unwrap().is_empty());
        read.push(reply.rows_read);
    }
    assert!(read[1] < read[0] * 2, "{read:?}");
    let mut cursor = Some(String::new());
    let mut pairs = 0;
    while let Some(place) = cursor {
        let query = if place.is_empty() { String::new() } else { format!("?cursor={place}") };
        let page = app.get(&me, &format!("/api/contact-duplicates{query}")).await.expect(200).json();
        let same = |item: &&Json| item["reasons"].to_string().contains("SAME_EMAIL");
        pairs += page["data"].as_array().unwrap().iter().filter(same).count();
        cursor = page["next_cursor"].as_str().map(str::to_owned);
    }
    assert_eq!(pairs, 800);
}

/// The second of each pair comes after hundreds of colleagues of the first, who have nothing to do with either.
#[tokio::test]
async fn a_large_company_hides_nobody() {
    let app = app().await;
    let me = app.client_admin();
    let contact = domain::entity("Contact").unwrap();
    let id = |number: u64| entity::id::encode("ctc", entity::id::uuid_v7(1_767_000_000_000, 0, number));
    let statement = |number: u64, first: &str, last: &str| {
        let members = json!({"client_id": app.client(0), "first_name": first, "last_name": last,
                             "company_name": "Works"});
        app.insert_statement(contact, &members, &id(number))
    };
    let letter = |number: u64| char::from(b'A' + u8::try_from(number % 26).unwrap());
    let mut statements: Vec<_> = (10..490)
        .map(|number| {
            let (first, last) = (letter(number), letter(number / 26));
            statement(number, &format!("{first}ar{number}"), &format!("{last}on{number}"))
        })
        .collect();
    let pairs = [("Anna Schmidt", "Anna Schmitt"), ("Jörg Öztürk", "Jorg Ozturk"), ("Marie Curie", "Curie Marie")];
    for (number, (one, other)) in (0..).zip(pairs) {
        for (place, name) in [(number, one), (number + 500, other)] {
            let (first, last) = name.split_once(' ').unwrap();
            statements.push(statement(place, first, last));
        }
    }
    // Far behind what is looked through for names that are written otherwise.
    statements.extend((600..1_200).map(|number| statement(number, &format!("Q{number}"), &format!("X{number}"))));
    statements.push(statement(1_300, "Anna", "Schmidt"));
    app.run_write(statements).await;

    let reply = app.get(&me, "/api/contact-duplicates").await.expect(200);
    let found = reply.json();
    let has = |one: u64, other: u64| {
        let pair = |item: &Json| item["contact_id"] == json!(id(one)) && item["duplicate_id"] == json!(id(other));
        found["data"].as_array().unwrap().iter().any(pair)
    };
    for number in 0..3 {
        assert!(has(number, number + 500), "{:?}", pairs[usize::try_from(number).unwrap()]);
    }
    assert!(has(0, 1_300), "with the same family name, in a company of any size");
    // What is read does not grow with the company.
    let more = (2_000..4_000).map(|number| statement(number, &format!("Q{number}"), &format!("Z{number}")));
    app.run_write(more.collect()).await;
    let larger = app.get(&me, "/api/contact-duplicates").await.expect(200).rows_read;
    assert!(larger < reply.rows_read * 6 / 5, "{larger} rows, after {}", reply.rows_read);
}

#[tokio::test]
async fn a_timeline_tells_everything_newest_first() {
    let app = app().await;
    let me = app.client_admin();
    let ann = create(&app, &me, "contacts", json!({"last_name": "Lee"})).await;
    let other = create(&app, &me, "contacts", json!({"last_name": "Leigh"})).await;
    for number in 0..4 {
        app.clock.advance_ms(1_000);
        let subject = format!("call {number}");
        create(&app, &me, "activities", json!({"activity_type": "MEETING", "subject": subject, "contact_id": ann}))
            .await;
        app.clock.advance_ms(1_000);
        create(&app, &me, "notes", json!({"content": format!("note {number}"), "contact_id": ann})).await;
        app.clock.advance_ms(1_000);
        app.patch(&me, &format!("/api/contacts/{ann}"), json!({"lead_score": number + 1})).await.expect(200);
    }
    let path = format!("/api/contacts/{ann}/timeline");
    let whole = app.get(&me, &path).await.expect(200);
    assert_eq!(whole.round_trips, 1);
    let whole = whole.json();
    let types: Vec<&str> = list(&whole, |item| &item["type"]).iter().map(|kind| kind.as_str().unwrap()).collect();
    assert_eq!(types[..6], ["change", "note", "activity", "change", "note", "activity"]);
    assert_eq!((types.len(), types[12]), (13, "change"));
    assert_eq!(whole["data"][0]["data"]["changes"], json!({"lead_score": [3, 4]}));
    assert!(whole["data"][0]["data"].get("ip_address").is_none());

    let mut paged = Vec::new();
    let mut next = format!("{path}?limit=2");
    loop {
        let page = app.get(&me, &next).await.expect(200).json();
        paged.extend(page["data"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        next = format!("{path}?limit=2&cursor={cursor}");
    }
    assert_eq!(Json::from(paged), whole["data"]);

    let private = json!({"content": "mine", "contact_id": ann, "is_private": true});
    create(&app, &me, "notes", private).await;
    let colleague = app.person("AGENCY_ADMIN", Place::Agency(0));
    assert_eq!(list(&app.get(&colleague, &path).await.expect(200).json(), |item| item).len(), 13);
    assert_eq!(list(&app.get(&me, &path).await.expect(200).json(), |item| item).len(), 14);
    app.get(&app.person("CLIENT_ADMIN", Place::Client(1)), &path).await.expect(404);
    app.get(&me, &format!("{path}?cursor=x")).await.expect(400);
    app.get(&me, &format!("{path}?limit=0")).await.expect(400);

    let before = list(&app.get(&me, &path).await.expect(200).json(), |item| item).len();
    app.clock.advance_ms(1_000);
    let merge = app.post(&me, &format!("/api/contacts/{ann}/merge"), json!({"contact_id": other})).await.expect(200);
    let merged = app.get(&me, &path).await.expect(200).json();
    let about = list(&merged, |item| &item["data"]["entity_id"]);
    assert!(about.contains(&&json!(other)), "{merged}");
    let undo = format!("/api/merges/{}/undo", merge.json()["merge_id"].as_str().unwrap());
    app.post(&me, &undo, json!({})).await.expect(200);
    let parted = app.get(&me, &path).await.expect(200).json();
    assert!(!list(&parted, |item| &item["data"]["entity_id"]).contains(&&json!(other)), "{parted}");
    assert!(list(&parted, |item| item).len() >= before);
}

#[tokio::test]
async fn a_change_of_case_is_in_the_log() {
    let app = app().await;
    let me = app.client_admin();
    let ann = create(&app, &me, "contacts", json!({"last_name": "lee"})).await;
    app.patch(&me, &format!("/api/contacts/{ann}"), json!({"last_name": "Lee"})).await.expect(200);
    let timeline = app.get(&me, &format!("/api/contacts/{ann}/timeline")).await.expect(200).json();
    let newest = &timeline["data"][0]["data"]["changes"]["last_name"];
    assert_eq!(newest, &json!(["lee", "Lee"]));
}

#[tokio::test]
async fn a_private_note_is_there_for_its_author_alone() {
    let app = app().await;
    let author = app.client_admin();
    let ann = create(&app, &author, "contacts", json!({"last_name": "Lee"})).await;
    let open = json!({"title": "open", "content": "everybody's", "contact_id": ann});
    let open = create(&app, &author, "notes", open).await;
    app.clock.advance_ms(1_000);
    let private = json!({"title": "secret", "content": "diary", "contact_id": ann, "is_private": true});
    let private = create(&app, &author, "notes", private).await;
    let path = format!("/api/notes/{private}");
    let listed = async |person: &Person, path: &str| {
        let page = app.get(person, path).await.expect(200).json();
        let ids = list(&page, |note| &note["id"]).iter().map(|id| id.as_str().unwrap().to_owned()).collect::<Vec<_>>();
        (ids, page["count"].clone())
    };
    let (both, one) = (vec![private.clone(), open.clone()], vec![open.clone()]);
    let included = format!("/api/contacts/{ann}?include=notes");
    let notes = |contact: Json| list(&json!({"data": contact["notes"]}), |note| &note["id"]).len();

    assert_eq!(listed(&author, "/api/notes?count=true").await.0, both);
    assert_eq!(listed(&author, "/api/notes?q=diary").await.0, vec![private.clone()]);
    assert_eq!(notes(app.get(&author, &included).await.expect(200).json()), 2);
    app.get(&author, &path).await.expect(200);

    let above = app.person("AGENCY_ADMIN", Place::Agency(0));
    let colleague = app.person("CLIENT_USER", Place::Client(0));
    for other in [&app.person("ADMIN", Place::Tenant), &above, &colleague] {
        let (ids, count) = listed(other, "/api/notes?count=true").await;
        assert_eq!((ids, count.as_i64()), (one.clone(), Some(1)), "{}", other.role);
        for none in ["/api/notes?q=diary", "/api/notes?is_private=true"] {
            assert!(listed(other, none).await.0.is_empty(), "{none}");
        }
        assert_eq!(notes(app.get(other, &included).await.expect(200).json()), 1);
        app.get(other, &path).await.expect(404);
        app.patch(other, &path, json!({"content": "read"})).await.expect(404);
        app.send(other, "DELETE", &path, None).await.expect(404);
        let bulk = json!({"operations": [{"op": "delete", "id": private}]});
        app.post(other, "/api/notes/bulk", bulk).await.expect(404);
    }
    app.patch(&author, &path, json!({"content": "read"})).await.expect(200);
    app.patch(&author, &path, json!({"is_private": false})).await.expect(200);
    app.get(&colleague, &path).await.expect(200);
    app.send(&above, "DELETE", &path, None).await.expect(204);
}
