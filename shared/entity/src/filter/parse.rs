//! From a JSON document to a filter that fits an entity.

use serde_json::Value as Json;

use super::{Comparison, Filter, MAXIMUM_DEPTH, MAXIMUM_TESTS, MAXIMUM_VALUES, Test};
use crate::shape::{FieldView, Place, Shape};
use crate::{Invalid, Operator, Storage, Value, json};

impl Filter {
    /// Reads a filter document. Refuses unknown fields, operators that a kind does not have, values of another type,
    /// and documents past the limits, each with a pointer into the document.
    pub fn parse(document: &Json, shape: &Shape<'_>) -> Result<Filter, Invalid> {
        parse_node(document, shape, 0, &mut 0)
    }

    /// Reads one test from text, as query strings have it: `created_at.gte=2026-01-01T00:00:00Z`.
    pub fn parse_text(field: &str, operator: Operator, text: &str, shape: &Shape<'_>) -> Result<Filter, Invalid> {
        let view = find(field, shape)?;
        let value = match operator {
            Operator::IsNull => Json::Bool(text == "true"),
            Operator::In => text.split(',').map(|part| view.kind.read_text(part)).collect(),
            Operator::Has | Operator::Contains | Operator::StartsWith => text.into(),
            _ => view.kind.read_text(text),
        };
        test(view, operator, &value).map(Filter::Test)
    }
}

fn parse_node(document: &Json, shape: &Shape<'_>, depth: usize, tests: &mut usize) -> Result<Filter, Invalid> {
    if depth >= MAXIMUM_DEPTH {
        return Err(Invalid::new("too_deep", format!("A filter nests at most {MAXIMUM_DEPTH} levels.")));
    }
    let object = document.as_object().ok_or_else(|| Invalid::wrong_type("an object with all, any, not or field"))?;
    let only = |member: &str| if object.len() == 1 { object.get(member) } else { None };
    if let Some(parts) = only("all") {
        return parse_parts(parts, "all", shape, depth, tests).map(Filter::All);
    }
    if let Some(parts) = only("any") {
        return parse_parts(parts, "any", shape, depth, tests).map(Filter::Any);
    }
    if let Some(part) = only("not") {
        let part = parse_node(part, shape, depth + 1, tests).map_err(|invalid| invalid.at("not"))?;
        return Ok(Filter::Not(Box::new(part)));
    }
    if let Some(unknown) = object.keys().find(|key| !matches!(key.as_str(), "field" | "op" | "value")) {
        let message = "Is not part of a filter: it holds all, any or not alone, or field, op and value.";
        return Err(Invalid::new("unknown_field", message).at(unknown));
    }
    *tests += 1;
    if *tests > MAXIMUM_TESTS {
        return Err(Invalid::new("too_many", format!("A filter holds at most {MAXIMUM_TESTS} tests.")));
    }
    let field = object.get("field").and_then(Json::as_str);
    let field = field.ok_or_else(|| Invalid::wrong_type("the name of a field").at("field"))?;
    let operator = object.get("op").map_or(Some("eq"), Json::as_str).and_then(Operator::named);
    let operator = operator.ok_or_else(|| {
        let names: Vec<&str> = Operator::ALL.iter().map(|operator| operator.name()).collect();
        Invalid::new("operator", format!("Must be one of {}.", names.join(", "))).at("op")
    })?;
    let view = find(field, shape).map_err(|invalid| invalid.at("field"))?;
    test(view, operator, object.get("value").unwrap_or(&Json::Null)).map(Filter::Test)
}

fn parse_parts(
    parts: &Json,
    member: &str,
    shape: &Shape<'_>,
    depth: usize,
    tests: &mut usize,
) -> Result<Vec<Filter>, Invalid> {
    let parts = parts.as_array().ok_or_else(|| Invalid::wrong_type("an array of filters").at(member))?;
    // Empty groups cost something too, and need no test to be many.
    if parts.len() > MAXIMUM_TESTS {
        return Err(Invalid::new("too_many", format!("Must hold at most {MAXIMUM_TESTS} parts.")).at(member));
    }
    let parse = |(position, part): (usize, &Json)| {
        parse_node(part, shape, depth + 1, tests).map_err(|invalid| invalid.at(position).at(member))
    };
    parts.iter().enumerate().map(parse).collect()
}

fn find(field: &str, shape: &Shape<'_>) -> Result<FieldView, Invalid> {
    shape.find(field).ok_or_else(|| Invalid::new("unknown_field", "There is no such field."))
}

fn test(view: FieldView, operator: Operator, json: &Json) -> Result<Test, Invalid> {
    if !view.kind.operators().contains(&operator) {
        let names: Vec<&str> = view.kind.operators().iter().map(|operator| operator.name()).collect();
        let message = format!("This field can be asked {} only.", names.join(", "));
        return Err(Invalid::new("operator", message).at("op"));
    }
    let value = |json: &Json| value_of(&view, operator, json);
    let values = match operator {
        Operator::IsNull => {
            let truth = json.as_bool().ok_or_else(|| Invalid::wrong_type("true or false").at("value"))?;
            vec![truth.into()]
        }
        Operator::In => {
            let elements = json.as_array().ok_or_else(|| Invalid::wrong_type("an array").at("value"))?;
            if elements.len() > MAXIMUM_VALUES {
                let message = format!("Must hold at most {MAXIMUM_VALUES} values.");
                return Err(Invalid::new("too_many", message).at("value"));
            }
            let parse = |(position, element)| value(element).map_err(|invalid| invalid.at(position).at("value"));
            elements.iter().enumerate().map(parse).collect::<Result<_, _>>()?
        }
        _ => vec![value(json).map_err(|invalid| invalid.at("value"))?],
    };
    let comparison = comparison_of(&view);
    Ok(Test { place: view.place, comparison, operator, values })
}

fn value_of(view: &FieldView, operator: Operator, json: &Json) -> Result<Value, Invalid> {
    if json.is_null() {
        return Err(Invalid::new("null", "Must not be null. Ask is_null for absent values."));
    }
    // A part of a text, and an element of a list, are text whatever a whole value must look like.
    if matches!(operator, Operator::Contains | Operator::StartsWith | Operator::Has) {
        let text = json.as_str().filter(|text| text.len() <= 500 && !text.contains(['\0', '\u{10ffff}']));
        return text.map(Value::from).ok_or_else(|| Invalid::wrong_type("a string of at most 500 bytes"));
    }
    let value = view.kind.parse(json)?;
    match view.place {
        Place::Column(_) => Ok(value),
        Place::Custom(_) => Ok(document_form(view, &value)),
    }
}

/// A cell as it stands inside the `custom_fields` document.
fn document_form(view: &FieldView, value: &Value) -> Value {
    let mut text = String::new();
    view.kind.write(value, &mut text);
    match json::read(&text) {
        Some(Json::String(text)) => Value::Text(text),
        Some(Json::Bool(truth)) => truth.into(),
        Some(Json::Number(number)) => number.as_i64().map_or(Value::Null, Value::Integer),
        _ => Value::Null,
    }
}

fn comparison_of(view: &FieldView) -> Comparison {
    let decimal = matches!(view.kind.name(), "decimal" | "money" | "percent");
    match (view.kind.storage(), &view.place) {
        (Storage::Words, _) => Comparison::Words,
        (Storage::Document, _) => Comparison::Elements,
        (Storage::Integer, Place::Custom(_)) if decimal => Comparison::Decimal,
        _ => Comparison::Plain,
    }
}
