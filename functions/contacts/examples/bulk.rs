//! Imports and exports many contacts, and says how long that took and how much memory:
//! `cargo run --release -p contacts --example bulk -- 100000`.

#![allow(clippy::expect_used, clippy::print_stdout)]

use std::io::{Read, Write};
use std::rc::Rc;
use std::time::Instant;

use serde_json::{Map, json};
use testkit::{Place, TestApp};

/// A file of made-up people that is never in memory as a whole.
struct File {
    rows: u64,
    next: u64,
    ready: Vec<u8>,
}

impl File {
    fn line(&self) -> String {
        let number = self.next;
        let (first, last, company) = (number % 1_009, number % 9_973, number % 4_999);
        format!(
            "First{first},Last{last},person{number}@example.com,+4930{number:08},Company {company},Berlin,PROSPECT,\
             \"vip; batch {}\",Note number {number} about this person\n",
            number % 7
        )
    }
}

impl Read for File {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.ready.len() < buffer.len() && self.next < self.rows {
            self.ready.extend(self.line().into_bytes());
            self.next += 1;
        }
        let count = buffer.len().min(self.ready.len());
        self.ready.drain(..count).zip(buffer).for_each(|(byte, place)| *place = byte);
        Ok(count)
    }
}

/// Counts and forgets.
struct Nowhere(u64);

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += u64::try_from(bytes.len()).unwrap_or_default();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap_or("unknown").trim().to_owned()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let rows = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(100_000);
    let app = TestApp::new(&[&contacts::MODULE]).await;
    let me = app.person("CLIENT_ADMIN", Place::Client(0));
    let caller = Rc::new(me.caller.clone());
    for (name, key) in [("creating", None), ("updating", Some("email"))] {
        let header = "First Name,Last Name,Email,Phone,Company,City,Contact Type,Tags,Notes\n";
        let mut file = File { rows, next: 0, ready: header.as_bytes().to_vec() };
        let mut members = Map::new();
        members.insert("entity".to_owned(), json!("Contact"));
        members.insert("upsert_key".to_owned(), json!(key));
        let start = Instant::now();
        let imported = imports::import_file(&app.host, caller.clone(), members, &mut file, &mut |_| {}).await;
        let imported = imported.expect("an import");
        println!("{name}: {:.1} s, peak {}, {imported:?}", start.elapsed().as_secs_f64(), peak());
    }
    for format in ["csv", "jsonl"] {
        let mut file = Nowhere(0);
        let query = format!("format={format}");
        let start = Instant::now();
        let exported =
            contacts::export_file(&app.host, caller.clone(), "Contact", &query, &mut file, &mut |_| {}).await;
        let seconds = start.elapsed().as_secs_f64();
        println!("{format}: {exported:?} rows, {} bytes, {seconds:.1} s, peak {}", file.0, peak());
    }
    for path in [
        "/api/contacts/search?q=first1",
        "/api/contacts/search?q=f",
        "/api/contacts/search?q=last77",
        "/api/contacts/search?q=first5%20last77",
        "/api/contacts/search?q=person99999@example.com",
        "/api/contacts/search?q=berl",
        "/api/contact-duplicates",
    ] {
        let start = Instant::now();
        let reply = app.get(&me, path).await;
        let took = start.elapsed().as_secs_f64() * 1000.0;
        println!("{path}: {} in {took:.1} ms, {} rows read, {} bytes", reply.status, reply.rows_read, reply.body.len());
    }
}
