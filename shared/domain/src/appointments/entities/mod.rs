//! The entities of the module, one file each. Numbers 80 to 99.

// The names of columns say what most of them mean; those that do not have a comment.
#![allow(missing_docs)]

mod appointment;
mod appointment_staff;
mod availability;
mod busy_time;
mod hold;
mod occupancy;
mod reminder;
mod service;
mod service_room;
mod staff;
mod staff_service;
mod working_hours;

pub use appointment::{Appointment, AppointmentSource, AppointmentStatus};
pub use appointment_staff::AppointmentStaff;
pub use availability::{Availability, AvailabilityType};
pub use busy_time::BusyTime;
pub use hold::Hold;
pub use occupancy::Occupancy;
pub use reminder::{Reminder, ReminderStatus, ReminderType};
pub use service::{AssignmentRule, Service};
pub use service_room::ServiceRoom;
pub use staff::Staff;
pub use staff_service::StaffService;
pub use working_hours::{Weekday, WorkingHours};

entity::entities! {
    Service,
    Staff,
    StaffService,
    ServiceRoom,
    WorkingHours,
    Availability,
    BusyTime,
    Appointment,
    AppointmentStaff,
    Hold,
    Occupancy,
    Reminder,
}
