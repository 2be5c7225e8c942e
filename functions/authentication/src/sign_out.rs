//! `POST /api/auth/sign-out` and `POST /api/auth/sign-out-everywhere`.

use accounts::answer;
use accounts::input;
use accounts::{secret, session};
use api::{Context, Members, Problem, Request, Response, Transaction, authenticate};
use domain::identity::entities::SessionEnd;

/// Ends the session of a refresh token or of the access token. One that has ended already is no error.
pub async fn sign_out(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut members = Members::read_optional(request)?;
    let token = input::optional_secret(&mut members, "refresh_token");
    let token = members.finish_with(|| Some(token))?;
    let refused = || Problem::unauthenticated("Send the refresh token, or the access token as a bearer token.");
    let caller = match &token {
        Some(_) => None,
        None => Some(authenticate(context.host(), request).await?),
    };
    let (database, condition, of) = match (&token, &caller) {
        (Some(token), _) => {
            let (database, hash) = secret::parse(secret::REFRESH, token).ok_or_else(refused)?;
            (database, "family_id = (SELECT family_id FROM sessions WHERE token_hash = ?4)", hash)
        }
        (None, Some(caller)) => {
            let session = caller.session.clone().ok_or_else(refused)?;
            (caller.database.clone(), "family_id = ?4", session)
        }
        (None, None) => return Err(refused()),
    };
    match caller {
        Some(caller) => end(&context.on_behalf_of(caller), &database, condition, &of).await?,
        None => end(context, &database, condition, &of).await?,
    }
    Ok(answer::done(204))
}

async fn end(context: &Context<'_>, database: &store::DatabaseName, condition: &str, of: &str) -> Result<(), Problem> {
    let mut transaction = Transaction::begin(context);
    transaction.step(session::end(context, SessionEnd::SignedOut, condition, of));
    transaction.run(context, database, None).await?;
    Ok(())
}

/// Ends every session of the caller.
pub async fn sign_out_everywhere(context: &Context<'_>) -> Result<Response, Problem> {
    let caller = context.caller()?;
    let mut transaction = Transaction::begin(context);
    transaction.step(session::end_all(context, SessionEnd::SignedOut, &caller.id));
    transaction.run(context, &caller.database, None).await?;
    Ok(answer::done(204))
}
