//! Which function carries out which operation.

use api::Operation;
use domain::identity::operations::tenancy;

use crate::{sign_up, tick};

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new(&tenancy::SIGN_UP, |context, request, _| Box::pin(sign_up::sign_up(context, request))),
    Operation::new(&tenancy::TICK, |context, request, _| Box::pin(tick::tick(context, request))),
];
