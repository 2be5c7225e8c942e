//! The gateway and the component manifest send every path to the module that serves it.

use std::collections::BTreeMap;

use api::Module;
use api_tests::{MODULES, golden};

const FIRST_LINE: &str = "# Routes, rendered from the modules by `cargo xtask schema`.\n";
const LAST_LINE: &str = "# End of the routes.\n";

/// Every prefix with the module that serves it. One that several modules have below them is of the one whose resource it is,
/// or else of the one with the most there; what the others have is named in full.
fn routes() -> BTreeMap<String, &'static str> {
    let below = |module: &Module, prefix: &str| -> Vec<&'static str> {
        // A command on a row is a prefix of its own.
        let paths = module.operations.iter().map(|operation| operation.path).filter(|path| !path.contains("/{id}/"));
        paths.filter(|path| path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'))).collect()
    };
    let mut routes = BTreeMap::new();
    let mut insert = |prefix: &str, module: &'static Module| {
        let earlier = routes.insert(prefix.to_owned(), module.name);
        assert_eq!(earlier, None, "{prefix} is served by two modules");
    };
    for module in MODULES {
        for prefix in module.prefixes() {
            let count = below(module, &prefix).len();
            let owner = MODULES.iter().find(|module| {
                module.entities.iter().any(|entity| prefix.strip_prefix("/api/") == Some(entity.resource))
            });
            let owned = owner.map(|owner| owner.name == module.name);
            let mut others =
                MODULES.iter().filter(|other| other.name != module.name && other.prefixes().contains(&prefix));
            if owned.unwrap_or_else(|| others.all(|other| below(other, &prefix).len() < count)) {
                insert(&prefix, module);
                continue;
            }
            for path in below(module, &prefix) {
                assert!(!path.contains('{'), "{path} cannot be told from the paths of another module");
                insert(path, module);
            }
        }
    }
    routes
}

#[test]
fn the_gateway_knows_every_route() {
    let mut table = String::from(
        "//! Rendered from the modules by `cargo xtask schema`.\n\n\
         /// A prefix of whole path segments, and the function behind it.\n\
         pub const ROUTES: &[(&str, &str)] = &[\n",
    );
    for (prefix, module) in routes() {
        table.push_str(&format!("    (\"{prefix}\", \"{module}\"),\n"));
    }
    table.push_str("];\n");
    golden("functions/gateway/src/table.rs", &table);
}

#[test]
fn the_component_manifest_has_every_route() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spin.toml");
    let manifest = std::fs::read_to_string(path).expect("spin.toml");
    let (before, rest) = manifest.split_once(FIRST_LINE).expect("the first line of the routes");
    let (_, after) = rest.split_once(LAST_LINE).expect("the last line of the routes");
    let mut rendered = format!("{before}{FIRST_LINE}");
    for (prefix, module) in routes() {
        // A segment that may be anything is a parameter there, and needs a name.
        let route = if prefix.contains('*') { prefix.replace('*', ":id") } else { format!("{prefix}/...") };
        rendered.push_str(&format!("\n[[trigger.http]]\nroute = \"{route}\"\ncomponent = \"{module}\"\n"));
    }
    golden("spin.toml", &format!("{rendered}\n{LAST_LINE}{after}"));
}
