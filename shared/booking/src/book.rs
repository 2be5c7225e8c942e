//! Booking: who serves is chosen from what was read, and holds only if it is still so when it is written.

use api::input::pointer_to;
use api::{Context, InputError, Problem, Refused, Transaction};
use domain::appointments::entities::{Appointment, AppointmentSource};
use domain::questions;
use entity::{Entity, Invalid};
use serde_json::Value as Json;
use store::DatabaseName;

use crate::Alongside;
use crate::booking::{Booking, Permit};
use crate::contact;
use crate::guards::guard;
use crate::look::{look, taken};
use crate::placing::Placing;
use crate::reading::Question;
use crate::visit::Outcome;
use crate::write::write;

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
) -> Result<Outcome, Refused> {
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
        let (visit, step) = write(
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
        alongside.finish(&mut transaction, &visit)?;
        match transaction.run(context, database, Some(Appointment::DEFINITION)).await {
            Ok(mut results) => {
                let row = results.get_mut(step).and_then(|set| set.rows.pop()).ok_or_else(Problem::internal)?;
                return Ok(Outcome { visit, row });
            }
            Err(refused) if !guards.stale(&refused) => return Err(refused),
            Err(_) => {}
        }
    }
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
