//! `POST /api/auth/sign-in`.

use std::rc::Rc;

use accounts::account::{self, Account};
use accounts::answer;
use accounts::input;
use accounts::rows::{read, text_of};
use accounts::throttle::{self, Attempt};
use accounts::{password, secret, session};
use api::{Context, Members, Problem, Request, Response, Transaction, token};
use domain::identity::entities::User;
use entity::Entity;
use entity::types::{EmailAddress, SlugText};
use store::{DatabaseName, ResultSet, Statement};

/// Signs in with address and password.
pub async fn sign_in(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut members = Members::read(request)?;
    let email = members.required::<EmailAddress>("email");
    let password = input::password(&mut members, "password");
    let tenant = members.optional::<SlugText>("tenant");
    let (email, password) = members.finish_with(|| email.zip(password))?;

    let attempt = Attempt::new(context, throttle::SIGN_IN, &email.0);
    let found = attempt.begin(context, find_login(&email.0, tenant.as_ref().map(|slug| slug.0.as_str()))).await?;
    let login = login_of(&found);
    let account = read_account(context, login.as_ref()).await?;
    let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let right = password::verify(&password, stored);
    let refused = || Problem::unauthenticated("E-mail address or password is not right.");
    let account = account.filter(|account| right && account.is_active).ok_or_else(refused)?;
    let (database, _) = login.ok_or_else(refused)?;

    let (access_token, refresh_token) = open_session(context, &database, &account, &password).await?;
    attempt.succeeded(context).await;
    Ok(answer::tokens(200, &access_token, &refresh_token))
}

/// The query for the login of an address: of the tenant that is named, or the first that the address came to.
pub fn find_login(email: &str, tenant: Option<&str>) -> Statement {
    Statement::new(
        "SELECT l.tenant_id, l.user_id FROM logins l JOIN tenants t ON t.id = l.tenant_id \
         WHERE l.email = ?1 AND t.status = 'ACTIVE' AND (?2 IS NULL OR t.slug = ?2) ORDER BY l.id LIMIT 1",
        vec![email.into(), tenant.into()],
    )
}

/// The database and the user in the result of [`find_login`].
pub fn login_of(found: &ResultSet) -> Option<(DatabaseName, String)> {
    let tenant = text_of(Some(found), "tenant_id")?;
    Some((secret::tenant_database(&tenant)?, text_of(Some(found), "user_id")?))
}

/// Reads the account behind a login. Where there is none, another database is asked for nothing: one round trip, too.
async fn read_account(
    context: &Context<'_>,
    login: Option<&(DatabaseName, String)>,
) -> Result<Option<Account>, Problem> {
    let platform = DatabaseName::platform();
    let (database, user) = login.map_or((&platform, None), |(database, user)| (database, Some(user)));
    let statements = match user {
        Some(user) => account::statements(&Statement::new("SELECT ?1", vec![user.as_str().into()]), context.now_ms),
        None => vec![Statement::new("SELECT 1", Vec::new())],
    };
    let sets = read(context, database, statements).await?;
    Ok(Account::read(&sets, context.now_ms))
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
