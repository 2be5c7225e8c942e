//! `POST /api/merges/{id}/undo`: two records again.

use api::problem::{InputError, Kind};
use api::resource::guard_row;
use api::{Answer, Context, Problem, Request, Response, Transaction, command, input};
use domain::contacts::entities::Merge;
use domain::contacts::merge::{Cells, Merged, POINTING, Unmerged, relations, unmerged};
use entity::{Entity, EntityDef, Row, Value, json};
use serde_json::Value as Json;
use store::sql::{Sql, row_by_id};
use store::{ResultSet, Statement, Task};

use super::moves::Parties;
use super::{ATTEMPTS, MERGEABLE, rows, shown};

/// The columns of `merges` that an undo needs.
const COLUMNS: &[&str] = &["status", "winner_id", "loser_id", "loser_row", "winner_before", "winner_after"];
/// Who wrote a record last, and when: restored with the record, and no reason to ask.
const STAMPS: [&str; 2] = ["updated_at", "updated_by"];

/// Undoes a merge.
pub fn undo_merge<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = command::id_in(parameters, Merge::DEFINITION)?;
        let force = read(request)?;
        for _ in 0..ATTEMPTS {
            let done = Done::read(context, &id).await?;
            let decided = done.decide(force)?;
            if let Some(response) = done.undo(context, &id, &decided).await? {
                return Ok(response);
            }
        }
        Err(Problem::new(Kind::Conflict, "Others are writing this record at this moment. Try again."))
    })
}

/// Whether later changes may be left out of account. The body may be missing.
fn read(request: &Request) -> Result<bool, Problem> {
    if request.body.is_empty() {
        return Ok(false);
    }
    let members = input::json_object(request)?;
    if let Some(unknown) = members.keys().find(|name| *name != "force") {
        let pointer = input::pointer_to(unknown);
        return Err(Problem::invalid_at(pointer, "unknown_field", "There is no such member."));
    }
    match members.get("force") {
        None => Ok(false),
        Some(Json::Bool(force)) => Ok(*force),
        Some(_) => Err(Problem::invalid_at("/force", "wrong_type", "Must be true or false.")),
    }
}

/// A merge as it was written down, and the winner as it is now.
struct Done {
    entity: &'static EntityDef,
    winner: Value,
    loser: Value,
    loser_row: Cells,
    merged: Merged,
    now: Cells,
}

impl Done {
    async fn read(context: &Context<'_>, id: &Value) -> Result<Self, Problem> {
        let access = context.access(Merge::DEFINITION, "read")?;
        let mut statements = vec![row_by_id(Merge::DEFINITION, id, &access, COLUMNS)];
        // The merge says which entity it is about: the winner is read from the one table that has it.
        statements.extend(MERGEABLE.iter().map(|entity| winner_of(entity, id)));
        Self::found(&command::read(context, statements).await?)
    }

    fn found(results: &[ResultSet]) -> Result<Self, Problem> {
        let (set, winners) = results.split_first().ok_or_else(Problem::internal)?;
        let row = set.rows.first().ok_or_else(Problem::not_found)?;
        let row = Row::new(&set.columns, row);
        let text = |column: &str| row.text(column).map(Value::from).unwrap_or(Value::Null);
        let document = |column: &str| -> Cells {
            match row.text(column).and_then(json::read) {
                Some(Json::Object(cells)) => cells,
                _ => Cells::new(),
            }
        };
        if row.text("status") != Some("MERGED") {
            return Err(undone());
        }
        let found = MERGEABLE.iter().zip(winners).find_map(|(entity, set)| {
            let row = set.rows.first()?;
            Some((*entity, rows::cells(&rows::stored_columns(entity), row)))
        });
        let (entity, now) = found.ok_or_else(|| {
            let message = "The record that stayed is gone. If it was merged into another one, undo that merge first.";
            Problem::new(Kind::Conflict, message)
        })?;
        Ok(Done {
            entity,
            winner: text("winner_id"),
            loser: text("loser_id"),
            loser_row: document("loser_row"),
            merged: Merged { before: document("winner_before"), after: document("winner_after") },
            now,
        })
    }

    fn version(&self) -> i64 {
        self.now.get("version").and_then(Json::as_i64).unwrap_or_default()
    }

    /// What the winner gets back, unless that is for a person to decide.
    fn decide(&self, force: bool) -> Result<Unmerged, Problem> {
        let without_stamps = |cells: &Cells| {
            let mut fields = Cells::new();
            for (name, cell) in cells.iter().filter(|(name, _)| !STAMPS.contains(&name.as_str())) {
                fields.insert(name.clone(), cell.clone());
            }
            fields
        };
        let merged = Merged { before: without_stamps(&self.merged.before), after: without_stamps(&self.merged.after) };
        let mut decided = unmerged(&self.now, &merged);
        if decided.kept.is_empty() || force {
            // Nobody wrote it since the merge, or what was written is undone too.
            if STAMPS.iter().all(|stamp| self.now.get(*stamp) == self.merged.after.get(*stamp)) {
                for stamp in STAMPS {
                    if let Some(cell) = self.merged.before.get(stamp) {
                        decided.restored.insert(stamp.to_owned(), cell.clone());
                    }
                }
            }
            return Ok(decided);
        }
        let changed = |name: &String| InputError {
            pointer: format!("/{name}"),
            code: "changed_since",
            message: "Was changed after the merge.".to_owned(),
        };
        let message = "Some fields were changed after the merge. Send {\"force\": true} to keep those changes and \
                       undo the rest.";
        Err(Problem::new(Kind::Conflict, message).with_errors(decided.kept.iter().map(changed).collect()))
    }

    /// Carries the undo out. Nothing when the winner was written since it was read.
    async fn undo(&self, context: &Context<'_>, id: &Value, decided: &Unmerged) -> Result<Option<Response>, Problem> {
        let (mut transaction, winner, loser) = self.plan(context, id, decided)?;
        let mut answer = Answer::of(self.entity);
        answer.push(&format!("{{\"merge_id\":\"{}\",\"winner\":", id.as_text().unwrap_or_default()));
        answer.push_row(&self.winner);
        answer.push(",\"loser\":");
        answer.push_row(&self.loser);
        answer.push("}");
        transaction.answers(answer.clone());
        let mut results = match transaction.run(context, &context.caller()?.database, Some(self.entity)).await {
            Ok(results) => results,
            Err(refused) if refused.problem.kind == Kind::PreconditionFailed => return Ok(None),
            Err(refused) => return Err(refused.problem),
        };
        let mut row = |step: usize| results.get_mut(step).and_then(|set| set.rows.pop()).ok_or_else(Problem::internal);
        let rows = [row(winner)?, row(loser)?];
        Ok(Some(answer.response(context.host(), 200, &rows)))
    }

    /// The undo, ready to be written, and the steps that give the winner and the loser.
    fn plan(
        &self,
        context: &Context<'_>,
        id: &Value,
        decided: &Unmerged,
    ) -> Result<(Transaction, usize, usize), Problem> {
        let entity = self.entity;
        let caller = context.caller()?;
        let mut transaction = Transaction::begin(context);
        guard_row(context, Merge::DEFINITION, id, None, "update", &mut transaction)?;
        guard_row(context, entity, &self.winner, Some(self.version()), "update", &mut transaction)?;
        let open = "INSERT INTO guard SELECT status = 'MERGED' FROM merges WHERE id = ?1";
        transaction.guard(Statement::new(open, vec![id.clone()]), undone());

        transaction.step(rows::insert(entity, &self.loser_row));
        let parties =
            Parties { merge: id, winner: &self.winner, loser: &self.loser, now_ms: context.now_ms, actor: &caller.id };
        let mut moving = Vec::new();
        for relation in relations(entity, POINTING.iter().copied()) {
            parties.move_back(&relation, &mut moving);
        }
        for statement in moving {
            transaction.step(statement);
        }
        let mut restored = decided.restored.clone();
        if STAMPS.iter().any(|stamp| !restored.contains_key(*stamp)) {
            restored.insert("updated_at".to_owned(), context.now_ms.into());
            restored.insert("updated_by".to_owned(), caller.id.as_str().into());
        }
        let winner = transaction.step(rows::overwrite(entity, &self.winner, &restored, &shown(entity)));
        let now: Value = context.now_ms.into();
        let sql = "UPDATE merges SET status = 'UNDONE', undone_at = ?2, undone_by = ?3, updated_at = ?2, \
                   updated_by = ?3, version = version + 1 WHERE id = ?1";
        transaction.step(Statement::new(sql, vec![id.clone(), now, caller.id.clone().into()]));
        let everything = store::sql::Access::everything();
        let loser = transaction.step(row_by_id(entity, &self.loser, &everything, &shown(entity)));
        Ok((transaction, winner, loser))
    }
}

fn undone() -> Problem {
    Problem::new(Kind::Conflict, "This merge has been undone already.")
}

/// The winner of a merge, if it is a record of this entity. Whether the caller may change it is for the guards of the
/// write; nothing of it is shown before.
fn winner_of(entity: &EntityDef, merge: &Value) -> Statement {
    let mut sql = Sql::new("SELECT ");
    sql.push(&rows::stored_columns(entity).join(", ")).push(" FROM ").push(entity.table);
    sql.push(" WHERE id = (SELECT winner_id FROM merges WHERE id = ").bind(merge.clone()).push(")");
    sql.finish()
}
