//! Anything at once, with answers and requests that are lost and repeated: whatever the history, nobody is booked twice,
//! and what somebody was told is so.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use std::collections::HashSet;

use common::{Salon, salon_seeded};
use serde_json::{Value as Json, json};
use testkit::{Fault, Reply, SeededRandom};
use tokio::task::LocalSet;

/// How many histories there are, how many rounds each has, and how many do something in a round.
const HISTORIES: u64 = 6;
const ROUNDS: u64 = 12;
const AT_ONCE: u64 = 10;

#[tokio::test]
async fn no_history_books_twice() {
    for seed in 0..HISTORIES {
        LocalSet::new().run_until(history(seed)).await;
    }
}

async fn history(seed: u64) {
    let random = SeededRandom::new(seed);
    let changes = match seed % 3 {
        0 => json!({}),
        1 => json!({"capacity": 3, "buffer_after_minutes": 15}),
        _ => json!({"room_required": true, "buffer_before_minutes": 10, "slot_step_minutes": 30}),
    };
    let salon = salon_seeded(2, changes, seed).await;
    if seed % 3 == 2 {
        salon.new_room("Blue", &salon.service).await;
    }
    let mut told: HashSet<String> = HashSet::new();
    for round in 0..ROUNDS {
        let faults = (0..AT_ONCE * 3).map(|_| match random.below(8) {
            0 => Some(Fault::Lost),
            1 => Some(Fault::AnswerLost),
            _ => None,
        });
        salon.app.databases.plan_faults(faults.collect());
        let mut tasks = Vec::new();
        for number in 0..AT_ONCE {
            tasks.push(act(&salon, &random, &told, format!("{seed}-{round}-{number}")));
        }
        for task in tasks {
            let reply = task.await.expect("a task that ends");
            assert!([200, 201, 409].contains(&reply.status), "{seed}: {} {}", reply.status, reply.text());
            if reply.status == 201 {
                assert!(told.insert(reply.json()["id"].as_str().expect("an id").to_owned()), "told once");
            }
        }
        salon.app.databases.plan_faults(Vec::new());
        salon.app.clock.advance_ms(i64::try_from(random.below(120_000)).unwrap_or_default());
        salon.assert_consistent().await;
        let count = salon.count("SELECT count(*) FROM appointments").await;
        assert_eq!(usize::try_from(count), Ok(told.len()), "{seed}: all that was booked was told, and nothing else");
    }
    assert!(told.len() > 5, "something happened");
}

/// Books, moves or cancels, and repeats it under the same key until there is an answer.
fn act(salon: &Salon, random: &SeededRandom, told: &HashSet<String>, key: String) -> tokio::task::JoinHandle<Reply> {
    let start = format!("2026-01-06T{:02}:{:02}:00Z", 9 + random.below(8), 30 * random.below(2));
    let mut ids: Vec<&String> = told.iter().collect();
    ids.sort();
    let chosen = ids.get(usize::try_from(random.below(ids.len() as u64)).unwrap_or_default());
    let (path, body): (String, Json) = match (random.below(4), chosen) {
        (0, Some(id)) => (format!("/api/appointments/{id}/cancel"), json!({"reason": "simulated"})),
        (1, Some(id)) => (format!("/api/appointments/{id}/reschedule"), json!({"start": start})),
        _ => {
            let visitor = usize::try_from(random.below(20)).unwrap_or_default();
            ("/api/appointments/book".to_owned(), salon.booking(&start, visitor, json!({})))
        }
    };
    let (app, admin) = (salon.app.clone(), salon.admin.clone());
    tokio::task::spawn_local(async move {
        loop {
            let mut request = app.request("POST", &path, Some(body.clone()));
            request.headers.push(("authorization".to_owned(), format!("Bearer {}", app.token(&admin.caller))));
            request.headers.push(("idempotency-key".to_owned(), key.clone()));
            let reply = app.respond(request).await;
            if reply.status != 503 {
                return reply;
            }
        }
    })
}
