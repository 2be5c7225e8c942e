//! Tools from PyPI, in an environment of their own.

use std::path::{Path, PathBuf};
use std::process::Command as Process;

use crate::files;
use crate::run::{self, Result};

/// Installs packages of exactly these versions, such as `icalendar==7.3.0`, below a folder, once. Answers where their
/// programs are, Python among them.
pub fn install(folder: &Path, packages: &[&str]) -> Result<PathBuf> {
    let environment = folder.join("venv");
    let scripts = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let (stamp, names) = (environment.join(".portico"), packages.join(", "));
    if files::stamped(&stamp, &names) {
        return Ok(scripts);
    }
    run::step(&format!("Installing {names} from PyPI"), || {
        files::make_folder(folder)?;
        let python = if cfg!(windows) { "python" } else { "python3" };
        let advice = "install Python 3.10 or newer, with its venv module (Debian: `apt-get install python3-venv`)";
        run::run(Process::new(python).args(["-m", "venv"]).arg(&environment), advice)?;
        let mut pip = Process::new(program(&scripts, "pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check"]).args(packages);
        run::run(&mut pip, "check that PyPI can be reached, and run it again")?;
        files::write(&stamp, &names)
    })?;
    Ok(scripts)
}

/// A program among those that [`install`] answers.
pub fn program(scripts: &Path, name: &str) -> PathBuf {
    scripts.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
