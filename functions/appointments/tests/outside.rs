//! Calendars from outside: what of them was not read is told.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::salon;
use serde_json::{Value as Json, json};

const HALF_AN_HOUR_MS: i64 = 31 * 60_000;

fn calendar(events: &[&str]) -> String {
    let events: String = events.iter().map(|lines| format!("BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\n")).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

#[tokio::test]
async fn staff_see_that_a_calendar_was_read_in_part() {
    let salon = salon(1, json!({})).await;
    let path = format!("/api/staff/{}", salon.staff[0]);
    let feed = json!({"busy_feed_url": "https://calendar.example.com/a.ics"});
    salon.app.patch(&salon.admin, &path, feed).await.expect(200);
    let good = "UID:1\r\nDTSTART:20260111T090000Z\r\nDTEND:20260111T130000Z";
    let odd = "UID:2\r\nDTSTART:soon\r\nDTEND:20260112T130000Z";
    let strange = "UID:3\r\nDTSTART:20260113T090000Z\r\nDTEND:20260113T100000Z\r\nRRULE:FREQ=NEVER";
    for (events, warning) in [
        (vec![good], Json::Null),
        (vec![good, odd], json!("1 event could not be read in full.")),
        (vec![good, odd, strange], json!("2 events could not be read in full.")),
        (vec![good], Json::Null),
    ] {
        salon.publish(&calendar(&events));
        assert_eq!(salon.tick().await["feeds"], 1);
        let staff = salon.app.get(&salon.admin, &path).await.expect(200).json();
        assert_eq!((&staff["busy_feed_warning"], &staff["busy_feed_error"]), (&warning, &Json::Null), "{events:?}");
        salon.app.clock.advance_ms(HALF_AN_HOUR_MS);
    }
    let many = vec![good; 20_001];
    salon.publish(&calendar(&many));
    salon.tick().await;
    let staff = salon.app.get(&salon.admin, &path).await.expect(200).json();
    assert_eq!(staff["busy_feed_warning"], "There is more in the calendar than is read.");
    // What could not be fetched at all leaves the times of before, and what is known of them.
    salon.app.clock.advance_ms(HALF_AN_HOUR_MS);
    salon.tick().await;
    let staff = salon.app.get(&salon.admin, &path).await.expect(200).json();
    assert!(staff["busy_feed_error"].is_string() && staff["busy_feed_warning"].is_string(), "{staff}");
}
