//! A core module: its functions, by name.

use std::collections::BTreeMap;

use super::{number, push, push_number, push_sized, sized};
use crate::run::{Failure, Result};

/// The eight bytes that a core module starts with: `\0asm`, version 1.
const HEADER: [u8; 8] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const CODE: u8 = 10;
const DATA: u8 = 11;
/// A body with no locals that does nothing but trap.
const TRAP: [u8; 3] = [0x00, 0x00, 0x0b];

/// A function that the module defines.
pub struct Function<'a> {
    /// As the compiler mangled it; empty if the module does not say.
    pub name: &'a str,
    /// Its code.
    pub body: &'a [u8],
}

/// The functions that a module defines, and how many bytes its data have.
pub fn functions(module: &[u8]) -> Result<(Vec<Function<'_>>, usize)> {
    let sections = sections(module).ok_or_else(broken)?;
    let names = names(&sections).unwrap_or_default();
    let imported = imported_functions(&sections).ok_or_else(broken)?;
    let bodies = bodies(&sections).ok_or_else(broken)?;
    let functions = bodies
        .into_iter()
        .enumerate()
        .map(|(index, body)| Function { name: names.get(&(imported + index)).copied().unwrap_or_default(), body });
    let data = sections.iter().filter(|(id, _)| *id == DATA).map(|(_, content)| content.len()).sum();
    Ok((functions.collect(), data))
}

/// The same module, in which functions of certain names only trap. What only they used falls to the optimiser.
pub fn cut(module: &[u8], unwanted: impl Fn(&str) -> bool) -> Result<Vec<u8>> {
    let (functions, _) = functions(module)?;
    let mut output = HEADER.to_vec();
    for (id, content) in sections(module).ok_or_else(broken)? {
        if id != CODE {
            push(&mut output, id, content);
            continue;
        }
        let mut code = Vec::with_capacity(content.len());
        push_number(&mut code, functions.len());
        for function in &functions {
            push_sized(&mut code, if unwanted(function.name) { &TRAP } else { function.body });
        }
        push(&mut output, id, &code);
    }
    Ok(output)
}

fn broken() -> Failure {
    Failure("the compiler made something that is not a WebAssembly module; build it again".into())
}

type Section<'a> = (u8, &'a [u8]);

fn sections(module: &[u8]) -> Option<Vec<Section<'_>>> {
    let mut rest = module.strip_prefix(&HEADER)?;
    let mut sections = Vec::new();
    while let Some((&id, after)) = rest.split_first() {
        let (content, after) = sized(after)?;
        sections.push((id, content));
        rest = after;
    }
    Some(sections)
}

fn section<'a>(sections: &[Section<'a>], id: u8) -> Option<&'a [u8]> {
    sections.iter().find(|(found, _)| *found == id).map(|(_, content)| *content)
}

fn bodies<'a>(sections: &[Section<'a>]) -> Option<Vec<&'a [u8]>> {
    let Some(code) = section(sections, CODE) else { return Some(Vec::new()) };
    let (count, mut rest) = number(code)?;
    let mut bodies = Vec::with_capacity(count);
    for _ in 0..count {
        let (body, after) = sized(rest)?;
        bodies.push(body);
        rest = after;
    }
    Some(bodies)
}

/// Imported functions come first in the numbering.
fn imported_functions(sections: &[Section<'_>]) -> Option<usize> {
    let Some(imports) = section(sections, IMPORT) else { return Some(0) };
    let (count, mut rest) = number(imports)?;
    let mut functions = 0;
    for _ in 0..count {
        let (_module, after) = sized(rest)?;
        let (_name, after) = sized(after)?;
        let (&kind, after) = after.split_first()?;
        rest = match kind {
            0 => {
                functions += 1;
                number(after)?.1
            }
            // A table: a type before its limits.
            1 => limits(after.get(1..)?)?,
            2 => limits(after)?,
            // A global: type and mutability.
            3 => after.get(2..)?,
            // A tag: an attribute and a type.
            4 => number(after.get(1..)?)?.1,
            _ => return None,
        };
    }
    Some(functions)
}

fn limits(bytes: &[u8]) -> Option<&[u8]> {
    let (&flags, rest) = bytes.split_first()?;
    let (_least, rest) = number(rest)?;
    if flags & 1 == 0 { Some(rest) } else { Some(number(rest)?.1) }
}

/// The names of functions by number, out of the custom section `name`.
fn names<'a>(sections: &[Section<'a>]) -> Option<BTreeMap<usize, &'a str>> {
    let mut names = BTreeMap::new();
    for (_, content) in sections.iter().filter(|(id, _)| *id == CUSTOM) {
        let (title, mut rest) = sized(content)?;
        if title != b"name" {
            continue;
        }
        while let Some((&kind, after)) = rest.split_first() {
            let (content, after) = sized(after)?;
            rest = after;
            // 1 is the part with the functions.
            if kind != 1 {
                continue;
            }
            let (count, mut entries) = number(content)?;
            for _ in 0..count {
                let (index, after) = number(entries)?;
                let (name, after) = sized(after)?;
                names.insert(index, std::str::from_utf8(name).ok()?);
                entries = after;
            }
        }
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One imported function, and two of its own: `keep` and `drop`.
    fn module() -> Vec<u8> {
        let mut bytes = HEADER.to_vec();
        push(&mut bytes, IMPORT, b"\x01\x03env\x01f\x00\x00");
        push(&mut bytes, CODE, &[2, 3, 0, 1, 0x0b, 4, 0, 1, 1, 0x0b]);
        push(&mut bytes, CUSTOM, b"\x04name\x01\x0d\x02\x01\x04keep\x02\x04drop");
        bytes
    }

    #[test]
    fn functions_have_their_names_after_the_imported_ones() {
        let module = module();
        let (functions, data) = functions(&module).unwrap_or_default();
        let names: Vec<&str> = functions.iter().map(|function| function.name).collect();
        assert_eq!(names, ["keep", "drop"]);
        assert_eq!(data, 0);
    }

    #[test]
    fn what_is_cut_only_traps() {
        let cut = cut(&module(), |name| name == "drop").unwrap_or_default();
        let (functions, _) = functions(&cut).unwrap_or_default();
        let bodies: Vec<&[u8]> = functions.iter().map(|function| function.body).collect();
        assert_eq!(bodies, [&[0, 1, 0x0b][..], &TRAP[..]]);
    }
}
