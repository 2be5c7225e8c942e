//! Tools from PyPI, in an environment of their own.

use std::path::{Path, PathBuf};
use std::process::Command as Process;

use crate::files;
use crate::run::{self, Result};

/// Installs a package of exactly this version, such as `icalendar==7.3.0`, below a folder, once. Answers where its
/// programs are, Python among them.
pub fn install(folder: &Path, package: &str) -> Result<PathBuf> {
    let environment = folder.join("venv");
    let scripts = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let stamp = environment.join(".portico");
    if files::stamped(&stamp, package) {
        return Ok(scripts);
    }
    run::step(&format!("Installing {package} from PyPI"), || {
        files::make_folder(folder)?;
        let python = if cfg!(windows) { "python" } else { "python3" };
        let advice = "install Python 3.10 or newer, with its venv module (Debian: `apt-get install python3-venv`)";
        run::run(Process::new(python).args(["-m", "venv"]).arg(&environment), advice)?;
        let mut pip = Process::new(program(&scripts, "pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check", package]);
        run::run(&mut pip, "check that PyPI can be reached, and run it again")?;
        files::write(&stamp, package)
    })?;
    Ok(scripts)
}

/// A program among those that [`install`] answers.
pub fn program(scripts: &Path, name: &str) -> PathBuf {
    scripts.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
