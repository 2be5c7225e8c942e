//! What this function serves: its operations, and what browsers ask before they send anything.

use api::{Module, Operation};
use domain::embed::operations::{BOOK, HOLD_SLOT, LIST_SLOTS, READ_CONFIGURATION, RELEASE_HOLD};
use visitors::door::{asking, enter, preflight};

use crate::{appointments, configuration, holds, slots};

/// The function.
pub const MODULE: Module = Module {
    name: "embed",
    entities: &[],
    catalogue: &[],
    authentication: None,
    resources: None,
    sealing: Some(api::seal::AES_256_GCM),
    operations: OPERATIONS,
};

const OPERATIONS: &[Operation] = &[
    Operation::new(&READ_CONFIGURATION, configuration::read),
    asking("/embed/{key}", preflight),
    Operation::new(&LIST_SLOTS, |context, request, parameters| enter(context, request, parameters, slots::list)),
    asking("/embed/{key}/slots", preflight),
    Operation::new(&HOLD_SLOT, |context, request, parameters| enter(context, request, parameters, holds::create)),
    asking("/embed/{key}/holds", preflight),
    Operation::new(&RELEASE_HOLD, |context, request, parameters| enter(context, request, parameters, holds::release)),
    asking("/embed/{key}/holds/{hold_id}", preflight),
    Operation::new(&BOOK, |context, request, parameters| enter(context, request, parameters, appointments::create)),
    asking("/embed/{key}/appointments", preflight),
];
