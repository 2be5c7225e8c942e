//! The entities of the module, one file each. Numbers 100 to 109.

// The names of columns say what most of them mean; those that do not have a comment.
#![allow(missing_docs)]

mod form_submission;
mod rate_limit;
mod widget;
mod widget_service;

pub use form_submission::{FormSubmission, SubmissionStatus};
pub use rate_limit::RateLimit;
pub use widget::{LeadAssignment, Widget, WidgetKind, WidgetPosition};
pub use widget_service::WidgetService;

entity::entities! {
    Widget,
    WidgetService,
    FormSubmission,
    RateLimit,
}
