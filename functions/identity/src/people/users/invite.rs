//! `POST /api/users/invite` and `POST /api/users/{id}/invite-again`.

use accounts::answer;
use accounts::escalation::{GivenRole, refuse_more_than_own, role_statement};
use accounts::input::members_of;
use accounts::link::{self, Recipient};
use accounts::rows::{first, read, text_of};
use api::command::write_row;
use api::custom::Definitions;
use api::input::{Purpose, read_row};
use api::problem::Kind;
use api::resource::{bound, guard_row, id_of, plan_create};
use api::{Context, Problem, Request, Response, Transaction};
use domain::identity::entities::{Client, LinkPurpose, Role, User};
use entity::{Entity, Value};
use serde_json::Value as Json;
use store::Statement;
use store::sql::{guard_version, row_by_id};

/// What an invitation says of the user.
const MEMBERS: &[&str] = &["email", "name", "role_id", "agency_id", "client_id", "location_id"];

/// Adds a user who cannot sign in yet, and sends them a link.
pub async fn invite(context: &Context<'_>, request: &Request) -> Result<Response, Problem> {
    let mut members = bound(context, User::DEFINITION, members_of(request, MEMBERS)?)?;
    // A user has no fields of the tenant's own until somebody fills them in.
    let definitions = Definitions::default();
    read_row(User::DEFINITION, &members, Purpose::Create, &definitions).map_err(Problem::invalid)?;

    let role_id = Value::from(text(&members, "role_id").ok_or_else(Problem::internal)?);
    let client = text(&members, "client_id");
    let mut statements = vec![role_statement(context, &role_id)?];
    if let Some(client) = &client {
        let access = context.access(Client::DEFINITION, "read")?;
        statements.push(row_by_id(Client::DEFINITION, &client.as_str().into(), &access, &["agency_id"]));
    }
    let database = &context.caller()?.database;
    let sets = read(context, database, statements).await?;
    let role = GivenRole::read(sets.first())?;
    refuse_more_than_own(context, &role.grants)?;
    place(&mut members, client.as_deref(), text_of(sets.get(1), "agency_id"))?;
    role.refuse_elsewhere(text(&members, "agency_id").as_deref(), client.as_deref())?;

    let mut cells = read_row(User::DEFINITION, &members, Purpose::Create, &definitions).map_err(Problem::invalid)?;
    cells.retain(|(column, _)| *column != "is_active");
    cells.push(("is_active", false.into()));
    let email = text_cell(&cells, "email").ok_or_else(Problem::internal)?;
    let mut transaction = Transaction::begin(context);
    let changed = Problem::new(Kind::Conflict, "The role has been changed in the meantime. Try again.");
    link::guard_verified(context, &mut transaction)?;
    transaction.guard(guard_version(Role::DEFINITION, &role_id, role.version), changed);
    let planned = plan_create(context, crate::MODULE.resource(User::DEFINITION), cells, "", &mut transaction)?;
    let user = planned.id.as_text().ok_or_else(Problem::internal)?;
    let recipient = Recipient { user, email: &email, client: client.as_deref(), organisation: None };
    link::send(context, database, LinkPurpose::Invitation, &recipient, &mut transaction)?;
    write_row(context, transaction, 201, User::DEFINITION, &planned.id, planned.step).await
}

/// Whoever belongs to a client belongs to the client's agency: fills it in, and refuses another one. A location is a
/// client's.
fn place(
    members: &mut serde_json::Map<String, Json>,
    client: Option<&str>,
    agency_of_client: Option<String>,
) -> Result<(), Problem> {
    if client.is_none() {
        return match text(members, "location_id") {
            None => Ok(()),
            Some(_) => Err(Problem::invalid_at("/location_id", "needs_client", "Belongs to a client: name it too.")),
        };
    }
    let missing = || Problem::invalid_at("/client_id", "not_found", "Is not there, or not for you.");
    let agency = agency_of_client.ok_or_else(missing)?;
    match text(members, "agency_id") {
        Some(named) if named != agency => Err(missing()),
        _ => {
            members.insert("agency_id".to_owned(), Json::String(agency));
            Ok(())
        }
    }
}

/// Sends a new link to somebody who has not set a password yet.
pub async fn invite_again(context: &Context<'_>, id: &str) -> Result<Response, Problem> {
    let user = id_of(User::DEFINITION, id)?;
    let database = &context.caller()?.database;
    let access = context.access(User::DEFINITION, "read")?;
    let columns = ["email", "client_id"];
    let sets = read(context, database, vec![row_by_id(User::DEFINITION, &user, &access, &columns)]).await?;
    let row = first(sets.first()).ok_or_else(Problem::not_found)?;
    let email = row.text("email").ok_or_else(Problem::internal)?;

    let mut transaction = Transaction::begin(context);
    link::guard_verified(context, &mut transaction)?;
    guard_row(context, User::DEFINITION, &user, None, "create", &mut transaction)?;
    transaction.guard(
        Statement::new(
            "INSERT INTO guard SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1 AND email = ?2 AND password_hash IS NULL \
             AND deactivated_at IS NULL)",
            vec![user.clone(), email.into()],
        ),
        Problem::new(Kind::Conflict, "This user has a password already, or was deactivated."),
    );
    let recipient = Recipient { user: id, email, client: row.text("client_id"), organisation: None };
    link::send(context, database, LinkPurpose::Invitation, &recipient, &mut transaction)?;
    transaction.run(context, database, None).await?;
    Ok(answer::done(202))
}

fn text(members: &serde_json::Map<String, Json>, name: &str) -> Option<String> {
    members.get(name).and_then(Json::as_str).map(str::to_owned)
}

fn text_cell(cells: &[(&str, Value)], column: &str) -> Option<String> {
    cells.iter().find(|(name, _)| *name == column).and_then(|(_, value)| value.as_text()).map(str::to_owned)
}
