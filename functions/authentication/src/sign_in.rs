//! `POST /api/auth/sign-in`.

use std::rc::Rc;

use accounts::account::{self, Account};
use accounts::answer;
use accounts::input;
use accounts::rows::read;
use accounts::throttle::{self, Attempt};
use accounts::{password, session};
use api::{Context, Members, Problem, Request, Response, Transaction, token};
use domain::identity::entities::User;
use entity::Entity;
use entity::types::{EmailAddress, SlugText};
use store::{DatabaseName, Statement};

use crate::logins::{self, Login};

/// Signs in with address and password.
pub async fn sign_in(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut members = Members::read(request)?;
    let email = members.required::<EmailAddress>("email");
    let password = input::password(&mut members, "password");
    let tenant = members.optional::<SlugText>("tenant");
    let (email, password) = members.finish_with(|| email.zip(password))?;

    let attempt = Attempt::new(context, throttle::SIGN_IN, &email.0);
    let tenant = tenant.as_ref().map(|slug| slug.0.as_str());
    let found = attempt.begin(context, logins::find(&email.0, tenant)).await?;
    let accounts = read_accounts(context, &logins::read(&found)).await?;
    let refused = || Problem::unauthenticated("E-mail address or password is not right.");
    let (database, account) = opened_by(&password, accounts).ok_or_else(refused)?;

    let (access_token, refresh_token) = open_session(context, &database, &account, &password).await?;
    attempt.succeeded(context).await;
    Ok(answer::tokens(200, &access_token, &refresh_token))
}

/// The accounts behind logins that somebody may sign in to: who was deactivated, or has no password yet, is not let in,
/// and does not keep the others out. A database that is away matters only where no other is left.
async fn read_accounts(context: &Context<'_>, logins: &[Login]) -> Result<Vec<(DatabaseName, Account)>, Problem> {
    let mut accounts = Vec::new();
    let mut away = None;
    for login in logins {
        match read_account(context, login).await {
            Ok(Some(account)) if account.is_active && account.password_hash.is_some() => {
                accounts.push((login.database.clone(), account));
            }
            Ok(_) => {}
            Err(problem) => away = Some(problem),
        }
    }
    if logins.is_empty() {
        // Another database is asked for nothing: one round trip, too.
        read(context, &DatabaseName::platform(), vec![Statement::new("SELECT 1", Vec::new())]).await?;
    }
    match away {
        Some(problem) if accounts.is_empty() => Err(problem),
        _ => Ok(accounts),
    }
}

async fn read_account(context: &Context<'_>, login: &Login) -> Result<Option<Account>, Problem> {
    let who = Statement::new("SELECT ?1", vec![login.user.as_str().into()]);
    let sets = read(context, &login.database, account::statements(&who, context.now_ms)).await?;
    Ok(Account::read(&sets, context.now_ms))
}

/// The first account that a password opens. One hash is worked out for each, and one where there is none: the time tells
/// neither whether somebody is there nor which of several it was.
fn opened_by(password: &str, accounts: Vec<(DatabaseName, Account)>) -> Option<(DatabaseName, Account)> {
    if accounts.is_empty() && !password::verify(password, None) {
        return None;
    }
    let opens = |(_, account): &(DatabaseName, Account)| password::verify(password, account.password_hash.as_deref());
    let opened: Vec<(DatabaseName, Account)> = accounts.into_iter().filter(opens).collect();
    opened.into_iter().next()
}

async fn open_session(
    context: &Context<'_>,
    database: &DatabaseName,
    account: &Account,
    password: &str,
) -> Result<(String, String), Problem> {
    let now = context.now_ms;
    let context = context.on_behalf_of(Rc::new(account.caller(database, None, now)));
    let mut transaction = Transaction::begin(&context);
    // Nobody is let in by a password that was changed while it was checked.
    transaction.guard(
        Statement::new(
            "INSERT INTO guard SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1 AND is_active = 1 AND password_hash = ?2)",
            vec![account.id.as_str().into(), account.password_hash.clone().into()],
        ),
        Problem::unauthenticated("E-mail address or password is not right."),
    );
    let begun = session::begin(&context, database, &account.id, &mut transaction);
    transaction.step(Statement::new(
        "UPDATE users SET last_login_at = ?1 WHERE id = ?2",
        vec![now.into(), account.id.as_str().into()],
    ));
    if account.password_hash.as_deref().is_some_and(password::is_outdated) {
        let hash = password::hash(context.host(), password)?;
        transaction.step(Statement::new(
            "UPDATE users SET password_hash = ?1 WHERE id = ?2",
            vec![hash.into(), account.id.as_str().into()],
        ));
    }
    transaction.run(&context, database, Some(User::DEFINITION)).await?;
    let caller = account.caller(database, Some(begun.family), now);
    Ok((token::sign(context.host(), &caller)?, begun.refresh_token))
}
