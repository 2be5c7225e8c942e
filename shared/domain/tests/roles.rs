//! The system roles say what they mean, and no resource is forgotten.

#![allow(missing_docs, clippy::expect_used)]

use std::collections::HashSet;

use domain::identity::permissions::{Grant, Grants, HEAVIEST_ROLE, Scope, exceeding, united, weight};
use domain::identity::roles::{SYSTEM_ROLES, named_resources, system_role};
use entity::Home;

fn widest(role: &str, resource: &str, action: &str) -> Option<Scope> {
    let grants = system_role(role).expect("a system role").grants();
    grants.allowing(resource, action, 0).first().map(|grant| grant.scope)
}

#[test]
fn every_resource_of_a_tenant_is_in_some_rule() {
    let named: HashSet<&str> = named_resources().collect();
    for entity in domain::entities().filter(|entity| entity.home == Home::Tenant) {
        assert!(entity.module != "identity" || named.contains(entity.resource), "{} is in no rule", entity.resource);
    }
    let resources: HashSet<&str> = domain::entities().map(|entity| entity.resource).collect();
    for resource in named.into_iter().filter(|resource| *resource != "activity-feed") {
        assert!(resources.contains(resource), "there is no {resource}");
    }
}

#[test]
fn roles_reach_as_far_as_their_level() {
    for (role, resource, action, scope) in [
        ("ADMIN", "encryption-keys", "rotate", Some(Scope::All)),
        ("AGENCY_ADMIN", "contacts", "merge", Some(Scope::Agency)),
        ("AGENCY_ADMIN", "clients", "create", Some(Scope::Agency)),
        ("AGENCY_ADMIN", "agencies", "create", None),
        ("AGENCY_ADMIN", "encryption-keys", "read", None),
        ("AGENCY_USER", "contacts", "delete", Some(Scope::Agency)),
        ("AGENCY_USER", "users", "create", None),
        ("AGENCY_USER", "roles", "read", None),
        ("AGENCY_USER", "changes", "read", None),
        ("AGENCY_USER", "api-keys", "create", Some(Scope::Own)),
        ("CLIENT_ADMIN", "users", "create", Some(Scope::Client)),
        ("CLIENT_ADMIN", "clients", "update", Some(Scope::Client)),
        ("CLIENT_ADMIN", "clients", "create", None),
        ("CLIENT_ADMIN", "agencies", "read", None),
        ("CLIENT_ADMIN", "changes", "read", Some(Scope::Client)),
        ("CLIENT_USER", "contacts", "update", Some(Scope::Client)),
        ("CLIENT_USER", "contacts", "delete", Some(Scope::Own)),
        ("CLIENT_USER", "contacts", "merge", None),
        ("CLIENT_USER", "custom-fields", "create", None),
        ("CLIENT_USER", "custom-fields", "read", Some(Scope::Client)),
        ("CLIENT_USER", "changes", "read", None),
        ("CLIENT_USER", "activity-feed", "read", Some(Scope::Client)),
        ("SALES", "contacts", "create", Some(Scope::Client)),
        ("PROJECT_MANAGER", "contacts", "create", Some(Scope::Client)),
        ("STAFF", "contacts", "read", Some(Scope::Location)),
        ("STAFF", "contacts", "delete", Some(Scope::Own)),
        ("STAFF", "users", "create", None),
        ("CLIENT", "contacts", "read", Some(Scope::Own)),
        ("CLIENT", "contacts", "create", None),
        ("CLIENT", "users", "read", Some(Scope::Own)),
        ("READ_ONLY", "contacts", "read", Some(Scope::Client)),
        ("READ_ONLY", "contacts", "create", None),
        ("READ_ONLY", "notes", "update", None),
        ("READ_ONLY", "changes", "read", None),
    ] {
        assert_eq!(widest(role, resource, action), scope, "{role} {action} {resource}");
    }
}

#[test]
fn an_administrator_can_appoint_those_below() {
    let grants = |role: &str| system_role(role).expect("a system role").grants();
    let may = |holder: &str, wanted: &str| exceeding(&grants(wanted), &grants(holder), 0).is_none();
    for role in SYSTEM_ROLES {
        assert!(may("ADMIN", role.name), "{}", role.name);
        assert_eq!(may("AGENCY_ADMIN", role.name), role.name != "ADMIN", "{}", role.name);
        let of_client = !matches!(role.name, "ADMIN" | "AGENCY_ADMIN" | "AGENCY_USER");
        assert_eq!(may("CLIENT_ADMIN", role.name), of_client, "{}", role.name);
    }
}

#[test]
fn ids_are_given_once_and_are_ids() {
    let ids: HashSet<String> = SYSTEM_ROLES.iter().map(|role| role.id()).collect();
    let names: HashSet<&str> = SYSTEM_ROLES.iter().map(|role| role.name).collect();
    assert_eq!((ids.len(), names.len()), (SYSTEM_ROLES.len(), SYSTEM_ROLES.len()));
    assert!(ids.iter().all(|id| entity::id::is_valid("rol", id)));
}

#[test]
fn the_rows_in_the_database_say_the_same() {
    for role in SYSTEM_ROLES {
        let rows = role.permission_rows();
        let keys: HashSet<(&str, &str)> = rows.iter().map(|row| (row.resource.as_str(), row.action.as_str())).collect();
        assert_eq!(keys.len(), rows.len(), "{} has two rows of the same key", role.name);

        let actions = ["create", "read", "update", "delete", "approve"];
        let read = rows.iter().map(|row| {
            let flagged: Vec<&str> =
                actions.iter().zip(row.flags).filter(|(_, flag)| *flag).map(|(action, _)| *action).collect();
            let lower = row.action.to_ascii_lowercase();
            match (row.action.as_str(), flagged.len()) {
                ("*", 5) => Grant::new(&row.resource, &["*"], row.scope),
                ("*", _) => Grant::new(&row.resource, &flagged, row.scope),
                _ => Grant::new(&row.resource, &[lower.as_str()], row.scope),
            }
        });
        assert_eq!(united([Grants(read.collect())]), role.grants(), "{}", role.name);
    }
}

#[test]
fn every_role_fits_into_a_token_with_room_to_spare() {
    for role in SYSTEM_ROLES {
        let weight = weight(&role.grants());
        assert!(weight <= HEAVIEST_ROLE, "{} weighs {weight}", role.name);
    }
}
