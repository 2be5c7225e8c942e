//! The gateway and the component manifest send every path to the module that serves it.

use std::collections::BTreeMap;

use api_tests::{MODULES, golden};

const FIRST_LINE: &str = "# Routes, rendered from the modules by `cargo xtask schema`.\n";
const LAST_LINE: &str = "# End of the routes.\n";

/// Every prefix with the module that serves it.
fn routes() -> BTreeMap<String, &'static str> {
    let mut routes = BTreeMap::new();
    for module in MODULES {
        for prefix in module.prefixes() {
            let earlier = routes.insert(prefix.clone(), module.name);
            assert_eq!(earlier, None, "{prefix} is served by two modules");
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
