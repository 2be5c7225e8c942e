//! What a function keeps between requests. All of it can be lost at any time and is made again.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::caller::Caller;
use crate::custom::Definitions;
use crate::token::PublicKeys;

/// The most verified tokens that are kept.
const TOKENS: usize = 1024;
/// The most tenants whose custom fields are kept.
const TENANTS: usize = 256;

/// What a function keeps between requests.
#[derive(Default)]
pub struct Memory {
    pub(crate) public_keys: OnceCell<PublicKeys>,
    tokens: RefCell<HashMap<String, Rc<Caller>>>,
    definitions: RefCell<HashMap<String, Rc<Definitions>>>,
    /// The API description as anybody may read it.
    pub(crate) document: OnceCell<crate::openapi::Rendered>,
}

impl Memory {
    /// The caller of a token that was verified before and has not expired. Checking a signature takes longer than
    /// most queries.
    pub(crate) fn verified(&self, token: &str, now_ms: i64) -> Option<Rc<Caller>> {
        self.tokens.borrow().get(token).filter(|caller| caller.expires_at_ms > now_ms).cloned()
    }

    pub(crate) fn keep_verified(&self, token: &str, caller: Rc<Caller>) {
        let mut tokens = self.tokens.borrow_mut();
        if tokens.len() >= TOKENS {
            tokens.clear();
        }
        tokens.insert(token.to_owned(), caller);
    }

    pub(crate) fn definitions(&self, database: &str) -> Option<Rc<Definitions>> {
        self.definitions.borrow().get(database).cloned()
    }

    pub(crate) fn keep_definitions(&self, database: &str, definitions: Rc<Definitions>) {
        let mut all = self.definitions.borrow_mut();
        if all.len() >= TENANTS {
            all.clear();
        }
        all.insert(database.to_owned(), definitions);
    }
}
