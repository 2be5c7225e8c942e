//! Booking: who serves is chosen from what was read, and holds only if it is still so when it is written.

use api::input::pointer_to;
use api::{Context, InputError, Problem, Refused, Transaction};
use domain::appointments::entities::{Appointment, AppointmentSource};
use domain::questions;
use entity::{Entity, Invalid, Value};
use serde_json::Value as Json;
use store::sql::Access;
use store::{DatabaseName, ResultSet, Statement};

use crate::contact::{self, Visitor};
use crate::guards::{self, guard};
use crate::placing::Placing;
use crate::reading::{Question, Reach, STATEMENTS};
use crate::rows::{read, rows};
use crate::write::write;
use crate::{Alongside, Offer, next_free_problem};

/// How many other starts are offered.
pub(crate) const OTHERS: usize = 5;

/// What of whom somebody may reach who books.
pub struct Permit<'a> {
    /// The services that may be booked.
    pub services: Reach<'a>,
    /// The appointments that may be made; any where the system itself answers for it.
    pub appointments: Option<&'a Access>,
}

/// What is to be booked.
#[derive(Clone, Debug)]
pub struct Booking {
    /// The service.
    pub service: String,
    /// When it begins, in milliseconds since 1970.
    pub start_ms: i64,
    /// The one person that is asked for.
    pub staff: Option<String>,
    /// The hold that has kept the slot.
    pub hold: Option<String>,
    /// How many seats.
    pub seats: i64,
    /// Who comes.
    pub visitor: Visitor,
    /// The zone that they read times in; the client's when empty.
    pub time_zone: Option<String>,
    /// The language that they are written to in; the client's when empty.
    pub language: Option<String>,
    /// Their answers by the ids of the questions.
    pub answers: Option<Json>,
    /// What they wrote.
    pub notes: Option<String>,
    /// How it came in.
    pub source: AppointmentSource,
    /// The widget that it came through.
    pub widget: Option<String>,
    /// The form submission that is written alongside.
    pub form_submission: Option<String>,
    /// Why staff book it past notice, horizon and hours, or into the past.
    pub outside_rules: Option<String>,
    /// The page that it was booked on, of a verified domain and without a query.
    pub page: Option<String>,
}

/// What was booked. The id of its contact is `(SELECT contact_id FROM appointments WHERE id = …)` by the end of the
/// transaction.
#[derive(Clone, Debug)]
pub struct Booked {
    /// The appointment's id.
    pub id: String,
    /// The client's id.
    pub client: String,
    /// `CONFIRMED`, or `SCHEDULED` while it waits to be confirmed.
    pub status: &'static str,
    /// When it begins, in milliseconds since 1970.
    pub start_ms: i64,
    /// When it ends.
    pub end_ms: i64,
    /// Who serves: ids and names.
    pub staff: Vec<(String, String)>,
    /// The cells of its row, as [`render::visible`] has the fields; empty until it is written.
    pub row: Vec<Value>,
}

/// Books, or says what else is free: two round trips, and two more each time that somebody else was quicker; in the end
/// one, to say what is free by then.
///
/// # Errors
///
/// 409 with `next_free` when the slot is not free; otherwise what is wrong with the request, or what is refused alongside.
pub async fn book(
    context: &Context<'_>,
    database: &DatabaseName,
    permit: &Permit<'_>,
    booking: &Booking,
    alongside: &mut dyn Alongside,
) -> Result<Booked, Refused> {
    let around = Question::around(&booking.service, booking.staff.as_deref(), booking.start_ms, context.now_ms);
    let outside = booking.outside_rules.is_some();
    let question = Question { own_hold: booking.hold.clone(), ..around.with_start(booking.start_ms, outside) };
    let mut tries = 0;
    loop {
        tries += 1;
        let of_visitor = contact::look(&booking.visitor).into_iter().collect();
        let mut found = look(context, database, permit.services, &question, of_visitor, alongside).await?;
        let guest = contact::guest(&booking.visitor, found.first.pop().as_ref())?;
        let offer = &found.offer;
        offer.require_seats(booking.seats)?;
        if booking.source == AppointmentSource::Widget {
            offer.require_staff_choice(booking.staff.as_deref())?;
        }
        let answers = answers(&offer.service.questions, booking)?;
        let held = found.held.as_deref().and_then(|staff| offer.place_of(staff));
        let preferred = held.or_else(|| Placing::lot(offer, booking.start_ms, booking.seats, context, tries));
        let open = outside.then(|| offer.outside_rules(booking.start_ms));
        let placing = match &open {
            Some(open) => Placing::find(open, booking.start_ms, booking.seats, booking.start_ms, preferred),
            None => Placing::find(offer, booking.start_ms, booking.seats, context.now_ms, preferred),
        };
        let Some(placing) = placing.filter(|_| tries <= offer.most_tries()) else {
            return Err(taken(context, offer, booking.start_ms, booking.seats));
        };
        let mut transaction = Transaction::begin(context);
        alongside.begin(&mut transaction)?;
        let guards = guard(context, offer, &placing, &question, &found.fingerprints, &mut transaction);
        // Staff who book have confirmed by it.
        let waits =
            booking.source != AppointmentSource::Staff && (offer.service.requires_approval || alongside.waits());
        let status = if waits { "SCHEDULED" } else { "CONFIRMED" };
        let (mut booked, step) = write(
            context,
            database,
            permit,
            booking,
            answers,
            offer,
            &placing,
            &guest,
            status,
            alongside.waits(),
            &mut transaction,
        )?;
        alongside.finish(&mut transaction, &booked)?;
        match transaction.run(context, database, Some(Appointment::DEFINITION)).await {
            Ok(mut results) => {
                booked.row = results.get_mut(step).and_then(|set| set.rows.pop()).ok_or_else(Problem::internal)?;
                return Ok(booked);
            }
            Err(refused) if !guards.stale(&refused) => return Err(refused),
            Err(_) => {}
        }
    }
}

/// What is known before something is written.
pub(crate) struct Found {
    pub offer: Offer,
    /// Of each person the text that changes with their hours.
    pub fingerprints: Vec<(String, String)>,
    /// Who serves by the caller's own hold, while it lasts.
    pub held: Option<String>,
    /// The results of the caller's own statements.
    pub first: Vec<ResultSet>,
}

/// Reads the offer with what guards it, further statements, and what is read alongside: one round trip.
pub(crate) async fn look(
    context: &Context<'_>,
    database: &DatabaseName,
    services: Reach<'_>,
    question: &Question,
    first: Vec<Statement>,
    alongside: &mut dyn Alongside,
) -> Result<Found, Problem> {
    let own = first.len();
    let mut statements = question.statements(context, services);
    statements.push(guards::fingerprints(question));
    let hold = "SELECT staff_id FROM holds WHERE id = ?1 AND service_id = ?2 AND expires_at > ?3";
    let args = vec![question.own_hold.clone().into(), question.service.as_str().into(), context.now_ms.into()];
    statements.push(Statement::new(hold, args));
    statements.extend(first);
    statements.extend(alongside.reads());
    let mut sets = read(context, database, statements).await?;
    let rest = sets.split_off((STATEMENTS + 2 + own).min(sets.len()));
    let first = sets.split_off((STATEMENTS + 2).min(sets.len()));
    let offer = Offer::read(&sets, question)?;
    alongside.accept(&rest, &offer)?;
    let text = |row: &entity::Row<'_>, column: &str| row.text(column).unwrap_or_default().to_owned();
    let fingerprints =
        rows(sets.get(STATEMENTS)).map(|row| (text(&row, "staff_id"), text(&row, "fingerprint"))).collect();
    let held = rows(sets.get(STATEMENTS + 1)).next().map(|row| text(&row, "staff_id"));
    Ok(Found { offer, fingerprints, held, first })
}

/// The answers that are kept. Visitors' are those that the questions ask for, since these may have changed while a form
/// was filled; of others, what is not asked for is refused.
fn answers(questions: &Json, booking: &Booking) -> Result<Option<String>, Problem> {
    let mut errors = Vec::new();
    let mut refuse = |id: &str, invalid: Invalid| {
        errors.push(InputError::new(&format!("/answers{}", pointer_to(id)), invalid));
    };
    let given = booking.answers.as_ref();
    let answers = questions::answers(questions, given, &mut refuse);
    if booking.source != AppointmentSource::Widget {
        for name in given.and_then(Json::as_object).into_iter().flat_map(|given| questions::unasked(questions, given)) {
            refuse(name, Invalid::new("unknown_field", "There is no such question."));
        }
    }
    if errors.is_empty() { Ok(given.map(|_| Json::Object(answers).to_string())) } else { Err(Problem::invalid(errors)) }
}

/// 409 with other starts.
pub(crate) fn taken(context: &Context<'_>, offer: &Offer, from_ms: i64, seats: i64) -> Refused {
    next_free_problem(&offer.next_free(from_ms, seats, context.now_ms, OTHERS)).into()
}
