//! Which function carries out which operation.

use api::Operation;
use domain::contacts::operations as defined;

use crate::{duplicates, export, merge, search, timeline};

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new(&defined::LIST_DUPLICATES, duplicates::list_duplicates),
    Operation::new(&defined::LIST_DUPLICATE_PAIRS, duplicates::list_duplicate_pairs),
    Operation::once(&defined::MERGE_CONTACTS, merge::merge_contacts),
    Operation::once(&defined::MERGE_COMPANIES, merge::merge_companies),
    Operation::once(&defined::UNDO_MERGE, merge::undo_merge),
    Operation::new(&defined::CONTACT_TIMELINE, timeline::contact_timeline),
    Operation::new(&defined::SEARCH_CONTACTS, search::search_contacts),
    Operation::new(&defined::EXPORT_CONTACTS, export::export_contacts),
    Operation::new(&defined::EXPORT_COMPANIES, export::export_companies),
];
