//! Recurrence rules: against the crate `rrule`, a reader of its own, and by hand.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use domain::recurrence::{BUDGET, Rule, Series, TooMuchWork};
use domain::time::basic::Moment;
use domain::time::{DAY, Interval, TimeZone, civil, day_of, local};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Year, month, day.
type Date = (i32, i32, i32);

fn text(day: i32) -> String {
    let (year, month, day) = civil::date(day);
    format!("{year:04}{month:02}{day:02}")
}

/// The first days of a rule.
fn days(rule: &str, start: (i32, i32, i32), count: usize) -> Vec<(i32, i32, i32)> {
    let rule = Rule::parse(rule).unwrap_or_else(|error| panic!("{rule}: {error:?}"));
    let start = civil::day(start.0, start.1, start.2);
    let end = rule.last_day(0, &TimeZone::UTC).saturating_add(1).min(start + 60_000);
    let days = rule.days(start, start, end, &mut BUDGET.clone()).expect("little work");
    days.into_iter().take(count).map(civil::date).collect()
}

#[test]
fn examples_of_the_rfc() {
    let cases: &[(&str, Date, &[Date])] = &[
        ("FREQ=DAILY;COUNT=3", (1997, 9, 2), &[(1997, 9, 2), (1997, 9, 3), (1997, 9, 4)]),
        ("FREQ=DAILY;INTERVAL=10;COUNT=3", (1997, 9, 2), &[(1997, 9, 2), (1997, 9, 12), (1997, 9, 22)]),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            (1997, 8, 5),
            &[(1997, 8, 5), (1997, 8, 10), (1997, 8, 19), (1997, 8, 24)],
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            (1997, 8, 5),
            &[(1997, 8, 5), (1997, 8, 17), (1997, 8, 19), (1997, 8, 31)],
        ),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=1FR", (1997, 9, 5), &[(1997, 9, 5), (1997, 10, 3), (1997, 11, 7)]),
        ("FREQ=MONTHLY;COUNT=2;BYDAY=-2MO", (1997, 9, 22), &[(1997, 9, 22), (1997, 10, 20)]),
        ("FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", (1997, 9, 28), &[(1997, 9, 28), (1997, 10, 29), (1997, 11, 28)]),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", (1997, 9, 2), &[(1998, 2, 13), (1998, 3, 13), (1998, 11, 13)]),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", (1997, 9, 4), &[(1997, 9, 4), (1997, 10, 7), (1997, 11, 6)]),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3",
            (1997, 9, 29),
            &[(1997, 9, 29), (1997, 10, 30), (1997, 11, 27)],
        ),
        (
            "FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200",
            (1997, 1, 1),
            &[(1997, 1, 1), (1997, 4, 10), (1997, 7, 19), (2000, 1, 1)],
        ),
        ("FREQ=YEARLY;BYDAY=20MO", (1997, 5, 19), &[(1997, 5, 19), (1998, 5, 18), (1999, 5, 17)]),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", (1997, 5, 12), &[(1997, 5, 12), (1998, 5, 11), (1999, 5, 17)]),
        // Where the rule leaves the weekday open, it is that of the first start.
        ("FREQ=YEARLY;BYWEEKNO=20", (1997, 5, 12), &[(1997, 5, 12), (1998, 5, 11), (1999, 5, 17)]),
        (
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            (1996, 11, 5),
            &[(1996, 11, 5), (2000, 11, 7), (2004, 11, 2)],
        ),
        ("FREQ=YEARLY;COUNT=2", (2024, 2, 29), &[(2024, 2, 29), (2028, 2, 29)]),
        ("FREQ=MONTHLY;COUNT=3", (2026, 1, 31), &[(2026, 1, 31), (2026, 3, 31), (2026, 5, 31)]),
        ("FREQ=DAILY;UNTIL=20260103", (2026, 1, 1), &[(2026, 1, 1), (2026, 1, 2), (2026, 1, 3)]),
    ];
    for (rule, start, expected) in cases {
        assert_eq!(days(rule, *start, expected.len()), *expected, "{rule}");
    }
    assert_eq!(days("FREQ=DAILY;COUNT=3", (1997, 9, 2), 9).len(), 3);
    assert!(days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", (1997, 9, 2), 1).is_empty());
}

#[test]
fn what_is_wrong_is_said() {
    let cases = [
        ("", "", "FREQ is missing."),
        ("RRULE:COUNT=2", "COUNT=2", "FREQ is missing."),
        ("FREQ=HOURLY", "FREQ=HOURLY", "FREQ must be"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0", "INTERVAL must be"),
        ("FREQ=DAILY;COUNT=-1", "COUNT=-1", "COUNT must be"),
        ("FREQ=DAILY;COUNT=1;UNTIL=20260101", "", "COUNT and UNTIL"),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL=20260230", "UNTIL must be"),
        ("FREQ=DAILY;UNTIL=20260101T250000Z", "UNTIL=", "UNTIL must be"),
        ("FREQ=DAILY;UNTIL=2026ä01", "UNTIL=", "UNTIL must be"),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY=XX", "BYDAY must list"),
        ("FREQ=WEEKLY;BYDAY=", "BYDAY=", "BYDAY must list"),
        ("FREQ=WEEKLY;BYDAY=1ä", "BYDAY=", "BYDAY must list"),
        ("FREQ=WEEKLY;BYDAY=2MO", "", "A number before a weekday"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=2MO", "", "A number before a weekday"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY=0MO", "BYDAY must list"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32", "BYMONTHDAY must list"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0", "BYMONTHDAY must list"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "", "BYWEEKNO needs"),
        ("FREQ=MONTHLY;BYYEARDAY=3", "", "BYYEARDAY needs"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "", "BYMONTHDAY is not"),
        ("FREQ=MONTHLY;BYSETPOS=1", "", "BYSETPOS needs"),
        ("FREQ=DAILY;BYHOUR=3", "BYHOUR=3", "The time of the day"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY", "Each part may occur once"),
        ("FREQ=DAILY;NONSENSE=1", "NONSENSE=1", "There is no such part."),
        ("FREQ=DAILY;COUNT", "COUNT", "A part is a name"),
    ];
    for (text, part, reason) in cases {
        let error = Rule::parse(text).expect_err(text);
        assert!(error.part.contains(part) && error.reason.starts_with(reason), "{text}: {error:?}");
    }
    assert!(Rule::parse(&format!("FREQ=DAILY;BYMONTH={}", "1,".repeat(3000))).is_err());
    let lower = Rule::parse("rrule:freq=weekly;until=20260101t000000z;byday=mo").expect("it may be written small");
    assert_eq!(lower.until, Some(Moment::Instant(local(civil::day(2026, 1, 1), 0))));
}

fn list<T: std::fmt::Display>(name: &'static str, values: Vec<T>) -> String {
    let values: Vec<String> = values.iter().map(T::to_string).collect();
    if values.is_empty() { String::new() } else { format!(";{name}={}", values.join(",")) }
}

fn weekdays(ordinals: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let one = (prop::sample::select(ordinals), prop::sample::select(&NAMES[..]))
        .prop_map(|(ordinal, name)| format!("{ordinal}{name}"));
    // The other reader takes a weekday with and one without a number as a condition each, where the RFC has a list.
    let alike = |list: &Vec<String>| list.iter().all(|day| (day.len() > 2) == (list[0].len() > 2));
    prop::collection::vec(one, 0..4).prop_filter("all with a number or none", alike)
}

fn some(range: std::ops::Range<i32>, count: usize) -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(range.prop_filter("no zeroth", |number| *number != 0), 0..count)
}

/// A rule that RFC 5545 allows.
fn rule() -> impl Strategy<Value = String> {
    let months = || some(1..13, 3);
    let positions = || prop::collection::vec(prop::sample::select(&[1, 2, -1, 3, -2][..]), 0..3);
    let with = |list: &str, positions: Vec<i32>| match list.contains("BY") {
        true => crate::list("BYSETPOS", positions),
        false => String::new(),
    };
    let daily = (months(), some(-31..32, 4), weekdays(&[""])).prop_map(|(months, days, weekdays)| {
        format!("DAILY{}{}{}", list("BYMONTH", months), list("BYMONTHDAY", days), list("BYDAY", weekdays))
    });
    let weekly = (months(), weekdays(&[""]))
        .prop_map(|(months, weekdays)| format!("WEEKLY{}{}", list("BYMONTH", months), list("BYDAY", weekdays)));
    let monthly = (months(), some(-31..32, 4), weekdays(&["", "", "1", "2", "-1", "5"]), positions()).prop_map(
        move |(months, days, weekdays, positions)| {
            let text =
                format!("MONTHLY{}{}{}", list("BYMONTH", months), list("BYMONTHDAY", days), list("BYDAY", weekdays));
            let positions = with(&text, positions);
            text + &positions
        },
    );
    let yearly = (months(), some(-31..32, 3), weekdays(&["", "1", "-1", "3", "20"]), some(-366..367, 3), positions())
        .prop_map(move |(months, days, weekdays, year_days, positions)| {
            let days = list("BYMONTHDAY", days);
            let year_days = if days.is_empty() { list("BYYEARDAY", year_days) } else { String::new() };
            let text = format!("YEARLY{}{days}{}{year_days}", list("BYMONTH", months), list("BYDAY", weekdays));
            let positions = with(&text, positions);
            text + &positions
        });
    let every = prop_oneof![daily, weekly, monthly, yearly];
    let ends = prop_oneof![
        Just(String::new()),
        (1u32..60).prop_map(|count| format!(";COUNT={count}")),
        (10_000i32..25_000).prop_map(|day| format!(";UNTIL={}T103000Z", text(day))),
    ];
    let week_start = prop::sample::select(&["", ";WKST=SU", ";WKST=WE"][..]);
    (every, 1i32..5, ends, week_start)
        .prop_map(|(every, interval, ends, week)| format!("FREQ={every};INTERVAL={interval}{ends}{week}"))
}

#[test]
fn days_are_those_of_an_independent_reader() {
    let config = Config { cases: 500, max_shrink_iters: 200, failure_persistence: None, ..Config::default() };
    let compared = std::cell::Cell::new(0);
    TestRunner::new(config)
        .run(&(rule(), 9_000i32..25_000, 0i32..4_000), |(rule, start, ahead)| {
            let own = Rule::parse(&rule).map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
            let Ok(set) = format!("DTSTART:{}T090000Z\nRRULE:{rule}", text(start)).parse::<rrule::RRuleSet>() else {
                // The other one refuses an end before the start.
                return Ok(());
            };
            let (from, to) = (start + ahead, start + ahead + 2_500);
            let moment = |day: i32| {
                format!("DTSTART:{}T000000Z\nRRULE:FREQ=DAILY;COUNT=1", text(day))
                    .parse::<rrule::RRuleSet>()
                    .map(|set| *set.get_dt_start())
            };
            let (Ok(after), Ok(before)) = (moment(from), moment(to)) else { return Ok(()) };
            let theirs = set.after(after).before(before).all(4_000);
            prop_assume!(!theirs.limited);
            let theirs: Vec<i32> = theirs.dates.iter().map(|date| day_of(date.timestamp())).collect();
            let end = to.min(own.last_day(9 * 3600, &TimeZone::UTC).saturating_add(1));
            let ours = own.days(start, from, end, &mut BUDGET.clone());
            prop_assert_eq!(ours.as_ref(), Ok(&theirs), "{} from {}", rule, text(start));
            compared.set(compared.get() + usize::from(!theirs.is_empty()));
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(compared.get() > 150, "only {} rules had any days", compared.get());
}

/// Weeks are not compared with the other reader, which mistakes the last week of the year before.
#[test]
fn weeks_have_the_number_of_the_year_that_most_of_them_is_in() {
    for (week_start, name) in [(0, "MO"), (6, "SU"), (2, "WE")] {
        let first = civil::day(1999, 1, 1);
        let first = first + (week_start - civil::weekday(first)).rem_euclid(7);
        // The first day, the year, the number.
        let mut weeks: Vec<(i32, i32, i32)> = Vec::new();
        for day in (first..civil::day(2041, 1, 1)).step_by(7) {
            let in_year = |year: i32| (day..day + 7).filter(|day| civil::date(*day).0 == year).count();
            let year = (1999..2042).max_by_key(|year| in_year(*year)).expect("a year");
            let number = weeks.last().map_or(1, |(_, last, number)| if *last == year { number + 1 } else { 1 });
            weeks.push((day, year, number));
        }
        for number in [1, 2, 20, 51, 52, 53, -1, -2, -52, -53] {
            let text = format!("FREQ=YEARLY;BYWEEKNO={number};BYDAY=MO,TU,WE,TH,FR,SA,SU;WKST={name}");
            let rule = Rule::parse(&text).expect("a rule");
            let (from, to) = (civil::day(2001, 1, 1), civil::day(2039, 1, 1));
            let found = rule.days(from, from, to, &mut BUDGET.clone()).expect("little work");
            let of = |wanted: i32| weeks.iter().filter(|(_, year, _)| *year == wanted).count() as i32;
            let is = |(_, year, own): &&(i32, i32, i32)| *own == number || *own - of(*year) - 1 == number;
            let days = weeks.iter().filter(is).flat_map(|(day, _, _)| *day..*day + 7);
            let expected: Vec<i32> = days.filter(|day| (from..to).contains(day)).collect();
            assert_eq!(found, expected, "week {number}, {name}");
        }
    }
}

#[test]
fn a_series_stays_at_its_time_on_the_wall() {
    let berlin = TimeZone::named("Europe/Berlin").expect("a zone");
    let rule = Rule::parse("FREQ=WEEKLY;UNTIL=20261109T080000Z").expect("a rule");
    let start = local(civil::day(2026, 10, 12), 9 * 3600);
    let (dates, exceptions) = ([start + 30 * 3600], [start + 14 * DAY]);
    let series =
        Series { zone: &berlin, start, duration: 3600, rule: Some(&rule), dates: &dates, exceptions: &exceptions };
    let range = Interval::new(start - 90 * DAY, start + 90 * DAY);
    let found = series.occurrences(range, &mut BUDGET.clone()).expect("little work");
    let shown: Vec<i64> = found.iter().map(|one| (berlin.local_at(one.start) - start) / 3600).collect();
    // Without the exception; the last is at the end of the rule exactly, an hour of UTC later than the first.
    assert_eq!(shown, [0, 30, 7 * 24, 21 * 24, 28 * 24]);
    assert_eq!(found[4].start - found[0].start, 28 * DAY + 3600);
    // What meets the range counts, though it began before.
    let middle = Interval::new(found[0].start + 1800, found[0].start + 1801);
    assert_eq!(series.occurrences(middle, &mut BUDGET.clone()), Ok(vec![found[0]]));
    assert_eq!(series.occurrences(Interval::new(found[0].end, found[1].start), &mut BUDGET.clone()), Ok(vec![]));
}

#[test]
fn work_is_bounded() {
    let rule = Rule::parse("FREQ=DAILY;INTERVAL=2;COUNT=100000").expect("a rule");
    let (start, mut budget) = (civil::day(2000, 1, 1), 1_000);
    assert_eq!(rule.days(start, civil::day(2020, 1, 1), civil::day(2021, 1, 1), &mut budget), Err(TooMuchWork));
    // Without a count, what lies before the range costs nothing, however far away it is.
    let rule = Rule::parse("FREQ=DAILY;INTERVAL=2").expect("a rule");
    let mut budget = 1_000;
    assert_eq!(rule.days(civil::FIRST_DAY, start, start + 300, &mut budget).map(|days| days.len()), Ok(150));
    // What never comes ends with the calendar.
    let never = Rule::parse("FREQ=YEARLY;INTERVAL=10000;BYMONTH=2;BYMONTHDAY=30;COUNT=1").expect("a rule");
    assert_eq!(never.days(start, start, i32::MAX, &mut BUDGET.clone()), Ok(vec![]));
    for extreme in [i32::MIN, i32::MAX] {
        let _ = never.days(extreme, i32::MIN, i32::MAX, &mut BUDGET.clone());
    }
}
