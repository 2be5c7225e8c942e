//! Waiting for the host: one future, and a list of what it waits for.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

use super::bindings::wasi::io::poll::{Pollable, poll};

thread_local! {
    /// What the future waited for when it was last polled. Weak, because the host wants a pollable gone before what it
    /// was made of, and the future knows when that is.
    static WAITING: RefCell<Vec<Weak<Pollable>>> = const { RefCell::new(Vec::new()) };
}

/// Something to wait for, more than once if need be.
#[derive(Clone)]
pub struct Signal(Rc<Pollable>);

impl Signal {
    pub fn new(pollable: Pollable) -> Self {
        Signal(Rc::new(pollable))
    }

    /// Whether it is there; if not, the future is polled again when it is.
    pub fn check(&self) -> bool {
        let ready = self.0.ready();
        if !ready {
            WAITING.with_borrow_mut(|waiting| waiting.push(Rc::downgrade(&self.0)));
        }
        ready
    }

    /// Waits for it.
    pub async fn wait(&self) {
        std::future::poll_fn(|_| if self.check() { Poll::Ready(()) } else { Poll::Pending }).await;
    }

    /// Waits for it or for another; whether it was this one.
    pub async fn wait_before(&self, other: &Signal) -> bool {
        std::future::poll_fn(|_| {
            if self.check() {
                Poll::Ready(true)
            } else if other.check() {
                Poll::Ready(false)
            } else {
                Poll::Pending
            }
        })
        .await
    }
}

/// Runs a future to its end. Nothing if it waits for something that is not a [`Signal`], and so would wait for ever.
pub fn block_on<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return Some(value);
        }
        let waiting: Vec<Rc<Pollable>> = WAITING.take().iter().filter_map(Weak::upgrade).collect();
        if waiting.is_empty() {
            return None;
        }
        poll(&waiting.iter().map(Rc::as_ref).collect::<Vec<_>>());
    }
}
