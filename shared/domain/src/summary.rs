//! What is known of every entity, for a function that goes through all of them and is not to carry all that they are.

use entity::Home;

use crate::ENTITIES;

/// An entity without its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its name in the catalogue.
    pub name: &'static str,
    /// Its resource in the API.
    pub resource: &'static str,
    /// Whether it is in the databases of tenants.
    pub of_tenant: bool,
    /// Whether some of its rows may be for their author alone.
    pub can_be_private: bool,
}

#[allow(clippy::indexing_slicing, reason = "an index past the end is an error of the compiler here")]
const fn count() -> usize {
    let (mut count, mut module) = (0, 0);
    while module < ENTITIES.len() {
        count += ENTITIES[module].len();
        module += 1;
    }
    count
}

/// A summary of every entity, made while this is compiled: text, and nothing that leads to a definition.
#[allow(clippy::indexing_slicing, reason = "an index past the end is an error of the compiler here")]
static SUMMARIES: [Summary; count()] = {
    let mut summaries = [Summary { name: "", resource: "", of_tenant: false, can_be_private: false }; count()];
    let (mut position, mut module) = (0, 0);
    while module < ENTITIES.len() {
        let mut place = 0;
        while place < ENTITIES[module].len() {
            let entity = ENTITIES[module][place];
            summaries[position] = Summary {
                name: entity.name,
                resource: entity.resource,
                of_tenant: matches!(entity.home, Home::Tenant),
                can_be_private: entity.private_when.is_some(),
            };
            position += 1;
            place += 1;
        }
        module += 1;
    }
    summaries
};

/// A summary of every entity, in the order of [`crate::entities`].
pub fn summaries() -> &'static [Summary] {
    &SUMMARIES
}
