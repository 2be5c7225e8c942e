//! Who there is: the actors that tests name.

use api::{Caller, CallerKind};
use entity::permission::Grants;
use store::DatabaseName;

/// Where in the hierarchy somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The tenant itself.
    Tenant,
    /// An agency: 0 or 1.
    Agency(usize),
    /// A client: 0 and 1 are of agency 0, 2 is of agency 1.
    Client(usize),
    /// A location: 0 and 1 are of client 0, 2 is of client 1.
    Location(usize),
}

/// Somebody with a role at a place.
#[derive(Clone, Debug)]
pub struct Person {
    /// The role.
    pub role: String,
    /// Where they stand.
    pub place: Place,
    /// What their token says.
    pub caller: Caller,
}

/// The client of a location.
pub(crate) fn client_of(location: usize) -> usize {
    usize::from(location == 2)
}

/// The agency of a client.
pub(crate) fn agency_of(client: usize) -> usize {
    usize::from(client == 2)
}

/// Ids of the fixed places, so that tests read well.
pub(crate) fn fixed_id(prefix: &str, number: usize) -> String {
    entity::id::encode(prefix, entity::id::uuid_v7(1_700_000_000_000, 0, u64::try_from(number).unwrap_or(0) + 1))
}

pub(crate) fn caller_at(database: &DatabaseName, tenant: &str, user: String, place: Place, grants: Grants) -> Caller {
    let (agency, client, location) = match place {
        Place::Tenant => (None, None, None),
        Place::Agency(agency) => (Some(agency), None, None),
        Place::Client(client) => (Some(agency_of(client)), Some(client), None),
        Place::Location(location) => (Some(agency_of(client_of(location))), Some(client_of(location)), Some(location)),
    };
    Caller {
        kind: CallerKind::User,
        id: user,
        name: Some("Somebody".to_owned()),
        tenant: tenant.to_owned(),
        database: database.clone(),
        agency: agency.map(|number| fixed_id("agc", number)),
        client: client.map(|number| fixed_id("cli", number)),
        location: location.map(|number| fixed_id("loc", number)),
        session: None,
        grants,
        expires_at_ms: 0,
    }
}
