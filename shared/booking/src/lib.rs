//! Booking: from a question for slots to an appointment in the calendar, for staff and for visitors alike.
//!
//! Whoever books takes two round trips. The first reads an [`Offer`]: the service with its rules, who serves it, their
//! hours, and what is taken. Plain Rust chooses who serves. The second is one conditional batch whose guards look at the
//! rows as they are then: whether the service and the hours are still those that were read, whether the person and the
//! room are still free, whether there are seats left. Nobody is in between, on any host, and there is no lock to hold.

mod alongside;
mod book;
mod booking;
mod colleague;
mod contact;
mod guards;
mod hold;
mod hours;
mod invitation;
mod link;
mod look;
mod message;
mod offer;
mod once;
mod overdue;
mod placing;
mod reading;
mod reminder;
mod reschedule;
mod rows;
mod slots;
mod status;
mod team;
mod visit;
mod words;
mod write;

pub use alongside::{Alongside, Nothing};
pub use book::book;
pub use booking::{Booking, Permit};
pub use colleague::Colleague;
pub use contact::{Guest, Visitor};
pub use hold::{Held, HoldRequest, Holder, Repetition, forget_ended, hold, release};
pub use hours::ZONE_OF_STAFF;
pub use invitation::{feed, invitation};
pub use link::{issue, manage_url, open};
pub use message::{Occasion, send, text};
pub use offer::{Location, Offer, Person, ServiceRules};
pub use once::Once;
pub use overdue::decline_over;
pub use reading::Reach;
pub use reminder::send_due;
pub use reschedule::{Rescheduling, reschedule};
pub use rows::{new_row, read};
pub use slots::{FreeSlot, Slots, SlotsQuestion, slots};
pub use status::{By, Move, change_status};
pub use team::{Member, Team, TeamQuestion, team};
pub use visit::{Outcome, Visit};
