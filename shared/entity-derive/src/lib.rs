//! `#[derive(Entity)]`: from a struct to constant data.
