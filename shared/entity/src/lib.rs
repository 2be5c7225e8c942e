//! What an entity is: data about a table, and nothing that acts on the world.

mod value;

pub use value::Value;
