//! People and companies, and everything that is known of them.

pub mod custom_fields;
pub mod entities;

pub use entities::ENTITIES;
