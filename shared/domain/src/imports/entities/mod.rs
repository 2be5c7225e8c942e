//! The entities of the module, one file each. Numbers 59, 60 and 63: the catalogue has them among those of contacts, and
//! so do roles; they are served by a function of their own.

// The names of columns say what most of them mean; those that do not have a comment.
#![allow(missing_docs)]

mod import_job;
mod import_part;
mod import_rejection;

pub use import_job::{ImportJob, ImportStatus};
pub use import_part::ImportPart;
pub use import_rejection::ImportRejection;

entity::entities! {
    ImportJob,
    ImportRejection,
    ImportPart,
}
