//! What a subcommand is.

use std::fmt::Display;
use std::io::{IsTerminal, Write};

use api::Problem;
use store::DatabaseError;

/// A subcommand: what it is called, what it says of itself, what it does.
pub struct Command {
    /// The word after `portico`.
    pub name: &'static str,
    /// What it does, in half a line.
    pub summary: &'static str,
    /// What `--help` prints.
    pub help: &'static str,
    /// Reads the rest of the arguments and does it.
    pub run: fn(&mut lexopt::Parser) -> Result<(), Failure>,
}

/// Why it was not done, in a sentence that says what to do.
pub enum Failure {
    /// It was asked for in a way that makes no sense: exit status 2.
    Usage(String),
    /// It did not work: exit status 1.
    Failed(String),
}

impl Failure {
    /// Something did not work.
    pub fn because(cause: impl Display) -> Self {
        Failure::Failed(cause.to_string())
    }

    /// The same, saying what it was about.
    pub fn about(self, subject: impl Display) -> Self {
        match self {
            Failure::Usage(sentence) => Failure::Usage(format!("{subject}: {sentence}")),
            Failure::Failed(sentence) => Failure::Failed(format!("{subject}: {sentence}")),
        }
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Failure::Usage(format!("{error}; see `portico --help`"))
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Unavailable(why) if is_damage(&why) => damaged(&why),
            DatabaseError::Unavailable(why) => Failure::Failed(format!(
                "the database is not available: {why}; is --data (or PORTICO_DATABASE_URL) right, and may it be written?"
            )),
            DatabaseError::Missing => Failure::Failed("there is no such database".to_owned()),
            DatabaseError::Failed { code, message, .. } if is_damage(&code) => damaged(&format!("{code}: {message}")),
            DatabaseError::Failed { code, message, .. } => Failure::Failed(format!("{message} ({code})")),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let mut sentence = problem.detail.clone();
        for error in &problem.errors {
            sentence.push_str(&format!("\n  {}: {}", error.pointer.trim_start_matches(['/', '?']), error.message));
        }
        Failure::Failed(sentence)
    }
}

/// Whether SQLite says that the file is no database, or one that was torn.
pub fn is_damage(code: &str) -> bool {
    code.starts_with("SQLITE_NOTADB") || code.starts_with("SQLITE_CORRUPT")
}

fn damaged(why: &str) -> Failure {
    Failure::Failed(format!("the file is damaged ({why})"))
}

/// Shows how far it is, on one line of the terminal. Nobody reads that in a file.
pub fn progress(line: &str) {
    let mut terminal = std::io::stderr().lock();
    if terminal.is_terminal() {
        let _ = write!(terminal, "\r{line}\x1b[K").and_then(|()| terminal.flush());
    }
}

/// Takes the line of [`progress`] away.
pub fn end_progress() {
    progress("");
}

/// Prints a line. A reader that has gone away, such as `head`, is no failure.
pub fn say(line: &str) {
    let mut output = std::io::stdout().lock();
    let _ = writeln!(output, "{line}").and_then(|()| output.flush());
}

/// Runs something that waits.
pub fn wait<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::because)?;
    Ok(runtime.block_on(future))
}
