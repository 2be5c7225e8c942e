//! Moving an appointment to another slot: its old time is freed and the new one taken in one transaction.

use api::problem::Kind;
use api::{Context, Problem, Refused, Transaction};
use domain::appointments::entities::{Appointment, Service};
use domain::calendar::Method;
use entity::{Entity, Value};
use store::{DatabaseName, Statement};

use crate::colleague::{Colleague, tell_of_move};
use crate::guards::guard;
use crate::look::{look, taken};
use crate::message::{Occasion, send_with};
use crate::placing::{Owner, Placing};
use crate::reading::{Question, Reach};
use crate::rows::{Cells, read};
use crate::status::{By, free, row_statement, unchanged, write};
use crate::visit::Outcome;
use crate::write::together;
use crate::{Alongside, Nothing, Offer, Visit, reminder};

/// Where an appointment is to be moved.
#[derive(Clone, Debug)]
pub struct Rescheduling {
    /// The appointment.
    pub id: String,
    /// Its new start, in milliseconds since 1970.
    pub start_ms: i64,
    /// The one person that is asked for. Otherwise whoever served is preferred.
    pub staff: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Whether staff move it past notice, horizon and hours, or into the past.
    pub outside_rules: bool,
}

/// Moves an appointment, or says what else is free. To move it to where it is changes nothing.
///
/// # Errors
///
/// 409 with `next_free` when the slot is not free, when the appointment does not take place any more, or when it is too
/// late for its visitor; 404 and 403 as everywhere.
pub async fn reschedule(
    context: &Context<'_>,
    database: &DatabaseName,
    by: By,
    wanted: &Rescheduling,
    alongside: &mut dyn Alongside,
) -> Result<Outcome, Refused> {
    let access = by.access(context)?;
    let id = wanted.id.as_str();
    let mut statements = vec![Visit::statement(id, &access), row_statement(id), Colleague::of_appointment(id)];
    statements.extend(alongside.reads());
    let sets = read(context, database, statements).await?;
    alongside.look(sets.get(3..).unwrap_or_default())?;
    let visit = Visit::read(sets.first())?;
    let colleagues = Colleague::read_all(sets.get(2));
    if !visit.is_live() {
        return Err(Problem::new(Kind::Conflict, "The appointment does not take place any more.").into());
    }
    let other = wanted.staff.as_deref().is_some_and(|staff| staff != visit.staff);
    if visit.start_ms == wanted.start_ms && !other {
        let row = sets.into_iter().nth(1).and_then(|mut set| set.rows.pop()).ok_or_else(Problem::not_found)?;
        return unchanged(context, database, Outcome { visit, row }, alongside).await;
    }
    if by == By::Visitor && context.now_ms > visit.reschedule_until_ms() {
        return Err(Problem::new(Kind::TooLate, "It is too late to move it from here. Ask the business.").into());
    }
    if by == By::Visitor && !visit.may_be_moved() {
        return Err(
            Problem::new(Kind::Conflict, "It was moved too often to be moved from here. Ask the business.").into()
        );
    }
    let reached = match by {
        By::Staff => Some(context.access(Service::DEFINITION, "read")?),
        By::Visitor => None,
    };
    let services = reached.as_ref().map_or(Reach::Everything, |access| Reach::Of(Service::DEFINITION, access));
    let around = Question::around(&visit.service, wanted.staff.as_deref(), wanted.start_ms, context.now_ms);
    let around = around.with_start(wanted.start_ms, wanted.outside_rules);
    let question = Question { own_appointment: Some(visit.id.clone()), ..around };
    let mut tries = 0;
    loop {
        tries += 1;
        let found = look(context, database, services, &question, Vec::new(), &mut Nothing).await?;
        let offer = &found.offer;
        if by == By::Visitor {
            offer.require_staff_choice(wanted.staff.as_deref())?;
        }
        let lot = Placing::lot(offer, wanted.start_ms, visit.seats, context, tries);
        let preferred = lot.or_else(|| offer.place_of(&visit.staff));
        let open = wanted.outside_rules.then(|| offer.outside_rules(wanted.start_ms));
        let placing = match &open {
            Some(open) => Placing::find(open, wanted.start_ms, visit.seats, wanted.start_ms, preferred),
            None => Placing::find(offer, wanted.start_ms, visit.seats, context.now_ms, preferred),
        };
        let Some(placing) = placing.filter(|_| tries <= offer.most_tries()) else {
            return Err(taken(context, offer, wanted.start_ms, visit.seats));
        };
        let mut transaction = Transaction::begin(context);
        alongside.begin(&mut transaction)?;
        by.guard(context, &visit, &mut transaction)?;
        let guards = guard(context, offer, &placing, &question, &found.fingerprints, &mut transaction);
        let moved = moved(&visit, offer, &placing, by == By::Visitor && offer.service.requires_approval);
        let written = write(context, &visit.id, cells(&moved, offer, &placing, wanted), &mut transaction);
        transaction.step(free(&visit.id));
        for statement in placing.occupancies(context, offer, &Owner::Appointment(&visit.id)) {
            transaction.step(statement);
        }
        transaction.step(reminder::cancel(context, &visit.id));
        reminder::plan(context, offer, &visit.id, placing.start_ms, &mut transaction);
        let before = "DELETE FROM appointment_staff WHERE appointment_id = ?1";
        transaction.step(Statement::new(before, vec![visit.id.as_str().into()]));
        if placing.staff.len() > 1 {
            for statement in together(context, offer, &placing, &visit.id) {
                transaction.step(statement);
            }
        }
        let reason = wanted.reason.as_deref();
        let gone = visit.gone();
        let (occasion, calendar) = told(&visit, &moved, &gone);
        send_with(context, database, &moved, occasion, by.told(reason), calendar, &mut transaction)?;
        let serving: Vec<&Colleague> = placing.staff.iter().map(|person| &person.colleague).collect();
        tell_of_move(context, (&colleagues, &visit), (&serving, &moved), reason, &mut transaction)?;
        alongside.finish(&mut transaction, &moved)?;
        match transaction.run(context, database, Some(Appointment::DEFINITION)).await {
            Ok(mut results) => {
                let row = results.get_mut(written).and_then(|set| set.rows.pop()).ok_or_else(Problem::internal)?;
                return Ok(Outcome { visit: moved, row });
            }
            Err(refused) if !guards.stale(&refused) => return Err(refused),
            Err(_) => {}
        }
    }
}

/// What its visitor is told. Whoever waits to be confirmed is told that the request is in, and not invited; if they were
/// before, their calendar is told that it does not take place when it did.
fn told<'v>(visit: &Visit, moved: &'v Visit, gone: &'v Visit) -> (Occasion, Option<(Method, &'v Visit)>) {
    match (visit.status == "CONFIRMED", moved.status == "CONFIRMED") {
        (_, true) => (Occasion::Rescheduled, Some((Method::Request, moved))),
        (true, false) => (Occasion::Received, Some((Method::Cancel, gone))),
        (false, false) => (Occasion::Received, None),
    }
}

/// The appointment as it will be; once more waiting to be confirmed, where what was approved was another time.
fn moved(visit: &Visit, offer: &Offer, placing: &Placing<'_>, waits: bool) -> Visit {
    let called_off = waits && visit.status == "CONFIRMED";
    let names: Vec<&str> = placing.staff.iter().map(|person| person.name.as_str()).collect();
    Visit {
        start_ms: placing.start_ms,
        end_ms: placing.end_ms,
        staff: placing.first().map(|person| person.id.clone()).unwrap_or_default(),
        staff_name: names.join(", "),
        place: placing.place(offer),
        room: placing.room.map(|(_, name)| name.clone()),
        status: if waits { "SCHEDULED".to_owned() } else { visit.status.clone() },
        // Calling it off counts too: what invites again comes after it.
        sequence: visit.sequence + 1 + i64::from(called_off),
        times_rescheduled: visit.times_rescheduled + 1,
        version: visit.version + 1,
        ..visit.clone()
    }
}

fn cells(moved: &Visit, offer: &Offer, placing: &Placing<'_>, wanted: &Rescheduling) -> Cells {
    let mut cells: Cells = vec![
        ("status", moved.status.as_str().into()),
        ("start_time", moved.start_ms.into()),
        ("end_time", moved.end_ms.into()),
        ("location_id", placing.location_cell(offer)),
        ("staff_id", moved.staff.as_str().into()),
        ("room_id", placing.room_cell()),
        ("ics_sequence", moved.sequence.into()),
        ("times_rescheduled", moved.times_rescheduled.into()),
        ("reason", wanted.reason.clone().into()),
        ("outside_rules", wanted.outside_rules.into()),
    ];
    if moved.status == "SCHEDULED" {
        cells.push(("confirmed_at", Value::Null));
    }
    cells
}
