//! The work that a sender proves: cheap for one visitor, dear for a thousand.

use alloc::string::String;

use crate::sha256::Sha256;
use crate::text::{digits, join};

/// A search for a number whose hash, together with a challenge, begins with enough zero bits.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    hash: Sha256,
    challenge: String,
    difficulty: i32,
    next: i32,
    found: Option<i32>,
}

impl Proof {
    /// A search to be carried on with [`Proof::work`]. With difficulty 0 any number will do.
    pub fn new(challenge: &str, difficulty: i32) -> Self {
        Proof { challenge: join(&[challenge, ":"]), difficulty, ..Proof::default() }
    }

    /// Tries so many numbers more. `true` when nothing is left to be done.
    pub fn work(&mut self, tries: u32) -> bool {
        for _ in 0..tries {
            if self.found.is_some() {
                return true;
            }
            let message = join(&[&self.challenge, &digits(self.next.into())]);
            if zero_bits(&self.hash.hash(message.as_bytes())) >= self.difficulty {
                self.found = Some(self.next);
            }
            self.next += 1;
        }
        self.found.is_some()
    }

    /// The number, once it is found.
    pub fn found(&self) -> Option<i32> {
        self.found
    }
}

/// How many bits are zero before the first one that is not.
fn zero_bits(hash: &[u32]) -> i32 {
    let mut bits = 0;
    for word in hash {
        bits += word.leading_zeros() as i32;
        if *word != 0 {
            break;
        }
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use hmac_sha256::Hash;

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
