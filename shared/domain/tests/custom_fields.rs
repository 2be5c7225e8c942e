//! The words by which definitions of custom fields name types and entities are those that the engine knows.

#![allow(missing_docs)]

use std::collections::HashSet;

use domain::contacts::custom_fields::CustomKind;
use domain::contacts::entities::{CustomFieldEntity, CustomFieldType};

/// `InventoryItem` → `INVENTORY_ITEM`.
fn word(name: &str) -> String {
    let parts = name.char_indices().map(|(position, letter)| match letter.is_ascii_uppercase() && position > 0 {
        true => format!("_{letter}"),
        false => letter.to_ascii_uppercase().to_string(),
    });
    parts.collect()
}

#[test]
fn the_fifteen_types_are_the_same() {
    let types: HashSet<&str> = CustomFieldType::WORDS.iter().copied().collect();
    let kinds: HashSet<&str> = CustomKind::ALL.iter().map(|(_, word)| *word).collect();
    assert_eq!(types.len(), 15);
    assert_eq!(types, kinds);
}

#[test]
fn every_extensible_entity_can_be_named() {
    for entity in domain::entities().filter(|entity| entity.extensible) {
        assert!(CustomFieldEntity::from_word(&word(entity.name)).is_some(), "{} cannot be named", entity.name);
    }
}
