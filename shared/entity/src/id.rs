//! Ids: a type prefix and a UUIDv7 in Crockford base32, such as `ctc_01h455vb4pex5vsknk084sn02q`.
//!
//! The form is that of the TypeID specification (<https://github.com/jetify-com/typeid>): ids of a kind sort by the
//! time they were made, and an id of the wrong kind is refused before the database sees it.

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The length of what follows the prefix and the underscore.
pub const SUFFIX_LENGTH: usize = 26;

/// Makes an id from its prefix and the 128 bits of a UUID.
pub fn encode(prefix: &str, uuid: u128) -> String {
    let mut id = String::with_capacity(prefix.len() + 1 + SUFFIX_LENGTH);
    id.push_str(prefix);
    id.push('_');
    for position in (0..SUFFIX_LENGTH).rev() {
        let five_bits = usize::try_from((uuid >> (position * 5)) & 31).unwrap_or_default();
        id.push(char::from(ALPHABET.get(five_bits).copied().unwrap_or(b'0')));
    }
    id
}

/// A UUIDv7 (RFC 9562, section 5.7) from the time, a counter within the millisecond and random bits.
pub fn uuid_v7(now_ms: i64, counter: u16, random: u64) -> u128 {
    let time = u128::from(now_ms.unsigned_abs()) & 0xffff_ffff_ffff;
    let counter = u128::from(counter) & 0x0fff;
    let random = u128::from(random) & 0x3fff_ffff_ffff_ffff;
    (time << 80) | (0x7 << 76) | (counter << 64) | (0x2 << 62) | random
}

/// Whether this is a well-formed id with this prefix.
pub fn is_valid(prefix: &str, id: &str) -> bool {
    let Some(suffix) = id.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')) else { return false };
    // 26 characters hold 130 bits: the first may use only three of its five.
    suffix.len() == SUFFIX_LENGTH
        && suffix.bytes().all(|byte| ALPHABET.contains(&byte))
        && suffix.bytes().next().is_some_and(|first| first <= b'7')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_the_vectors_of_the_specification() {
        assert_eq!(encode("prefix", 0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881), "prefix_01h2xcejqtf2nbrexx3vqjhp41");
        assert_eq!(encode("nil", 0), "nil_00000000000000000000000000");
        assert_eq!(encode("max", u128::MAX), "max_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    }

    #[test]
    fn sorts_by_time_then_counter() {
        let first = encode("ctc", uuid_v7(1_000, 0, u64::MAX));
        let second = encode("ctc", uuid_v7(1_000, 1, 0));
        let third = encode("ctc", uuid_v7(1_001, 0, 0));
        assert!(first < second && second < third);
    }

    #[test]
    fn refuses_another_kind_and_what_is_not_an_id() {
        let id = encode("ctc", uuid_v7(1_700_000_000_000, 3, 9));
        assert!(is_valid("ctc", &id));
        assert!(!is_valid("cmp", &id));
        assert!(!is_valid("ctc", "ctc_8zzzzzzzzzzzzzzzzzzzzzzzzz"));
        assert!(!is_valid("ctc", "ctc_01h2xcejqtf2nbrexx3vqjhp4"));
        assert!(!is_valid("ctc", "ctc_01h2xcejqtf2nbrexx3vqjhp4!"));
    }
}
