//! The pipelines that a function posts to the database server, recorded so that they can be posted without it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use api::{Host, Settings};
use edge::native::{Databases, HttpClient};
use store::hrana::HranaTransport;
use store::{Outbound, OutboundError, OutboundRequest, OutboundResponse, Task};
use tokio::runtime::Runtime;

use crate::works::{Work, call, own_contact};
use crate::{Outcome, native, site};

/// Makes the pipelines of one connection: the module runs as it does at the edge, but its request is kept instead of
/// sent.
pub struct Recorder {
    runtime: Runtime,
    host: Host,
    outbound: Rc<Recording>,
    token: String,
}

struct Recording {
    client: HttpClient,
    /// Whether requests are kept. Otherwise they are sent.
    recording: Cell<bool>,
    kept: RefCell<Option<OutboundRequest>>,
}

impl Outbound for Recording {
    fn send(&self, request: OutboundRequest) -> Task<'_, Result<OutboundResponse, OutboundError>> {
        if !self.recording.get() {
            return self.client.send(request);
        }
        *self.kept.borrow_mut() = Some(request);
        // A refusal that is not tried again.
        let refusal = OutboundResponse { status: 400, headers: Vec::new(), body: Vec::new() };
        Box::pin(async move { Ok(refusal) })
    }
}

impl Recorder {
    /// A recorder in front of a server. It reads what a function keeps in memory: the custom fields.
    pub fn new(settings: &Settings) -> Outcome<Self> {
        let options = edge::database_options(settings, 1);
        let client = HttpClient::new(false);
        let outbound = Rc::new(Recording { client, recording: Cell::new(false), kept: RefCell::default() });
        let sleep = |ms| -> Task<'static, ()> { Box::pin(tokio::time::sleep(Duration::from_millis(u64::from(ms)))) };
        let transport = HranaTransport::new(outbound.clone(), Rc::new(sleep), options.clone());
        let mut host = edge::native::host(&Databases::Server(options), settings);
        host.databases = Rc::new(transport);
        // The refusals are wanted: nobody need read of them.
        host.log = Rc::new(|_| {});
        let token = site::token(&host)?;
        let recorder = Recorder { runtime: native::runtime()?, host, outbound, token };
        recorder.version(0)?;
        native::respond(&recorder.runtime, &recorder.host, call(Work::Create, 0, 0), &recorder.token)?;
        Ok(recorder)
    }

    /// The version of the contact that a connection updates.
    pub fn version(&self, connection: usize) -> Outcome<usize> {
        self.outbound.recording.set(false);
        native::version(&self.runtime, &self.host, &own_contact(connection), &self.token)
    }

    /// What the function posts for a work: the body, and the header lines that go with it.
    pub fn pipeline(&self, work: Work, connection: usize, number: usize) -> Outcome<(String, String)> {
        self.outbound.recording.set(true);
        let request = site::request(call(work, connection, number), &self.token);
        self.runtime.block_on(contacts::MODULE.respond(&self.host, request));
        let kept = self.outbound.kept.borrow_mut().take().ok_or("the function posted nothing")?;
        let headers = kept.headers.iter().filter(|(name, _)| name != "content-type");
        let headers = headers.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        Ok((String::from_utf8(kept.body)?, headers))
    }
}
