//! Which function serves which paths.

use crate::table::ROUTES;

/// The function that serves a path: the one with the longest prefix of whole segments. `*` is any segment.
pub fn function(path: &str) -> Option<&'static str> {
    let mut found = None;
    let mut longest = 0;
    for (prefix, function) in ROUTES {
        let segments = prefix.split('/').count();
        if segments > longest && begins(path, prefix) {
            (found, longest) = (Some(*function), segments);
        }
    }
    found
}

fn begins(path: &str, prefix: &str) -> bool {
    let mut parts = path.split('/');
    prefix
        .split('/')
        .all(|expected| parts.next().is_some_and(|part| expected == part || expected == "*" && !part.is_empty()))
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
        assert_eq!(function("/api/domains/dom_1"), Some("identity"));
        assert_eq!(function("/api/domains/dom_1/verify"), Some("widgets"));
        assert_eq!(function("/api/appointments"), Some("services"));
        assert_eq!(function("/api/appointments/apt_1"), Some("services"));
        assert_eq!(function("/api/appointments/apt_1/cancel"), Some("appointments"));
        assert_eq!(function("/api/appointments/slots"), Some("appointments"));
        assert_eq!(function("/embed/key"), Some("embed"));
        assert_eq!(function("/embed/key/slots"), Some("embed"));
        assert_eq!(function("/embed/key/appointments"), Some("embed"));
        assert_eq!(function("/embed/key/leads"), Some("leads"));
        assert_eq!(function("/embed/appointments/token"), Some("visits"));
        assert_eq!(function("/embed/appointments/token/calendar.ics"), Some("visits"));
        assert_eq!(function("/api"), None);
        assert_eq!(function("/"), None);
    }
}
