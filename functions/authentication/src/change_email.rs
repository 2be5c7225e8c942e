//! `POST /api/me/email` and `POST /api/auth/confirm-email`: signing in with another address.

use accounts::input;
use accounts::link::{self, Presented, Recipient};
use accounts::outbox::{self, Message};
use accounts::rows::{first, read, stamped};
use accounts::throttle::{self, Attempt};
use accounts::{answer, password};
use api::problem::Kind;
use api::{Caller, CallerKind, Context, InputError, Members, Problem, Request, Response, Transaction};
use domain::identity::entities::{LinkPurpose, Login, User};
use entity::types::EmailAddress;
use entity::{Entity, Value};
use store::sql::update;
use store::{DatabaseName, Statement};

/// Sends a link to the new address, and a notice to the one of before. Whoever only has the access token does not take
/// the account over: the password is asked for, and guesses at it are counted as those of sign-ins are.
pub async fn request(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let caller = context.caller()?;
    if caller.kind != CallerKind::User {
        return Err(Problem::new(Kind::Forbidden, "A key has no address of its own."));
    }
    let mut members = Members::read(request)?;
    let email = members.required::<EmailAddress>("email");
    let given = input::password(&mut members, "password");
    let (email, given) = members.finish_with(|| email.zip(given))?;

    let account = "SELECT email, password_hash, client_id FROM users WHERE id = ?1 AND is_active = 1";
    let account = Statement::new(account, vec![caller.id.as_str().into()]);
    let sets = read(context, &caller.database, vec![account]).await?;
    let gone = || Problem::unauthenticated("This account is not there any more.");
    let account = first(sets.first()).ok_or_else(gone)?;
    let before = account.text("email").ok_or_else(Problem::internal)?;
    let hash = account.text("password_hash");

    let attempt = Attempt::new(context, throttle::SIGN_IN, before);
    attempt.begin(context, Statement::new("SELECT 1", Vec::new())).await?;
    if !password::verify(&given, hash) {
        return Err(wrong_password());
    }
    let mut transaction = Transaction::begin(context);
    // Nobody gets a link by a password that was changed while it was checked.
    transaction.guard(
        Statement::new(
            "INSERT INTO guard SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1 AND is_active = 1 AND password_hash = ?2)",
            vec![caller.id.as_str().into(), hash.into()],
        ),
        wrong_password(),
    );
    transaction.guard(nobody_has("users", "id", &email.0, &caller.id, None), taken());
    let client = account.text("client_id");
    let recipient = Recipient { user: &caller.id, email: &email.0, client, organisation: None };
    link::send(context, &caller.database, LinkPurpose::EmailVerification, &recipient, &mut transaction)?;
    let body = "Somebody, most likely you, wants to sign in with another address from now on, and confirms that from its \
                mailbox. If it was not you, sign in and choose another password.\n";
    let notice = Message { client, recipient: before, subject: "Your e-mail address", body };
    outbox::add(context, &notice, &mut transaction)?;
    transaction.run(context, &caller.database, None).await?;
    attempt.succeeded(context).await;
    Ok(answer::done(202))
}

/// Lets the bearer of a link sign in with the address that it was sent to, and no longer with the one of before.
pub async fn confirm(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut members = Members::read(request)?;
    let token = input::secret(&mut members, "token");
    let token = members.finish_with(|| token)?;

    let link = link::present(context, LinkPurpose::EmailVerification, &token).await?;
    let acting =
        context.on_behalf_of(Caller::without_grants(CallerKind::User, &link.database, &link.user, link.name.clone()));
    // The platform first: a crash in between leaves a link that still works, and nobody who cannot sign in.
    enter_login(&acting, &link, &link.sent_to).await?;

    let mut transaction = Transaction::begin(&acting);
    link.redeem(&acting, &mut transaction);
    transaction.guard(nobody_has("users", "id", &link.sent_to, &link.user, None), taken());
    let cells = vec![("email", link.sent_to.as_str().into()), ("email_verified", context.now_ms.into())];
    let user = Value::from(link.user.as_str());
    transaction.step(update(User::DEFINITION, &user, &stamped(&acting, cells), &[]));
    match transaction.run(&acting, &link.database, None).await {
        Ok(_) => Ok(answer::done(204)),
        Err(refused) => {
            // What the tenant's database has refused for certain is not to stay in the platform's.
            if !refused.code.is_empty() {
                enter_login(&acting, &link, &link.email).await?;
            }
            Err(refused.problem)
        }
    }
}

/// Has the platform know a user by this address and no other.
async fn enter_login(context: &Context<'_>, link: &Presented, email: &str) -> Result<(), Problem> {
    let tenant = link.database.as_str();
    let mut transaction = Transaction::begin(context);
    transaction.guard(nobody_has("logins", "user_id", email, &link.user, Some(tenant)), taken());
    transaction.step(Statement::new(
        "DELETE FROM logins WHERE tenant_id = ?1 AND user_id = ?2",
        vec![tenant.into(), link.user.as_str().into()],
    ));
    let cells = vec![("email", email.into()), ("tenant_id", tenant.into()), ("user_id", link.user.as_str().into())];
    transaction.step(accounts::rows::new_row(context, Login::DEFINITION, cells).1);
    transaction.run(context, &DatabaseName::platform(), None).await?;
    Ok(())
}

/// That an address is nobody else's: in `users` of a tenant's database, or in `logins` of the platform's.
fn nobody_has(table: &str, user_column: &str, email: &str, user: &str, tenant: Option<&str>) -> Statement {
    let of_tenant = if tenant.is_some() { "AND tenant_id = ?3" } else { "" };
    let sql = format!(
        "INSERT INTO guard SELECT NOT EXISTS (SELECT 1 FROM {table} WHERE email = ?1 AND {user_column} <> ?2 {of_tenant})"
    );
    let mut args: Vec<Value> = vec![email.into(), user.into()];
    args.extend(tenant.map(Value::from));
    Statement::new(sql, args)
}

fn wrong_password() -> Problem {
    Problem::invalid_at("/password", "wrong", "Is not your password.")
}

fn taken() -> Problem {
    let message = "Somebody else has this address.";
    let error = InputError { pointer: "/email".to_owned(), code: "taken", message: message.to_owned() };
    Problem::new(Kind::Conflict, message).with_errors(vec![error])
}
