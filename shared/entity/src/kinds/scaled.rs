//! Exact decimals in an integer column: what money, percentages and decimals share.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value as Json;

use crate::json::write_string;
use crate::{Invalid, Value};

/// From a JSON string (or an integer) to the integer at this scale. JSON fractions are refused: a parser has already
/// rounded them.
pub fn parse(json: &Json, scale: u32, minimum: Decimal, maximum: Decimal) -> Result<Value, Invalid> {
    let decimal = match json {
        Json::String(text) => Decimal::from_str_exact(text).ok(),
        Json::Number(number) => number.as_i64().map(Decimal::from),
        _ => None,
    };
    let decimal = decimal.ok_or_else(|| {
        Invalid::new("decimal", "Must be a decimal number in a string, such as \"12.50\", or a whole number.")
    })?;
    if decimal.normalize().scale() > scale {
        return Err(Invalid::new("too_precise", format!("Must have at most {scale} decimal places.")));
    }
    if decimal < minimum || decimal > maximum {
        return Err(Invalid::new("out_of_range", format!("Must be between {minimum} and {maximum}.")));
    }
    to_integer(decimal, scale)
        .map(Value::Integer)
        .ok_or_else(|| Invalid::new("out_of_range", "Is too large to be stored exactly."))
}

/// The decimal as an integer at this scale, if it fits exactly.
pub fn to_integer(decimal: Decimal, scale: u32) -> Option<i64> {
    let factor = Decimal::from(10_i64.checked_pow(scale)?);
    let scaled = decimal.checked_mul(factor)?.normalize();
    if scaled.scale() == 0 { scaled.to_i64() } else { None }
}

/// The decimal that an integer stands for at this scale.
pub fn from_integer(integer: i64, scale: u32) -> Decimal {
    Decimal::new(integer, scale)
}

/// Writes a scaled integer as a JSON string with `digits` decimal places at least.
pub fn write(value: &Value, scale: u32, digits: u32, out: &mut String) {
    let Some(integer) = value.as_integer() else {
        out.push_str("null");
        return;
    };
    let mut decimal = from_integer(integer, scale).normalize();
    if decimal.scale() < digits {
        decimal.rescale(digits);
    }
    write_string(&decimal.to_string(), out);
}
