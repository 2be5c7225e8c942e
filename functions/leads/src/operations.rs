//! What this function serves: rows, what visitors and staff ask, and what browsers ask before they send anything.

use api::{Module, Operation};
use domain::embed::entities::FormSubmission;
use domain::embed::operations::{ACCEPT, ENQUIRE, REJECT};
use domain::leads::entities::Lead;
use entity::Entity;
use visitors::door::{asking, enter, preflight};

use crate::{enquiries, quarantine};

/// The function.
pub const MODULE: Module = Module {
    name: "leads",
    entities: &[Lead::DEFINITION, FormSubmission::DEFINITION],
    catalogue: domain::leads::CATALOGUE,
    authentication: Some(api::AUTHENTICATION),
    resources: Some(api::module::GENERIC),
    sealing: Some(api::seal::AES_256_GCM),
    operations: &[
        Operation::new(&ENQUIRE, |context, request, parameters| enter(context, request, parameters, enquiries::create)),
        asking("/embed/{key}/leads", preflight),
        Operation::once(&ACCEPT, quarantine::accept),
        Operation::once(&REJECT, quarantine::reject),
    ],
};
