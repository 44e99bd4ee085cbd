//! Live changes: who hears what, from which host, and when a stream ends; reminders; on both databases.
//!
//! Knows the form of server-sent events. Must not know the outbox.

use std::time::Duration;

use keel::app;
use keel::storage::Dialect;
use keel_tests::app::{TestApp, config};
use keel_tests::both;
use keel_tests::client::Client;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A stream of events, read line by line.
pub(crate) struct Stream {
    socket: TcpStream,
    text: String,
}

impl Stream {
    pub(crate) async fn open(client: &Client, token: &str, more: &str) -> Stream {
        let mut socket = TcpStream::connect(client.address()).await.unwrap();
        let request =
            format!("GET /api/v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n{more}\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut stream = Stream { socket, text: String::new() };
        let head = stream.until("retry: 2000\n\n").await.expect("a stream");
        assert!(head.starts_with("HTTP/1.1 200") && head.contains("text/event-stream"), "{head}");
        stream
    }

    /// The text up to and with a mark; none when the stream ends before.
    async fn until(&mut self, mark: &str) -> Option<String> {
        loop {
            if let Some(at) = self.text.find(mark) {
                return Some(self.text.drain(..at + mark.len()).collect());
            }
            let mut part = [0; 4096];
            let read = tokio::time::timeout(Duration::from_secs(20), self.socket.read(&mut part)).await;
            match read.expect("something within 20 seconds").unwrap_or(0) {
                0 => return None,
                count => self.text.push_str(&String::from_utf8_lossy(&part[..count])),
            }
        }
    }

    /// The data of the next event of a name; none when the stream ends.
    pub(crate) async fn event(&mut self, name: &str) -> Option<Value> {
        self.until(&format!("event: {name}\ndata: ")).await?;
        let data = self.until("\n\n").await?;
        Some(serde_json::from_str(&data).unwrap())
    }

    /// The next change and its id; none when the stream ends.
    async fn change(&mut self) -> Option<(String, Value)> {
        loop {
            self.until("id: ").await?;
            let text = self.until("\n\n").await?;
            let id = text.lines().next().unwrap_or_default().to_owned();
            let data = text.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or_default();
            let data: Value = serde_json::from_str(data).unwrap();
            if data["event"] != "none" {
                return Some((id, data));
            }
        }
    }
}

async fn token_of(app: &TestApp, login: &str, permissions: &[(&str, &str)]) -> String {
    keel_tests::people::user(app.db(), login, permissions).await.token
}

#[tokio::test]
async fn a_screen_hears_at_once_of_what_its_user_may_read_and_of_nothing_else() {
    both(async |app| {
        let reader = token_of(app, "reader", &[("tag", "read")]).await;
        let other = token_of(app, "other", &[("task", "read")]).await;
        let mut heard = Stream::open(&app.admin, &reader, "").await;
        let mut deaf = Stream::open(&app.admin, &other, "").await;
        let tag = app.admin.post("/api/v1/records/tag", json!({"name": "new"})).await.expect(201);
        let path = format!("/api/v1/records/tag/{}", tag["id"].as_str().unwrap());
        app.admin.patch(&path, 1, json!({"colour": "#123456"})).await.expect(200);
        let task = json!({"title": "Call", "assignee": app.admin_id});
        let task = app.admin.post("/api/v1/records/task", task).await.expect(201);
        let (first, one) = heard.change().await.unwrap();
        let (_, two) = heard.change().await.unwrap();
        let said = |change: &Value| {
            ["event", "record_type", "operation", "version", "id"].map(|name| change[name].clone())
        };
        let expected = |event: &str, operation: &str, version: i64| {
            [json!(event), json!("tag"), json!(operation), json!(version), tag["id"].clone()]
        };
        assert_eq!(said(&one), expected("record.created", "create", 1));
        assert_eq!(said(&two), expected("record.updated", "update", 2));
        assert!(!one.to_string().contains("name"), "a change says which record, not what is in it: {one}");
        assert_eq!(deaf.change().await.unwrap().1["id"], task["id"]);

        // After a break the stream goes on behind the last one that was seen.
        let mut again = Stream::open(&app.admin, &reader, &format!("last-event-id: {first}\r\n")).await;
        assert_eq!(said(&again.change().await.unwrap().1), said(&two));

        // A stream ends with the credential that opened it.
        app.admin.post("/api/v1/actions/user.disable", json!({"login": "reader"})).await.expect(204);
        app.admin.delete(&path, 2).await.expect(204);
        assert!(heard.change().await.is_none());
        assert!(again.change().await.is_none());
        app.anonymous().get("/api/v1/events").await.refused(401, "not-signed-in");
    })
    .await;
}

#[tokio::test]
async fn a_screen_hears_only_of_the_rows_it_may_see() {
    both(async |app| {
        let token = token_of(app, "clerk", &[]).await;
        let clerk = app.admin.clone().with_token(&token);
        let clerk_id = clerk.get("/api/v1/session").await.expect(200)["id"].clone();
        let own = json!([{"record_type": "task", "operations": ["read"], "row_rule": "own"}]);
        let role = json!({"code": "own", "name": "Own", "permissions": own});
        app.admin.post("/api/v1/records/role", role).await.expect(201);
        let given = json!({"login": "clerk", "role": "own"});
        app.admin.post("/api/v1/actions/user.give-role", given).await.expect(204);
        let mut stream = Stream::open(&app.admin, &token, "").await;
        let mut ids = Vec::new();
        for assignee in [json!(app.admin_id), clerk_id] {
            let task = json!({"title": "Call", "assignee": assignee});
            ids.push(app.admin.post("/api/v1/records/task", task).await.expect(201)["id"].clone());
        }
        assert_eq!(stream.change().await.unwrap().1["id"], ids[1]);
    })
    .await;
}

#[tokio::test]
async fn another_host_over_the_same_database_is_heard_within_a_second() {
    let app = TestApp::start(Dialect::Postgres).await;
    let reader = token_of(&app, "reader", &[("tag", "read")]).await;
    let second = app::start(config(app.location())).await.unwrap();
    let mut stream = Stream::open(&Client::new(second.address), &reader, "").await;
    let tag = app.admin.post("/api/v1/records/tag", json!({"name": "new"})).await.expect(201);
    let started = std::time::Instant::now();
    assert_eq!(stream.change().await.unwrap().1["id"], tag["id"]);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    second.stop().await;
    assert!(stream.change().await.is_none(), "the stream ends with its host");
    app.finish().await;
}

#[tokio::test]
async fn a_task_reminds_once_for_each_time_set() {
    both(async |app| {
        let token = token_of(app, "clerk", &[("task", "read")]).await;
        let mut stream = Stream::open(&app.admin, &token, "").await;
        let task = json!({"title": "Call", "assignee": app.admin_id, "remind_at": "2026-01-31T10:00:00Z"});
        let task = app.admin.post("/api/v1/records/task", task).await.expect(201);
        let path = format!("/api/v1/records/task/{}", task["id"].as_str().unwrap());
        assert_eq!(stream.change().await.unwrap().1["event"], "record.created");
        let (_, reminded) = stream.change().await.unwrap();
        assert_eq!((&reminded["event"], &reminded["id"]), (&json!("task.reminder-due"), &task["id"]));
        assert_eq!(keel::jobs::remind_due(app.app()).await.unwrap(), 0, "once is enough");
        assert!(app.admin.get(&path).await.expect(200)["reminded_at"].is_string());
        app.admin.patch(&path, 1, json!({"remind_at": "2026-02-01T10:00:00Z"})).await.expect(200);
        assert_eq!(stream.change().await.unwrap().1["event"], "record.updated");
        assert_eq!(stream.change().await.unwrap().1["event"], "task.reminder-due");
        let done = json!({"remind_at": "2026-02-02T10:00:00Z", "done_at": "2026-02-01T11:00:00Z"});
        app.admin.patch(&path, 2, done).await.expect(200);
        assert_eq!(keel::jobs::remind_due(app.app()).await.unwrap(), 0, "what is done reminds nobody");
        keel::jobs::housekeep(app.db()).await.unwrap();
    })
    .await;
}
