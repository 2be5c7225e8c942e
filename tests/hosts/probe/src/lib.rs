//! A function for tests: shows what a host hands over, and what it does when a function misbehaves.

mod misbehave;
mod ports;

use api::{Module, Operation};
use entity::{Needs, OperationDef, RoundTrips};

/// What this function serves.
pub const MODULE: Module = Module {
    name: "probe",
    entities: &[],
    catalogue: &[],
    authentication: Some(api::AUTHENTICATION),
    resources: None,
    sealing: None,
    operations: &[
        Operation::new(&ECHO, ports::echo),
        Operation::new(&DATABASE, ports::database),
        Operation::new(&FETCH, ports::fetch),
        Operation::new(&EMPTY, ports::empty),
        Operation::new(&STREAM, ports::stream),
        Operation::new(&PANIC, misbehave::panic),
        Operation::new(&LATE_PANIC, misbehave::late_panic),
        Operation::new(&PANIC_IN_STREAM, misbehave::panic_in_stream),
        Operation::new(&BREAK_STREAM, misbehave::break_stream),
    ],
};

edge::export!(MODULE);

const fn definition(method: &'static str, path: &'static str) -> OperationDef {
    OperationDef {
        name: path,
        method,
        path,
        summary: "For tests.",
        needs: Needs::Nothing,
        query: &[],
        request: None,
        response: None,
        status: 200,
        round_trips: RoundTrips::One,
    }
}

const ECHO: OperationDef = definition("POST", "/probe/echo");
const DATABASE: OperationDef = definition("GET", "/probe/database");
const FETCH: OperationDef = definition("POST", "/probe/fetch");
const EMPTY: OperationDef = definition("GET", "/probe/empty");
const STREAM: OperationDef = definition("GET", "/probe/stream");
const PANIC: OperationDef = definition("GET", "/probe/panic");
const LATE_PANIC: OperationDef = definition("GET", "/probe/late-panic");
const PANIC_IN_STREAM: OperationDef = definition("GET", "/probe/panic-in-stream");
const BREAK_STREAM: OperationDef = definition("GET", "/probe/break-stream");
