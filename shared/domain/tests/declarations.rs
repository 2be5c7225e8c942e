//! What holds for every declaration: ids are given once, and every name that a declaration uses is there.

#![allow(missing_docs, clippy::expect_used, clippy::panic)]

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;

use entity::{EntityDef, Home, STANDARD_FIELDS_FROM, Writes};

fn assert_once<T: Eq + Hash + Debug>(what: &str, of: impl Fn(&'static EntityDef) -> T) {
    let mut seen: HashMap<T, &str> = HashMap::new();
    for entity in domain::entities() {
        if let Some(other) = seen.insert(of(entity), entity.name) {
            panic!("{other} and {} have the same {what}: {:?}", entity.name, of(entity));
        }
    }
}

#[test]
fn ids_and_names_are_given_once() {
    assert_once("number", |entity| entity.number);
    assert_once("name", |entity| entity.name);
    assert_once("prefix", |entity| entity.prefix);
    assert_once("table", |entity| entity.table);
    assert_once("resource", |entity| entity.resource);
}

#[test]
fn no_module_is_left_out() {
    let of_modules = domain::MODULES.iter().flat_map(|module| module.entities.iter().map(|entity| entity.name));
    assert!(domain::entities().map(|entity| entity.name).eq(of_modules));
}

#[test]
fn every_entity_has_its_summary() {
    assert_eq!(domain::summaries().len(), domain::entities().count());
    for (summary, entity) in domain::summaries().iter().zip(domain::entities()) {
        assert_eq!((summary.name, summary.resource), (entity.name, entity.resource));
        assert_eq!(summary.of_tenant, entity.home == Home::Tenant);
        assert_eq!(summary.can_be_private, entity.private_when.is_some());
    }
}

#[test]
fn modules_keep_to_their_numbers() {
    let numbers = [
        ("identity", 1..=49),
        ("contacts", 50..=79),
        ("appointments", 80..=99),
        ("embed", 100..=109),
        ("leads", 110..=129),
    ];
    for (module, numbers) in numbers {
        let entities = domain::entities().filter(|entity| entity.module == module);
        for entity in entities {
            assert!(numbers.contains(&entity.number), "{} is {}", entity.name, entity.number);
        }
    }
    for module in domain::MODULES {
        let of_catalogue = match module.name {
            "access" => "identity",
            "imports" => "contacts",
            name => name,
        };
        assert!(module.entities.iter().all(|entity| entity.module == of_catalogue), "{}", module.name);
        assert!(module.entities.is_sorted_by_key(|entity| entity.number), "{}", module.name);
    }
}

#[test]
fn prefixes_are_short_words() {
    for entity in domain::entities() {
        let letters = entity.prefix.bytes().all(|byte| byte.is_ascii_lowercase());
        assert!((3..=6).contains(&entity.prefix.len()) && letters, "{}", entity.prefix);
    }
}

/// The entity that a column, or a path `reference.column`, ends in has that column.
fn assert_column(entity: &EntityDef, path: &str) {
    match path.split_once('.') {
        None => assert!(entity.field(path).is_some(), "{} has no {path}", entity.name),
        Some((reference, column)) => {
            let field = entity.field(reference).unwrap_or_else(|| panic!("{} has no {reference}", entity.name));
            let named = field.kind.references().expect("a path goes through a reference");
            let target = domain::entity(named.name).expect("a reference leads to an entity");
            assert!(target.field(column).is_some(), "{} has no {column}", target.name);
        }
    }
}

#[test]
fn declarations_name_columns_that_exist() {
    for entity in domain::entities() {
        let scope = &entity.scope;
        let scopes = [scope.agency, scope.client, scope.location];
        let lists = entity.unique.iter().chain(entity.indexes).copied().flatten();
        let named =
            scopes.iter().flatten().chain(scope.owners).chain(entity.search).chain([&entity.title]).chain(lists);
        named.for_each(|path| assert_column(entity, path));
        let ordered = entity.ordered.iter().flat_map(|ordered| [ordered.before, ordered.after]);
        ordered.for_each(|column| assert_column(entity, column));
        let follows = entity.follows.iter().map(|follows| follows.field);
        follows.chain(entity.unlogged.iter().copied()).for_each(|column| assert_column(entity, column));
        if let Some(field) = entity.private_when.map(|column| entity.field(column)) {
            let plain = field.is_some_and(|field| field.required && field.kind.name() == "boolean");
            assert!(plain && entity.is_stamped(), "{}: a row that can be private says so and by whom", entity.name);
        }
        assert_eq!(entity.declared.first().map(|field| field.name), Some("id"), "{}", entity.name);
        assert!(entity.declared.iter().all(|field| field.number < STANDARD_FIELDS_FROM), "{}", entity.name);
    }
    for module in domain::MODULES {
        assert_eq!(module.entities.len(), module.documentation.len(), "{}", module.name);
        for (entity, documentation) in module.entities.iter().zip(module.documentation) {
            assert!(!documentation.doc.is_empty(), "{} says what it is", entity.name);
            let known = |(name, _): &(&str, &str)| entity.field(name).is_some();
            assert!(documentation.fields.iter().all(known), "{}", entity.name);
        }
    }
}

#[test]
fn references_point_to_entities_of_the_same_database() {
    for entity in domain::entities() {
        for field in entity.fields() {
            let Some(target) = field.kind.references() else { continue };
            assert!(domain::entity(target.name).is_some(), "{} is of no module", target.name);
            assert_eq!(target.home, entity.home, "{}.{}", entity.name, field.name);
        }
    }
}

#[test]
fn defaults_are_values_of_their_fields() {
    for entity in domain::entities() {
        for field in entity.fields() {
            let Some(default) = field.default else { continue };
            let json = serde_json::from_str(default).expect("a default is JSON");
            let parsed = field.kind.parse(&json);
            assert!(parsed.is_ok(), "{}.{}: {parsed:?}", entity.name, field.name);
        }
    }
}

#[test]
fn nobody_writes_the_platform_or_secrets_by_the_generic_way() {
    for entity in domain::entities() {
        if entity.home == Home::Platform {
            assert_ne!(entity.writes, Writes::Generic, "{}", entity.name);
        }
        for field in entity.fields().filter(|field| field.name.ends_with("_hash") && field.name != "previous_hash") {
            assert_eq!(field.access, entity::FieldAccess::Hidden, "{}.{}", entity.name, field.name);
        }
    }
}

#[test]
fn business_rows_carry_their_client() {
    for entity in domain::entities().filter(|entity| entity.home == Home::Tenant && entity.module != "identity") {
        assert_eq!(entity.scope.client, Some("client_id"), "{}", entity.name);
        let second = entity.declared.get(1).map(|field| field.name);
        assert_eq!(second, Some("client_id"), "{}", entity.name);
    }
}

#[test]
fn an_alias_means_one_field() {
    for entity in domain::entities() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for field in entity.fields() {
            for name in field.aliases.iter().chain([&field.name]) {
                let key: String = name
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .map(|letter| letter.to_ascii_lowercase())
                    .collect();
                match seen.insert(key, field.name) {
                    Some(other) if other != field.name => {
                        panic!("{}: `{name}` means {other} and {}", entity.name, field.name)
                    }
                    _ => {}
                }
            }
        }
    }
}
