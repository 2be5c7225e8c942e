//! Confirmations and reminders: each goes out once, however many clocks call, and none to whoever does not come.

use std::thread;
use std::time::Duration;

use entity::civil::{format_timestamp, parse_timestamp};
use serde_json::{Value as Json, json};

use crate::Client;
use crate::clock::Ring;
use crate::crowds::at_once;
use crate::site::{Site, now_ms};

/// How many visitors are reminded.
const VISITORS: usize = 12;

/// How many clocks call at the same moment.
const CLOCKS: usize = 3;

/// How long there is at least to book before the reminders are due, in milliseconds.
const AHEAD_MS: i64 = 15_000;

const MINUTE_MS: i64 = 60_000;

/// Visitors with appointments whose reminders are due in a minute and a quarter at the latest, and again on the day itself.
pub struct Reminded {
    site: Site,
    due_ms: i64,
}

impl Reminded {
    /// Books for them. The last of them cancels.
    pub fn arrange(nobody: &Client, admin: &Client) -> Self {
        let mut site = Site::new(admin);
        let start = site.slot(nobody);
        let start_ms = parse_timestamp(&start).expect("a time");
        let minutes = (start_ms - now_ms() - AHEAD_MS) / MINUTE_MS;
        let due_ms = start_ms - minutes * MINUTE_MS;
        site.service = site.offer(admin, json!({"capacity": VISITORS, "reminder_minutes": [minutes, 60]}));
        let path = site.path("/appointments");
        let booked = at_once(&site.tokens(nobody, VISITORS), |number, token| {
            let key = format!("reminded-{number}");
            let booking = site.booking(&start, &number.to_string());
            site.post_until_answered(nobody, &path, token, &key, &booking).expect(201)
        });
        let link = format!("/embed/appointments/{}", booked.last().expect("a visitor").text("token"));
        site.post(nobody, &link, "", "cancelled-key", &json!({"action": "cancel"})).expect(200);
        Reminded { site, due_ms }
    }

    /// Has several clocks call at once when the reminders are due, and one more afterwards.
    pub fn are_told_once(&self, admin: &Client, ring: Ring<'_>) {
        let list = |resource: &str| admin.all(&format!("/api/{resource}?client_id={}&sort=id", self.site.client));
        let statuses = |status: &str| {
            let reminders = list("reminders");
            reminders.into_iter().filter(|reminder| reminder["status"] == status).collect::<Vec<Json>>()
        };
        assert_eq!((statuses("PENDING").len(), statuses("CANCELLED").len()), (2 * (VISITORS - 1), 2));
        assert_eq!(list("outbox-messages").len(), VISITORS + 1, "the confirmations, and a cancellation");
        let wait = u64::try_from(self.due_ms + 1000 - now_ms()).unwrap_or_default();
        thread::sleep(Duration::from_millis(wait));
        at_once(&[(); CLOCKS], |_, ()| ring());

        let sent = statuses("SENT");
        let due = format_timestamp(self.due_ms);
        assert_eq!((sent.len(), statuses("PENDING").len()), (VISITORS - 1, VISITORS - 1));
        assert!(sent.iter().all(|reminder| reminder["due_at"].as_str() == due.as_deref()), "{due:?}: {sent:?}");
        let messages = list("outbox-messages");
        for number in 0..VISITORS {
            let recipient = format!("visitor{number}@example.com");
            let to: Vec<&Json> = messages.iter().filter(|message| message["recipient"] == recipient.as_str()).collect();
            let words: Vec<&str> =
                to.iter().filter_map(|message| message["subject"].as_str()?.split(':').next()).collect();
            let last = if number == VISITORS - 1 { "Abgesagt" } else { "Erinnerung" };
            assert_eq!(words, ["Bestätigt", last], "{recipient}");
            let carries = |reminder: &&Json| reminder["outbox_message_id"] == to[1]["id"];
            assert_eq!(sent.iter().filter(carries).count(), usize::from(last == "Erinnerung"), "{recipient}");
        }
        ring();
        assert_eq!(list("outbox-messages"), messages, "a later clock sends nothing again");
    }
}
