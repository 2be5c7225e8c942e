//! `POST /api/auth/sign-up`.

use accounts::account::bearer_of_a_secret;
use accounts::input;
use accounts::throttle::{self, Attempt};
use accounts::{account, answer, rows, session};
use api::problem::Kind;
use api::{Context, Members, Problem, Request, Response};
use entity::types::{EmailAddress, Line, ZoneName};
use store::Statement;

use crate::tenants::{NewTenant, create};

/// The setting that closes sign-up: `closed`, where an operator makes tenants by command.
const SIGN_UP: &str = "PORTICO_SIGN_UP";

/// Makes a tenant, and signs its first user in.
pub async fn sign_up(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    if context.host().settings.get(SIGN_UP) == Some("closed") {
        return Err(Problem::new(Kind::Forbidden, "Nobody signs up here. Ask whoever runs this installation."));
    }
    let mut members = Members::read(request)?;
    let organisation = members.required::<Line<200>>("organisation");
    let name = members.required::<Line<250>>("name");
    let email = members.required::<EmailAddress>("email");
    let password = input::new_password(&mut members, "password", email.as_ref().map(|email| email.0.as_str()));
    let timezone = members.optional::<ZoneName>("timezone").map(|zone| zone.0);
    let tenant = members.finish_with(|| {
        Some(NewTenant { organisation: organisation?.0, name: name?.0, email: email?.0, password: password?, timezone })
    })?;

    // Only attempts that fail count: they are questions about who has an account.
    let attempt = Attempt::new(context, throttle::SIGN_UP, &tenant.email);
    attempt.begin(context, Statement::new("SELECT 1", Vec::new())).await?;
    let created = create(context, &tenant).await?;
    attempt.succeeded(context).await;

    let first_user = bearer_of_a_secret(&created.database, &created.user_id, Some(tenant.name));
    let context = context.on_behalf_of(first_user);
    let begun = session::open(&context, &created.database, &created.user_id).await?;
    let who = Statement::new("SELECT ?1", vec![created.user_id.as_str().into()]);
    let sets = rows::read(&context, &created.database, account::statements(&who, context.now_ms)).await?;
    let account = account::Account::read(&sets, context.now_ms).ok_or_else(Problem::internal)?;
    let access_token = account.access_token(context.host(), &created.database, begun.family)?;
    Ok(answer::tokens(201, &access_token, &begun.refresh_token))
}
