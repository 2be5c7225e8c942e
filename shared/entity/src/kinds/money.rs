use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::scaled;
use crate::kind::ORDERED;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value};

/// Decimal places of every money column: enough for each currency of ISO 4217 and for unit prices.
pub const MONEY_SCALE: u32 = 4;

/// The largest amount, in whole units: nine thousand of them still sum within 64 bits.
const LARGEST: i64 = 100_000_000_000;

/// An amount of money: an exact decimal string in JSON, ten-thousandths of the unit in the database. Its currency is
/// in a field of kind `currency` beside it.
pub struct Money;

impl FieldKind for Money {
    fn name(&self) -> &'static str {
        "money"
    }

    fn storage(&self) -> Storage {
        Storage::Integer
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        scaled::parse(json, MONEY_SCALE, -LARGEST, LARGEST)
    }

    fn write(&self, value: &Value, out: &mut String) {
        scaled::write(value, MONEY_SCALE, 2, out);
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "format": "decimal", "pattern": "^-?[0-9]{1,11}(\\.[0-9]{1,4})?$"}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        ORDERED
    }

    fn read_text(&self, text: &str) -> Json {
        text.trim()
            .chars()
            .filter(|character| !matches!(character, ',' | ' ' | '$' | '€' | '£'))
            .collect::<String>()
            .into()
    }
}

/// An amount of money in the currency named beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub Decimal);

impl FieldType for Amount {
    const KIND: &'static dyn FieldKind = &Money;

    fn read(value: &Value) -> Option<Self> {
        value.as_integer().map(|integer| Amount(scaled::from_integer(integer, MONEY_SCALE)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn is_exact_both_ways() {
        for (sent, shown) in
            [("0", "0.00"), ("12.5", "12.50"), ("-0.0001", "-0.0001"), ("99999999999", "99999999999.00")]
        {
            let mut out = String::new();
            let value = Money.parse(&sent.into());
            Money.write(&value.unwrap_or(Value::Null), &mut out);
            assert_eq!(out, format!("\"{shown}\""));
        }
    }

    #[test]
    fn refuses_what_would_be_rounded() {
        for refused in [json!("0.00001"), json!(0.1), json!("1e3"), json!("100000000001"), json!("twelve"), json!(true)]
        {
            assert!(Money.parse(&refused).is_err(), "{refused}");
        }
    }
}
