//! Floods: whoever asks too often is refused, and nobody else.
#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::future::Future;
use std::task::Poll;

use common::{KEY, Visitor, app, count, salon};
use serde_json::json;
use store::Statement;

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
async fn an_address_has_a_few_requests_under_way_at_a_time() {
    let app = app().await;
    let (flood, neighbour) = (Visitor::at("192.0.2.1"), Visitor::at("192.0.2.2"));
    let path = format!("/embed/{KEY}");
    let ask = |number: usize| if number == 9 { neighbour.get(&app, &path) } else { flood.get(&app, &path) };
    let mut asking: Vec<_> = (0..10).map(|number| Some(Box::pin(ask(number)))).collect();
    let mut replies = Vec::new();
    std::future::poll_fn(|waker| {
        for (number, slot) in asking.iter_mut().enumerate() {
            let Some(Poll::Ready(reply)) = slot.as_mut().map(|asking| asking.as_mut().poll(waker)) else { continue };
            replies.push((number, reply));
            *slot = None;
        }
        if asking.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    let refused: Vec<_> = replies.iter().filter(|(_, reply)| reply.status != 200).collect();
    let [(8, refused)] = refused.as_slice() else { panic!("the ninth alone is refused, and no neighbour") };
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("1")));
    assert_eq!(refused.header("access-control-allow-origin"), Some(common::ORIGIN), "the widget can say so");
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

const ROWS: &str = "SELECT count(*) FROM rate_limits";

#[tokio::test]
async fn keys_that_somebody_has_made_up_are_not_written_down() {
    let app = app().await;
    let visitor = Visitor::welcome(&app, "192.0.2.1").await;
    let known = count(&app, ROWS).await;
    for number in 0..50 {
        let key = format!("pwk_ten_0000000000000000000000test.{number:016x}");
        let stranger = Visitor::at(&format!("198.51.100.{number}"));
        stranger.get(&app, &format!("/embed/{key}")).await.expect(404);
        visitor.post(&app, &format!("/embed/{key}/leads"), visitor.enquiry(), "a-key-of-theirs").await.expect(403);
    }
    assert_eq!(count(&app, ROWS).await, known);
}

#[tokio::test]
async fn what_is_written_down_is_bounded() {
    let app = app().await;
    let path = format!("/embed/{KEY}");
    let mut read = Vec::new();
    for number in 0..200 {
        let reply = Visitor::at(&format!("198.51.100.{number}")).get(&app, &path).await.expect(200);
        read.push(reply.rows_read);
    }
    assert_eq!(count(&app, ROWS).await, 202, "each address, the widget and the tenant");
    assert!(read[199] <= read[1], "however many are known: {read:?}");
    // As if the widget had been asked as often as it may be: whoever comes now is refused and not written down.
    app.run_write(vec![Statement::new("UPDATE rate_limits SET count = 12001 WHERE count = 200", Vec::new())]).await;
    for number in 0..20 {
        Visitor::at(&format!("203.0.113.{number}")).get(&app, &path).await.expect(429);
    }
    assert_eq!(count(&app, ROWS).await, 202);
    // Rows that have ended go with the requests that follow, whether or not a clock comes by.
    app.clock.advance_ms(2 * 60_000);
    for number in 0..20 {
        Visitor::at(&format!("192.0.2.{number}")).get(&app, &path).await.expect(200);
    }
    assert_eq!(count(&app, ROWS).await, 22);
}

#[tokio::test]
async fn an_address_holds_a_few_slots_at_a_time() {
    let app = salon::app().await;
    let visitor = Visitor::welcome(&app, "192.0.2.1").await;
    let query = format!("slots?service_id={}&from=2026-01-05&to=2026-01-31&time_zone=UTC", salon::SERVICE);
    let found = visitor.get(&app, &salon::path(&query)).await.expect(200).json();
    let starts: Vec<_> = found["slots"].as_array().expect("slots").iter().map(|slot| slot["start"].clone()).collect();
    let wanted = |number: usize| json!({"service_id": salon::SERVICE, "start": starts[number]});
    let hold = async |visitor: &Visitor, number: usize| {
        visitor.post(&app, &salon::path("holds"), wanted(number), &format!("hold-number-{number}")).await
    };
    let mut last = String::new();
    for number in 0..20 {
        let held = hold(&visitor, number).await.expect(201).json();
        last = held["id"].as_str().unwrap_or_default().to_owned();
    }
    let refused = hold(&visitor, 20).await.expect(429);
    assert_eq!(
        (refused.header("retry-after"), &refused.json()["type"]),
        (Some("300"), &json!("/problems/too-many-requests"))
    );
    assert_eq!(hold(&visitor, 19).await.expect(201).json()["id"], json!(last), "what is kept is answered again");
    let neighbour = Visitor::welcome(&app, "192.0.2.2").await;
    hold(&neighbour, 20).await.expect(201);

    let release = salon::path(&format!("holds/{last}"));
    app.respond(visitor.request(&app, "DELETE", &release, None, None)).await.expect(204);
    hold(&visitor, 21).await.expect(201);
    hold(&visitor, 22).await.expect(429);
    app.clock.advance_ms(5 * 60_000);
    hold(&visitor, 22).await.expect(201);
}
