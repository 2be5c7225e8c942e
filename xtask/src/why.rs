//! What a function is made of, by crate and by the biggest pieces of code.

use std::collections::BTreeMap;

use rustc_demangle::demangle;

use crate::binary::module;
use crate::functions::Host;
use crate::run::Result;
use crate::{files, wasm};

/// How many single functions are listed.
const LISTED: usize = 40;

/// A report on the function as the compiler made it for Workers: before wasm-bindgen and the optimiser take a part
/// away, which takes the names with it.
pub fn report(function: &str) -> Result<String> {
    let bytes = files::read(&wasm::compiled(Host::Workers, function))?;
    let (functions, data) = module::functions(&bytes)?;
    let mut crates: BTreeMap<String, usize> = BTreeMap::new();
    let mut pieces: Vec<(usize, String)> = Vec::new();
    for function in &functions {
        let name = format!("{:#}", demangle(function.name));
        // What wasm-bindgen reads and removes.
        if name.starts_with("__wbindgen_describe") || name.contains("::describe") {
            continue;
        }
        *crates.entry(owner(&name).to_owned()).or_default() += function.body.len();
        pieces.push((function.body.len(), name));
    }
    let mut crates: Vec<(usize, String)> = crates.into_iter().map(|(name, size)| (size, name)).collect();
    crates.sort_by(|a, b| b.cmp(a));
    pieces.sort_by(|a, b| b.cmp(a));
    let code: usize = crates.iter().map(|(size, _)| size).sum();
    let mut text = format!("{function}: {code} bytes of code, {data} of data\n\n");
    for (size, name) in crates.iter().take_while(|(size, _)| *size >= 1000) {
        text.push_str(&format!("{size:>8}  {name}\n"));
    }
    text.push('\n');
    for (size, name) in pieces.iter().take(LISTED) {
        let name: String = name.chars().take(140).collect();
        text.push_str(&format!("{size:>8}  {name}\n"));
    }
    Ok(text)
}

/// The crate whose code it is: the first path in the name, `serde_json` in `<&mut serde_json::de::Deserializer<R> as …>`.
fn owner(name: &str) -> &str {
    let before = name.split("::").next().unwrap_or(name);
    let start = before.rfind(|char: char| !char.is_alphanumeric() && char != '_').map_or(0, |at| at + 1);
    match before.get(start..) {
        Some("") | None => "?",
        Some(owner) => owner,
    }
}

#[cfg(test)]
mod tests {
    use super::owner;

    #[test]
    fn the_first_path_names_the_crate() {
        assert_eq!(owner("api::module::Module::respond"), "api");
        assert_eq!(
            owner("<&mut serde_json::de::Deserializer<R> as serde::Deserializer>::deserialize_any"),
            "serde_json"
        );
        assert_eq!(owner("memcpy"), "memcpy");
        assert_eq!(owner("<&T as core::fmt::Debug>::fmt"), "core");
    }
}
