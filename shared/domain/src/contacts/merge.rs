//! Making one record of two, and two of one again.
//!
//! Rows are taken as the database holds them, column by column: integers, text, null, and documents as JSON text. So
//! an undo restores them exactly, and what is kept for it reads like the change log.

use entity::{Entity, EntityDef, FieldAccess, FieldDef, Home, Invalid, Storage, Writes, json};
use serde_json::{Map, Value as Json};

use super::entities::{Activity, Company, CompanyResearch, Contact, Note, SocialProfile, TagLink};
use crate::appointments::entities::Appointment;
use crate::embed::entities::FormSubmission;
use crate::identity::entities::{ConsentRecord, DataSubjectRequest};
use crate::leads::entities::Lead;

/// A row, or some columns of one, as the database holds it.
pub type Cells = Map<String, Json>;

/// Columns of which the stricter value counts: whoever asked to be left alone is left alone.
const STRICTER: &[&str] = &["email_opt_out", "do_not_call"];
/// Columns of which the later time counts.
const LATER: &[&str] = &["last_contacted_at", "last_activity_date"];

/// What a merge changes of the record that stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The values before, of the columns that change.
    pub before: Cells,
    /// The values after.
    pub after: Cells,
}

/// Decides what the winner is after it took in the loser. For each field that is
///
/// - chosen in `choices` (`{"phone": "LOSER"}`), the value of the one that was chosen;
/// - a list, the elements of both; a JSON object or the custom fields, the members of both, the winner's first;
/// - an opt-out, true if either is; a time of the last contact, the later one;
/// - anything else, the winner's value, or the loser's where the winner has none.
///
/// Refuses choices of fields that there are not, or that nobody may write.
pub fn merged(entity: &EntityDef, winner: &Cells, loser: &Cells, choices: &Cells) -> Result<Merged, Vec<Invalid>> {
    let writable = |field: &&FieldDef| field.generated.is_none() && field.access == FieldAccess::Write;
    let mut refused = Vec::new();
    for (name, choice) in choices {
        if entity.field(name).filter(writable).is_none() {
            let shown: String = name.chars().take(100).collect();
            refused
                .push(Invalid::new("unknown_field", "There is no such field to choose.").at(shown.replace('/', "~1")));
        } else if !matches!(choice.as_str(), Some("WINNER" | "LOSER")) {
            refused.push(Invalid::new("not_a_choice", "Must be WINNER or LOSER.").at(name));
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    let ids = [winner, loser].map(|row| row.get("id").cloned().unwrap_or_default());
    let mut merged = Merged::default();
    for field in entity.fields().filter(writable) {
        let cell = |row: &Cells| row.get(field.name).cloned().unwrap_or_default();
        let (before, other) = (cell(winner), cell(loser));
        let after = match choices.get(field.name).and_then(Json::as_str) {
            Some("WINNER") => before.clone(),
            Some(_) => other,
            None => rule(field, &before, &other),
        };
        // A record is not its own parent, and does not point to the one that is gone.
        let to_itself =
            field.kind.references().is_some_and(|target| target.name == entity.name) && ids.contains(&after);
        let after = if to_itself { Json::Null } else { after };
        if after != before && !(field.required && after.is_null()) {
            merged.before.insert(field.name.to_owned(), before);
            merged.after.insert(field.name.to_owned(), after);
        }
    }
    Ok(merged)
}

fn rule(field: &FieldDef, winner: &Json, loser: &Json) -> Json {
    let chosen = if is_empty(winner) { loser } else { winner };
    if STRICTER.contains(&field.name) || LATER.contains(&field.name) {
        // True is stored as 1.
        return if winner.as_i64() >= loser.as_i64() { winner.clone() } else { loser.clone() };
    }
    match (field.kind.storage(), field.kind.name()) {
        (Storage::Document, "text_list" | "choice_list" | "json" | "custom_values") => {
            match (document(winner), document(loser)) {
                (Some(one), Some(other)) if !is_empty(loser) => written(winner, &united(&one, &other)),
                _ => chosen.clone(),
            }
        }
        _ => chosen.clone(),
    }
}

/// Whether a cell says nothing: null, empty text, an empty list or object.
fn is_empty(cell: &Json) -> bool {
    matches!(cell, Json::Null) || matches!(cell.as_str().map(str::trim), Some("" | "[]" | "{}"))
}

fn document(cell: &Json) -> Option<Json> {
    json::read(cell.as_str()?)
}

/// The document as a cell; the cell that it was when it did not change, however that was written.
fn written(cell: &Json, document_after: &Json) -> Json {
    if document(cell).as_ref() == Some(document_after) { cell.clone() } else { document_after.to_string().into() }
}

/// The elements, or the members, of both; where both have a member that is no list, the first one's.
fn united(one: &Json, other: &Json) -> Json {
    match (one, other) {
        (Json::Array(one), Json::Array(other)) => {
            let added = other.iter().filter(|element| !one.contains(element));
            one.iter().chain(added).cloned().collect()
        }
        (Json::Object(one), Json::Object(other)) => {
            let mut members = one.clone();
            for (name, member) in other {
                let own = members.get(name).filter(|own| !own.is_null());
                let lists = own.is_some_and(Json::is_array) && member.is_array();
                let value = match own {
                    Some(own) if lists => united(own, member),
                    Some(own) => own.clone(),
                    None => member.clone(),
                };
                members.insert(name.clone(), value);
            }
            Json::Object(members)
        }
        _ => one.clone(),
    }
}

/// What an undo changes of the winner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmerged {
    /// The values to write back.
    pub restored: Cells,
    /// The columns that somebody changed since the merge, and that keep that change.
    pub kept: Vec<String>,
}

/// Decides how the winner gets back what it was, given the row as it is now. What somebody changed since stays; of a
/// list that was changed since, only the elements that the merge added go.
pub fn unmerged(now: &Cells, merged: &Merged) -> Unmerged {
    let mut unmerged = Unmerged::default();
    for (name, before) in &merged.before {
        let (after, current) = (merged.after.get(name), now.get(name));
        if current.unwrap_or(&Json::Null) == after.unwrap_or(&Json::Null) {
            unmerged.restored.insert(name.clone(), before.clone());
            continue;
        }
        unmerged.kept.push(name.clone());
        let lists = [Some(before), after, current].map(|cell| match cell.and_then(document) {
            Some(Json::Array(elements)) => Some(elements),
            _ => None,
        });
        if let [Some(before), Some(after), Some(current)] = lists {
            let by_merge = |element: &&Json| after.contains(element) && !before.contains(element);
            let left: Json = current.iter().filter(|element| !by_merge(element)).cloned().collect();
            unmerged.restored.insert(name.clone(), left.to_string().into());
        }
    }
    unmerged
}

/// A column of some entity that points to the records that are merged.
pub struct Relation {
    /// The entity.
    pub entity: &'static EntityDef,
    /// Its column.
    pub field: &'static FieldDef,
    /// Sets of columns that, together with this one, are unique: a row that is like one of the winner's in all columns
    /// of a set cannot move, and goes.
    pub alike: Vec<Vec<&'static str>>,
}

/// Every entity with a column that points to a contact or a company, by name: who merges them is not to carry the
/// definitions of all others.
pub const POINTING: &[&EntityDef] = &[
    ConsentRecord::DEFINITION,
    DataSubjectRequest::DEFINITION,
    Contact::DEFINITION,
    Company::DEFINITION,
    CompanyResearch::DEFINITION,
    SocialProfile::DEFINITION,
    TagLink::DEFINITION,
    Note::DEFINITION,
    Activity::DEFINITION,
    Appointment::DEFINITION,
    FormSubmission::DEFINITION,
    Lead::DEFINITION,
];

/// Every column that points to an entity, of those of tenants. The change log and the records of earlier merges point
/// by plain ids, and stay.
pub fn relations(target: &EntityDef, entities: impl IntoIterator<Item = &'static EntityDef>) -> Vec<Relation> {
    let entities = entities.into_iter().filter(|entity| entity.home == Home::Tenant && entity.writes != Writes::Log);
    let of = |entity: &'static EntityDef| {
        let pointing = entity.declared.iter().filter(|field| {
            field.generated.is_none() && field.kind.references().is_some_and(|pointed| pointed.name == target.name)
        });
        pointing.map(move |field| {
            let sets = entity.unique.iter().filter(|set| set.contains(&field.name));
            let alike = sets.map(|set| set.iter().copied().filter(|column| *column != field.name).collect()).collect();
            Relation { entity, field, alike }
        })
    };
    entities.flat_map(of).collect()
}
