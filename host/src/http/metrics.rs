//! What happened since the start, in Prometheus' text format.
//!
//! Knows names of metrics and the recorder of this process. Must not know who reads them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::storage::WriterStats;

/// Seconds of a request, where its histogram is cut.
const SECONDS: &[f64] =
    &[0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// How often samples are folded into their histograms, so that they never pile up unread.
const FOLD_EVERY: Duration = Duration::from_secs(5);

static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// The recorder of this process; the first host in it installs one.
fn handle() -> Option<&'static PrometheusHandle> {
    let made = || {
        let matcher = Matcher::Full("keel_http_request_seconds".into());
        let recorder =
            PrometheusBuilder::new().set_buckets_for_metric(matcher, SECONDS).ok()?.build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).ok()?;
        describe();
        Some(handle)
    };
    HANDLE.get_or_init(made).as_ref()
}

fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!("keel_http_requests_total", "Requests by route and status.");
    describe_histogram!(
        "keel_http_request_seconds",
        "Seconds from a request's head to its answer, by route."
    );
    describe_gauge!("keel_writer_waiting", "Units of work that wait or run now.");
    describe_counter!("keel_writer_units_total", "Units of work committed.");
    describe_counter!("keel_writer_refused_total", "Units of work that changed nothing.");
    describe_counter!(
        "keel_writer_commits_total",
        "Transactions committed; units by commits is the batch size."
    );
    describe_counter!("keel_writer_retries_total", "Transactions run again after another was in the way.");
    describe_counter!("keel_writer_failures_total", "Transactions that the database did not commit.");
}

/// Starts recording, and folds samples until the task is aborted.
pub(super) fn start() -> tokio::task::JoinHandle<()> {
    let handle = handle();
    tokio::spawn(async move {
        let Some(handle) = handle else { return };
        let mut clock = tokio::time::interval(FOLD_EVERY);
        loop {
            clock.tick().await;
            handle.run_upkeep();
        }
    })
}

/// Counts one answered request.
pub(super) fn request(route: &str, status: u16, took: Duration) {
    let labels = [("route", route.to_owned()), ("status", status.to_string())];
    metrics::counter!("keel_http_requests_total", &labels).increment(1);
    metrics::histogram!("keel_http_request_seconds", "route" => route.to_owned()).record(took);
}

/// Everything as text; empty when another recorder was there first.
pub(super) fn text(writer: &WriterStats) -> String {
    let Some(handle) = handle() else { return String::new() };
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    // A gauge is a float by its format; the queue never grows to where one would lose a unit.
    metrics::gauge!("keel_writer_waiting").set(u32::try_from(count(&writer.waiting)).unwrap_or(u32::MAX));
    metrics::counter!("keel_writer_units_total").absolute(count(&writer.units));
    metrics::counter!("keel_writer_refused_total").absolute(count(&writer.refused));
    metrics::counter!("keel_writer_commits_total").absolute(count(&writer.batches));
    metrics::counter!("keel_writer_retries_total").absolute(count(&writer.retries));
    metrics::counter!("keel_writer_failures_total").absolute(count(&writer.failures));
    handle.render()
}
