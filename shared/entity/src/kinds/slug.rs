use serde_json::Value as Json;

use super::{string, write_text};
use crate::kind::TEXTUAL;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// The greatest length.
const MAXIMUM: usize = 100;

/// A name for addresses: lower-case letters, digits and single hyphens.
pub struct Slug;

impl FieldKind for Slug {
    fn name(&self) -> &'static str {
        "slug"
    }

    fn storage(&self) -> Storage {
        Storage::Words
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let slug = string(json)?;
        let part_fits = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if slug.len() <= MAXIMUM && slug.split('-').all(part_fits) {
            return Ok(slug.into());
        }
        Err(Invalid::new("slug", "Must be lower-case letters, digits and single hyphens, such as spring-sale."))
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        format!(r#"{{"type":"string","maxLength":{MAXIMUM},"pattern":"^[a-z0-9]+(-[a-z0-9]+)*$"}}"#)
    }

    fn operators(&self) -> &'static [Operator] {
        TEXTUAL
    }
}

super::text_type!(
    /// A name for addresses.
    SlugText,
    Slug
);
