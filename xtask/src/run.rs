//! Running other programs, and telling the person at the terminal what happens and how long it took.

use std::fmt::Display;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Why a command stopped: one sentence that says what to do.
#[derive(Debug)]
pub struct Failure(pub String);

/// The outcome of a step.
pub type Result<T> = std::result::Result<T, Failure>;

/// Turns any error into a [`Failure`] with a sentence in front.
pub trait OrFail<T> {
    /// `sentence` says what could not be done; the error follows it.
    fn or_fail(self, sentence: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: Display> OrFail<T> for std::result::Result<T, E> {
    fn or_fail(self, sentence: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|error| Failure(format!("{}: {error}", sentence())))
    }
}

/// A failure from a sentence.
pub fn fail<T>(sentence: impl Into<String>) -> Result<T> {
    Err(Failure(sentence.into()))
}

/// Says what is about to happen. Everything for people goes to standard error; standard output is for results.
pub fn say(what: impl Display) {
    eprintln!("▸ {what}");
}

/// Says what happens, does it, and says how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(what);
    let start = Instant::now();
    let result = work()?;
    eprintln!("  done in {:.1} s", start.elapsed().as_secs_f64());
    Ok(result)
}

/// Runs a program with its output on the terminal. `advice` is what to do when it fails.
pub fn run(command: &mut Command, advice: &str) -> Result<()> {
    let status = command.status().or_fail(|| format!("`{}` could not be started; {advice}", shown(command)))?;
    if status.success() { Ok(()) } else { fail(format!("`{}` ended with {status}; {advice}", shown(command))) }
}

/// Runs a program and gives its standard output, trimmed. What it says on standard error is shown only if it fails.
pub fn capture(command: &mut Command, advice: &str) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .or_fail(|| format!("`{}` could not be started; {advice}", shown(command)))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said: Vec<&str> = said.lines().rev().take(20).collect();
    for line in said.iter().rev() {
        eprintln!("  {line}");
    }
    fail(format!("`{}` ended with {}; {advice}", shown(command), output.status))
}

/// Runs a program and gives its standard output; what it says on standard error goes to the terminal as it comes.
pub fn capture_stdout(command: &mut Command, advice: &str) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .or_fail(|| format!("`{}` could not be started; {advice}", shown(command)))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        fail(format!("`{}` ended with {}; {advice}", shown(command), output.status))
    }
}

/// Whether a program answers at all.
pub fn exists(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

/// The command as a person would type it, cut where it gets long.
fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        if text.len() > 160 {
            text.push_str(" …");
            break;
        }
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}
