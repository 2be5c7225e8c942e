//! Which function serves which paths.

/// A prefix of whole path segments, and the function behind it.
const ROUTES: &[(&str, &str)] = &[("/api/auth", "identity"), ("/api/me", "identity"), ("/api/contacts", "contacts")];

/// The function that serves a path: the one with the longest prefix of whole segments.
pub fn function(path: &str) -> Option<&'static str> {
    ROUTES
        .iter()
        .filter(|(prefix, _)| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|(_, function)| *function)
}

#[cfg(test)]
mod tests {
    use super::function;

    #[test]
    fn whole_segments_decide() {
        assert_eq!(function("/api/contacts"), Some("contacts"));
        assert_eq!(function("/api/contacts/ctc_1/merge"), Some("contacts"));
        assert_eq!(function("/api/contactsheets"), None);
        assert_eq!(function("/api"), None);
        assert_eq!(function("/"), None);
    }
}
