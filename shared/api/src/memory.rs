//! What a function keeps between requests. All of it can be lost at any time and is made again.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use crate::caller::Caller;
use crate::custom::Definitions;
use crate::seal::Sealing;
use crate::token::PublicKeys;

/// The most verified tokens that are kept.
const TOKENS: usize = 1024;
/// The most tenants whose custom fields are kept.
const TENANTS: usize = 256;
/// The most names that are counted at once.
const COUNTED: usize = 4096;

/// What a function keeps between requests.
pub struct Memory {
    pub(crate) public_keys: OnceCell<PublicKeys>,
    /// How the function seals, if it does.
    pub(crate) sealing: OnceCell<Sealing>,
    tokens: RefCell<Slots>,
    definitions: RefCell<Slots>,
    counts: RefCell<Slots>,
}

impl Default for Memory {
    fn default() -> Self {
        Memory {
            public_keys: OnceCell::new(),
            sealing: OnceCell::new(),
            tokens: RefCell::new(Slots::new(TOKENS)),
            definitions: RefCell::new(Slots::new(TENANTS)),
            counts: RefCell::new(Slots::new(COUNTED)),
        }
    }
}

impl Memory {
    /// The caller of a token that was verified before and has not expired. Checking a signature takes longer than
    /// most queries.
    pub(crate) fn verified(&self, token: &str, now_ms: i64) -> Option<Rc<Caller>> {
        let caller = self.tokens.borrow().get(token)?.downcast::<Caller>().ok()?;
        Some(caller).filter(|caller| caller.expires_at_ms > now_ms)
    }

    pub(crate) fn keep_verified(&self, token: &str, caller: Rc<Caller>) {
        self.tokens.borrow_mut().keep(token, caller);
    }

    /// Counts something with this name in a window of time: as far as this instance knows, and less where other names have
    /// taken its place. Enough to keep a flood from the database, and no more.
    pub fn count(&self, name: &str, window: i64) -> Counted {
        let mut counts = self.counts.borrow_mut();
        let known = counts.get(name).and_then(|count| count.downcast::<Cell<(i64, u32)>>().ok());
        let count = known.unwrap_or_else(|| {
            let none = Rc::new(Cell::new((window, 0)));
            counts.keep(name, none.clone());
            none
        });
        let (of, before) = count.get();
        count.set((window, if of == window { before.saturating_add(1) } else { 1 }));
        Counted(count)
    }

    pub(crate) fn definitions(&self, database: &str) -> Option<Rc<Definitions>> {
        self.definitions.borrow().get(database)?.downcast().ok()
    }

    pub(crate) fn keep_definitions(&self, database: &str, definitions: Rc<Definitions>) {
        self.definitions.borrow_mut().keep(database, definitions);
    }
}

/// Something that was counted, and counts as being under way until this is dropped.
pub struct Counted(Rc<Cell<(i64, u32)>>);

impl Counted {
    /// How often it has come in its window, this time included.
    pub fn times(&self) -> u32 {
        self.0.get().1
    }

    /// How many of it are under way, this one included.
    pub fn under_way(&self) -> u32 {
        // The memory itself has one more.
        u32::try_from(Rc::strong_count(&self.0)).unwrap_or(u32::MAX).saturating_sub(1).max(1)
    }
}

/// Values by name, each in the one place that its name has: what comes later takes the place of what was there.
struct Slots(Vec<Option<(String, Rc<dyn Any>)>>);

impl Slots {
    fn new(count: usize) -> Self {
        Slots((0..count).map(|_| None).collect())
    }

    fn place(&self, name: &str) -> usize {
        entity::index::hash(name) as usize % self.0.len().max(1)
    }

    fn get(&self, name: &str) -> Option<Rc<dyn Any>> {
        let (kept, value) = self.0.get(self.place(name))?.as_ref()?;
        (kept == name).then(|| value.clone())
    }

    fn keep(&mut self, name: &str, value: Rc<dyn Any>) {
        let place = self.place(name);
        if let Some(slot) = self.0.get_mut(place) {
            *slot = Some((name.to_owned(), value));
        }
    }
}
