//! What becomes of two contacts, and that an undo brings both back.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing)]

use domain::contacts::entities::{Company, Contact};
use domain::contacts::merge::{Cells, Merged, POINTING, merged, relations, unmerged};
use entity::{Entity, EntityDef};
use serde_json::{Value as Json, json};

fn cells(json: Json) -> Cells {
    json.as_object().cloned().expect("an object")
}

fn merge(winner: Json, loser: Json, choices: Json) -> Merged {
    merged(Contact::DEFINITION, &cells(winner), &cells(loser), &cells(choices)).expect("the choices are good")
}

fn after(winner: Json, loser: Json) -> Json {
    Json::Object(merge(winner, loser, json!({})).after)
}

#[test]
fn the_winner_keeps_what_it_has_and_takes_what_it_lacks() {
    let winner = json!({"id": "ctc_1", "first_name": "Ann", "phone": null, "city": "", "status": "ACTIVE"});
    let loser =
        json!({"id": "ctc_2", "first_name": "Anna", "phone": "+4930901820", "city": "Berlin", "status": "LOST"});
    assert_eq!(after(winner, loser), json!({"phone": "+4930901820", "city": "Berlin"}));
}

#[test]
fn lists_and_documents_are_united() {
    assert_eq!(
        after(json!({"tags": "[\"vip\"]"}), json!({"tags": "[\"vip\",\"press\"]"})),
        json!({"tags": "[\"vip\",\"press\"]"})
    );
    assert_eq!(after(json!({"tags": "[ \"vip\" ]"}), json!({"tags": "[\"vip\"]"})), json!({}));
    let one = json!({"custom_fields": "{\"size\":\"M\",\"colours\":[\"red\"],\"shoe\":null}"});
    let other = json!({"custom_fields": "{\"size\":\"L\",\"colours\":[\"blue\"],\"shoe\":42,\"hat\":7}"});
    let united = after(one, other);
    let fields: Json = serde_json::from_str(united["custom_fields"].as_str().expect("text")).expect("JSON");
    assert_eq!(fields, json!({"size": "M", "colours": ["red", "blue"], "shoe": 42, "hat": 7}));
}

#[test]
fn whoever_opted_out_stays_out_and_the_last_contact_is_the_later_one() {
    let winner = json!({"email_opt_out": 0, "do_not_call": 1, "last_contacted_at": 5, "last_activity_date": 9});
    let loser = json!({"email_opt_out": 1, "do_not_call": 0, "last_contacted_at": 7, "last_activity_date": null});
    assert_eq!(after(winner, loser), json!({"email_opt_out": 1, "last_contacted_at": 7}));
}

#[test]
fn a_choice_outdoes_the_rules() {
    let winner = json!({"phone": "+4930901820", "city": null, "tags": "[\"a\"]", "email_opt_out": 0});
    let loser = json!({"phone": "+4930901821", "city": "Bonn", "tags": "[\"b\"]", "email_opt_out": 1});
    let choices = json!({"phone": "LOSER", "city": "WINNER", "tags": "LOSER", "email_opt_out": "WINNER"});
    let merged = merge(winner, loser, choices);
    assert_eq!(Json::Object(merged.after), json!({"phone": "+4930901821", "tags": "[\"b\"]"}));
    assert_eq!(Json::Object(merged.before), json!({"phone": "+4930901820", "tags": "[\"a\"]"}));
}

#[test]
fn bad_choices_are_refused_all_at_once() {
    let choices = cells(
        json!({"phon": "LOSER", "client_id": "LOSER", "display_name": "LOSER", "version": "LOSER", "phone": "BOTH"}),
    );
    let refused = merged(Contact::DEFINITION, &Cells::new(), &Cells::new(), &choices).expect_err("all are bad");
    let mut pointers: Vec<String> = refused.into_iter().map(|invalid| invalid.pointer).collect();
    pointers.sort();
    assert_eq!(pointers, ["/client_id", "/display_name", "/phon", "/phone", "/version"]);
}

#[test]
fn what_is_not_to_be_written_stays() {
    let winner = json!({"id": "ctc_1", "client_id": "cli_1", "version": 3, "created_at": 9, "display_name": "A"});
    let loser = json!({"id": "ctc_2", "client_id": "cli_1", "version": 8, "created_at": 1, "display_name": "B"});
    assert_eq!(after(winner, loser), json!({}));
    // A column that must have a value does not lose it to a row that lacks it.
    assert_eq!(
        merge(json!({"status": "ACTIVE"}), json!({"status": null}), json!({"status": "LOSER"})).after,
        Cells::new()
    );
}

#[test]
fn a_company_does_not_become_its_own_parent() {
    let company = Company::DEFINITION;
    let parent = |winner: Json, loser: Json| {
        merged(company, &cells(winner), &cells(loser), &Cells::new())
            .expect("no choices")
            .after
            .get("parent_company_id")
            .cloned()
    };
    let one = json!({"id": "cmp_1", "parent_company_id": null});
    assert_eq!(parent(one.clone(), json!({"id": "cmp_2", "parent_company_id": "cmp_1"})), None);
    assert_eq!(parent(one, json!({"id": "cmp_2", "parent_company_id": "cmp_3"})), Some(json!("cmp_3")));
    let child = json!({"id": "cmp_1", "parent_company_id": "cmp_2"});
    assert_eq!(parent(child, json!({"id": "cmp_2", "parent_company_id": "cmp_3"})), Some(Json::Null));
}

/// Every contact of a small world.
fn world() -> Vec<Cells> {
    let mut world = Vec::new();
    for phone in [json!(null), json!("+4930901820"), json!("+4930901821")] {
        for tags in ["[]", "[\"a\"]", "[\"a\",\"b\"]", "[\"c\"]"] {
            for opted_out in [0, 1] {
                for last in [json!(null), json!(1), json!(2)] {
                    for custom in [json!(null), json!("{}"), json!("{\"x\":1}"), json!("{\"x\":2,\"y\":[1]}")] {
                        world.push(cells(json!({
                            "id": "ctc_1", "phone": phone, "tags": tags, "email_opt_out": opted_out,
                            "last_contacted_at": last, "custom_fields": custom,
                        })));
                    }
                }
            }
        }
    }
    world
}

#[test]
fn an_undo_brings_back_what_was() {
    let world = world();
    for winner in &world {
        for loser in &world {
            let merge = merged(Contact::DEFINITION, winner, loser, &Cells::new()).expect("no choices");
            let mut row = winner.clone();
            row.extend(merge.after.clone());
            let undone = unmerged(&row, &merge);
            row.extend(undone.restored);
            assert_eq!((&row, undone.kept.len()), (winner, 0));
        }
    }
}

#[test]
fn an_undo_leaves_what_was_changed_since() {
    let merge = merge(
        json!({"phone": null, "city": null, "tags": "[\"a\"]"}),
        json!({"phone": "+4930901820", "city": "Bonn", "tags": "[\"b\"]"}),
        json!({}),
    );
    let now = cells(json!({"phone": "+4930901820", "city": "Köln", "tags": "[\"a\",\"b\",\"new\"]"}));
    let undone = unmerged(&now, &merge);
    assert_eq!(Json::Object(undone.restored), json!({"phone": null, "tags": "[\"a\",\"new\"]"}));
    assert_eq!(undone.kept, ["city", "tags"]);
}

#[test]
fn every_relation_is_known() {
    let found = relations(Contact::DEFINITION, domain::entities());
    let names: Vec<String> =
        found.iter().map(|relation| format!("{}.{}", relation.entity.name, relation.field.name)).collect();
    for name in [
        "ConsentRecord.contact_id",
        "SocialProfile.contact_id",
        "TagLink.contact_id",
        "Note.contact_id",
        "Activity.contact_id",
    ] {
        assert!(names.iter().any(|found| found == name), "{name}");
    }
    let link = found.iter().find(|relation| relation.entity.name == "TagLink").expect("tags are linked");
    assert_eq!(link.alike, [["tag_id"]]);
    let own = relations(Company::DEFINITION, domain::entities());
    assert!(own.iter().any(|relation| relation.entity.name == "Company" && relation.field.name == "parent_company_id"));
}

#[test]
fn no_entity_that_points_to_them_is_left_out() {
    let columns = |target: &'static EntityDef, entities: &mut dyn Iterator<Item = &'static EntityDef>| {
        let found = relations(target, entities);
        found.iter().map(|relation| (relation.entity.name, relation.field.name)).collect::<Vec<_>>()
    };
    for target in [Contact::DEFINITION, Company::DEFINITION] {
        let named = columns(target, &mut POINTING.iter().copied());
        assert_eq!(named, columns(target, &mut domain::entities()), "{}: see contacts::merge::POINTING", target.name);
    }
}
