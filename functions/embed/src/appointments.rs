//! `POST /embed/{key}/appointments`: a visitor books.

use api::input::{Cells, json_object};
use api::resource::idempotency;
use api::{Context, Problem, Request, Response, Transaction, render};
use booking::{Alongside, Booked, Booking, Offer, Once, Permit, Reach};
use domain::appointments::entities::{Appointment, AppointmentSource};
use domain::embed::entities::FormSubmission;
use entity::{Entity, Row, Value};
use serde_json::Value as Json;
use store::sql::{Access, insert_with};
use store::{ResultSet, Statement, Task};
use visitors::admission::{require_key, suspicions, used_up};
use visitors::contact::{self, Visitor};
use visitors::door::{Page, visitor};
use visitors::limits::{self, ENTRIES};
use visitors::submission::{self, Entry};
use visitors::support::{document, first, json_of, read};
use visitors::token::Visit;
use visitors::widget::counted;
use visitors::{answers, fields, view};

use crate::offered;

/// Books for a visitor, with the submission that says where they came from.
pub fn create<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    page: &'a Page,
    visit: &'a Visit,
    _parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let members = json_object(request)?;
        require_key(request)?;
        let mut errors = Vec::new();
        let service = fields::service(&members, &mut errors);
        let start_ms = fields::start(&members, &mut errors);
        let staff = fields::staff(&members, &mut errors);
        let statement = offered::statement(&page.key, &service);
        let (widget, found) = counted(context, page, &ENTRIES, vec![statement]).await?;
        widget.require("BOOKING")?;
        let person = Visitor::read(&members, "notes", &mut errors);
        let questions = first(found.first()).map(|row| json_of(&row, "questions")).unwrap_or_default();
        let answers = answers::read(&questions, members.get("answers"), &mut errors);
        let consent = contact::consent(&members, widget.consent_required, &mut errors);
        if !service.is_empty() && first(found.first()).is_none() {
            errors.push(offered::missing());
        }
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        let suspicions = suspicions(context, &widget, visit, &members, &person, &answers).await?;
        let entry = Entry {
            widget: &widget,
            members: &members,
            visitor: &person,
            answers: &answers,
            consent: consent.as_deref(),
            suspicions: &suspicions,
        };
        let submission = submission::new_id(context);
        let wanted = Booking {
            service,
            start_ms,
            staff,
            hold: fields::hold(&members),
            seats: 1,
            visitor: booking::Visitor::Details {
                name: Some(person.name.clone()),
                email: person.email.clone(),
                phone: person.phone.clone(),
            },
            time_zone: person.time_zone.clone(),
            language: person.language.clone(),
            answers: Some(Json::Object(answers.clone())),
            notes: person.message.clone(),
            source: AppointmentSource::Widget,
            widget: Some(widget.id.clone()),
            form_submission: Some(submission.clone()),
            outside_rules: None,
            page: page_of(&members, page),
        };
        let cells = entry.cells(context, &submission, &widget.name);
        let context = context.on_behalf_of(visitor(&page.database, &widget.id));
        let hash = submission::request_hash(request, &members);
        let once = Once::new(&context, request, widget.id.clone(), hash);
        let waits = !suspicions.is_empty();
        let mut along = Along { context: &context, once, challenge: &visit.challenge, cells, waits };
        let permit = Permit { services: Reach::Everything, appointments: None };
        let (row, replayed) = match booking::book(&context, &page.database, &permit, &wanted, &mut along).await {
            Ok(booked) => (booked.row, false),
            Err(refused) => match along.once.replayed(&page.database, &refused).await? {
                Some(row) => (row, true),
                None => return Err(refused.problem),
            },
        };
        let answer = booked(&context, request, page, &row, &members).await?;
        Ok(if replayed { idempotency::replayed(answer) } else { answer })
    })
}

/// What goes along with a booking: its claim, its challenge, its submission.
struct Along<'a> {
    context: &'a Context<'a>,
    once: Once<'a>,
    challenge: &'a str,
    cells: Cells,
    /// What is suspicious takes its slot, and waits for people to look at it.
    waits: bool,
}

impl Alongside for Along<'_> {
    fn reads(&self) -> Vec<Statement> {
        self.once.reads()
    }

    fn accept(&mut self, results: &[ResultSet], offer: &Offer) -> Result<(), Problem> {
        self.once.accept(results, offer)
    }

    fn waits(&self) -> bool {
        self.waits
    }

    fn begin(&mut self, transaction: &mut Transaction) -> Result<(), Problem> {
        self.once.begin(transaction)?;
        transaction.guard(limits::use_up(self.context, self.challenge), used_up());
        Ok(())
    }

    fn finish(&mut self, transaction: &mut Transaction, booked: &Booked) -> Result<(), Problem> {
        let mut cells = self.cells.clone();
        cells.push(("appointment_id", booked.id.as_str().into()));
        let contact =
            Statement::new("SELECT contact_id FROM appointments WHERE id = ?1", vec![booked.id.as_str().into()]);
        transaction.step(insert_with(FormSubmission::NAME.table, cells, &[("contact_id", contact)], None));
        self.once.finish(transaction, booked)
    }
}

/// The page that it is booked on, as far as it is of the origin that calls.
fn page_of(members: &serde_json::Map<String, Json>, page: &Page) -> Option<String> {
    let from = members.get("attribution").and_then(|attribution| attribution.get("page")).and_then(Json::as_str);
    view::page_of(from, &page.origin)
}

/// The answer to a booking: the appointment as its visitor knows it.
async fn booked(
    context: &Context<'_>,
    request: &Request,
    page: &Page,
    row: &[Value],
    members: &serde_json::Map<String, Json>,
) -> Result<Response, Problem> {
    let fields = render::visible(Appointment::DEFINITION, None);
    let columns: Vec<String> = fields.iter().map(|field| field.name.to_owned()).collect();
    let id = Row::new(&columns, row).text("id").ok_or_else(Problem::internal)?.to_owned();
    let statement = booking::Visit::statement(&id, &Access::everything());
    let sets = read(context, &page.database, vec![statement]).await?;
    let visit = booking::Visit::read(sets.first())?;
    let answer = view::of(context, request, &page.database, &visit, page_of(members, page))?;
    Ok(document(201, &Json::Object(answer)))
}
