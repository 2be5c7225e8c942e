//! What an entity is: data about a table, and nothing that acts on the world.

pub mod cells;
pub mod civil;
pub mod custom;
mod definition;
pub mod filter;
pub mod id;
pub mod index;
pub mod json;
pub mod kind;
pub mod kinds;
mod module;
mod operation;
pub mod order;
pub mod permission;
mod row;
pub mod shape;
pub mod types;
mod value;

pub use civil::CalendarDate;
pub use definition::{
    Documentation, Entity, EntityDef, EntityName, FieldAccess, FieldDef, Follows, Home, OnDelete, Ordered,
    STANDARD_FIELDS_FROM, ScopeColumns, Writes,
};
pub use entity_derive::Entity;
pub use filter::Filter;
pub use kind::{FieldKind, FieldType, Invalid, Operator, Storage};
pub use module::ModuleDef;
pub use operation::{IDEMPOTENCY_KEY, Needs, OperationDef, QueryParameter, RoundTrips};
pub use row::{ReadError, Row};
pub use shape::{CustomShape, FieldView, Place, Shape};
pub use types::ChoiceType;
pub use value::Value;
