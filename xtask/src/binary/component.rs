//! The binary form of a WebAssembly component, as far as it takes to replace the core modules in it.

use super::{push, sized};
use crate::run::{Result, fail};

/// The eight bytes that a component starts with: `\0asm`, version 13, layer 1.
const HEADER: [u8; 8] = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
/// The number of a section that holds a core module.
const CORE_MODULE: u8 = 1;
/// The number of a section that holds a component.
const COMPONENT: u8 = 4;
/// The number of a section that tools may leave out: names, producers.
const CUSTOM: u8 = 0;

/// The same component with every core module in it, however deep, replaced by what `change` makes of it, and without
/// custom sections. `change` is given a number that is different for every module.
pub fn map_modules(component: &[u8], mut change: impl FnMut(usize, &[u8]) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let mut count = 0;
    map(component, &mut |module| {
        count += 1;
        change(count, module)
    })
}

fn map(component: &[u8], change: &mut dyn FnMut(&[u8]) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let Some(mut rest) = component.strip_prefix(&HEADER) else {
        return fail("the compiler made something that is not a component; check its wasm32-wasip2 target");
    };
    let mut output = HEADER.to_vec();
    while let Some((&id, after)) = rest.split_first() {
        let Some((content, after)) = sized(after) else {
            return fail("the compiler made a component that ends within a section; build it again");
        };
        match id {
            CUSTOM => {}
            CORE_MODULE => push(&mut output, id, &change(content)?),
            COMPONENT => push(&mut output, id, &map(content, change)?),
            _ => push(&mut output, id, content),
        }
        rest = after;
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        push(&mut bytes, id, content);
        bytes
    }

    fn component(sections: &[Vec<u8>]) -> Vec<u8> {
        [HEADER.to_vec(), sections.concat()].concat()
    }

    #[test]
    fn modules_are_replaced_however_deep_and_custom_sections_left_out() {
        let long = vec![7; 300];
        let inner = component(&[section(CORE_MODULE, &long), section(CUSTOM, b"name")]);
        let outer = component(&[section(CORE_MODULE, b"a"), section(COMPONENT, &inner), section(7, b"types")]);
        let result = map_modules(&outer, |index, module| Ok([vec![index as u8], module.to_vec()].concat()));
        let small = component(&[section(CORE_MODULE, &[vec![2], long].concat())]);
        let expected = component(&[section(CORE_MODULE, b"\x01a"), section(COMPONENT, &small), section(7, b"types")]);
        assert_eq!(result.ok(), Some(expected));
    }

    #[test]
    fn what_is_not_a_whole_component_is_refused() {
        assert!(map_modules(b"\0asm\x01\0\0\0", |_, module| Ok(module.to_vec())).is_err());
        let cut = [HEADER.as_slice(), &[CORE_MODULE, 5, 1]].concat();
        assert!(map_modules(&cut, |_, module| Ok(module.to_vec())).is_err());
    }
}
