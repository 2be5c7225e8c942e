//! `POST /api/<resource>/bulk`: up to 500 creates, updates and deletes in one transaction, with a result for each.

use entity::{EntityDef, Value};
use serde_json::{Map, Value as Json, json};
use store::sql::delete;

use super::update::{guard_row, plan_update};
use super::{Resource, bound, id_of, plan_create};
use crate::answer::Answer;
use crate::context::Context;
use crate::custom::Definitions;
use crate::input::{Purpose, json_object, read_row};
use crate::problem::{InputError, Kind};
use crate::transaction::{Refused, Transaction};
use crate::{Problem, Request, Response};

/// The most operations of one request.
pub const MOST: usize = 500;

/// One operation, read and not yet planned.
struct Operation<'r> {
    kind: &'r str,
    id: Option<Value>,
    version: Option<i64>,
    data: Map<String, Json>,
}

/// Where the result of an operation will be.
struct Outcome {
    id: Value,
    first_step: usize,
    row_step: Option<usize>,
}

/// Carries out all operations or none. Refused input is reported for every operation at once; what only the database
/// can refuse, for the first that it refuses.
pub async fn bulk(context: &Context<'_>, resource: Resource, request: &Request) -> Result<Response, Problem> {
    let entity = resource.entity;
    let members = json_object(request)?;
    let mut operations = read_operations(entity, &members)?;
    for operation in operations.iter_mut().filter(|operation| operation.kind == "create") {
        operation.data = bound(context, entity, std::mem::take(&mut operation.data))?;
    }
    let mut definitions = Definitions::kept(context, entity).await?;
    loop {
        let mut transaction = Transaction::begin(context);
        let stale = definitions.guard(entity, &mut transaction);
        let outcomes = match plan(context, resource, &operations, &definitions, &mut transaction) {
            Ok(outcomes) => outcomes,
            Err(problem) if definitions.renew_after(context, &problem.errors).await? => continue,
            Err(problem) => return Err(problem),
        };
        let answer = answer(entity, &operations, &outcomes);
        transaction.answers(answer.clone());
        let refused = match transaction.run(context, &context.caller()?.database, Some(entity)).await {
            Ok(mut results) => {
                let steps = outcomes.iter().filter_map(|outcome| outcome.row_step);
                let row = |step: usize| results.get_mut(step).and_then(|set| set.rows.pop());
                let rows: Vec<Vec<Value>> = steps.map(row).map(Option::unwrap_or_default).collect();
                return Ok(answer.response(context.host(), 200, &rows));
            }
            Err(refused) => refused,
        };
        if !(stale.is(&refused) && definitions.renew(context).await?) {
            return Err(refusal(&outcomes, refused));
        }
    }
}

/// A result for each operation, and the row that it leaves.
fn answer(entity: &'static EntityDef, operations: &[Operation<'_>], outcomes: &[Outcome]) -> Answer {
    let mut answer = Answer::of(entity);
    answer.push("{\"results\":[");
    for (position, (operation, outcome)) in operations.iter().zip(outcomes).enumerate() {
        answer.push(if position > 0 { "," } else { "" });
        answer.push(match operation.kind {
            "create" => "{\"status\":201,\"id\":\"",
            "update" => "{\"status\":200,\"id\":\"",
            _ => "{\"status\":204,\"id\":\"",
        });
        // An id has nothing that needs escaping.
        answer.push(outcome.id.as_text().unwrap_or_default());
        answer.push("\"");
        if outcome.row_step.is_some() {
            answer.push(",\"data\":");
            answer.push_row(&outcome.id);
        }
        answer.push("}");
    }
    answer.push("]}");
    answer
}

fn read_operations<'r>(
    entity: &'static EntityDef,
    members: &'r Map<String, Json>,
) -> Result<Vec<Operation<'r>>, Problem> {
    if let Some(unknown) = members.keys().find(|key| *key != "operations") {
        return Err(Problem::invalid_at(
            crate::input::pointer_to(unknown),
            "unknown_field",
            "There is no such member.",
        ));
    }
    let list = members.get("operations").and_then(Json::as_array);
    let list = list.ok_or_else(|| Problem::invalid_at("/operations", "wrong_type", "Must be an array."))?;
    if list.is_empty() || list.len() > MOST {
        let message = format!("Must hold 1 to {MOST} operations.");
        return Err(Problem::invalid_at("/operations", "out_of_range", message));
    }
    let mut operations = Vec::new();
    let mut errors = Vec::new();
    for (position, operation) in list.iter().enumerate() {
        let pointer = format!("/operations/{position}");
        match read_operation(entity, operation, &pointer) {
            Ok(operation) => operations.push(operation),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(operations) } else { Err(Problem::invalid(errors)) }
}

fn read_operation<'r>(entity: &EntityDef, json: &'r Json, pointer: &str) -> Result<Operation<'r>, InputError> {
    let refused = |part: &str, code: &'static str, message: &str| InputError {
        pointer: format!("{pointer}{part}"),
        code,
        message: message.to_owned(),
    };
    let members = json.as_object().ok_or_else(|| refused("", "wrong_type", "Must be an object."))?;
    if let Some(unknown) = members.keys().find(|key| !matches!(key.as_str(), "op" | "id" | "version" | "data")) {
        return Err(refused(&crate::input::pointer_to(unknown), "unknown_field", "There is no such member."));
    }
    let kind = members.get("op").and_then(Json::as_str).unwrap_or_default();
    if !matches!(kind, "create" | "update" | "delete") {
        return Err(refused("/op", "not_a_choice", "Must be create, update or delete."));
    }
    let given = |name: &str| members.get(name).filter(|value| !value.is_null());
    let id = match given("id").map(|id| id_of(entity, id.as_str().unwrap_or_default())) {
        Some(Ok(id)) if kind != "create" => Some(id),
        None if kind == "create" => None,
        Some(Ok(_)) => return Err(refused("/id", "read_only", "Is set by the server.")),
        _ => return Err(refused("/id", "id", "Must be the id of a record of this kind.")),
    };
    let data = match members.get("data") {
        Some(Json::Object(data)) if kind != "delete" => data.clone(),
        None if kind == "delete" => Map::new(),
        _ => return Err(refused("/data", "wrong_type", "Must be an object, and is only for create and update.")),
    };
    // A version that is misunderstood would be a change that overwrites somebody else's.
    let version = match given("version").map(Json::as_i64) {
        Some(Some(version)) if version > 0 && kind != "create" => Some(version),
        None => None,
        _ => return Err(refused("/version", "integer", "Must be the version of the record, and is not for create.")),
    };
    Ok(Operation { kind, id, version, data })
}

fn plan(
    context: &Context<'_>,
    resource: Resource,
    operations: &[Operation<'_>],
    definitions: &Definitions,
    transaction: &mut Transaction,
) -> Result<Vec<Outcome>, Problem> {
    let entity = resource.entity;
    let mut outcomes = Vec::new();
    let mut errors: Vec<InputError> = Vec::new();
    for (position, operation) in operations.iter().enumerate() {
        let pointer = format!("/operations/{position}/data");
        let first_step = transaction.len();
        let read = |purpose| {
            read_row(entity, &operation.data, purpose, definitions).map_err(|refused| {
                let moved = |error: InputError| InputError { pointer: format!("{pointer}{}", error.pointer), ..error };
                refused.into_iter().map(moved).collect::<Vec<InputError>>()
            })
        };
        let outcome = match (operation.kind, &operation.id) {
            ("create", _) => match read(Purpose::Create) {
                Ok(cells) => {
                    let planned = plan_create(context, resource, cells, &pointer, transaction)?;
                    Outcome { id: planned.id, first_step, row_step: Some(planned.step) }
                }
                Err(refused) => {
                    errors.extend(refused);
                    continue;
                }
            },
            ("update", Some(id)) => match read(Purpose::Patch) {
                Ok(cells) => {
                    let step = plan_update(context, resource, id, operation.version, cells, &pointer, transaction)?;
                    Outcome { id: id.clone(), first_step, row_step: Some(step) }
                }
                Err(refused) => {
                    errors.extend(refused);
                    continue;
                }
            },
            (_, Some(id)) => {
                guard_row(context, entity, id, operation.version, "delete", transaction)?;
                transaction.step(delete(entity, id));
                Outcome { id: id.clone(), first_step, row_step: None }
            }
            (_, None) => continue,
        };
        outcomes.push(outcome);
    }
    if errors.is_empty() { Ok(outcomes) } else { Err(Problem::invalid(errors)) }
}

/// The refusal of the whole, with a result for each operation: why the first failed, and that the others were not
/// carried out.
fn refusal(outcomes: &[Outcome], refused: Refused) -> Problem {
    let failing = outcomes.iter().rposition(|outcome| outcome.first_step <= refused.step);
    let (Some(failing), false) = (failing, refused.code.is_empty()) else { return refused.problem };
    let result = |position: usize| match position == failing {
        true => json!({"status": refused.problem.status(), "detail": refused.problem.detail}),
        false => json!({"status": 424, "detail": "Not carried out, because another operation was refused."}),
    };
    let results: Vec<Json> = (0..outcomes.len()).map(result).collect();
    let mut problem = refused.problem.clone();
    if problem.kind == Kind::NotFound {
        problem.errors = vec![InputError {
            pointer: format!("/operations/{failing}/id"),
            code: "not_found",
            message: problem.detail.clone(),
        }];
    }
    // What a constraint refuses is told of the record alone.
    for error in problem.errors.iter_mut().filter(|error| !error.pointer.starts_with("/operations/")) {
        error.pointer = format!("/operations/{failing}/data{}", error.pointer);
    }
    problem.detail = format!("Operation {failing} was refused, so nothing was written. {}", problem.detail);
    problem.extra = Some(("results", Json::Array(results)));
    problem
}
