//! Running futures on the runtime's event loop.
//!
//! A task waits for one thing only: the end of an operation of the platform. So there are no wakers; whoever settles an
//! operation runs its task on. Every call into a function comes from `entry.js`, which knows by the task's number whom to
//! answer when the call traps.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use api::Chunks;

type Running = Pin<Box<dyn Future<Output = ()>>>;

/// How an operation ended.
pub struct Settled {
    /// An HTTP status, 1 for an operation that went well without an answer, or 0 when there is none.
    pub status: u16,
    /// Headers of an answer: name, value, name, value, …
    pub headers: String,
    /// Its body, or why there is none.
    pub body: Vec<u8>,
}

/// An operation that is awaited, and the task that waits.
struct Awaited {
    operation: u32,
    task: u32,
    settled: Option<Settled>,
}

thread_local! {
    static TASKS: RefCell<Vec<(u32, Running)>> = const { RefCell::new(Vec::new()) };
    static AWAITED: RefCell<Vec<Awaited>> = const { RefCell::new(Vec::new()) };
    static STREAMS: RefCell<Vec<(u32, Box<dyn Chunks>)>> = const { RefCell::new(Vec::new()) };
    /// The task that runs now.
    static CURRENT: Cell<u32> = const { Cell::new(0) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Begins a task and runs it until it waits.
pub fn start(task: u32, mut future: Running) {
    CURRENT.set(task);
    if future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        TASKS.with_borrow_mut(|tasks| tasks.push((task, future)));
    }
}

/// Notes how an operation ended and runs its task on. Nobody may wait for it any more.
pub fn settle(operation: u32, settled: Settled) {
    let task = AWAITED.with_borrow_mut(|awaited| {
        let found = awaited.iter_mut().find(|awaited| awaited.operation == operation)?;
        found.settled = Some(settled);
        Some(found.task)
    });
    let future = task.and_then(|task| {
        TASKS.with_borrow_mut(|tasks| {
            let position = tasks.iter().position(|(number, _)| *number == task)?;
            Some(tasks.swap_remove(position))
        })
    });
    if let Some((task, future)) = future {
        start(task, future);
    }
}

/// Keeps a body that is made while it is sent.
pub fn keep(task: u32, chunks: Box<dyn Chunks>) {
    STREAMS.with_borrow_mut(|streams| streams.push((task, chunks)));
}

/// Takes it back.
pub fn take(task: u32) -> Option<Box<dyn Chunks>> {
    STREAMS.with_borrow_mut(|streams| {
        let position = streams.iter().position(|(number, _)| *number == task)?;
        Some(streams.swap_remove(position).1)
    })
}

/// The end of an operation, to be awaited.
pub struct Operation(u32);

impl Operation {
    /// Begins an operation under a number of its own.
    pub fn begin(begin: impl FnOnce(u32)) -> Self {
        let operation = NEXT.get().wrapping_add(1);
        NEXT.set(operation);
        let awaited = Awaited { operation, task: CURRENT.get(), settled: None };
        AWAITED.with_borrow_mut(|all| all.push(awaited));
        begin(operation);
        Operation(operation)
    }
}

impl Future for Operation {
    type Output = Settled;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Settled> {
        let settled = AWAITED.with_borrow_mut(|all| {
            all.iter_mut().find(|awaited| awaited.operation == self.0).and_then(|awaited| awaited.settled.take())
        });
        settled.map_or(Poll::Pending, Poll::Ready)
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        AWAITED.with_borrow_mut(|all| all.retain(|awaited| awaited.operation != self.0));
    }
}
