//! The words of messages, as data: a language is a member of `words.json`.

use domain::time::{TimeZone, civil, day_of, second_of_day, seconds_floor};
use entity::json;
use serde_json::Value as Json;

/// The words of one language.
pub(crate) struct Words(Json);

impl Words {
    /// Those of a language tag: by its primary language, or English where there are none.
    pub fn of(language: &str) -> Self {
        let mut all = json::read(include_str!("words.json")).unwrap_or_default();
        let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let chosen = if all.get(&primary).is_some() { primary.as_str() } else { "en" };
        Words(all.get_mut(chosen).map(Json::take).unwrap_or_default())
    }

    /// The text at a place.
    pub fn text(&self, place: &str) -> String {
        self.0.pointer(place).and_then(Json::as_str).unwrap_or_default().to_owned()
    }

    /// A moment on the wall of a zone, with the zone's name.
    pub fn when(&self, at_ms: i64, zone_name: &str) -> String {
        let zone = TimeZone::named(zone_name).unwrap_or(TimeZone::UTC);
        let local = zone.local_at(seconds_floor(at_ms));
        let (day, second) = (day_of(local), second_of_day(local));
        let (year, month, of_month) = civil::date(day);
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let time = match self.0.get("twelve_hours").and_then(Json::as_bool) {
            Some(true) => {
                let half = if hour < 12 { "AM" } else { "PM" };
                format!("{}:{minute:02} {half}", (hour + 11) % 12 + 1)
            }
            _ => format!("{hour:02}:{minute:02}"),
        };
        self.text("/when")
            .replace("{weekday}", &self.text(&format!("/weekdays/{}", civil::weekday(day))))
            .replace("{day}", &of_month.to_string())
            .replace("{month}", &self.text(&format!("/months/{}", month - 1)))
            .replace("{year}", &year.to_string())
            .replace("{time}", &time)
            .replace("{zone}", zone_name)
    }
}
