//! The entities of the module, one file each. Numbers 50 to 79.

// The names of columns say what most of them mean; those that do not have a comment.
#![allow(missing_docs)]

mod activity;
mod company;
mod company_research;
mod contact;
mod custom_field;
mod merge;
mod merge_move;
mod note;
mod social_profile;
mod tag;
mod tag_link;

pub use activity::{Activity, ActivityType};
pub use company::{Company, CompanySize};
pub use company_research::{CompanyResearch, ResearchType};
pub use contact::{Contact, ContactStatus, ContactType, LeadSource, LeadStatus};
pub use custom_field::{CustomField, CustomFieldEntity, CustomFieldType};
pub use merge::{Merge, MergeStatus};
pub use merge_move::{MergeMove, MoveType};
pub use note::{Note, NoteType};
pub use social_profile::{SocialPlatform, SocialProfile};
pub use tag::Tag;
pub use tag_link::TagLink;

entity::entities! {
    Contact,
    Company,
    CompanyResearch,
    SocialProfile,
    Tag,
    TagLink,
    Note,
    Activity,
    CustomField,
    Merge,
    MergeMove,
}
