//! A writing batch in the making: what is written, what must hold, and what a failure of each step means.

use entity::EntityDef;
use store::sql::{LOOP, OUT_OF_ORDER, begin_changes, end_changes};
use store::{Batch, DatabaseName, Mode, ResultSet, Statement, Task};

use crate::answer::Answer;
use crate::context::{BatchError, Context};
use crate::problem::{InputError, Kind};
use crate::{Problem, sql_fault};

/// A writing batch in the making. It begins by telling the change log who writes.
pub struct Transaction {
    statements: Vec<Statement>,
    meanings: Vec<Meaning>,
    answer: Answer,
}

/// What the failure of a step means.
#[derive(Clone)]
enum Meaning {
    /// What the constraint says, or a defect.
    Own,
    /// This, whatever the reason.
    Always(Problem),
    /// This when a row that the new one points to is not there; otherwise what the constraint says.
    Dangling(Problem),
}

/// A step that failed, and so the whole transaction.
#[derive(Debug, PartialEq)]
pub struct Refused {
    /// Which step, as [`Transaction::step`] numbered it.
    pub step: usize,
    /// SQLite's code by name; empty when the database could not be asked.
    pub code: String,
    /// What to tell the caller.
    pub problem: Problem,
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        refused.problem
    }
}

/// What was refused before any step ran.
impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Refused { step: 0, code: String::new(), problem }
    }
}

impl Transaction {
    /// Begins a transaction of this request.
    pub fn begin(context: &Context<'_>) -> Self {
        let first = begin_changes(&context.actor(), context.now_ms);
        Transaction { statements: vec![first], meanings: vec![Meaning::Own], answer: Answer::default() }
    }

    /// Adds a statement. The number is where its result will be.
    pub fn step(&mut self, statement: Statement) -> usize {
        self.statements.push(statement);
        self.meanings.push(Meaning::Own);
        self.statements.len() - 1
    }

    /// Adds a statement that points to other rows. When one of those is not there, that means this problem.
    pub fn step_pointing(&mut self, statement: Statement, problem: Problem) -> usize {
        self.statements.push(statement);
        self.meanings.push(Meaning::Dangling(problem));
        self.statements.len() - 1
    }

    /// Adds a statement whose refusal by the database, whatever the constraint, means this problem.
    pub fn guard(&mut self, statement: Statement, problem: Problem) -> usize {
        self.statements.push(statement);
        self.meanings.push(Meaning::Always(problem));
        self.statements.len() - 1
    }

    /// Says what is answered when all of it is written, for a repetition to get the same. Without it the answer has no body.
    pub fn answers(&mut self, answer: Answer) {
        self.answer = answer;
    }

    /// How many steps there are so far.
    pub fn len(&self) -> usize {
        self.statements.len()
    }

    /// Whether nothing has been added.
    pub fn is_empty(&self) -> bool {
        self.statements.len() <= 1
    }

    /// Runs it: one round trip. `entity` is what constraint failures are explained by. What a request does once for each
    /// `Idempotency-Key` claims the key here.
    pub fn run<'a>(
        mut self,
        context: &'a Context<'_>,
        database: &'a DatabaseName,
        entity: Option<&'a EntityDef>,
    ) -> Task<'a, Result<Vec<ResultSet>, Refused>> {
        let answer = std::mem::take(&mut self.answer);
        context.keep_answer(database, answer, &mut self);
        self.statements.push(end_changes());
        let batch = Batch { mode: Mode::Write, statements: std::mem::take(&mut self.statements) };
        Box::pin(async move {
            match context.batch(database, batch).await {
                Ok(results) => Ok(results),
                Err(error) => Err(self.refused(context, error, entity)),
            }
        })
    }

    fn refused(&self, context: &Context<'_>, error: BatchError, entity: Option<&EntityDef>) -> Refused {
        let (statement, code, message) = match error {
            BatchError::Problem(problem) => return Refused { step: 0, code: String::new(), problem },
            BatchError::Failed { statement, code, message } => (statement, code, message),
        };
        let meant = match self.meanings.get(statement) {
            // Whatever else went wrong says nothing about what was asked.
            Some(Meaning::Always(problem)) if code.starts_with("SQLITE_CONSTRAINT") => Some(problem.clone()),
            Some(Meaning::Dangling(problem)) if code == "SQLITE_CONSTRAINT_FOREIGNKEY" => Some(problem.clone()),
            _ => None,
        };
        let problem = meant
            .or_else(|| constraint_problem(&code, &message, entity))
            .unwrap_or_else(|| sql_fault(context, &code, &message));
        Refused { step: statement, code, problem }
    }
}

/// What the failure of a constraint means to whoever sent the values.
fn constraint_problem(code: &str, message: &str, entity: Option<&EntityDef>) -> Option<Problem> {
    let shown = |column: &str| entity.and_then(|entity| entity.field(column)).map(|field| format!("/{}", field.name));
    let columns = message.rsplit(": ").next().unwrap_or_default();
    match code {
        "SQLITE_CONSTRAINT_UNIQUE" | "SQLITE_CONSTRAINT_PRIMARYKEY" => {
            let names = columns.split(", ").filter_map(|column| column.rsplit('.').next());
            let pointer = names.filter(|name| *name != "client_id").find_map(shown).unwrap_or_default();
            let error = InputError { pointer, code: "taken", message: "Another record has this value.".to_owned() };
            Some(Problem::new(Kind::Conflict, "Another record has the same value.").with_errors(vec![error]))
        }
        "SQLITE_CONSTRAINT_TRIGGER" if message.contains(OUT_OF_ORDER) => {
            let rule = entity?.ordered.iter().find(|rule| rule.after == columns)?;
            Some(Problem::invalid(vec![InputError::out_of_order(rule)]))
        }
        "SQLITE_CONSTRAINT_TRIGGER" if message.contains(LOOP) => {
            Some(Problem::invalid_at(shown(columns)?, "loop", "Leads back to the record itself."))
        }
        "SQLITE_CONSTRAINT_FOREIGNKEY" | "SQLITE_CONSTRAINT_TRIGGER" => {
            Some(Problem::new(Kind::Conflict, "Other records point to this one, or it points to one that is gone."))
        }
        "SQLITE_CONSTRAINT_NOTNULL" => {
            let pointer = columns.rsplit('.').next().and_then(shown)?;
            Some(Problem::invalid_at(pointer, "required", "Must have a value."))
        }
        _ => None,
    }
}
