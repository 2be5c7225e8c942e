//! `include=company,notes`: related rows, two levels deep, in the same round trip.

use std::borrow::Cow;

use entity::index::NameIndex;
use entity::{EntityDef, FieldDef, Invalid, Value, json};
use store::sql::{Access, related};
use store::{ResultSet, Statement};

use super::Resource;
use crate::context::Context;
use crate::{Problem, render, seal};

/// The most relations of one request.
const MOST: usize = 8;
/// The most rows of one relation to many, for each row that it belongs to: newest first.
const EACH: u32 = 25;

/// The relations that a request asks for.
pub struct Includes {
    relations: Vec<Relation>,
}

/// One relation of an entity.
struct Relation {
    /// The member in the response.
    name: String,
    target: &'static EntityDef,
    access: Access,
    /// The column of the including row that is looked up.
    from: &'static str,
    /// The column of the target that it is found in.
    to: &'static str,
    many: bool,
    nested: Vec<Relation>,
}

impl Relation {
    /// The fields that are shown. Included rows take the place of a field that has their name.
    fn fields(&self) -> Vec<&'static FieldDef> {
        let mut fields = render::visible(self.target, None);
        fields.retain(|field| self.nested.iter().all(|nested| nested.name != field.name));
        fields
    }

    /// What is read of the target: the shown fields, and `to`, which is always one of them or the id.
    fn columns(&self) -> Vec<&'static str> {
        let mut columns: Vec<&'static str> = self.fields().iter().map(|field| field.name).collect();
        for column in std::iter::once(self.to).chain(self.nested.iter().map(|nested| nested.from)) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns
    }
}

impl Includes {
    /// Reads the paths. A relation that is not there is refused, and so is one that the caller may not read.
    pub fn parse(paths: &[String], resource: Resource, context: &Context<'_>) -> Result<Self, Problem> {
        if paths.len() > MOST {
            let invalid = Invalid::new("too_many", format!("Must name at most {MOST} relations."));
            return Err(Problem::parameter("include", invalid));
        }
        let mut relations: Vec<Relation> = Vec::new();
        for path in paths {
            let (first, second) = match path.split_once('.') {
                Some((first, second)) => (first, Some(second)),
                None => (path.as_str(), None),
            };
            let position = match relations.iter().position(|relation| relation.name == first) {
                Some(position) => position,
                None => {
                    relations.push(relation(resource, first, context)?);
                    relations.len() - 1
                }
            };
            let Some((parent, name)) = relations.get_mut(position).zip(second) else { continue };
            if parent.nested.iter().all(|nested| nested.name != name) {
                let nested = relation(Resource { entity: parent.target, ..resource }, name, context)?;
                parent.nested.push(nested);
            }
        }
        Ok(Includes { relations })
    }

    /// Takes out the fields that included rows take the place of: a contact has `notes` of its own.
    pub fn displace(&self, fields: &mut Vec<&FieldDef>) {
        fields.retain(|field| self.relations.iter().all(|relation| relation.name != field.name));
    }

    /// The columns of the including rows that relations are looked up by.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.relations.iter().map(|relation| relation.from)
    }

    /// One statement for each relation, those of the second level behind their first. `page` selects a column of the
    /// including rows.
    pub fn statements(&self, page: &dyn Fn(&str) -> Statement) -> Vec<Statement> {
        let mut statements = Vec::new();
        for relation in &self.relations {
            let read = |relation: &Relation, keys: Statement, columns: &[&str]| {
                let each = relation.many.then_some(EACH);
                related(relation.target, relation.to, keys, &relation.access, columns, each)
            };
            statements.push(read(relation, page(relation.from), &relation.columns()));
            for nested in &relation.nested {
                let parents = read(relation, page(relation.from), &[nested.from]);
                statements.push(read(nested, parents, &nested.columns()));
            }
        }
        statements
    }

    /// The related rows, found by key.
    pub fn index(&self, context: &Context<'_>, results: Vec<ResultSet>) -> Related<'_> {
        let mut results = results.into_iter();
        let mut take = |relation: &Relation| {
            let (columns, fields) = (relation.columns(), relation.fields());
            let mut rows = Rows::default();
            for mut row in results.next().map(|set| set.rows).unwrap_or_default() {
                if let Cow::Owned(opened) = seal::opened(context.host(), relation.target, &fields, &row) {
                    row = opened;
                }
                if let Some(key) = keys_of(&columns, &row, relation.to) {
                    rows.add(&key, row);
                }
            }
            rows
        };
        let mut indexed = Vec::new();
        for relation in &self.relations {
            let rows = take(relation);
            let nested = relation.nested.iter().map(|nested| (nested, take(nested))).collect();
            indexed.push((relation, rows, nested));
        }
        Related { indexed }
    }
}

/// Rows of a relation by the key that they are found by.
#[derive(Default)]
struct Rows {
    keys: NameIndex,
    rows: Vec<Vec<Vec<Value>>>,
}

impl Rows {
    fn add(&mut self, key: &str, row: Vec<Value>) {
        let (place, new) = self.keys.insert(key);
        if new {
            self.rows.push(Vec::new());
        }
        if let Some(rows) = self.rows.get_mut(place) {
            rows.push(row);
        }
    }

    fn get(&self, key: &str) -> &[Vec<Value>] {
        self.keys.get(key).and_then(|place| self.rows.get(place)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The relations of the second level with their rows.
type Nested<'i> = Vec<(&'i Relation, Rows)>;

/// Related rows, ready to be written into the rows that include them.
pub struct Related<'i> {
    indexed: Vec<(&'i Relation, Rows, Nested<'i>)>,
}

impl Related<'_> {
    /// Appends the relations of one row. `key` gives the text in a column of that row.
    pub fn write(&self, key: &dyn Fn(&str) -> Option<String>, out: &mut String) {
        for (relation, rows, nested) in &self.indexed {
            let columns = relation.columns();
            write_member(relation, rows, key, out, &|row, out| {
                let key = |column: &str| keys_of(&columns, row, column);
                for (nested, rows) in nested {
                    write_member(nested, rows, &key, out, &|_, _| {});
                }
            });
        }
    }
}

fn write_member(
    relation: &Relation,
    rows: &Rows,
    key: &dyn Fn(&str) -> Option<String>,
    out: &mut String,
    nested: &dyn Fn(&[Value], &mut String),
) {
    let found = key(relation.from).map(|key| rows.get(&key)).unwrap_or_default();
    let fields = relation.fields();
    out.push(',');
    json::write_string(&relation.name, out);
    out.push(':');
    if !relation.many {
        match found.first() {
            Some(row) => render::write_row(&fields, row, out, |out| nested(row, out)),
            None => out.push_str("null"),
        }
        return;
    }
    out.push('[');
    for (position, row) in found.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        render::write_row(&fields, row, out, |out| nested(row, out));
    }
    out.push(']');
}

/// The text in a column of a row.
pub fn keys_of(columns: &[&str], row: &[Value], column: &str) -> Option<String> {
    let position = columns.iter().position(|candidate| *candidate == column)?;
    row.get(position).and_then(Value::as_text).map(str::to_owned)
}

/// The relation with this name: a reference without its `_id`, or the table of rows that point here.
fn relation(resource: Resource, name: &str, context: &Context<'_>) -> Result<Relation, Problem> {
    let reference = resource.entity.fields().find(|field| {
        field.kind.references().is_some() && field.name.strip_suffix("_id").unwrap_or(field.name) == name
    });
    let (target, from, to, many) =
        match reference.and_then(|field| Some((resource.behind(field.kind.references()?)?, field.name))) {
            Some((target, column)) => (target.entity, column, "id", false),
            None => {
                let (child, column) = child_of(resource, name).ok_or_else(|| {
                    let invalid = Invalid::new("unknown_relation", "Names a relation that is not there.");
                    Problem::parameter("include", invalid)
                })?;
                (child, "id", column, true)
            }
        };
    let access = context.access(target, "read")?;
    Ok(Relation { name: name.to_owned(), target, access, from, to, many, nested: Vec::new() })
}

fn child_of(resource: Resource, table: &str) -> Option<(&'static EntityDef, &'static str)> {
    let child = resource.catalogue.iter().flat_map(|module| module.iter()).find(|child| child.table == table)?;
    let points_here =
        |field: &&FieldDef| field.kind.references().is_some_and(|target| target.name == resource.entity.name);
    let column = child.declared.iter().find(points_here)?;
    Some((child, column.name))
}
