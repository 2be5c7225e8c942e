//! What each role may do, as a golden file.

use std::collections::BTreeMap;

use api_tests::golden;
use domain::identity::permissions::UNIFORM_ACTIONS;
use domain::identity::roles::SYSTEM_ROLES;
use entity::{Needs, Writes};

use crate::world::entities;

#[test]
fn the_matrix_is_the_golden_one() {
    // Every resource with the actions that anything asks for.
    let mut resources: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for entity in entities() {
        let actions: &[&str] = match entity.writes {
            Writes::Generic => UNIFORM_ACTIONS,
            Writes::Commands | Writes::Log => &["read"],
        };
        resources.insert(entity.resource, actions.to_vec());
    }
    for operation in domain::operations() {
        if let Needs::Grant { resource, action } = operation.needs {
            let actions = resources.entry(resource).or_default();
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
    }
    let mut text = String::from(
        "# role · resource · action → how far it reaches. Rendered from the system roles by a test; review every change.\n",
    );
    for role in SYSTEM_ROLES {
        let grants = role.grants();
        text.push_str(&format!("\n{}\n", role.name));
        for (resource, actions) in &resources {
            let mut allowed: Vec<String> = Vec::new();
            for action in actions {
                let scopes: Vec<&str> =
                    grants.allowing(resource, action, 0).iter().map(|grant| grant.scope.word()).collect();
                if !scopes.is_empty() {
                    allowed.push(format!("{action} {}", scopes.join("+")));
                }
            }
            let shown = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") };
            text.push_str(&format!("  {resource}: {shown}\n"));
        }
    }
    text.push_str("\nOperations\n");
    for operation in domain::operations() {
        let needs = match operation.needs {
            Needs::Nothing => "anybody".to_owned(),
            Needs::Caller => "whoever is signed in".to_owned(),
            Needs::Grant { resource, action } => format!("{action} on {resource}"),
        };
        text.push_str(&format!("  {} {} → {needs}\n", operation.method, operation.path));
    }
    golden("tests/golden/permissions.txt", &text);
}
