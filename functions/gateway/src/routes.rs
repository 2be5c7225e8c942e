//! Which function serves which paths.

use crate::table::ROUTES;

/// The function that serves a path: the one with the longest prefix of whole segments.
pub fn function(path: &str) -> Option<&'static str> {
    let matches = |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    // They are in order, so that the longest of several comes last.
    ROUTES.iter().rev().find(|(prefix, _)| matches(prefix)).map(|(_, function)| *function)
}

#[cfg(test)]
mod tests {
    use super::function;

    #[test]
    fn whole_segments_decide() {
        assert_eq!(function("/api/contacts"), Some("contacts"));
        assert_eq!(function("/api/contacts/ctc_1/merge"), Some("contacts"));
        assert_eq!(function("/api/users"), Some("identity"));
        assert_eq!(function("/api/auth/sign-in"), Some("authentication"));
        assert_eq!(function("/api/auth/sign-up"), Some("tenancy"));
        assert_eq!(function("/api/contactsheets"), None);
        assert_eq!(function("/api"), None);
        assert_eq!(function("/"), None);
    }
}
