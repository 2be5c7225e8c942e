//! Compiling permissions changes how they are written, never what they allow.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing)]

use domain::identity::entities::{RolePermission, UserPermission};
use domain::identity::permissions::{Grant, Grants, Scope, compile, exceeding, lifted, narrowed, united, unliftable};
use entity::{Entity, Row, Value};
use serde_json::{Value as Json, json};

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A row of `role_permissions`; the flags are create, read, update, delete, approve, access.
fn role(resource: &str, action: &str, flags: [bool; 6], scope: &str, conditions: Option<Json>) -> RolePermission {
    let names = [
        "id",
        "role_id",
        "resource",
        "action",
        "can_create",
        "can_read",
        "can_update",
        "can_delete",
        "can_approve",
        "can_access",
        "scope",
        "conditions",
    ];
    let mut values: Vec<Value> = ["rlp_1", "rol_1", resource, action].map(Value::from).to_vec();
    values.extend(flags.map(Value::from));
    values.push(scope.into());
    values.push(conditions.map(|json| json.to_string()).into());
    RolePermission::read(&Row::new(&columns(&names), &values)).expect("every column is there")
}

fn personal(resource: &str, action: &str, granted: bool, scope: &str, expires_at: Option<i64>) -> UserPermission {
    let names =
        ["id", "user_id", "resource", "action", "granted", "scope", "expires_at", "conditions", "reason", "granted_by"];
    let mut values: Vec<Value> = ["upm_1", "usr_1", resource, action].map(Value::from).to_vec();
    values.push(granted.into());
    values.push(scope.into());
    values.push(expires_at.into());
    values.extend([Value::Null, Value::Null, Value::Null]);
    UserPermission::read(&Row::new(&columns(&names), &values)).expect("every column is there")
}

/// Which rows are allowed: scopes with their conditions, without what another one of them contains.
fn allowed(grants: &Grants, resource: &str, action: &str, now_ms: i64) -> Vec<(Scope, Option<Json>)> {
    let of = |grant: &&Grant| (grant.scope, grant.condition.clone());
    let mut rows: Vec<(Scope, Option<Json>)> = grants.allowing(resource, action, now_ms).iter().map(of).collect();
    let all = rows.clone();
    rows.retain(|(scope, condition)| !all.iter().any(|(wider, of)| wider > scope && (of.is_none() || of == condition)));
    rows
}

const ALL_FIVE: [bool; 6] = [true; 6];
const READ: [bool; 6] = [false, true, false, false, false, true];

#[test]
fn flags_name_actions_and_all_five_stand_for_commands_too() {
    let grants = compile(&[role("contacts", "*", READ, "CLIENT", None)], &[], 0);
    assert_eq!(grants, Grants(vec![Grant::new("contacts", &["read"], Scope::Client)]));
    let grants = compile(&[role("contacts", "*", ALL_FIVE, "CLIENT", None)], &[], 0);
    assert_eq!(grants, Grants(vec![Grant::new("contacts", &["*"], Scope::Client)]));
    let command =
        compile(&[role("invoices", "MARK_PAID", [false, false, false, false, false, true], "OWN", None)], &[], 0);
    assert_eq!(command, Grants(vec![Grant::new("invoices", &["mark-paid"], Scope::Own)]));
}

#[test]
fn a_row_without_access_forbids() {
    let rows = [role("*", "*", ALL_FIVE, "ALL", None), role("users", "*", [false; 6], "OWN", None)];
    let grants = compile(&rows, &[], 0);
    assert!(allowed(&grants, "users", "read", 0).is_empty() && allowed(&grants, "users", "invite", 0).is_empty());
    assert_eq!(allowed(&grants, "contacts", "merge", 0), [(Scope::All, None)]);
}

#[test]
fn personal_permissions_add_take_away_and_expire() {
    let rows = [role("contacts", "*", ALL_FIVE, "CLIENT", None)];
    let own = [
        personal("changes", "READ", true, "CLIENT", Some(2_000)),
        personal("contacts", "DELETE", false, "OWN", None),
        personal("deals", "*", true, "OWN", Some(1_000)),
    ];
    let grants = compile(&rows, &own, 1_000);
    assert_eq!(allowed(&grants, "changes", "read", 1_999), [(Scope::Client, None)]);
    assert!(allowed(&grants, "changes", "read", 2_000).is_empty());
    assert!(allowed(&grants, "contacts", "delete", 1_000).is_empty());
    assert_eq!(allowed(&grants, "contacts", "update", 1_000), [(Scope::Client, None)]);
    assert!(grants.0.iter().all(|grant| grant.resource != "deals"), "what has expired is not carried along");
}

#[test]
fn equal_permissions_give_equal_tokens() {
    let condition = Some(json!({"field": "status", "op": "eq", "value": "ACTIVE"}));
    let mut rows = vec![
        role("contacts", "*", READ, "CLIENT", None),
        role("contacts", "DELETE", [false, false, false, false, false, true], "OWN", None),
        role("contacts", "UPDATE", [false, false, false, false, false, true], "CLIENT", condition.clone()),
        role("companies", "*", READ, "AGENCY", None),
    ];
    let once = compile(&rows, &[], 0);
    rows.reverse();
    rows.push(role("contacts", "READ", [false, false, false, false, false, true], "OWN", condition));
    assert_eq!(compile(&rows, &[], 0).to_json().to_string(), once.to_json().to_string());
}

fn every_grant() -> Vec<Grant> {
    let mut grants = Vec::new();
    for resource in ["*", "contacts", "notes"] {
        for action in ["*", "read", "delete"] {
            for scope in [Scope::Own, Scope::Client, Scope::All] {
                for condition in [None, Some(json!({"any": []}))] {
                    for (expires_at_ms, allowed) in [(None, true), (Some(10), true), (None, false), (Some(10), false)] {
                        let grant = Grant::new(resource, &[action], scope);
                        grants.push(Grant { condition: condition.clone(), expires_at_ms, allowed, ..grant });
                    }
                }
            }
        }
    }
    grants
}

/// Questions whose answers tell any two permissions of [`every_grant`] apart.
fn questions() -> impl Iterator<Item = (&'static str, &'static str, i64)> {
    let resources = ["contacts", "notes", "other"];
    resources.into_iter().flat_map(|resource| {
        ["read", "delete", "merge"].into_iter().flat_map(move |action| [9, 10].map(|now| (resource, action, now)))
    })
}

#[test]
fn what_is_left_out_changes_nothing() {
    let grants = every_grant();
    for one in &grants {
        for other in &grants {
            let plain = Grants(vec![one.clone(), other.clone()]);
            let compact = united([plain.clone()]);
            assert!(compact.0.len() <= 2);
            for (resource, action, now) in questions() {
                let expected = allowed(&plain, resource, action, now);
                assert_eq!(
                    allowed(&compact, resource, action, now),
                    expected,
                    "{one:?} {other:?} {resource} {action} {now}"
                );
            }
        }
    }
}

#[test]
fn narrowing_allows_what_both_allow_and_no_more() {
    let grants = every_grant();
    for one in &grants {
        for other in &grants {
            let (key, user) = (Grants(vec![one.clone()]), Grants(vec![other.clone()]));
            let both = narrowed(&key, &user);
            assert_eq!(both, narrowed(&user, &key));
            for (resource, action, now) in questions() {
                let scope = |grants: &Grants| allowed(grants, resource, action, now).first().map(|first| first.0);
                let expected = scope(&key).zip(scope(&user)).map(|(key, user)| key.min(user));
                assert_eq!(scope(&both), expected, "{one:?} {other:?} {resource} {action} {now}");
            }
        }
    }
}

#[test]
fn nobody_hands_out_what_they_do_not_have() {
    let grants = every_grant();
    for holder in &grants {
        for wanted in grants.iter().filter(|grant| grant.allowed) {
            let (holder, wanted) = (Grants(vec![holder.clone()]), Grants(vec![wanted.clone()]));
            if exceeding(&wanted, &holder, 0).is_some() {
                continue;
            }
            for (resource, action, now) in questions() {
                for (scope, condition) in allowed(&wanted, resource, action, now) {
                    let has = allowed(&holder, resource, action, now);
                    let covers = has.iter().any(|(own, of)| *own >= scope && (of.is_none() || *of == condition));
                    assert!(covers, "{holder:?} hands out {wanted:?}");
                }
            }
        }
    }
    let hole = Grant { allowed: false, ..Grant::new("users", &["delete"], Scope::All) };
    let holder = Grants(vec![Grant::new("*", &["*"], Scope::All), hole]);
    assert!(exceeding(&Grants(vec![Grant::new("*", &["read"], Scope::All)]), &holder, 0).is_none());
    assert!(exceeding(&Grants(vec![Grant::new("*", &["*"], Scope::All)]), &holder, 0).is_some());
}

#[test]
fn nobody_lifts_what_binds_them() {
    let deny = |resource: &str, actions: &[&str]| Grant { allowed: false, ..Grant::new(resource, actions, Scope::All) };
    let before = Grants(vec![deny("contacts", &["delete", "update"]), Grant::new("tags", &["read"], Scope::Client)]);
    let after = Grants(vec![deny("contacts", &["update"])]);
    let gone = lifted(&before, &after);
    assert_eq!(gone, Grants(vec![deny("contacts", &["delete"])]));
    assert_eq!(lifted(&before, &Grants(vec![deny("*", &["*"])])), Grants::default());

    let administrator = Grant::new("contacts", &["*"], Scope::Client);
    let may = |grants: Vec<Grant>, denials: &Grants| unliftable(denials, &Grants(grants), Scope::Client, 0).is_none();
    assert!(may(vec![administrator.clone()], &gone));
    assert!(!may(vec![Grant::new("contacts", &["*"], Scope::Own)], &gone), "as far as their part of the organisation");
    assert!(!may(vec![], &gone), "and have it at all");
    for denial in [deny("contacts", &["delete"]), deny("*", &["delete"]), deny("contacts", &["*"])] {
        assert!(!may(vec![administrator.clone(), denial], &gone));
    }
    assert!(may(vec![administrator.clone(), deny("contacts", &["read"])], &gone));
    let everywhere = Grants(vec![deny("*", &["delete"])]);
    assert!(may(vec![administrator.clone()], &everywhere));
    assert!(!may(vec![administrator, deny("tags", &["delete"])], &everywhere));
}

#[test]
fn what_one_owns_elsewhere_is_not_at_ones_location() {
    let grants = united([Grants(vec![
        Grant::new("notes", &["read"], Scope::Own),
        Grant::new("notes", &["read"], Scope::Location),
    ])]);
    assert_eq!(grants.0.len(), 2);
}
