//! Who is taken for the same person, and who is not.

#![allow(missing_docs, clippy::expect_used)]

use domain::contacts::duplicates::{PROBABLE, Person, Reason, candidate_filters, compare, pairs};
use entity::{Entity, Filter, Row, Shape, Value};

/// `first last, email, phone, company`; empty parts are unknown.
fn person(id: &str, first: &str, last: &str, email: &str, phone: &str, company: &str) -> Person {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Person {
        id: id.to_owned(),
        first_name: some(first),
        last_name: some(last),
        email: some(email),
        phones: some(phone).into_iter().collect(),
        company: some(company),
    }
}

fn ann() -> Person {
    person("ctc_1", "Ann", "Müller", "ann@example.com", "+4930901820", "Acme GmbH")
}

#[test]
fn evidence_is_weighed() {
    use Reason::{SameCompany, SameEmail, SameName, SamePhone, SimilarCompany, SimilarName};
    for (other, score, reasons) in [
        (
            person("ctc_2", "Ann", "Müller", "ANN@example.com", "+4930901820", "Acme"),
            Some(99),
            vec![SameEmail, SamePhone, SameName, SameCompany],
        ),
        (person("ctc_2", "", "", "ann@example.com", "", ""), Some(85), vec![SameEmail]),
        (person("ctc_2", "", "", "", "+4930901820", ""), Some(70), vec![SamePhone]),
        // An address that two people share.
        (person("ctc_2", "Bob", "Schmidt", "ann@example.com", "", ""), Some(77), vec![SameEmail]),
        // A telephone that a couple shares.
        (person("ctc_2", "Bob", "Müller", "", "+4930901820", ""), Some(63), vec![SamePhone]),
        (person("ctc_2", "Anne", "Mueller", "", "", "ACME Inc."), Some(80), vec![SimilarName, SameCompany]),
        (person("ctc_2", "A.", "Muller", "", "", "Acme"), Some(80), vec![SimilarName, SameCompany]),
        (person("ctc_2", "Müller", "Ann", "", "", "Acme"), Some(80), vec![SameName, SameCompany]),
        (person("ctc_2", "Ann", "Muller", "", "", "Acmee"), Some(65), vec![SameName, SimilarCompany]),
        // The name alone is not enough, and another company speaks against it.
        (person("ctc_2", "Ann", "Müller", "", "", ""), None, vec![]),
        (person("ctc_2", "Ann", "Müller", "", "", "Bolt AG"), None, vec![]),
        (person("ctc_2", "Ann", "Müller", "ann.m@example.org", "", ""), None, vec![]),
        (person("ctc_2", "Bob", "Schmidt", "bob@example.com", "+4930901821", "Acme GmbH"), None, vec![]),
        (person("ctc_2", "", "", "", "", ""), None, vec![]),
    ] {
        let expected = score.map(|score| (score, reasons));
        assert_eq!(compare(&ann(), &other), expected, "{other:?}");
        assert_eq!(compare(&other, &ann()), expected, "{other:?} the other way round");
    }
}

#[test]
fn pairs_are_found_across_blocks_and_once() {
    let people = [
        ann(),
        person("ctc_2", "Anne", "Mueller", "", "", "Acme"),
        person("ctc_3", "Bob", "Schmidt", "ann@example.com", "", ""),
        person("ctc_4", "Carl", "Weiß", "", "+4930777777", ""),
        person("ctc_5", "Karl", "Weiss", "", "+4930777777", ""),
    ];
    let found = pairs(&people);
    let shown: Vec<(&str, &str, u8)> =
        found.iter().map(|pair| (pair.left.as_str(), pair.right.as_str(), pair.score)).collect();
    assert_eq!(shown, [("ctc_1", "ctc_2", 80), ("ctc_1", "ctc_3", 77), ("ctc_4", "ctc_5", 70)]);
    assert!(found.iter().filter(|pair| pair.score >= PROBABLE).count() == 1);

    let mut reversed = people.to_vec();
    reversed.reverse();
    assert_eq!(pairs(&reversed), found, "the order of the contacts does not matter");
}

#[test]
fn a_crowd_at_one_number_is_not_compared_with_itself() {
    let crowd: Vec<Person> = (0..3_000)
        .map(|number| person(&format!("ctc_{number:05}"), "", &format!("Name {number}"), "", "+4930901820", ""))
        .collect();
    assert!(pairs(&crowd).len() <= crowd.len() * 50);
}

#[test]
fn what_is_found_in_memory_is_found_by_filters() {
    let contact = domain::contacts::entities::Contact::DEFINITION;
    let row = |columns: &[&str], values: &[Value]| {
        let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        Person::read(&Row::new(&columns, values)).expect("it has an id")
    };
    let read = row(
        &["id", "name", "email", "mobile", "company_name"],
        &["ctc_1".into(), "Ann Müller".into(), "ann@example.com".into(), "+4930901820".into(), Value::Null],
    );
    assert_eq!((read.first_name.as_deref(), read.last_name.as_deref()), (Some("Ann"), Some("Müller")));

    let filters = candidate_filters(&read);
    assert_eq!(filters.len(), 6);
    let parsed: Vec<Filter> = filters
        .iter()
        .map(|filter| Filter::parse(filter, &Shape::of(contact)).expect("the filter fits contacts"))
        .collect();
    let finds = |columns: &[(&str, &str)]| {
        let cell = |place: &entity::Place| match place {
            entity::Place::Column(name) => {
                columns.iter().find(|(column, _)| column == name).map_or(Value::Null, |(_, text)| (*text).into())
            }
            entity::Place::Custom(_) => Value::Null,
        };
        parsed.iter().any(|filter| filter.matches(&cell))
    };
    assert!(finds(&[("email", "ANN@example.com")]));
    assert!(finds(&[("phone", "+4930901820")]));
    assert!(finds(&[("last_name", "Muller"), ("first_name", "Anne")]));
    assert!(finds(&[("last_name", "Ann"), ("first_name", "Müller")]));
    assert!(!finds(&[("last_name", "Schmidt"), ("first_name", "Ann")]));
}
