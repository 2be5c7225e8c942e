//! Which function carries out which operation.

use api::Operation;
use domain::appointments::operations as defined;

use crate::{feed, tick};

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    Operation::once(&defined::ROTATE_CALENDAR_FEED, |context, _, id| Box::pin(feed::rotate(context, first(id)))),
    Operation::new(&defined::READ_CALENDAR_FEED, |context, _, token| Box::pin(feed::read(context, first(token)))),
    Operation::new(&defined::APPOINTMENTS_TICK, |context, request, _| Box::pin(tick::tick(context, request))),
];

/// The one parameter of a path.
fn first(parameters: &[String]) -> &str {
    parameters.first().map(String::as_str).unwrap_or_default()
}
