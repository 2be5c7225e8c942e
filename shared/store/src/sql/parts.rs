//! Where the rows are that an access reaches: parts of indexes, in each of which they are in the order of their ids.

use entity::{EntityDef, Writes};

use super::access::{Access, Reach, Rule, owners};
use super::placed::place_column;

/// Rows that an index holds together.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    /// The rules that it is for.
    pub rules: &'a [Rule],
    /// A column, or `reference.column`: then it is a part for each of the rows that the reference may lead to and that have
    /// the value there.
    pub path: &'static str,
    /// The value; whichever it is, if there is none.
    pub value: Option<&'a str>,
}

/// The parts that together have all that an access reaches. Nothing where that is the whole table.
pub(super) fn parts<'a>(entity: &EntityDef, access: &'a Access) -> Option<Vec<Part<'a>>> {
    let scope = &entity.scope;
    let mut parts = Vec::new();
    for rules in access.rules.chunks(1) {
        let mut push = |path, value| parts.push(Part { rules, path, value });
        match &rules.first()?.reach {
            Reach::All => parts.push(clients(entity, rules)?),
            Reach::Agency(agency) => match scope.agency {
                Some(path) => push(path, Some(agency.as_str())),
                None => parts.push(clients(entity, rules)?),
            },
            Reach::Client(client) => push(scope.client?, Some(client.as_str())),
            Reach::Location { client, location } => match scope.location {
                Some(path) => push(place_column(path), Some(location.as_str())),
                None if entity.writes == Writes::Generic => push(scope.client?, Some(client.as_str())),
                None => {}
            },
            Reach::Own { user, .. } => owners(entity).iter().for_each(|path| push(path, Some(user.as_str()))),
        }
    }
    Some(parts)
}

/// Every client's rows, or those of an agency's clients where the rules agree on one.
pub(super) fn clients<'a>(entity: &EntityDef, rules: &'a [Rule]) -> Option<Part<'a>> {
    let client = entity.field("client_id").filter(|_| entity.scope.client == Some("client_id"))?;
    let agency = |rule: &'a Rule| match &rule.reach {
        Reach::Agency(agency) | Reach::Own { agency: Some(agency), client: None, .. } => Some(agency.as_str()),
        _ => None,
    };
    let value = rules.first().and_then(agency).filter(|first| rules.iter().all(|rule| agency(rule) == Some(*first)));
    // Rows of no client are of no agency, unless they name one; whoever reaches all reaches them too.
    (client.required || (value.is_some() && entity.scope.agency.is_none())).then_some(Part {
        rules,
        path: "client_id.agency_id",
        value,
    })
}
