//! Plugins: one call beside bare wasmtime, posting with a hook beside posting without.

use std::time::{Duration, Instant};

use keel::service::Fault;
use keel::service::plugins::data::{Body, Change, Datum, Document, Fields, Money, Operation};
use keel::service::plugins::{Call, Guests};
use keel_tests::{Client, guests, packages};
use uuid::Uuid;

use crate::Size;
use crate::bare::Bare;
use crate::host::{Books, Place};
use crate::load::drive;
use crate::report;

/// Lines of the entry that the measured hook reads.
const LINES: usize = 5;
/// Rounds with and without a hook.
const ROUNDS: usize = 7;

/// The time that this share (per mille) stays under.
pub fn percentile(times: &mut [Duration], per_mille: usize) -> Duration {
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

/// Installs a package with all that it asks for, in every company.
pub async fn install(host: &keel_tests::program::Serving, token: &str, package: &[u8]) {
    let client = Client::new(host.address).with_token(token);
    packages::install(&client, package, "unsigned=true&grant=all&company=all").await.expect(200);
}

/// Posting without a hook and with one, in turns; the middle of the rounds, because other work on the machine
/// comes and goes.
pub async fn posting(size: Size) {
    report::section("Posting entries of 5 lines, 8 clients, on SQLite: without a hook and with one");
    let place = Place::sqlite().await;
    let host = place.serve();
    let books = Books::open(&host, &place.token).await;
    let client = Client::new(host.address).with_token(&place.token);
    install(&host, &place.token, &packages::built("guest-stamp")).await;
    let count = size.requests / 2;
    let round = async |hooked: bool| {
        let action = if hooked { "enable" } else { "disable" };
        let body = serde_json::json!({"plugin": "stamp"});
        client.post(&format!("/api/v1/actions/plugin.{action}"), body).await.expect(204);
        let requests = (0..count).map(|n| books.post(&place.token, n, LINES)).collect();
        let before = report::processor_ms(host.pid());
        let rate = drive(host.address, 8, requests).await.per_second();
        (rate, (report::processor_ms(host.pid()) - before) * 1000 / count as u64)
    };
    round(true).await;
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for number in 0..ROUNDS {
        // Each comes first as often as the other.
        for hooked in [number % 2 == 0, number % 2 == 1] {
            if hooked { &mut with } else { &mut without }.push(round(hooked).await);
        }
    }
    let mut ratios: Vec<u64> =
        with.iter().zip(&without).map(|((with, _), (without, _))| with * 100 / without).collect();
    for (what, rounds) in [("without a hook", &mut without), ("with one hook", &mut with)] {
        rounds.sort_unstable();
        let (rate, cost) = rounds[ROUNDS / 2];
        report::fact(what, &format!("{}/s, {cost} µs of the host's processor each", report::grouped(rate)));
    }
    ratios.sort_unstable();
    let (least, middle, most) = (ratios[0], ratios[ROUNDS / 2], ratios[ROUNDS - 1]);
    report::fact("with, of without", &format!("{middle} % ({least} to {most} %)"));
    let called = client.get("/api/v1/plugins/stamp/usage").await.expect(200);
    assert_eq!(
        called["items"][0]["calls"],
        (count * (ROUNDS + 1)) as u64,
        "each hooked entry was seen: {called}"
    );
}
