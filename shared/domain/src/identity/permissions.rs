//! Compiling roles, groups and personal permissions into the grants of a token.
//!
//! The grants themselves are [`entity::permission`], because every function checks them. Here is what only the
//! identity module does with them: make them of rows, narrow them for a key, and see that nobody hands out what they
//! do not have.

use entity::order;
use entity::permission::{EVERY_ACTION, EVERY_RESOURCE};
pub use entity::permission::{Grant, Grants, Scope};
use serde_json::{Value as Json, json};

use super::entities::{PermissionScope, RolePermission, UserPermission};

/// The actions that every resource has, in the words of grants. Commands have words of their own.
pub const UNIFORM_ACTIONS: &[&str] = &["create", "read", "update", "delete", "approve"];

/// The grants of a user: what the role and the groups' roles allow, and what the user's own permissions add and take
/// away. What has expired at `now_ms` is left out, and so is what another grant contains.
pub fn compile(roles: &[RolePermission], personal: &[UserPermission], now_ms: i64) -> Grants {
    let roles = roles.iter().map(grant_of_role);
    let personal = personal.iter().map(grant_of_user);
    let live = |grant: &Grant| grant.expires_at_ms.is_none_or(|expiry| expiry > now_ms) && !grant.actions.is_empty();
    minimal(roles.chain(personal).filter(live).collect())
}

/// All grants of several, as one.
pub fn united(parts: impl IntoIterator<Item = Grants>) -> Grants {
    minimal(parts.into_iter().flat_map(|part| part.0).collect())
}

fn grant_of_role(row: &RolePermission) -> Grant {
    let actions = match row.action.0.as_str() {
        EVERY_ACTION => flagged(row),
        action => vec![action_word(action)],
    };
    Grant {
        resource: row.resource.0.clone(),
        // A denial of `*` takes commands away too.
        actions: if row.can_access { actions } else { vec![action_word(&row.action.0)] },
        scope: scope_of(row.scope),
        condition: row.conditions.clone(),
        expires_at_ms: None,
        allowed: row.can_access,
    }
}

fn grant_of_user(row: &UserPermission) -> Grant {
    let actions = match row.action.0.as_str() {
        EVERY_ACTION => UNIFORM_ACTIONS.iter().map(|action| (*action).to_owned()).collect(),
        action => vec![action_word(action)],
    };
    Grant {
        resource: row.resource.0.clone(),
        actions: if row.granted { actions } else { vec![action_word(&row.action.0)] },
        scope: scope_of(row.scope),
        condition: row.conditions.clone(),
        expires_at_ms: row.expires_at.map(|instant| instant.0),
        allowed: row.granted,
    }
}

/// The actions of a row's flags. Somebody who may do all five may command too.
fn flagged(row: &RolePermission) -> Vec<String> {
    let flags = [row.can_create, row.can_read, row.can_update, row.can_delete, row.can_approve];
    if flags == [true; 5] {
        return vec![EVERY_ACTION.to_owned()];
    }
    let named = UNIFORM_ACTIONS.iter().zip(flags).filter(|(_, flag)| *flag);
    named.map(|(action, _)| (*action).to_owned()).collect()
}

/// `CREATE` and `create` are the same; so are a command's `mark_paid` and `mark-paid`.
fn action_word(action: &str) -> String {
    action.to_ascii_lowercase().replace('_', "-")
}

/// The word of a scope in the database as a scope of grants.
pub fn scope_of(scope: PermissionScope) -> Scope {
    match scope {
        PermissionScope::Own => Scope::Own,
        PermissionScope::Location => Scope::Location,
        PermissionScope::Client => Scope::Client,
        PermissionScope::Agency => Scope::Agency,
        PermissionScope::All => Scope::All,
    }
}

/// Without what another grant contains, in a stable order, so that equal permissions give equal tokens.
fn minimal(grants: Vec<Grant>) -> Grants {
    // A denial takes an action away whatever its scope and condition, so that it needs none.
    let plain = |grant: Grant| match grant.allowed {
        true => grant,
        false => Grant { scope: Scope::All, condition: None, ..grant },
    };
    let single = |grant: Grant| {
        let actions = grant.actions.clone();
        actions.into_iter().map(move |action| Grant { actions: vec![action], ..grant.clone() })
    };
    let mut singles: Vec<Grant> = grants.into_iter().map(plain).flat_map(single).collect();
    order::sort_by(&mut singles, |one, other| {
        let names = one.resource.cmp(&other.resource).then_with(|| one.actions.cmp(&other.actions));
        names.then_with(|| rest(one).cmp(&rest(other)))
    });
    singles.dedup();
    let kept = |grant: &&Grant| !singles.iter().any(|other| other != *grant && contains(other, grant));
    Grants(singles.iter().filter(kept).cloned().collect()).compiled()
}

fn rest(grant: &Grant) -> (bool, Scope, Option<String>, Option<i64>) {
    (grant.allowed, grant.scope, grant.condition.as_ref().map(Json::to_string), grant.expires_at_ms)
}

/// Whether everything that `small`, a grant of one action, allows or denies is in `large`.
fn contains(large: &Grant, small: &Grant) -> bool {
    let outlives = match (large.expires_at_ms, small.expires_at_ms) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(large), Some(small)) => large >= small,
    };
    let same_rows = large.condition.is_none() || large.condition == small.condition;
    large.allowed == small.allowed && names(large, small) && outlives && reaches(large.scope, small.scope) && same_rows
}

/// Whether every row of the narrower scope is in the wider one. What somebody owns need not be at their location.
fn reaches(large: Scope, small: Scope) -> bool {
    large >= small && (large, small) != (Scope::Location, Scope::Own)
}

fn names(large: &Grant, small: &Grant) -> bool {
    let resource = large.resource == EVERY_RESOURCE || large.resource == small.resource;
    let has = |action: &String| large.actions.iter().any(|own| own == EVERY_ACTION || own == action);
    resource && small.actions.iter().all(has)
}

/// What both allow: the grants of a key, narrowed to those of its user. Of two scopes the narrower one counts.
pub fn narrowed(grants: &Grants, limit: &Grants) -> Grants {
    let mut both: Vec<Grant> = grants.0.iter().chain(&limit.0).filter(|grant| !grant.allowed).cloned().collect();
    for one in grants.0.iter().filter(|grant| grant.allowed) {
        for other in limit.0.iter().filter(|grant| grant.allowed) {
            both.extend(intersection(one, other));
        }
    }
    minimal(both)
}

fn intersection(one: &Grant, other: &Grant) -> Option<Grant> {
    let resource = match (one.resource.as_str(), other.resource.as_str()) {
        (EVERY_RESOURCE, resource) | (resource, EVERY_RESOURCE) => resource,
        (resource, same) if resource == same => resource,
        _ => return None,
    };
    let every = |grant: &Grant| grant.actions.iter().any(|action| action == EVERY_ACTION);
    let actions: Vec<String> = match (every(one), every(other)) {
        (true, _) => other.actions.clone(),
        (_, true) => one.actions.clone(),
        _ => one.actions.iter().filter(|action| other.actions.contains(action)).cloned().collect(),
    };
    let condition = match (&one.condition, &other.condition) {
        (Some(one), Some(other)) if one != other => Some(json!({"all": [one, other]})),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    let expires_at_ms = [one.expires_at_ms, other.expires_at_ms].into_iter().flatten().min();
    let grant = Grant {
        resource: resource.to_owned(),
        actions,
        scope: one.scope.min(other.scope),
        condition,
        expires_at_ms,
        allowed: true,
    };
    (!grant.actions.is_empty()).then_some(grant)
}

/// The first of the `wanted` grants that `holder` does not have in full, and so may not hand out. A denial may always
/// be handed out.
pub fn exceeding<'a>(wanted: &'a Grants, holder: &Grants, now_ms: i64) -> Option<&'a Grant> {
    wanted.0.iter().filter(|grant| grant.allowed).find(|grant| {
        let single = |action: &String| Grant { actions: vec![action.clone()], ..(*grant).clone() };
        !grant.actions.iter().map(single).all(|small| holds(holder, &small, now_ms))
    })
}

/// The denials of `before` that `after` does not hold any more, one action each.
pub fn lifted(before: &Grants, after: &Grants) -> Grants {
    let denials = before.0.iter().filter(|grant| !grant.allowed);
    let single = |denial: &Grant| {
        let of = |action: &String| Grant { actions: vec![action.clone()], ..denial.clone() };
        denial.actions.iter().map(of).collect::<Vec<Grant>>()
    };
    let goes = |denial: &Grant| !after.0.iter().any(|other| contains(other, denial));
    Grants(denials.flat_map(single).filter(goes).collect())
}

/// The first of some denials that `holder` may not lift: it binds them too, or takes away what they may not do
/// themselves everywhere in their part of the organisation, which is `whole`.
pub fn unliftable<'a>(denials: &'a Grants, holder: &Grants, whole: Scope, now_ms: i64) -> Option<&'a Grant> {
    denials.0.iter().find(|denial| {
        let action = |action: &String| Grant {
            actions: vec![action.clone()],
            scope: whole,
            condition: None,
            expires_at_ms: None,
            allowed: true,
            ..(*denial).clone()
        };
        !denial.actions.iter().map(action).all(|small| frees(holder, &small, now_ms))
    })
}

/// Whether `holder` has what would be freed. Whoever runs a part of the organisation has no grant of every resource at
/// once: of a denial of all of them, it is enough to have the action somewhere and to be denied it nowhere.
fn frees(holder: &Grants, small: &Grant, now_ms: i64) -> bool {
    if small.resource != EVERY_RESOURCE {
        return holds(holder, small, now_ms);
    }
    let on = |grant: &Grant| Grant { resource: grant.resource.clone(), ..small.clone() };
    !is_denied(holder, small, now_ms)
        && holder.0.iter().filter(|grant| grant.allowed).any(|grant| holds(holder, &on(grant), now_ms))
}

fn holds(holder: &Grants, small: &Grant, now_ms: i64) -> bool {
    !is_denied(holder, small, now_ms) && live(holder, now_ms).any(|grant| contains(grant, small))
}

fn live(grants: &Grants, now_ms: i64) -> impl Iterator<Item = &Grant> {
    grants.0.iter().filter(move |grant| grant.expires_at_ms.is_none_or(|expiry| expiry > now_ms))
}

fn is_denied(holder: &Grants, small: &Grant, now_ms: i64) -> bool {
    // A denial of one resource or action is a hole in a grant of all of them.
    let meets = |denial: &Grant| {
        let resource = [EVERY_RESOURCE, small.resource.as_str()].contains(&denial.resource.as_str());
        let action = |denied: &String| {
            denied == EVERY_ACTION || small.actions.iter().any(|own| own == denied || own == EVERY_ACTION)
        };
        (resource || small.resource == EVERY_RESOURCE) && denial.actions.iter().any(action)
    };
    live(holder, now_ms).any(|grant| !grant.allowed && meets(grant))
}

/// How much room grants take in a token, in bytes.
pub fn weight(grants: &Grants) -> usize {
    grants.to_json().to_string().len()
}

/// The most that one role may weigh.
pub const HEAVIEST_ROLE: usize = 6_000;
/// The most that all permissions of a user may weigh together. A token has room for 16 KiB, a third of which is for
/// writing it in base64; a name and the ids of its bearer go in besides.
pub const HEAVIEST_USER: usize = 10_000;
