//! What this function serves: its operations, and what browsers ask before they send anything.

use api::module::Handler;
use api::{Module, Operation};
use domain::embed::operations::{
    ACCEPT, BOOK, CHANGE_APPOINTMENT, ENQUIRE, HOLD_SLOT, LIST_SLOTS, MAKE_KEY, READ_APPOINTMENT, READ_CALENDAR,
    READ_CONFIGURATION, REJECT, RELEASE_HOLD, VERIFY_DOMAIN,
};
use entity::Needs;

use crate::door::{enter, preflight};
use crate::{appointments, by_link, configuration, domains, holds, key, leads, quarantine, slots};

/// The function.
pub const MODULE: Module = Module {
    name: "embed",
    entities: &[],
    catalogue: &[],
    resources: None,
    sealing: Some(api::seal::AES_256_GCM),
    operations: OPERATIONS,
};

/// Paths of links come first: `appointments` is no key.
const OPERATIONS: &[Operation] = &[
    Operation::new(&READ_APPOINTMENT, by_link::show),
    Operation::new(&CHANGE_APPOINTMENT, by_link::change),
    asking("/embed/appointments/{token}", by_link::preflight),
    Operation::new(&READ_CALENDAR, by_link::calendar),
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
    Operation::new(&ENQUIRE, |context, request, parameters| enter(context, request, parameters, leads::create)),
    asking("/embed/{key}/leads", preflight),
    Operation::new(&MAKE_KEY, key::make),
    Operation::new(&ACCEPT, quarantine::accept),
    Operation::new(&REJECT, quarantine::reject),
    Operation::new(&VERIFY_DOMAIN, domains::verify),
];

/// What a browser asks about a path before it sends anything there. It is no part of what the API is described as.
const fn asking(path: &'static str, handler: Handler) -> Operation {
    Operation { name: "preflight", method: "OPTIONS", path, needs: Needs::Nothing, handler }
}
