//! A child process that does not outlive its guard, nor the process that holds the guard.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{OrFail, Result, fail};

/// How long a host may take to start.
const START: Duration = Duration::from_secs(60);
/// How often to look whether it has.
const LOOK: Duration = Duration::from_millis(5);

/// Runs a program that does not watch its standard input itself, and kills it when that ends.
const LEASH: &str = r#"
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
(read -r _ <&3; kill -KILL "$child") 2>/dev/null &
watcher=$!
exec 3<&-
wait "$child"; status=$?
kill "$watcher" 2>/dev/null; wait "$watcher"
exit "$status"
"#;

/// A running host, its folder and its log.
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program that ends when its standard input does.
    pub fn start(program: &Path, arguments: &[&str], folder: &Path, log: &Path) -> Result<Process> {
        let mut command = Command::new(program);
        command.args(arguments);
        Process::spawn(command, folder, log)
    }

    /// Starts any program. It is killed rather than asked to end, as a crash would end it.
    pub fn start_on_leash(program: &Path, arguments: &[&str], folder: &Path, log: &Path) -> Result<Process> {
        let mut command = Command::new("sh");
        command.args(["-c", LEASH, "sh"]).arg(program).args(arguments);
        Process::spawn(command, folder, log)
    }

    fn spawn(mut command: Command, folder: &Path, log: &Path) -> Result<Process> {
        let out = File::options()
            .create(true)
            .append(true)
            .open(log)
            .or_fail(|| format!("cannot write {}", log.display()))?;
        let err = out.try_clone().or_fail(|| format!("cannot write {}", log.display()))?;
        let child = command
            .current_dir(folder)
            // Temporary files of the host go where they are found and removed.
            .env("TMPDIR", folder)
            .stdin(Stdio::piped())
            .stdout(out)
            .stderr(err)
            // Ctrl-C in a terminal is for the test, whose end ends this.
            .process_group(0)
            .spawn()
            .or_fail(|| format!("cannot start {}", command.get_program().display()))?;
        Ok(Process { child, log: log.to_path_buf() })
    }

    /// Waits until `ready` gives something, the process ends, or it takes too long.
    pub fn wait_until<T>(&mut self, what: &str, mut ready: impl FnMut() -> Option<T>) -> Result<T> {
        let start = Instant::now();
        loop {
            if let Some(value) = ready() {
                return Ok(value);
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return fail(format!("{what} ended with {status}; it said{}", self.last_words()));
            }
            if start.elapsed() > START {
                return fail(format!("{what} did not start in {} s; it said{}", START.as_secs(), self.last_words()));
            }
            std::thread::sleep(LOOK);
        }
    }

    fn last_words(&self) -> String {
        let text = std::fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let mut lines: Vec<&str> = text.lines().rev().take(20).collect();
        lines.reverse();
        format!(" ({}):\n{}", self.log.display(), lines.join("\n"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
