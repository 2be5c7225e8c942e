//! A filter as a SQL condition. Its meaning is that of `Filter::matches`; a property test holds both to it.

use entity::filter::{Comparison, Filter, Test, fold};
use entity::{Operator, Value};

use super::Sql;

impl Sql {
    /// Appends the condition on the row under `alias`.
    pub fn filter(&mut self, alias: &str, filter: &Filter) -> &mut Self {
        match filter {
            Filter::All(parts) if parts.is_empty() => self.push("1"),
            Filter::Any(parts) if parts.is_empty() => self.push("0"),
            Filter::All(parts) => self.joined(alias, parts, " AND "),
            Filter::Any(parts) => self.joined(alias, parts, " OR "),
            Filter::Not(part) => {
                // A comparison with an absent value is unknown to SQL and false to us.
                self.push("NOT coalesce((").filter(alias, part).push("), 0)")
            }
            Filter::Test(test) => self.test(alias, test),
        }
    }

    fn joined(&mut self, alias: &str, parts: &[Filter], word: &str) -> &mut Self {
        self.push("(");
        for (position, part) in parts.iter().enumerate() {
            if position > 0 {
                self.push(word);
            }
            self.filter(alias, part);
        }
        self.push(")")
    }

    fn test(&mut self, alias: &str, test: &Test) -> &mut Self {
        let first = test.values.first().cloned().unwrap_or(Value::Null);
        match test.operator {
            Operator::Eq => self.compared(alias, test, " = ", first),
            Operator::Ne => self.compared(alias, test, " IS NOT ", first),
            Operator::Lt => self.compared(alias, test, " < ", first),
            Operator::Lte => self.compared(alias, test, " <= ", first),
            Operator::Gt => self.compared(alias, test, " > ", first),
            Operator::Gte => self.compared(alias, test, " >= ", first),
            Operator::In if test.values.is_empty() => self.push("0"),
            Operator::In => {
                self.place(alias, &test.place, test.comparison).push(" IN (");
                for (position, value) in test.values.iter().enumerate() {
                    if position > 0 {
                        self.push(", ");
                    }
                    self.value(test.comparison, value.clone());
                }
                self.push(")")
            }
            Operator::Contains => {
                self.push("instr(lower(").place(alias, &test.place, Comparison::Plain).push("), ");
                self.bind(first.as_text().map(fold)).push(") > 0")
            }
            Operator::StartsWith => {
                // A range, so that an index serves it: no text holds U+10FFFF.
                let upper = first.as_text().map(|text| format!("{text}\u{10ffff}"));
                self.push("(").place(alias, &test.place, test.comparison).push(" >= ").bind(first).push(" AND ");
                self.place(alias, &test.place, test.comparison).push(" < ").bind(upper).push(")")
            }
            Operator::Has => {
                self.push("EXISTS (SELECT 1 FROM json_each(").place(alias, &test.place, test.comparison);
                self.push(") WHERE value = ").bind(first).push(")")
            }
            Operator::IsNull => {
                self.place(alias, &test.place, Comparison::Plain);
                self.push(if first.as_integer() == Some(1) { " IS NULL" } else { " IS NOT NULL" })
            }
        }
    }

    fn compared(&mut self, alias: &str, test: &Test, word: &str, value: Value) -> &mut Self {
        self.place(alias, &test.place, test.comparison).push(word).value(test.comparison, value)
    }

    fn value(&mut self, comparison: Comparison, value: Value) -> &mut Self {
        match comparison {
            Comparison::Decimal => self.push("CAST(").bind(value).push(" AS REAL)"),
            _ => self.bind(value),
        }
    }
}
