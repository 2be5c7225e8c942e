//! What this function serves.

use api::{Module, Operation};
use domain::embed::entities::{RateLimit, Widget, WidgetService};
use domain::embed::operations::{MAKE_KEY, VERIFY_DOMAIN};
use entity::Entity;

use crate::{domains, keys};

/// The function.
pub const MODULE: Module = Module {
    name: "widgets",
    entities: &[Widget::DEFINITION, WidgetService::DEFINITION, RateLimit::DEFINITION],
    catalogue: domain::embed::CATALOGUE,
    authentication: Some(api::AUTHENTICATION),
    resources: Some(api::module::GENERIC),
    sealing: Some(api::seal::AES_256_GCM),
    operations: &[Operation::once(&MAKE_KEY, keys::make), Operation::new(&VERIFY_DOMAIN, domains::verify)],
};
