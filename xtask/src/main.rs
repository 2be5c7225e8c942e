//! The project's own commands: set up, serve, test, build, measure.
fn main() {}
