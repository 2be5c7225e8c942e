//! What whoever serves is told of their appointments: rows of the outbox in the transaction of what they tell of, as the
//! visitor's are, in their own language and by their own clock, with the appointment for their calendar.

use api::{Context, Problem, Transaction};
use domain::calendar::{self, Method};
use entity::Row;
use store::{ResultSet, Statement};

use crate::Visit;
use crate::invitation::{Side, place, rendered, title};
use crate::message::{Letter, Occasion, filled};
use crate::rows::{rows, text};
use crate::words::Words;

/// Where somebody of the staff is written to.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// The staff member's id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their own address, or that of the user they sign in as; nothing for who has none, or wants no letters.
    pub email: Option<String>,
    /// Their language as a user, or else the client's.
    pub language: String,
    /// The name of their zone, or else of the client's.
    pub time_zone: String,
}

/// The columns of a colleague besides id and name, of the staff `s` with the user `u`.
pub(crate) const COLUMNS: &str = "iif(s.is_notified, coalesce(s.email, iif(u.is_active, u.email, NULL)), NULL) \
    AS notice_email, coalesce(u.locale, (SELECT locale FROM clients WHERE id = s.client_id)) AS notice_language, \
    coalesce(s.time_zone, u.timezone, (SELECT timezone FROM clients WHERE id = s.client_id)) AS notice_zone";

impl Colleague {
    /// The statement that reads all who serve an appointment.
    pub(crate) fn of_appointment(id: &str) -> Statement {
        let sql = format!(
            "SELECT s.id, s.name, {COLUMNS} FROM staff s LEFT JOIN users u ON u.id = s.user_id WHERE s.id IN (SELECT \
             staff_id FROM appointments WHERE id = ?1 UNION SELECT staff_id FROM appointment_staff WHERE appointment_id = \
             ?1) ORDER BY s.id"
        );
        Statement::new(sql, vec![id.into()])
    }

    /// Reads all that [`Colleague::of_appointment`] gave.
    pub(crate) fn read_all(set: Option<&ResultSet>) -> Vec<Self> {
        rows(set).map(|row| Colleague::read(&row)).collect()
    }

    pub(crate) fn read(row: &Row<'_>) -> Self {
        Colleague {
            id: text(row, "id"),
            name: text(row, "name"),
            email: row.text("notice_email").map(str::to_owned),
            language: text(row, "notice_language"),
            time_zone: text(row, "notice_zone"),
        }
    }
}

/// Adds what those who serve are told of an occasion.
pub(crate) fn tell(
    context: &Context<'_>,
    colleagues: &[Colleague],
    visit: &Visit,
    occasion: Occasion,
    reason: Option<&str>,
    transaction: &mut Transaction,
) -> Result<(), Problem> {
    for colleague in colleagues {
        let calendar = occasion.method().map(|method| (method, visit));
        write(context, colleague, visit, occasion.name(), calendar, reason, transaction)?;
    }
    Ok(())
}

/// Adds what those are told who serve, or served, an appointment that is moved from `before` to `moved`.
pub(crate) fn tell_of_move(
    context: &Context<'_>,
    before: (&[Colleague], &Visit),
    after: (&[&Colleague], &Visit),
    reason: Option<&str>,
    transaction: &mut Transaction,
) -> Result<(), Problem> {
    let ((old, visit), (new, moved)) = (before, after);
    let (invited, waits) = (visit.status == "CONFIRMED", moved.status == "SCHEDULED");
    let gone = visit.gone();
    // Whoever was never invited has nothing in a calendar to be called off.
    let called_off = invited.then_some((Method::Cancel, &gone));
    for colleague in new {
        let served = old.iter().any(|other| other.id == colleague.id);
        let (occasion, calendar) = match (waits, served) {
            (true, true) => (Occasion::Received, called_off),
            (true, false) => (Occasion::Received, None),
            (false, true) => (Occasion::Rescheduled, Some((Method::Request, moved))),
            (false, false) => (Occasion::Confirmed, Some((Method::Request, moved))),
        };
        write(context, colleague, moved, occasion.name(), calendar, reason, transaction)?;
    }
    for colleague in old.iter().filter(|other| new.iter().all(|colleague| colleague.id != other.id)) {
        write(context, colleague, &gone, "passed_on", called_off, reason, transaction)?;
    }
    Ok(())
}

fn write(
    context: &Context<'_>,
    colleague: &Colleague,
    visit: &Visit,
    occasion: &str,
    calendar: Option<(Method, &Visit)>,
    reason: Option<&str>,
    transaction: &mut Transaction,
) -> Result<(), Problem> {
    let Some(recipient) = colleague.email.as_deref() else { return Ok(()) };
    let (subject, body) = letter(colleague, visit, occasion, reason);
    let calendar = calendar.map(|(method, state)| invitation(state, colleague, method, context.now_ms));
    let letter = Letter { client: &visit.client, channel: "EMAIL", recipient, subject, body, calendar };
    letter.write(context, transaction)?;
    Ok(())
}

/// The appointment for the calendar of somebody who serves: it names who comes, and how to reach them.
fn invitation(visit: &Visit, colleague: &Colleague, method: Method, stamp_ms: i64) -> String {
    let guest = [&visit.guest.name, &visit.guest.email, &visit.guest.phone];
    let guest: Vec<&str> = guest.into_iter().flatten().map(String::as_str).collect();
    let attendee = |email| calendar::Person { name: &colleague.name, email };
    let side = Side {
        summary: title(visit),
        description: guest.join("\n"),
        attendee: colleague.email.as_deref().map(attendee),
        time_zone: &colleague.time_zone,
        url: "",
    };
    rendered(visit, method, visit.sequence, stamp_ms, side)
}

/// Subject and text. Who comes stands in the text alone: a subject is kept as it is.
fn letter(colleague: &Colleague, visit: &Visit, occasion: &str, reason: Option<&str>) -> (String, String) {
    let words = Words::of(&colleague.language);
    let when = words.when(visit.start_ms, &colleague.time_zone);
    let values = [
        ("{name}", colleague.name.as_str()),
        ("{service}", &visit.service_name),
        ("{when}", &when),
        ("{reason}", reason.unwrap_or_default()),
    ];
    let subject = filled(&words.text(&format!("/staff/{occasion}/subject")), &values);
    let text = words.text(&format!("/staff/{occasion}/text"));
    let place = place(visit);
    let guest = [&visit.guest.name, &visit.guest.email, &visit.guest.phone];
    let mut lines = vec![visit.service_name.as_str(), &when];
    lines.extend(guest.into_iter().flatten().map(String::as_str));
    lines.extend(Some(place.as_str()).filter(|place| !place.is_empty()));
    let mut body = filled(&format!("{}\n\n{text}\n\n", words.text("/greeting")), &values);
    body.push_str(&lines.join("\n"));
    body.push('\n');
    if reason.is_some_and(|reason| !reason.is_empty()) {
        body.push_str(&filled(&words.text("/reason"), &values));
    }
    body.push_str(&format!("\n{}\n", visit.client_name));
    (subject.chars().take(250).collect(), body)
}
