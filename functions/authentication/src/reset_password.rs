//! `POST /api/auth/request-password-reset` and `POST /api/auth/reset-password`.

use accounts::input;
use accounts::link::{self, Recipient};
use accounts::rows::read;
use accounts::throttle::{self, Attempt};
use accounts::{answer, password, session};
use api::problem::Kind;
use api::{Caller, CallerKind, Context, Members, Problem, Request, Response, Transaction};
use domain::identity::entities::{LinkPurpose, SessionEnd};
use entity::types::{EmailAddress, SlugText};
use store::{DatabaseName, Statement};

use crate::logins::{self, Login};

/// Sends a link to whoever has an address, one for each organisation that they belong to. The answer, the round trips to
/// it and what is written on the way are the same when nobody has.
pub async fn request_password_reset(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut members = Members::read(request)?;
    let email = members.required::<EmailAddress>("email");
    let tenant = members.optional::<SlugText>("tenant").map(|slug| slug.0);
    let email = members.finish_with(|| email)?.0;

    // Requests are never taken back, so that nobody's mailbox is filled.
    let attempt = Attempt::new(context, throttle::RESET, &email);
    let found = match attempt.begin(context, logins::find(&email, tenant.as_deref())).await {
        Ok(found) => found,
        Err(problem) if problem.kind == Kind::TooManyRequests => return Ok(answer::done(202)),
        Err(problem) => return Err(problem),
    };
    let logins = logins::read(&found);
    let mut sent = false;
    for login in &logins {
        // To somebody who was deactivated nothing is sent; whoever asked is not told.
        if is_active(context, &login.database, &login.user).await? {
            send(context, login, &email).await?;
            sent = true;
        }
    }
    if logins.is_empty() {
        is_active(context, &DatabaseName::platform(), "").await?;
    }
    if !sent {
        link::send_to_nobody(context, LinkPurpose::PasswordReset).await?;
    }
    Ok(answer::done(202))
}

/// Whether a user may be sent a link. Nobody is in the platform's own database, which is asked where there is no other.
async fn is_active(context: &Context<'_>, database: &DatabaseName, user: &str) -> Result<bool, Problem> {
    let sql = match *database == DatabaseName::platform() {
        true => "SELECT 1 WHERE ?1 <> ''",
        false => "SELECT 1 FROM users WHERE id = ?1 AND is_active = 1",
    };
    let sets = read(context, database, vec![Statement::new(sql, vec![user.into()])]).await?;
    Ok(sets.iter().any(|set| !set.rows.is_empty()))
}

async fn send(context: &Context<'_>, login: &Login, email: &str) -> Result<(), Problem> {
    let mut transaction = Transaction::begin(context);
    let organisation = Some(login.organisation.as_str());
    let recipient = Recipient { user: &login.user, email, client: None, organisation };
    link::send(context, &login.database, LinkPurpose::PasswordReset, &recipient, &mut transaction)?;
    transaction.run(context, &login.database, None).await?;
    Ok(())
}

/// Sets another password and ends every session.
pub async fn reset_password(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut members = Members::read(request)?;
    let token = input::secret(&mut members, "token");
    let password = input::new_password(&mut members, "password", None);
    let (token, password) = members.finish_with(|| token.zip(password))?;

    let link = link::present(context, LinkPurpose::PasswordReset, &token).await?;
    let hash = password::hash(context.host(), &password)?;
    let acting =
        context.on_behalf_of(Caller::without_grants(CallerKind::User, &link.database, &link.user, link.name.clone()));
    let mut transaction = Transaction::begin(&acting);
    link.redeem(&acting, &mut transaction);
    transaction.step(Statement::new(
        "UPDATE users SET password_hash = ?1, password_changed_at = ?2, email_verified = coalesce(email_verified, ?2), \
         updated_at = ?2, updated_by = id, version = version + 1 WHERE id = ?3",
        vec![hash.into(), context.now_ms.into(), link.user.as_str().into()],
    ));
    transaction.step(session::end_all(&acting, SessionEnd::PasswordChanged, &link.user));
    transaction.run(&acting, &link.database, None).await?;
    throttle::release(context, &link.email).await;
    Ok(answer::done(204))
}
