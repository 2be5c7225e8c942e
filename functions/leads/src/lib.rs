//! Enquiries until they are a customer's, and the widgets and entries that they come from. What a visitor's browser asks is
//! answered by the function `embed`.

use api::Module;
use domain::embed::entities::{FormSubmission, RateLimit, Widget, WidgetService};
use domain::leads::entities::Lead;
use entity::{Entity, EntityDef};

const ENTITIES: &[&EntityDef] = &[
    Lead::DEFINITION,
    Widget::DEFINITION,
    WidgetService::DEFINITION,
    FormSubmission::DEFINITION,
    RateLimit::DEFINITION,
];

/// What this function serves.
pub const MODULE: Module = Module {
    name: "leads",
    entities: ENTITIES,
    catalogue: domain::leads::CATALOGUE,
    resources: Some(api::module::GENERIC),
    sealing: Some(api::seal::AES_256_GCM),
    operations: &[],
};

edge::export!(MODULE);
