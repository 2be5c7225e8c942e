#![allow(clippy::unwrap_used, clippy::panic)]

use std::cell::RefCell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::{OutboundError, Statement};

/// A server that gives prepared answers and remembers what it was asked.
#[derive(Default)]
struct Server {
    answers: RefCell<Vec<Result<(u16, String), &'static str>>>,
    asked: RefCell<Vec<OutboundRequest>>,
}

impl Outbound for Server {
    fn send(&self, request: OutboundRequest) -> Task<'_, Result<OutboundResponse, OutboundError>> {
        self.asked.borrow_mut().push(request);
        let answer = self.answers.borrow_mut().remove(0);
        Box::pin(async move {
            let (status, body) = answer.map_err(|why| OutboundError(why.to_owned()))?;
            Ok(OutboundResponse { status, headers: Vec::new(), body: body.into_bytes() })
        })
    }
}

struct Setup {
    server: Rc<Server>,
    pauses: Rc<RefCell<Vec<u32>>>,
    transport: HranaTransport,
}

fn setup(url: &str, answers: &[Result<(u16, &str), &'static str>]) -> Setup {
    let server = Rc::new(Server::default());
    *server.answers.borrow_mut() =
        answers.iter().map(|answer| answer.map(|(code, body)| (code, body.into()))).collect();
    let pauses = Rc::new(RefCell::new(Vec::new()));
    let taken = pauses.clone();
    let sleep: Sleep = Rc::new(move |pause| {
        taken.borrow_mut().push(pause);
        Box::pin(async {})
    });
    let options = HranaOptions {
        url: url.to_owned(),
        admin_url: Some("http://admin/".to_owned()),
        token: Some("secret".to_owned()),
        timeout_ms: 5000,
        seed: 7,
    };
    Setup { transport: HranaTransport::new(server.clone(), sleep, options), server, pauses }
}

fn now<T>(task: Task<'_, T>) -> T {
    match pin!(task).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("nothing here waits"),
    }
}

fn run(setup: &Setup, mode: Mode) -> Result<Vec<ResultSet>, DatabaseError> {
    let statements = vec![Statement::new("SELECT 1", [])];
    now(setup.transport.run(&DatabaseName::tenant("t1").unwrap(), Batch { mode, statements }))
}

const READ: &str = r#"{"results":[{"type":"ok","response":{"type":"batch","result":{"step_results":[{"cols":[],"rows":[]}],"step_errors":[null]}}}]}"#;
const LOCKED: &str = r#"{"results":[{"type":"ok","response":{"type":"batch","result":{"step_results":[null,null,null,null],"step_errors":[{"message":"SQLite error: database is locked","code":"SQLITE_BUSY"},null,null,null]}}}]}"#;
const WRITTEN: &str = r#"{"results":[{"type":"ok","response":{"type":"batch","result":{"step_results":[null,{"cols":[],"rows":[],"affected_row_count":1},null,null],"step_errors":[null,null,null,null]}}}]}"#;

#[test]
fn one_batch_is_one_request_to_the_right_database() {
    let setup = setup("http://sqld:8080/", &[Ok((200, READ))]);
    assert_eq!(run(&setup, Mode::Read), Ok(vec![ResultSet::default()]));
    let asked = setup.server.asked.borrow();
    let [request] = asked.as_slice() else { panic!("one request") };
    assert_eq!((request.method, request.url.as_str()), ("POST", "http://sqld:8080/v3/pipeline"));
    assert!(request.headers.contains(&("x-namespace-bin".to_owned(), "dDE".to_owned())));
    assert!(request.headers.contains(&("authorization".to_owned(), "Bearer secret".to_owned())));
}

#[test]
fn a_database_may_have_an_address_of_its_own() {
    let setup = setup("https://{database}-acme.turso.io", &[Ok((200, READ))]);
    run(&setup, Mode::Read).unwrap();
    let asked = setup.server.asked.borrow();
    assert_eq!(asked.first().unwrap().url, "https://t1-acme.turso.io/v3/pipeline");
    assert!(asked.first().unwrap().headers.iter().all(|(name, _)| name != "x-namespace-bin"));
}

#[test]
fn nothing_is_asked_for_no_statements() {
    let setup = setup("http://sqld", &[]);
    let batch = Batch { mode: Mode::Write, statements: Vec::new() };
    assert_eq!(now(setup.transport.run(&DatabaseName::platform(), batch)), Ok(Vec::new()));
}

#[test]
fn a_lock_is_waited_for_with_growing_pauses() {
    let refused = [Ok((200, LOCKED)), Ok((429, "slow down")), Ok((503, "busy")), Ok((200, WRITTEN))];
    let setup = setup("http://sqld", &refused);
    assert_eq!(run(&setup, Mode::Write).unwrap().first().unwrap().affected, 1);
    let pauses = setup.pauses.borrow();
    let within: Vec<bool> =
        pauses.iter().zip([20..=40, 40..=80, 80..=160]).map(|(p, range)| range.contains(p)).collect();
    assert_eq!(within, [true; 3], "{pauses:?}");
}

#[test]
fn waiting_ends() {
    let setup = setup("http://sqld", &[Ok((200, LOCKED)); ATTEMPTS as usize]);
    assert_eq!(run(&setup, Mode::Write), Err(DatabaseError::Unavailable("database is locked".into())));
    assert_eq!(setup.server.asked.borrow().len(), ATTEMPTS as usize);
}

#[test]
fn a_write_without_an_answer_is_not_repeated() {
    for answer in [Err("broken off"), Ok((502, "bad gateway"))] {
        let setup = setup("http://sqld", &[answer]);
        assert!(matches!(run(&setup, Mode::Write), Err(DatabaseError::Unavailable(_))));
        assert_eq!(setup.server.asked.borrow().len(), 1);
    }
}

#[test]
fn a_read_without_an_answer_is_repeated_once() {
    let setup_good = setup("http://sqld", &[Err("broken off"), Ok((200, READ))]);
    assert!(run(&setup_good, Mode::Read).is_ok());
    let setup_bad = setup("http://sqld", &[Err("timeout"), Err("timeout")]);
    assert_eq!(run(&setup_bad, Mode::Read), Err(DatabaseError::Unavailable("timeout".into())));
}

#[test]
fn a_database_that_is_not_there_is_missing() {
    let setup = setup("http://sqld", &[Ok((404, r#"{"error":"Namespace `t1` doesn't exist"}"#))]);
    assert_eq!(run(&setup, Mode::Read), Err(DatabaseError::Missing));
}

#[test]
fn making_and_removing_twice_is_no_error() {
    let there = r#"{"error":"Namespace `t1` already exists"}"#;
    let answers = [Ok((200, "")), Ok((400, there)), Ok((200, "")), Ok((404, "gone")), Ok((401, "no"))];
    let setup = setup("http://sqld", &answers);
    let name = DatabaseName::tenant("t1").unwrap();
    assert_eq!(now(setup.transport.create(&name)), Ok(()));
    assert_eq!(now(setup.transport.create(&name)), Ok(()));
    assert_eq!(now(setup.transport.remove(&name)), Ok(()));
    assert_eq!(now(setup.transport.remove(&name)), Ok(()));
    assert!(matches!(now(setup.transport.create(&name)), Err(DatabaseError::Unavailable(_))));
    let urls: Vec<String> = setup.server.asked.borrow().iter().map(|request| request.url.clone()).collect();
    assert_eq!(urls.first().unwrap(), "http://admin/v1/namespaces/t1/create");
    assert_eq!(urls.get(2).unwrap(), "http://admin/v1/namespaces/t1");
}
