//! The widget: what a visitor of a business's website books and asks with.
//!
//! A state, events that change it, and a view of it as instructions for the page. All of that is ordinary Rust, tried
//! natively; only `web` knows the browser. What the browser has already (JSON, `Intl`, fetching, storage) stays there:
//! an event gives a list of [`effect::Effect`]s, and the few lines of JavaScript in `js/` carry them out.

// Without the standard library a panic has no words, and the words of panics are a third of what a visitor would download.
#![cfg_attr(all(target_arch = "wasm32", target_os = "unknown"), no_std)]
#![cfg_attr(
    test,
    allow(clippy::expect_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test stops where it fails")
)]

extern crate alloc;

pub mod calendar;
pub mod effect;
pub mod form;
pub mod json;
pub mod markup;
pub mod model;
pub mod proof;
pub mod read;
mod sha256;
pub mod state;
mod text;
mod texts;
pub mod update;
pub mod view;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod web;
pub mod world;
