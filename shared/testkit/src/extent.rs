//! How much is tried: by default a sample that is quick, and with `cargo xtask test --full` all that is promised.

/// The variable that asks for all, where it is `1`.
pub const FULL: &str = "PORTICO_TEST_FULL";

/// How many of something a test tries: the sample, or all.
pub fn sample_or_all<T>(sample: T, all: T) -> T {
    let full = std::env::var_os(FULL).is_some_and(|value| value == "1");
    if full { all } else { sample }
}
