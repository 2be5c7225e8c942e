//! From a compiled function to a worker: wasm-bindgen, the entry module, esbuild, wasm-opt.

use std::path::Path;

use super::optimise::{self, Job};
use crate::functions::Host;
use crate::run::{self, Failure, OrFail, Result};
use crate::toolchain::{self, Toolchain};
use crate::{files, npm};

/// The module that a worker starts with, unless the function brings its own; it lies beside the adapter that it calls.
const ENTRY: &str = "shared/edge/src/workers/entry.js";

/// Packages all functions into `target/edge/workers/<function>/{index.js,index_bg.wasm}`.
pub fn package(toolchain: &Toolchain, functions: &[String]) -> Result<()> {
    let bindgen = build_bindgen()?;
    let lock = files::read_text(&files::root().join("tools/package-lock.json"))?;
    let bindgen_made =
        std::fs::metadata(&bindgen).and_then(|data| data.modified()).or_fail(|| "cannot find xtask-bindgen".into())?;
    let recipe =
        format!("{}\n{bindgen_made:?}\n{lock}\n{:?} {:?}", toolchain.version()?, optimise::FEATURES, options());
    let jobs: Result<Vec<Job>> = functions
        .iter()
        .map(|name| {
            let mut input = files::read(&super::compiled(Host::Workers, name))?;
            input.extend_from_slice(entry(name)?.as_bytes());
            super::job(Host::Workers, name, input)
        })
        .collect();
    optimise::each(&recipe, &jobs?, |job| one(&bindgen, job))
}

/// What is asked of wasm-opt besides its size.
fn options() -> Vec<&'static str> {
    [optimise::FOR_DOWNLOAD, optimise::MADE_ANEW].concat()
}

/// The source of the module that a worker starts with.
fn entry(function: &str) -> Result<String> {
    let root = files::root();
    let own = root.join("functions").join(function).join("entry.js");
    files::read_text(&if own.is_file() { own } else { root.join(ENTRY) })
}

fn one(bindgen: &Path, job: &Job) -> Result<()> {
    let folder = files::edge().join("workers").join(&job.name);
    let work = files::target().join("edge-work").join(&job.name);
    files::remove_folder(&work)?;
    files::make_folder(&work)?;
    files::make_folder(&folder)?;
    let module = work.join("compiled.wasm");
    files::write(&module, optimise::cut(&files::read(&super::compiled(Host::Workers, &job.name))?)?)?;
    run::capture(
        std::process::Command::new(bindgen).arg(&module).arg(&work),
        "make sure that the function uses `edge::export!`",
    )?;
    // The source-phase import is newer than the runtime's default; an ordinary import of a module gives the same.
    let glue = files::read_text(&work.join("index.js"))?.replace("import source ", "import ");
    files::write(&work.join("index.js"), glue)?;
    files::write(&work.join("entry.js"), entry(&job.name)?)?;
    run::capture(
        npm::tool("esbuild")
            .args(["--bundle", "--minify", "--format=esm", "--log-level=warning", "--external:./index_bg.wasm"])
            .args(["--external:cloudflare:*", "entry.js", "--outfile=bundle.js"])
            .current_dir(&work),
        "check the entry.js that it names",
    )?;
    files::copy(&work.join("bundle.js"), &folder.join("index.js"))?;
    optimise::optimise(&work.join("index_bg.wasm"), &folder.join("index_bg.wasm"), optimise::SMALLEST, &options())?;
    files::remove_folder(&work)
}

/// Builds wasm-bindgen. Apart from this program, so that it is compiled only by those who need it.
pub fn build_bindgen() -> Result<std::path::PathBuf> {
    run::say("Building wasm-bindgen (the first time takes a minute)");
    let message = run::capture_stdout(
        toolchain::cargo()
            .args(["build", "--quiet", "--package", "xtask-bindgen", "--message-format=json-render-diagnostics"])
            .current_dir(files::root()),
        "mend what the compiler names, then run it again",
    )?;
    message
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|artifact| Some(std::path::PathBuf::from(artifact.get("executable")?.as_str()?)))
        .ok_or_else(|| {
            Failure("cargo does not say where it put `xtask-bindgen`; run `cargo build -p xtask-bindgen`".into())
        })
}
