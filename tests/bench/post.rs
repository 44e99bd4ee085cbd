//! Posting: one entry a request, thousands a request, beside the databases' own limits.

use crate::Size;
use crate::host::{Books, Place};
use crate::load::{drive, per_second};
use crate::report;
use crate::{raw_postgres, raw_sqlite};

/// Two-line entries, one a request, on SQLite.
pub async fn sqlite(size: Size) {
    report::section("Durable two-line entries through HTTP, one a request, on SQLite");
    let place = Place::sqlite().await;
    let single = raw_sqlite::entries(place.dir(), 1, size.raw);
    let grouped = raw_sqlite::entries(place.dir(), 100, size.raw);
    report::rate("raw loop, one by one", single, None);
    report::rate("raw loop, groups of 100", grouped, None);
    let host = place.serve();
    let books = Books::open(&host, &place.token).await;
    for clients in [1, 8, 32] {
        let requests = (0..size.requests).map(|n| books.post(&place.token, n, 2)).collect();
        let before = report::processor_ms(host.pid());
        let load = drive(host.address, clients, requests).await;
        let used = report::processor_ms(host.pid()) - before;
        report::rate(
            &format!("{clients} clients"),
            load.per_second(),
            Some((single, "the raw loop one by one")),
        );
        report::latency("", load.under(500), load.under(990));
        report::cost(load.latencies.len(), used);
    }
}

/// Two-line entries, one a request, on PostgreSQL.
pub async fn postgres(size: Size) {
    report::section(
        "Durable two-line entries through HTTP, one a request, on PostgreSQL (pgbench: equal script)",
    );
    let place = Place::postgres().await;
    let cluster = place.cluster.as_ref().expect("a cluster");
    let mut raw = Vec::new();
    for clients in [1, 8, 32] {
        raw.push((clients, raw_postgres::entries(cluster, clients, size.raw).await));
    }
    let host = place.serve();
    let books = Books::open(&host, &place.token).await;
    for (clients, raw) in raw {
        let requests = (0..size.requests / 4).map(|n| books.post(&place.token, n, 2)).collect();
        let before = report::processor_ms(host.pid());
        let load = drive(host.address, clients, requests).await;
        let used = report::processor_ms(host.pid()) - before;
        report::rate(&format!("{clients} clients"), load.per_second(), Some((raw, "pgbench")));
        report::latency("", load.under(500), load.under(990));
        report::cost(load.latencies.len(), used);
    }
}

/// A thousand entries a request.
pub async fn bulk(size: Size) {
    report::section("Bulk: 1,000 two-line entries a request, durable");
    for (name, place) in [("SQLite", Place::sqlite().await), ("PostgreSQL", Place::postgres().await)] {
        let host = place.serve();
        let books = Books::open(&host, &place.token).await;
        let count = (size.requests / 500).clamp(5, 40);
        let requests: Vec<Vec<u8>> =
            (0..count).map(|n| books.post_many(&place.token, n * 1000, 1000)).collect();
        let before = report::processor_ms(host.pid());
        let load = drive(host.address, 1, requests).await;
        let used = report::processor_ms(host.pid()) - before;
        let entries = per_second(count * 1000, load.elapsed);
        if name == "SQLite" {
            let raw = raw_sqlite::entries(place.dir(), 1000, size.raw);
            report::rate(name, entries, Some((raw, "the raw loop in groups of 1,000")));
        } else {
            report::rate(name, entries, None);
        }
        report::latency("a request", load.under(500), load.under(990));
        report::cost(count * 1000, used);
    }
}
