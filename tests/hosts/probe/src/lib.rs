//! A function for tests: shows what a host hands over, and what it does when a function misbehaves.

mod misbehave;
mod ports;

use api::{Handler, Module, Operation};
use entity::{Needs, OperationDef, RoundTrips};

/// What this function serves.
pub const MODULE: Module = Module {
    name: "probe",
    entities: &[],
    catalogue: &[],
    operations: &[&[
        operation(&ECHO, ports::echo),
        operation(&DATABASE, ports::database),
        operation(&FETCH, ports::fetch),
        operation(&EMPTY, ports::empty),
        operation(&STREAM, ports::stream),
        operation(&PANIC, misbehave::panic),
        operation(&LATE_PANIC, misbehave::late_panic),
        operation(&PANIC_IN_STREAM, misbehave::panic_in_stream),
        operation(&BREAK_STREAM, misbehave::break_stream),
    ]],
};

edge::export!(MODULE);

const fn operation(definition: &'static OperationDef, handler: Handler) -> Operation {
    Operation { definition, handler }
}

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
