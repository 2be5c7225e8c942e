//! From a compiled component to a small one.

use super::optimise::{self, Job};
use crate::binary::component;
use crate::files;
use crate::functions::Host;
use crate::run::Result;

/// Packages all functions into `target/edge/spin/<function>.wasm`.
///
/// A component is a wrapper around core modules, which the optimiser cannot read; so each core module is taken out,
/// made small and put back.
pub fn package(functions: &[String]) -> Result<()> {
    files::make_folder(&files::edge().join("spin"))?;
    let lock = files::read_text(&files::root().join("tools/package-lock.json"))?;
    let recipe = format!("{lock}\n{:?} {}", optimise::FEATURES, optimise::QUICKLY);
    let jobs: Result<Vec<Job>> = functions
        .iter()
        .map(|name| {
            let input = files::read(&super::compiled(Host::Spin, name))?;
            super::job(Host::Spin, name, input)
        })
        .collect();
    optimise::each(&recipe, &jobs?, |job| {
        let work = files::target().join("edge-work").join(format!("{}-spin", job.name));
        files::remove_folder(&work)?;
        files::make_folder(&work)?;
        let small = component::map_modules(&job.input, |index, module| {
            let (before, after) = (work.join(format!("{index}.wasm")), work.join(format!("{index}.small.wasm")));
            files::write(&before, optimise::cut(module)?)?;
            optimise::optimise(&before, &after, optimise::QUICKLY, &[])?;
            files::read(&after)
        })?;
        for output in &job.outputs {
            files::write(output, &small)?;
        }
        files::remove_folder(&work)
    })
}
