//! The demo that a newcomer meets first.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::fs;

use serde_json::{Value as Json, json};
use support::{Folder, run, send, serve, sign_in, sql, stop};

#[test]
fn the_demo_can_be_worked_with_and_stays() {
    let folder = Folder::new();
    let file = folder.at("demo.json");
    let served = serve(&folder.0, &["--demo", "--quiet"]);
    let address = served.address.clone();
    while !file.is_file() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let demo: Json = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(demo["base_url"], Json::from(address.as_str()));
    assert_eq!(demo["clients"].as_array().unwrap().len(), 2);
    let token = |role: &str| {
        let person = demo["users"].as_array().unwrap().iter().find(|user| user["role"] == role).unwrap();
        sign_in(&address, person["email"].as_str().unwrap(), person["password"].as_str().unwrap())
    };
    let agency = token("AGENCY_ADMIN");
    let contacts =
        |token: &str| send(&address, "GET", "/api/contacts?count=true&limit=1", Some(token), None).1["count"].as_i64();
    assert!(contacts(&agency).unwrap() > contacts(&token("READ_ONLY")).unwrap());
    assert!(contacts(&token("READ_ONLY")).unwrap() >= 50);

    let client = json!({"name": "Newcomers", "agency_id": demo["agency_id"]});
    let (status, client) = send(&address, "POST", "/api/clients", Some(&agency), Some(client));
    assert_eq!(status, 201, "{client}");
    let contact = json!({"client_id": client["id"], "first_name": "Nina", "email": "nina@example.com"});
    let (status, contact) = send(&address, "POST", "/api/contacts", Some(&agency), Some(contact));
    assert_eq!(status, 201, "{contact}");
    let refused = json!({"client_id": demo["clients"][0]["id"], "first_name": "Nobody"});
    assert_eq!(send(&address, "POST", "/api/contacts", Some(&token("READ_ONLY")), Some(refused)).0, 403);
    book(&address, &token("ADMIN"), demo["salon_client_id"].as_str().unwrap());
    stop(served);

    // What goes out is there to be read, with its invitation, and for those with the keys alone.
    let (data, mails) = (folder.0.to_str().unwrap(), folder.at("mails"));
    let arguments = ["outbox", "--tenant", "demo", "--data", data, "--for", "ada@example.com"];
    let (status, listed, error) = run(&[&arguments[..], &["--to", mails.to_str().unwrap()]].concat());
    assert_eq!((status, listed.lines().count()), (0, 1), "{listed}{error}");
    assert!(listed.contains("PENDING") && listed.contains("Fringe trim"), "{listed}");
    let mail = fs::read_to_string(mails.join(format!("{}.eml", listed.split(' ').next().unwrap()))).unwrap();
    for part in ["To: ada@example.com\r\n", "Hello Ada,", "method=REQUEST", "BEGIN:VEVENT\r\n", "ATTENDEE"] {
        assert!(mail.contains(part), "{part} is not in {mail}");
    }
    let keys = folder.at("keys.json");
    fs::rename(&keys, folder.at("away.json")).unwrap();
    let (status, _, error) = run(&[&arguments[..], &["--to", mails.to_str().unwrap()]].concat());
    assert!(status == 1 && error.contains("keys.json"), "{error}");
    fs::rename(folder.at("away.json"), keys).unwrap();

    let served = serve(&folder.0, &["--demo", "--quiet"]);
    assert_eq!(served.said, ["the demo is there already"]);
    let path = format!("/api/contacts/{}", contact["id"].as_str().unwrap());
    assert_eq!(send(&served.address, "GET", &path, Some(&agency), None), (200, contact));
    stop(served);
}

/// Books the salon's first free time for a fringe trim, as its staff does on the telephone.
fn book(address: &str, token: &str, salon: &str) {
    let path = format!("/api/services?client_id={salon}&name=Fringe%20trim");
    let (_, services) = send(address, "GET", &path, Some(token), None);
    let service = services["data"][0]["id"].as_str().unwrap();
    let path = format!("/api/appointments/slots?service_id={service}&from={}&to={}", day(1), day(10));
    let (status, slots) = send(address, "GET", &path, Some(token), None);
    assert_eq!(status, 200, "{slots}");
    let booking = json!({"service_id": service, "start": slots["slots"][0]["start"],
                         "contact": {"name": "Ada", "email": "ada@example.com"}});
    let (status, booked) = send(address, "POST", "/api/appointments/book", Some(token), Some(booking));
    assert_eq!(status, 201, "{booked}");
}

/// The date so many days from today.
fn day(after: u64) -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    entity::CalendarDate::of_days(i32::try_from(seconds / 86_400 + after).unwrap()).to_string()
}

#[test]
fn a_demo_that_was_not_finished_is_made_again() {
    let folder = Folder::new();
    stop(serve(&folder.0, &["--demo", "--quiet"]));
    let first: Json = serde_json::from_str(&fs::read_to_string(folder.at("demo.json")).unwrap()).unwrap();
    fs::remove_file(folder.at("demo.json")).unwrap();
    stop(serve(&folder.0, &["--demo", "--quiet"]));
    let second: Json = serde_json::from_str(&fs::read_to_string(folder.at("demo.json")).unwrap()).unwrap();
    assert_ne!(first["tenant_id"], second["tenant_id"]);
    assert!(!folder.at(&format!("{}.db", first["tenant_id"].as_str().unwrap())).exists());
    let logins = sql(&folder.0, "platform", "SELECT count(*) FROM logins").unwrap()[0][0].as_integer();
    assert_eq!(logins, Some(6));
}

#[test]
fn the_demo_is_served_to_this_machine_only() {
    let folder = Folder::new();
    let data = folder.0.to_str().unwrap();
    let (status, _, error) = run(&["serve", "--demo", "--address", "0.0.0.0", "--port", "0", "--data", data]);
    assert!(status == 2 && error.contains("this machine only"), "{error}");
    assert!(!folder.0.exists());
}
