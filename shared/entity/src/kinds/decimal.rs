use rust_decimal::Decimal as Exact;
use serde_json::Value as Json;

use super::scaled;
use crate::kind::ORDERED;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// An exact decimal number, a string in JSON, an integer at a fixed scale in the database so that SQL sums are exact.
pub struct Decimal {
    /// Decimal places, 9 at most.
    pub scale: u32,
    /// The least value.
    pub minimum: i64,
    /// The greatest value.
    pub maximum: i64,
}

impl FieldKind for Decimal {
    fn name(&self) -> &'static str {
        "decimal"
    }

    fn storage(&self) -> Storage {
        Storage::Integer
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        scaled::parse(json, self.scale, self.minimum, self.maximum)
    }

    fn write(&self, value: &Value, out: &mut String) {
        scaled::write(value, self.scale, 0, out);
    }

    fn schema(&self) -> String {
        format!(
            r#"{{"type":"string","format":"decimal","pattern":"^-?[0-9]{{1,15}}(\\.[0-9]{{1,{}}})?$"}}"#,
            self.scale
        )
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }
}

/// An exact decimal of `SCALE` places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fixed<const SCALE: u32>(pub Exact);

impl<const SCALE: u32> FieldType for Fixed<SCALE> {
    const KIND: &'static dyn FieldKind = &Decimal { scale: SCALE, minimum: -1_000_000_000, maximum: 1_000_000_000 };

    fn read(value: &Value) -> Option<Self> {
        value.as_integer().map(|integer| Fixed(scaled::from_integer(integer, SCALE)))
    }
}
