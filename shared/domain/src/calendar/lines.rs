//! Content lines: folding, escaping, and taking them apart again.

/// The longest line in octets, without its end.
const LONGEST: usize = 75;

/// Writes a line, folded where it is too long: never within a character.
pub fn write(out: &mut String, line: &str) {
    let mut used = 0;
    for letter in line.chars() {
        if used + letter.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            // The blank counts.
            used = 1;
        }
        out.push(letter);
        used += letter.len_utf8();
    }
    out.push_str("\r\n");
}

/// Writes a property whose value is text of any kind. Nothing when it is empty.
pub fn write_text(out: &mut String, name: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let mut line = String::with_capacity(name.len() + text.len() + 8);
    line.push_str(name);
    line.push(':');
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' | ';' | ',' => {
                line.push('\\');
                line.push(letter);
            }
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' | '\n' => line.push_str("\\n"),
            '\t' => line.push(letter),
            control if control.is_control() => {}
            _ => line.push(letter),
        }
    }
    write(out, &line);
}

/// Writes a property whose value is an address of any kind: without what an address cannot have.
pub fn write_address(out: &mut String, head: &str, address: &str) {
    let mut line = head.to_owned();
    line.extend(address.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()));
    write(out, &line);
}

/// Adds the value of a parameter in quotes, with what quotes cannot hold encoded as in RFC 6868.
pub fn push_quoted(line: &mut String, value: &str) {
    line.push('"');
    for letter in value.chars() {
        match letter {
            '^' => line.push_str("^^"),
            '"' => line.push_str("^'"),
            '\n' => line.push_str("^n"),
            control if control.is_control() => {}
            _ => line.push(letter),
        }
    }
    line.push('"');
}

/// The lines of a text, put together again where they were folded. Lines that end without a carriage return are taken too.
pub fn unfolded(text: &str) -> impl Iterator<Item = String> {
    let mut rest = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).peekable();
    std::iter::from_fn(move || {
        let mut line = rest.next()?.to_owned();
        while let Some(more) = rest.next_if(|next| next.starts_with([' ', '\t'])) {
            line.push_str(more.get(1..).unwrap_or_default());
        }
        Some(line)
    })
}

/// A line in its parts.
pub struct Property<'l> {
    /// The name, as it is written.
    pub name: &'l str,
    parameters: &'l str,
    /// What stands behind the colon.
    pub value: &'l str,
}

impl<'l> Property<'l> {
    /// Takes a line apart; nothing when it has no colon.
    pub fn parse(line: &'l str) -> Option<Self> {
        let mut quoted = false;
        let is_colon = |letter: char| {
            quoted ^= letter == '"';
            letter == ':' && !quoted
        };
        let colon = line.find(is_colon)?;
        let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        Some(Property { name, parameters, value })
    }

    /// The value of a parameter, without its quotes.
    pub fn parameter(&self, name: &str) -> Option<&'l str> {
        let mut quoted = false;
        let between = move |letter: char| {
            quoted ^= letter == '"';
            letter == ';' && !quoted
        };
        let pairs = self.parameters.split(between).filter_map(|pair| pair.split_once('='));
        let mut own = pairs.filter(|(own, _)| own.eq_ignore_ascii_case(name));
        own.next().map(|(_, value)| value.trim_matches('"'))
    }
}
