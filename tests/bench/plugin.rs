//! Plugins: one call beside bare wasmtime, posting with a hook beside posting without, ten plugins, endless loops.

use std::time::{Duration, Instant};

use keel::service::Fault;
use keel::service::plugins::data::{Body, Change, Datum, Document, Fields, Money, Operation};
use keel::service::plugins::limits::LimitsOf;
use keel::service::plugins::{Call, Guests, Limits};
use keel_tests::{Client, guests, packages};
use uuid::Uuid;

use crate::Size;
use crate::bare::Bare;
use crate::fill;
use crate::host::{Books, Place};
use crate::load::{drive, get};
use crate::read::resident;
use crate::report;

/// Lines of the entry that the measured hook reads.
const LINES: usize = 5;

fn percentile(times: &mut [Duration], per_mille: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * per_mille / 1000).min(times.len() - 1)]
}

fn entry() -> Call {
    let text = |name: &str, value: &str| (name.to_owned(), Datum::Text(value.to_owned()));
    let id = |name: &str| (name.to_owned(), Datum::Reference(Uuid::from_u128(7)));
    let money = |name: &str| (name.to_owned(), Datum::Money(Money { minor: 1250, currency: "EUR".into() }));
    let row = || -> Fields {
        vec![
            ("line_no".into(), Datum::Integer(1)),
            id("account"),
            money("amount"),
            text("currency", "EUR"),
            money("company_amount"),
            id("contact"),
            text("description", "Goods"),
        ]
    };
    let body = Body {
        fields: vec![id("company"), id("journal"), id("period"), text("kind", "normal")],
        collections: vec![("lines".into(), (0..LINES).map(|_| row()).collect())],
    };
    let new = Document { record_type: "entry".into(), id: Uuid::from_u128(8), version: 0, body };
    Call::Before {
        hook: "count-lines".into(),
        change: Change { operation: Operation::Create, old: None, new },
    }
}

/// One call of a hook: the host's whole way, and bare wasmtime, in turns.
pub async fn call(size: Size) {
    report::section("A hook that reads an entry of 5 lines and sets one field: one call on a fresh instance");
    let component = packages::component("guest-stamp");
    let bare = Bare::new(&component);
    let runtime = guests::runtime();
    runtime.prepare("benchstamp", component).await.expect("it compiles");
    let plugin = guests::plugin("stamp", "benchstamp");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..size.requests.min(5_000) + 100 {
        let raw = bare.call(LINES);
        let call = entry();
        let limits = call.limits();
        let began = Instant::now();
        let (ended, _) =
            guests::call(&runtime, &plugin, call, limits, |ask| Err(Fault::denied(format!("{ask:?}")))).await;
        let took = began.elapsed();
        assert!(ended.is_ok(), "{ended:?}");
        if round >= 100 {
            ours.push(took);
            theirs.push(raw);
        }
    }
    for (what, per_mille) in [("p50", 500), ("p99", 990)] {
        let (raw, own) = (percentile(&mut theirs, per_mille), percentile(&mut ours, per_mille));
        let ratio = own.as_nanos() * 100 / raw.as_nanos().max(1);
        report::fact(what, &format!("bare {}, ours {} ({ratio} %)", report::time(raw), report::time(own)));
    }
}

async fn install(host: &keel_tests::program::Serving, token: &str, package: &[u8]) {
    let client = Client::new(host.address).with_token(token);
    packages::install(&client, package, "unsigned=true&grant=all&company=all").await.expect(200);
}

/// Posting without a hook, with one, and without again.
pub async fn posting(size: Size) {
    report::section("Posting entries of 5 lines, 8 clients, on SQLite: without a hook and with one");
    let place = Place::sqlite().await;
    let host = place.serve();
    let books = Books::open(&host, &place.token).await;
    let client = Client::new(host.address).with_token(&place.token);
    let package = packages::built("guest-stamp");
    let round = async || {
        let requests = (0..size.requests).map(|n| books.post(&place.token, n, LINES + 1)).collect();
        drive(host.address, 8, requests).await.per_second()
    };
    round().await;
    let (mut without, mut with) = (0, 0);
    for _ in 0..3 {
        without += round().await;
        install(&host, &place.token, &package).await;
        with += round().await;
        let body = serde_json::json!({"plugin": "stamp"});
        client.post("/api/v1/actions/plugin.uninstall", body).await.expect(200);
    }
    report::rate("without a hook", without / 3, None);
    report::rate("with one hook", with / 3, Some((without / 3, "without")));
}

/// Ten plugins: start, memory, and a list of contacts with fields of all of them.
pub async fn ten(size: Size) {
    report::section(&format!(
        "Ten plugins with fields on contacts, {} contacts, on SQLite",
        report::grouped(size.contacts as u64)
    ));
    let place = Place::sqlite().await;
    let db = place.open().await;
    fill::contacts(&db, size.contacts).await;
    db.close().await;
    let mut host = place.serve();
    let list = async |host: &keel_tests::program::Serving, path: &str| {
        let requests = (0..300).map(|_| get(path, &place.token)).collect();
        drive(host.address, 1, requests).await
    };
    let pages = [
        ("first page", "/api/v1/records/contact?limit=50"),
        ("sorted by name", "/api/v1/records/contact?limit=50&sort=name"),
        (
            "page with the filter name starts Ma",
            "/api/v1/records/contact?limit=50&filter=name:starts:Ma&sort=name",
        ),
    ];
    let mut without = Vec::new();
    for (_, path) in pages {
        without.push(list(&host, path).await.under(500));
    }
    for number in 0..10 {
        let package = packages::renamed("credit-limit", &format!("limit-{}", char::from(b'a' + number)));
        install(&host, &place.token, &package).await;
    }
    for ((what, path), without) in pages.into_iter().zip(without) {
        let with = list(&host, path).await.under(500);
        let ratio = with.as_nanos() * 100 / without.as_nanos().max(1);
        report::fact(
            &format!("list, {what}"),
            &format!("without {}, with {} ({ratio} %)", report::time(without), report::time(with)),
        );
    }
    report::fact("resident after installing", &resident(host.pid()));
    host.stop();
    let began = Instant::now();
    host = place.serve();
    report::fact("start from the compiled cache", &report::time(began.elapsed()));
    list(&host, pages[0].1).await;
    report::fact("resident after a start and 300 lists", &resident(host.pid()));
}

/// Endless loops: how long after its deadline one is stopped; what a hundred at once do to others.
pub async fn loops() {
    report::section("Endless loops in actions (deadline 100 ms here)");
    let text = std::fs::read_to_string(guests::dir().join("spin_in_action.wat")).expect("the guest's text");
    let runtime = std::sync::Arc::new(guests::runtime());
    runtime.prepare("benchspin", guests::component(&text, "actions")).await.expect("it compiles");
    let limits = Limits { fuel: u64::MAX, ..Limits::of(LimitsOf::Hook, 0) };
    let deny = |_: &_| Err(Fault::denied("nothing"));
    let mut late = Vec::new();
    for number in 0..50 {
        let plugin = guests::plugin(&format!("spin{number}"), "benchspin");
        let began = Instant::now();
        let (ended, _) = guests::call(&runtime, &plugin, guests::go(), limits, deny).await;
        assert!(ended.is_err());
        late.push(began.elapsed().saturating_sub(limits.wall));
    }
    let (p50, p99) = (percentile(&mut late, 500), percentile(&mut late, 990));
    report::latency("stopped after its deadline", p50, p99);
    let place = Place::sqlite().await;
    let host = place.serve();
    let books = Books::open(&host, &place.token).await;
    install(&host, &place.token, &packages::spinning()).await;
    let path = format!("/api/v1/reports/trial-balance?company={}&on=2026-12-31", books.company);
    let quiet = drive(host.address, 2, (0..400).map(|_| get(&path, &place.token)).collect()).await;
    let client = Client::new(host.address).with_token(&place.token);
    let attack = async {
        let began = Instant::now();
        let spin = async || {
            let body = serde_json::json!({"company": books.company});
            let refused = client.post("/api/v1/actions/spinner.go", body).await;
            assert_eq!(
                refused.status,
                409,
                "a loop is stopped, later ones find it paused: {}",
                refused.text()
            );
        };
        futures_util::future::join_all((0..100).map(|_| spin())).await;
        began.elapsed()
    };
    let (attack, beside) =
        tokio::join!(attack, drive(host.address, 2, (0..400).map(|_| get(&path, &place.token)).collect()),);
    report::latency("a report, nothing beside it", quiet.under(500), quiet.under(990));
    report::latency("a report, 100 endless loops beside it", beside.under(500), beside.under(990));
    report::fact("the hundred were answered after", &report::time(attack));
    let posts = drive(host.address, 8, (0..400).map(|n| books.post(&place.token, n, 2)).collect()).await;
    report::latency("posting afterwards", posts.under(500), posts.under(990));
}
