//! Calendar files: what is written, and what is read from a stranger.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use domain::calendar::{Calendar, Event, Feed, FeedError, MOST_BUSY, MOST_BYTES, Method, Person, Status, busy};
use domain::time::{DAY, Interval, TimeZone, civil, local};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

fn at(month: i32, day: i32, hour: i32) -> i64 {
    local(civil::day(2026, month, day), hour * 3600)
}

fn event<'a>(uid: &'a str, summary: &'a str) -> Event<'a> {
    Event {
        uid,
        sequence: 10,
        stamp: at(5, 1, 0),
        start: at(5, 4, 7),
        end: at(5, 4, 8),
        summary,
        description: "",
        location: "",
        url: "",
        status: Status::Confirmed,
        organizer: None,
        attendees: &[],
    }
}

fn render(method: Method, event: Event) -> String {
    Calendar { method, name: "", zone: None, refresh_minutes: 0, events: &[event] }.render()
}

#[test]
fn an_invitation_in_full() {
    let berlin = TimeZone::named("Europe/Berlin").expect("a zone");
    let attendees = [Person { name: "Ada", email: "ada@example.com" }];
    let organizer = Some(Person { name: "Salon", email: "salon@example.com" });
    let event = Event { organizer, attendees: &attendees, location: "Hall 1, left", ..event("a@b", "Haircut") };
    let zone = Some(("Europe/Berlin", &berlin));
    let text = Calendar { method: Method::Request, name: "", zone, refresh_minutes: 0, events: &[event] }.render();
    let expected = "\
        BEGIN:VEVENT\r\nUID:a@b\r\nDTSTAMP:20260501T000000Z\r\nDTSTART;TZID=Europe/Berlin:20260504T090000\r\n\
        DTEND;TZID=Europe/Berlin:20260504T100000\r\nSEQUENCE:10\r\nSUMMARY:Haircut\r\nLOCATION:Hall 1\\, left\r\n\
        STATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nORGANIZER;CN=\"Salon\":mailto:salon@example.com\r\n\
        ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN=\"Ada\":mailto:\r\n ada@example.com\r\nEND:VEVENT\r\n";
    assert!(text.contains(expected), "{text}");
    assert!(
        text.contains("BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"),
        "{text}"
    );
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
}

#[test]
fn a_time_that_is_shown_twice_is_told_in_utc() {
    let berlin = TimeZone::named("Europe/Berlin").expect("a zone");
    // At three o'clock in summer time clocks go back to two.
    let change = at(10, 25, 1);
    let told = |start: i64, end: i64| {
        let event = Event { start, end, ..event("a@b", "x") };
        let zone = Some(("Europe/Berlin", &berlin));
        let text = Calendar { method: Method::Request, name: "", zone, refresh_minutes: 0, events: &[event] }.render();
        let event = &text[text.find("BEGIN:VEVENT").expect("an event")..];
        let lines: Vec<&str> = event.lines().filter_map(|line| line.strip_prefix("DT")).skip(1).collect();
        lines.join(" ")
    };
    assert_eq!(
        told(change - 1800, change - 900),
        "START;TZID=Europe/Berlin:20261025T023000 END;TZID=Europe/Berlin:20261025T024500"
    );
    assert_eq!(told(change - 1800, change), "START:20261025T003000Z END:20261025T010000Z");
    assert_eq!(told(change + 1800, change + 5400), "START:20261025T013000Z END:20261025T023000Z");
    assert_eq!(
        told(change + 3600, change + 5400),
        "START;TZID=Europe/Berlin:20261025T030000 END;TZID=Europe/Berlin:20261025T033000"
    );
}

#[test]
fn a_cancellation_says_so_twice() {
    let text = render(Method::Cancel, event("a@b", "x"));
    assert!(
        text.contains("METHOD:CANCEL\r\n") && text.contains("STATUS:CANCELLED\r\n") && text.contains("UID:a@b\r\n")
    );
}

#[test]
fn no_text_breaks_out_of_its_line() {
    let hostile = "x\r\nEND:VEVENT\rATTENDEE:mailto:evil@example.com\n\u{0}\u{b}\u{85}\u{2028};,:\\\"";
    let attendees = [Person { name: hostile, email: hostile }];
    let organizer = Some(Person { name: hostile, email: hostile });
    let event = Event {
        uid: hostile,
        description: hostile,
        location: hostile,
        url: hostile,
        organizer,
        attendees: &attendees,
        ..event("", hostile)
    };
    let text =
        Calendar { method: Method::Publish, name: hostile, zone: None, refresh_minutes: 5, events: &[event] }.render();
    let unfolded = text.replace("\r\n ", "");
    let names: Vec<&str> =
        unfolded.split_terminator("\r\n").map(|line| line.split([':', ';']).next().unwrap_or_default()).collect();
    let event = [
        "BEGIN",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SEQUENCE",
        "SUMMARY",
        "DESCRIPTION",
        "LOCATION",
        "URL",
        "STATUS",
        "TRANSP",
        "ORGANIZER",
        "ATTENDEE",
        "END",
    ];
    let calendar = [
        "BEGIN",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "NAME",
        "X-WR-CALNAME",
        "REFRESH-INTERVAL",
        "X-PUBLISHED-TTL",
    ];
    assert_eq!(names, [&calendar[..], &event[..], &["END"]].concat());
    assert!(!text.replace("\r\n", "").contains(['\r', '\n', '\0', '\u{b}', '\u{85}']));
}

#[test]
fn lines_are_folded_between_characters() {
    let config = Config { cases: 200, max_shrink_iters: 100, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&"[a-zäß日𝄞 ,;\\\\]{0,300}", |summary| {
            let text = render(Method::Publish, event("u", &summary));
            prop_assert!(text.split("\r\n").all(|line| line.len() <= 75));
            let unfolded = text.replace("\r\n ", "");
            let line = unfolded.split("\r\n").find_map(|line| line.strip_prefix("SUMMARY:")).unwrap_or_default();
            let unescaped = line.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
            prop_assert_eq!(unescaped, summary);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

/// The busy times of some events in 2026, as pairs of hours since the beginning of May.
fn hours(events: &str) -> Vec<(i64, i64)> {
    let feed = read(events);
    assert_eq!((feed.unread, feed.incomplete), (0, false), "{feed:?}");
    feed.busy
        .iter()
        .map(|one| ((one.interval.start - at(5, 1, 0)) / 3600, (one.interval.end - at(5, 1, 0)) / 3600))
        .collect()
}

fn read(events: &str) -> Feed {
    let text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}\nEND:VCALENDAR\n");
    busy(&text, &TimeZone::UTC, Interval::new(at(5, 1, 0), at(5, 31, 0))).expect("a calendar")
}

fn vevent(lines: &str) -> String {
    format!("BEGIN:VEVENT\nUID:u\n{lines}\nEND:VEVENT\n")
}

#[test]
fn times_of_every_kind() {
    let cases: &[(&str, &[(i64, i64)])] = &[
        ("DTSTART:20260502T100000Z\nDTEND:20260502T113000Z", &[(34, 35)]),
        ("DTSTART:20260502T100000\nDURATION:PT2H", &[(34, 36)]),
        ("DTSTART;TZID=Europe/Berlin:20260502T100000\nDURATION:P1DT1H", &[(32, 57)]),
        ("DTSTART;TZID=\"/mozilla.org/2005/America/New_York\":20260502T100000\nDURATION:P1W", &[(38, 206)]),
        ("dtstart;value=date:20260502\r\ndtend;value=date:20260504", &[(24, 72)]),
        ("DTSTART;VALUE=DATE:20260502", &[(24, 48)]),
        // It began before the range, and lasts beyond its end.
        ("DTSTART:20260401T000000Z\nDTEND:20260701T000000Z", &[(-720, 1464)]),
        // None of these takes time.
        ("DTSTART:20260502T100000Z", &[]),
        ("DTSTART:20260502T100000Z\nDTEND:20260502T090000Z", &[]),
        ("DTSTART:20260502T100000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT", &[]),
        ("DTSTART:20260502T100000Z\nDURATION:PT1H\nSTATUS:cancelled", &[]),
        ("DTSTART:20260502T100000Z\nDURATION:PT1H\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", &[]),
        ("DTSTART:20260430T230000Z\nDURATION:PT1H", &[]),
        // A perhaps does, and an alarm is not the event.
        (
            "STATUS:TENTATIVE\nDTSTART:20260502T100000Z\nBEGIN:VALARM\nTRIGGER:-PT1H\nDTSTART:20260503T100000Z\nEND:VALARM\nDURATION:PT1H",
            &[(34, 35)],
        ),
        // Folded wherever it may be.
        ("DTSTART:2026\n 0502T10\r\n\t0000Z\nDURATION:P\n T1H", &[(34, 35)]),
    ];
    for (lines, expected) in cases {
        assert_eq!(hours(&vevent(lines)), *expected, "{lines}");
    }
}

#[test]
fn series_with_exceptions() {
    let daily = "DTSTART;TZID=Europe/Berlin:20260502T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=4";
    assert_eq!(hours(&vevent(daily)), [(32, 33), (56, 57), (80, 81), (104, 105)]);
    let left_out =
        format!("{daily}\nEXDATE;TZID=Europe/Berlin:20260503T100000,20260504T100000\nEXDATE:20260505T080000Z");
    assert_eq!(hours(&vevent(&left_out)), [(32, 33)]);
    assert_eq!(hours(&vevent(&format!("{daily}\nEXDATE;VALUE=DATE:20260503"))).len(), 3);
    let more = format!("{daily}\nRDATE;TZID=Europe/Berlin:20260510T100000\nRDATE;VALUE=PERIOD:20260511T080000Z/PT5H");
    assert_eq!(hours(&vevent(&more))[4..], [(224, 225), (248, 249)]);
    // One that was moved, one that was called off, and somebody else's.
    let moved = vevent("RECURRENCE-ID:20260503T080000Z\nDTSTART:20260503T120000Z\nDURATION:PT1H");
    let off = vevent(
        "RECURRENCE-ID;TZID=Europe/Berlin:20260504T100000\nDTSTART:20260504T080000Z\nDURATION:PT1H\nSTATUS:CANCELLED",
    );
    let other =
        vevent("RECURRENCE-ID:20260505T080000Z\nDTSTART:20260505T080000Z\nDURATION:PT1H").replace("UID:u", "UID:v");
    let found = hours(&[moved, vevent(daily), off, other].concat());
    assert_eq!(found, [(32, 33), (60, 61), (104, 105), (104, 105)]);
    // Whole days, of which one has 25 hours.
    let autumn = "BEGIN:VCALENDAR\nX-WR-TIMEZONE:Europe/Berlin\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261024\nRRULE:FREQ=DAILY;COUNT=3\nEND:VEVENT\nEND:VCALENDAR";
    let feed = busy(autumn, &TimeZone::UTC, Interval::new(at(10, 1, 0), at(11, 1, 0))).expect("a calendar");
    let lengths: Vec<i64> = feed.busy.iter().map(|one| (one.interval.end - one.interval.start) / 3600).collect();
    assert_eq!((lengths, feed.busy[0].interval.start), (vec![24, 25, 24], at(10, 23, 22)));
}

#[test]
fn a_zone_that_the_calendar_defines() {
    let zone = "BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n";
    let event = vevent("DTSTART;TZID=W. Europe Standard Time:20260502T100000\nDURATION:PT1H");
    // Wherever the zone stands.
    assert_eq!(hours(&format!("{zone}{event}")), [(32, 33)]);
    assert_eq!(hours(&format!("{event}{zone}")), [(32, 33)]);
    // Without it, the time is that of the calendar's home.
    assert_eq!(hours(&event), [(34, 35)]);
}

#[test]
fn what_cannot_be_read_is_counted() {
    let unread = |lines: &str| {
        let feed = read(&vevent(lines));
        (feed.unread, feed.busy.len())
    };
    assert_eq!(unread("SUMMARY:no time"), (1, 0));
    assert_eq!(unread("DTSTART:20260230T100000Z\nDURATION:PT1H"), (1, 0));
    assert_eq!(unread("DTSTART:20260502T100000Z\nDTEND:tomorrow"), (1, 0));
    // The first start of a series that is not understood counts.
    assert_eq!(unread("DTSTART:20260502T100000Z\nDURATION:PT1H\nRRULE:FREQ=SECONDLY"), (1, 1));
    for text in ["", "<html></html>", "BEGIN:VEVENT", "BEGIN:VCALENDAR", "\u{feff}"] {
        assert_eq!(busy(text, &TimeZone::UTC, Interval::new(0, DAY)), Err(FeedError::NotACalendar), "{text}");
    }
}

#[test]
fn a_feed_is_read_within_bounds() {
    let range = Interval::new(at(5, 1, 0), at(5, 31, 0));
    assert_eq!(busy(&" ".repeat(MOST_BYTES + 1), &TimeZone::UTC, range), Err(FeedError::TooLarge));
    // Rules that together are endless, components without an end, and one event after the other.
    let series = vevent("DTSTART:19000101T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=100000").repeat(100);
    assert!(read(&series).incomplete);
    let deep = format!("BEGIN:VCALENDAR\n{}", "BEGIN:VEVENT\nDTSTART:20260502T100000Z\nDURATION:PT1H\n".repeat(20_000));
    assert_eq!(busy(&deep, &TimeZone::UTC, range).map(|feed| feed.busy.len()), Ok(0));
    let many = vevent("DTSTART:20260502T100000Z\nDURATION:PT1H").repeat(MOST_BUSY + 1);
    let feed = read(&many);
    assert_eq!((feed.busy.len(), feed.incomplete), (MOST_BUSY, true));
}

#[test]
fn any_text_is_answered() {
    let piece = prop::sample::select(
        &[
            "BEGIN:VCALENDAR\n",
            "END:VCALENDAR\n",
            "BEGIN:VEVENT\n",
            "END:VEVENT\n",
            "BEGIN:VTIMEZONE\nTZID:x\n",
            "END:VTIMEZONE\n",
            "BEGIN:STANDARD\n",
            "END:STANDARD\n",
            "DTSTART;TZID=x:20260502T100000\n",
            "DTSTART:99991231T235959Z\n",
            "DTSTART;VALUE=DATE:00000101\n",
            "DTEND:20260502T113000Z\n",
            "DURATION:P99999999W\n",
            "DURATION:-P1D\n",
            "TZOFFSETFROM:+0100\n",
            "TZOFFSETTO:-1299\n",
            "TZOFFSETTO:+ä\n",
            "RRULE:FREQ=DAILY;INTERVAL=3\n",
            "RRULE:FREQ=YEARLY;BYYEARDAY=-366\n",
            "EXDATE:20260502T100000Z,\n",
            "RDATE:20260601T100000\n",
            "RECURRENCE-ID:20260502T100000Z\n",
            "UID:a\n",
            "ä;\"\n",
            " \n",
            ":\n",
            ";=:\n",
        ][..],
    );
    let config = Config { cases: 500, max_shrink_iters: 100, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&prop::collection::vec(piece, 0..40), |pieces| {
            let (text, range) =
                (format!("BEGIN:VCALENDAR\n{}", pieces.concat()), Interval::new(at(5, 1, 0), at(5, 31, 0)));
            let berlin = TimeZone::named("Europe/Berlin").expect("a zone");
            if let Ok(feed) = busy(&text, &berlin, range) {
                let meets = |one: &Interval| one.start < range.end && one.end > range.start && one.start < one.end;
                prop_assert!(feed.busy.iter().all(|one| meets(&one.interval)), "{text}: {feed:?}");
                prop_assert!(feed.busy.windows(2).all(|pair| pair[0].interval.start <= pair[1].interval.start));
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}
