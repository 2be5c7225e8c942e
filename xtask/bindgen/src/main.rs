//! Runs wasm-bindgen over WebAssembly modules: `xtask-bindgen [--web] <module.wasm> <folder> [<module.wasm> <folder> …]`.
//!
//! As a library, because the command line tool of the same version is not always there to be installed, and the
//! version must be exactly that of the `wasm-bindgen` crate. Both come from the workspace's lock file.

use std::path::Path;
use std::process::ExitCode;

use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let web = arguments.first().is_some_and(|first| first == "--web");
    if web {
        arguments.remove(0);
    }
    let (pairs, rest) = arguments.as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() {
        eprintln!("usage: xtask-bindgen [--web] <module.wasm> <folder> [<module.wasm> <folder> …]");
        return ExitCode::from(2);
    }
    for [module, folder] in pairs {
        if let Err(error) = generate(Path::new(module), Path::new(folder), web) {
            eprintln!("wasm-bindgen failed on {module}: {error:#}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Writes `index_bg.wasm` and its JavaScript for one module: for browsers the bare functions (`index_bg.js`), whose caller
/// fetches the WebAssembly; otherwise a module (`index.js`) that imports it compiled, as Workers do. There a function that
/// gives the module a fresh state is added, so that a request that broke the old one does not break those after it.
fn generate(module: &Path, folder: &Path, web: bool) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .out_name("index")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .reset_state_function(!web);
    if web {
        // No value of JavaScript is kept, so there is nothing to start; and every browser of these years can encode into.
        bindgen.bundler(true)?.emit_start(false).encode_into(EncodeInto::Always);
    } else {
        bindgen.module(true)?;
    }
    bindgen.generate(folder)?;
    Ok(())
}
