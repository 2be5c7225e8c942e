use std::marker::PhantomData;

use serde_json::Value as Json;

use super::id::parse_id;
use super::write_text;
use crate::kind::EQUALITY;
use crate::{Entity, EntityName, FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// The id of a row of another entity.
pub struct Reference {
    /// The entity it points to.
    pub target: &'static EntityName,
}

impl FieldKind for Reference {
    fn name(&self) -> &'static str {
        "reference"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        parse_id(json, self.target.prefix)
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"string","pattern":"^{}_[0-7][0-9a-hjkmnp-tv-z]{{25}}$"}}"#, self.target.prefix)
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }

    fn references(&self) -> Option<&'static EntityName> {
        Some(self.target)
    }
}

/// Points to a row of `T`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref<T> {
    /// The id.
    pub id: String,
    target: PhantomData<fn() -> T>,
}

impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        Ref { id: self.id.clone(), target: PhantomData }
    }
}

impl<T: Entity> FieldType for Ref<T> {
    const KIND: &'static dyn FieldKind = &Reference { target: T::NAME };

    fn read(value: &Value) -> Option<Self> {
        value.as_text().map(|text| Ref { id: text.to_owned(), target: PhantomData })
    }
}
