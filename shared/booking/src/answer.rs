//! What somebody is told who was too late.

use api::Problem;
use api::problem::Kind;
use entity::civil::format_timestamp;
use entity::json;

/// 409 with the next starts that are free: milliseconds since 1970.
pub fn next_free_problem(next: &[i64]) -> Problem {
    let mut problem = Problem::new(Kind::SlotTaken, "This time is not free any more. See next_free for others.");
    let starts = next.iter().filter_map(|start| format_timestamp(*start));
    problem.extra = Some(("next_free", json::of_strings(starts.collect())));
    problem
}
