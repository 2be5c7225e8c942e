//! Which function carries out which operation.

use api::Operation;
use domain::identity::operations::access;

use crate::{api_keys, roles, user_permissions};

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    Operation::once(&access::CREATE_ROLE, |context, request, _| Box::pin(roles::create(context, request))),
    Operation::once(&access::UPDATE_ROLE, |context, request, id| Box::pin(roles::update(context, request, first(id)))),
    Operation::once(&access::DELETE_ROLE, |context, request, id| Box::pin(roles::delete(context, request, first(id)))),
    Operation::once(&access::SET_ROLE_PERMISSIONS, |context, request, id| {
        Box::pin(roles::set_permissions(context, request, first(id)))
    }),
    Operation::once(&access::CREATE_USER_PERMISSION, |context, request, _| {
        Box::pin(user_permissions::create(context, request))
    }),
    Operation::once(&access::DELETE_USER_PERMISSION, |context, _, id| {
        Box::pin(user_permissions::delete(context, first(id)))
    }),
    Operation::once(&access::CREATE_API_KEY, |context, request, _| Box::pin(api_keys::create(context, request))),
    Operation::once(&access::REVOKE_API_KEY, |context, _, id| Box::pin(api_keys::revoke(context, first(id)))),
];

/// The one parameter of a path.
fn first(parameters: &[String]) -> &str {
    parameters.first().map(String::as_str).unwrap_or_default()
}
