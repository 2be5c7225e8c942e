//! The query string of a list: filter, sort, fields, include, search, limit, cursor, count.

use ct_codecs::{Base64UrlSafeNoPadding, Decoder, Encoder};
use entity::filter::Filter;
use entity::shape::{CUSTOM_PREFIX, Shape};
use entity::{FieldAccess, Invalid, Operator, Value, json};
use serde_json::Value as Json;
use store::sql::{Cursor, Direction, Order};

use crate::Problem;

/// Rows of a page unless asked otherwise.
pub const DEFAULT_LIMIT: u32 = 50;
/// The most rows of a page.
pub const MAXIMUM_LIMIT: u32 = 200;
/// The most sort keys.
const MAXIMUM_KEYS: usize = 4;

/// What a list is asked for.
pub struct ListQuery {
    /// Conditions, united by `all`.
    pub filter: Option<Filter>,
    /// Words to search for.
    pub search: Option<String>,
    /// Sort keys.
    pub order: Vec<Order>,
    /// The sort as it was written, which a cursor must agree with.
    sort: String,
    /// Fields to show.
    pub fields: Option<Vec<String>>,
    /// Relations to include, as paths of one or two names.
    pub include: Vec<String>,
    /// Rows of the page.
    pub limit: u32,
    /// Where the page before ended.
    pub cursor: Option<Cursor>,
    /// Whether to count all matches.
    pub count: bool,
}

/// The decoded pairs of a query string. Refuses what is not UTF-8 and a name given twice.
pub fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if name.contains('\u{fffd}') || value.contains('\u{fffd}') {
            return Err(Problem::parameter("", Invalid::new("encoding", "The query string is not UTF-8.")));
        }
        if pairs.iter().any(|(earlier, _)| *earlier == name) {
            return Err(Problem::parameter(&name, Invalid::new("repeated", "Is given twice.")));
        }
        pairs.push((name.into_owned(), value.into_owned()));
    }
    Ok(pairs)
}

/// Whether a query asks for something of the tenant's own fields.
pub fn names_custom_fields(query: &str) -> bool {
    query.contains("custom_fields")
}

impl ListQuery {
    /// Reads the query string of a list of `shape`.
    pub fn parse(query: &str, shape: &Shape<'_>) -> Result<Self, Problem> {
        let mut list = ListQuery {
            filter: None,
            search: None,
            order: Vec::new(),
            sort: String::new(),
            fields: None,
            include: Vec::new(),
            limit: DEFAULT_LIMIT,
            cursor: None,
            count: false,
        };
        let mut conditions = Vec::new();
        let mut cursor = None;
        for (name, value) in pairs(query)? {
            let refused = |invalid: Invalid| Problem::parameter(&name, invalid);
            match name.as_str() {
                "filter" => {
                    let document = json::read(&value)
                        .ok_or_else(|| refused(Invalid::new("json", "Must be a filter document in JSON.")))?;
                    conditions.push(Filter::parse(&document, shape).map_err(refused)?);
                }
                "q" => {
                    list.search = Some(search_words(&value, shape).map_err(refused)?).filter(|words| !words.is_empty())
                }
                "sort" => {
                    list.order = parse_sort(&value, shape).map_err(refused)?;
                    list.sort = value;
                }
                "fields" => list.fields = Some(parse_fields(&value, shape).map_err(refused)?),
                "include" => list.include = value.split(',').map(|path| path.trim().to_owned()).collect(),
                "limit" => list.limit = parse_limit(&value).map_err(refused)?,
                "count" => list.count = parse_truth(&value).map_err(refused)?,
                "cursor" => cursor = Some(value),
                field => conditions.push(parse_condition(field, &value, shape).map_err(refused)?),
            }
        }
        if list.search.is_some() && !list.order.is_empty() {
            let invalid = Invalid::new("not_sortable", "What is searched for comes newest first: leave `sort` out.");
            return Err(Problem::parameter("sort", invalid));
        }
        list.filter = match conditions.len() {
            0 => None,
            1 => conditions.pop(),
            _ => Some(Filter::All(conditions)),
        };
        if let Some(text) = cursor {
            let read = list.read_cursor(&text).ok_or_else(|| {
                Problem::parameter("cursor", Invalid::new("cursor", "Is not a cursor of this list. Begin without one."))
            })?;
            list.cursor = Some(read);
        }
        Ok(list)
    }

    /// The text of a cursor behind a row with these key values.
    pub fn write_cursor(&self, values: &[Value]) -> String {
        let mut document = vec![Json::from(self.sort.as_str())];
        for value in values {
            document.push(match value {
                Value::Integer(number) => (*number).into(),
                Value::Real(number) => (*number).into(),
                Value::Text(text) => text.as_str().into(),
                Value::Null | Value::Blob(_) => Json::Null,
            });
        }
        let document = Json::Array(document).to_string();
        Base64UrlSafeNoPadding::encode_to_string(document).unwrap_or_default()
    }

    fn read_cursor(&self, text: &str) -> Option<Cursor> {
        let document = Base64UrlSafeNoPadding::decode_to_vec(text, None).ok()?;
        let Ok(Json::Array(document)) = json::read_bytes(&document) else { return None };
        // The list adds the id where the sort does not name it.
        let names_id = self.order.iter().any(|key| key.field.place == entity::Place::Column("id"));
        let keys = if self.search.is_some() { 1 } else { self.order.len() + usize::from(!names_id) };
        let mut document = document.into_iter();
        let sort = document.next()?;
        let mut values = Vec::new();
        for json in document {
            values.push(match json {
                Json::Null => Value::Null,
                Json::String(text) => Value::Text(text),
                Json::Number(number) => match number.as_i64() {
                    Some(integer) => Value::Integer(integer),
                    None => Value::Real(number.as_f64()?),
                },
                _ => return None,
            });
        }
        (sort.as_str() == Some(&self.sort) && values.len() == keys).then_some(Cursor(values))
    }
}

fn parse_condition(name: &str, value: &str, shape: &Shape<'_>) -> Result<Filter, Invalid> {
    let unknown = || Invalid::new("unknown_parameter", "There is no such parameter or field.");
    if shape.find(name).is_some() {
        return Filter::parse_text(name, Operator::Eq, value, shape);
    }
    let (field, operator) = name.rsplit_once('.').ok_or_else(unknown)?;
    let operator = Operator::named(operator).ok_or_else(unknown)?;
    shape.find(field).ok_or_else(unknown)?;
    Filter::parse_text(field, operator, value, shape)
}

fn parse_sort(value: &str, shape: &Shape<'_>) -> Result<Vec<Order>, Invalid> {
    let mut order: Vec<Order> = Vec::new();
    for key in value.split(',').map(str::trim) {
        let (name, direction) = match key.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (key, Direction::Ascending),
        };
        let field = shape.find(name).ok_or_else(|| Invalid::new("unknown_field", "There is no such field."))?;
        if !shape.sorts_by(&field) {
            return Err(Invalid::new("not_sortable", "Lists cannot be sorted by this field."));
        }
        if order.iter().any(|earlier| earlier.field.place == field.place) {
            return Err(Invalid::new("repeated", "Names a field twice."));
        }
        order.push(Order { field, direction });
    }
    if order.len() > MAXIMUM_KEYS {
        return Err(Invalid::new("too_many", format!("Must have at most {MAXIMUM_KEYS} keys.")));
    }
    Ok(order)
}

pub(crate) fn parse_fields(value: &str, shape: &Shape<'_>) -> Result<Vec<String>, Invalid> {
    let names: Vec<String> = value.split(',').map(|name| name.trim().to_owned()).collect();
    let known = |name: &String| {
        !name.starts_with(CUSTOM_PREFIX)
            && shape.entity.field(name).is_some_and(|field| field.access != FieldAccess::Hidden)
    };
    match names.iter().all(known) {
        true => Ok(names),
        false => Err(Invalid::new("unknown_field", "Names a field that is not there.")),
    }
}

fn search_words(value: &str, shape: &Shape<'_>) -> Result<String, Invalid> {
    if shape.entity.search.is_empty() {
        return Err(Invalid::new("not_searchable", "These records have no full-text search. Use a filter."));
    }
    if value.len() > 200 {
        return Err(Invalid::new("too_long", "Must be at most 200 bytes."));
    }
    Ok(value.trim().to_owned())
}

fn parse_limit(value: &str) -> Result<u32, Invalid> {
    let limit = value.parse::<u32>().ok().filter(|limit| (1..=MAXIMUM_LIMIT).contains(limit));
    limit.ok_or_else(|| Invalid::new("out_of_range", format!("Must be between 1 and {MAXIMUM_LIMIT}.")))
}

fn parse_truth(value: &str) -> Result<bool, Invalid> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Invalid::wrong_type("true or false")),
    }
}
