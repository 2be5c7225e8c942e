//! `POST /api/form-submissions/{id}/accept` and `…/reject`: people decide about entries in quarantine.

use api::command::id_in;
use api::problem::Kind;
use api::resource::guard_row;
use api::{Answer, Context, Problem, Request, Response, Transaction};
use domain::embed::entities::FormSubmission;
use domain::leads::entities::Lead;
use entity::{Entity, Row, Value};
use serde_json::Value as Json;
use store::sql::{Access, Sql, row_by_id};
use store::{Statement, Task};
use visitors::support::{first, json_of, read};

use crate::booked;
use crate::capture::Enquiry;

/// Lets an entry in, as if it had never been suspicious: an enquiry becomes a lead, a booking is confirmed.
pub fn accept<'a>(
    context: &'a Context<'a>,
    _request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = id_in(parameters, FormSubmission::DEFINITION)?;
        let caller = context.caller()?;
        let access = context.access(FormSubmission::DEFINITION, "update")?;
        let columns = ["id", "client_id", "widget_id", "data", "source_url", "language", "time_zone", "appointment_id"];
        let of_widget = "SELECT w.lead_assignment, w.assigned_to_id FROM form_submissions f JOIN widgets w ON w.id = \
                         f.widget_id WHERE f.id = ?1";
        let statements = vec![
            row_by_id(FormSubmission::DEFINITION, &id, &access, &columns),
            Statement::new(of_widget, vec![id.clone()]),
        ];
        let found = read(context, &caller.database, statements).await?;
        let row = first(found.first()).ok_or_else(Problem::not_found)?;

        let mut transaction = Transaction::begin(context);
        guard_row(context, FormSubmission::DEFINITION, &id, None, "update", &mut transaction)?;
        transaction.guard(waiting(&id), decided());
        let is_booking = row.text("appointment_id").is_some();
        let enquiry = enquiry(&row, first(found.get(1)));
        if is_booking {
            booked::guard(context, &id, &mut transaction);
            booked::let_in(context, &id, &mut transaction);
        } else {
            enquiry.plan_lead(context, &mut transaction);
            enquiry.plan_activity(context, &mut transaction);
        }
        transaction.step(decide(context, &id, "ACCEPTED", (!is_booking).then_some(&enquiry)));
        answer(context, &id, transaction).await
    })
}

/// Puts an entry away: it stays, and is nobody's work any more. A booking gives its time back.
pub fn reject<'a>(
    context: &'a Context<'a>,
    _request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = id_in(parameters, FormSubmission::DEFINITION)?;
        let mut transaction = Transaction::begin(context);
        guard_row(context, FormSubmission::DEFINITION, &id, None, "update", &mut transaction)?;
        transaction.guard(waiting(&id), decided());
        booked::guard(context, &id, &mut transaction);
        booked::put_away(context, &id, &mut transaction);
        transaction.step(decide(context, &id, "REJECTED", None));
        answer(context, &id, transaction).await
    })
}

/// Carries a decision out, and says what became of the entry.
async fn answer(context: &Context<'_>, id: &Value, mut transaction: Transaction) -> Result<Response, Problem> {
    let entity = FormSubmission::DEFINITION;
    let answer = Answer::members(entity, id, &["id", "status", "lead_id"]);
    transaction.answers(answer.clone());
    let step = transaction.step(row_by_id(entity, id, &Access::everything(), &answer.columns()));
    let results = transaction.run(context, &context.caller()?.database, Some(Lead::DEFINITION)).await?;
    let rows = results.get(step).map(|set| set.rows.as_slice()).unwrap_or_default();
    Ok(answer.response(context.host(), 200, rows))
}

fn waiting(id: &Value) -> Statement {
    // The time of a booking that was put away may be somebody else's by now.
    let sql = "INSERT INTO guard SELECT status = 'QUARANTINED' OR (status = 'REJECTED' AND appointment_id IS NULL) FROM \
               form_submissions WHERE id = ?1";
    Statement::new(sql, vec![id.clone()])
}

fn decided() -> Problem {
    Problem::new(Kind::Conflict, "This entry was decided before.")
}

fn decide(context: &Context<'_>, id: &Value, status: &str, enquiry: Option<&Enquiry>) -> Statement {
    let mut sql = Sql::new("UPDATE form_submissions SET status = ");
    sql.bind(status).push(", updated_at = ").bind(context.now_ms).push(", updated_by = ");
    sql.bind(Value::from(context.caller().ok().map(|caller| caller.id.clone())));
    if let Some(enquiry) = enquiry {
        sql.push(", lead_id = (").append(enquiry.lead()).push("), contact_id = (");
        sql.append(enquiry.contact_of_lead()).push(")");
    }
    sql.push(", version = version + 1 WHERE id = ").bind(id.clone());
    sql.finish()
}

/// The enquiry that a submission was.
fn enquiry(row: &Row<'_>, widget: Option<Row<'_>>) -> Enquiry {
    let text = |column: &str| row.text(column).map(str::to_owned);
    let data = json_of(row, "data");
    let of_data = |pointer: &str| data.pointer(pointer).and_then(Json::as_str).map(str::to_owned);
    let of_widget = |column: &str| widget.as_ref().and_then(|widget| widget.text(column)).map(str::to_owned);
    Enquiry {
        client: text("client_id").unwrap_or_default(),
        widget: text("widget_id"),
        submission: text("id").unwrap_or_default(),
        name: of_data("/contact/name").unwrap_or_default(),
        email: of_data("/contact/email"),
        phone: of_data("/contact/phone"),
        message: of_data("/message"),
        answers: data.get("answers").map(Json::to_string).unwrap_or_default(),
        language: text("language"),
        time_zone: text("time_zone"),
        page: text("source_url"),
        assignment: of_widget("lead_assignment").unwrap_or_default(),
        assigned_to: of_widget("assigned_to_id"),
        notify_email: None,
    }
}
