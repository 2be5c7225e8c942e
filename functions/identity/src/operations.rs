//! Which function carries out which operation.

use api::{Handler, Operation};
use domain::identity::operations::{access, auth, log as of_log, people};
use entity::OperationDef;

use crate::access::{api_keys, roles, user_permissions};
use crate::auth::{accept_invitation, me, refresh, reset_password, sign_in, sign_out, sign_up};
use crate::log::{activity_feed, tick};
use crate::people::{groups, users};

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    operation(&auth::SIGN_UP, |context, request, _| Box::pin(sign_up::sign_up(context, request))),
    operation(&auth::SIGN_IN, |context, request, _| Box::pin(sign_in::sign_in(context, request))),
    operation(&auth::REFRESH, |context, request, _| Box::pin(refresh::refresh(context, request))),
    operation(&auth::SIGN_OUT, |context, request, _| Box::pin(sign_out::sign_out(context, request))),
    operation(&auth::SIGN_OUT_EVERYWHERE, |context, _, _| Box::pin(sign_out::sign_out_everywhere(context))),
    operation(&auth::ME, |context, _, _| Box::pin(me::me(context))),
    operation(&auth::ACCEPT_INVITATION, |context, request, _| {
        Box::pin(accept_invitation::accept_invitation(context, request))
    }),
    operation(&auth::REQUEST_PASSWORD_RESET, |context, request, _| {
        Box::pin(reset_password::request_password_reset(context, request))
    }),
    operation(&auth::RESET_PASSWORD, |context, request, _| Box::pin(reset_password::reset_password(context, request))),
    operation(&people::INVITE, |context, request, _| Box::pin(users::invite(context, request))),
    operation(&people::INVITE_AGAIN, |context, _, id| Box::pin(users::invite_again(context, first(id)))),
    operation(&people::UPDATE_USER, |context, request, id| Box::pin(users::update(context, request, first(id)))),
    operation(&people::DEACTIVATE, |context, _, id| Box::pin(users::deactivate(context, first(id)))),
    operation(&people::REACTIVATE, |context, _, id| Box::pin(users::reactivate(context, first(id)))),
    operation(&people::ASSIGN_ROLE, |context, request, id| Box::pin(users::assign_role(context, request, first(id)))),
    operation(&people::ADD_GROUP_MEMBER, |context, request, _| Box::pin(groups::add_member(context, request))),
    operation(&people::REMOVE_GROUP_MEMBER, |context, _, id| Box::pin(groups::remove_member(context, first(id)))),
    operation(&people::SET_GROUP_ROLE, |context, request, id| Box::pin(groups::set_role(context, request, first(id)))),
    operation(&access::CREATE_ROLE, |context, request, _| Box::pin(roles::create(context, request))),
    operation(&access::UPDATE_ROLE, |context, request, id| Box::pin(roles::update(context, request, first(id)))),
    operation(&access::DELETE_ROLE, |context, _, id| Box::pin(roles::delete(context, first(id)))),
    operation(&access::SET_ROLE_PERMISSIONS, |context, request, id| {
        Box::pin(roles::set_permissions(context, request, first(id)))
    }),
    operation(&access::CREATE_USER_PERMISSION, |context, request, _| {
        Box::pin(user_permissions::create(context, request))
    }),
    operation(&access::DELETE_USER_PERMISSION, |context, _, id| Box::pin(user_permissions::delete(context, first(id)))),
    operation(&access::CREATE_API_KEY, |context, request, _| Box::pin(api_keys::create(context, request))),
    operation(&access::REVOKE_API_KEY, |context, _, id| Box::pin(api_keys::revoke(context, first(id)))),
    operation(&auth::TOKEN, |context, request, _| Box::pin(api_keys::exchange(context, request))),
    operation(&of_log::ACTIVITY_FEED, |context, request, _| Box::pin(activity_feed::activity_feed(context, request))),
    operation(&of_log::TICK, |context, request, _| Box::pin(tick::tick(context, request))),
];

const fn operation(definition: &'static OperationDef, handler: Handler) -> Operation {
    Operation { definition, handler }
}

/// The one parameter of a path.
fn first(parameters: &[String]) -> &str {
    parameters.first().map(String::as_str).unwrap_or_default()
}
