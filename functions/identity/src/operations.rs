//! Which function carries out which operation.

use api::Operation;
use domain::identity::operations::{log, people};

use crate::activity_feed;
use crate::people::{groups, sessions, users};

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    Operation::once(&people::INVITE, |context, request, _| Box::pin(users::invite(context, request))),
    Operation::once(&people::INVITE_AGAIN, |context, _, id| Box::pin(users::invite_again(context, first(id)))),
    Operation::once(&people::UPDATE_USER, |context, request, id| Box::pin(users::update(context, request, first(id)))),
    Operation::once(&people::DEACTIVATE, |context, _, id| Box::pin(users::deactivate(context, first(id)))),
    Operation::once(&people::REACTIVATE, |context, _, id| Box::pin(users::reactivate(context, first(id)))),
    Operation::once(&people::ASSIGN_ROLE, |context, request, id| {
        Box::pin(users::assign_role(context, request, first(id)))
    }),
    Operation::once(&people::REVOKE_SESSION, |context, _, id| Box::pin(sessions::revoke(context, first(id)))),
    Operation::once(&people::CREATE_GROUP, |context, request, _| Box::pin(groups::create(context, request))),
    Operation::once(&people::UPDATE_GROUP, |context, request, id| {
        Box::pin(groups::update(context, request, first(id)))
    }),
    Operation::once(&people::DELETE_GROUP, |context, request, id| {
        Box::pin(groups::delete(context, request, first(id)))
    }),
    Operation::once(&people::ADD_GROUP_MEMBER, |context, request, _| Box::pin(groups::add_member(context, request))),
    Operation::once(&people::REMOVE_GROUP_MEMBER, |context, _, id| Box::pin(groups::remove_member(context, first(id)))),
    Operation::once(&people::SET_GROUP_ROLE, |context, request, id| {
        Box::pin(groups::set_role(context, request, first(id)))
    }),
    Operation::new(&log::ACTIVITY_FEED, |context, request, _| Box::pin(activity_feed::activity_feed(context, request))),
];

/// The one parameter of a path.
fn first(parameters: &[String]) -> &str {
    parameters.first().map(String::as_str).unwrap_or_default()
}
