//! `POST /embed/{key}/appointments`: a visitor books.

use api::command::document;
use api::input::{Cells, json_object};
use api::resource::idempotency;
use api::{Context, Problem, Request, Response, Transaction};
use booking::{Alongside, Booking, Permit, Reach};
use domain::appointments::entities::AppointmentSource;
use domain::embed::entities::FormSubmission;
use entity::Entity;
use serde_json::{Map, Value as Json};
use store::sql::insert_with;
use store::{ResultSet, Statement, Task};
use visitors::admission::{receive, used_up};
use visitors::door::{Page, visitor};
use visitors::support::{first, json_of};
use visitors::token::Visit;
use visitors::{Once, fields, limits, submission, view};

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
        let mut errors = Vec::new();
        let service = fields::service(&members, &mut errors);
        let start_ms = fields::start(&members, &mut errors);
        let staff = fields::staff(&members, &mut errors);
        let hold = fields::hold(&members);
        let here = page_of(&members, page);
        let booked = |members: Map<String, Json>| {
            let answer = view::linked(context, request, &page.database, members, here.as_deref())?;
            Ok::<_, Problem>(document(201, &answer))
        };
        let statement = offered::statement(&page.key, None, &service);
        let mut received = receive(context, request, page, members, vec![statement]).await?;
        if let Some(kept) = received.kept.take() {
            return Ok(idempotency::replayed(booked(kept)?));
        }
        received.widget.require("BOOKING")?;
        let offered = first(received.found.first());
        if !service.is_empty() && offered.is_none() {
            errors.push(offered::missing());
        }
        let questions = offered.map(|row| json_of(&row, "questions")).unwrap_or_default();
        let entry = received.admit(context, visit, "notes", &questions, errors).await?;
        let submission = submission::new_id(context);
        let wanted = Booking {
            service,
            start_ms,
            staff,
            hold,
            seats: 1,
            visitor: booking::Visitor::Details {
                name: Some(entry.visitor.name.clone()),
                email: entry.visitor.email.clone(),
                phone: entry.visitor.phone.clone(),
            },
            time_zone: entry.visitor.time_zone.clone(),
            language: entry.visitor.language.clone(),
            answers: Some(Json::Object(entry.answers.clone())),
            notes: entry.visitor.message.clone(),
            source: AppointmentSource::Widget,
            widget: Some(entry.widget.id.clone()),
            form_submission: Some(submission.clone()),
            outside_rules: None,
            page: here.clone(),
        };
        let acting = context.on_behalf_of(visitor(&page.database, &entry.widget.id));
        let cells = entry.cells(&acting, &submission);
        let waits = !entry.suspicions.is_empty();
        let once = Once::new(&acting, request, entry.widget.id, entry.hash);
        let mut along = Along { context: &acting, once, challenge: &visit.challenge, cells, waits };
        let permit = Permit { services: Reach::Everything, appointments: None };
        match booking::book(&acting, &page.database, &permit, &wanted, &mut along).await {
            Ok(outcome) => booked(view::of(&outcome.visit)),
            Err(refused) => match along.once.replayed(&page.database, &refused).await? {
                Some(row) => Ok(idempotency::replayed(booked(view::kept(&row)?)?)),
                None => Err(refused.problem),
            },
        }
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
    // Once more, with the offer: its own repetition may have been quicker since the request was counted.
    fn reads(&self) -> Vec<Statement> {
        self.once.reads()
    }

    fn look(&mut self, results: &[ResultSet]) -> Result<(), Problem> {
        self.once.look(results)
    }

    fn waits(&self) -> bool {
        self.waits
    }

    fn begin(&mut self, transaction: &mut Transaction) -> Result<(), Problem> {
        self.once.begin(transaction)?;
        transaction.guard(limits::use_up(self.context, self.challenge), used_up());
        Ok(())
    }

    fn finish(&mut self, transaction: &mut Transaction, booked: &booking::Visit) -> Result<(), Problem> {
        let mut cells = self.cells.clone();
        cells.push(("appointment_id", booked.id.as_str().into()));
        let contact =
            Statement::new("SELECT contact_id FROM appointments WHERE id = ?1", vec![booked.id.as_str().into()]);
        transaction.step(insert_with(FormSubmission::NAME.table, cells, &[("contact_id", contact)], None));
        self.once.keep_text(transaction, &Json::Object(view::of(booked)).to_string());
        Ok(())
    }
}

/// The page that it is booked on, as far as it is of the origin that calls.
fn page_of(members: &Map<String, Json>, page: &Page) -> Option<String> {
    let from = members.get("attribution").and_then(|attribution| attribution.get("page")).and_then(Json::as_str);
    view::page_of(from, &page.origin)
}
