//! SHA-256, as small as it can be written: what a visitor downloads counts here, and not how long a hash takes.
//!
//! FIPS 180-4 defines its constants as bits of the roots of the first primes. They are worked out instead of carried, as
//! nothing compresses less.

use alloc::vec::Vec;

/// The hash function, with its constants.
#[derive(Clone, Debug)]
pub struct Sha256 {
    /// Of the cube roots of the first 64 primes: one a round.
    rounds: [u32; 64],
    /// Of the square roots of the first eight: what it begins with.
    start: [u32; 8],
}

impl Default for Sha256 {
    fn default() -> Self {
        let mut hash = Sha256 { rounds: [0; 64], start: [0; 8] };
        let mut number = 1;
        let mut words = hash.start.iter_mut();
        for round in &mut hash.rounds {
            number += 1;
            while (2..number).any(|smaller| number % smaller == 0) {
                number += 1;
            }
            *round = root(number, 3);
            if let Some(word) = words.next() {
                *word = root(number, 2);
            }
        }
        hash
    }
}

/// The first 32 bits behind the point of a square root (degree 2) or a cube root (3), by Newton's method.
fn root(number: u32, degree: u32) -> u32 {
    let number = f64::from(number);
    let mut root = number;
    for _ in 0..40 {
        let power = if degree == 3 { root * root } else { root };
        root -= (root * power - number) / (f64::from(degree) * power);
    }
    ((root - f64::from(root as u32)) * 4_294_967_296.0) as u32
}

impl Sha256 {
    /// The hash of a message, in words.
    pub fn hash(&self, message: &[u8]) -> [u32; 8] {
        let mut padded = Vec::from(message);
        padded.push(0x80);
        while padded.len() % 64 != 56 {
            padded.push(0);
        }
        padded.extend((message.len() as u64 * 8).to_be_bytes());
        let mut state = self.start;
        for block in padded.as_chunks().0 {
            self.block(&mut state, block);
        }
        state
    }

    fn block(&self, state: &mut [u32; 8], block: &[u8; 64]) {
        let mut words = [0; 16];
        for (word, bytes) in words.iter_mut().zip(block.as_chunks().0) {
            *word = u32::from_be_bytes(*bytes);
        }
        let before = *state;
        for round in &self.rounds {
            let [a, b, c, d, e, f, g, h] = *state;
            let [first, second, _, _, _, _, _, _, _, tenth, _, _, _, _, last_but_one, _] = words;
            let choice = (e & f) ^ (!e & g);
            let majority = (a & b) ^ (a & c) ^ (b & c);
            let one = add(add(add(add(h, turned(e, 6, 11, 25)), choice), *round), first);
            let two = add(turned(a, 2, 13, 22), majority);
            *state = [add(one, two), a, b, c, add(d, one), e, f, g];
            let small = |word: u32, one, two, shift| word.rotate_right(one) ^ word.rotate_right(two) ^ (word >> shift);
            words.copy_within(1.., 0);
            words[15] = add(add(add(first, small(second, 7, 18, 3)), tenth), small(last_but_one, 17, 19, 10));
        }
        for (word, before) in state.iter_mut().zip(before) {
            *word = add(*word, before);
        }
    }
}

fn turned(word: u32, one: u32, two: u32, three: u32) -> u32 {
    word.rotate_right(one) ^ word.rotate_right(two) ^ word.rotate_right(three)
}

fn add(one: u32, other: u32) -> u32 {
    one.wrapping_add(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_agrees_with_another_implementation(message in proptest::collection::vec(any::<u8>(), 0..200)) {
            let words = Sha256::default().hash(&message);
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
            prop_assert_eq!(bytes, hmac_sha256::Hash::hash(&message).to_vec());
        }
    }
}
