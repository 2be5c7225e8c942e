//! The binary form of WebAssembly, as far as it takes to look into modules and to replace parts of them.

pub mod component;
pub mod module;

/// Splits off a number in LEB128.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut length = 0usize;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        length |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((length, bytes.get(index + 1..)?));
        }
    }
    None
}

/// Splits off a length and that many bytes.
fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = number(bytes)?;
    rest.split_at_checked(length)
}

/// Adds a section.
fn push(output: &mut Vec<u8>, id: u8, content: &[u8]) {
    output.push(id);
    push_sized(output, content);
}

/// Adds a length and that many bytes.
fn push_sized(output: &mut Vec<u8>, content: &[u8]) {
    push_number(output, content.len());
    output.extend_from_slice(content);
}

fn push_number(output: &mut Vec<u8>, mut length: usize) {
    loop {
        let byte = (length & 0x7f) as u8;
        length >>= 7;
        if length == 0 {
            output.push(byte);
            break;
        }
        output.push(byte | 0x80);
    }
}
