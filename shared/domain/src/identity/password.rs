//! What a password must be.

use entity::Invalid;

/// The fewest characters of a password (NIST SP 800-63B, 5.1.1.2).
pub const SHORTEST: usize = 8;
/// The most characters of a password: enough for any sentence, and not enough to keep a processor busy.
pub const LONGEST: usize = 256;

/// Refuses a password that is too short or too long, or that is only the address it belongs to. Nothing is asked
/// about kinds of characters: that makes passwords harder to remember and not harder to guess.
pub fn check(password: &str, email: Option<&str>) -> Result<(), Invalid> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Invalid::new("too_short", format!("Must have at least {SHORTEST} characters.")));
    }
    if length > LONGEST {
        return Err(Invalid::new("too_long", format!("Must have at most {LONGEST} characters.")));
    }
    let mut characters = password.chars();
    let first = characters.next();
    let repeated = characters.all(|character| Some(character) == first);
    if repeated || email.is_some_and(|email| email.eq_ignore_ascii_case(password)) {
        return Err(Invalid::new("guessable", "Is the first thing that anybody would try."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    fn code(password: &str) -> Option<&'static str> {
        check(password, Some("ann@example.com")).err().map(|invalid| invalid.code)
    }

    #[test]
    fn length_and_obviousness_decide() {
        assert_eq!(code("short"), Some("too_short"));
        assert_eq!(code(&"ab".repeat(129)), Some("too_long"));
        assert_eq!(code("aaaaaaaaaa"), Some("guessable"));
        assert_eq!(code("Ann@Example.com"), Some("guessable"));
        assert_eq!(code("correct horse"), None);
        assert_eq!(code("pässwörd"), None, "characters are counted, not bytes");
    }
}
