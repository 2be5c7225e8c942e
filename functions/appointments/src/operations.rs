//! Which function carries out which operation.

use api::Operation;
use booking::Move;
use domain::appointments::operations as defined;

use crate::{book, calendar, moves, slots};

/// Every operation of the module.
pub const OPERATIONS: &[Operation] = &[
    Operation::new(&defined::LIST_SLOTS, |context, request, _| Box::pin(slots::list(context, request))),
    Operation::new(&defined::CALENDAR, |context, request, _| Box::pin(calendar::read(context, request))),
    Operation::new(&defined::BOOK, |context, request, _| Box::pin(book::book(context, request))),
    Operation::new(&defined::CONFIRM, |context, request, id| moves::step(context, request, first(id), Move::Confirm)),
    Operation::new(&defined::DECLINE, |context, request, id| moves::step(context, request, first(id), Move::Decline)),
    Operation::new(&defined::COMPLETE, |context, request, id| moves::step(context, request, first(id), Move::Complete)),
    Operation::new(&defined::NO_SHOW, |context, request, id| moves::step(context, request, first(id), Move::NoShow)),
    Operation::new(&defined::CANCEL, |context, request, id| moves::step(context, request, first(id), Move::Cancel)),
    Operation::new(&defined::RESCHEDULE, |context, request, id| {
        Box::pin(moves::reschedule(context, request, first(id)))
    }),
];

/// The one parameter of a path.
fn first(parameters: &[String]) -> &str {
    parameters.first().map(String::as_str).unwrap_or_default()
}
