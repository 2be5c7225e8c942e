//! The house keeps its shape: who may use whom, and what the core must not know.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use entity::EntityDef;

/// What each room may use of the others.
const ROOMS: &[(&str, &[&str])] = &[
    ("shared/entity", &["entity-derive"]),
    ("shared/entity-derive", &[]),
    ("shared/domain", &["entity"]),
    ("shared/store", &["entity"]),
    ("shared/api", &["entity", "store"]),
    ("shared/accounts", &["api", "domain", "entity", "store"]),
    ("shared/booking", &["api", "domain", "entity", "store"]),
    ("shared/visitors", &["api", "booking", "domain", "entity", "store"]),
    ("shared/edge", &["api", "store"]),
    ("shared/testkit", &["api", "domain", "entity", "store"]),
    ("widget", &[]),
    ("functions/gateway", &["edge"]),
    ("functions/access", &["accounts", "api", "domain", "edge", "entity", "store"]),
    ("functions/authentication", &["accounts", "api", "domain", "edge", "entity", "store"]),
    ("functions/identity", &["accounts", "api", "domain", "edge", "entity", "store"]),
    ("functions/tenancy", &["accounts", "api", "domain", "edge", "entity", "store"]),
    ("functions/contacts", &["api", "domain", "edge", "entity", "store"]),
    ("functions/appointments", &["api", "booking", "domain", "edge", "entity", "store"]),
    ("functions/calendars", &["api", "booking", "domain", "edge", "entity", "store"]),
    ("functions/services", &["api", "domain", "edge"]),
    ("functions/leads", &["api", "domain", "edge", "entity", "store", "visitors"]),
    ("functions/imports", &["api", "domain", "edge", "entity", "store"]),
    ("functions/embed", &["api", "booking", "domain", "edge", "entity", "store", "visitors"]),
    ("functions/widgets", &["api", "domain", "edge", "entity", "store", "visitors"]),
    ("functions/visits", &["api", "booking", "domain", "edge", "entity", "store", "visitors"]),
    ("functions/documentation", &["api", "domain", "edge", "entity", "store"]),
];

const CRATES: &[&str] = &[
    "entity",
    "entity-derive",
    "domain",
    "store",
    "api",
    "accounts",
    "booking",
    "edge",
    "testkit",
    "visitors",
    "gateway",
    "access",
    "authentication",
    "identity",
    "tenancy",
    "contacts",
    "calendars",
    "services",
    "appointments",
    "leads",
    "imports",
    "embed",
    "visits",
    "widgets",
    "documentation",
    "portico",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The crates of this project that a manifest names outside its `dev-dependencies`.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut section = String::new();
    let mut found = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line.to_owned();
        } else if section.ends_with("dependencies]") && !section.contains("dev-dependencies") {
            let name = line.split(['=', '.', ' ']).next().unwrap_or_default();
            if CRATES.contains(&name) {
                found.push(name.to_owned());
            }
        }
    }
    found
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() && name != "target" && name != "node_modules" && name != ".git" {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn imports_run_in_one_direction() {
    for (room, allowed) in ROOMS {
        let manifest = fs::read_to_string(root().join(room).join("Cargo.toml")).expect("a manifest");
        for used in dependencies(&manifest) {
            assert!(allowed.contains(&used.as_str()), "{room} must not use {used}");
        }
    }
}

#[test]
fn every_room_is_in_the_plan() {
    for folder in ["shared", "functions"] {
        for entry in fs::read_dir(root().join(folder)).expect("a folder").flatten() {
            let room = format!("{folder}/{}", entry.file_name().to_string_lossy());
            assert!(ROOMS.iter().any(|(planned, _)| *planned == room), "{room} is not in the plan of this test");
        }
    }
}

#[test]
fn the_core_does_not_act_on_the_world() {
    let forbidden = [
        "std::time",
        "std::fs",
        "std::net",
        "std::env",
        "std::thread",
        "Utc::now",
        "async fn",
        ".await",
        "rand::",
        "getrandom",
    ];
    for room in ["shared/entity/src", "shared/domain/src"] {
        let mut files = Vec::new();
        rust_files(&root().join(room), &mut files);
        assert!(files.len() > 10, "{room} is empty");
        for file in files {
            let text = fs::read_to_string(&file).expect("a source file");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
                let found = forbidden.iter().find(|word| line.contains(*word));
                assert_eq!(found, None, "{}: {line}", file.display());
            }
        }
    }
}

#[test]
fn no_source_file_is_long() {
    let mut files = Vec::new();
    rust_files(&root(), &mut files);
    for file in files {
        let lines = fs::read_to_string(&file).unwrap_or_default().lines().count();
        assert!(lines <= 500, "{} has {lines} lines: split it where a second idea begins", file.display());
    }
}

#[test]
fn functions_are_short_at_the_top() {
    for (room, _) in ROOMS.iter().filter(|(room, _)| room.starts_with("functions/") && !room.ends_with("gateway")) {
        let lines = fs::read_to_string(root().join(room).join("src/lib.rs")).expect("a function").lines().count();
        assert!(lines <= 32, "{room}/src/lib.rs has {lines} lines");
    }
}

/// A relation that a function does not know can neither be written nor be included.
#[test]
fn modules_know_what_their_entities_point_to() {
    let points_to = |entity: &EntityDef, name: &str| {
        entity.declared.iter().any(|field| field.kind.references().is_some_and(|target| target.name == name))
    };
    let mut missing = BTreeSet::new();
    for module in modules::MODULES.iter().filter(|module| module.resources.is_some()) {
        let all: Vec<&EntityDef> = module.catalogue.iter().copied().flatten().copied().collect();
        let near = |entity: &&&EntityDef| {
            module.entities.iter().any(|own| points_to(own, entity.name) || points_to(entity, own.name))
        };
        // What is included may include once more.
        for entity in module.entities.iter().chain(all.iter().filter(near)) {
            for target in entity.declared.iter().filter_map(|field| field.kind.references()) {
                if !all.iter().any(|known| known.name == target.name) {
                    missing.insert(format!("{} does not know {}", module.name, target.name));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
