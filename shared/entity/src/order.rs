//! Sorting, compiled once.
//!
//! The standard library's sorts are made anew for every type and every comparison, at several kilobytes each. What a
//! function sorts has some hundreds of elements, so that one sort of positions does for all.

use std::cmp::Ordering;

/// Sorts by a comparison; what is equal stays in its order.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = sorted_positions(items.len(), &|left, right| match (items.get(left), items.get(right)) {
        (Some(left), Some(right)) => compare(left, right),
        _ => Ordering::Equal,
    });
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    for position in order {
        items.extend(taken.get_mut(position).and_then(Option::take));
    }
}

/// The positions of so many elements in the order of a comparison: a merge sort.
fn sorted_positions(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut sorted: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut width = 1;
    while width < count {
        merged.clear();
        for run in sorted.chunks(width * 2) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let Some((&one, &other)) = left.first().zip(right.first()) {
                let first = if compare(one, other).is_gt() { &mut right } else { &mut left };
                merged.extend(first.split_off_first());
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut sorted, &mut merged);
        width *= 2;
    }
    sorted
}

#[cfg(test)]
mod tests {
    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut state: u32 = 7;
        for length in 0..130_u32 {
            let mut numbers: Vec<(u32, u32)> = Vec::new();
            for position in 0..length {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                numbers.push((state >> 28, position));
            }
            let mut expected = numbers.clone();
            expected.sort_by_key(|(key, _)| *key);
            super::sort_by(&mut numbers, |one, other| one.0.cmp(&other.0));
            assert_eq!(numbers, expected);
        }
    }
}
