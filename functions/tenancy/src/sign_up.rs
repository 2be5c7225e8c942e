//! `POST /api/auth/sign-up`.

use accounts::account::Account;
use accounts::input;
use accounts::link::{self, Recipient};
use accounts::throttle::Attempt;
use accounts::{answer, session};
use api::problem::Kind;
use api::{Caller, CallerKind, Context, Members, Problem, Request, Response, Transaction};
use domain::identity::entities::LinkPurpose;
use domain::identity::roles::system_role;
use entity::types::{EmailAddress, Line, ZoneName};
use store::Statement;

use crate::tenants::{FirstUser, NewTenant, create};

/// The setting that closes sign-up: `closed`, where an operator makes tenants by command.
const SIGN_UP: &str = "PORTICO_SIGN_UP";

/// Makes a tenant, and signs its first user in, who is sent a link to show that the address is theirs.
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

    // Attempts that fail are questions about who has an account, and those that succeed are databases.
    let attempt = Attempt::sign_up(context, &tenant.email);
    attempt.begin(context, Statement::new("SELECT 1", Vec::new())).await?;
    let created = create(context, &tenant, FirstUser::Unverified).await?;
    attempt.succeeded(context).await;

    let first_user =
        Caller::without_grants(CallerKind::User, &created.database, &created.user_id, Some(tenant.name.clone()));
    let context = context.on_behalf_of(first_user);
    let mut transaction = Transaction::begin(&context);
    let begun = session::begin(&context, &created.database, &created.user_id, &mut transaction);
    let recipient = Recipient { user: &created.user_id, email: &tenant.email, client: None, organisation: None };
    link::send(&context, &created.database, LinkPurpose::EmailVerification, &recipient, &mut transaction)?;
    transaction.run(&context, &created.database, None).await?;
    // What they may do is known: nobody has changed it yet.
    let account = Account {
        id: created.user_id.clone(),
        name: Some(tenant.name),
        password_hash: None,
        is_active: true,
        agency: None,
        client: None,
        location: None,
        grants: system_role("ADMIN").ok_or_else(Problem::internal)?.grants(),
    };
    let access_token = account.access_token(context.host(), &created.database, begun.family)?;
    Ok(answer::tokens(201, &access_token, &begun.refresh_token))
}
