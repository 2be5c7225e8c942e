//! A response body that is made while it is sent.

use std::cell::RefCell;
use std::rc::Rc;

use api::Chunks;
use js_sys::{Function, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The pieces of a body, for `entry.js` to ask for one after the other.
#[wasm_bindgen]
pub struct Pieces {
    /// Nothing while a piece is being made, and after the end.
    chunks: Rc<RefCell<Option<Box<dyn Chunks>>>>,
}

impl Pieces {
    pub(super) fn new(chunks: Box<dyn Chunks>) -> Self {
        Pieces { chunks: Rc::new(RefCell::new(Some(chunks))) }
    }
}

#[wasm_bindgen]
impl Pieces {
    /// Makes the next piece: `resolve` gets its bytes, `true` at the end, or `false` if the rest cannot be made.
    pub fn next(&self, resolve: Function, reject: Function) {
        let place = Rc::clone(&self.chunks);
        super::panic::spawn(reject, async move {
            let mut chunks = place.take();
            let piece = match &mut chunks {
                Some(chunks) => chunks.next().await,
                None => None,
            };
            let piece = match piece {
                Some(Ok(bytes)) => {
                    place.replace(chunks);
                    JsValue::from(Uint8Array::from(bytes.as_slice()))
                }
                Some(Err(reason)) => {
                    super::ports::log(&format!(r#"{{"level":"error","event":"broken-stream","reason":{reason:?}}}"#));
                    JsValue::FALSE
                }
                None => JsValue::TRUE,
            };
            let _ = resolve.call1(&JsValue::NULL, &piece);
        });
    }
}
