//! Building one statement: text and values together.

use entity::filter::Comparison;
use entity::{Place, Value};

use crate::Statement;

/// A statement in the making. Values are only ever bound, never written into the text.
#[derive(Clone, Debug, Default)]
pub struct Sql {
    text: String,
    args: Vec<Value>,
}

impl Sql {
    /// Begins with this text.
    pub fn new(text: &str) -> Self {
        Sql { text: text.to_owned(), args: Vec::new() }
    }

    /// Appends text that this project wrote.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends a placeholder for a value.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.args.push(value.into());
        self.text.push('?');
        self.text.push_str(&self.args.len().to_string());
        self
    }

    /// Appends placeholders for several values, separated by commas.
    pub fn bind_all(&mut self, values: impl IntoIterator<Item = Value>) -> &mut Self {
        for (position, value) in values.into_iter().enumerate() {
            if position > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self
    }

    /// Appends the expression of a place: a column, or a member of the custom fields.
    pub fn place(&mut self, alias: &str, place: &Place, comparison: Comparison) -> &mut Self {
        match place {
            Place::Column(column) => self.push(alias).push(".").push(column),
            Place::Custom(name) => {
                // The name is an identifier that the definition's own rule allows: letters, digits and `_`.
                let member = format!("json_extract({alias}.custom_fields, '$.{name}')");
                match comparison {
                    Comparison::Words => self.push(&format!("{member} COLLATE NOCASE")),
                    Comparison::Decimal => self.push(&format!("CAST({member} AS REAL)")),
                    Comparison::Beginning => self.push(&format!("substr({member}, 1, 100) COLLATE NOCASE")),
                    Comparison::Plain | Comparison::Elements => self.push(&member),
                }
            }
        }
    }

    /// Appends a whole statement, its placeholders numbered anew behind those already here.
    pub fn append(&mut self, statement: Statement) -> &mut Self {
        let offset = self.args.len();
        let mut rest = statement.sql.as_str();
        // Text of this project holds a question mark only where a value is bound.
        while let Some((before, after)) = rest.split_once('?') {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let (number, tail) = after.split_at(digits);
            let number = number.parse::<usize>().unwrap_or_default() + offset;
            self.text.push_str(before);
            self.text.push('?');
            self.text.push_str(&number.to_string());
            rest = tail;
        }
        self.text.push_str(rest);
        self.args.extend(statement.args);
        self
    }

    /// The finished statement.
    pub fn finish(self) -> Statement {
        Statement { sql: self.text, args: self.args }
    }
}
