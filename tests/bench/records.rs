//! The floor under everything: creating a small record through HTTP, without business rules.

use serde_json::json;

use crate::Size;
use crate::host::Place;
use crate::load::{drive, post};
use crate::report;

/// Creates companies with 1, 8 and 32 clients.
pub async fn run(size: Size) {
    report::section("A plain record (company) created through HTTP, durable, on SQLite");
    let place = Place::sqlite().await;
    let host = place.serve();
    for clients in [1, 8, 32] {
        let requests = (0..size.requests / 4)
            .map(|n| {
                let code = format!("C{clients}-{n}");
                let body = json!({"code": code, "name": code, "currency": "EUR", "country": "BG"});
                post("/api/v1/records/company", &place.token, &body.to_string())
            })
            .collect();
        let load = drive(host.address, clients, requests).await;
        report::rate(&format!("{clients} clients"), load.per_second(), None);
        report::latency("", load.under(500), load.under(990));
    }
}
