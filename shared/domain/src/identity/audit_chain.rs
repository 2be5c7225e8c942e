//! The chain that makes the change log tell when it was tampered with.
//!
//! Entries are sealed in runs, called segments. A segment's hash is SHA-256 over the hash of the segment before, its
//! own number and bounds, and every entry in it. Entries are numbered without a gap, so that a missing number is a
//! removed entry, and an entry that was altered gives its segment another hash.

use entity::{Entity, FieldDef, Value};
use hmac_sha256::Hash;

use super::entities::Change;

/// What the hash of a segment begins with: another form of the bytes would get another word.
const FORM: &[u8] = b"portico-change-segment-1";

/// The most entries of a segment: what one round trip reads.
pub const MOST_ENTRIES: usize = 500;

/// The columns of an entry, in the order that [`SegmentHash::add`] takes them.
pub fn columns() -> Vec<&'static str> {
    Change::DEFINITION.declared.iter().map(|field| field.name).collect()
}

/// The hash of a segment in the making.
pub struct SegmentHash {
    hash: Hash,
    next: i64,
    entries: i64,
}

/// Why an entry does not belong where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misplaced {
    /// The entry with this number is missing.
    Missing(i64),
    /// What was read is no entry: a number that went back, or no number at all.
    Unreadable,
}

impl SegmentHash {
    /// Begins segment `number`, whose first entry is `first`, behind the segment with the hash `previous`.
    pub fn new(previous: Option<&str>, number: i64, first: i64) -> Self {
        let mut hash = Hash::new();
        hash.update(FORM);
        add_bytes(&mut hash, previous.unwrap_or_default().as_bytes());
        hash.update(number.to_be_bytes());
        hash.update(first.to_be_bytes());
        SegmentHash { hash, next: first, entries: 0 }
    }

    /// Adds the next entry: its cells in the order of [`columns`].
    ///
    /// # Errors
    ///
    /// When the entry's number is not the one that follows.
    pub fn add(&mut self, cells: &[Value]) -> Result<(), Misplaced> {
        let number = cells.first().and_then(Value::as_integer).ok_or(Misplaced::Unreadable)?;
        match number.cmp(&self.next) {
            std::cmp::Ordering::Greater => return Err(Misplaced::Missing(self.next)),
            std::cmp::Ordering::Less => return Err(Misplaced::Unreadable),
            std::cmp::Ordering::Equal => {}
        }
        let present = Change::DEFINITION.declared.iter().zip(cells).filter(|(_, cell)| !cell.is_null());
        let count = u16::try_from(present.clone().count()).unwrap_or(u16::MAX);
        self.hash.update(count.to_be_bytes());
        for (field, cell) in present {
            add_cell(&mut self.hash, field, cell);
        }
        self.next += 1;
        self.entries += 1;
        Ok(())
    }

    /// The number of the last entry so far; one before the first when there is none.
    pub fn last(&self) -> i64 {
        self.next - 1
    }

    /// How many entries there are so far.
    pub fn entries(&self) -> i64 {
        self.entries
    }

    /// The hash, in hexadecimal.
    pub fn finish(mut self) -> String {
        self.hash.update(self.entries.to_be_bytes());
        self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A cell as bytes that no other cell gives: the field's number, its type, its length. Absent cells are left out, so
/// that a column that comes later changes no hash of before.
fn add_cell(hash: &mut Hash, field: &FieldDef, cell: &Value) {
    hash.update(field.number.to_be_bytes());
    match cell {
        Value::Null => hash.update([0]),
        Value::Integer(number) => {
            hash.update([1]);
            hash.update(number.to_be_bytes());
        }
        Value::Real(number) => {
            hash.update([2]);
            hash.update(number.to_be_bytes());
        }
        Value::Text(text) => {
            hash.update([3]);
            add_bytes(hash, text.as_bytes());
        }
        Value::Blob(bytes) => {
            hash.update([4]);
            add_bytes(hash, bytes);
        }
    }
}

fn add_bytes(hash: &mut Hash, bytes: &[u8]) {
    // 64 bits whatever the target: the same hash from WebAssembly and from the native host.
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    hash.update(length.to_be_bytes());
    hash.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(number: i64, title: &str) -> Vec<Value> {
        let cell = |column: &&str| match *column {
            "id" => Value::Integer(number),
            "entity_title" => title.into(),
            _ => Value::Null,
        };
        columns().iter().map(cell).collect()
    }

    fn hash_of(previous: Option<&str>, titles: &[&str]) -> String {
        let mut segment = SegmentHash::new(previous, 1, 1);
        for (title, number) in titles.iter().zip(1..) {
            assert_eq!(segment.add(&entry(number, title)), Ok(()));
        }
        segment.finish()
    }

    #[test]
    fn every_part_counts() {
        let hash = hash_of(None, &["a", "b"]);
        assert_eq!(hash, hash_of(None, &["a", "b"]));
        for other in [hash_of(None, &["a", "c"]), hash_of(None, &["ab", ""]), hash_of(None, &["a"])] {
            assert_ne!(hash, other);
        }
        assert_ne!(hash, hash_of(Some(&hash), &["a", "b"]));
    }

    #[test]
    fn a_gap_names_the_missing_entry() {
        let mut segment = SegmentHash::new(None, 1, 1);
        assert_eq!(segment.add(&entry(1, "a")), Ok(()));
        assert_eq!(segment.add(&entry(3, "c")), Err(Misplaced::Missing(2)));
        assert_eq!(segment.add(&entry(1, "a")), Err(Misplaced::Unreadable));
        assert_eq!((segment.last(), segment.entries()), (1, 1));
    }

    #[test]
    fn text_and_number_differ() {
        let mut text = entry(1, "7");
        let mut number = entry(1, "7");
        for cell in [text.get_mut(10), number.get_mut(10)].into_iter().flatten() {
            *cell = "7".into();
        }
        if let Some(cell) = number.get_mut(10) {
            *cell = Value::Integer(7);
        }
        let finish = |cells: &[Value]| {
            let mut segment = SegmentHash::new(None, 1, 1);
            assert_eq!(segment.add(cells), Ok(()));
            segment.finish()
        };
        assert_ne!(finish(&text), finish(&number));
    }
}
