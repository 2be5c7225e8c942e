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

/// Appends a row as a JSON object. `related` appends further members, each after a comma.
pub fn write_row(fields: &[&FieldDef], row: &[Value], out: &mut String, related: impl FnOnce(&mut String)) {
    out.push('{');
    for (position, (field, value)) in fields.iter().zip(row).enumerate() {
        if position > 0 {
            out.push(',');
        }
        // The name is an identifier of Rust: nothing in it needs escaping.
        out.push('"');
        out.push_str(field.name);
        out.push_str("\":");
        field.kind.write(value, out);
    }
    related(out);
    out.push('}');
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
