//! The slots engine: against a brute-force oracle, against every zone of the world, and by hand.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod by_hand;
mod oracle;
mod random;
mod zones;
