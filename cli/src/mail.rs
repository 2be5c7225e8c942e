//! A message as a mail: RFC 5322, with the calendar file as RFC 6047 has it.

use entity::CalendarDate;

/// What is in it.
pub struct Mail<'a> {
    /// What it is called.
    pub id: &'a str,
    /// When it was written, in milliseconds since 1970.
    pub at_ms: i64,
    /// Whom it is for.
    pub recipient: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// The text.
    pub body: &'a str,
    /// The iCalendar file that goes with it; empty when there is none.
    pub calendar: &'a str,
}

/// Between the parts: in no text, because texts are written by nobody who knows it.
const BOUNDARY: &str = "=_portico_7f6d1e0b";

impl Mail<'_> {
    /// The mail as a file.
    pub fn render(&self) -> String {
        let mut out = format!(
            "From: Portico <noreply@portico.invalid>\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\n\
             Message-ID: <{}@portico.invalid>\r\nMIME-Version: 1.0\r\n",
            self.recipient,
            encoded_words(self.subject),
            date(self.at_ms),
            self.id,
        );
        let text = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
        if self.calendar.is_empty() {
            out.push_str(text);
            out.push_str(&lines(self.body));
            return out;
        }
        let method = self.calendar.lines().find_map(|line| line.strip_prefix("METHOD:")).unwrap_or("PUBLISH").trim();
        out.push_str(&format!("Content-Type: multipart/mixed; boundary=\"{BOUNDARY}\"\r\n\r\n--{BOUNDARY}\r\n{text}"));
        out.push_str(&lines(self.body));
        out.push_str(&format!(
            "\r\n--{BOUNDARY}\r\nContent-Type: text/calendar; charset=utf-8; method={method}; name=\"invitation.ics\"\r\n\
             Content-Disposition: attachment; filename=\"invitation.ics\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\
             \r\n--{BOUNDARY}--\r\n",
            lines(self.calendar)
        ));
        out
    }
}

/// Text with the ends of lines that mails have.
fn lines(text: &str) -> String {
    text.lines().flat_map(|line| [line, "\r\n"]).collect()
}

/// A header's text: letters beyond ASCII are written as RFC 2047 has it, in words of at most 75 characters.
fn encoded_words(text: &str) -> String {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return text.to_owned();
    }
    let (mut words, mut word) = (Vec::new(), String::new());
    for character in text.chars() {
        let mut bytes = [0; 4];
        let encoded: String = character.encode_utf8(&mut bytes).bytes().map(|byte| format!("={byte:02X}")).collect();
        if word.len() + encoded.len() > 60 {
            words.push(std::mem::take(&mut word));
        }
        word.push_str(&encoded);
    }
    words.push(word);
    words.iter().map(|word| format!("=?UTF-8?Q?{word}?=")).collect::<Vec<_>>().join("\r\n ")
}

/// `Sat, 21 Nov 2026 18:00:00 +0000`.
fn date(at_ms: i64) -> String {
    const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let seconds = at_ms.div_euclid(1000);
    let (days, of_day) = (i32::try_from(seconds.div_euclid(86_400)).unwrap_or_default(), seconds.rem_euclid(86_400));
    let (year, month, day) = CalendarDate::of_days(days).year_month_day();
    let named = |names: &[&'static str], position: i32| {
        usize::try_from(position).ok().and_then(|position| names.get(position)).copied().unwrap_or_default()
    };
    let (weekday, month) = (named(&WEEKDAYS, days.rem_euclid(7)), named(&MONTHS, month - 1));
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{weekday}, {day:02} {month} {year} {hour:02}:{minute:02}:{second:02} +0000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_has_its_headers_its_text_and_its_invitation() {
        let plain = Mail {
            id: "obx_1",
            at_ms: 1_795_284_006_789,
            recipient: "ada@example.com",
            subject: "Grüße",
            body: "Hello,\n\nsee you.\n",
            calendar: "",
        };
        assert_eq!(
            plain.render(),
            "From: Portico <noreply@portico.invalid>\r\nTo: ada@example.com\r\n\
             Subject: =?UTF-8?Q?=47=72=C3=BC=C3=9F=65?=\r\nDate: Sat, 21 Nov 2026 18:00:06 +0000\r\n\
             Message-ID: <obx_1@portico.invalid>\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
             Hello,\r\n\r\nsee you.\r\n"
        );
        let calendar = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n";
        let invited = Mail { calendar, subject: "Plain", ..plain }.render();
        assert!(invited.contains("Subject: Plain\r\n") && invited.contains("; method=CANCEL; name="), "{invited}");
        assert!(invited.contains(&format!("\r\n\r\n{calendar}\r\n--{BOUNDARY}--\r\n")), "{invited}");
    }

    #[test]
    fn long_subjects_are_several_words_without_a_letter_torn() {
        let encoded = encoded_words(&"ü".repeat(40));
        assert!(encoded.lines().count() > 3 && encoded.lines().all(|line| line.trim().len() <= 75), "{encoded}");
        let bytes: usize = encoded.split("\r\n ").map(|word| word.matches('=').count() - 2).sum();
        assert_eq!(bytes, 80);
        assert!(encoded.split("\r\n ").all(|word| (word.matches('=').count() - 2) % 2 == 0), "{encoded}");
    }
}
