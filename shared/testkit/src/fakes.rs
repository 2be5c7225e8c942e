//! A clock, randomness and an outside world that tests decide.

use std::cell::{Cell, RefCell};

use api::{Clock, Random};
use store::{Outbound, OutboundError, OutboundRequest, OutboundResponse, Task};

/// A clock that moves only when it is told to.
pub struct FakeClock(Cell<i64>);

impl FakeClock {
    /// Begins at 2026-01-05T10:00:00Z, a Monday.
    pub fn new() -> Self {
        FakeClock(Cell::new(1_767_607_200_000))
    }

    /// Moves on.
    pub fn advance_ms(&self, milliseconds: i64) {
        self.0.set(self.0.get() + milliseconds);
    }
}

impl Default for FakeClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for FakeClock {
    fn now_ms(&self) -> i64 {
        self.0.get()
    }
}

/// Repeatable bytes: SplitMix64 from a seed.
pub struct SeededRandom(Cell<u64>);

impl SeededRandom {
    /// The same seed, the same bytes.
    pub fn new(seed: u64) -> Self {
        SeededRandom(Cell::new(seed))
    }

    /// The next number.
    pub fn next(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    pub fn below(&self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }
}

impl Random for SeededRandom {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let bytes = self.next().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}

/// An outside world that keeps what was sent and answers what the test laid ready, or refuses.
#[derive(Default)]
pub struct FakeOutbound {
    /// Every request, in order.
    pub sent: RefCell<Vec<OutboundRequest>>,
    /// Answers, the first one first.
    pub answers: RefCell<Vec<OutboundResponse>>,
}

impl Outbound for FakeOutbound {
    fn send(&self, request: OutboundRequest) -> Task<'_, Result<OutboundResponse, OutboundError>> {
        self.sent.borrow_mut().push(request);
        let mut answers = self.answers.borrow_mut();
        let answer = if answers.is_empty() { None } else { Some(answers.remove(0)) };
        Box::pin(async move { answer.ok_or_else(|| OutboundError("nothing outside answers".to_owned())) })
    }
}
