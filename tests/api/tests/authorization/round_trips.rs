//! How many round trips to databases each operation takes, as a golden file.

use api_tests::golden;
use entity::RoundTrips;
use serde_json::json;
use testkit::Place;

use crate::calls::Operation;
use crate::world::World;

/// Commands whose plain call is refused here, because it takes a secret that only a person or a letter has. They are
/// measured where they are tested; what they say of themselves is in the file.
const NEED_A_SECRET: &[u16] = &[401, 404, 409, 422];

/// Round trips of the engine itself, beyond the one of each operation.
const OF_THE_ENGINE: &str = "\
# Beyond these, and once each:
#   the first request of a process for a tenant that writes an extensible entity, or names custom fields, reads their
#   definitions (1 more), and so does one that finds them changed (1 more and the write again);
#   a request with an Idempotency-Key that is refused looks for the answer that was kept for it (1 more).
";

#[tokio::test]
async fn one_request_is_one_round_trip() {
    let world = World::new().await;
    let me = world.app.admin();
    let contact = json!({"client_id": world.app.client(0), "last_name": "First"});
    let first = world.app.post(&me, "/api/contacts", contact.clone()).await.expect(201);
    assert_eq!(first.round_trips, 2, "one for the definitions of custom fields and one for the write");
    assert_eq!(world.app.post(&me, "/api/contacts", contact.clone()).await.expect(201).round_trips, 1);

    let mut text = String::from("# operation: round trips of a plain call. One, or a reason.\n");
    text.push_str(OF_THE_ENGINE);
    let mut lines = Vec::new();
    for operation in Operation::all(&world.document) {
        // What is deleted here is asked for nowhere else.
        let place = if operation.method == "DELETE" { Place::Client(2) } else { Place::Location(0) };
        let call = operation.calls(&world, place).await.remove(0);
        let reply = world.app.respond(call.of(&world, &me)).await;
        if operation.entity().is_some_and(|entity| entity.table == "custom_fields") {
            // The definitions are read again by the next write that they matter to.
            world.app.post(&me, "/api/contacts", contact.clone()).await.expect(201);
        }
        let declared = domain::operations().find(|candidate| candidate.name == operation.id);
        let succeeded = reply.status < 300;
        // The database was asked and has refused a second row of the same values, to part with one in use, or
        // has let it go with another one already.
        let gone = operation.method == "DELETE" && reply.status == 404;
        let conflict = (gone || reply.status == 409) && reply.round_trips > 0;
        let excused = conflict || declared.is_some() && NEED_A_SECRET.contains(&reply.status);
        assert!(succeeded || excused, "{}: {} {} {}", operation.id, reply.status, call.sent(), reply.text());
        let (most, why) = match declared.map(|declared| declared.round_trips) {
            Some(RoundTrips::Several { most, why }) => (usize::from(most), why),
            _ => (1, ""),
        };
        assert!(reply.round_trips <= most, "{} took {} round trips", operation.id, reply.round_trips);
        lines.push(match (most, succeeded) {
            (1, _) if succeeded || conflict => format!("{}: {}", operation.id, reply.round_trips),
            (1, _) => format!("{}: 1 at most", operation.id),
            (most, true) => format!("{}: {}, {} — {why}", operation.id, reply.round_trips, at_most(most)),
            (most, false) => format!("{}: {} — {why}", operation.id, at_most(most)),
        });
    }
    lines.sort();
    golden("tests/golden/round_trips.txt", &(text + &lines.join("\n") + "\n"));
}

fn at_most(most: usize) -> String {
    match most {
        255 => "as many as there are pages".to_owned(),
        most => format!("{most} at most"),
    }
}
