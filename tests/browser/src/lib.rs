//! The widget in a real browser. The tests are in `widget.mjs`, where the browser can be driven; `tests/widget.rs` runs
//! them, so that they are among all others.
