//! An entity as one tenant sees it: the declared fields and the tenant's own.

use crate::{EntityDef, FieldAccess, FieldKind, Storage};

/// Before the name of a tenant's own field in filters and sorts: `custom_fields.shoe_size`.
pub const CUSTOM_PREFIX: &str = "custom_fields.";

/// A tenant's own field, as far as filters and sorts need it.
#[derive(Clone)]
pub struct CustomShape {
    /// Its name, a valid identifier.
    pub name: String,
    /// How its values are written and compared.
    pub kind: &'static dyn FieldKind,
}

/// An entity with the fields that a tenant added.
#[derive(Clone, Copy)]
pub struct Shape<'a> {
    /// The declaration.
    pub entity: &'static EntityDef,
    /// The tenant's own fields; empty where they do not matter.
    pub custom: &'a [CustomShape],
}

/// Where a value lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A column.
    Column(&'static str),
    /// A member of the `custom_fields` document.
    Custom(String),
}

/// A field that a filter or a sort may name.
#[derive(Clone)]
pub struct FieldView {
    /// Where its value lives.
    pub place: Place,
    /// How it is written and compared.
    pub kind: &'static dyn FieldKind,
    /// Whether an index serves it.
    pub indexed: bool,
    /// Whether every row has a value.
    pub required: bool,
}

impl<'a> Shape<'a> {
    /// The declaration alone.
    pub fn of(entity: &'static EntityDef) -> Self {
        Shape { entity, custom: &[] }
    }

    /// The field with this name, unless it is hidden.
    pub fn find(&self, name: &str) -> Option<FieldView> {
        if let Some(custom) = name.strip_prefix(CUSTOM_PREFIX) {
            let field = self.custom.iter().find(|field| field.name == custom)?;
            let place = Place::Custom(field.name.clone());
            return Some(FieldView { place, kind: field.kind, indexed: false, required: false });
        }
        let field = self.entity.field(name).filter(|field| field.access != FieldAccess::Hidden)?;
        Some(FieldView {
            place: Place::Column(field.name),
            kind: field.kind,
            indexed: field.indexed || field.name == "id" || field.kind.references().is_some(),
            required: field.required,
        })
    }

    /// Whether lists can be sorted by a field: by all that a tenant added, which can be given an index where there are
    /// many rows. Where rows are not a client's, an unindexed sort by a declared one would read the whole table.
    pub fn sorts_by(&self, view: &FieldView) -> bool {
        if matches!(view.place, Place::Custom(_)) {
            return true;
        }
        let comparable = match view.kind.storage() {
            Storage::Document => false,
            Storage::Text | Storage::Words | Storage::Integer => !view.kind.sealed() && view.kind.name() != "long_text",
        };
        let entity = self.entity;
        let of_a_client =
            entity.scope.client == Some("client_id") && entity.field("client_id").is_some_and(|client| client.required);
        comparable && (view.indexed || of_a_client || !entity.grows)
    }
}
