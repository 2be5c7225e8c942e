//! `POST /api/auth/accept-invitation`.

use accounts::input;
use accounts::link::{self, Presented};
use accounts::rows::new_row;
use accounts::{answer, password};
use api::{Caller, CallerKind, Context, Members, Problem, Request, Response, Transaction};
use domain::identity::entities::{LinkPurpose, Login};
use entity::Entity;
use entity::types::Line;
use store::{DatabaseName, Statement};

/// Sets the password of an invited user. Signing in is another request, so that nothing but the password opens a
/// session.
pub async fn accept_invitation(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut members = Members::read(request)?;
    let token = input::secret(&mut members, "token");
    let password = input::new_password(&mut members, "password", None);
    let name = members.optional::<Line<250>>("name").map(|name| name.0);
    let (token, password) = members.finish_with(|| token.zip(password))?;

    let link = link::present(context, LinkPurpose::Invitation, &token).await?;
    let hash = password::hash(context.host(), &password)?;
    let acting =
        context.on_behalf_of(Caller::without_grants(CallerKind::User, &link.database, &link.user, link.name.clone()));
    enter_login(&acting, &link).await?;

    let mut transaction = Transaction::begin(&acting);
    link.redeem(&acting, &mut transaction);
    // The link came by mail, so that the address is theirs.
    transaction.step(Statement::new(
        "UPDATE users SET password_hash = ?1, password_changed_at = ?2, email_verified = ?2, is_active = 1, \
         name = coalesce(?3, name), updated_at = ?2, updated_by = id, version = version + 1 WHERE id = ?4",
        vec![hash.into(), context.now_ms.into(), name.into(), link.user.as_str().into()],
    ));
    transaction.run(&acting, &link.database, None).await?;
    Ok(answer::done(204))
}

/// Tells the platform whose address it is, before the tenant lets them in: a crash in between leaves an address that
/// does not sign in yet, and the link still works.
async fn enter_login(context: &Context<'_>, link: &Presented) -> Result<(), Problem> {
    let tenant = link.database.as_str();
    let mut transaction = Transaction::begin(context);
    transaction.step(Statement::new(
        "DELETE FROM logins WHERE tenant_id = ?1 AND email = ?2",
        vec![tenant.into(), link.email.as_str().into()],
    ));
    let cells = vec![
        ("email", link.email.as_str().into()),
        ("tenant_id", tenant.into()),
        ("user_id", link.user.as_str().into()),
    ];
    transaction.step(new_row(context, Login::DEFINITION, cells).1);
    transaction.run(context, &DatabaseName::platform(), None).await?;
    Ok(())
}
