//! How the widget is linked for browsers.

#[allow(clippy::print_stdout, reason = "cargo listens there")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        // Data lie before the stack, not behind it: their addresses are in the code a thousand times, and shorter so.
        println!("cargo::rustc-link-arg-cdylib=--no-stack-first");
    }
}
