//! Exports of other systems import as they are.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing)]

use domain::contacts::entities::{Company, Contact};
use domain::imports::{DateOrder, Importable, Mapping, Options, SURE, convert, suggest};
use entity::Entity;
use entity::custom::{CustomField, CustomKind};
use serde_json::{Map, Value as Json, json};

const CONTACTS: Importable<'static> = Importable { entity: Contact::DEFINITION, custom: &[] };

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn members(json: Json) -> Map<String, Json> {
    json.as_object().cloned().expect("an object")
}

/// The fields that are surely meant by these titles; `-` for none.
fn fields(importable: Importable<'_>, titles: &[&str]) -> Vec<String> {
    let suggestions = suggest(importable, &strings(titles));
    let sure = suggestions.into_iter().map(|suggestion| suggestion.field.filter(|_| suggestion.confidence >= SURE));
    sure.map(|field| field.unwrap_or_else(|| "-".to_owned())).collect()
}

#[test]
fn salesforce_is_understood() {
    let report = [
        ("Salutation", "salutation"),
        ("First Name", "first_name"),
        ("Last Name", "last_name"),
        ("Title", "job_title"),
        ("Account Name", "company_name"),
        ("Mailing Street", "address_line1"),
        ("Mailing City", "city"),
        ("Mailing State/Province", "state"),
        ("Mailing Zip/Postal Code", "postal_code"),
        ("Mailing Country", "country"),
        ("Phone", "phone"),
        ("Fax", "fax"),
        ("Mobile", "mobile"),
        ("Email", "email"),
        ("Lead Source", "lead_source"),
        ("Birthdate", "birthday"),
        ("Department", "department"),
        ("Email Opt Out", "email_opt_out"),
        ("Do Not Call", "do_not_call"),
        ("Description", "notes"),
        ("Contact ID", "external_id"),
        ("Contact Owner", "-"),
        ("Created Date", "-"),
        ("Asst. Phone", "-"),
    ];
    let interface = [
        ("Id", "-"),
        ("FirstName", "first_name"),
        ("LastName", "last_name"),
        ("MobilePhone", "mobile"),
        ("MailingStreet", "address_line1"),
        ("MailingState", "state"),
        ("MailingPostalCode", "postal_code"),
        ("HasOptedOutOfEmail", "email_opt_out"),
        ("OwnerId", "-"),
        ("AccountId", "-"),
        ("PhotoUrl", "avatar_url"),
    ];
    for table in [report.as_slice(), &interface] {
        let (titles, expected): (Vec<&str>, Vec<&str>) = table.iter().copied().unzip();
        assert_eq!(fields(CONTACTS, &titles), expected);
    }
    let companies = Importable { entity: Company::DEFINITION, custom: &[] };
    let accounts = [
        "Account Name",
        "Billing Street",
        "Billing City",
        "Website",
        "Annual Revenue",
        "Employees",
        "Ticker Symbol",
        "Account ID",
    ];
    let expected =
        ["name", "address_line1", "city", "website", "revenue", "employee_count", "ticker_symbol", "external_id"];
    assert_eq!(fields(companies, &accounts), expected);
}

#[test]
fn hubspot_is_understood() {
    let titles = [
        ("Record ID", "external_id"),
        ("First Name", "first_name"),
        ("Last Name", "last_name"),
        ("Email", "email"),
        ("Phone Number", "phone"),
        ("Mobile Phone Number", "mobile"),
        ("Contact owner", "-"),
        ("Lead Status", "lead_status"),
        ("Lifecycle Stage", "contact_type"),
        ("Street Address", "address_line1"),
        ("State/Region", "state"),
        ("Postal Code", "postal_code"),
        ("Country/Region", "country"),
        ("Job Title", "job_title"),
        ("Company Name", "company_name"),
        ("Website URL", "website"),
        ("Original Source", "lead_source"),
        ("Last Contacted", "last_contacted_at"),
        ("Last Activity Date", "last_activity_date"),
        ("Date of birth", "birthday"),
        ("Create Date", "-"),
    ];
    let internal = [
        ("firstname", "first_name"),
        ("lastname", "last_name"),
        ("mobilephone", "mobile"),
        ("jobtitle", "job_title"),
        ("company", "company_name"),
        ("zip", "postal_code"),
        ("hs_lead_status", "lead_status"),
        ("lifecyclestage", "contact_type"),
        ("hs_object_id", "external_id"),
        ("hs_email_optout", "email_opt_out"),
        ("hubspot_owner_id", "-"),
    ];
    for table in [titles.as_slice(), &internal] {
        let (titles, expected): (Vec<&str>, Vec<&str>) = table.iter().copied().unzip();
        assert_eq!(fields(CONTACTS, &titles), expected);
    }
}

#[test]
fn a_field_is_suggested_once_and_typos_with_less_confidence() {
    assert_eq!(fields(CONTACTS, &["Email Address", "email"]), ["-", "email"]);
    let suggested = suggest(CONTACTS, &strings(&["Frist Name", "Xyzzy", ""]));
    assert_eq!(suggested[0].field.as_deref(), Some("first_name"));
    assert!(suggested[0].confidence > 0 && suggested[0].confidence < SURE);
    assert!(suggested[1].field.is_none() && suggested[2].field.is_none());
}

fn shoe_size() -> CustomField {
    CustomField {
        entity: "Contact".to_owned(),
        client_id: None,
        name: "shoe_size".to_owned(),
        label: "Shoe size (EU)".to_owned(),
        kind: CustomKind::Number,
        options: Vec::new(),
        validation: members(json!({"min": 10, "max": 60})),
        required: false,
        default: None,
    }
}

#[test]
fn fields_of_the_tenant_are_found_by_name_and_label() {
    let custom = [shoe_size()];
    let importable = Importable { entity: Contact::DEFINITION, custom: &custom };
    for title in ["Shoe Size", "shoe size (eu)", "custom_fields.shoe_size"] {
        assert_eq!(fields(importable, &[title]), ["custom_fields.shoe_size"], "{title}");
    }
}

#[test]
fn a_mapping_is_checked_all_at_once() {
    let titles = strings(&["Name", "Mail", "Mail"]);
    let good = Mapping::read(CONTACTS, &titles, &members(json!({"Mail": "email", "Name": null}))).expect("it fits");
    let names: Vec<Option<String>> = good.targets.iter().map(|target| target.map(|target| target.name())).collect();
    assert_eq!(names, [None, Some("email".to_owned()), None]);

    let bad = json!({"Nmae": "name", "Mail": "mail", "Name": 1});
    let refused = Mapping::read(CONTACTS, &titles, &members(bad)).err().expect("none of it fits");
    let mut found: Vec<(String, &str)> = refused.into_iter().map(|invalid| (invalid.pointer, invalid.code)).collect();
    found.sort();
    let expected = [("/Mail", "unknown_field"), ("/Name", "wrong_type"), ("/Nmae", "unknown_column")];
    assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    for field in ["client_id", "version", "created_at", "display_name", "custom_fields", "id"] {
        assert!(Mapping::read(CONTACTS, &titles, &members(json!({"Name": field}))).is_err(), "{field}");
    }
}

fn options() -> Options {
    Options { calling_code: Some("49".to_owned()), date_order: DateOrder::DayMonthYear, ..Options::default() }
}

#[test]
fn a_row_becomes_a_record() {
    let custom = [shoe_size()];
    let importable = Importable { entity: Contact::DEFINITION, custom: &custom };
    let titles = strings(&[
        "First Name",
        "Email",
        "Phone",
        "Lead Source",
        "Lifecycle Stage",
        "Birthdate",
        "Last Contacted",
        "Lead Score",
        "Tags",
        "Shoe size",
        "Email Opt Out",
        "Estimated value",
        "Time zone",
        "Website",
        "City",
        "Company Name",
    ]);
    let mapping = Mapping::suggested(importable, &titles);
    let row = strings(&[
        " Ann ",
        "ann@example.com",
        "(030) 90 18-20",
        "Web",
        "Marketing Qualified Lead",
        "31.01.1990",
        "28/02/2026 9:30 PM",
        "85.0",
        "vip; press",
        "38",
        "TRUE",
        "€1,234.50",
        "america_slash_new_york",
        "example.com",
        "",
        "Müller, Söhne & Co.",
    ]);
    let converted = convert(&mapping, &options(), &row);
    assert_eq!(converted.problems, []);
    let expected = json!({
        "first_name": "Ann", "email": "ann@example.com", "phone": "+4930901820", "lead_source": "WEBSITE",
        "contact_type": "LEAD", "birthday": "1990-01-31", "last_contacted_at": "2026-02-28T21:30:00.000Z",
        "lead_score": 85, "tags": ["vip", "press"], "custom_fields": {"shoe_size": 38}, "email_opt_out": true,
        "estimated_value": "1234.50", "timezone": "America/New_York", "website": "https://example.com",
        "company_name": "Müller, Söhne & Co.",
    });
    assert_eq!(Json::Object(converted.members), expected);
}

#[test]
fn yes_and_no_are_read_in_the_languages_of_the_files() {
    let mapping = Mapping::suggested(CONTACTS, &strings(&["Do not call"]));
    for (text, truth) in
        [("Ja", true), ("OUI", true), ("Sí", true), ("1", true), ("Nein", false), ("non", false), ("0", false)]
    {
        let converted = convert(&mapping, &Options::default(), &strings(&[text]));
        assert_eq!(Json::Object(converted.members), json!({"do_not_call": truth}), "{text}");
    }
    let problems = convert(&mapping, &Options::default(), &strings(&["perhaps"])).problems;
    assert_eq!(problems[0].invalid.message, "Must be yes or no, true or false, 1 or 0.");
}

#[test]
fn every_bad_cell_is_told() {
    let custom = [shoe_size()];
    let importable = Importable { entity: Contact::DEFINITION, custom: &custom };
    let titles = strings(&["email", "phone", "status", "birthday", "custom_fields.shoe_size"]);
    let mapping = Mapping::suggested(importable, &titles);
    let row = strings(&["ann", "call me", "GONE", "31.02.1990", "200", "left over"]);
    let problems = convert(&mapping, &options(), &row).problems;
    let told: Vec<(&str, &str, &str)> =
        problems.iter().map(|problem| (problem.title.as_str(), problem.field.as_str(), problem.invalid.code)).collect();
    assert_eq!(
        told,
        [
            ("email", "email", "email"),
            ("phone", "phone", "phone"),
            ("status", "status", "not_a_choice"),
            ("birthday", "birthday", "date"),
            ("custom_fields.shoe_size", "custom_fields.shoe_size", "out_of_range"),
            ("", "", "too_many_cells"),
        ]
    );
    assert_eq!(problems[0].to_json()["column"], "email");
}

#[test]
fn blanks_are_left_alone_or_cleared() {
    let mapping = Mapping::suggested(CONTACTS, &strings(&["City", "Tags", "Email"]));
    let row = strings(&["", " "]);
    assert_eq!(convert(&mapping, &Options::default(), &row).members, Map::new());
    let clearing = Options { clear_blanks: true, ..Options::default() };
    assert_eq!(
        Json::Object(convert(&mapping, &clearing, &row).members),
        json!({"city": null, "tags": [], "email": null})
    );
}

#[test]
fn dates_numbers_and_telephones_are_read_as_they_are_written() {
    let order = |date_order| Options { date_order, ..Options::default() };
    for (options, text, date) in [
        (order(DateOrder::YearMonthDay), "2026-1-5", Some("2026-01-05")),
        (order(DateOrder::YearMonthDay), "2026/01/05", Some("2026-01-05")),
        (order(DateOrder::YearMonthDay), "5.1.2026", Some("2026-01-05")),
        (order(DateOrder::YearMonthDay), "1/5/2026", None),
        (order(DateOrder::DayMonthYear), "1/5/2026", Some("2026-05-01")),
        (order(DateOrder::MonthDayYear), "1/5/2026", Some("2026-01-05")),
        (order(DateOrder::MonthDayYear), "13/5/2026", None),
        (order(DateOrder::MonthDayYear), "1/5/26", None),
        (order(DateOrder::MonthDayYear), "", None),
    ] {
        assert_eq!(options.date(text).as_deref(), date, "{text}");
    }
    let options = order(DateOrder::MonthDayYear);
    for (text, time) in [
        ("1/31/2026, 9:30 AM", Some("2026-01-31T09:30:00Z")),
        ("1/31/2026 12:05 AM", Some("2026-01-31T00:05:00Z")),
        ("2026-01-31 21:30", Some("2026-01-31T21:30:00Z")),
        ("2026-01-31T21:30:00.000+0100", Some("2026-01-31T21:30:00.000+01:00")),
        ("2026-01-31T21:30:00Z", Some("2026-01-31T21:30:00Z")),
        ("2026-01-31", Some("2026-01-31T00:00:00Z")),
        ("1/31/2026 13:00 PM", None),
        ("soon", None),
    ] {
        assert_eq!(options.time(text).as_deref(), time, "{text}");
    }
    let comma = Options { decimal_comma: true, ..Options::default() };
    assert_eq!((comma.number("1.234,50"), options.number("1,234.50")), ("1234.50".to_owned(), "1234.50".to_owned()));
    for (code, text, phone) in [
        ("49", "030 901820", "+49 30 901820"),
        ("49", "(030) 901820", "+49 30) 901820"),
        ("49", "+43 1 585800", "+43 1 585800"),
        ("49", "0043 1 585800", "0043 1 585800"),
        ("1", "(555) 555-0123", "+1 (555) 555-0123"),
        ("1", "1-555-555-0123", "+1 -555-555-0123"),
        ("39", "06 1234567", "+39 06 1234567"),
    ] {
        let options = Options { calling_code: Some(code.to_owned()), ..Options::default() };
        assert_eq!(options.phone(text), phone, "{code} {text}");
        let kind = &entity::kinds::Phone;
        assert!(entity::FieldKind::parse(kind, &options.phone(text).into()).is_ok(), "{phone}");
    }
}

#[test]
fn options_are_checked_all_at_once() {
    let read = |json: Json| Options::read(&members(json));
    let good = read(json!({"date_order": "DAY_MONTH_YEAR", "calling_code": "+49"})).expect("they are good");
    assert_eq!(good, options());
    let refused = read(json!({"date_order": "DMY", "decimal_comma": 1, "calling_code": "0", "other": true}))
        .expect_err("none is good");
    assert_eq!(refused.len(), 4);
    assert_eq!(Options::read(&Map::new()), Ok(Options::default()));
}
