//! The widget for browsers: `target/edge/widget/`.
//!
//! `widget.js` is what pages name, and lives briefly in caches. It names the folder of everything else by a version, which
//! is a hash of what is in it; so that may be kept for ever.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use super::{compile, optimise, workers};
use crate::functions::Host;
use crate::run::{self, OrFail, Result};
use crate::toolchain::Toolchain;
use crate::{files, npm};

const CRATE: &str = "widget";
/// Browsers of the last years: constructable style sheets, dialogues, container queries.
const BROWSERS: &str = "--target=es2022,chrome111,firefox113,safari16.4";
/// The control flow is taken apart and put together again, sped up, and made small once more: one and a half per cent less
/// than small at once. What is aligned is written with longer numbers.
const MADE_ANEW: &[&str] = &["--flatten", "--rereloop", "-O4", "-Oz", "--dealign"];
/// What it says: to those who book, and besides to those who ask or come by a link.
const TEXTS: &[&str] = &["texts", "texts/more"];

/// Pages with it: where visitors look after an appointment, what staff look at, and a website to try it on.
const PAGES: &[&str] = &["appointment", "preview", "demo"];
/// What editors know of the script's interface.
const TYPES: &str = "widget.d.ts";

/// Where it is put.
pub fn folder() -> PathBuf {
    files::edge().join("widget")
}

/// What a visitor who books downloads, in the order of the download: the loader, the rest, and the texts of one language,
/// which is the largest.
pub fn downloads() -> Result<Vec<PathBuf>> {
    let folder = folder();
    let version = files::read_text(&folder.join("version"))?;
    let version = folder.join(version.trim());
    let mut texts: Vec<PathBuf> =
        files::list(&version.join("texts")).into_iter().filter(|file| file.is_file()).collect();
    texts.sort_by_key(|file| std::fs::metadata(file).map_or(0, |data| data.len()));
    let mut parts = vec![folder.join("widget.js"), version.join("app.js"), version.join("app.wasm")];
    parts.extend(texts.pop());
    Ok(parts)
}

/// Builds it.
pub fn build(toolchain: &Toolchain) -> Result<()> {
    run::step("Compiling the widget", || compile(toolchain, Host::Workers, &[CRATE.to_owned()]))?;
    let bindgen = workers::build_bindgen()?;
    let lock = files::read_text(&files::root().join("tools/package-lock.json"))?;
    let recipe = format!("{}\n{lock}\n{:?}\n{}", toolchain.version()?, optimise::FEATURES, include_str!("widget.rs"));
    let stamps = files::edge().join("stamps");
    files::make_folder(&stamps)?;
    let source = files::root().join(CRATE);
    let mut input = files::read(&super::compiled(Host::Workers, CRATE))?;
    for part in ["js", "style"].iter().chain(PAGES).chain(TEXTS) {
        for file in files::list(&source.join(part)).iter().filter(|file| file.is_file()) {
            input.extend_from_slice(&files::read(file)?);
        }
    }
    input.extend_from_slice(&files::read(&source.join(TYPES))?);
    let job = optimise::Job {
        name: CRATE.to_owned(),
        input,
        stamp: stamps.join(CRATE),
        outputs: vec![folder().join("widget.js"), folder().join("version")],
    };
    run::step("Making it small", || optimise::each(&recipe, &[job], |_| package(&bindgen, &source)))
}

fn package(bindgen: &Path, source: &Path) -> Result<()> {
    let work = files::target().join("edge-work").join(CRATE);
    files::remove_folder(&work)?;
    files::make_folder(&work.join("out/texts/more"))?;
    for part in ["js", "style"] {
        copy_all(&source.join(part), &work)?;
    }
    let module = work.join("compiled.wasm");
    files::write(&module, optimise::cut(&files::read(&super::compiled(Host::Workers, CRATE))?)?)?;
    run::capture(
        std::process::Command::new(bindgen).arg("--web").arg(&module).arg(&work),
        "see what wasm-bindgen says of the widget",
    )?;
    // Which instructions the compiler allowed itself is for tools.
    let options = [&["--converge"], optimise::FOR_DOWNLOAD, MADE_ANEW, &["--strip-target-features"]].concat();
    optimise::optimise(&work.join("index_bg.wasm"), &work.join("out/app.wasm"), optimise::SMALLEST, &options)?;
    for style in ["widget.css", "loader.css"] {
        esbuild(&work, &[style, "--minify", BROWSERS, &format!("--outfile=small/{style}")])?;
        files::copy(&work.join("small").join(style), &work.join(style))?;
    }
    // Turnstile is fetched by those who need it.
    let bundle = ["--bundle", "--format=esm", "--loader:.css=text", "--minify", BROWSERS, "--external:./turnstile.js"];
    esbuild(&work, &[&bundle[..], &["--outfile=out/app.js", "app.js"]].concat())?;
    esbuild(&work, &["--minify", BROWSERS, "--outfile=out/turnstile.js", "turnstile.js"])?;
    for folder in TEXTS {
        for file in files::list(&source.join(folder)).iter().filter(|file| file.is_file()) {
            let name = file.file_name().unwrap_or_default();
            let texts: serde_json::Value =
                serde_json::from_str(&files::read_text(file)?).or_fail(|| format!("{} is not JSON", file.display()))?;
            files::write(&work.join("out").join(folder).join(name), texts.to_string())?;
        }
    }
    let version = version(&work.join("out"))?;
    let style = files::read_text(&work.join("loader.css"))?;
    esbuild(
        &work,
        &[
            "loader.js",
            "--minify",
            BROWSERS,
            "--outfile=widget.js",
            &format!("--define:VERSION={}", serde_json::json!(version)),
            &format!("--define:STYLE={}", serde_json::json!(style.trim())),
        ],
    )?;
    let folder = folder();
    files::remove_folder(&folder)?;
    files::make_folder(&folder.join(&version).join("texts/more"))?;
    for part in [""].iter().chain(TEXTS) {
        copy_all(&work.join("out").join(part), &folder.join(&version).join(part))?;
    }
    for part in PAGES {
        files::make_folder(&folder.join(part))?;
        copy_all(&source.join(part), &folder.join(part))?;
    }
    files::copy(&work.join("widget.js"), &folder.join("widget.js"))?;
    files::copy(&source.join(TYPES), &folder.join(TYPES))?;
    files::write(&folder.join("version"), format!("{version}\n"))?;
    files::remove_folder(&work)
}

fn esbuild(work: &Path, arguments: &[&str]) -> Result<()> {
    run::capture(
        npm::tool("esbuild").args(["--log-level=warning", "--charset=utf8"]).args(arguments).current_dir(work),
        "mend what esbuild names",
    )
    .map(|_| ())
}

/// Copies the files of a folder, without those below it.
fn copy_all(from: &Path, to: &Path) -> Result<()> {
    for file in files::list(from).iter().filter(|file| file.is_file()) {
        files::copy(file, &to.join(file.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

/// A name that changes when anything in a folder does.
fn version(folder: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for part in [""].iter().chain(TEXTS) {
        for file in files::list(&folder.join(part)).iter().filter(|file| file.is_file()) {
            files::read(file)?.hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}
