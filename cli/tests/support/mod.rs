//! Starting the program and looking at what it left behind.
#![allow(dead_code, reason = "every test file takes what it needs")]

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use entity::Value;
use serde_json::{Value as Json, json};
use store::{Batch, DatabaseError, DatabaseName, EmbeddedOptions, EmbeddedTransport, Mode, Statement, Transport};

/// A folder that goes with the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Folder(std::env::temp_dir().join(format!("portico-cli-{}-{number}", std::process::id())))
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program, with nothing from the environment of whoever tests.
pub fn portico(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command.args(arguments).env_remove("PORTICO_DATA").env_remove("PORTICO_DATABASE_URL");
    command
}

/// Exit status, standard output, standard error.
pub fn run(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = portico(arguments).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// One statement on a database of a folder, which is made if it is not there.
pub fn sql(folder: &Path, database: &str, sql: &str) -> Result<Vec<Vec<Value>>, DatabaseError> {
    let database = DatabaseName::tenant(database).unwrap();
    let transport = EmbeddedTransport::new(EmbeddedOptions::new(folder))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        transport.create(&database).await?;
        let batch = Batch { mode: Mode::Write, statements: vec![Statement::new(sql, [])] };
        Ok(transport.run(&database, batch).await?.remove(0).rows)
    })
}

/// A server at work. It is killed when the test is done with it.
pub struct Served {
    pub child: Child,
    pub address: String,
    /// What it said before it served.
    pub said: Vec<String>,
    /// Kept open, so that it can say more.
    pub output: BufReader<ChildStdout>,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a server on a free port and waits until it serves.
pub fn serve(data: &Path, options: &[&str]) -> Served {
    let mut command = portico(&["serve", "--port", "0", "--data", data.to_str().unwrap()]);
    started(command.args(options).stderr(Stdio::piped()))
}

/// Starts a server by this command and waits until it serves.
pub fn started(command: &mut Command) -> Served {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut served = Served { child, address: String::new(), said: Vec::new(), output };
    while served.address.is_empty() {
        let mut line = String::new();
        assert_ne!(served.output.read_line(&mut line).unwrap(), 0, "the server ended: {:?}", served.said);
        match line.trim().strip_prefix("portico serves on ") {
            Some(address) => served.address = address.to_owned(),
            None => served.said.push(line.trim().to_owned()),
        }
    }
    served
}

/// Stops a server as a supervisor does, and gives its log.
pub fn stop(mut served: Served) -> String {
    assert!(Command::new("kill").args(["-TERM", &served.child.id().to_string()]).status().unwrap().success());
    let mut log = String::new();
    served.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
    log
}

/// What came back: status and document.
pub fn send(address: &str, method: &str, path: &str, token: Option<&str>, body: Option<Json>) -> (u16, Json) {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut request = ureq::http::Request::builder().method(method).uri(format!("{address}{path}"));
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let request = request.header("content-type", "application/json").body(body).unwrap();
    let mut response = agent.run(request).unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    (response.status().as_u16(), serde_json::from_str(&text).unwrap_or_default())
}

/// The access token of somebody.
pub fn sign_in(address: &str, email: &str, password: &str) -> String {
    let credentials = json!({"email": email, "password": password});
    let (status, answer) = send(address, "POST", "/api/auth/sign-in", None, Some(credentials));
    assert_eq!(status, 200, "{answer}");
    answer["access_token"].as_str().unwrap().to_owned()
}

/// A tenant whose administrator has the password `correct horse`. Gives its id.
pub fn create_tenant(data: &Path, name: &str, email: &str) -> String {
    let arguments = ["tenants", "create", name, "--email", email, "--data", data.to_str().unwrap()];
    let output = portico(&arguments).env("PORTICO_PASSWORD", "correct horse").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!text.contains("correct horse"));
    text.split(' ').next().unwrap().to_owned()
}

/// The tenant `acme` with one client, and nobody serving it: the client's id.
pub fn tenant_with_client(data: &Path) -> String {
    let served = serve(data, &["--quiet"]);
    create_tenant(data, "Acme", "ann@example.com");
    let token = sign_in(&served.address, "ann@example.com", "correct horse");
    let agency = send(&served.address, "GET", "/api/agencies", Some(&token), None).1["data"][0]["id"].clone();
    let client = json!({"name": "Harbour Hall", "agency_id": agency});
    let client = send(&served.address, "POST", "/api/clients", Some(&token), Some(client)).1;
    stop(served);
    client["id"].as_str().unwrap().to_owned()
}
