//! What this function serves: its entities, its operations, and what browsers ask before they send anything.

use api::module::Handler;
use api::{Module, Operation};
use domain::embed::operations::{ACCEPT, ENQUIRE, MAKE_KEY, READ_CONFIGURATION, REJECT, VERIFY_DOMAIN};
use entity::Needs;

use crate::door::{enter, preflight};
use crate::{configuration, domains, key, leads, quarantine};

/// The function.
pub const MODULE: Module = Module {
    name: "embed",
    entities: domain::embed::ENTITIES,
    catalogue: domain::embed::CATALOGUE,
    resources: Some(api::module::GENERIC),
    sealing: Some(api::seal::AES_256_GCM),
    operations: OPERATIONS,
};

const OPERATIONS: &[Operation] = &[
    Operation::new(&READ_CONFIGURATION, configuration::read),
    Operation::new(&ENQUIRE, |context, request, parameters| enter(context, request, parameters, leads::create)),
    asking("/embed/{key}", preflight),
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
