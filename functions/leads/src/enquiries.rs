//! `POST /embed/{key}/leads`: an enquiry.

use api::command::document;
use api::input::{Cells, json_object};
use api::resource::idempotency;
use api::{Context, Problem, Request, Response, Transaction};
use domain::leads::entities::Lead;
use entity::Entity;
use entity::json::object;
use serde_json::{Map, Value as Json};
use store::Task;
use visitors::admission::{receive, used_up};
use visitors::door::{Page, visitor};
use visitors::submission::{self, Entry};
use visitors::token::Visit;
use visitors::{Once, limits, view};

use crate::capture::Enquiry;

/// Takes an enquiry in: a lead with its submission and activity, or an entry in quarantine.
pub fn create<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    page: &'a Page,
    visit: &'a Visit,
    _parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let mut received = receive(context, request, page, json_object(request)?, Vec::new()).await?;
        if let Some(kept) = received.kept.take() {
            return Ok(idempotency::replayed(created(kept)));
        }
        received.widget.require("LEAD")?;
        let questions = std::mem::take(&mut received.widget.lead_questions);
        let entry = received.admit(context, visit, "message", &questions, Vec::new()).await?;
        let context = context.on_behalf_of(visitor(&page.database, &entry.widget.id));
        keep(&context, request, page, visit, &entry).await
    })
}

async fn keep(
    context: &Context<'_>,
    request: &Request,
    page: &Page,
    visit: &Visit,
    entry: &Entry,
) -> Result<Response, Problem> {
    let id = submission::new_id(context);
    let answer = object([("id", id.as_str().into())]);
    let cells = entry.cells(context, &id);
    let mut transaction = Transaction::begin(context);
    let mut once = Once::new(context, request, entry.widget.id.clone(), entry.hash.clone());
    once.claim(&mut transaction)?;
    transaction.guard(limits::use_up(context, &visit.challenge), used_up());
    if entry.suspicions.is_empty() {
        let enquiry = enquiry(entry, &id, &cells);
        enquiry.plan_lead(context, &mut transaction);
        enquiry.plan_rest(context, cells, &mut transaction)?;
    } else {
        transaction.step(submission::insert(&cells));
    }
    once.keep_text(&mut transaction, &answer.to_string());
    match transaction.run(context, &page.database, Some(Lead::DEFINITION)).await {
        Ok(_) => Ok(document(201, &answer)),
        Err(refused) => match once.replayed(&page.database, &refused).await? {
            Some(row) => Ok(idempotency::replayed(created(view::kept(&row)?))),
            None => Err(refused.problem),
        },
    }
}

fn enquiry(entry: &Entry, id: &str, cells: &Cells) -> Enquiry {
    let page = cells.iter().find(|(column, _)| *column == "source_url").and_then(|(_, value)| value.as_text());
    Enquiry {
        client: entry.widget.client.clone(),
        widget: Some(entry.widget.id.clone()),
        submission: id.to_owned(),
        name: entry.visitor.name.clone(),
        email: entry.visitor.email.clone(),
        phone: entry.visitor.phone.clone(),
        message: entry.visitor.message.clone(),
        answers: Json::Object(entry.answers.clone()).to_string(),
        language: entry.visitor.language.clone(),
        time_zone: entry.visitor.time_zone.clone(),
        page: page.map(str::to_owned),
        assignment: entry.widget.assignment.clone(),
        assigned_to: entry.widget.assigned_to.clone(),
        notify_email: entry.widget.notify_email.clone(),
    }
}

fn created(answer: Map<String, Json>) -> Response {
    document(201, &Json::Object(answer))
}
