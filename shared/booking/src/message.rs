//! What a visitor is told, in their language and by their clock: rows of the outbox, in the transaction of what they
//! tell of, so that each goes out once and none without its reason.

use api::problem::Kind;
use api::seal::{self, Place};
use api::{CallerKind, Context, Problem, Transaction};
use domain::calendar::Method;
use domain::identity::entities::OutboxMessage;
use entity::Entity;
use store::{DatabaseName, Statement};

use crate::invitation::{invitation, place};
use crate::rows::{Cells, completed};
use crate::words::Words;
use crate::{Visit, link};

/// What there is to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// A request came in and waits to be confirmed.
    Received,
    /// It is confirmed.
    Confirmed,
    /// The request was declined.
    Declined,
    /// Its visitor took the request back.
    Withdrawn,
    /// It is cancelled.
    Cancelled,
    /// It was moved.
    Rescheduled,
    /// It is soon.
    Reminder,
}

impl Occasion {
    /// The name in the words of a language.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Occasion::Received => "received",
            Occasion::Confirmed => "confirmed",
            Occasion::Declined => "declined",
            Occasion::Withdrawn => "withdrawn",
            Occasion::Cancelled => "cancelled",
            Occasion::Rescheduled => "rescheduled",
            Occasion::Reminder => "reminder",
        }
    }

    /// What calendars are told, if anything.
    pub(crate) fn method(self) -> Option<Method> {
        match self {
            Occasion::Confirmed | Occasion::Rescheduled => Some(Method::Request),
            Occasion::Cancelled => Some(Method::Cancel),
            Occasion::Received | Occasion::Declined | Occasion::Withdrawn | Occasion::Reminder => None,
        }
    }
}

/// What visitors do within an hour may write so many letters to one address of theirs, from one business.
const MOST_LETTERS: i64 = 20;
const HOUR_MS: i64 = 3_600_000;

/// Adds the message to a transaction, and gives its id; nothing for somebody who left neither address nor number, of an
/// entry in quarantine, and of what is over.
///
/// # Errors
///
/// When the installation has no key to seal with.
pub fn send(
    context: &Context<'_>,
    database: &DatabaseName,
    visit: &Visit,
    occasion: Occasion,
    reason: Option<&str>,
    transaction: &mut Transaction,
) -> Result<Option<String>, Problem> {
    let calendar = occasion.method().map(|method| (method, visit));
    send_with(context, database, visit, occasion, reason, calendar, transaction)
}

/// The same with what calendars are told of which state of the appointment.
pub(crate) fn send_with(
    context: &Context<'_>,
    database: &DatabaseName,
    visit: &Visit,
    occasion: Occasion,
    reason: Option<&str>,
    calendar: Option<(Method, &Visit)>,
    transaction: &mut Transaction,
) -> Result<Option<String>, Problem> {
    let announces = matches!(occasion, Occasion::Received | Occasion::Confirmed | Occasion::Rescheduled);
    if visit.is_suspicious || announces && visit.end_ms <= context.now_ms {
        return Ok(None);
    }
    let (channel, recipient) = match (&visit.guest.email, &visit.guest.phone) {
        (Some(email), _) => ("EMAIL", email),
        (None, Some(phone)) => ("SMS", phone),
        (None, None) => return Ok(None),
    };
    let host = context.host();
    let url = link::issue(host, database, &visit.id);
    let url = url.map(|token| link::manage_url(host, visit.page.as_deref(), &token)).unwrap_or_default();
    let (subject, body) = text(visit, occasion, reason, &url);
    let calendar = calendar.filter(|_| channel == "EMAIL");
    let calendar = calendar.map(|(method, state)| invitation(state, method, state.sequence, context.now_ms, &url));
    if context.caller().is_ok_and(|caller| caller.kind == CallerKind::Visitor) {
        let mut problem = Problem::new(Kind::TooManyRequests, "There were too many letters to this address.");
        problem.retry_after = u32::try_from(HOUR_MS / 1000).ok();
        transaction.guard(few_letters(context, &visit.client, recipient), problem);
    }
    let letter = Letter { client: &visit.client, channel, recipient, subject, body, calendar };
    letter.write(context, transaction).map(Some)
}

/// That an address was not written to too often: whoever enters somebody else's does not flood them.
fn few_letters(context: &Context<'_>, client: &str, recipient: &str) -> Statement {
    Statement::new(
        "INSERT INTO guard SELECT count(*) < ?4 FROM outbox_messages WHERE client_id = ?1 AND recipient = ?2 AND \
         created_at > ?3",
        vec![client.into(), recipient.into(), (context.now_ms - HOUR_MS).into(), MOST_LETTERS.into()],
    )
}

/// A message that is ready to be sent.
pub(crate) struct Letter<'a> {
    pub client: &'a str,
    /// `EMAIL` or `SMS`.
    pub channel: &'static str,
    pub recipient: &'a str,
    pub subject: String,
    pub body: String,
    /// An iCalendar file that goes with it.
    pub calendar: Option<String>,
}

impl Letter<'_> {
    /// Adds its row, and gives the row's id.
    pub fn write(self, context: &Context<'_>, transaction: &mut Transaction) -> Result<String, Problem> {
        let id = context.new_id(OutboxMessage::DEFINITION);
        let sealed = |column: &'static str, clear: &str| {
            seal::seal(context.host(), Place { table: OutboxMessage::DEFINITION.table, column, id: &id }, clear)
        };
        let mut cells: Cells = vec![
            ("client_id", self.client.into()),
            ("channel", self.channel.into()),
            ("recipient", self.recipient.into()),
            ("subject", self.subject.into()),
            ("body", sealed("body", &self.body)?.into()),
            ("next_attempt_at", context.now_ms.into()),
        ];
        if let Some(calendar) = &self.calendar {
            cells.push(("calendar", sealed("calendar", calendar)?.into()));
        }
        let cells = completed(context, OutboxMessage::DEFINITION, &id, cells);
        transaction.step(store::sql::insert(OutboxMessage::NAME.table, &cells, &[]));
        Ok(id)
    }
}

/// Subject and text.
pub fn text(visit: &Visit, occasion: Occasion, reason: Option<&str>, url: &str) -> (String, String) {
    let words = Words::of(&visit.language);
    let when = words.when(visit.start_ms, &visit.time_zone);
    let place = place(visit);
    let name = visit.guest.name.as_deref().unwrap_or_default();
    let values = [
        ("{name}", name),
        ("{service}", &visit.service_name),
        ("{business}", &visit.client_name),
        ("{when}", &when),
        ("{staff}", &visit.staff_name),
        ("{place}", &place),
        ("{reason}", reason.unwrap_or_default()),
        ("{phone}", visit.client_phone.as_deref().unwrap_or_default()),
        ("{url}", url),
    ];
    let subject = filled(&words.text(&format!("/{}/subject", occasion.name())), &values);
    let mut body = words.text(if name.is_empty() { "/greeting_nobody" } else { "/greeting" });
    body.push_str("\n\n");
    body.push_str(&words.text(&format!("/{}/text", occasion.name())));
    body.push_str("\n\n{service}\n{when}\n{staff}\n");
    let live = !matches!(occasion, Occasion::Declined | Occasion::Withdrawn | Occasion::Cancelled);
    let lines = [
        ("{place}\n", live && !place.is_empty()),
        ("/reason", reason.is_some_and(|reason| !reason.is_empty())),
        ("/manage", live && !url.is_empty()),
        ("\n{business}\n", true),
        ("{phone}\n", visit.client_phone.is_some()),
    ];
    for (line, _) in lines.into_iter().filter(|(_, there)| *there) {
        match line.strip_prefix('/') {
            Some(_) => body.push_str(&words.text(line)),
            None => body.push_str(line),
        }
    }
    (subject.chars().take(250).collect(), filled(&body, &values))
}

/// A text with its places filled in; what is filled in is not looked through again.
pub(crate) fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(position) = rest.find('{') {
        let (before, from) = rest.split_at(position);
        out.push_str(before);
        match values.iter().find(|(name, _)| from.starts_with(name)) {
            Some((name, value)) => {
                out.push_str(value);
                rest = from.get(name.len()..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}
