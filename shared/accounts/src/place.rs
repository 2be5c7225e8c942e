//! Where in the hierarchy something belongs.

use api::{Context, Problem, Transaction};
use domain::identity::entities::{Agency, Client};
use entity::Entity;
use store::Statement;
use store::sql::{RowClient, guard_reference};

/// Adds that an agency and a client are there for the caller, and that the one works for the other. Whoever names a
/// client names its agency too.
pub fn guard_place(
    context: &Context<'_>,
    agency: Option<&str>,
    client: Option<&str>,
    transaction: &mut Transaction,
) -> Result<(), Problem> {
    let missing = |pointer| Problem::invalid_at(pointer, "not_found", "Is not there, or not for you.");
    if let Some(agency) =
        agency.filter(|agency| context.caller().is_ok_and(|own| own.agency.as_deref() != Some(*agency)))
    {
        let access = context.access(Agency::DEFINITION, "read").map_err(|_| missing("/agency_id"))?;
        let guard = guard_reference(Agency::DEFINITION, &agency.into(), &access, &RowClient::None);
        transaction.guard(guard, missing("/agency_id"));
    }
    let Some(client) = client else { return Ok(()) };
    let Some(agency) = agency else {
        return Err(Problem::invalid_at("/agency_id", "required", "Must be the agency that works for the client."));
    };
    if context.caller()?.client.as_deref() != Some(client) {
        let access = context.access(Client::DEFINITION, "read").map_err(|_| missing("/client_id"))?;
        let guard = guard_reference(Client::DEFINITION, &client.into(), &access, &RowClient::None);
        transaction.guard(guard, missing("/client_id"));
    }
    transaction.guard(
        Statement::new(
            "INSERT INTO guard SELECT EXISTS (SELECT 1 FROM clients WHERE id = ?1 AND agency_id = ?2)",
            vec![client.into(), agency.into()],
        ),
        missing("/client_id"),
    );
    Ok(())
}
