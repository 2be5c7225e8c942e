//! Reading a row by the names of its columns.

use std::fmt;

use crate::{FieldType, Value};

/// One row of a result, with its column names.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    columns: &'a [String],
    values: &'a [Value],
}

/// A row that does not have what was asked of it: a defect in the SQL, never the fault of a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The column that is missing or of another type.
    pub column: &'static str,
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "column `{}` is missing or of another type", self.column)
    }
}

impl<'a> Row<'a> {
    /// A row of these values under these names.
    pub fn new(columns: &'a [String], values: &'a [Value]) -> Self {
        Row { columns, values }
    }

    /// The cell under this name.
    pub fn cell(&self, name: &str) -> Option<&'a Value> {
        let position = self.columns.iter().position(|column| column == name)?;
        self.values.get(position)
    }

    /// The cell under this name as a field type.
    pub fn get<T: FieldType>(&self, name: &'static str) -> Result<T, ReadError> {
        self.cell(name).and_then(T::read).ok_or(ReadError { column: name })
    }

    /// The text under this name, if there is any.
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.cell(name).and_then(Value::as_text)
    }

    /// The integer under this name, if there is any.
    pub fn integer(&self, name: &str) -> Option<i64> {
        self.cell(name).and_then(Value::as_integer)
    }
}
