//! Compiling roles, groups and personal permissions into the grants of a token.
//!
//! The grants themselves are `entity::permission`, because every function checks them.

pub use entity::permission::{Grant, Grants, Scope};
