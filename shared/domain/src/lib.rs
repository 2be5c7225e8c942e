//! The domain: every entity and every rule, with no way to act on the world.
