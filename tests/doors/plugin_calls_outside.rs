//! Requests from outside and pages: who may call, what is taken once, what is drawn; on both databases.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use hyper::body::Bytes;
use keel::service::Fault;
use keel::service::plugins::data::{Body, Datum, HttpRequest, HttpResponse, Money, Table};
use keel::service::plugins::{Answer, Ask, Call, Failure};
use keel_tests::stage::{Fake, Host, install, trap};
use keel_tests::{TestApp, both};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::ledger_books::Books;

const CREATES: &str =
    "[[capability]]\nname = \"records.create\"\ntypes = [\"dimension\"]\nreason = \"Used by a test.\"\n";

fn endpoint(name: &str, methods: &str, auth: &str) -> String {
    format!("[[endpoint]]\nname = \"{name}\"\nlabel = \"{name}\"\nmethods = [{methods}]\n{auth}\n")
}

/// HMAC-SHA256 (RFC 2104), of the test's own making.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let pad = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}

const SECRET: &[u8] = b"a secret of thirty-two bytes....";

fn signed(id: &str, at: i64, body: &str) -> Vec<(&'static str, String)> {
    let signature = STANDARD.encode(hmac(SECRET, format!("{id}.{at}.{body}").as_bytes()));
    vec![
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", at.to_string()),
        ("webhook-signature", format!("v1,{signature}")),
    ]
}

async fn made(app: &TestApp) -> usize {
    let page = app.admin.get("/api/v1/records/dimension").await.expect(200);
    page["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn plugin_endpoints_let_in_whom_the_manifest_lets_in_and_take_a_message_once() {
    both(async |app| {
        let books = Books::open(app).await;
        let sections = CREATES.to_owned()
            + "[[setting]]\nname = \"secret\"\nkind = \"secret\"\nlabel = \"Secret\"\n"
            + &endpoint("open", "\"GET\"", "auth = \"none\"")
            + &endpoint("mine", "\"POST\"", "auth = \"token\"")
            + &endpoint("hook", "\"POST\"", "auth = \"signature\"\nsecret = \"secret\"");
        let script = |host: Host, call: Call| async move {
            let Call::Endpoint { endpoint, request } = call else { return Err(trap()) };
            let hidden = |(name, _): &(String, String)| name == "authorization" || name == "cookie";
            assert!(!request.headers.iter().any(hidden));
            let who = format!("{} {}{}", endpoint, host.around.actor.name(), request.url);
            if request.body == b"{\"make\":1}" {
                let text = |value: &str| Datum::Text(value.into());
                let count = request.headers.iter().find(|(name, _)| name == "webhook-id");
                let code = count.map_or("MINE", |(_, id)| id.as_str()).to_uppercase();
                let fields = vec![("code".into(), text(&code)), ("name".into(), text("x"))];
                let bodies = vec![Body { fields, collections: Vec::new() }];
                let record_type = "dimension".to_owned();
                host.ask(Ask::RecordsCreate { record_type, bodies }).await.map_err(Failure::Refused)?;
            }
            if request.body == b"{\"no\":1}" {
                return Err(Failure::Refused(Fault::invalid("hook.no", "Not so.")));
            }
            let headers =
                vec![("content-type".into(), "text/plain".into()), ("set-cookie".into(), "a=b".into())];
            Ok(Answer::Response(HttpResponse { status: 202, headers, body: who.into_bytes() }))
        };
        let secret = Datum::Text(format!("whsec_{}", STANDARD.encode(SECRET)));
        let fake = || Fake::new("gate", &sections, script).with_setting("secret", secret.clone());
        install(app, &[books.company], vec![fake()]).await;
        let nobody = app.anonymous();
        let open = nobody.get("/ext/gate/open/a/b?c=1").await;
        assert_eq!((open.status, open.text().as_str()), (202, "open plugin/a/b?c=1"));
        assert!(
            open.headers.get("set-cookie").is_none() && open.headers.get("content-security-policy").is_some()
        );
        nobody.get("/ext/gate/NW/open").await;
        assert_eq!(nobody.get("/ext/gate/NW/open").await.text(), "open plugin");
        for path in ["/ext/gate/nothing", "/ext/nobody/open", "/ext/gate/XX/open", "/ext/gate/NW/nothing"] {
            nobody.get(path).await.refused(404, "no-such-route");
        }
        nobody.post("/ext/gate/open", json!({})).await.refused(405, "method-not-allowed");
        nobody.post("/ext/gate/mine", json!({})).await.refused(401, "not-signed-in");
        assert_eq!(app.admin.post("/ext/gate/mine", json!({})).await.text(), "mine token");
        let clerk = app.user("clerk", &[("account", "read")]).await;
        clerk.post("/ext/gate/mine", json!({"make": 1})).await.refused(403, "denied");
        let large = vec![b' '; (1 << 20) + 1];
        let reply = app.admin.send_bytes(Method::POST, "/ext/gate/mine", &[], large.into()).await;
        reply.refused(413, "request.too-large");

        let now = chrono::Utc::now().timestamp();
        let send = async |headers: Vec<(&'static str, String)>, body: &str| {
            let headers: Vec<(&str, &str)> =
                headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            nobody.send_bytes(Method::POST, "/ext/gate/hook", &headers, Bytes::from(body.to_owned())).await
        };
        let body = r#"{"make":1}"#;
        send(Vec::new(), body).await.refused(401, "endpoint.not-signed");
        send(signed("m1", now, "{}"), body).await.refused(401, "endpoint.signature");
        send(signed("m1", now - 400, body), body).await.refused(401, "endpoint.too-old");
        assert_eq!(made(app).await, 0);
        assert_eq!(send(signed("m0", now, r#"{"no":1}"#), r#"{"no":1}"#).await.status, 422);
        assert_eq!(send(signed("m1", now, body), body).await.status, 202);
        let again = send(signed("m1", now + 1, body), body).await;
        assert_eq!((again.status, again.headers["webhook-replayed"].as_bytes()), (204, &b"true"[..]));
        assert_eq!(made(app).await, 1);
        // A message that was refused was not taken: sent again it is tried again.
        assert_eq!(send(signed("m0", now, r#"{"no":1}"#), r#"{"no":1}"#).await.status, 422);
        let bare = Fake::new("gate", &sections, script);
        install(app, &[books.company], vec![bare]).await;
        send(signed("m2", now, body), body).await.refused(409, "endpoint.no-secret");
        let second = Books::open_as(app, "SE").await;
        install(app, &[books.company, second.company], vec![fake()]).await;
        nobody.get("/ext/gate/open").await.refused(404, "endpoint.company");
        assert_eq!(nobody.get("/ext/gate/SE/open").await.status, 202);
        install(app, &[books.company], vec![fake().paused()]).await;
        nobody.get("/ext/gate/open").await.refused(409, "plugin.paused");
    })
    .await;
}

/// Answers one request with a status line, headers and body as they stand here.
async fn server(answer: String) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let read = stream.read(&mut request).await.unwrap_or(0);
            let wanted = String::from_utf8_lossy(&request[..read]).starts_with("POST /v1?x=1 HTTP/1.1");
            let answer = if wanted { answer.clone() } else { "HTTP/1.1 400 Bad\r\n\r\n".into() };
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn plugin_requests_leave_the_house_only_where_the_grant_says() {
    both(async |app| {
        let books = Books::open(app).await;
        let fine = server("HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 2\r\n\r\nok".into()).await;
        let huge = (1 << 20) + 1;
        let large = format!("HTTP/1.1 200 OK\r\ncontent-length: {huge}\r\n\r\n{}", " ".repeat(huge));
        let large = server(large).await;
        let urls = [
            format!("http://{fine}/v1?x=1"),
            format!("http://{large}/v1?x=1"),
            format!("https://127.0.0.1:{}/", fine.port()),
            format!("https://localhost:{}/", fine.port()),
            "https://elsewhere.example.com/".to_owned(),
            "file:///etc/passwd".to_owned(),
        ];
        let sections = endpoint("go", "\"GET\"", "auth = \"none\"");
        let script = move |host: Host, _: Call| {
            let urls = urls.clone();
            async move {
                let mut said = Vec::new();
                for url in urls {
                    let headers = vec![("x-mine".to_owned(), "1".to_owned())];
                    let ask = HttpRequest { method: "POST".into(), url, headers, body: b"{}".to_vec() };
                    said.push(match host.ask(Ask::HttpSend(ask)).await {
                        Ok(keel::service::plugins::Reply::Response(answer)) => {
                            format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body))
                        }
                        Ok(other) => format!("{other:?}"),
                        Err(fault) => fault.code,
                    });
                }
                let body = said.join("; ").into_bytes();
                Ok(Answer::Response(HttpResponse { status: 200, headers: Vec::new(), body }))
            }
        };
        let grants: Vec<String> = vec![
            format!("http://{fine}"),
            format!("http://{large}"),
            format!("127.0.0.1:{}", fine.port()),
            format!("localhost:{}", fine.port()),
        ];
        let grants: Vec<&str> = grants.iter().map(String::as_str).collect();
        let fake = Fake::new("sender", &sections, script).granted(&[("http.send", &grants)]);
        install(app, &[books.company], vec![fake]).await;
        let said = app.anonymous().get("/ext/sender/go").await.text();
        // The redirect is the answer; what is too large or not public is told; what was not granted is not sent.
        let expected = "302 ok; http.too-large; http.no-answer; http.no-answer; plugin.not-granted; http.url";
        assert_eq!(said, expected);
    })
    .await;
}

const PAGES: &str = r#"
[[capability]]
name = "records.create"
types = ["dimension"]
reason = "Used by a test."

[[page]]
name = "overview"
label = "Overview"
slot = "page"

[[report]]
name = "sums"
label = "Sums"

[[report.parameter]]
name = "on"
kind = "day"
required = true

[[report.parameter]]
name = "deep"
kind = "bool"
"#;

#[tokio::test]
async fn plugin_pages_and_reports_read_only_and_are_checked_before_they_are_drawn() {
    both(async |app| {
        let books = Books::open(app).await;
        let script = |host: Host, call: Call| async move {
            let write = Ask::RecordsCreate { record_type: "dimension".into(), bodies: Vec::new() };
            let refused = host.ask(write).await.unwrap_err().code;
            match call {
                Call::Page { query, .. } => {
                    let what = query.iter().find(|(name, _)| name == "what").map(|(_, value)| value.as_str());
                    Ok(Answer::View(match what {
                        Some("bad") => r#"{"view": 1, "body": [{"node": "heading"}]}"#.into(),
                        Some("script") => "<script>alert(1)</script>".into(),
                        Some("trap") => return Err(trap()),
                        _ => json!({"view": 1, "body": [{"node": "text", "text": refused}]}).to_string(),
                    }))
                }
                Call::Report { parameters, .. } => {
                    let money = Money { minor: 1250, currency: "USD".into() };
                    let row = vec![
                        ("on".to_owned(), parameters.get("on").cloned().unwrap()),
                        ("sum".to_owned(), Datum::Money(money)),
                        ("word".to_owned(), Datum::Text("=1+1".into())),
                    ];
                    let columns = ["on", "sum", "word"].map(|name| (name.to_owned(), name.to_uppercase()));
                    Ok(Answer::Table(Table { columns: columns.to_vec(), rows: vec![row] }))
                }
                _ => Err(trap()),
            }
        };
        install(app, &[books.company], vec![Fake::new("screens", PAGES, script)]).await;
        let page = "/api/v1/plugins/screens/pages/overview";
        let drawn = app.admin.get(page).await.expect(200);
        assert_eq!(drawn["body"][0]["text"], "page.read-only");
        for (what, code) in [("bad", "view.invalid"), ("script", "view.invalid"), ("trap", "plugin.trap")] {
            app.admin.get(&format!("{page}?what={what}")).await.refused(409, code);
        }
        app.admin.get("/api/v1/plugins/screens/pages/other").await.refused(404, "not-found");
        app.admin.get("/api/v1/plugins/nobody/pages/overview").await.refused(404, "not-found");
        app.anonymous().get(page).await.refused(401, "not-signed-in");
        let report = "/api/v1/plugins/screens/reports/sums";
        let computed = app.admin.get(&format!("{report}?on=2026-01-31&deep=true")).await.expect(200);
        let row = json!({"on": "2026-01-31", "sum": {"amount": "12.50", "currency": "USD"}, "word": "=1+1"});
        assert_eq!((&computed["rows"][0], &computed["columns"][1]["label"]), (&row, &json!("SUM")));
        let csv = app.admin.get(&format!("{report}?on=2026-01-31&format=csv")).await;
        assert_eq!(csv.text(), "on,sum,word\n2026-01-31,12.50,'=1+1\n");
        for (query, status, code) in [
            ("", 422, "field.required"),
            ("?on=today", 422, "request.wrong-value"),
            ("?on=2026-01-31&colour=red", 422, "request.unknown-field"),
            ("?on=2026-01-31&format=xml", 422, "report.parameter"),
        ] {
            app.admin.get(&format!("{report}{query}")).await.refused(status, code);
        }
    })
    .await;
}

#[tokio::test]
async fn plugin_pages_that_never_end_leave_the_reports_of_others_answering() {
    both(async |app| {
        let books = Books::open(app).await;
        let (open, closed) = tokio::sync::watch::channel(());
        let script = move |_: Host, _: Call| {
            let mut closed = closed.clone();
            async move {
                // Until the test lets go.
                let _ = closed.wait_for(|_| false).await;
                Ok(Answer::View(json!({"view": 1, "body": []}).to_string()))
            }
        };
        install(app, &[books.company], vec![Fake::new("screens", PAGES, script)]).await;
        let pages = (0..24).map(|_| app.admin.get("/api/v1/plugins/screens/pages/overview"));
        let pages = futures_util::future::join_all(pages);
        let report = async {
            // Behind all of them in the queue.
            for _ in 0..40 {
                let companies = app.admin.get("/api/v1/records/company");
                tokio::time::timeout(Duration::from_secs(20), companies)
                    .await
                    .expect("an answer")
                    .expect(200);
            }
            drop(open);
        };
        let (pages, ()) = tokio::join!(pages, report);
        assert!(pages.into_iter().all(|page| page.status == 200));
    })
    .await;
}
