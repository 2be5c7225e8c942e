//! Which component a path leads to, by Spin's rules.

/// Routes with what they lead to.
pub struct Routes<T>(Vec<(String, T)>);

impl<T> Routes<T> {
    /// From routes such as `/api/me` (exactly that path) and `/api/contacts/...` (that path and all below it).
    pub fn new(routes: Vec<(String, T)>) -> Self {
        Routes(routes)
    }

    /// What the most specific route for a path leads to.
    pub fn find(&self, path: &str) -> Option<&T> {
        let length = |route: &str| route.strip_suffix("/...").unwrap_or(route).len();
        self.0.iter().filter(|(route, _)| matches(route, path)).max_by_key(|(route, _)| length(route)).map(|(_, to)| to)
    }
}

fn matches(route: &str, path: &str) -> bool {
    match route.strip_suffix("/...") {
        Some(prefix) => path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        None => is(route, path),
    }
}

/// Whether a path is that of a route: `:name` is any one segment.
fn is(route: &str, path: &str) -> bool {
    let (expected, parts) = (route.split('/'), path.split('/'));
    expected.clone().count() == parts.clone().count()
        && expected.zip(parts).all(|(expected, part)| expected == part || expected.starts_with(':') && !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::Routes;

    #[test]
    fn the_longest_route_of_whole_segments_wins() {
        let routes = Routes::new(vec![
            ("/api/...".into(), 1),
            ("/api/contacts/...".into(), 2),
            ("/api/me".into(), 3),
            ("/api/contacts/:id/check".into(), 4),
        ]);
        let find = |path| routes.find(path).copied();
        assert_eq!(find("/api/contacts"), Some(2));
        assert_eq!(find("/api/contacts/ctc_1"), Some(2));
        assert_eq!(find("/api/contacts/ctc_1/check"), Some(4));
        assert_eq!(find("/api/contacts/ctc_1/check/more"), Some(2));
        assert_eq!(find("/api/contactsheets"), Some(1));
        assert_eq!(find("/api/me"), Some(3));
        assert_eq!(find("/api/me/more"), Some(1));
        assert_eq!(find("/"), None);
    }
}
