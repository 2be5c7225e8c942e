//! How big the functions are.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::functions::{self, Host};
use crate::run::{OrFail, Result, fail};
use crate::{files, wasm};

/// The most that a function for Workers may have, compressed: its WebAssembly and its JavaScript together. One that would
/// have more is made lighter, or becomes two.
pub const WORKERS_LIMIT: usize = 200_000;

/// The most that the widget's loader may have, compressed: every page that has a widget loads it.
pub const LOADER_LIMIT: usize = 3_000;
/// The most that a visitor who books downloads of the widget, compressed: scripts, WebAssembly, styles and words.
pub const WIDGET_LIMIT: usize = 40_000;

/// One function on one host, in bytes.
pub struct Size {
    /// The function.
    pub name: String,
    /// The host.
    pub host: Host,
    /// The WebAssembly as the compiler made it.
    pub raw: usize,
    /// All that is uploaded.
    pub optimised: usize,
    /// The same, compressed.
    pub gzip: usize,
}

/// Measures every function that was built.
pub fn measure() -> Result<Vec<Size>> {
    let mut sizes = Vec::new();
    for host in [Host::Workers, Host::Spin] {
        sizes.extend(measure_these(host, &functions::for_host(host)?)?);
    }
    Ok(sizes)
}

/// Measures some functions on one host.
pub fn measure_these(host: Host, names: &[String]) -> Result<Vec<Size>> {
    let mut sizes = Vec::new();
    for name in names {
        let raw = files::read(&wasm::compiled(host, name))?.len();
        let mut size = Size { name: name.clone(), host, raw, optimised: 0, gzip: 0 };
        for file in wasm::packaged(host, name) {
            let bytes = files::read(&file)?;
            size.optimised += bytes.len();
            size.gzip += gzip(&bytes)?;
        }
        sizes.push(size);
    }
    Ok(sizes)
}

/// Fails when a function for Workers is over the limit.
pub fn check(sizes: &[Size]) -> Result<()> {
    let over: Vec<String> = sizes
        .iter()
        .filter(|size| size.host == Host::Workers && size.gzip > WORKERS_LIMIT)
        .map(|size| format!("{} has {} bytes, and the limit is {WORKERS_LIMIT}", size.name, size.gzip))
        .collect();
    if over.is_empty() {
        return Ok(());
    }
    fail(format!(
        "{}, compressed; see with `cargo xtask size --why <function>` what it is made of, and leave some out or \
         make two functions of it",
        over.join(", ")
    ))
}

/// One file of the widget: its name, its bytes, and the same compressed.
pub type Part = (String, usize, usize);

/// Measures what a visitor who books downloads of the widget.
pub fn widget() -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for file in wasm::widget::downloads()? {
        let bytes = files::read(&file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        parts.push((name, bytes.len(), gzip(&bytes)?));
    }
    Ok(parts)
}

/// Fails when the widget is over a limit.
pub fn check_widget(parts: &[Part]) -> Result<()> {
    let loader = parts.first().map_or(0, |part| part.2);
    let whole: usize = parts.iter().map(|part| part.2).sum();
    if loader <= LOADER_LIMIT && whole <= WIDGET_LIMIT {
        return Ok(());
    }
    fail(format!(
        "the widget has {whole} bytes compressed, its loader {loader}; the limits are {WIDGET_LIMIT} and {LOADER_LIMIT}"
    ))
}

/// The widget's parts and their sum, for people.
pub fn widget_table(parts: &[Part]) -> String {
    let mut text = format!("{:<25} {:>10} {:>10}\n", "widget", "bytes", "gzip");
    for (name, bytes, gzip) in parts {
        text.push_str(&format!("{name:<25} {bytes:>10} {gzip:>10}\n"));
    }
    let sum = parts.iter().fold((0, 0), |sum, part| (sum.0 + part.1, sum.1 + part.2));
    text.push_str(&format!("{:<25} {:>10} {:>10}\n", "all", sum.0, sum.1));
    text
}

/// A table for people.
pub fn table(sizes: &[Size]) -> String {
    let mut text = format!("{:<16} {:<8} {:>10} {:>10} {:>10}\n", "function", "host", "raw", "optimised", "gzip");
    for Size { name, host, raw, optimised, gzip } in sizes {
        text.push_str(&format!("{name:<16} {:<8} {raw:>10} {optimised:>10} {gzip:>10}\n", host.to_string()));
    }
    text
}

/// The same for programs.
pub fn json(sizes: &[Size]) -> Value {
    sizes
        .iter()
        .map(|size| {
            json!({
                "name": size.name,
                "host": size.host.to_string(),
                "raw": size.raw,
                "optimised": size.optimised,
                "gzip": size.gzip,
            })
        })
        .collect()
}

fn gzip(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map(|output| output.len())
        .or_fail(|| "cannot compress".into())
}
