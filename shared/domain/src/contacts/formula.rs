//! Cells that a spreadsheet would take for formulas.
//!
//! A program that opens a CSV file runs cells that begin with `=`, `+`, `-`, `@`, a tab or a carriage return. Files
//! that this project writes put an apostrophe before such text, which spreadsheets take for "this is text"; files
//! that it reads lose it again, so that what is exported is imported as it was.

use std::borrow::Cow;

fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The text as a cell that no spreadsheet runs.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`harmless`] was given.
pub fn original(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_text_again() {
        for text in ["=1+1", "+49", "-5", "@SUM(A1)", "\tx", "\rx", "'=x", "''=x", "'", "", "a=b", "'quoted'", "Ann"] {
            let cell = harmless(text);
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{text:?}");
            assert_eq!(original(&cell), text);
        }
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("O'Neil"), "O'Neil");
        assert_eq!(original("'quoted'"), "'quoted'");
    }
}
