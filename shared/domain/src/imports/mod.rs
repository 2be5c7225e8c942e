//! From the columns of somebody's file to records.
//!
//! A file's titles are matched with the names, aliases and labels of fields, so that exports of other systems need no
//! preset: their titles are aliases. A row becomes the JSON body of a create or an update, and what does not fit is
//! told cell by cell.

mod convert;
pub mod entities;
mod mapping;
pub mod operations;
mod options;
mod synonyms;

pub use convert::{Converted, Problem, convert};
pub use entities::{DOCUMENTATION, ENTITIES};
pub use mapping::{Mapping, SURE, Suggestion, suggest};
pub use options::{DateOrder, Options};

use entity::custom::CustomField;
use entity::{EntityDef, FieldAccess, FieldDef, FieldKind};

use crate::contacts::names::fold;

/// The entities that relations may lead to from here.
pub const CATALOGUE: &[&[&EntityDef]] = &[ENTITIES, crate::contacts::FROM_OUTSIDE, crate::identity::FROM_OUTSIDE];

/// What a file can be imported into: an entity and the tenant's own fields of it.
#[derive(Clone, Copy)]
pub struct Importable<'a> {
    /// The entity.
    pub entity: &'static EntityDef,
    /// The tenant's fields of that entity.
    pub custom: &'a [CustomField],
}

/// A field that a column can fill.
#[derive(Clone, Copy)]
pub enum Target<'a> {
    /// A declared one.
    Field(&'static FieldDef),
    /// One of the tenant's own.
    Custom(&'a CustomField),
}

impl<'a> Importable<'a> {
    /// Every field that a column can fill. The client is that of the import, and what the server writes is not for
    /// files to say.
    pub fn targets(self) -> impl Iterator<Item = Target<'a>> {
        let declared = self.entity.fields().filter(|field| {
            matches!(field.access, FieldAccess::Write | FieldAccess::Create)
                && field.generated.is_none()
                && field.name != "client_id"
                && field.name != "custom_fields"
        });
        declared.map(Target::Field).chain(self.custom.iter().map(Target::Custom))
    }

    /// The field with this name: `first_name`, or `custom_fields.shoe_size`.
    pub fn target(self, name: &str) -> Option<Target<'a>> {
        self.targets().find(|target| target.name() == name)
    }
}

impl Target<'_> {
    /// The name in a mapping.
    pub fn name(&self) -> String {
        match self {
            Target::Field(field) => field.name.to_owned(),
            Target::Custom(field) => format!("{}{}", entity::shape::CUSTOM_PREFIX, field.name),
        }
    }

    /// How its values are read.
    pub fn kind(&self) -> &'static dyn FieldKind {
        match self {
            Target::Field(field) => field.kind,
            Target::Custom(field) => field.kind.field_kind(),
        }
    }
}

/// A title as titles are compared: letters and digits in lower case, so that `Mailing State/Province`,
/// `MailingStateProvince` and `mailing_state_province` are one.
fn title_key(title: &str) -> String {
    fold(title).chars().filter(|character| character.is_alphanumeric()).collect()
}
