//! What the server counts, as Prometheus reads it.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use store::{Batch, DatabaseError, DatabaseName, Mode, ResultSet, Task, Transport};

/// Upper bounds of the latency buckets, in microseconds.
const BUCKETS: [u64; 12] =
    [1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000];

/// The name under which what belongs to no module is counted.
pub(super) const NO_MODULE: &str = "host";

/// Counters for all threads.
pub(super) struct Metrics {
    modules: Vec<ModuleMetrics>,
    in_flight: AtomicI64,
    reads: AtomicU64,
    writes: AtomicU64,
    round_trips: AtomicU64,
    unavailable: AtomicU64,
    rows_read: AtomicU64,
}

#[derive(Default)]
struct ModuleMetrics {
    name: &'static str,
    /// By status class, 1xx first.
    statuses: [AtomicU64; 5],
    buckets: [AtomicU64; BUCKETS.len()],
    total_us: AtomicU64,
}

/// A request in flight, for as long as this lives.
pub(super) struct InFlight(Arc<Metrics>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    pub fn new(modules: Vec<&'static str>) -> Self {
        let names = modules.into_iter().chain([NO_MODULE]);
        Metrics {
            modules: names.map(|name| ModuleMetrics { name, ..ModuleMetrics::default() }).collect(),
            in_flight: AtomicI64::new(0),
            reads: AtomicU64::new(0),
            writes: AtomicU64::new(0),
            round_trips: AtomicU64::new(0),
            unavailable: AtomicU64::new(0),
            rows_read: AtomicU64::new(0),
        }
    }

    /// Counts a request as in flight until what is returned is dropped.
    pub fn begin(self: &Arc<Self>) -> InFlight {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(self.clone())
    }

    /// Counts a request that was answered.
    pub fn answered(&self, module: &str, status: u16, took: Duration) {
        let Some(metrics) = self.modules.iter().find(|metrics| metrics.name == module) else { return };
        let class = usize::from((status / 100).clamp(1, 5) - 1);
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BUCKETS.iter().position(|bound| us <= *bound);
        let counters = [metrics.statuses.get(class), bucket.and_then(|bucket| metrics.buckets.get(bucket))];
        for counter in counters.into_iter().flatten() {
            add(counter, 1);
        }
        add(&metrics.total_us, us);
    }

    /// The text that `/metrics` serves.
    pub fn render(&self) -> String {
        let mut text = String::with_capacity(4096);
        // Writing into a string cannot fail.
        let _ = self.write_requests(&mut text);
        let _ = self.write_durations(&mut text);
        let single = [
            ("portico_requests_in_flight", "gauge", self.in_flight.load(Ordering::Relaxed)),
            ("portico_database_round_trips_total", "counter", load(&self.round_trips)),
            ("portico_database_rows_read_total", "counter", load(&self.rows_read)),
            ("portico_database_unavailable_total", "counter", load(&self.unavailable)),
        ];
        for (name, kind, value) in single {
            let _ = writeln!(text, "# TYPE {name} {kind}\n{name} {value}");
        }
        let (reads, writes) = (load(&self.reads), load(&self.writes));
        let name = "portico_database_batches_total";
        let _ = writeln!(text, "# TYPE {name} counter");
        let _ = writeln!(text, "{name}{{mode=\"read\"}} {reads}\n{name}{{mode=\"write\"}} {writes}");
        text
    }

    fn write_requests(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "# TYPE portico_requests_total counter")?;
        for module in &self.modules {
            for (class, count) in (1..).zip(&module.statuses) {
                let name = module.name;
                writeln!(text, "portico_requests_total{{module=\"{name}\",status=\"{class}xx\"}} {}", load(count))?;
            }
        }
        Ok(())
    }

    fn write_durations(&self, text: &mut String) -> std::fmt::Result {
        let name = "portico_request_duration_seconds";
        writeln!(text, "# TYPE {name} histogram")?;
        for module in &self.modules {
            let label = module.name;
            let mut sum = 0;
            for (bound, count) in BUCKETS.iter().zip(&module.buckets) {
                sum += load(count);
                let seconds = *bound as f64 / 1e6;
                writeln!(text, "{name}_bucket{{module=\"{label}\",le=\"{seconds}\"}} {sum}")?;
            }
            let all: i64 = module.statuses.iter().map(load).sum();
            let seconds = module.total_us.load(Ordering::Relaxed) as f64 / 1e6;
            writeln!(text, "{name}_bucket{{module=\"{label}\",le=\"+Inf\"}} {all}")?;
            writeln!(text, "{name}_sum{{module=\"{label}\"}} {seconds}\n{name}_count{{module=\"{label}\"}} {all}")?;
        }
        Ok(())
    }
}

fn load(counter: &AtomicU64) -> i64 {
    i64::try_from(counter.load(Ordering::Relaxed)).unwrap_or(i64::MAX)
}

fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}

/// A transport whose batches are counted.
pub(super) struct Counted {
    pub transport: Box<dyn Transport>,
    pub metrics: Arc<Metrics>,
}

impl Counted {
    async fn count<T>(&self, done: Task<'_, Result<T, DatabaseError>>) -> Result<T, DatabaseError> {
        add(&self.metrics.round_trips, 1);
        let outcome = done.await;
        if matches!(outcome, Err(DatabaseError::Unavailable(_))) {
            add(&self.metrics.unavailable, 1);
        }
        outcome
    }
}

impl Transport for Counted {
    fn run<'a>(&'a self, database: &'a DatabaseName, batch: Batch) -> Task<'a, Result<Vec<ResultSet>, DatabaseError>> {
        let counter = match batch.mode {
            Mode::Read => &self.metrics.reads,
            Mode::Write => &self.metrics.writes,
        };
        add(counter, 1);
        Box::pin(async move {
            let sets = self.count(self.transport.run(database, batch)).await?;
            add(&self.metrics.rows_read, sets.iter().map(|set| set.rows_read).sum());
            Ok(sets)
        })
    }

    fn create<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>> {
        Box::pin(self.count(self.transport.create(database)))
    }

    fn remove<'a>(&'a self, database: &'a DatabaseName) -> Task<'a, Result<(), DatabaseError>> {
        Box::pin(self.count(self.transport.remove(database)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_can_be_read() {
        let metrics = Arc::new(Metrics::new(vec!["contacts"]));
        let in_flight = metrics.begin();
        metrics.answered("contacts", 200, Duration::from_micros(700));
        metrics.answered("contacts", 404, Duration::from_millis(40));
        metrics.answered("contacts", 200, Duration::from_secs(60));
        let text = metrics.render();
        for line in [
            "portico_requests_total{module=\"contacts\",status=\"2xx\"} 2",
            "portico_requests_total{module=\"contacts\",status=\"4xx\"} 1",
            "portico_requests_total{module=\"host\",status=\"2xx\"} 0",
            "portico_request_duration_seconds_bucket{module=\"contacts\",le=\"0.001\"} 1",
            "portico_request_duration_seconds_bucket{module=\"contacts\",le=\"5\"} 2",
            "portico_request_duration_seconds_bucket{module=\"contacts\",le=\"+Inf\"} 3",
            "portico_request_duration_seconds_sum{module=\"contacts\"} 60.0407",
            "portico_requests_in_flight 1",
            "portico_database_batches_total{mode=\"read\"} 0",
        ] {
            assert!(text.lines().any(|given| given == line), "{line} is not in\n{text}");
        }
        drop(in_flight);
        assert!(metrics.render().contains("portico_requests_in_flight 0\n"));
    }
}
