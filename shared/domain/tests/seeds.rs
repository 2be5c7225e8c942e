//! Every field and every value of an enumeration of the seed documents has a home.
//!
//! `seed_fields.json` lists them, with names in snake_case. A field's home is a field of that name, or one that has
//! the name as an alias; a role's is a system role.

#![allow(missing_docs, clippy::expect_used, clippy::panic)]

use domain::identity::roles::system_role;
use entity::EntityDef;
use serde_json::Value as Json;

fn fixture() -> Json {
    serde_json::from_str(include_str!("seed_fields.json")).expect("the fixture is JSON")
}

fn list<'a>(json: &'a Json, member: &str) -> &'a [Json] {
    json.get(member).and_then(Json::as_array).expect("the fixture has the list")
}

fn text<'a>(json: &'a Json, member: &str) -> &'a str {
    json.get(member).and_then(Json::as_str).expect("the fixture has the text")
}

fn definition(json: &Json) -> &'static EntityDef {
    domain::entity(text(json, "entity")).unwrap_or_else(|| panic!("there is no {}", text(json, "entity")))
}

#[test]
fn every_field_has_a_home() {
    let fixture = fixture();
    let elsewhere = |model: &str, field: &str| {
        let place = |entry: &&Json| text(entry, "field") == field && ["Every", model].contains(&text(entry, "model"));
        list(&fixture, "elsewhere").iter().any(|entry| place(&entry))
    };
    let (mut homeless, mut fields, mut literal) = (Vec::new(), 0, 0);
    for model in list(&fixture, "models") {
        let entity = definition(model);
        for field in list(model, "fields").iter().filter_map(Json::as_str) {
            let named = entity.field(field).is_some();
            let known = entity.fields().any(|own| own.aliases.contains(&field));
            if !named && !known && !elsewhere(text(model, "model"), field) {
                homeless.push(format!("{} {}.{field}", text(model, "seed"), text(model, "model")));
            }
            fields += 1;
            literal += usize::from(named);
        }
    }
    assert_eq!(homeless, Vec::<String>::new());
    assert!(literal * 10 >= fields * 8, "most fields keep their names: {literal} of {fields}");
}

#[test]
fn every_value_has_a_home() {
    for entry in list(&fixture(), "enums") {
        let (entity, field) = (definition(entry), text(entry, "field"));
        for value in list(entry, "values").iter().filter_map(Json::as_str) {
            let known = match entity.name {
                "Role" => system_role(value).is_some(),
                _ => entity.field(field).is_some_and(|field| field.kind.choices().contains(&value)),
            };
            assert!(known, "{}.{field} does not take {value} of {}", entity.name, text(entry, "enum"));
        }
    }
}
