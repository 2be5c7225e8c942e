use serde_json::Value as Json;

use super::{bounded, string, trimmed, write_text};
use crate::kind::TEXTUAL;
use crate::{FieldKind, Invalid, Operator, Storage, Value};

/// An e-mail address: the form that HTML's `<input type=email>` takes, 254 characters at most (RFC 5321, 4.5.3.1).
pub struct Email;

impl FieldKind for Email {
    fn name(&self) -> &'static str {
        "email"
    }

    fn storage(&self) -> Storage {
        Storage::Words
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let address = bounded(trimmed(string(json)?)?, 254, false)?;
        if is_email(address) {
            return Ok(address.into());
        }
        Err(Invalid::new("email", "Must be an e-mail address such as ann@example.com."))
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_text(value, out);
    }

    fn schema(&self) -> String {
        r#"{"type": "string", "format": "email", "maxLength": 254}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        TEXTUAL
    }
}

/// The rule of the HTML standard (<https://html.spec.whatwg.org/#valid-e-mail-address>) with a dot in the domain.
pub fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else { return false };
    let atom = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let local_fits = !local.is_empty() && local.len() <= 64 && local.bytes().all(atom);
    let label_fits = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|character| character.is_alphanumeric() || character == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    local_fits && domain.contains('.') && domain.split('.').all(label_fits)
}

super::text_type!(
    /// An e-mail address.
    EmailAddress,
    Email
);

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn takes_addresses_and_refuses_what_is_not_one() {
        for good in ["ann@example.com", "a.b+c@sub.example.co", "o'neil@müller.de", "x@1.2"] {
            assert!(is_email(good), "{good}");
        }
        for bad in
            ["", "ann", "@example.com", "ann@", "ann@example", "a b@example.com", "a@b@c.d", "a@-x.de", "a@x..de"]
        {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
