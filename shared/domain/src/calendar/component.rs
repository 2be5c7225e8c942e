//! Components between `BEGIN` and `END`.

use super::lines::{self, Property};

/// A component with its lines, each put together where it was folded.
#[derive(Default)]
pub struct Component {
    /// Its name in capitals, such as `VEVENT`.
    pub kind: String,
    lines: Vec<String>,
    /// The components in it.
    pub parts: Vec<Component>,
}

impl Component {
    /// The properties with this name.
    pub fn properties(&self, name: &str) -> impl Iterator<Item = Property<'_>> {
        let properties = self.lines.iter().filter_map(|line| Property::parse(line));
        properties.filter(move |property| property.name.eq_ignore_ascii_case(name))
    }

    /// The values of the properties with this name.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.properties(name).map(|property| property.value.trim())
    }

    /// The value of the first property with this name.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }
}

/// Gives the components directly within the calendars of a text, one by one, and the calendars' own lines as often as
/// something else comes between them.
/// What is nested deeper than a zone's parts or an event's alarms is left out.
pub fn components(text: &str, mut take: impl FnMut(Component)) {
    let mut open: Vec<Component> = Vec::new();
    // How deep the line is in components that are left out.
    let mut below = 0_usize;
    for line in lines::unfolded(text) {
        let Some(property) = Property::parse(&line) else { continue };
        if property.name.eq_ignore_ascii_case("BEGIN") {
            if open.len() >= 3 {
                below += 1;
                continue;
            }
            // What a calendar says of itself comes before what is in it.
            if let [calendar] = open.as_mut_slice() {
                take(Component {
                    kind: calendar.kind.clone(),
                    lines: std::mem::take(&mut calendar.lines),
                    parts: Vec::new(),
                });
            }
            open.push(Component { kind: property.value.trim().to_ascii_uppercase(), ..Component::default() });
        } else if property.name.eq_ignore_ascii_case("END") {
            if below > 0 {
                below -= 1;
                continue;
            }
            match (open.pop(), open.as_mut_slice()) {
                (Some(ended), [] | [_]) => take(ended),
                (Some(ended), [.., parent]) => parent.parts.push(ended),
                _ => {}
            }
        } else if let (0, Some(innermost)) = (below, open.last_mut()) {
            innermost.lines.push(line);
        }
    }
}
