//! What is answered to a write: text, and the rows that the write leaves, which only the database knows.
//!
//! An answer is written down with the write, so that a repetition under the same `Idempotency-Key` gets it again. What is
//! kept are the cells of the rows with the names of their columns; they are rendered again on a repetition, which may be one
//! version later.

use entity::{EntityDef, FieldDef, Value, json};
use serde_json::Value as Json;
use store::Statement;

use crate::problem::Kind;
use crate::resource::idempotency::{CARRIED_OUT, Kept, columns};
use crate::resource::{Catalogue, entity_tag};
use crate::{Host, Problem, Response, render, seal};

/// The answer to a write, complete but for the cells of its rows.
#[derive(Clone, Default)]
pub struct Answer {
    entity: Option<&'static EntityDef>,
    ids: Vec<Value>,
    /// The members of a row that are shown, where that is not all of them.
    members: Option<Vec<String>>,
    /// What stands before, between and behind the rows; nothing where there is no body.
    texts: Vec<String>,
    shown_once: Option<&'static str>,
}

impl Answer {
    /// A row, as reading it shows it.
    pub fn row(entity: &'static EntityDef, id: &Value) -> Self {
        let mut answer = Answer::of(entity);
        answer.push_row(id);
        answer
    }

    /// These members of a row.
    pub fn members(entity: &'static EntityDef, id: &Value, names: &[&str]) -> Self {
        Answer { members: Some(names.iter().map(|name| (*name).to_owned()).collect()), ..Answer::row(entity, id) }
    }

    /// The beginning of an answer with rows of this entity.
    pub fn of(entity: &'static EntityDef) -> Self {
        Answer { entity: Some(entity), ..Answer::text(String::new()) }
    }

    /// A body without rows.
    pub fn text(text: String) -> Self {
        Answer { texts: vec![text], ..Answer::default() }
    }

    /// An answer that is given once and never kept, because it holds a secret. A repetition is told this instead.
    pub fn shown_once(instead: &'static str) -> Self {
        Answer { shown_once: Some(instead), ..Answer::default() }
    }

    /// Appends text.
    pub fn push(&mut self, text: &str) {
        if let Some(last) = self.texts.last_mut() {
            last.push_str(text);
        }
    }

    /// Appends a row, as the write leaves it.
    pub fn push_row(&mut self, id: &Value) {
        self.ids.push(id.clone());
        self.texts.push(String::new());
    }

    /// The response, now that the cells of the rows are known, in their order.
    pub fn response(&self, host: &Host, status: u16, rows: &[Vec<Value>]) -> Response {
        response(host, status, &self.texts, self.entity, &self.fields(), rows)
    }

    /// The columns that a row is answered with.
    pub fn columns(&self) -> Vec<&'static str> {
        columns(&self.fields())
    }

    fn fields(&self) -> Vec<&'static FieldDef> {
        self.entity.map(|entity| render::visible(entity, self.members.as_deref())).unwrap_or_default()
    }

    /// Writes it down under the id of a claim, with the rows as the transaction leaves them. A row that is gone by then is
    /// kept without cells.
    pub(crate) fn kept_by(&self, claim: &str) -> Statement {
        let list = |texts: &mut dyn Iterator<Item = &str>| {
            let mut list = String::from("[");
            for text in texts {
                list.push_str(if list.len() > 1 { "," } else { "" });
                json::write_string(text, &mut list);
            }
            list.push(']');
            Value::from(list)
        };
        let texts = list(&mut self.texts.iter().map(String::as_str));
        let mut arguments = vec![Value::from(claim), texts, self.shown_once.into()];
        let mut rows = String::new();
        if let Some(entity) = self.entity {
            let columns = self.columns().join(", ");
            rows = format!(
                ", 'table', ?4, 'columns', ?5, 'members', json(?7), 'rows', json((SELECT json_group_array(json(coalesce(row, '[]'))) FROM (SELECT \
                 (SELECT json_array({columns}) FROM {} WHERE id = o.value) AS row FROM json_each(?6) o ORDER BY o.key)))",
                entity.table,
            );
            let ids = list(&mut self.ids.iter().map(|id| id.as_text().unwrap_or_default()));
            let members = self.members.as_ref().map(|names| list(&mut names.iter().map(String::as_str)));
            arguments.extend([entity.table.into(), columns.into(), ids, members.unwrap_or(Value::Null)]);
        }
        let sql = format!(
            "UPDATE idempotency_keys SET response_body = json_object('texts', json(?2), 'shown_once', ?3{rows}) WHERE id = ?1"
        );
        Statement::new(sql, arguments)
    }
}

impl Kept {
    /// The response that an [`Answer`] was kept for.
    pub(crate) fn response(&self, host: &Host, status: u16, catalogue: Catalogue) -> Result<Response, Problem> {
        let text = |name: &str| self.0.get(name).and_then(Json::as_str);
        if let Some(instead) = text("shown_once") {
            return Err(Problem::new(Kind::ShownOnce, instead));
        }
        let list = |name: &str| self.0.get(name).and_then(Json::as_array).cloned().and_then(json::strings);
        let texts = list("texts").ok_or_else(|| Problem::new(Kind::ShownOnce, CARRIED_OUT))?;
        let entity = catalogue.iter().copied().flatten().copied().find(|entity| Some(entity.table) == text("table"));
        let fields = entity.map(|entity| render::visible(entity, list("members").as_deref())).unwrap_or_default();
        Ok(response(host, status, &texts, entity, &fields, &self.cells(&fields)))
    }
}

/// Texts with rows between them. One row alone gives the response its entity tag and, where it is new, its place.
fn response(
    host: &Host,
    status: u16,
    texts: &[String],
    entity: Option<&'static EntityDef>,
    fields: &[&'static FieldDef],
    rows: &[Vec<Value>],
) -> Response {
    if texts.is_empty() {
        return Response::empty(status).with_header("cache-control", "no-store");
    }
    let mut body = String::with_capacity(render::expected_length(fields) * rows.len());
    let writer = render::Rows::new(fields);
    for (position, text) in texts.iter().enumerate() {
        body.push_str(text);
        match rows.get(position).zip(entity) {
            Some((row, _)) if row.is_empty() => body.push_str("null"),
            Some((row, entity)) => writer.write(&seal::opened(host, entity, fields, row), &mut body, |_| {}),
            None => {}
        }
    }
    let mut response = Response::bytes(status, "application/json", body).with_header("cache-control", "no-store");
    if let (Some(entity), [row]) = (entity, rows) {
        let cell = |name: &str| fields.iter().position(|field| field.name == name).and_then(|place| row.get(place));
        if let Some(version) = cell("version").and_then(Value::as_integer) {
            response = response.with_header("etag", entity_tag(version));
        }
        if let Some(id) = cell("id").and_then(Value::as_text).filter(|_| status == 201) {
            response = response.with_header("location", format!("/api/{}/{id}", entity.resource));
        }
    }
    response
}
