//! `POST /embed/{key}/leads`: an enquiry.

use api::input::json_object;
use api::resource::idempotency::{self, Claim};
use api::{Context, Problem, Request, Response, Transaction};
use domain::embed::entities::FormSubmission;
use domain::leads::entities::Lead;
use entity::json::object;
use entity::{Entity, Value};
use serde_json::Value as Json;
use store::Task;
use visitors::admission::{require_key, suspicions, used_up};
use visitors::answers;
use visitors::contact::{self, Visitor};
use visitors::door::{Page, visitor};
use visitors::limits::{self, ENTRIES};
use visitors::submission::{self, Entry};
use visitors::support::document;
use visitors::token::Visit;
use visitors::widget::counted;

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
        let members = json_object(request)?;
        require_key(request)?;
        let (widget, _) = counted(context, page, &ENTRIES, Vec::new()).await?;
        widget.require("LEAD")?;
        let mut errors = Vec::new();
        let person = Visitor::read(&members, "message", &mut errors);
        let answers = answers::read(&widget.lead_questions, members.get("answers"), &mut errors);
        let consent = contact::consent(&members, widget.consent_required, &mut errors);
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
        let context = context.on_behalf_of(visitor(&page.database, &widget.id));
        keep(&context, request, page, visit, &entry).await
    })
}

async fn keep(
    context: &Context<'_>,
    request: &Request,
    page: &Page,
    visit: &Visit,
    entry: &Entry<'_>,
) -> Result<Response, Problem> {
    let id = submission::new_id(context);
    let cells = entry.cells(context, &id, &entry.widget.name);
    let mut transaction = Transaction::begin(context);
    let hash = submission::request_hash(request, entry.members);
    let claim = Claim::under(context, request, entry.widget.id.clone(), hash, &mut transaction)?;
    transaction.guard(limits::use_up(context, &visit.challenge), used_up());
    if entry.suspicions.is_empty() {
        let enquiry = enquiry(entry, &id, &cells);
        enquiry.plan_lead(context, &mut transaction);
        enquiry.plan_rest(context, cells, &mut transaction)?;
    } else {
        transaction.step(submission::insert(&cells));
    }
    if let Some(claim) = &claim {
        claim.keep(&mut transaction, FormSubmission::DEFINITION, &[Value::from(id.as_str())]);
    }
    match transaction.run(context, &page.database, Some(Lead::DEFINITION)).await {
        Ok(_) => Ok(created(&id)),
        Err(refused) => {
            let Some(claim) = claim.filter(|claim| claim.was_claimed(&refused)) else { return Err(refused.problem) };
            let rows = claim.kept_in(context, &page.database, FormSubmission::DEFINITION).await?;
            let row = rows.into_iter().next().ok_or_else(Problem::unavailable)?;
            let id = row.first().and_then(Value::as_text).ok_or_else(Problem::unavailable)?;
            Ok(idempotency::replayed(created(id)))
        }
    }
}

fn enquiry(entry: &Entry<'_>, id: &str, cells: &api::input::Cells) -> Enquiry {
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

fn created(id: &str) -> Response {
    document(201, &object([("id", id.into())]))
}
