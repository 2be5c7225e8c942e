//! The rows of a booking.

use api::resource::idempotency::columns;
use api::{Context, Problem, Transaction, render};
use domain::appointments::entities::{Appointment, AppointmentSource, AppointmentStaff};
use domain::time::TimeZone;
use entity::Entity;
use store::sql::{Sql, guard_exists};
use store::{DatabaseName, Statement};

use crate::booking::{Booking, Permit};
use crate::colleague::{Colleague, tell};
use crate::contact::{self, Guest};
use crate::message::{Occasion, send};
use crate::placing::{Owner, Placing};
use crate::rows::{Cells, completed, new_row};
use crate::visit::Visit;
use crate::{Offer, reminder};

/// Adds the rows, and gives the appointment with the step that returns its row.
#[allow(clippy::too_many_arguments)]
pub(crate) fn write(
    context: &Context<'_>,
    database: &DatabaseName,
    permit: &Permit<'_>,
    booking: &Booking,
    answers: Option<String>,
    offer: &Offer,
    placing: &Placing<'_>,
    guest: &Guest,
    status: &'static str,
    is_suspicious: bool,
    transaction: &mut Transaction,
) -> Result<(Visit, usize), Problem> {
    let service = &offer.service;
    let waits = status == "SCHEDULED";
    let id = context.new_id(Appointment::DEFINITION);
    let visit = Visit { is_suspicious, ..visit(booking, offer, placing, guest, &id, status)? };
    let of_contact: Cells = vec![
        ("language", visit.language.as_str().into()),
        ("timezone", visit.time_zone.as_str().into()),
        ("lead_source", (booking.source == AppointmentSource::Widget).then_some("WEBSITE").into()),
    ];
    let contact = contact::ensure(context, &service.client, &booking.visitor, of_contact, transaction)?;
    let first = placing.first().ok_or_else(Problem::internal)?;
    let cells: Cells = vec![
        ("client_id", service.client.as_str().into()),
        ("location_id", placing.location_cell(offer)),
        ("service_id", service.id.as_str().into()),
        ("staff_id", first.id.as_str().into()),
        ("room_id", placing.room_cell()),
        ("start_time", placing.start_ms.into()),
        ("end_time", placing.end_ms.into()),
        ("status", status.into()),
        ("seats", placing.seats.into()),
        ("time_zone", visit.time_zone.as_str().into()),
        ("language", visit.language.as_str().into()),
        ("answers", answers.into()),
        ("notes", booking.notes.clone().into()),
        ("source", booking.source.word().into()),
        ("price", service.price.into()),
        ("currency", service.currency.clone().into()),
        ("ics_uid", visit.uid.as_str().into()),
        ("confirmed_at", (!waits).then_some(context.now_ms).into()),
        ("widget_id", booking.widget.clone().into()),
        ("form_submission_id", booking.form_submission.clone().into()),
        ("outside_rules", booking.outside_rules.is_some().into()),
        ("reason", booking.outside_rules.clone().into()),
        ("guest_name", guest.name.clone().into()),
        ("guest_email", guest.email.clone().into()),
        ("guest_phone", guest.phone.clone().into()),
    ];
    let step = transaction.step(insert(&completed(context, Appointment::DEFINITION, &id, cells), contact));
    if let Some(access) = permit.appointments {
        transaction.guard(guard_exists(Appointment::DEFINITION, &id.as_str().into(), access), Problem::forbidden());
    }
    if placing.staff.len() > 1 {
        for statement in together(context, offer, placing, &id) {
            transaction.step(statement);
        }
    }
    for statement in placing.occupancies(context, offer, &Owner::Appointment(&id)) {
        transaction.step(statement);
    }
    if let Some(own) = &booking.hold {
        transaction.step(forget_hold(own, &service.id));
    }
    reminder::plan(context, offer, &id, placing.start_ms, transaction);
    let occasion = if waits { Occasion::Received } else { Occasion::Confirmed };
    send(context, database, &visit, occasion, None, transaction)?;
    let colleagues: Vec<Colleague> = placing.staff.iter().map(|person| person.colleague.clone()).collect();
    tell(context, &colleagues, &visit, occasion, None, transaction)?;
    Ok((visit, step))
}

/// Takes a hold away whose slot is booked, with the rows that kept it.
fn forget_hold(hold: &str, service: &str) -> Statement {
    Statement::new("DELETE FROM holds WHERE id = ?1 AND service_id = ?2", vec![hold.into(), service.into()])
}

/// The appointment as messages tell of it.
fn visit(
    booking: &Booking,
    offer: &Offer,
    placing: &Placing<'_>,
    guest: &Guest,
    id: &str,
    status: &str,
) -> Result<Visit, Problem> {
    let service = &offer.service;
    let time_zone = booking.time_zone.clone().unwrap_or_else(|| service.client_zone.clone());
    if TimeZone::named(&time_zone).is_none() {
        return Err(Problem::invalid_at("/time_zone", "time_zone", "Must be a zone of the IANA database."));
    }
    let names: Vec<&str> = placing.staff.iter().map(|person| person.name.as_str()).collect();
    Ok(Visit {
        id: id.to_owned(),
        client: service.client.clone(),
        service: service.id.clone(),
        service_name: service.name.clone(),
        staff: placing.first().map(|person| person.id.clone()).unwrap_or_default(),
        staff_name: names.join(", "),
        client_name: service.client_name.clone(),
        client_email: service.client_email.clone(),
        client_phone: service.client_phone.clone(),
        place: placing.place(offer),
        room: placing.room.map(|(_, name)| name.clone()),
        guest: guest.clone(),
        start_ms: placing.start_ms,
        end_ms: placing.end_ms,
        status: status.to_owned(),
        version: 1,
        seats: placing.seats,
        time_zone,
        language: booking.language.clone().unwrap_or_else(|| service.client_language.clone()),
        uid: Visit::uid_of(id),
        sequence: 0,
        times_rescheduled: 0,
        cancel_notice_ms: service.cancel_notice_ms,
        reschedule_notice_ms: service.reschedule_notice_ms,
        widget: booking.widget.clone(),
        is_suspicious: false,
        page: booking.page.clone(),
    })
}

/// The rows of those who serve together.
pub(crate) fn together(context: &Context<'_>, offer: &Offer, placing: &Placing<'_>, id: &str) -> Vec<Statement> {
    let row = |person: &&crate::Person| {
        let cells: Cells = vec![
            ("client_id", offer.service.client.as_str().into()),
            ("appointment_id", id.into()),
            ("staff_id", person.id.as_str().into()),
        ];
        new_row(context, AppointmentStaff::DEFINITION, cells).1
    };
    placing.staff.iter().map(row).collect()
}

/// The insert of the appointment, its contact an expression.
fn insert(cells: &Cells, contact: Statement) -> Statement {
    let mut sql = Sql::new("INSERT INTO appointments (");
    for (column, _) in cells {
        sql.push(column).push(", ");
    }
    sql.push("contact_id) VALUES (");
    sql.bind_all(cells.iter().map(|(_, value)| value.clone())).push(", ").append(contact).push(") RETURNING ");
    sql.push(&columns(&render::visible(Appointment::DEFINITION, None)).join(", "));
    sql.finish()
}
