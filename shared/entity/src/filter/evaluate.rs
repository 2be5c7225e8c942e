//! Evaluating a filter in memory, with the meaning that its SQL has.

use std::cmp::Ordering;

use super::{Comparison, Filter, Test};
use crate::kinds::scaled;
use crate::shape::Place;
use crate::{Operator, Value, json};

impl Filter {
    /// Whether a row matches. `cell` gives the value at a place; absent members are [`Value::Null`].
    pub fn matches(&self, cell: &dyn Fn(&Place) -> Value) -> bool {
        match self {
            Filter::All(parts) => parts.iter().all(|part| part.matches(cell)),
            Filter::Any(parts) => parts.iter().any(|part| part.matches(cell)),
            Filter::Not(part) => !part.matches(cell),
            Filter::Test(test) => test.matches(&cell(&test.place)),
        }
    }
}

impl Test {
    fn matches(&self, cell: &Value) -> bool {
        let first = self.values.first().unwrap_or(&Value::Null);
        if self.operator == Operator::IsNull {
            return cell.is_null() == (first.as_integer() == Some(1));
        }
        if cell.is_null() {
            return self.operator == Operator::Ne;
        }
        let order = |value: &Value| compare(cell, value, self.comparison);
        match self.operator {
            Operator::Eq => order(first) == Ordering::Equal,
            Operator::Ne => order(first) != Ordering::Equal,
            Operator::Lt => order(first) == Ordering::Less,
            Operator::Lte => order(first) != Ordering::Greater,
            Operator::Gt => order(first) == Ordering::Greater,
            Operator::Gte => order(first) != Ordering::Less,
            Operator::In => self.values.iter().any(|value| order(value) == Ordering::Equal),
            Operator::Contains => texts(cell, first).is_some_and(|(text, part)| fold(text).contains(&fold(part))),
            Operator::StartsWith => texts(cell, first).is_some_and(|(text, part)| match self.comparison {
                Comparison::Words => fold(text).starts_with(&fold(part)),
                _ => text.starts_with(part),
            }),
            Operator::Has => texts(cell, first).is_some_and(|(text, element)| {
                let elements = json::read_strings(text).unwrap_or_default();
                elements.iter().any(|candidate| candidate == element)
            }),
            Operator::IsNull => false,
        }
    }
}

fn texts<'a>(cell: &'a Value, value: &'a Value) -> Option<(&'a str, &'a str)> {
    cell.as_text().zip(value.as_text())
}

fn compare(left: &Value, right: &Value, comparison: Comparison) -> Ordering {
    match (left, right) {
        (Value::Integer(left), Value::Integer(right)) => left.cmp(right),
        (Value::Text(left), Value::Text(right)) => match comparison {
            Comparison::Words => compare_words(left, right),
            Comparison::Decimal => scaled::compare(left, right),
            _ => left.as_bytes().cmp(right.as_bytes()),
        },
        // SQLite sorts every number before every text.
        (Value::Text(_), _) => Ordering::Greater,
        _ => Ordering::Less,
    }
}

/// Text with its ASCII letters in lower case, as SQLite's `lower` gives it.
pub fn fold(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// The order of SQLite's `NOCASE` collation.
pub fn compare_words(left: &str, right: &str) -> Ordering {
    let folded = |text: &str| text.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<u8>>();
    folded(left).cmp(&folded(right))
}
