//! Latency of single questions on small and large books, and what a large database costs to keep open.

use std::time::Instant;

use crate::Size;
use crate::fill;
use crate::host::{Books, Place};
use crate::load::{drive, get};
use crate::report;

/// Reading and finding contacts.
pub async fn contacts(size: Size) {
    report::section(&format!("Contacts: {} of them, on SQLite", report::grouped(size.contacts as u64)));
    let place = Place::sqlite().await;
    let db = place.open().await;
    let ids = fill::contacts(&db, size.contacts).await;
    db.close().await;
    let host = place.serve();
    let reads = ids.iter().map(|id| get(&format!("/api/v1/records/contact/{id}"), &place.token)).collect();
    let load = drive(host.address, 1, reads).await;
    report::latency("read a contact", load.under(500), load.under(990));
    let step = size.contacts / 200;
    let kinds: [(&str, fn(usize) -> String); 5] = [
        ("search: 3 letters that thousands share", |n| fill::name(n)[..3].to_owned()),
        ("search: the middle of a name", |n| {
            fill::name(n).split(' ').nth(1).unwrap_or_default()[2..8].to_owned()
        }),
        ("search: first and last name", |n| {
            fill::name(n).rsplit_once(' ').unwrap_or_default().0.replace(' ', "%20")
        }),
        ("search: digits of a phone", |n| format!("{n:07}")),
        ("search: nothing has it", |n| format!("zzyzx{n}")),
    ];
    for (what, query) in kinds {
        let requests = (0..200)
            .map(|n| get(&format!("/api/v1/contacts/search?q={}", query(n * step)), &place.token))
            .collect();
        let load = drive(host.address, 1, requests).await;
        report::latency(what, load.under(500), load.under(990));
    }
}

/// Trial balance and posting on small and large books; then memory and start of the large ones.
pub async fn books(size: Size) {
    report::section("Books: the same questions at two sizes, on SQLite");
    let place = Place::sqlite().await;
    let mut host = place.serve();
    let books = Books::open(&host, &place.token).await;
    let mut there = 0;
    for entries in [5_000.min(size.entries / 5), size.entries] {
        let began = Instant::now();
        fill::entries(&place, host.address, &books, entries - there).await;
        there = entries;
        let lines = report::grouped(entries as u64 * 2);
        report::fact(&format!("{lines} lines are there after"), &report::time(began.elapsed()));
        let path = format!("/api/v1/reports/trial-balance?company={}&on=2026-12-31", books.company);
        let load = drive(host.address, 1, (0..200).map(|_| get(&path, &place.token)).collect()).await;
        report::latency(&format!("trial balance at {lines} lines"), load.under(500), load.under(990));
        let requests = (0..500).map(|n| books.post(&place.token, n, 2)).collect();
        let load = drive(host.address, 1, requests).await;
        report::latency(&format!("post an entry at {lines} lines"), load.under(500), load.under(990));
        let requests = (0..50).map(|n| books.post(&place.token, n, 1000)).collect();
        let load = drive(host.address, 1, requests).await;
        report::latency("post an entry of 1,000 lines", load.under(500), load.under(990));
    }
    report::fact("resident after all this", &resident(host.pid()));
    host.stop();
    let began = Instant::now();
    host = place.serve();
    report::fact("start until it listens", &report::time(began.elapsed()));
    drive(host.address, 8, (0..800).map(|n| books.post(&place.token, n, 2)).collect()).await;
    report::fact("resident after 800 entries more", &resident(host.pid()));
}

/// Resident memory of a process.
pub fn resident(pid: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kib.map_or("not known on this system".into(), |kib| format!("{} MB", kib / 1024))
}
