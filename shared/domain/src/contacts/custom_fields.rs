//! The tenant's own fields. They belong to every entity, so the rules are the engine's: `entity::custom`.

pub use entity::custom::{CustomField, CustomKind, validate};
