//! Files of every dialect come out as the same cells, in whatever chunks they come in.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing)]

use domain::contacts::csv::{CsvError, CsvReader, Dialect, LARGEST_RECORD, MOST_CELLS, write_record};

fn read_in(chunks: &[&[u8]]) -> Result<Vec<Vec<String>>, CsvError> {
    let dialect = Dialect::sniff(&chunks.concat())?;
    let mut reader = CsvReader::new(dialect);
    let mut records = Vec::new();
    for chunk in chunks {
        records.extend(reader.push(chunk)?);
    }
    records.extend(reader.finish()?);
    assert!(records.iter().zip(1..).all(|(record, number)| record.number == number));
    Ok(records.into_iter().map(|record| record.cells).collect())
}

fn read(file: &str) -> Result<Vec<Vec<String>>, CsvError> {
    read_in(&[file.as_bytes()])
}

/// A file and its cells.
type Case = (&'static str, &'static [&'static [&'static str]]);

/// The cases of npm's `csv-spectrum`, and more.
const CASES: &[Case] = &[
    ("first,last\nJohn,\"Doe, Jr.\"\n", &[&["first", "last"], &["John", "Doe, Jr."]]),
    ("a,b,c\n1,\"\",\"\"\n2,3,4\n", &[&["a", "b", "c"], &["1", "", ""], &["2", "3", "4"]]),
    ("a,b,c\r\n1,\"\",\"\"\r\n2,3,4\r\n", &[&["a", "b", "c"], &["1", "", ""], &["2", "3", "4"]]),
    ("a,b\n1,\"ha \"\"ha\"\" ha\"\n3,4\n", &[&["a", "b"], &["1", "ha \"ha\" ha"], &["3", "4"]]),
    (
        "key,val\n1,\"{\"\"type\"\": \"\"Point\"\", \"\"coordinates\"\": [102.0, 0.5]}\"\n",
        &[&["key", "val"], &["1", "{\"type\": \"Point\", \"coordinates\": [102.0, 0.5]}"]],
    ),
    ("a,b\n1,\"Once upon\na time\"\n5,6\n", &[&["a", "b"], &["1", "Once upon\na time"], &["5", "6"]]),
    ("a,b\r\n1,\"Once upon\r\na time\"\r\n5,6\r\n", &[&["a", "b"], &["1", "Once upon\r\na time"], &["5", "6"]]),
    ("a,b\n1,\"ha\n\"\"ha\"\"\nha\"\n3,4\n", &[&["a", "b"], &["1", "ha\n\"ha\"\nha"], &["3", "4"]]),
    ("a,b,c\n1,2,3\n4,5,ʤ\n", &[&["a", "b", "c"], &["1", "2", "3"], &["4", "5", "ʤ"]]),
    ("a,b,c\n1,2,3", &[&["a", "b", "c"], &["1", "2", "3"]]),
    ("a;b\n1,5;2,5\n3,0;4,0\n", &[&["a", "b"], &["1,5", "2,5"], &["3,0", "4,0"]]),
    ("a\tb\n1\t2, and 3\n", &[&["a", "b"], &["1", "2, and 3"]]),
    ("a|b\n1|2\n", &[&["a", "b"], &["1", "2"]]),
    ("\u{feff}a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]),
    ("\u{feff}\"a\",b\n1,2\n", &[&["a", "b"], &["1", "2"]]),
    ("a,b\n\n\n1,2\n\n", &[&["a", "b"], &["1", "2"]]),
    ("name\nAnn\n", &[&["name"], &["Ann"]]),
    ("a,b\r1,2\r", &[&["a", "b"], &["1", "2"]]),
    ("", &[]),
    ("\u{feff}", &[]),
    ("a,b", &[&["a", "b"]]),
];

#[test]
fn every_dialect_is_read() {
    for (file, cells) in CASES {
        assert_eq!(read(file).expect("the file is good"), *cells, "{file:?}");
    }
}

#[test]
fn chunks_may_end_anywhere() {
    for (file, cells) in CASES {
        let bytes = file.as_bytes();
        for cut in 0..=bytes.len() {
            let (before, after) = bytes.split_at(cut);
            assert_eq!(read_in(&[before, after]).expect("the file is good"), *cells, "{file:?} cut at {cut}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(read_in(&single).expect("the file is good"), *cells, "{file:?} byte by byte");
    }
}

#[test]
fn other_encodings_are_refused() {
    let utf16: Vec<u8> = "a,b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".as_slice(), &utf16].concat();
    assert_eq!(read_in(&[&utf16]), Err(CsvError::Utf16));
    assert_eq!(read_in(&[&marked]), Err(CsvError::Utf16));
    assert_eq!(read_in(&[b"name\nM\xfcller\n"]), Err(CsvError::NotUtf8 { record: 2 }));
}

#[test]
fn nothing_grows_without_bound() {
    let long = format!("a,b\n1,{}\n", "x".repeat(LARGEST_RECORD + 1));
    assert_eq!(read(&long), Err(CsvError::TooLarge { record: 2 }));
    let wide = format!("a,b\n{}\n", ",".repeat(MOST_CELLS));
    assert_eq!(read(&wide), Err(CsvError::TooLarge { record: 2 }));
    let fits = format!("a,b\n1,{}\n", "x".repeat(LARGEST_RECORD - 10));
    assert_eq!(read(&fits).map(|records| records.len()), Ok(2));
    assert_eq!(read("a,b\n1,\"open\n3,4\n"), Err(CsvError::UnclosedQuote { record: 2 }));
    assert_eq!(read("a,b\n1,\""), Err(CsvError::UnclosedQuote { record: 2 }));
}

#[test]
fn what_is_written_is_read_again() {
    for (_, cells) in CASES.iter().filter(|(_, cells)| !cells.is_empty()) {
        let mut file = String::new();
        cells.iter().for_each(|record| write_record(record.iter().copied(), &mut file));
        assert_eq!(read(&file).expect("the file is good"), *cells, "{file:?}");
    }
    let mut file = String::new();
    write_record([""], &mut file);
    write_record([" a ", "b"], &mut file);
    assert_eq!(file, "\"\"\r\n\" a \",b\r\n");
}
