//! Writing a calendar.

use super::{Calendar, Event, Method, Person, Status, lines, zones};
use crate::time::TimeZone;
use crate::time::basic::{write_digits, write_time};

impl Calendar<'_> {
    /// The calendar as a file: `text/calendar` in UTF-8, with a parameter `method` in mail.
    pub fn render(&self) -> String {
        let mut out = String::with_capacity(1024 + self.events.len() * 512);
        out.push_str("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Portico//Portico//EN\r\nCALSCALE:GREGORIAN\r\n");
        out.push_str(match self.method {
            Method::Publish => "METHOD:PUBLISH\r\n",
            Method::Request => "METHOD:REQUEST\r\n",
            Method::Cancel => "METHOD:CANCEL\r\n",
        });
        lines::write_text(&mut out, "NAME", self.name);
        // The name before RFC 7986 gave it one.
        lines::write_text(&mut out, "X-WR-CALNAME", self.name);
        if self.refresh_minutes > 0 {
            let minutes = i32::try_from(self.refresh_minutes.min(99_999)).unwrap_or_default();
            for head in ["REFRESH-INTERVAL;VALUE=DURATION:PT", "X-PUBLISHED-TTL:PT"] {
                out.push_str(head);
                write_digits(&mut out, minutes, 5);
                out.push_str("M\r\n");
            }
        }
        if let Some((name, zone)) = self.zone {
            let starts = self.events.iter().map(|event| event.start);
            let ends = self.events.iter().map(|event| event.end);
            if let (Some(first), Some(last)) = (starts.min(), ends.max()) {
                zones::write(&mut out, name, zone, first, last);
            }
        }
        for event in self.events {
            self.write_event(&mut out, event);
        }
        out.push_str("END:VCALENDAR\r\n");
        out
    }

    fn write_event(&self, out: &mut String, event: &Event) {
        out.push_str("BEGIN:VEVENT\r\n");
        lines::write_text(out, "UID", event.uid);
        write_instant(out, "DTSTAMP", event.stamp, None);
        let zone = self.zone.filter(|(_, zone)| [event.start, event.end].iter().all(|at| is_told(zone, *at)));
        write_instant(out, "DTSTART", event.start, zone);
        write_instant(out, "DTEND", event.end, zone);
        out.push_str("SEQUENCE:");
        write_digits(out, i32::try_from(event.sequence).unwrap_or(i32::MAX), digits(event.sequence));
        out.push_str("\r\n");
        lines::write_text(out, "SUMMARY", event.summary);
        lines::write_text(out, "DESCRIPTION", event.description);
        lines::write_text(out, "LOCATION", event.location);
        if !event.url.is_empty() {
            lines::write_address(out, "URL:", event.url);
        }
        out.push_str(match (self.method, event.status) {
            (Method::Cancel, _) | (_, Status::Cancelled) => "STATUS:CANCELLED\r\n",
            (_, Status::Tentative) => "STATUS:TENTATIVE\r\n",
            (_, Status::Confirmed) => "STATUS:CONFIRMED\r\n",
        });
        out.push_str("TRANSP:OPAQUE\r\n");
        if let Some(organizer) = &event.organizer {
            write_person(out, "ORGANIZER", organizer);
        }
        for attendee in event.attendees {
            write_person(out, "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE", attendee);
        }
        out.push_str("END:VEVENT\r\n");
    }
}

fn write_person(out: &mut String, head: &str, person: &Person) {
    let mut line = head.to_owned();
    if !person.name.is_empty() {
        line.push_str(";CN=");
        lines::push_quoted(&mut line, person.name);
    }
    line.push_str(":mailto:");
    lines::write_address(out, &line, person.email);
}

/// Whether a time on the wall tells the instant. Where clocks go back one is shown twice, and means the first (RFC 5545, 3.3.5).
fn is_told(zone: &TimeZone, instant: i64) -> bool {
    zone.instant_of(zone.local_at(instant)) == instant
}

fn write_instant(out: &mut String, name: &str, instant: i64, zone: Option<(&str, &TimeZone)>) {
    let mut line = name.to_owned();
    match zone {
        Some((zone_name, zone)) => {
            line.push_str(";TZID=");
            line.push_str(zone_name);
            line.push(':');
            write_time(&mut line, zone.local_at(instant));
        }
        None => {
            line.push(':');
            write_time(&mut line, instant);
            line.push('Z');
        }
    }
    lines::write(out, &line);
}

/// How many digits a number has.
fn digits(number: u32) -> u32 {
    number.checked_ilog10().unwrap_or_default() + 1
}
