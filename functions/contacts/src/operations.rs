//! Which function carries out which operation.

use api::Operation;
use domain::contacts::operations as defined;

use crate::{duplicates, export, import, merge, search, timeline};

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    Operation { definition: &defined::LIST_DUPLICATES, handler: duplicates::list_duplicates },
    Operation { definition: &defined::LIST_DUPLICATE_PAIRS, handler: duplicates::list_duplicate_pairs },
    Operation { definition: &defined::MERGE_CONTACTS, handler: merge::merge_contacts },
    Operation { definition: &defined::MERGE_COMPANIES, handler: merge::merge_companies },
    Operation { definition: &defined::UNDO_MERGE, handler: merge::undo_merge },
    Operation { definition: &defined::CONTACT_TIMELINE, handler: timeline::contact_timeline },
    Operation { definition: &defined::SEARCH_CONTACTS, handler: search::search_contacts },
    Operation { definition: &defined::EXPORT_CONTACTS, handler: export::export_contacts },
    Operation { definition: &defined::EXPORT_COMPANIES, handler: export::export_companies },
    Operation { definition: &defined::CREATE_IMPORT, handler: import::create_import },
    Operation { definition: &defined::IMPORT_ROWS, handler: import::import_rows },
    Operation { definition: &defined::FINISH_IMPORT, handler: import::finish_import },
    Operation { definition: &defined::REJECTED_ROWS, handler: import::rejected_rows },
];
