//! The doors: one source, three hosts.
