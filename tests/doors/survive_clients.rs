//! Clients that vanish, dawdle, shout or talk nonsense: the host answers the others and keeps nothing of them.

use std::time::Duration;

use hyper::Method;
use keel::http::ServerOptions;
use keel::storage::{DbError, Tx};
use keel_tests::app::DIALECTS;
use keel_tests::seeded::Seeded;
use keel_tests::{TestApp, both};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::ledger_books::Books;

/// Clients that go away.
const CLIENTS: usize = 1_000;
/// The host must be through with a client within this time; only a fault reaches it.
const PATIENCE: Duration = Duration::from_secs(60);

fn bytes_of(app: &TestApp, body: &str) -> Vec<u8> {
    format!(
        "POST /api/v1/actions/ledger.post HTTP/1.1\r\nhost: keel\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        app.admin.token().unwrap(),
        body.len()
    )
    .into_bytes()
}

/// All that the host says until it closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    // A reset is an end as well: what was said before it counts.
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut said)).await.expect("the host hangs up");
    String::from_utf8_lossy(&said).into_owned()
}

/// Waits until the host has given up all connections but so many.
async fn until_connections(app: &TestApp, most: usize) {
    let fewer = async {
        while app.connections() > most {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, fewer).await.expect("connections of clients that went away are given up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_a_thousand_clients_that_go_away() {
    both(async |app| {
        let books = Books::open(app).await;
        let mut random = Seeded::new(1_000);
        let mut sent_whole = 0;
        for client in 0..CLIENTS {
            let mut entry = books.entry("1000 D 1 | 4000 C 1");
            entry["reference"] = json!(format!("client {client}"));
            let request = bytes_of(app, &entry.to_string());
            let mut stream = TcpStream::connect(app.admin.address()).await.unwrap();
            let head = request.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
            let end = match random.below(3) {
                0 => random.below(head),
                1 => head + random.below(request.len() - head),
                _ => request.len(),
            };
            sent_whole += i64::from(end == request.len());
            stream.write_all(&request[..end]).await.unwrap();
            if random.below(2) == 0 {
                // Half of them slam the door: the host's next write meets a reset.
                stream.set_zero_linger().unwrap();
            }
        }
        // The test's own client keeps one.
        until_connections(app, 1).await;
        // The lane is first come, first served: this one's answer comes after all that were received.
        books.post("1000 D 1 | 4000 C 1").await;
        let entries = app
            .db()
            .read(async |tx: &mut Tx| {
                let rows = tx.rows("select reference, count(*) from entry group by reference", &[]).await?;
                assert!(rows.iter().all(|row| row.get::<i64>(1).unwrap() == 1), "an entry is there twice");
                Ok::<_, DbError>(rows.len() as i64 - 1)
            })
            .await
            .unwrap();
        assert!(entries <= sent_whole, "{entries} entries from {sent_whole} whole requests");
        assert_eq!(books.balances().await, format!("1000 {n}.00, 4000 -{n}.00", n = entries + 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_slow_heads_and_bodies_are_cut() {
    for dialect in DIALECTS {
        let short = Duration::from_millis(200);
        let bounds = ServerOptions { header_read: short, body_read: short, ..ServerOptions::default() };
        let app = TestApp::start_bounded(dialect, bounds).await;
        let books = Books::open(&app).await;
        let request = bytes_of(&app, &books.entry("1000 D 1 | 4000 C 1").to_string());

        let mut slow_head = TcpStream::connect(app.admin.address()).await.unwrap();
        slow_head.write_all(&request[..40]).await.unwrap();
        let said = rest(&mut slow_head).await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{said}");

        let mut slow_body = TcpStream::connect(app.admin.address()).await.unwrap();
        slow_body.write_all(&request[..request.len() - 5]).await.unwrap();
        let said = rest(&mut slow_body).await;
        assert!(said.starts_with("HTTP/1.1 400") && said.contains("request.slow"), "{said}");
        assert_eq!(books.balances().await, "");
        app.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_more_clients_than_slots() {
    let bounds = ServerOptions { connections_max: 4, ..ServerOptions::default() };
    let app = TestApp::start_bounded(DIALECTS[0], bounds).await;
    let mut streams = Vec::new();
    for _ in 0..4 {
        let mut stream = TcpStream::connect(app.admin.address()).await.unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: keel\r\n\r\n").await.unwrap();
        let mut first = [0; 12];
        stream.read_exact(&mut first).await.unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        streams.push(stream);
    }
    let mut fifth = TcpStream::connect(app.admin.address()).await.unwrap();
    assert_eq!(rest(&mut fifth).await, "");
    drop(streams);
    until_connections(&app, 0).await;
    app.anonymous().get("/healthz").await.expect(200);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_bodies_too_large_too_deep_or_not_json() {
    let bounds = ServerOptions { body_bytes_max: 300_000, ..ServerOptions::default() };
    for dialect in DIALECTS {
        let app = TestApp::start_bounded(dialect, bounds).await;
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let deep_object = format!("{}1{}", "{\"lines\":".repeat(20_000), "}".repeat(20_000));
        for (body, status, code) in [
            (vec![b' '; 300_001], 413, Some("request.too-large")),
            // Whether depth or shape is seen first depends on what a route expects.
            (deep.into_bytes(), 0, None),
            (deep_object.into_bytes(), 0, None),
            (b"{\"company\": \xff\xfe}".to_vec(), 400, Some("request.not-json")),
            (b"{\"company\": NaN}".to_vec(), 400, Some("request.not-json")),
            (b"{\"company\": \"\\u0000\"}".to_vec(), 422, Some("request.nul")),
            (Vec::new(), 400, Some("request.body-missing")),
        ] {
            for path in ["/api/v1/actions/ledger.post", "/api/v1/records/company", "/api/v1/session"] {
                let headers = [("content-type", "application/json")];
                let body = body.clone();
                let reply = app.admin.try_send_bytes(Method::POST, path, &headers, body.into()).await;
                // A client that still writes may meet the end of the connection before the answer.
                let Ok(reply) = reply else { continue };
                let told = reply.json()["code"].clone();
                match code {
                    // The shape of a sign-in is refused before the rest of its text is read.
                    Some(code) if path != "/api/v1/session" || status == 413 => {
                        assert_eq!(
                            (reply.status, told.as_str()),
                            (status, Some(code)),
                            "{path}: {}",
                            reply.text()
                        );
                    }
                    _ => assert!((400..500).contains(&reply.status), "{path}: {}", reply.text()),
                }
            }
        }
        app.admin.get("/readyz").await;
        app.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_garbage_on_the_socket() {
    let bounds = ServerOptions { header_read: Duration::from_millis(200), ..ServerOptions::default() };
    let app = TestApp::start_bounded(DIALECTS[0], bounds).await;
    let mut random = Seeded::new(7);
    let starts: [&[u8]; 6] = [
        b"",
        b"GET / HTTP/1.1\r\n",
        b"POST /api/v1/actions/ledger.post HTTP/1.1\r\nhost: keel\r\ncontent-length: -1\r\n\r\n",
        b"POST /api/v1/records/company HTTP/1.1\r\nhost: keel\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        b"GET /healthz HTTP/1.1\r\nhost: keel\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];
    for round in 0..60 {
        let mut stream = TcpStream::connect(app.admin.address()).await.unwrap();
        let mut bytes = starts[round % starts.len()].to_vec();
        bytes.extend((0..random.below(2_000)).map(|_| random.number() as u8));
        let _ = stream.write_all(&bytes).await;
        let said = rest(&mut stream).await;
        assert!(!said.starts_with("HTTP/1.1 5"), "{:?} was answered {said}", String::from_utf8_lossy(&bytes));
    }
    app.anonymous().get("/healthz").await.expect(200);
    app.finish().await;
}
