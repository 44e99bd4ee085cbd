//! Ten plugins: a list of contacts with fields of all of them beside the same list without, start, memory.

use std::time::{Duration, Instant};

use keel::storage::{Scope, Sql, Tx};
use keel_tests::packages;
use keel_tests::program::Serving;

use crate::Size;
use crate::fill;
use crate::host::{Books, Place, act};
use crate::load::{drive, get};
use crate::plugin::{install, percentile};
use crate::read::resident;
use crate::report;

/// Rounds in which both hosts are asked, in turns, and requests in each.
const ROUNDS: usize = 12;
const REQUESTS: usize = 10;

/// What is asked of both, and of the one with plugins alone.
const PAGES: [(&str, &str); 3] = [
    ("first page", "/api/v1/records/contact?limit=50"),
    ("sorted by name", "/api/v1/records/contact?limit=50&sort=name"),
    ("name starts Ma, by name", "/api/v1/records/contact?limit=50&filter=name:starts:Ma&sort=name"),
];
const OWN: (&str, &str) = ("by a plugin's field", "/api/v1/records/contact?limit=50&sort=limit_j__limit");

fn id(number: u8) -> String {
    format!("limit-{}", char::from(b'a' + number))
}

async fn latencies(host: &Serving, token: &str, path: &str) -> Vec<Duration> {
    let requests = (0..REQUESTS).map(|_| get(path, token)).collect();
    drive(host.address, 1, requests).await.latencies
}

/// Gives each contact a value in the fields of all ten: empty side rows would cost less than those of real use.
async fn fill_fields(place: &Place) {
    let db = place.open().await;
    let columns = |number: u8| format!("limit_{0}__limit_e2, limit_{0}__near", char::from(b'a' + number));
    let columns: Vec<String> = (0..10).map(columns).collect();
    let values = ["abs(random() % 100000), 0"; 10].join(", ");
    let text = format!(
        "insert into contact_ext (record_id, {}) select id, {values} from contact",
        columns.join(", ")
    );
    let filled =
        db.write(Scope::Shared, async move |tx: &mut Tx| tx.execute(Sql::built(text.clone()), &[]).await);
    assert!(filled.await.expect("the fields are filled") > 0);
    db.close().await;
}

/// The section.
pub async fn run(size: Size) {
    report::section(&format!(
        "Ten plugins with fields on contacts, {} contacts, on SQLite: two hosts in turns",
        report::grouped(size.contacts as u64)
    ));
    let plain = Place::sqlite().await;
    let db = plain.open().await;
    fill::contacts(&db, size.contacts).await;
    db.close().await;
    let place = plain.copy();
    let mut host = place.serve();
    let books = Books::open(&host, &place.token).await;
    for number in 0..10 {
        install(&host, &place.token, &packages::renamed("credit-limit", &id(number))).await;
    }
    host.stop();
    fill_fields(&place).await;
    let mut starts = Vec::new();
    for _ in 0..3 {
        let began = Instant::now();
        let started = place.serve();
        starts.push(began.elapsed());
        started.stop();
    }
    report::fact("start from the compiled cache", &report::time(percentile(&mut starts, 500)));
    host = place.serve();
    let page = act(&host, &place.token, PAGES[0].1, None).await;
    for number in 0..10 {
        let field = format!("limit_{}__limit", char::from(b'a' + number));
        assert!(page["items"][0][&field].is_string(), "the list shows {field}: {}", page["items"][0]);
    }
    let bare = plain.serve();
    for (what, path) in PAGES {
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            without.extend(latencies(&bare, &plain.token, path).await);
            with.extend(latencies(&host, &place.token, path).await);
        }
        let (without, with) = (percentile(&mut without, 500), percentile(&mut with, 500));
        let ratio = with.as_nanos() * 100 / without.as_nanos().max(1);
        let both = format!("p50 without {}, with {} ({ratio} %)", report::time(without), report::time(with));
        report::fact(&format!("list, {what}"), &both);
    }
    let mut own = latencies(&host, &place.token, OWN.1).await;
    report::latency(&format!("list, {}", OWN.0), percentile(&mut own, 500), percentile(&mut own, 990));
    // Code that never ran would take no memory: each entry goes through the hooks of all ten.
    let posts = (0..400).map(|n| books.post(&place.token, n, 5)).collect();
    let posted = drive(host.address, 8, posts).await;
    report::latency("post an entry through ten hooks", posted.under(500), posted.under(990));
    report::fact("resident after all this", &resident(host.pid()));
}
