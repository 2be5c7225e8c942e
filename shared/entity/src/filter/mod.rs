//! One filter, many uses: list queries, dynamic lists, conditions of workflows and permissions, scoring rules.
//!
//! A filter is a JSON document of `all`, `any`, `not` and tests of one field:
//!
//! ```json
//! {"all": [{"field": "status", "op": "eq", "value": "ACTIVE"},
//!          {"not": {"field": "lead_score", "op": "lt", "value": 50}}]}
//! ```
//!
//! It is rendered to SQL by the store and evaluated in memory by [`Filter::matches`], with the same meaning.

mod evaluate;
mod parse;

pub use evaluate::{compare_words, fold};

use crate::shape::Place;
use crate::{Operator, Value};

/// A condition on one row.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Every part holds; true when there is none.
    All(Vec<Filter>),
    /// One part holds; false when there is none.
    Any(Vec<Filter>),
    /// The part does not hold.
    Not(Box<Filter>),
    /// One field compared with values.
    Test(Test),
}

/// One field compared with values.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Where the field's value lives.
    pub place: Place,
    /// How values are compared.
    pub comparison: Comparison,
    /// What is asked.
    pub operator: Operator,
    /// With what: one value, or several for [`Operator::In`]; for [`Operator::IsNull`] 1 or 0.
    pub values: Vec<Value>,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Integers by size, text byte by byte.
    Plain,
    /// Text with ASCII letters folded to lower case (SQLite's `NOCASE`).
    Words,
    /// Exact decimal text, 15 significant digits at most, compared by size.
    Decimal,
    /// The elements of a JSON array.
    Elements,
    /// The first characters of text of any length, as words: for sorting, so that a cursor stays short.
    Beginning,
}

/// How deep a filter may nest.
pub const MAXIMUM_DEPTH: usize = 8;
/// How many tests a filter may hold.
pub const MAXIMUM_TESTS: usize = 50;
/// How many values `in` may hold.
pub const MAXIMUM_VALUES: usize = 200;
