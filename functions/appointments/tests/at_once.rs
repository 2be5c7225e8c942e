//! Many at once for what there is only one of: exactly as many get it as there are places.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use api::Context;
use booking::{HoldRequest, Holder, Nothing, Reach, Repetition, hold};
use common::{Salon, salon};
use serde_json::{Value as Json, json};
use testkit::Reply;
use tokio::task::{JoinHandle, LocalSet};

async fn all(tasks: Vec<JoinHandle<Reply>>) -> Vec<Reply> {
    let mut replies = Vec::new();
    for task in tasks {
        replies.push(task.await.expect("a task that ends"));
    }
    replies
}

/// How many were booked; everybody else was told what else is free.
fn booked(replies: &[Reply]) -> usize {
    for reply in replies.iter().filter(|reply| reply.status != 201 && reply.status != 200) {
        assert_eq!(reply.status, 409, "{}", reply.text());
        assert!(reply.json()["next_free"].is_array(), "{}", reply.text());
    }
    replies.iter().filter(|reply| reply.status != 409).count()
}

async fn book_at_once(salon: &Salon, count: usize, start: &str, more: Json) -> Vec<Reply> {
    let task = |visitor| salon.book_later(salon.booking(start, visitor, more.clone()), None);
    all((0..count).map(task).collect()).await
}

#[tokio::test]
async fn one_of_a_thousand_gets_the_slot() {
    let work = async {
        let salon = salon(1, json!({})).await;
        let replies = book_at_once(&salon, 1000, "2026-01-06T10:00:00Z", json!({})).await;
        assert_eq!(booked(&replies), 1);
        assert_eq!(salon.count("SELECT count(*) FROM appointments").await, 1);
        assert_eq!(salon.count("SELECT count(*) FROM outbox_messages").await, 2, "one to each side");
        assert_eq!(salon.count("SELECT count(*) FROM contacts").await, 1);
        salon.assert_consistent().await;
    };
    LocalSet::new().run_until(work).await;
}

#[tokio::test]
async fn the_seats_of_a_group_are_taken_once() {
    let work = async {
        let salon = salon(1, json!({"capacity": 7})).await;
        let replies = book_at_once(&salon, 100, "2026-01-06T10:00:00Z", json!({"seats": 2})).await;
        assert_eq!(booked(&replies), 3);
        let replies = book_at_once(&salon, 100, "2026-01-06T10:00:00Z", json!({})).await;
        assert_eq!(booked(&replies), 1);
        salon.assert_consistent().await;
    };
    LocalSet::new().run_until(work).await;
}

#[tokio::test]
async fn people_and_rooms_are_given_once() {
    let work = async {
        let salon = salon(3, json!({"room_required": true})).await;
        salon.new_room("Blue", &salon.service).await;
        salon.new_room("Green", &salon.service).await;
        // Each person is asked for by a quarter of the visitors: whoever is free, the rooms are not.
        let task = |visitor: usize| {
            let more = json!({"staff_id": salon.staff.get(visitor % 4)});
            salon.book_later(salon.booking("2026-01-06T10:00:00Z", visitor, more), None)
        };
        let replies = all((0..100).map(task).collect()).await;
        assert_eq!(booked(&replies), 2, "two rooms for three people");
        salon.assert_consistent().await;
    };
    LocalSet::new().run_until(work).await;
}

#[tokio::test]
async fn everybody_else_is_tried_before_somebody_is_turned_away() {
    let work = async {
        for people in [3, 8] {
            for assignment in ["ANY_LEAST_RECENT", "ANY_PRIORITY"] {
                let salon = salon(people, json!({"assignment": assignment})).await;
                let replies = book_at_once(&salon, people + 2, "2026-01-06T10:00:00Z", json!({})).await;
                assert_eq!(booked(&replies), people, "{assignment}");
                salon.assert_consistent().await;
            }
        }
    };
    LocalSet::new().run_until(work).await;
}

#[tokio::test]
async fn one_of_many_moves_to_the_slot() {
    let work = async {
        let salon = salon(1, json!({})).await;
        let mut ids = Vec::new();
        for (number, day) in (0..24).zip([6, 7, 8].into_iter().cycle()) {
            let start = format!("2026-01-{day:02}T{:02}:00:00Z", 9 + number / 3);
            ids.push(salon.book(&start, number).await.expect(201).json()["id"].as_str().expect("an id").to_owned());
        }
        let task = |id: &String| {
            let (app, admin, path) =
                (salon.app.clone(), salon.admin.clone(), format!("/api/appointments/{id}/reschedule"));
            tokio::task::spawn_local(
                async move { app.post(&admin, &path, json!({"start": "2026-01-09T10:00:00Z"})).await },
            )
        };
        let replies = all(ids.iter().map(task).collect()).await;
        assert_eq!(booked(&replies), 1);
        salon.assert_consistent().await;
    };
    LocalSet::new().run_until(work).await;
}

/// A hold for one of many, each by a key of their own or without one.
fn wanted(service: String, number: usize, keyed: bool) -> HoldRequest {
    let hash = format!("{number:064}");
    HoldRequest {
        service,
        start_ms: 1_767_693_600_000,
        staff: None,
        seats: 1,
        repetition: keyed.then(|| Repetition { key_hash: hash.clone(), request_hash: hash.clone() }),
        holder: Holder { hash, most: 1 },
    }
}

#[tokio::test]
async fn one_of_many_holds_the_slot_and_books_it() {
    let work = async {
        let salon = salon(1, json!({})).await;
        let keep = |number: usize| {
            let (app, service) = (salon.app.clone(), salon.service.clone());
            tokio::task::spawn_local(async move {
                let context = Context::system(&app.host);
                let request = wanted(service, number, true);
                hold(&context, &app.database, Reach::Everything, &request, &mut Nothing).await
            })
        };
        let tasks: Vec<_> = (0..200).map(keep).collect();
        let mut holders = Vec::new();
        for (number, task) in tasks.into_iter().enumerate() {
            match task.await.expect("a task that ends") {
                Ok(held) => holders.push((number, held)),
                Err(refused) => assert_eq!(refused.problem.status(), 409),
            }
        }
        let [(number, held)] = holders.as_slice() else { panic!("{} hold it", holders.len()) };
        let again = keep(*number).await.expect("a task that ends").expect("the same hold");
        assert_eq!(again, *held, "a repetition is the same hold");
        let replies = book_at_once(&salon, 20, "2026-01-06T10:00:00Z", json!({})).await;
        assert_eq!(booked(&replies), 0, "it is kept");
        let replies = book_at_once(&salon, 20, "2026-01-06T10:00:00Z", json!({"hold_id": held.id})).await;
        assert_eq!(booked(&replies), 1, "for whoever holds it");
        assert_eq!(salon.count("SELECT count(*) FROM holds").await, 0);
        salon.assert_consistent().await;
    };
    LocalSet::new().run_until(work).await;
}

#[tokio::test]
async fn a_hold_ends_by_itself() {
    let salon = salon(1, json!({})).await;
    let context = Context::system(&salon.app.host);
    let request = wanted(salon.service.clone(), 0, false);
    let database = &salon.app.database;
    hold(&context, database, Reach::Everything, &request, &mut Nothing).await.expect("a hold");
    salon.book("2026-01-06T10:00:00Z", 1).await.expect(409);
    salon.app.clock.advance_ms(5 * 60_000);
    salon.book("2026-01-06T10:00:00Z", 1).await.expect(201);
    salon.assert_consistent().await;
}
