//! What a host hands over.

use api::{Body, Chunks, Context, Problem, Request, Response};
use serde_json::json;
use store::{Batch, DatabaseName, Mode, OutboundRequest, Statement, Task};

type Answer<'a> = Task<'a, Result<Response, Problem>>;

/// The request as it arrived, with a look at clock, randomness and settings.
pub fn echo<'a>(context: &'a Context<'a>, request: &'a Request, _: &'a [String]) -> Answer<'a> {
    Box::pin(async move {
        let host = context.host();
        let mut random = [0; 16];
        host.random.fill(&mut random);
        (host.log)(r#"{"level":"info","event":"echo"}"#);
        Ok(answer(&json!({
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": request.headers,
            "body_bytes": request.body.len(),
            "body_sum": request.body.iter().map(|byte| u64::from(*byte)).sum::<u64>(),
            "address": request.address,
            "now_ms": host.clock.now_ms(),
            "random": random,
            "greeting": host.settings.get("PORTICO_GREETING"),
        }))
        .with_header("set-cookie", "a=1")
        .with_header("set-cookie", "b=2"))
    })
}

/// A round trip to the database server.
pub fn database<'a>(context: &'a Context<'a>, _: &'a Request, _: &'a [String]) -> Answer<'a> {
    Box::pin(async move {
        let statement = Statement::new("select ?1 || ' and back' as trip", [entity::Value::Text("there".to_owned())]);
        let batch = Batch { mode: Mode::Read, statements: vec![statement] };
        let result = context.host().databases.run(&DatabaseName::platform(), batch).await;
        Ok(answer(&json!({ "result": format!("{result:?}") })))
    })
}

/// Sends a request to the address in the body, and waits for half a second at most.
pub fn fetch<'a>(context: &'a Context<'a>, request: &'a Request, _: &'a [String]) -> Answer<'a> {
    Box::pin(async move {
        let outgoing = OutboundRequest {
            method: "POST",
            url: String::from_utf8_lossy(&request.body).into_owned(),
            headers: vec![("x-probe".to_owned(), "yes".to_owned())],
            body: vec![b'!'; 200_000],
            timeout_ms: 500,
            largest_answer: 300_000,
            public_only: false,
        };
        Ok(answer(&match context.host().outbound.send(outgoing).await {
            Ok(found) => json!({
                "status": found.status,
                "headers": found.headers,
                "body": String::from_utf8_lossy(&found.body),
            }),
            Err(error) => json!({ "error": error.0 }),
        }))
    })
}

/// An answer that may not have a body.
pub fn empty<'a>(_: &'a Context<'a>, _: &'a Request, _: &'a [String]) -> Answer<'a> {
    Box::pin(async { Ok(Response::empty(204)) })
}

/// Forty pieces of 50,000 bytes: more than a host holds back.
pub fn stream<'a>(_: &'a Context<'a>, _: &'a Request, _: &'a [String]) -> Answer<'a> {
    struct Pieces(u8);

    impl Chunks for Pieces {
        fn next(&mut self) -> Task<'_, Option<Result<Vec<u8>, String>>> {
            Box::pin(async {
                self.0 += 1;
                (self.0 <= 40).then(|| Ok(vec![self.0; 50_000]))
            })
        }
    }

    Box::pin(async { Ok(streamed(Box::new(Pieces(0)))) })
}

/// A response with a streaming body.
pub fn streamed(chunks: Box<dyn Chunks>) -> Response {
    Response {
        status: 200,
        headers: vec![("content-type".to_owned(), "application/octet-stream".to_owned())],
        body: Body::Stream(chunks),
    }
}

fn answer(value: &serde_json::Value) -> Response {
    Response::bytes(200, "application/json", value.to_string())
}
