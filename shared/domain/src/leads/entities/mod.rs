//! The entities of the module, one file each. Numbers 110 to 129.

// The names of columns say what most of them mean; those that do not have a comment.
#![allow(missing_docs)]

mod lead;

pub use lead::{Lead, LeadPriority};

entity::entities! {
    Lead,
}
