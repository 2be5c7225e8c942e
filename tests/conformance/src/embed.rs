//! Visitors of a client's website, one at a time: what they can do there, and what nobody else can.

use serde_json::{Value as Json, json};

use crate::Client;
use crate::site::Site;

pub fn booking(nobody: &Client, admin: &Client) {
    let site = Site::new(admin);
    let token = site.read_token(nobody);
    let start = site.slot(nobody);
    let holds = site.path("/holds");
    let kept = json!({"service_id": site.service, "start": start});
    let held = site.post(nobody, &holds, &token, "a-hold-key", &kept).expect(201).text("id");
    let headers = [("origin", site.origin.as_str()), ("x-portico-token", &token)];
    nobody.send("DELETE", &format!("{holds}/{held}"), &headers, &[]).expect(204);

    let body = site.booking(&start, "0");
    let booked = site.post(nobody, &site.path("/appointments"), &token, "a-booking-key", &body).expect(201);
    assert_eq!(booked.header("access-control-allow-origin"), Some(site.origin.as_str()));
    let again = site.post(nobody, &site.path("/appointments"), &token, "a-booking-key", &body).expect(201);
    assert_eq!(again.json(), booked.json());
    let taken = site.post(nobody, &site.path("/appointments"), &site.token(nobody), "another-key", &body).expect(409);
    assert_eq!(
        (taken.text("type"), taken.json()["next_free"].as_array().map(Vec::len)),
        ("/problems/slot-taken".into(), Some(5))
    );

    let listed = admin.get(&format!("/api/appointments?client_id={}", site.client)).expect(200).json();
    assert_eq!((&listed["data"][0]["id"], &listed["data"][0]["source"]), (&booked.json()["id"], &json!("WIDGET")));
    let sent = admin.get(&format!("/api/outbox-messages?client_id={}", site.client)).expect(200).json();
    assert_eq!(sent["data"][0]["recipient"], "visitor0@example.com");

    let link = format!("/embed/appointments/{}", booked.text("token"));
    let seen = nobody.send("GET", &link, &[("origin", &site.origin)], &[]).expect(200);
    assert_eq!((seen.text("key"), &seen.json()["can_cancel"]), (site.key.clone(), &json!(true)));
    let calendar = format!("{link}/calendar.ics");
    assert_eq!(booked.text("ics_url"), format!("{}{calendar}", nobody.base_url()), "the host knows where it is");
    let calendar = nobody.get(&calendar).expect(200);
    assert!(String::from_utf8_lossy(&calendar.body).starts_with("BEGIN:VCALENDAR"));
    let next = taken.json()["next_free"][0].clone();
    let moved = site.post(nobody, &link, "", "move-key", &json!({"action": "reschedule", "start": next})).expect(200);
    assert_eq!(moved.json()["start"], next);
    let cancelled =
        site.post(nobody, &link, "", "cancel-key", &json!({"action": "cancel", "reason": "Ill"})).expect(200);
    assert_eq!(cancelled.text("status"), "CANCELLED");
    site.post(nobody, &site.path("/appointments"), &site.token(nobody), "after-all-key", &body).expect(201);
}

pub fn enquiry(nobody: &Client, admin: &Client) {
    let site = Site::new(admin);
    let body = json!({
        "contact": {"name": "Ada Lovelace", "phone": "+49 30 901820"}, "message": "Do you cut fringes?",
        "protection": {"website": "", "elapsed_ms": 9000, "proof_of_work": "0"},
    });
    let answer = site.post(nobody, &site.path("/leads"), &site.read_token(nobody), "enquiry-key", &body).expect(201);
    let leads = admin.get(&format!("/api/leads?client_id={}", site.client)).expect(200).json();
    assert_eq!(
        (&leads["data"][0]["phone"], &leads["data"][0]["form_submission_id"]),
        (&json!("+4930901820"), &answer.json()["id"])
    );
}

pub fn other_origins(nobody: &Client, admin: &Client) {
    let site = Site::new(admin);
    for origin in ["https://evil.example", "null", "http://portico.example"] {
        for method in ["GET", "OPTIONS"] {
            let refused = nobody.send(method, &site.path(""), &[("origin", origin)], &[]).expect(403);
            assert_eq!(refused.header("access-control-allow-origin"), None);
        }
    }
    nobody.get(&site.path("")).expect(403);
    let preflight = nobody.send("OPTIONS", &site.path("/leads"), &[("origin", &site.origin)], &[]).expect(204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some(site.origin.as_str()));
    let untold = site.post(nobody, &site.path("/leads"), "1.2.3", "some-key", &Json::default()).expect(401);
    assert_eq!(untold.header("access-control-allow-origin"), Some(site.origin.as_str()));
}
