//! Reading CSV in chunks, as files come over a network, and writing it.
//!
//! The delimiter is found by looking at the beginning of the file. Quotes are those of RFC 4180; lines end as on any
//! system; a byte order mark of UTF-8 is skipped. What cannot be read is refused with a sentence that says what to do,
//! and nothing in a file makes the reader hold more than one bounded record.

use std::fmt;

use csv_core::ReadRecordResult;

/// The most bytes of a record, its quotes taken off.
pub const LARGEST_RECORD: usize = 1024 * 1024;
/// The most cells of a record.
pub const MOST_CELLS: usize = 1000;
/// How much of a file is enough to find its delimiter.
pub const SAMPLE: usize = 64 * 1024;

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between cells.
    pub delimiter: u8,
    /// What stands around cells that hold a delimiter, a quote or a line break.
    pub quote: u8,
}

impl Default for Dialect {
    fn default() -> Self {
        Dialect { delimiter: b',', quote: b'"' }
    }
}

/// One record of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its number, the header being 1. Empty lines do not count.
    pub number: u64,
    /// Its cells, without quotes.
    pub cells: Vec<String>,
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CsvError {
    /// It is UTF-16, as some spreadsheets write "Unicode text".
    Utf16,
    /// It is neither UTF-8 nor anything that says what it is.
    NotUtf8 {
        /// The number of the record.
        record: u64,
    },
    /// A record is larger than [`LARGEST_RECORD`] or has more cells than [`MOST_CELLS`].
    TooLarge {
        /// The number of the record.
        record: u64,
    },
    /// The file ends inside quotes.
    UnclosedQuote {
        /// The number of the record in which they were opened.
        record: u64,
    },
}

impl fmt::Display for CsvError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CsvError::Utf16 => write!(formatter, "The file is UTF-16. Save it as “CSV UTF-8” and send it again."),
            CsvError::NotUtf8 { record } => {
                write!(formatter, "Record {record} is not UTF-8. Save the file as “CSV UTF-8” and send it again.")
            }
            CsvError::TooLarge { record } => write!(
                formatter,
                "Record {record} is larger than {LARGEST_RECORD} bytes or {MOST_CELLS} cells. Perhaps a quote is not closed."
            ),
            CsvError::UnclosedQuote { record } => {
                write!(formatter, "The file ends inside the quotes that record {record} opens.")
            }
        }
    }
}

impl std::error::Error for CsvError {}

impl Dialect {
    /// Finds the dialect from the beginning of a file: the delimiter with which the most records have as many cells
    /// as the first, and among equals the one with more cells.
    pub fn sniff(sample: &[u8]) -> Result<Dialect, CsvError> {
        let sample = sample.get(..SAMPLE).unwrap_or(sample);
        if is_utf16(sample) {
            return Err(CsvError::Utf16);
        }
        let found = DELIMITERS.iter().filter_map(|delimiter| {
            let dialect = Dialect { delimiter: *delimiter, ..Dialect::default() };
            let (alike, cells) = dialect.regularity(sample)?;
            (cells > 1).then_some((alike, cells, dialect))
        });
        let best = found.reduce(|best, next| if (next.0, next.1) > (best.0, best.1) { next } else { best });
        Ok(best.map(|(_, _, dialect)| dialect).unwrap_or_default())
    }

    /// How many thousandths of the records are as long as the first, and how long that is.
    fn regularity(self, sample: &[u8]) -> Option<(usize, usize)> {
        let mut reader = CsvReader::new(self);
        let mut lengths: Vec<usize> = Vec::new();
        // The sample may end within a character or a record, which says nothing about the dialect.
        let mut count = |ends: &[usize], _: &[u8]| lengths.push(ends.len());
        reader.read(sample, &mut count).ok()?;
        if lengths.is_empty() {
            reader.read(b"\n", &mut |ends: &[usize], _: &[u8]| lengths.push(ends.len())).ok()?;
        }
        let first = *lengths.first()?;
        let alike = lengths.iter().filter(|length| **length == first).count();
        Some((alike.checked_mul(1000)?.checked_div(lengths.len())?, first))
    }
}

fn is_utf16(sample: &[u8]) -> bool {
    // Text in UTF-8 holds no NUL; ASCII in UTF-16 is half NULs, with a mark before it or without.
    sample.starts_with(b"\xff\xfe") || sample.starts_with(b"\xfe\xff") || sample.contains(&0)
}

/// Reads a file that comes in chunks.
pub struct CsvReader {
    core: csv_core::Reader,
    /// The first bytes, until it is known whether they are a byte order mark.
    beginning: Option<Vec<u8>>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    filled: usize,
    ended: usize,
    records: u64,
}

impl CsvReader {
    /// A reader of a file in this dialect.
    pub fn new(dialect: Dialect) -> Self {
        let core = csv_core::ReaderBuilder::new().delimiter(dialect.delimiter).quote(dialect.quote).build();
        CsvReader {
            core,
            beginning: Some(Vec::new()),
            bytes: vec![0; 4096],
            ends: vec![0; 64],
            filled: 0,
            ended: 0,
            records: 0,
        }
    }

    /// Takes the next chunk and gives the records that are complete with it.
    pub fn push(&mut self, chunk: &[u8]) -> Result<Vec<Record>, CsvError> {
        let mut records = Vec::new();
        self.take(chunk, &mut records)?;
        Ok(records)
    }

    /// Gives the last record, which no line break need end.
    pub fn finish(&mut self) -> Result<Vec<Record>, CsvError> {
        let mut records = Vec::new();
        if let Some(beginning) = self.beginning.take() {
            self.take(&beginning, &mut records)?;
        }
        // A line break ends every record but one with an open quote.
        self.take(b"\n", &mut records)?;
        if self.filled > 0 || self.ended > 0 {
            return Err(CsvError::UnclosedQuote { record: self.records + 1 });
        }
        Ok(records)
    }

    fn take(&mut self, chunk: &[u8], records: &mut Vec<Record>) -> Result<(), CsvError> {
        let first = self.records;
        let mut failed = None;
        let joined;
        let chunk = match self.beginning.take() {
            None => chunk,
            Some(mut beginning) => {
                beginning.extend_from_slice(chunk);
                if beginning.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(&beginning) {
                    self.beginning = Some(beginning);
                    return Ok(());
                }
                if is_utf16(&beginning) {
                    return Err(CsvError::Utf16);
                }
                joined = beginning;
                joined.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&joined)
            }
        };
        let mut number = first;
        let read = self.read(chunk, &mut |ends, bytes| {
            number += 1;
            match cells(ends, bytes) {
                Some(cells) => records.push(Record { number, cells }),
                None => failed = failed.take().or(Some(CsvError::NotUtf8 { record: number })),
            }
        });
        match failed {
            Some(error) => Err(error),
            None => read,
        }
    }

    /// Runs the reader over a chunk and hands the bytes and cell ends of every complete record to `each`.
    fn read(&mut self, mut chunk: &[u8], each: &mut dyn FnMut(&[usize], &[u8])) -> Result<(), CsvError> {
        // An empty chunk would mean the end of the file to the core.
        while !chunk.is_empty() {
            let output = self.bytes.get_mut(self.filled..).unwrap_or_default();
            let ends = self.ends.get_mut(self.ended..).unwrap_or_default();
            let (result, taken, written, ended) = self.core.read_record(chunk, output, ends);
            chunk = chunk.get(taken..).unwrap_or_default();
            self.filled += written;
            self.ended += ended;
            match result {
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
                ReadRecordResult::OutputFull if self.bytes.len() < LARGEST_RECORD => {
                    self.bytes.resize((self.bytes.len() * 2).min(LARGEST_RECORD), 0);
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() < MOST_CELLS => {
                    self.ends.resize((self.ends.len() * 2).min(MOST_CELLS), 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    return Err(CsvError::TooLarge { record: self.records + 1 });
                }
                ReadRecordResult::Record => {
                    let ends = self.ends.get(..self.ended).unwrap_or_default();
                    each(ends, self.bytes.get(..self.filled).unwrap_or_default());
                    self.records += 1;
                    (self.filled, self.ended) = (0, 0);
                }
            }
        }
        Ok(())
    }
}

/// The cells of a record; nothing when one of them is not UTF-8.
fn cells(ends: &[usize], bytes: &[u8]) -> Option<Vec<String>> {
    let mut start = 0;
    let cell = |end: &usize| {
        let cell = bytes.get(start..*end).and_then(|cell| std::str::from_utf8(cell).ok());
        start = *end;
        cell.map(str::to_owned)
    };
    ends.iter().map(cell).collect()
}

/// Appends a record to a file of RFC 4180.
pub fn write_record<'a>(cells: impl IntoIterator<Item = &'a str>, out: &mut String) {
    for (position, cell) in cells.into_iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        // A lone empty cell would be an empty line, which readers skip.
        if cell.contains(['"', ',', '\n', '\r'])
            || cell.starts_with(' ')
            || cell.ends_with(' ')
            || cell.is_empty() && position == 0
        {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}
