//! Binaryen over many modules, both cores busy, and never twice over the same bytes.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::binary::module;
use crate::run::{self, Result};
use crate::{files, npm};

/// A module to be made, and how.
pub struct Job {
    /// The function's name, for the progress line.
    pub name: String,
    /// The bytes it is made from. The same bytes need not be done again.
    pub input: Vec<u8>,
    /// Where it is noted what the outputs were made from.
    pub stamp: PathBuf,
    /// What is there when it is done.
    pub outputs: Vec<PathBuf>,
}

/// Does `work` for every job whose outputs are missing or were made from other bytes, two or more at a time.
///
/// `recipe` names the tools and options: another recipe, and everything is done again.
pub fn each(recipe: &str, jobs: &[Job], work: impl Fn(&Job) -> Result<()> + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = once(recipe, job, &work);
                    let count = done.fetch_add(1, Ordering::Relaxed) + 1;
                    match outcome {
                        Ok(did) => eprintln!(
                            "  [{count}/{}] {}{}",
                            jobs.len(),
                            job.name,
                            if did { "" } else { " (unchanged)" }
                        ),
                        Err(failure) => failures.lock().map(|mut all| all.push(failure)).unwrap_or_default(),
                    }
                }
            });
        }
    });
    match failures.into_inner().unwrap_or_default().pop() {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

/// Whether there was anything to do.
fn once(recipe: &str, job: &Job, work: &(impl Fn(&Job) -> Result<()> + Sync)) -> Result<bool> {
    let mut hasher = DefaultHasher::new();
    job.input.hash(&mut hasher);
    let expected = format!("{recipe}\n{:016x}\n", hasher.finish());
    if job.outputs.iter().all(|output| output.is_file()) && files::stamped(&job.stamp, &expected) {
        return Ok(false);
    }
    work(job)?;
    files::write(&job.stamp, expected)?;
    Ok(true)
}

/// How much is done for size: everything there is.
pub const SMALLEST: &str = "-Oz";

/// For components, which are not downloaded and of which no host limits the size. The compiler made them small already: what
/// `-Oz` adds is not to be seen in what they compress to, and takes three times as long.
pub const QUICKLY: &str = "-O1";

/// For what is downloaded: a function that is called once stays one, because in place of its call it compresses worse.
pub const FOR_DOWNLOAD: &[&str] = &["--low-memory-unused", "--one-caller-inline-max-function-size=0"];

/// For functions, after that: the structure of their code made anew.
pub const MADE_ANEW: &[&str] = &["--flatten", "--rereloop", "-Oz", "--dealign"];

/// Optimises a core module for size, `level` of how much. The features are those that the compiler and wasm-bindgen use,
/// all of them in V8 for years.
pub fn optimise(input: &Path, output: &Path, level: &str, also: &[&str]) -> Result<()> {
    run::capture(
        npm::tool("wasm-opt")
            .args([level, "--strip-debug", "--strip-producers"])
            .args(also)
            .args(FEATURES)
            .arg(input)
            .arg("-o")
            .arg(output),
        "check that tools/node_modules is whole: delete it and run this again",
    )?;
    Ok(())
}

/// The standard library's own way of telling about a panic: backtraces, names made readable. It is never called:
/// every adapter sets a hook before anything runs.
const NEVER_CALLED: &[&str] = &["3std9panicking12default_hook", "14rustc_demangle"];

/// A module without what is never called.
pub fn cut(module: &[u8]) -> Result<Vec<u8>> {
    module::cut(module, |name| NEVER_CALLED.iter().any(|unwanted| name.contains(unwanted)))
}

/// Options that a recipe must name.
pub const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];
