//! Finding things by name: one hash table for all, of names and the places that they came in.

/// Names, each with its place in the order of their coming.
#[derive(Clone, Debug, Default)]
pub struct NameIndex {
    names: Vec<String>,
    /// Places by hash, one more than the place; 0 is free. At most half full, and of a power of two.
    slots: Vec<u32>,
}

impl NameIndex {
    /// The place of a name, and whether it is a new one.
    pub fn insert(&mut self, name: &str) -> (usize, bool) {
        if self.names.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot_of(name);
        let taken = self.slots.get(slot).copied().unwrap_or_default();
        if taken > 0 {
            return (taken as usize - 1, false);
        }
        self.names.push(name.to_owned());
        self.fill(slot, self.names.len());
        (self.names.len() - 1, true)
    }

    /// The place of a name, if it has come.
    pub fn get(&self, name: &str) -> Option<usize> {
        let place = self.slots.get(self.slot_of(name)).copied().unwrap_or_default();
        (place as usize).checked_sub(1)
    }

    /// The names, in the order of their coming.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The slot that a name has, or would have.
    fn slot_of(&self, name: &str) -> usize {
        let last = self.slots.len().saturating_sub(1);
        let mut slot = hash(name) as usize & last;
        while let Some(place) = self.slots.get(slot).and_then(|place| (*place as usize).checked_sub(1)) {
            if self.names.get(place).is_some_and(|known| known == name) {
                break;
            }
            slot = (slot + 1) & last;
        }
        slot
    }

    fn fill(&mut self, slot: usize, place: usize) {
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = u32::try_from(place).unwrap_or_default();
        }
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(16)];
        for place in 0..self.names.len() {
            let slot = self.names.get(place).map(|name| self.slot_of(name)).unwrap_or_default();
            self.fill(slot, place + 1);
        }
    }
}

/// FNV-1a of 32 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>): no defence against chosen names, so nothing that
/// strangers fill without bound is found by it.
pub fn hash(name: &str) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in name.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    // The lowest bits of FNV are its weakest.
    hash ^ (hash >> 15)
}

#[cfg(test)]
mod tests {
    use super::NameIndex;

    #[test]
    fn names_keep_their_places() {
        let mut index = NameIndex::default();
        assert_eq!(index.get("0"), None);
        for number in 0..1000_usize {
            assert_eq!(index.insert(&number.to_string()), (number, true));
            assert_eq!(index.insert(&(number / 2).to_string()), (number / 2, false));
        }
        assert!((0..1000).all(|number| index.get(&number.to_string()) == Some(number)));
        assert_eq!(index.get("1000"), None);
        assert_eq!(index.names().len(), 1000);
    }
}
