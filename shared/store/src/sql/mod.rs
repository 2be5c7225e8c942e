//! From a plan to SQL text with bound values. One file for each kind of statement.

mod access;
mod builder;
mod ddl;
mod filter;
mod parts;
mod placed;
mod select;
mod triggers;
mod write;

pub use access::{Access, Reach, Rule};
pub use builder::Sql;
pub use ddl::{LOOP, OUT_OF_ORDER, closing_ddl, custom_index, custom_index_name, entity_ddl, search_table, system_ddl};
pub use select::{Cursor, Direction, List, Order, related, row_by_id};
pub use write::{
    Actor, RowClient, begin_changes, delete, end_changes, guard_exists, guard_reference, guard_version, insert,
    insert_with, update,
};
