//! Exact decimals in an integer column: what money, percentages and decimals share.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use crate::json::write_string;
use crate::{Invalid, Value};

/// More digits than any column holds.
const MOST_DIGITS: usize = 30;

/// From a JSON string (or an integer) to the integer at this scale, between two whole numbers. JSON fractions are
/// refused: a parser has already rounded them.
pub fn parse(json: &Json, scale: u32, minimum: i64, maximum: i64) -> Result<Value, Invalid> {
    let exact = match json {
        Json::String(text) => Exact::parse(text),
        Json::Number(number) => number.as_i64().map(|whole| Exact { digits: i128::from(whole), scale: 0 }),
        _ => None,
    };
    let exact = exact.ok_or_else(|| {
        Invalid::new("decimal", "Must be a decimal number in a string, such as \"12.50\", or a whole number.")
    })?;
    if exact.scale > scale {
        return Err(Invalid::new("too_precise", format!("Must have at most {scale} decimal places.")));
    }
    let out_of_range = || Invalid::new("out_of_range", format!("Must be between {minimum} and {maximum}."));
    let integer = exact.at(scale).ok_or_else(out_of_range)?;
    let unit = 10_i128.pow(scale);
    if !(i128::from(minimum) * unit..=i128::from(maximum) * unit).contains(&integer) {
        return Err(out_of_range());
    }
    i64::try_from(integer)
        .map(Value::Integer)
        .map_err(|_| Invalid::new("out_of_range", "Is too large to be stored exactly."))
}

/// A decimal number of any size as it is written: `digits` over ten to the power of `scale`, no zero at the end.
#[derive(Clone, Copy)]
struct Exact {
    digits: i128,
    scale: u32,
}

impl Exact {
    /// An optional sign, digits, and a fraction; no exponent.
    fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.as_bytes().split_first()? {
            (b'-', _) => (true, text.get(1..)?),
            (b'+', _) => (false, text.get(1..)?),
            _ => (false, text),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let fraction = fraction.trim_end_matches('0');
        let long = whole.len() + fraction.len() > MOST_DIGITS;
        if whole.is_empty() || unsigned.ends_with('.') || long {
            return None;
        }
        let mut digits: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            digits = digits * 10 + i128::from(byte - b'0');
        }
        let scale = u32::try_from(fraction.len()).ok()?;
        Some(Exact { digits: if negative { -digits } else { digits }, scale })
    }

    /// The number of units of ten to the power of minus `scale`, if it is a whole one and not astronomical.
    fn at(self, scale: u32) -> Option<i128> {
        self.digits.checked_mul(10_i128.checked_pow(scale.checked_sub(self.scale)?)?)
    }
}

/// Whether text is a decimal number.
pub fn is_decimal(text: &str) -> bool {
    Exact::parse(text).is_some()
}

/// The order of two decimal numbers in text; text that is none counts as zero.
pub fn compare(left: &str, right: &str) -> std::cmp::Ordering {
    let (left, right) = (Exact::parse(left), Exact::parse(right));
    let (left, right) = (left.unwrap_or(ZERO), right.unwrap_or(ZERO));
    let scale = left.scale.max(right.scale);
    left.at(scale).unwrap_or(i128::MAX).cmp(&right.at(scale).unwrap_or(i128::MAX))
}

const ZERO: Exact = Exact { digits: 0, scale: 0 };

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
    let unit = 10_u64.pow(scale);
    let sign = if integer < 0 { "-" } else { "" };
    let (whole, mut fraction) = (integer.unsigned_abs() / unit, integer.unsigned_abs() % unit);
    let mut places = scale;
    while places > digits && fraction % 10 == 0 {
        fraction /= 10;
        places -= 1;
    }
    let width = places as usize;
    write_string(&if width == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction:0width$}") }, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(integer: i64, scale: u32, digits: u32) -> String {
        let mut out = String::new();
        write(&Value::Integer(integer), scale, digits, &mut out);
        out.trim_matches('"').to_owned()
    }

    #[test]
    fn text_and_integer_are_the_same_number() {
        for (text, scale, integer) in [
            ("0", 4, 0),
            ("12.5", 4, 125_000),
            ("-0.0001", 4, -1),
            ("+3", 2, 300),
            ("1.50000000", 1, 15),
            ("007", 0, 7),
            ("-9.9", 1, -99),
        ] {
            assert_eq!(parse(&text.into(), scale, -100, 100), Ok(Value::Integer(integer)), "{text}");
            let exact: Decimal = text.parse().unwrap_or_default();
            assert_eq!(written(integer, scale, 0), exact.normalize().to_string());
        }
        assert_eq!(written(i64::MIN, 4, 2), "-922337203685477.5808");
        assert_eq!(written(120_000, 4, 2), "12.00");
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for text in ["", "-", ".", "1.", ".5", "1e3", "1_000", "--1", "1.2.3", "٣", " 1", "0x1"] {
            assert!(parse(&text.into(), 4, -100, 100).is_err(), "{text}");
        }
        let long = "1".repeat(40);
        assert!(parse(&long.as_str().into(), 4, i64::MIN, i64::MAX).is_err());
        assert!(parse(&"92233720368547758.07".into(), 4, i64::MIN, i64::MAX).is_err());
    }

    #[test]
    fn numbers_compare_by_their_worth() {
        for (left, right) in [("-1", "0"), ("9.49", "10.00"), ("0.1", "0.11"), ("-2", "-1.5")] {
            assert!(compare(left, right).is_lt() && compare(right, left).is_gt(), "{left} {right}");
        }
        assert!(compare("1.50", "1.5").is_eq());
    }
}
