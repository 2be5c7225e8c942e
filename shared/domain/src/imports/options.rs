//! How people write dates, numbers and telephone numbers in a file.

use entity::{CalendarDate, Invalid};
use serde_json::{Map, Value as Json};

/// The order of day, month and year between slashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// As in `2026-01-31`, which is always understood.
    #[default]
    YearMonthDay,
    /// As in `31/01/2026`.
    DayMonthYear,
    /// As in `1/31/2026`.
    MonthDayYear,
}

/// What an import is told about its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The order in dates that do not begin with the year.
    pub date_order: DateOrder,
    /// Whether a comma stands before decimals, and dots between thousands.
    pub decimal_comma: bool,
    /// The country calling code of numbers that are written without one, digits only.
    pub calling_code: Option<String>,
    /// Whether an empty cell takes away what an updated record has there.
    pub clear_blanks: bool,
}

impl Options {
    /// Reads `{"date_order": "DAY_MONTH_YEAR", "decimal_comma": true, "calling_code": "49", "clear_blanks": false}`,
    /// every member of which may be absent.
    pub fn read(members: &Map<String, Json>) -> Result<Self, Vec<Invalid>> {
        let mut options = Options::default();
        let mut refused = Vec::new();
        for (name, value) in members {
            let taken = match name.as_str() {
                "date_order" => date_order(value).map(|order| options.date_order = order),
                "decimal_comma" => flag(value).map(|flag| options.decimal_comma = flag),
                "clear_blanks" => flag(value).map(|flag| options.clear_blanks = flag),
                "calling_code" => calling_code(value).map(|code| options.calling_code = code),
                _ => Err(Invalid::new("unknown_field", "There is no such option.")),
            };
            if let Err(invalid) = taken {
                refused.push(invalid.at(name.chars().take(100).collect::<String>().replace('/', "~1")));
            }
        }
        if refused.is_empty() { Ok(options) } else { Err(refused) }
    }

    /// A telephone number with its country: what begins with neither `+` nor `00` is of the country of the file, and
    /// its trunk prefix (`0`, in North America `1`) goes.
    pub fn phone(&self, text: &str) -> String {
        let text = text.trim();
        let Some(code) = self.calling_code.as_deref().filter(|_| !text.starts_with('+') && !text.starts_with("00"))
        else {
            return text.to_owned();
        };
        let national = match code {
            "1" => text.strip_prefix('1').unwrap_or(text),
            // In Italy the zero is part of the number.
            "39" => text,
            _ => text.trim_start_matches('(').strip_prefix('0').unwrap_or(text),
        };
        format!("+{code} {national}")
    }

    /// A number without thousands separators, with a dot before decimals.
    pub fn number(&self, text: &str) -> String {
        let spaces = |character: &char| !character.is_whitespace() && *character != '\'';
        let text: String = text.chars().filter(spaces).collect();
        match self.decimal_comma {
            true => text.replace('.', "").replace(',', "."),
            false => text.replace(',', ""),
        }
    }

    /// A whole number, which some systems write with a decimal zero.
    pub fn whole_number(&self, text: &str) -> String {
        let number = self.number(text);
        match number.split_once('.') {
            Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole.to_owned(),
            _ => number,
        }
    }

    /// A date as `2026-01-31`. Nothing when it is not one in the order of the file.
    pub fn date(&self, text: &str) -> Option<String> {
        let parts: Vec<&str> = text.trim().split(['-', '/', '.']).collect();
        let [one, two, three] = parts.as_slice() else { return None };
        let dotted = text.contains('.');
        let (year, month, day) = match self.date_order {
            _ if one.len() == 4 => (one, two, three),
            // Between dots the day comes first, wherever that is written.
            _ if dotted => (three, two, one),
            DateOrder::DayMonthYear => (three, two, one),
            DateOrder::MonthDayYear => (three, one, two),
            DateOrder::YearMonthDay => return None,
        };
        let digits = |part: &str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || !digits(year) || !digits(month) || !digits(day) {
            return None;
        }
        let date = CalendarDate::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
        Some(date.to_string())
    }

    /// A time as RFC 3339 has it; without an offset it is taken for UTC, and without a time of day for midnight.
    pub fn time(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let (date, clock) = match text.find([' ', 'T', ',']) {
            Some(end) => (text.get(..end)?, text.get(end + 1..)?.trim()),
            None => (text, "00:00:00"),
        };
        Some(format!("{}T{}", self.date(date)?, clock_of(clock)?))
    }
}

/// `9:30 PM`, `21:30`, `21:30:00.000+0000`, `21:30:00Z` → `21:30:00Z`, `21:30:00.000+00:00`.
fn clock_of(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let half = if upper.ends_with("PM") {
        Some(12)
    } else if upper.ends_with("AM") {
        Some(0)
    } else {
        None
    };
    let clock = upper.trim_end_matches("AM").trim_end_matches("PM").trim_end();
    let offset_at = clock.find(['Z', '+', '-']).unwrap_or(clock.len());
    let (clock, offset) = (clock.get(..offset_at)?.trim(), clock.get(offset_at..)?);
    let offset = match offset.len() {
        0 => "Z".to_owned(),
        // `+0100`
        5 => format!("{}:{}", offset.get(..3)?, offset.get(3..)?),
        _ => offset.to_owned(),
    };
    let (hour, rest) = clock.split_once(':')?;
    let hour: u8 = hour.parse().ok()?;
    let hour = match half {
        Some(_) if hour == 0 || hour > 12 => return None,
        Some(half) => hour % 12 + half,
        None => hour,
    };
    let rest = if rest.len() == 2 { format!("{rest}:00") } else { rest.to_owned() };
    Some(format!("{hour:02}:{rest}{offset}"))
}

fn date_order(value: &Json) -> Result<DateOrder, Invalid> {
    match value.as_str() {
        Some("YEAR_MONTH_DAY") => Ok(DateOrder::YearMonthDay),
        Some("DAY_MONTH_YEAR") => Ok(DateOrder::DayMonthYear),
        Some("MONTH_DAY_YEAR") => Ok(DateOrder::MonthDayYear),
        _ => Err(Invalid::new("not_a_choice", "Must be one of YEAR_MONTH_DAY, DAY_MONTH_YEAR, MONTH_DAY_YEAR.")),
    }
}

fn flag(value: &Json) -> Result<bool, Invalid> {
    value.as_bool().ok_or_else(|| Invalid::wrong_type("true or false"))
}

fn calling_code(value: &Json) -> Result<Option<String>, Invalid> {
    if value.is_null() {
        return Ok(None);
    }
    let code = value.as_str().map(|code| code.trim_start_matches('+')).unwrap_or_default();
    let fits =
        (1..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit()) && !code.starts_with('0');
    match fits {
        true => Ok(Some(code.to_owned())),
        false => Err(Invalid::new("calling_code", "Must be a country calling code such as 49.")),
    }
}
