//! A declaration says what it means.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing)]

use entity::types::{Instant, Line, Ref, RowId};
use entity::{Entity, FieldAccess, OnDelete, Writes, choice};

choice! {
    /// Where a task stands.
    pub enum Standing { Open = "OPEN", Done = "DONE" }
}

/// Something to do.
///
/// The second paragraph is for readers of the code.
#[derive(Entity, Debug)]
#[entity(
    number = 7,
    module = "demo",
    table = "tasks",
    prefix = "tsk",
    title = "title",
    client = "client_id",
    owners("assignee_id"),
    unique("client_id, title"),
    index("client_id, due_at"),
    ordered("due_at <= done_at when NEW.is_internal", "begun_at < done_at"),
    unlogged("begun_at"),
    follows("due_at: UPDATE tasks SET begun_at = NULL WHERE id = NEW.id;"),
    tombstones(3),
    extensible
)]
pub struct Task {
    #[field(1)]
    pub id: RowId,
    /// What to do.
    #[field(2, index, alias("subject", "name"))]
    pub title: Line<80>,
    #[field(4, default = "OPEN")]
    pub standing: Standing,
    #[field(5, on_delete = "set_null")]
    pub after_id: Option<Ref<Task>>,
    #[field(6, access = "create")]
    pub due_at: Option<Instant>,
    #[field(8, default = false)]
    pub is_internal: bool,
    #[field(9)]
    pub begun_at: Option<Instant>,
    #[field(10)]
    pub done_at: Option<Instant>,
}

#[test]
fn becomes_constant_data() {
    let task = Task::DEFINITION;
    assert_eq!((task.name, task.table, task.resource, task.prefix), ("Task", "tasks", "tasks", "tsk"));
    assert_eq!(Task::DOCUMENTATION.doc, "Something to do.");
    assert_eq!(task.writes, Writes::Generic);
    assert_eq!(task.scope.owners, ["assignee_id"]);
    assert_eq!(task.unique, [["client_id", "title"]]);
    assert!(task.grows && task.extensible);
    let ordered = |of: &entity::Ordered| (of.before, of.after, of.may_equal, of.when);
    let expected = [("due_at", "done_at", true, Some("NEW.is_internal")), ("begun_at", "done_at", false, None)];
    assert_eq!(task.ordered.iter().map(ordered).collect::<Vec<_>>(), expected);

    assert_eq!(task.unlogged, ["begun_at"]);
    let follows: Vec<(&str, &str)> = task.follows.iter().map(|follows| (follows.field, follows.sql)).collect();
    assert_eq!(follows, [("due_at", "UPDATE tasks SET begun_at = NULL WHERE id = NEW.id;")]);

    let names: Vec<&str> = task.fields().map(|field| field.name).collect();
    let stamps = ["created_at", "updated_at", "created_by", "updated_by", "version"];
    let declared =
        ["id", "title", "standing", "after_id", "due_at", "is_internal", "begun_at", "done_at", "custom_fields"];
    assert_eq!(names, [&declared[..], &stamps[..]].concat());

    let title = task.field("title").map(|field| (field.number, field.indexed, field.required, field.aliases));
    assert_eq!(title, Some((2, true, true, ["subject", "name"].as_slice())));
    assert_eq!(Task::DOCUMENTATION.of("title"), "What to do.");
    assert!(!Task::DOCUMENTATION.of("version").is_empty());
    assert_eq!(Task::DOCUMENTATION.of("standing"), "");
    let after = task
        .field("after_id")
        .map(|field| (field.kind.references().map(|target| target.name), field.on_delete, field.required));
    assert_eq!(after, Some((Some("Task"), OnDelete::SetNull, false)));
    assert_eq!(task.field("standing").and_then(|field| field.default), Some("\"OPEN\""));
    assert_eq!(task.field("is_internal").and_then(|field| field.default), Some("false"));
    assert_eq!(task.field("due_at").map(|field| field.access), Some(FieldAccess::Create));
    assert_eq!(task.field("standing").map(|field| field.kind.choices()), Some(Standing::WORDS));
}

#[test]
fn is_read_by_names() {
    let columns: Vec<String> = ["is_internal", "due_at", "after_id", "standing", "title", "begun_at", "done_at", "id"]
        .map(str::to_owned)
        .to_vec();
    let values = [
        entity::Value::from(true),
        entity::Value::from(5_i64),
        entity::Value::Null,
        "DONE".into(),
        "Paint".into(),
        entity::Value::Null,
        entity::Value::Null,
        "tsk_1".into(),
    ];
    let task = Task::read(&entity::Row::new(&columns, &values)).expect("every column is there");
    assert_eq!((task.title.0.as_str(), task.standing, task.due_at), ("Paint", Standing::Done, Some(Instant(5))));
    assert!(task.is_internal && task.after_id.is_none());

    let error = Task::read(&entity::Row::new(&columns[..3], &values[..3])).expect_err("the id is missing");
    assert_eq!(error.column, "id");
}
