//! `POST /api/appointments/book`.

use api::resource::idempotency::{replayed, request_hash};
use api::{Context, Members, Problem, Request, Response};
use booking::{Booking, Once, Permit, Reach, Visitor, book as book_slot};
use domain::appointments::entities::{Appointment, AppointmentSource, Hold, Service, Staff};
use domain::contacts::entities::Contact;
use entity::types::{Bounded, EmailAddress, Instant, LanguageTag, Line, PhoneNumber, Prose, Ref, ZoneName};
use entity::{Entity, Invalid};

use crate::answer::{appointment, outside_rules};

/// Books a slot for a contact.
pub async fn book(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let booking = read(context, request)?;
    if booking.outside_rules.is_some() {
        context.access(Appointment::DEFINITION, "update")?;
    }
    let caller = context.caller()?;
    let services = context.access(Service::DEFINITION, "read")?;
    let appointments = context.access(Appointment::DEFINITION, "create")?;
    let services = Reach::Of(Service::DEFINITION, &services);
    let permit = Permit { services, appointments: Some(&appointments) };
    let mut once = Once::new(context, request, caller.id.clone(), request_hash(request));
    match book_slot(context, &caller.database, &permit, &booking, &mut once).await {
        Ok(outcome) => Ok(appointment(201, &outcome.row)),
        Err(refused) => match once.replayed(&caller.database, &refused).await? {
            Some(row) => Ok(replayed(appointment(201, &row))),
            None => Err(refused.problem),
        },
    }
}

fn read(context: &Context<'_>, request: &Request) -> Result<Booking, Problem> {
    let mut members = Members::read(request)?;
    let service = members.required::<Ref<Service>>("service_id");
    let start = members.required::<Instant>("start");
    let contact = members.optional::<Ref<Contact>>("contact_id");
    let details = members.object("contact").map(|mut details| {
        let visitor = Visitor::Details {
            name: details.optional::<Line<250>>("name").map(|name| name.0),
            email: details.optional::<EmailAddress>("email").map(|email| email.0),
            phone: details.optional::<PhoneNumber>("phone").map(|phone| phone.0),
        };
        members.join(details);
        visitor
    });
    let visitor = match (contact, details) {
        (Some(contact), None) => {
            Some(Visitor::Contact { id: contact.id, access: context.access(Contact::DEFINITION, "read")? })
        }
        (None, Some(Visitor::Details { name: None, email: None, phone: None })) => {
            // Of a member that was refused, nothing is left to see.
            if !members.is_refused() {
                members.refuse("contact", Invalid::new("required", "Must have a name, an address or a number."));
            }
            None
        }
        (None, details @ Some(_)) => details,
        (Some(_), Some(_)) => {
            members.refuse("contact", Invalid::new("one_of", "Give contact or contact_id, not both."));
            None
        }
        (None, None) => {
            members.refuse("contact_id", Invalid::new("required", "Give contact or contact_id."));
            None
        }
    };
    let answers = members.json("answers");
    if answers.as_ref().is_some_and(|answers| !answers.is_object()) {
        members.refuse("answers", Invalid::wrong_type("an object"));
    }
    let staff = members.optional::<Ref<Staff>>("staff_id").map(|staff| staff.id);
    let hold = members.optional::<Ref<Hold>>("hold_id").map(|hold| hold.id);
    let seats = members.optional::<Bounded<1, 1000>>("seats").map_or(1, |seats| seats.0);
    let time_zone = members.optional::<ZoneName>("time_zone").map(|zone| zone.0);
    let language = members.optional::<LanguageTag>("language").map(|language| language.0);
    let notes = members.optional::<Prose>("notes").map(|notes| notes.0);
    let (outside, reason) = outside_rules(&mut members);
    if reason.is_some() && !outside {
        members.refuse("reason", Invalid::new("not_allowed", "Is for what goes outside the rules."));
    }
    members.finish()?;
    let (service, (start, visitor)) = service.zip(start.zip(visitor)).ok_or_else(Problem::internal)?;
    Ok(Booking {
        service: service.id,
        start_ms: start.0,
        staff,
        hold,
        seats,
        visitor,
        time_zone,
        language,
        answers,
        notes,
        source: AppointmentSource::Staff,
        widget: None,
        form_submission: None,
        outside_rules: reason,
        page: None,
    })
}
