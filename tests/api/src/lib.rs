//! What the API tests share: the modules of the product and golden files.

use std::path::PathBuf;

use entity::EntityDef;
pub use modules::MODULES;
use serde_json::Value as Json;
use testkit::{Person, Reply, TestApp};

/// Every entity of the product.
pub fn entities() -> Vec<&'static EntityDef> {
    domain::entities().collect()
}

/// A new record, as somebody makes it.
pub async fn create(app: &TestApp, person: &Person, resource: &str, body: Json) -> Json {
    app.post(person, &format!("/api/{resource}"), body).await.expect(201).json()
}

/// The last names in a list, in order.
pub fn names(reply: &Reply) -> Vec<String> {
    let document = reply.json();
    let rows = document.get("data").and_then(Json::as_array).into_iter().flatten();
    let name = |row: &Json| row.get("last_name").and_then(Json::as_str).unwrap_or("null").to_owned();
    rows.map(name).collect()
}

/// Compares with a golden file, or writes it when `UPDATE_GOLDEN` is set (`cargo xtask schema`).
///
/// # Panics
///
/// When the file differs: the message names the first line that does.
#[track_caller]
pub fn golden(path: &str, actual: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, actual).unwrap_or_else(|error| panic!("{path} cannot be written: {error}"));
        return;
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    if expected == actual {
        return;
    }
    let differing = expected.lines().zip(actual.lines()).position(|(expected, actual)| expected != actual);
    let line = differing.unwrap_or_else(|| expected.lines().count().min(actual.lines().count()));
    panic!(
        "{path} differs from line {}:\n  file: {}\n  now:  {}\nIf that is meant, run `cargo xtask schema` and review the difference.",
        line + 1,
        expected.lines().nth(line).unwrap_or("(end)"),
        actual.lines().nth(line).unwrap_or("(end)")
    );
}
