//! Visitors of a client's website, one at a time: what they can do there, and what nobody else can.

use api::seal;
use domain::calendar;
use domain::time::{Interval, TimeZone};
use entity::civil::parse_timestamp;
use serde_json::{Value as Json, json};

use crate::clock::tenant;
use crate::site::Site;
use crate::{Client, Platform};

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

/// What a visitor did on a website is there for staff: who, when, and from where.
pub fn seen_by_staff(nobody: &Client, admin: &Client, platform: &Platform) {
    let site = Site::new(admin);
    let start = site.slot(nobody);
    let page = format!("{}/book?utm_source=letter", site.origin);
    let attribution =
        json!({"page": page, "referrer": "https://search.example/", "utm_source": "letter", "gclid": "a-click"});
    let mut booking = site.booking(&start, "-who-comes");
    booking["attribution"] = attribution.clone();
    let token = || site.read_token(nobody);
    let booked = site.post(nobody, &site.path("/appointments"), &token(), "a-booking-key", &booking).expect(201).json();
    let enquiry = json!({
        "contact": {"name": "Grace Hopper", "email": "grace@example.com"}, "message": "Do you cut fringes?",
        "consent": {"text": "I agree.", "given": true}, "attribution": attribution,
        "protection": {"website": "", "elapsed_ms": 9000, "proof_of_work": "0"},
    });
    site.post(nobody, &site.path("/leads"), &token(), "an-enquiry-key", &enquiry).expect(201);

    let only = |resource: &str, query: &str| {
        let mut found = admin.all(&format!("/api/{resource}?client_id={}{query}", site.client));
        assert_eq!(found.len(), 1, "{resource}: {found:?}");
        found.swap_remove(0)
    };
    let appointment = only("appointments", "&include=contact");
    assert_eq!((&appointment["id"], &appointment["contact"]["email"]), (&booked["id"], &booking["contact"]["email"]));
    assert_eq!((&appointment["start_time"], &appointment["status"]), (&json!(start), &json!("CONFIRMED")));
    let lead = only("leads", "");
    assert_eq!(lead["email"], "grace@example.com");
    for (led_to, id) in [("appointment_id", &appointment["id"]), ("lead_id", &lead["id"])] {
        let submission = only("form-submissions", &format!("&{led_to}={}", id.as_str().unwrap_or_default()));
        for (field, expected) in [
            ("source_url", page.as_str()),
            ("referrer", "https://search.example/"),
            ("utm_source", "letter"),
            ("gclid", "a-click"),
            ("consent_text", "I agree."),
            ("status", "ACCEPTED"),
        ] {
            assert_eq!(submission[field], expected, "{field} of {submission}");
        }
        let moments = ["submitted_at", "consent_at"].map(|field| submission[field].as_str().and_then(parse_timestamp));
        assert!(moments[0].is_some() && moments[0] == moments[1], "{submission}");

        let id = id.as_str().unwrap_or_default();
        let made = admin.get(&format!("/api/changes?entity_id={id}&sort=id&limit=1")).expect(200).json();
        let made = &made["data"][0];
        assert_eq!((&made["action"], &made["actor_type"]), (&json!("CREATE"), &json!("VISITOR")));
        assert!(made["at"].is_string(), "{made}");
        assert_eq!(made["ip_address"], submission["ip_address"], "{made}");
        assert!(
            made["ip_address"].as_str().is_some_and(|address| address.parse::<std::net::IpAddr>().is_ok()),
            "{made}"
        );
    }
    invited(&site, admin, platform, &appointment);
}

/// The invitation lies in the outbox, and another calendar reads from it when the appointment is.
fn invited(site: &Site, admin: &Client, platform: &Platform, appointment: &Json) {
    let sql = "SELECT id, calendar FROM outbox_messages WHERE client_id = ?1 AND calendar IS NOT NULL";
    let messages = platform.rows(&tenant(admin), sql, vec![site.client.as_str().into()]);
    assert_eq!(messages.len(), 1);
    let text = |position: usize| messages[0][position].as_text().unwrap_or_default();
    let place = seal::Place { table: "outbox_messages", column: "calendar", id: text(0) };
    let invitation = platform.opened(place, text(1));
    for line in ["METHOD:REQUEST", "SEQUENCE:0", "STATUS:CONFIRMED"] {
        assert!(invitation.split("\r\n").any(|found| found == line), "{line} is not in {invitation}");
    }
    let second = |field: &str| appointment[field].as_str().and_then(parse_timestamp).unwrap_or_default() / 1000;
    let (start, end) = (second("start_time"), second("end_time"));
    let around = Interval { start: start - 86_400, end: end + 86_400 };
    let read = calendar::busy(&invitation, &TimeZone::UTC, around).expect("a calendar");
    let [event] = read.busy.as_slice() else { panic!("{read:?} of {invitation}") };
    assert_eq!((event.interval.start, event.interval.end, read.unread), (start, end, 0));
    assert_eq!(appointment["ics_uid"], event.uid.as_str());
}
