//! What functions should not do.

#![allow(clippy::panic, reason = "this is what is tested")]

use api::{Chunks, Context, Problem, Request, Response};
use store::Task;

use crate::ports::{database, streamed};

type Answer<'a> = Task<'a, Result<Response, Problem>>;

/// Panics at once.
pub fn panic<'a>(_: &'a Context<'a>, _: &'a Request, _: &'a [String]) -> Answer<'a> {
    panic!("with something that no client may see")
}

/// Panics after it waited for something.
pub fn late_panic<'a>(context: &'a Context<'a>, request: &'a Request, rest: &'a [String]) -> Answer<'a> {
    Box::pin(async move {
        let _ = database(context, request, rest).await;
        panic!("with something that no client may see")
    })
}

/// Panics when part of the answer is on its way.
pub fn panic_in_stream<'a>(_: &'a Context<'a>, _: &'a Request, _: &'a [String]) -> Answer<'a> {
    Box::pin(async { Ok(streamed(Box::new(Broken { pieces: 0, panics: true }))) })
}

/// Fails when part of the answer is on its way.
pub fn break_stream<'a>(_: &'a Context<'a>, _: &'a Request, _: &'a [String]) -> Answer<'a> {
    Box::pin(async { Ok(streamed(Box::new(Broken { pieces: 0, panics: false }))) })
}

struct Broken {
    pieces: u8,
    panics: bool,
}

impl Chunks for Broken {
    fn next(&mut self) -> Task<'_, Option<Result<Vec<u8>, String>>> {
        Box::pin(async {
            self.pieces += 1;
            if self.pieces < 4 {
                return Some(Ok(vec![self.pieces; 50_000]));
            }
            if self.panics {
                panic!("with something that no client may see");
            }
            Some(Err("the rest is not there".to_owned()))
        })
    }
}
