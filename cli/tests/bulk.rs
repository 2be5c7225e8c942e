//! A hundred thousand contacts come in and go out within 512 MB.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use support::{Folder, portico, tenant_with_client};

const CONTACTS: usize = 100_000;

/// The most memory that a command may ever have had, in kB: 512 MB.
const MOST_MEMORY: u64 = 512 * 1024;

/// Runs a command to its end, and gives the most memory that it had, in kB.
fn peak(arguments: &[&str], output: &Path) -> u64 {
    let output = File::create(output).unwrap();
    let mut child = portico(arguments).stdout(Stdio::from(output)).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    loop {
        // The kernel keeps the highest mark for as long as the process lasts.
        let mark = fs::read_to_string(&status).unwrap_or_default();
        let line = mark.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(kilobytes.unwrap_or_default());
        if let Some(ended) = child.try_wait().unwrap() {
            assert!(ended.success(), "{arguments:?}: {ended}");
            return most;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_hundred_thousand_contacts_fit_into_the_memory_there_is() {
    let folder = Folder::new();
    let data = folder.at("data");
    let data_arg = data.to_str().unwrap();
    let client = &tenant_with_client(&data);

    let path = folder.at("people.csv");
    let mut file = BufWriter::new(File::create(&path).unwrap());
    writeln!(file, "First Name,Last Name,Email,Phone,Company,City,Tags,Notes").unwrap();
    for number in 0..CONTACTS {
        let (first, last, company) = (number % 1_009, number % 9_973, number % 4_999);
        let person = format!("First{first},Last{last},person{number}@example.com,+4930{number:08},Company {company}");
        writeln!(file, "{person},Berlin,\"vip; batch {}\",Note {number} about this person", number % 7).unwrap();
    }
    file.into_inner().unwrap().sync_all().unwrap();

    let (said, exported) = (folder.at("said.txt"), folder.at("exported.csv"));
    let import = ["import", path.to_str().unwrap(), "--tenant", "acme", "--client", client, "--data", data_arg];
    let memory = peak(&import, &said);
    let said = fs::read_to_string(said).unwrap();
    assert!(said.contains("100000 rows: 100000 created, 0 updated, 0 rejected"), "{said}");
    assert!((1..MOST_MEMORY).contains(&memory), "the import had {memory} kB");

    let export = ["export", "--tenant", "acme", "--client", client, "--data", data_arg];
    let memory = peak(&export, &exported);
    assert_eq!(BufReader::new(File::open(exported).unwrap()).lines().count(), CONTACTS + 1);
    assert!((1..MOST_MEMORY).contains(&memory), "the export had {memory} kB");
}
