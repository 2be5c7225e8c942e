//! When a service is free: one round trip.

use api::{Context, Problem};
use domain::appointments::slots::range;
use domain::time::TimeZone;
use entity::Invalid;
use store::DatabaseName;

use crate::reading::{Question, Reach, STATEMENTS};
use crate::rows::{DAY_MS, read};
use crate::{Alongside, Offer};

/// The most days of one question.
const MOST_DAYS: i32 = 62;

/// What is asked.
#[derive(Clone, Debug)]
pub struct SlotsQuestion {
    /// The service.
    pub service: String,
    /// The one person that is asked for.
    pub staff: Option<String>,
    /// The first day, in days since 1970.
    pub from_day: i32,
    /// The last day.
    pub to_day: i32,
    /// The zone of the days; the client's when empty.
    pub time_zone: Option<String>,
    /// How many seats are wanted.
    pub seats: i64,
    /// An appointment whose time does not count as taken: the one that is to be moved.
    pub own_appointment: Option<String>,
}

/// What is free.
#[derive(Clone, Debug)]
pub struct Slots {
    /// The zone of the days.
    pub time_zone: String,
    /// In order of start, one a start whoever would serve.
    pub slots: Vec<FreeSlot>,
    /// The first start in the range, or after it as far as the service can be booked: milliseconds since 1970.
    pub next_free: Option<i64>,
}

/// A start that can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreeSlot {
    /// Milliseconds since 1970.
    pub start_ms: i64,
    /// The most seats that one booking could take.
    pub seats_left: u32,
}

/// What is free of a service that the caller reaches.
///
/// # Errors
///
/// When the range is none or too long, when there is no such service or zone, and whatever is refused alongside.
pub async fn slots(
    context: &Context<'_>,
    database: &DatabaseName,
    services: Reach<'_>,
    question: &SlotsQuestion,
    alongside: &mut dyn Alongside,
) -> Result<Slots, Problem> {
    if !(0..MOST_DAYS).contains(&question.to_day.saturating_sub(question.from_day)) {
        let message = format!("Must be on or after `from`, and {MOST_DAYS} days with it at most.");
        return Err(Problem::parameter("to", Invalid::new("out_of_range", message)));
    }
    // The zone may be the client's, which is not known yet; no clock is more than a day from UTC.
    let from_ms = (i64::from(question.from_day) - 1) * DAY_MS;
    let asked = Question {
        service: question.service.clone(),
        staff: question.staff.clone(),
        from_ms: from_ms.max(context.now_ms - DAY_MS),
        to_ms: None,
        own_hold: None,
        own_appointment: question.own_appointment.clone(),
    };
    let mut statements = asked.statements(context, services);
    statements.extend(alongside.reads());
    let sets = read(context, database, statements).await?;
    alongside.look(sets.get(STATEMENTS..).unwrap_or_default()).map_err(in_query)?;
    let offer = Offer::read(&sets, &asked).map_err(in_query)?;
    alongside.accept(&offer).map_err(in_query)?;
    let name = question.time_zone.clone().unwrap_or_else(|| offer.service.client_zone.clone());
    let unknown = || Problem::parameter("time_zone", Invalid::new("time_zone", "Must be a zone of the IANA database."));
    let zone = TimeZone::named(&name).ok_or_else(unknown)?;
    let days = range(&zone, question.from_day, question.to_day);
    offer.schedule(question.seats, context.now_ms, None, |schedule| {
        let found = schedule.slots(days);
        let next = found.first().copied().or_else(|| schedule.next(days.end, 1).first().copied());
        let slot = |slot: &domain::appointments::slots::Slot| FreeSlot {
            start_ms: slot.start * 1000,
            seats_left: slot.seats_left,
        };
        Ok(Slots {
            time_zone: name,
            slots: found.iter().map(slot).collect(),
            next_free: next.map(|slot| slot.start * 1000),
        })
    })
}

/// A question has its members in the query string, not in a body.
fn in_query(problem: Problem) -> Problem {
    match problem.errors.first().and_then(|error| Some((error, error.pointer.strip_prefix('/')?))) {
        Some((error, name)) => Problem::parameter(name, Invalid::new(error.code, error.message.clone())),
        None => problem,
    }
}
