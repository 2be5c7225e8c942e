//! Which function carries out which operation.

use api::Operation;
use domain::imports::operations as defined;

use crate::{create, job, part, rejected};

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    Operation::once(&defined::CREATE_IMPORT, create::create_import),
    Operation::new(&defined::IMPORT_ROWS, part::import_rows),
    Operation::new(&defined::FINISH_IMPORT, job::finish_import),
    Operation::new(&defined::REJECTED_ROWS, rejected::rejected_rows),
];
