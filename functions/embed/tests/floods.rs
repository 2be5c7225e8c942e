//! Floods: whoever asks too often is refused, and nobody else.
#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::{KEY, Visitor, app, count};
use serde_json::json;

#[tokio::test]
async fn a_flood_from_one_address_hurts_nobody_else() {
    let app = app().await;
    let (flood, neighbour) = (Visitor::at("192.0.2.1"), Visitor::at("192.0.2.2"));
    let path = format!("/embed/{KEY}");
    let mut statuses = Vec::new();
    for number in 0..1000_i64 {
        // Two hundred a second.
        app.clock.advance_ms(5);
        let reply = flood.get(&app, &path).await;
        if reply.status == 429 {
            let wait: u32 = reply.header("retry-after").and_then(|wait| wait.parse().ok()).unwrap_or_default();
            assert!((1..=60).contains(&wait), "{wait}");
        }
        statuses.push((reply.status, reply.round_trips));
        if number % 100 == 0 {
            neighbour.get(&app, &path).await.expect(200);
        }
    }
    let of = |wanted: (u16, usize)| statuses.iter().filter(|status| **status == wanted).count();
    assert_eq!(of((200, 1)), 240, "what an address may ask in a minute");
    assert_eq!(of((429, 0)), 760, "what the instance refuses without asking the database");
    // The same subscriber has a whole network of IPv6 addresses.
    let six = |host: usize| Visitor::at(&format!("2001:db8:1:2::{host:x}"));
    for host in 0..240 {
        six(host).get(&app, &path).await.expect(200);
    }
    six(999).get(&app, &path).await.expect(429);
    app.clock.advance_ms(60_000);
    flood.get(&app, &path).await.expect(200);
}

#[tokio::test]
async fn entries_that_fail_count_too_and_instances_count_together() {
    let app = app().await;
    let visitor = Visitor::welcome(&app, "192.0.2.1").await;
    let path = format!("/embed/{KEY}/leads");
    for number in 0..60 {
        // Another instance each time: nothing is remembered but what the database knows.
        let fresh = api::Host { memory: Default::default(), ..app.host.clone() };
        let request = visitor.request(&app, "POST", &path, Some(json!({})), Some(&format!("key-number-{number}")));
        assert_eq!(leads::MODULE.respond(&fresh, request).await.status, 422);
    }
    let reply = visitor.post(&app, &path, visitor.enquiry(), "one-more-key").await.expect(429);
    assert_eq!(reply.header("access-control-allow-origin"), Some(common::ORIGIN), "the widget can say so");
    assert_eq!(count(&app, "SELECT count(*) FROM form_submissions").await, 0);
    let neighbour = Visitor::welcome(&app, "192.0.2.2").await;
    neighbour.post(&app, &path, neighbour.enquiry(), "a-neighbours-key").await.expect(201);
}
