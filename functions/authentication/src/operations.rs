//! Which function carries out which operation.

use api::Operation;
use domain::identity::operations::auth;

use crate::{accept_invitation, change_email, exchange, me, refresh, reset_password, sign_in, sign_out};

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new(&auth::SIGN_IN, |context, request, _| Box::pin(sign_in::sign_in(context, request))),
    Operation::new(&auth::REFRESH, |context, request, _| Box::pin(refresh::refresh(context, request))),
    Operation::new(&auth::SIGN_OUT, |context, request, _| Box::pin(sign_out::sign_out(context, request))),
    Operation::new(&auth::SIGN_OUT_EVERYWHERE, |context, _, _| Box::pin(sign_out::sign_out_everywhere(context))),
    Operation::new(&auth::TOKEN, |context, request, _| Box::pin(exchange::exchange(context, request))),
    Operation::new(&auth::ACCEPT_INVITATION, |context, request, _| {
        Box::pin(accept_invitation::accept_invitation(context, request))
    }),
    Operation::new(&auth::REQUEST_PASSWORD_RESET, |context, request, _| {
        Box::pin(reset_password::request_password_reset(context, request))
    }),
    Operation::new(&auth::RESET_PASSWORD, |context, request, _| {
        Box::pin(reset_password::reset_password(context, request))
    }),
    Operation::new(&auth::ME, |context, _, _| Box::pin(me::me(context))),
    Operation::new(&auth::CHANGE_EMAIL, |context, request, _| Box::pin(change_email::request(context, request))),
    Operation::new(&auth::CONFIRM_EMAIL, |context, request, _| Box::pin(change_email::confirm(context, request))),
];
