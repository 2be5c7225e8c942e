//! `POST /api/sessions/{id}/revoke`.

use accounts::{answer, session};
use api::resource::id_of;
use api::{Context, Problem, Response, Transaction};
use domain::identity::entities::{Session, SessionEnd};
use entity::Entity;
use store::sql::{Access, Reach, Rule, guard_exists};

/// Ends one session with all tokens that came from the same sign-in. Everybody may end their own, whatever their role;
/// others' only whoever is granted it.
pub async fn revoke(context: &Context<'_>, id: &str) -> Result<Response, Problem> {
    let entity = Session::DEFINITION;
    let id = id_of(entity, id)?;
    let mut transaction = Transaction::begin(context);
    transaction.guard(guard_exists(entity, &id, &own_or(context, "read")?), Problem::not_found());
    transaction.guard(guard_exists(entity, &id, &own_or(context, "revoke")?), Problem::forbidden());
    let family = "family_id = (SELECT family_id FROM sessions WHERE id = ?4)";
    let id = id.as_text().unwrap_or_default();
    transaction.step(session::end(context, SessionEnd::Revoked, family, id));
    transaction.run(context, &context.caller()?.database, Some(entity)).await?;
    Ok(answer::done(204))
}

/// What the caller may do with sessions, and their own in any case.
fn own_or(context: &Context<'_>, action: &str) -> Result<Access, Problem> {
    let mut access = context.access(Session::DEFINITION, action).unwrap_or_default();
    let caller = context.caller()?;
    let own = Reach::Own { user: caller.id.clone(), client: caller.client.clone(), agency: caller.agency.clone() };
    access.rules.push(Rule { reach: own, condition: None });
    Ok(access)
}
