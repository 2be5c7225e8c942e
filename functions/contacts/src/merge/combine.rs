//! `POST /api/contacts/{id}/merge`, and the same for companies.

use api::problem::Kind;
use api::resource::{guard_row, id_of};
use api::{Answer, Context, Problem, Request, Response, Transaction, command, input};
use domain::contacts::entities::{Company, Contact, Merge};
use domain::contacts::merge::{Cells, POINTING, merged, relations};
use entity::{Entity, EntityDef, Value, cells, id};
use serde_json::{Map, Value as Json};
use store::sql::insert;
use store::{ResultSet, Task};

use super::moves::Parties;
use super::{ATTEMPTS, rows, shown};

/// Makes one contact of two.
pub fn merge_contacts<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(merge(context, Contact::DEFINITION, "contact_id", request, parameters))
}

/// Makes one company of two.
pub fn merge_companies<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(merge(context, Company::DEFINITION, "company_id", request, parameters))
}

/// What is asked for.
struct Asked {
    winner: Value,
    loser: Value,
    /// Which record's value is wanted, by field.
    choices: Map<String, Json>,
}

async fn merge(
    context: &Context<'_>,
    entity: &'static EntityDef,
    other: &'static str,
    request: &Request,
    parameters: &[String],
) -> Result<Response, Problem> {
    let winner = parameters.first().map(String::as_str).unwrap_or_default();
    let asked = read(entity, id_of(entity, winner)?, other, request)?;
    // Both rows are read, the rule decides, and the write holds only if neither was written meanwhile.
    for _ in 0..ATTEMPTS {
        let [winner, loser] = read_both(context, entity, &asked, other).await?;
        match write(context, entity, other, &asked, &winner, &loser).await? {
            Some(response) => return Ok(response),
            None => continue,
        }
    }
    Err(Problem::new(Kind::Conflict, "Others are writing these records at this moment. Try again."))
}

fn read(entity: &'static EntityDef, winner: Value, other: &str, request: &Request) -> Result<Asked, Problem> {
    let members = input::json_object(request)?;
    if let Some(unknown) = members.keys().find(|name| *name != other && *name != "fields") {
        let pointer = input::pointer_to(unknown);
        return Err(Problem::invalid_at(pointer, "unknown_field", "There is no such member."));
    }
    let pointer = format!("/{other}");
    let loser = members.get(other).and_then(Json::as_str);
    let loser = loser.ok_or_else(|| Problem::invalid_at(&pointer, "required", "Must be the id of a record."))?;
    if !id::is_valid(entity.prefix, loser) {
        return Err(Problem::invalid_at(&pointer, "id", "Must be the id of a record of this kind."));
    }
    if winner.as_text() == Some(loser) {
        return Err(Problem::invalid_at(&pointer, "same", "A record cannot be merged with itself."));
    }
    let mut choices = match members.get("fields") {
        None | Some(Json::Null) => Map::new(),
        Some(Json::Object(choices)) => choices.clone(),
        Some(_) => return Err(Problem::invalid_at("/fields", "wrong_type", "Must be an object.")),
    };
    for choice in choices.values_mut() {
        if let Json::String(word) = choice {
            word.make_ascii_uppercase();
        }
    }
    Ok(Asked { winner, loser: loser.into(), choices })
}

async fn read_both(
    context: &Context<'_>,
    entity: &'static EntityDef,
    asked: &Asked,
    other: &str,
) -> Result<[Cells; 2], Problem> {
    let access = context.access(entity, "read")?;
    let statements = [&asked.winner, &asked.loser].map(|id| rows::read(entity, id, &access));
    let results = command::read(context, statements.into()).await?;
    both(entity, &results, other)
}

fn both(entity: &'static EntityDef, results: &[ResultSet], other: &str) -> Result<[Cells; 2], Problem> {
    let columns = rows::stored_columns(entity);
    let mut read = results.iter().map(|set| set.rows.first().map(|row| rows::cells(&columns, row)));
    let not_for_the_other = || {
        let message = "Is not there, or not for you, or belongs to another client.";
        Problem::invalid_at(format!("/{other}"), "not_found", message)
    };
    let winner = read.next().flatten().ok_or_else(Problem::not_found)?;
    let loser = read.next().flatten().ok_or_else(not_for_the_other)?;
    if winner.get("client_id") != loser.get("client_id") {
        return Err(not_for_the_other());
    }
    Ok([winner, loser])
}

/// Carries the merge out. Nothing when one of the records was written since it was read.
async fn write(
    context: &Context<'_>,
    entity: &'static EntityDef,
    other: &str,
    asked: &Asked,
    winner: &Cells,
    loser: &Cells,
) -> Result<Option<Response>, Problem> {
    let Planned { mut transaction, merge, step } = plan(context, entity, asked, winner, loser)?;
    let mut answer = Answer::of(entity);
    answer.push(&format!("{{\"merge_id\":\"{merge}\",\"winner\":"));
    answer.push_row(&asked.winner);
    answer.push("}");
    transaction.answers(answer.clone());
    match transaction.run(context, &context.caller()?.database, Some(entity)).await {
        Ok(results) => {
            let rows = results.get(step).map(|set| set.rows.as_slice()).unwrap_or_default();
            Ok(Some(answer.response(context.host(), 200, rows)))
        }
        Err(refused) if refused.problem.kind == Kind::PreconditionFailed => Ok(None),
        Err(refused) if refused.problem.errors.iter().any(|error| error.code == "loop") => {
            let message = "The one stands above the other with further records between them. Move those first.";
            Err(Problem::invalid_at(format!("/{other}"), "loop", message))
        }
        Err(refused) => Err(refused.problem),
    }
}

/// A merge that is ready to be written.
struct Planned {
    transaction: Transaction,
    /// Its id.
    merge: String,
    /// The step that gives the winner.
    step: usize,
}

fn version(row: &Cells) -> i64 {
    row.get("version").and_then(Json::as_i64).unwrap_or_default()
}

fn plan(
    context: &Context<'_>,
    entity: &'static EntityDef,
    asked: &Asked,
    winner: &Cells,
    loser: &Cells,
) -> Result<Planned, Problem> {
    let refuse = |refused: Vec<entity::Invalid>| {
        Problem::invalid(refused.into_iter().map(|invalid| api::InputError::new("/fields", invalid)).collect())
    };
    let mut decided = merged(entity, winner, loser, &asked.choices).map_err(refuse)?;
    let caller = context.caller()?;
    let now: Json = context.now_ms.into();
    for (stamp, after) in [("updated_at", now), ("updated_by", Json::from(caller.id.as_str()))] {
        decided.before.insert(stamp.to_owned(), winner.get(stamp).cloned().unwrap_or_default());
        decided.after.insert(stamp.to_owned(), after);
    }

    let mut transaction = Transaction::begin(context);
    guard_row(context, entity, &asked.winner, Some(version(winner)), "update", &mut transaction)?;
    guard_row(context, entity, &asked.loser, Some(version(loser)), "update", &mut transaction)?;

    let id = context.new_id(Merge::DEFINITION);
    let merge = Value::from(id.as_str());
    let client = winner.get("client_id").map_or(Value::Null, cells::value);
    let document = |cells: &Cells| Value::from(Json::Object(cells.clone()).to_string());
    let choices = (!asked.choices.is_empty()).then(|| document(&asked.choices));
    transaction.step(insert(
        Merge::NAME.table,
        &[
            ("id", merge.clone()),
            ("client_id", client),
            ("entity_type", entity.name.into()),
            ("winner_id", asked.winner.clone()),
            ("loser_id", asked.loser.clone()),
            ("status", "MERGED".into()),
            ("choices", choices.unwrap_or(Value::Null)),
            ("loser_row", document(loser)),
            ("winner_before", document(&decided.before)),
            ("winner_after", document(&decided.after)),
            ("winner_version", (version(winner) + 1).into()),
            ("created_at", context.now_ms.into()),
            ("updated_at", context.now_ms.into()),
            ("created_by", caller.id.clone().into()),
            ("updated_by", caller.id.clone().into()),
            ("version", 1_i64.into()),
        ],
        &[],
    ));
    let parties = Parties {
        merge: &merge,
        winner: &asked.winner,
        loser: &asked.loser,
        now_ms: context.now_ms,
        actor: &caller.id,
    };
    let mut moving = Vec::new();
    for relation in relations(entity, POINTING.iter().copied()) {
        parties.move_over(&relation, &mut moving);
    }
    for statement in moving {
        transaction.step(statement);
    }
    let step = transaction.step(rows::overwrite(entity, &asked.winner, &decided.after, &shown(entity)));
    transaction.step(store::sql::delete(entity, &asked.loser));
    Ok(Planned { transaction, merge: id, step })
}
