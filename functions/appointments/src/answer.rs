//! Answers, and the parameters of queries.

use api::command::answer;
use api::{Members, Problem, Response, render};
use domain::appointments::entities::Appointment;
use entity::civil::format_timestamp;
use entity::types::Line;
use entity::{CalendarDate, Entity, FieldType, Invalid, Value, json};

/// An appointment as the generic resource shows it, with its entity tag.
pub fn appointment(status: u16, row: &[Value]) -> Response {
    let fields = render::visible(Appointment::DEFINITION, None);
    let version = fields.iter().position(|field| field.name == "version").and_then(|position| row.get(position));
    let version = version.and_then(Value::as_integer).unwrap_or_default();
    let id = row.first().and_then(Value::as_text).unwrap_or_default();
    let response =
        answer(status, render::row_document(&fields, row)).with_header("etag", api::resource::entity_tag(version));
    if status == 201 { response.with_header("location", format!("/api/appointments/{id}")) } else { response }
}

/// Whether staff go past notice, horizon and hours, and why: without a reason they do not.
pub fn outside_rules(members: &mut Members) -> (bool, Option<String>) {
    let outside = members.optional::<bool>("outside_rules") == Some(true);
    let reason = members.optional::<Line<500>>("reason").map(|reason| reason.0);
    if outside && reason.is_none() && !members.is_refused() {
        members.refuse("reason", Invalid::new("required", "Must say why it goes outside the rules."));
    }
    (outside, reason)
}

/// Appends `"name":"instant"`, or null where there is none.
pub fn write_instant(name: &str, at_ms: Option<i64>, out: &mut String) {
    json::write_string(name, out);
    out.push(':');
    match at_ms.and_then(format_timestamp) {
        Some(text) => json::write_string(&text, out),
        None => out.push_str("null"),
    }
}

/// The parameters of a query, each read once; what is left over in the end is refused.
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Those of a query string.
    pub fn read(query: &str) -> Result<Self, Problem> {
        Ok(Parameters(api::query::pairs(query)?))
    }

    /// The text of one.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let position = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(position).1)
    }

    /// One that must be there, as a field type.
    pub fn required<T: FieldType>(&mut self, name: &str) -> Result<T, Problem> {
        let missing = || Problem::parameter(name, Invalid::new("required", "Must be given."));
        self.optional(name)?.ok_or_else(missing)
    }

    /// One that may be missing, as a field type.
    pub fn optional<T: FieldType>(&mut self, name: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let parsed = T::KIND.parse(&T::KIND.read_text(&text)).map_err(|invalid| Problem::parameter(name, invalid))?;
        Ok(T::read(&parsed))
    }

    /// A day.
    pub fn day(&mut self, name: &str) -> Result<i32, Problem> {
        self.required::<CalendarDate>(name).map(CalendarDate::days)
    }

    /// Refuses what is left.
    pub fn finish(self) -> Result<(), Problem> {
        match self.0.first() {
            Some((name, _)) => {
                Err(Problem::parameter(name, Invalid::new("unknown_parameter", "There is no such parameter.")))
            }
            None => Ok(()),
        }
    }
}
