//! Nobody hands out what they may not do themselves, and nobody lifts what is forbidden to them.

use api::problem::Kind;
use api::{Context, Problem};
use domain::identity::entities::{Role, RoleLevel};
use domain::identity::permissions::{self, exceeding, lifted, unliftable};
use entity::permission::{Grant, Grants, Scope};
use entity::{Entity, Row, Value};
use store::sql::row_by_id;
use store::{ResultSet, Statement};

use crate::account::grants_of;

/// Refuses grants that the caller does not have in full.
pub fn refuse_more_than_own(context: &Context<'_>, wanted: &Grants) -> Result<(), Problem> {
    match exceeding(wanted, &context.caller()?.grants, context.now_ms) {
        None => Ok(()),
        Some(grant) => Err(Problem::new(Kind::Forbidden, sentence(grant))),
    }
}

fn sentence(grant: &Grant) -> String {
    format!(
        "You cannot give what you may not do yourself: {} on {} with scope {}.",
        grant.actions.join(", "),
        grant.resource,
        grant.scope.word()
    )
}

/// Refuses to take away denials that bind the caller too, or that take away what the caller may not do either: what
/// `before` forbids and `after` does not.
pub fn refuse_lifting(context: &Context<'_>, before: &Grants, after: &Grants) -> Result<(), Problem> {
    let caller = context.caller()?;
    let whole = match (&caller.agency, &caller.client) {
        (_, Some(_)) => Scope::Client,
        (Some(_), None) => Scope::Agency,
        (None, None) => Scope::All,
    };
    let denials = lifted(before, after);
    match unliftable(&denials, &caller.grants, whole, context.now_ms) {
        None => Ok(()),
        Some(denial) => Err(Problem::new(
            Kind::Forbidden,
            format!(
                "You cannot lift what is forbidden to you, or what you may not do yourself: {} on {}.",
                denial.actions.join(", "),
                denial.resource
            ),
        )),
    }
}

/// Refuses what a role would allow when it takes more room than a token has for one role.
pub fn refuse_heavy_role(grants: &Grants, pointer: &str) -> Result<(), Problem> {
    refuse_heavier(grants, permissions::HEAVIEST_ROLE, pointer, "Is more than a role can hold.")
}

/// Refuses what a user would have all in all when it takes more room than a token has.
pub fn refuse_heavy_user(grants: &Grants, pointer: &str) -> Result<(), Problem> {
    let message = "Is more than one user can have, together with what they have already.";
    refuse_heavier(grants, permissions::HEAVIEST_USER, pointer, message)
}

fn refuse_heavier(grants: &Grants, most: usize, pointer: &str, message: &str) -> Result<(), Problem> {
    let weight = permissions::weight(grants);
    if weight <= most {
        return Ok(());
    }
    let message =
        format!("{message} It takes {weight} bytes of a token, of {most}: name fewer resources and actions, or *.");
    Err(Problem::invalid_at(pointer, "too_large", message))
}

/// A role that is to be given to somebody.
pub struct GivenRole {
    /// What it allows.
    pub grants: Grants,
    /// Its version, for the guard that it is still the same.
    pub version: i64,
    level: RoleLevel,
    agency: Option<String>,
    client: Option<String>,
}

/// The statement that reads a role as far as the caller may read it: for [`GivenRole::read`].
pub fn role_statement(context: &Context<'_>, role: &Value) -> Result<Statement, Problem> {
    let access = context.access(Role::DEFINITION, "read")?;
    let columns = ["permissions", "version", "level", "agency_id", "client_id", "is_active"];
    Ok(row_by_id(Role::DEFINITION, role, &access, &columns))
}

impl GivenRole {
    /// The role that [`role_statement`] found, refused where nobody can be given it.
    pub fn read(set: Option<&ResultSet>) -> Result<Self, Problem> {
        let missing = || Problem::invalid_at("/role_id", "not_found", "Is not there, or not for you.");
        let set = set.ok_or_else(Problem::internal)?;
        let row = Row::new(&set.columns, set.rows.first().ok_or_else(missing)?);
        if row.integer("is_active") != Some(1) {
            return Err(Problem::invalid_at("/role_id", "inactive", "Is a role that does not count any more."));
        }
        let text = |column: &str| row.text(column).map(str::to_owned);
        let grants = row.cell("permissions").and_then(grants_of).unwrap_or_default();
        refuse_heavy_role(&grants, "/role_id")?;
        Ok(GivenRole {
            grants,
            version: row.integer("version").unwrap_or_default(),
            level: row.text("level").and_then(RoleLevel::from_word).ok_or_else(Problem::internal)?,
            agency: text("agency_id"),
            client: text("client_id"),
        })
    }

    /// Refuses the role for somebody who belongs elsewhere: a role is of a level, and may be made for one agency or
    /// client.
    pub fn refuse_elsewhere(&self, agency: Option<&str>, client: Option<&str>) -> Result<(), Problem> {
        let level = match (agency, client) {
            (None, None) => RoleLevel::Tenant,
            (Some(_), None) => RoleLevel::Agency,
            (_, Some(_)) => RoleLevel::Client,
        };
        let own = |of: &Option<String>, place: Option<&str>| of.is_none() || of.as_deref() == place;
        if level == self.level && own(&self.agency, agency) && own(&self.client, client) {
            return Ok(());
        }
        let message = "Is a role for another level of the organisation than where this user belongs.";
        Err(Problem::invalid_at("/role_id", "wrong_level", message))
    }
}
