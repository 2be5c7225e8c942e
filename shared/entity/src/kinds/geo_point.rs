use serde_json::Value as Json;

use super::write_document;
use crate::kind::PRESENCE;
use crate::{FieldKind, FieldType, Invalid, Operator, Storage, Value, json};

/// A point on Earth: WGS 84 latitude and longitude in degrees, stored as a JSON object.
pub struct GeoPoint;

impl FieldKind for GeoPoint {
    fn name(&self) -> &'static str {
        "geo_point"
    }

    fn storage(&self) -> Storage {
        Storage::Document
    }

    fn parse(&self, json: &Json) -> Result<Value, Invalid> {
        let object = json.as_object().ok_or_else(|| Invalid::wrong_type("an object with latitude and longitude"))?;
        if let Some(unknown) = object.keys().find(|key| *key != "latitude" && *key != "longitude") {
            return Err(Invalid::new("unknown_field", "Is not part of a point.").at(unknown));
        }
        let degrees = |member: &str, limit: i32| {
            let number =
                object.get(member).and_then(Json::as_f64).ok_or_else(|| Invalid::wrong_type("a number").at(member))?;
            let fits = number.abs() <= f64::from(limit);
            let refusal =
                || Invalid::new("out_of_range", format!("Must be between -{limit} and {limit} degrees.")).at(member);
            fits.then_some(number).ok_or_else(refusal)
        };
        let point = json::object([
            ("latitude", degrees("latitude", 90)?.into()),
            ("longitude", degrees("longitude", 180)?.into()),
        ]);
        Ok(point.to_string().into())
    }

    fn write(&self, value: &Value, out: &mut String) {
        write_document(value, out);
    }

    fn schema(&self) -> String {
        r#"{"type":"object","required":["latitude","longitude"],"properties":{"latitude":{"type":"number","minimum":-90,"maximum":90},"longitude":{"type":"number","minimum":-180,"maximum":180}},"additionalProperties":false}"#.to_owned()
    }

    fn operators(&self) -> &'static [Operator] {
        PRESENCE
    }

    fn check(&self, column: &str) -> Option<String> {
        Some(format!("json_valid({column})"))
    }

    fn read_text(&self, text: &str) -> Json {
        let number = |part: &str| json::read(part.trim()).filter(Json::is_number);
        match text.split_once([',', ';']).map(|(latitude, longitude)| (number(latitude), number(longitude))) {
            Some((Some(latitude), Some(longitude))) => json::object([("latitude", latitude), ("longitude", longitude)]),
            _ => json::read(text).unwrap_or_else(|| text.into()),
        }
    }
}

/// A point on Earth, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// North is positive.
    pub latitude: f64,
    /// East is positive.
    pub longitude: f64,
}

impl FieldType for Point {
    const KIND: &'static dyn FieldKind = &GeoPoint;

    fn read(value: &Value) -> Option<Self> {
        let json = json::read(value.as_text()?)?;
        Some(Point { latitude: json.get("latitude")?.as_f64()?, longitude: json.get("longitude")?.as_f64()? })
    }
}
