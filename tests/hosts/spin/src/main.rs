//! A small stand-in for Spin: serves the components of `spin.toml`, by its routes and with its variables.
//!
//! `spin-host --manifest spin.toml [--listen 127.0.0.1:0] [--ready FILE] [--variable name=value]…`. Writes its address
//! to FILE when it is ready, and runs until its standard input ends. A request to `/.spin-host/cron` is the clock. Spin is built on the same wasmtime; what this does not have
//! of it, no component here uses: triggers other than HTTP and cron, storage, templates beyond `{{ variable }}`.

mod clock;
mod compiled;
mod component;
mod manifest;
mod outbound;
mod routes;
mod server;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use wasmtime::error::Context;
use wasmtime::{Result, bail};

struct Options {
    manifest: PathBuf,
    listen: String,
    ready: Option<PathBuf>,
    variables: BTreeMap<String, String>,
}

fn main() -> ExitCode {
    match options().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("spin-host: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> Result<Options> {
    let mut options = Options {
        manifest: PathBuf::from("spin.toml"),
        listen: "127.0.0.1:0".to_owned(),
        ready: None,
        variables: BTreeMap::new(),
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().with_context(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--manifest" => options.manifest = value.into(),
            "--listen" => options.listen = value,
            "--ready" => options.ready = Some(value.into()),
            "--variable" => {
                let (name, value) = value.split_once('=').context("--variable takes name=value")?;
                options.variables.insert(name.to_owned(), value.to_owned());
            }
            _ => bail!("{name} is not an option; there are --manifest, --listen, --ready and --variable"),
        }
    }
    Ok(options)
}

fn run(options: Options) -> Result<()> {
    std::thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(0);
    });
    let manifest = manifest::read(&options.manifest, &options.variables)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let loaded = component::load_all(manifest)?;
        server::serve(loaded, &options.listen, options.ready.as_deref()).await
    })
}
