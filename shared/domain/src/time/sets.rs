//! Sets of seconds as sorted intervals that neither overlap nor touch.

use super::Interval;

/// Puts intervals in the order of their starts, then of their ends. The one sort of everything that has a time: each
/// other one would weigh as much again in a function.
pub fn sort(intervals: &mut [Interval]) {
    intervals.sort_unstable_by_key(|interval| (interval.start, interval.end));
}

/// Makes a set of any intervals: sorted, without the empty ones, those that overlap or touch as one.
pub fn normalise(intervals: &mut Vec<Interval>) {
    intervals.retain(|interval| !interval.is_empty());
    sort(intervals);
    intervals.dedup_by(|next, last| {
        let joins = next.start <= last.end;
        if joins {
            last.end = last.end.max(next.end);
        }
        joins
    });
}

/// What is in the one set and not in the other.
pub fn difference(set: &[Interval], other: &[Interval]) -> Vec<Interval> {
    let mut left = Vec::with_capacity(set.len());
    let first = set.first().map_or(0, |first| other.partition_point(|taken| taken.end <= first.start));
    let mut rest = other.get(first..).unwrap_or_default();
    for interval in set {
        let mut start = interval.start;
        while let [taken, after @ ..] = rest {
            if taken.end <= start {
                rest = after;
                continue;
            }
            if taken.start >= interval.end {
                break;
            }
            if taken.start > start {
                left.push(Interval::new(start, taken.start));
            }
            start = taken.end;
            if start >= interval.end {
                // It may reach into the next one.
                break;
            }
        }
        if start < interval.end {
            left.push(Interval::new(start, interval.end));
        }
    }
    left
}

/// What is in both sets.
pub fn intersection(set: &[Interval], other: &[Interval]) -> Vec<Interval> {
    difference(set, &difference(set, other))
}

/// Whether a second is in a set.
pub fn contains(set: &[Interval], second: i64) -> bool {
    let index = set.partition_point(|interval| interval.end <= second);
    set.get(index).is_some_and(|interval| interval.start <= second)
}
