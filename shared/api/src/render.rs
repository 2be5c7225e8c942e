//! Rows as JSON text, written straight from the cells.

use entity::{EntityDef, FieldAccess, FieldDef, Value};

/// The fields that a response shows: all but the hidden ones, or those asked for, and always the id.
pub fn visible<'e>(entity: &'e EntityDef, asked: Option<&[String]>) -> Vec<&'e FieldDef> {
    let wanted = |field: &&FieldDef| {
        let asked_for = asked.is_none_or(|names| names.iter().any(|name| name == field.name));
        field.access != FieldAccess::Hidden && (asked_for || field.name == "id")
    };
    entity.fields().filter(wanted).collect()
}

/// Writes rows that have the same fields.
///
/// Most cells of a wide row are empty. The text of a row without any value is made once, and what lies between two
/// values is copied from it as one piece.
pub struct Rows<'f> {
    fields: &'f [&'f FieldDef],
    /// `"a":null,"b":null,…`
    empty: String,
    /// Where in it what stands for no value of each field begins and ends.
    absent: Vec<(usize, usize)>,
}

impl<'f> Rows<'f> {
    /// A writer of rows with these fields.
    pub fn new(fields: &'f [&'f FieldDef]) -> Self {
        let (mut empty, mut absent) =
            (String::with_capacity(expected_length(fields)), Vec::with_capacity(fields.len()));
        for (position, field) in fields.iter().enumerate() {
            // The name is an identifier of Rust: nothing in it needs escaping.
            empty.push_str(if position > 0 { ",\"" } else { "\"" });
            empty.push_str(field.name);
            empty.push_str("\":");
            let begin = empty.len();
            field.kind.write(&Value::Null, &mut empty);
            absent.push((begin, empty.len()));
        }
        Rows { fields, empty, absent }
    }

    /// Appends a row as a JSON object. `related` appends further members, each after a comma.
    pub fn write(&self, row: &[Value], out: &mut String, related: impl FnOnce(&mut String)) {
        let piece = |from: usize, to: usize| self.empty.get(from..to).unwrap_or_default();
        let mut written = 0;
        out.push('{');
        for ((field, (begin, end)), value) in self.fields.iter().zip(&self.absent).zip(row) {
            if !value.is_null() {
                out.push_str(piece(written, *begin));
                field.kind.write(value, out);
                written = *end;
            }
        }
        out.push_str(piece(written, self.empty.len()));
        related(out);
        out.push('}');
    }
}

/// Appends one row as a JSON object, see [`Rows::write`].
pub fn write_row(fields: &[&FieldDef], row: &[Value], out: &mut String, related: impl FnOnce(&mut String)) {
    Rows::new(fields).write(row, out, related);
}

/// About how long a row will be: room for it is made once.
pub fn expected_length(fields: &[&FieldDef]) -> usize {
    fields.iter().map(|field| field.name.len() + 16).sum()
}

/// A row as a whole JSON document.
pub fn row_document(fields: &[&FieldDef], row: &[Value]) -> String {
    let mut out = String::with_capacity(expected_length(fields));
    write_row(fields, row, &mut out, |_| {});
    out
}
