//! The work that a sender proves: cheap for one visitor, dear for a thousand.

use crate::text::own;
use alloc::string::{String, ToString};

use hmac_sha256::Hash;

/// A search for a number whose hash, together with a challenge, begins with enough zero bits.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    challenge: String,
    difficulty: u32,
    next: u64,
    found: Option<u64>,
}

impl Proof {
    /// A search to be carried on with [`Proof::work`]. With difficulty 0 any number will do.
    pub fn new(challenge: &str, difficulty: u32) -> Self {
        let mut prefix = own(challenge);
        prefix.push(':');
        Proof { challenge: prefix, difficulty, next: 0, found: None }
    }

    /// Tries so many numbers more. `true` when nothing is left to be done.
    pub fn work(&mut self, tries: u32) -> bool {
        for _ in 0..tries {
            if self.found.is_some() {
                return true;
            }
            if zero_bits(&self.hash(self.next)) >= self.difficulty {
                self.found = Some(self.next);
            }
            self.next += 1;
        }
        self.found.is_some()
    }

    /// The number, once it is found.
    pub fn found(&self) -> Option<u64> {
        self.found
    }

    fn hash(&self, number: u64) -> [u8; 32] {
        let mut hash = Hash::new();
        hash.update(self.challenge.as_bytes());
        hash.update(number.to_string().as_bytes());
        hash.finalize()
    }
}

/// How many bits are zero before the first one that is not.
fn zero_bits(hash: &[u8]) -> u32 {
    let mut bits = 0;
    for byte in hash {
        bits += byte.leading_zeros();
        if *byte != 0 {
            break;
        }
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_what_the_contract_asks_for() {
        let mut proof = Proof::new("portico", 12);
        while !proof.work(100) {}
        let number = proof.found().expect("a number");
        let hash = Hash::hash(format!("portico:{number}").as_bytes());
        assert_eq!((hash[0], hash[1] >> 4), (0, 0), "{hash:x?}");
        assert!((0..number).all(|smaller| {
            let hash = Hash::hash(format!("portico:{smaller}").as_bytes());
            hash[0] != 0 || hash[1] >> 4 != 0
        }));
    }

    #[test]
    fn work_is_done_in_slices() {
        let mut proof = Proof::new("a challenge", 16);
        assert!(!proof.work(1));
        assert_eq!(proof.found(), None);
        while !proof.work(1000) {}
        assert!(proof.work(0));
    }

    #[test]
    fn no_difficulty_is_no_work() {
        assert!(Proof::new("", 0).work(1));
    }
}
