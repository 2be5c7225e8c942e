use serde_json::Value as Json;

use super::{string, write_text};
use crate::kind::EQUALITY;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// A name of the IANA time zone database, such as `Europe/Berlin`: its shape. Full tables are too heavy for a
/// function, so whether the zone exists is decided where it is used.
pub struct TimeZone;

impl FieldKind for TimeZone {
    fn name(&self) -> &'static str {
        "time_zone"
    }

    fn storage(&self) -> Storage {
        Storage::Text
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let zone = string(json)?;
        let part_fits = |part: &str| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+');
            !part.is_empty() && part.bytes().all(allowed) && part.starts_with(|first: char| first.is_ascii_uppercase())
        };
        if zone.len() <= 64 && zone.split('/').count() <= 3 && zone.split('/').all(part_fits) {
            return Ok(zone.into());
        }
        Err(Invalid::new("time_zone", "Must be an IANA time zone such as Europe/Berlin."))
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "maxLength": 64, "pattern": "^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}$"}"#
            .to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        EQUALITY
    }
}

super::text_type!(
    /// A name of the IANA time zone database.
    ZoneName,
    TimeZone
);
