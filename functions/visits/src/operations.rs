//! What this function serves: its operations, and what browsers ask before they send anything.

use api::{Module, Operation};
use domain::embed::operations::{CHANGE_APPOINTMENT, READ_APPOINTMENT, READ_CALENDAR};
use visitors::door::asking;

use crate::by_link;

/// The function.
pub const MODULE: Module = Module {
    name: "visits",
    entities: &[],
    catalogue: &[],
    authentication: None,
    resources: None,
    sealing: Some(api::seal::AES_256_GCM),
    operations: &[
        Operation::new(&READ_APPOINTMENT, by_link::show),
        Operation::new(&CHANGE_APPOINTMENT, by_link::change),
        asking("/embed/appointments/{token}", by_link::preflight),
        Operation::new(&READ_CALENDAR, by_link::calendar),
    ],
};
