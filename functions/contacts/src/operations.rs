//! Which function carries out which operation.

use api::Operation;
use domain::contacts::operations as defined;

use crate::merge;

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    Operation { definition: &defined::MERGE_CONTACTS, handler: merge::merge_contacts },
    Operation { definition: &defined::MERGE_COMPANIES, handler: merge::merge_companies },
    Operation { definition: &defined::UNDO_MERGE, handler: merge::undo_merge },
];
