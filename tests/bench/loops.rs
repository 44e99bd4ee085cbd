//! Endless loops: how long after its deadline one is stopped; what a hundred at once do to everybody else.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use keel::service::Fault;
use keel::service::plugins::limits::LimitsOf;
use keel::service::plugins::{Failure, Guests, Limits};
use keel_tests::program::Serving;
use keel_tests::{Client, Reply, guests, packages};
use serde_json::json;

use crate::host::{Books, Place};
use crate::load::{Connection, drive, get};
use crate::plugin::{install, percentile};
use crate::report;

const AT_ONCE: usize = 100;

/// The section.
pub async fn run() {
    report::section("Endless loops: one alone (deadline 100 ms), then a hundred requests for one at once");
    alone().await;
    let place = Place::sqlite().await;
    let host = place.serve();
    let books = Books::open(&host, &place.token).await;
    install(&host, &place.token, &packages::spinning()).await;
    install(&host, &place.token, &packages::drawing()).await;
    let client = Client::new(host.address).with_token(&place.token);
    let (action, page) = ("/api/v1/actions/spinner.go", "/api/v1/plugins/drawer/pages/screen");
    let path = format!("{page}?company={}", books.company);
    attack(&host, &place, &books, "pages", async || client.get(&path).await).await;
    let body = json!({"company": books.company});
    attack(&host, &place, &books, "actions", async || client.post(action, body.clone()).await).await;
}

async fn alone() {
    let text = std::fs::read_to_string(guests::dir().join("spin_in_action.wat")).expect("the guest's text");
    let runtime = Arc::new(guests::runtime());
    runtime.prepare("benchspin", guests::component(&text, "actions")).await.expect("it compiles");
    let limits = Limits { fuel: u64::MAX, ..Limits::of(LimitsOf::Hook, 0) };
    let deny = |_: &_| Err(Fault::denied("nothing"));
    let mut late = Vec::new();
    for number in 0..50 {
        let plugin = guests::plugin(&format!("spin{number}"), "benchspin");
        let began = Instant::now();
        let (ended, _) = guests::call(&runtime, &plugin, guests::go(), limits, deny).await;
        late.push(began.elapsed().saturating_sub(limits.wall));
        let in_time = matches!(&ended, Err(Failure::Guest(fault)) if fault.code == "plugin.deadline");
        assert!(in_time, "its deadline ended it: {ended:?}");
    }
    let (p50, p99) = (percentile(&mut late, 500), percentile(&mut late, 990));
    report::latency("stopped after its deadline", p50, p99);
}

/// A hundred loops at once; meanwhile others read a report and post, one after the other, until the last loop is over.
async fn attack(host: &Serving, place: &Place, books: &Books, what: &str, spin: impl AsyncFn() -> Reply) {
    let report =
        get(&format!("/api/v1/reports/trial-balance?company={}&on=2026-12-31", books.company), &place.token);
    let quiet = drive(host.address, 1, vec![report.clone(); 200]).await;
    report::latency("a report, nothing beside it", quiet.under(500), quiet.under(990));
    let over = Cell::new(false);
    let began = Instant::now();
    let loops = async {
        let codes = join_all((0..AT_ONCE).map(|_| async {
            let refused = spin().await;
            assert_eq!(refused.status, 409, "a loop is stopped: {}", refused.text());
            refused.json()["code"].as_str().unwrap_or_default().to_owned()
        }));
        let mut counts = BTreeMap::<String, usize>::new();
        codes.await.into_iter().for_each(|code| *counts.entry(code).or_default() += 1);
        over.set(true);
        (counts, began.elapsed())
    };
    let post = books.post(&place.token, 1, 2);
    let ((counts, took), mut read, mut posted) =
        tokio::join!(loops, beside(host, &report, &over), beside(host, &post, &over));
    let told: Vec<String> = counts.iter().map(|(code, count)| format!("{count} {code}")).collect();
    report::fact(
        &format!("{AT_ONCE} endless {what}"),
        &format!("{}, after {}", told.join(", "), report::time(took)),
    );
    for (name, times) in [("a report", &mut read), ("an entry posted", &mut posted)] {
        let most = times.iter().max().copied().unwrap_or_default();
        let (p50, p99) = (percentile(times, 500), percentile(times, 990));
        let text =
            format!("p50 {}, p99 {}, at most {}", report::time(p50), report::time(p99), report::time(most));
        report::fact(&format!("  {name} beside them ({} of them)", times.len()), &text);
    }
}

/// Sends a request again and again until the attack is over; how long each answer took.
async fn beside(host: &Serving, request: &[u8], over: &Cell<bool>) -> Vec<Duration> {
    let mut connection = Connection::open(host.address).await;
    let mut times = Vec::new();
    while !over.get() {
        let sent = Instant::now();
        let status = connection.ask(request).await;
        times.push(sent.elapsed());
        assert!((200..300).contains(&status), "{status}: {}", connection.said());
        // The loops' requests are sent by this thread too.
        tokio::task::yield_now().await;
    }
    times
}
