//! What every field kind answers: column, validation, encoding, OpenAPI schema, filter operators.

use serde_json::Value as Json;

use crate::{EntityName, Value};

/// How SQLite stores a column (its `STRICT` type) and compares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// `TEXT`, compared byte by byte: ids, dates, codes.
    Text,
    /// `TEXT COLLATE NOCASE`: what people type. ASCII letters compare without case.
    Words,
    /// `INTEGER`.
    Integer,
    /// `TEXT` holding a JSON array or object: never compared as a whole.
    Document,
}

impl Storage {
    /// The column's type in DDL.
    pub fn ddl(self) -> &'static str {
        match self {
            Storage::Text | Storage::Document => "TEXT",
            Storage::Words => "TEXT COLLATE NOCASE",
            Storage::Integer => "INTEGER",
        }
    }
}

/// What a filter may ask of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// Equal. Nothing is equal to an absent value.
    Eq,
    /// Not equal; an absent value is not equal to any.
    Ne,
    /// Less than.
    Lt,
    /// At most.
    Lte,
    /// More than.
    Gt,
    /// At least.
    Gte,
    /// One of several.
    In,
    /// Text holds this text, ASCII letters without case.
    Contains,
    /// Text begins with this text, ASCII letters without case.
    StartsWith,
    /// A list holds this element.
    Has,
    /// Absent (`true`) or present (`false`).
    IsNull,
}

impl Operator {
    /// Every operator, in the order of the documentation.
    pub const ALL: &'static [Operator] = &[
        Operator::Eq,
        Operator::Ne,
        Operator::Lt,
        Operator::Lte,
        Operator::Gt,
        Operator::Gte,
        Operator::In,
        Operator::Contains,
        Operator::StartsWith,
        Operator::Has,
        Operator::IsNull,
    ];

    /// The name in a filter document.
    pub fn name(self) -> &'static str {
        match self {
            Operator::Eq => "eq",
            Operator::Ne => "ne",
            Operator::Lt => "lt",
            Operator::Lte => "lte",
            Operator::Gt => "gt",
            Operator::Gte => "gte",
            Operator::In => "in",
            Operator::Contains => "contains",
            Operator::StartsWith => "starts_with",
            Operator::Has => "has",
            Operator::IsNull => "is_null",
        }
    }

    /// The operator with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operator| operator.name() == name)
    }
}

/// Operators of kinds that are equal or not, and nothing more.
pub const EQUALITY: &[Operator] = &[Operator::Eq, Operator::Ne, Operator::In, Operator::IsNull];

/// Operators of kinds with an order.
pub const ORDERED: &[Operator] = &[
    Operator::Eq,
    Operator::Ne,
    Operator::Lt,
    Operator::Lte,
    Operator::Gt,
    Operator::Gte,
    Operator::In,
    Operator::IsNull,
];

/// Operators of text that people type.
pub const TEXTUAL: &[Operator] = &[
    Operator::Eq,
    Operator::Ne,
    Operator::Lt,
    Operator::Lte,
    Operator::Gt,
    Operator::Gte,
    Operator::In,
    Operator::Contains,
    Operator::StartsWith,
    Operator::IsNull,
];

/// Operators of lists.
pub const LISTED: &[Operator] = &[Operator::Has, Operator::IsNull];

/// Operators of kinds that only are there or not.
pub const PRESENCE: &[Operator] = &[Operator::IsNull];

/// Why a value is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Where inside the value, as a JSON pointer: empty for the value itself.
    pub pointer: String,
    /// A stable word for programs, such as `too_long`.
    pub code: &'static str,
    /// A sentence for people, without the value itself.
    pub message: String,
}

impl Invalid {
    /// A refusal of the value itself.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Invalid { pointer: String::new(), code, message: message.into() }
    }

    /// The same refusal, of a part of the value.
    pub fn at(mut self, part: impl std::fmt::Display) -> Self {
        self.pointer = format!("/{part}{}", self.pointer);
        self
    }

    /// The refusal of a value of another JSON type.
    pub fn wrong_type(expected: &str) -> Self {
        Invalid::new("wrong_type", format!("Must be {expected}."))
    }
}

/// A field kind. One small file each, in `kinds/`.
pub trait FieldKind: Sync {
    /// The kind's name, as `portico schema --json` prints it.
    fn name(&self) -> &'static str;

    /// How it is stored.
    fn storage(&self) -> Storage;

    /// From a JSON value that is not null to a cell, or why not.
    fn parse(&self, json: &Json) -> Result<Value, Invalid>;

    /// From a cell to JSON, appended to `out`. A cell of another type than [`FieldKind::storage`] says is written as
    /// `null`: it cannot come from this API.
    fn write(&self, value: &Value, out: &mut String);

    /// The OpenAPI 3.1 schema of a value that is present, as JSON text: nearly every function only carries it.
    fn schema(&self) -> String;

    /// What a filter may ask.
    fn operators(&self) -> &'static [Operator];

    /// A `CHECK` expression on the column, beyond its type.
    fn check(&self, column: &str) -> Option<String> {
        let _ = column;
        None
    }

    /// The values it may take, if it is a choice.
    fn choices(&self) -> &[&'static str] {
        &[]
    }

    /// The entity it points to, if it is a reference.
    fn references(&self) -> Option<&'static EntityName> {
        None
    }

    /// Whether the value is encrypted before it is stored, and never shown in the change log.
    fn sealed(&self) -> bool {
        false
    }

    /// From the text of a CSV cell to the JSON that [`FieldKind::parse`] takes. Kinds that are not JSON strings say
    /// how people write them.
    fn read_text(&self, text: &str) -> Json {
        Json::String(text.to_owned())
    }
}

/// A Rust type that a field of an entity may have.
pub trait FieldType: Sized {
    /// Its kind.
    const KIND: &'static dyn FieldKind;
    /// Whether a value must be present.
    const REQUIRED: bool = true;

    /// From a cell. Nothing when the cell is of another type.
    fn read(value: &Value) -> Option<Self>;
}

impl<T: FieldType> FieldType for Option<T> {
    const KIND: &'static dyn FieldKind = T::KIND;
    const REQUIRED: bool = false;

    fn read(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::read(value).map(Some) }
    }
}
