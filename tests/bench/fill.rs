//! Large databases, filled before the clock starts.
//!
//! Knows the tables of contacts and the bulk door of the ledger. Names are made of parts, so that three
//! letters find many and a whole word finds few.

use chrono::Utc;
use keel::storage::{Db, DbError, Scope, Tx, Val};
use uuid::Uuid;

use crate::host::{Books, Place};
use crate::load::drive;

const FIRST: [&str; 16] = [
    "Anna", "Boris", "Clara", "Dimitar", "Elena", "Frank", "Galina", "Hans", "Ivan", "Juliana", "Kiril",
    "Laura", "Maria", "Nikolai", "Olga", "Petar",
];
const PARTS: [&str; 12] =
    ["bach", "dorf", "ein", "feld", "gard", "heim", "kov", "lund", "mann", "nor", "ries", "stein"];

/// The n-th contact's name: a first name, and a last name out of 1,728 with a number of its own.
pub fn name(n: usize) -> String {
    let part = |by: usize| PARTS[n / by % PARTS.len()];
    let mut last = format!("{}{}{}", part(16), part(192), part(2304));
    last[..1].make_ascii_uppercase();
    format!("{} {last} {n}", FIRST[n % FIRST.len()])
}

/// Contacts written at once. Each statement of a unit walks what the unit has journalled so far (SQLite's journal of
/// a savepoint is a list in memory): ten times as many would take ten times as long each.
const AT_ONCE: usize = 1_000;

/// Writes contacts; the ids of the first thousand.
pub async fn contacts(db: &Db, count: usize) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for from in (0..count).step_by(AT_ONCE) {
        let some = db
            .write(Scope::Shared, async move |tx: &mut Tx| {
                let now = Utc::now();
                let mut ids = Vec::new();
                let rows = (from..count.min(from + AT_ONCE)).map(|n| contact(n, now, &mut ids)).collect();
                let columns = [
                    "id",
                    "version",
                    "created_at",
                    "updated_at",
                    "kind",
                    "name",
                    "active",
                    "name_key",
                    "match_key",
                    "search_text",
                ];
                tx.insert_many("contact", &columns, rows).await?;
                Ok::<_, DbError>(ids)
            })
            .await
            .expect("the contacts are written");
        if ids.len() < 1000 {
            ids.extend(some);
        }
    }
    ids
}

fn contact(n: usize, now: chrono::DateTime<Utc>, ids: &mut Vec<Uuid>) -> Vec<Val> {
    let id = Uuid::now_v7();
    ids.push(id);
    let name = name(n);
    let key = name.to_lowercase();
    let search = format!("{key} +3592{n:07} office{n}@example.com bg{n:09}");
    let fields: [Val; 10] = [
        id.into(),
        1_i64.into(),
        now.into(),
        now.into(),
        "person".into(),
        name.into(),
        true.into(),
        (&key).into(),
        key.into(),
        search.into(),
    ];
    fields.into()
}

/// Posts entries of two lines through the bulk door.
pub async fn entries(place: &Place, address: std::net::SocketAddr, books: &Books, count: usize) {
    for from in (0..count).step_by(20_000) {
        let end = count.min(from + 20_000);
        let requests = (from..end)
            .step_by(2_000)
            .map(|n| books.post_many(&place.token, n, 2_000.min(end - n)))
            .collect();
        drive(address, 1, requests).await;
    }
}
