//! Which function carries out which operation.

use api::{Handler, Operation};
use domain::identity::operations::auth;
use entity::OperationDef;

use crate::{me, refresh, sign_in, sign_out, sign_up};

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    operation(&auth::SIGN_UP, |context, request, _| Box::pin(sign_up::sign_up(context, request))),
    operation(&auth::SIGN_IN, |context, request, _| Box::pin(sign_in::sign_in(context, request))),
    operation(&auth::REFRESH, |context, request, _| Box::pin(refresh::refresh(context, request))),
    operation(&auth::SIGN_OUT, |context, request, _| Box::pin(sign_out::sign_out(context, request))),
    operation(&auth::SIGN_OUT_EVERYWHERE, |context, _, _| Box::pin(sign_out::sign_out_everywhere(context))),
    operation(&auth::ME, |context, _, _| Box::pin(me::me(context))),
];

const fn operation(definition: &'static OperationDef, handler: Handler) -> Operation {
    Operation { definition, handler }
}
