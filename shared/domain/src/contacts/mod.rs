//! People and companies, and everything that is known of them.

pub mod entities;

pub use entities::ENTITIES;
