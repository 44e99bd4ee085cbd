//! Webhooks out: signed, retried, parked, and never sent into the house; on both databases.
//!
//! Knows Standard Webhooks 1.0.0 and verifies with a signature of its own making. Must not know how the
//! host signs.

use std::collections::HashMap;
use std::net::SocketAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use keel::storage::{DbError, Scope, Tx};
use keel_tests::app::TestApp;
use keel_tests::both;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

const DELIVERIES: &str = "/api/v1/webhook-deliveries";

/// A message as it arrived.
struct Message {
    path: String,
    headers: HashMap<String, String>,
    body: String,
}

/// An endpoint on loopback: answers with these statuses in turn, then always with the last.
struct Receiver {
    address: SocketAddr,
    messages: mpsc::UnboundedReceiver<Message>,
}

impl Receiver {
    async fn start(statuses: &'static [&'static str]) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, messages) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut turn = 0;
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut bytes = Vec::new();
                let message = loop {
                    let mut part = [0; 4096];
                    let count = stream.read(&mut part).await.unwrap();
                    bytes.extend_from_slice(&part[..count]);
                    if let Some(message) = whole(&String::from_utf8_lossy(&bytes)) {
                        break message;
                    }
                };
                let status = statuses[turn.min(statuses.len() - 1)];
                turn += 1;
                let answer =
                    format!("HTTP/1.1 {status}\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.unwrap();
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Receiver { address, messages }
    }

    async fn next(&mut self) -> Message {
        let waited = tokio::time::timeout(std::time::Duration::from_secs(20), self.messages.recv()).await;
        waited.expect("a message within 20 seconds").expect("the receiver runs")
    }
}

fn whole(text: &str) -> Option<Message> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    (body.len() == length).then(|| Message { path, headers, body: body.to_owned() })
}

/// HMAC (RFC 2104) with SHA-256, written out.
fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let padded = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::digest([&padded(0x36)[..], text.as_bytes()].concat());
    Sha256::digest([&padded(0x5c)[..], &inner[..]].concat()).to_vec()
}

async fn allow(app: &TestApp, host: String) {
    let settings = json!({"webhook_hosts_allowed": [host]});
    app.admin.send(Method::PUT, "/api/v1/settings", &[], Some(settings)).await.expect(200);
}

async fn endpoint(app: &TestApp, url: &str, events: Value) -> Value {
    let body = json!({"name": "Tests", "url": url, "events": events});
    app.admin.post("/api/v1/actions/webhook.create", body).await.expect(201)
}

async fn tag(app: &TestApp, name: &str) -> Value {
    app.admin.post("/api/v1/records/tag", json!({"name": name})).await.expect(201)
}

/// Waits until the only delivery fits, and returns it.
async fn until(app: &TestApp, fits: impl Fn(&Value) -> bool) -> Value {
    let started = std::time::Instant::now();
    loop {
        let page = app.admin.get(DELIVERIES).await.expect(200);
        if fits(&page["items"][0]) {
            return page["items"][0].clone();
        }
        assert!(started.elapsed().as_secs() < 20, "the delivery stays {page}");
        tokio::task::yield_now().await;
    }
}

async fn sql(app: &TestApp, text: &'static str) {
    let done = app.db().write(Scope::Shared, async move |tx: &mut Tx| tx.execute(text, &[]).await).await;
    done.map_err(|error: DbError| error.to_string()).unwrap();
}

#[tokio::test]
async fn a_delivery_is_signed_as_the_standard_says() {
    both(async |app| {
        let mut receiver = Receiver::start(&["204 No Content"]).await;
        allow(app, receiver.address.to_string()).await;
        let made = endpoint(app, &format!("http://{}/hook?a=1", receiver.address), json!(["record.*"])).await;
        let tag = tag(app, "new").await;
        let message = receiver.next().await;
        assert_eq!(message.path, "/hook?a=1");
        let header = |name: &str| message.headers[name].as_str();
        let key = STANDARD.decode(made["secret"].as_str().unwrap().strip_prefix("whsec_").unwrap()).unwrap();
        assert_eq!(key.len(), 32);
        let signed = format!("{}.{}.{}", header("webhook-id"), header("webhook-timestamp"), message.body);
        assert_eq!(header("webhook-signature"), format!("v1,{}", STANDARD.encode(hmac(&key, &signed))));
        let age = chrono::Utc::now().timestamp() - header("webhook-timestamp").parse::<i64>().unwrap();
        assert!((0..60).contains(&age), "{age}");
        let body: Value = serde_json::from_str(&message.body).unwrap();
        assert_eq!((&body["type"], &body["data"]["id"]), (&json!("record.created"), &tag["id"]));
        let done = until(app, |one| one["state"] == "done").await;
        assert_eq!((&done["attempts"], &done["event"]), (&json!(1), &json!("record.created")));

        let secret = json!({"id": made["id"]});
        let other = app.admin.post("/api/v1/actions/webhook.rotate-secret", secret).await.expect(200);
        assert_ne!(other["secret"], made["secret"]);
        let seen = app.admin.get("/api/v1/records/webhook-endpoint").await.text();
        assert!(!seen.contains("whsec_") && seen.contains("/hook"), "{seen}");
        // What nobody subscribed to goes nowhere, and a deleted endpoint hears nothing more.
        let path = format!("/api/v1/records/webhook-endpoint/{}", made["id"].as_str().unwrap());
        app.admin.patch(&path, 2, json!({"events": ["ledger.*"]})).await.expect(200);
        // That change was itself one of the events; the next is not.
        let count = async || app.admin.get(DELIVERIES).await.expect(200)["items"].as_array().unwrap().len();
        let before = count().await;
        self::tag(app, "unheard").await;
        assert_eq!(count().await, before, "nobody asked for it");
        app.admin.delete(&path, 3).await.expect(204);
    })
    .await;
}

#[tokio::test]
async fn a_failed_delivery_is_tried_again_then_parked_then_retried_by_a_person() {
    both(async |app| {
        let mut receiver = Receiver::start(&["500 Oops", "503 Away", "302 Found", "200 OK"]).await;
        allow(app, receiver.address.ip().to_string()).await;
        endpoint(app, &format!("http://{}/", receiver.address), json!(["*"])).await;
        tag(app, "new").await;
        let first = receiver.next().await;
        let waits = until(app, |one| one["last_error"] == "the endpoint answered 500").await;
        assert_eq!((&waits["state"], &waits["attempts"]), (&json!("waiting"), &json!(1)));
        // As if the schedule had passed: the second attempt comes by the clock, with the same id.
        sql(app, "update outbox_delivery set next_at = at from outbox o where o.id = outbox_id").await;
        let second = receiver.next().await;
        assert_eq!(first.headers["webhook-id"], second.headers["webhook-id"]);
        until(app, |one| one["last_error"] == "the endpoint answered 503").await;
        // The last attempt of the schedule meets a redirect, which is not followed.
        sql(
            app,
            "update outbox_delivery set attempts = 7, next_at = at from outbox o where o.id = outbox_id",
        )
        .await;
        receiver.next().await;
        let parked = until(app, |one| one["state"] == "parked").await;
        assert_eq!(
            (&parked["attempts"], &parked["last_error"]),
            (&json!(8), &json!("the endpoint answered 302"))
        );
        let only = app.admin.get(&format!("{DELIVERIES}?state=waiting")).await.expect(200);
        assert_eq!(only["items"], json!([]));

        let clerk = app.user("clerk", &[("tag", "read")]).await;
        clerk.get(DELIVERIES).await.refused(403, "denied");
        let path = format!("{DELIVERIES}/{}", parked["id"].as_str().unwrap());
        app.admin.post(&format!("{path}/retry"), Value::Null).await.expect(204);
        assert_eq!(receiver.next().await.path, "/");
        until(app, |one| one["state"] == "done").await;
        app.admin.post(&format!("{path}/retry"), Value::Null).await.refused(404, "not-found");
        app.admin.send(Method::DELETE, &path, &[], None).await.refused(404, "not-found");
    })
    .await;
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_told_nothing_more() {
    both(async |app| {
        let mut receiver = Receiver::start(&["410 Gone"]).await;
        allow(app, receiver.address.to_string()).await;
        let made = endpoint(app, &format!("http://{}/", receiver.address), json!(["*"])).await;
        tag(app, "one").await;
        receiver.next().await;
        let parked = until(app, |one| one["state"] == "parked").await;
        let path = format!("/api/v1/records/webhook-endpoint/{}", made["id"].as_str().unwrap());
        assert_eq!(app.admin.get(&path).await.expect(200)["active"], false);
        tag(app, "two").await;
        let all = app.admin.get(DELIVERIES).await.expect(200);
        assert_eq!(all["items"].as_array().unwrap().len(), 1, "{all}");
        let path = format!("{DELIVERIES}/{}", parked["id"].as_str().unwrap());
        app.admin.send(Method::DELETE, &path, &[], None).await.expect(204);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_sent_into_the_house_unless_the_settings_name_the_host() {
    both(async |app| {
        let mut receiver = Receiver::start(&["200 OK"]).await;
        let port = receiver.address.port();
        for (url, error) in [
            (format!("http://127.0.0.1:{port}/"), "is not https"),
            (format!("https://127.0.0.1:{port}/"), "127.0.0.1 is not on the public internet"),
            (format!("https://localhost:{port}/"), "is not on the public internet"),
            (format!("https://2130706433:{port}/"), "127.0.0.1 is not on the public internet"),
            (format!("https://[::1]:{port}/"), "::1 is not on the public internet"),
            (format!("https://[::ffff:127.0.0.1]:{port}/"), "is not on the public internet"),
            (
                "https://169.254.169.254/latest/meta-data".into(),
                "169.254.169.254 is not on the public internet",
            ),
            ("https://10.0.0.1/".into(), "10.0.0.1 is not on the public internet"),
        ] {
            let made = endpoint(app, &url, json!(["record.created"])).await;
            tag(app, &url[..url.len().min(60)]).await;
            let failed = until(app, |one| one["last_error"].is_string()).await;
            assert!(failed["last_error"].as_str().unwrap().contains(error), "{url}: {failed}");
            let path = format!("/api/v1/records/webhook-endpoint/{}", made["id"].as_str().unwrap());
            app.admin.delete(&path, 1).await.expect(204);
            assert_eq!(app.admin.get(DELIVERIES).await.expect(200)["items"], json!([]));
        }
        assert!(receiver.messages.try_recv().is_err(), "the receiver on loopback must not have been reached");
        for (url, events, pointer) in [
            ("file:///etc/passwd", json!(["*"]), "/url"),
            ("https://user:secret@example.com/", json!(["*"]), "/url"),
            ("https://example.com/", json!([]), "/events"),
            ("https://example.com/", json!(["Ledger Posted"]), "/events/0"),
        ] {
            let body = json!({"name": "Tests", "url": url, "events": events});
            let reply = app.admin.post("/api/v1/actions/webhook.create", body).await;
            assert_eq!(
                (reply.status, reply.json()["pointer"].as_str()),
                (422, Some(pointer)),
                "{}",
                reply.text()
            );
        }
    })
    .await;
}
