//! A list, page by page, as the text of a file.

use api::custom::Current;
use api::query::{self, ListQuery};
use api::{Context, Problem, command, render};
use domain::contacts::csv::write_record;
use entity::custom::CustomField;
use entity::shape::CUSTOM_PREFIX;
use entity::{EntityDef, FieldDef, Invalid, Shape, Value, json};
use store::sql::{Cursor, List};

use super::cells;

/// How many rows a piece of the file has.
const PAGE: u32 = 500;

/// Parameters of a list that a file has no use for.
const OF_LISTS: &[&str] = &["include", "limit", "cursor", "count"];

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, with a header.
    Csv,
    /// A JSON object in each line.
    JsonLines,
}

impl Format {
    /// The format with this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Format::Csv),
            "jsonl" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// The media type, and the end of a file's name.
    pub fn media_type(self) -> (&'static str, &'static str) {
        match self {
            Format::Csv => ("text/csv; charset=utf-8; header=present", "csv"),
            Format::JsonLines => ("application/jsonl", "jsonl"),
        }
    }
}

/// The pages of a file that are still to come.
pub struct Pages {
    entity: &'static EntityDef,
    query: ListQuery,
    definitions: Current,
    fields: Vec<&'static FieldDef>,
    /// How it is written.
    pub format: Format,
    /// How many rows were written.
    pub rows: u64,
    /// How many rows there were when the first page was read.
    pub total: i64,
    begun: bool,
    done: bool,
}

impl Pages {
    /// Reads the query of a list, with the format among its parameters.
    pub async fn begin(context: &Context<'_>, entity: &'static EntityDef, text: &str) -> Result<Self, Problem> {
        context.access(entity, "read")?;
        let mut format = Format::Csv;
        for (name, value) in query::pairs(text)? {
            if name == "format" {
                let invalid = || Invalid::new("not_a_choice", "Must be csv or jsonl.");
                format = Format::named(&value).ok_or_else(|| Problem::parameter("format", invalid()))?;
            } else if OF_LISTS.contains(&name.as_str()) {
                let invalid = Invalid::new("unknown_parameter", "A file holds the whole list, and no relations.");
                return Err(Problem::parameter(&name, invalid));
            }
        }
        let rest: Vec<&str> = text.split('&').filter(|pair| !pair.starts_with("format=")).collect();
        let rest = rest.join("&");
        let mut definitions = command::definitions(context, entity).await?;
        let parse = |current: &Current| ListQuery::parse(&rest, &Shape { entity, custom: current.of(entity) });
        let query = match parse(&definitions) {
            Err(_) if query::names_custom_fields(&rest) && definitions.renew(context).await? => parse(&definitions)?,
            query => query?,
        };
        let fields = render::visible(entity, query.fields.as_deref());
        Ok(Pages { entity, query, definitions, fields, format, rows: 0, total: 0, begun: false, done: false })
    }

    /// The text of the next page; nothing at the end.
    pub async fn next(&mut self, context: &Context<'_>) -> Result<Option<String>, Problem> {
        if self.done {
            return Ok(None);
        }
        let columns: Vec<&str> = self.fields.iter().map(|field| field.name).collect();
        let access = context.access(self.entity, "read")?;
        let page = List {
            shape: Shape { entity: self.entity, custom: self.definitions.of(self.entity) },
            access: &access,
            filter: self.query.filter.as_ref(),
            search: self.query.search.as_deref(),
            order: &self.query.order,
            cursor: self.query.cursor.as_ref(),
            limit: PAGE,
            columns: &columns,
        };
        let mut statements = page.statements();
        if !self.begun {
            // In the snapshot of the first page.
            statements.push(page.count());
        }
        let mut results = command::read(context, statements).await?;
        if !self.begun {
            let counted = results.pop().and_then(|set| set.rows.first()?.first()?.as_integer());
            self.total = counted.unwrap_or_default();
        }
        let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let mut rows: Vec<Vec<Value>> = results.into_iter().flat_map(|set| set.rows).collect();
        rows.truncate(size);
        self.done = rows.len() < size;
        let behind = rows.last().and_then(|last| last.get(columns.len()..)).map(|keys| Cursor(keys.to_vec()));
        self.query.cursor = behind.or_else(|| self.query.cursor.take());
        self.rows += u64::try_from(rows.len()).unwrap_or_default();

        let mut text = String::with_capacity(rows.len() * 512);
        match self.format {
            Format::Csv => self.write_csv(&rows, &mut text),
            Format::JsonLines => {
                for row in &rows {
                    render::write_row(&self.fields, row, &mut text, |_| {});
                    text.push('\n');
                }
            }
        }
        self.begun = true;
        Ok(Some(text))
    }

    fn write_csv(&self, rows: &[Vec<Value>], out: &mut String) {
        let shows_custom = self.fields.iter().position(|field| field.name == "custom_fields");
        let custom: Vec<&CustomField> = match shows_custom {
            Some(_) => self.definitions.fields(self.entity),
            None => Vec::new(),
        };
        let own = |field: &&FieldDef| field.name != "custom_fields";
        if !self.begun {
            let names: Vec<String> = custom.iter().map(|field| format!("{CUSTOM_PREFIX}{}", field.name)).collect();
            let declared = self.fields.iter().copied().filter(own).map(|field| field.name);
            write_record(declared.chain(names.iter().map(String::as_str)), out);
        }
        for row in rows {
            let mut line = Vec::with_capacity(self.fields.len() + custom.len());
            for (field, value) in self.fields.iter().copied().zip(row).filter(|(field, _)| own(field)) {
                line.push(cells::declared(field, value));
            }
            if let Some(position) = shows_custom.filter(|_| !custom.is_empty()) {
                let document = row.get(position).and_then(Value::as_text).unwrap_or("{}");
                let members = json::read(document).unwrap_or_default();
                line.extend(
                    custom.iter().map(|field| cells::custom(field.kind.field_kind(), members.get(&*field.name))),
                );
            }
            write_record(line.iter().map(|cell| &**cell), out);
        }
    }
}
