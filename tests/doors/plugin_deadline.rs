//! What the host does for a plugin ends with the plugin's time: a statement of the database, a request out of the
//! house, a sleep. The plugin is blamed, what it changed is taken back, and others go on; on both databases.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use keel::service::plugins::data::HttpResponse;
use keel::service::plugins::port::Query;
use keel::service::plugins::{Answer, Ask, Call};
use keel::storage::Location;
use keel_tests::packages::{built, install};
use keel_tests::stage::{self, Fake, Host};
use keel_tests::{TestApp, both, plugins};
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tokio::net::TcpListener;

use super::ledger_books::Books;

/// Behind what a plugin may take: what comes later than this was not stopped.
const MARGIN: Duration = Duration::from_secs(2);

async fn run(app: &TestApp, sql: &str) {
    match app.location() {
        Location::Sqlite(file) => {
            let connection = rusqlite::Connection::open(file).unwrap();
            connection.busy_timeout(Duration::from_secs(10)).unwrap();
            connection.execute_batch(sql).unwrap();
        }
        Location::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

/// Makes every reading of a table that has a row take minutes.
async fn slow(app: &TestApp, table: &str) {
    let view = match app.location() {
        Location::Sqlite(_) => format!(
            "create view {table} as with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000000) \
             select k.* from n cross join {table}_kept k where n.i < 0"
        ),
        Location::Postgres(_) => {
            format!("create view {table} as select k.* from {table}_kept k where pg_sleep(20) is null")
        }
    };
    run(app, &format!("alter table {table} rename to {table}_kept; {view}")).await;
}

async fn as_before(app: &TestApp, table: &str) {
    run(app, &format!("drop view {table}; alter table {table}_kept rename to {table}")).await;
}

async fn probe(app: &TestApp, books: &Books<'_>, action: &str) -> keel_tests::Reply {
    let body = json!({"company": books.company, "input": {}});
    app.admin.post(&format!("/api/v1/actions/prober.{action}"), body).await
}

/// A plugin that waits, and others who write meanwhile: it is stopped and blamed, they are not.
async fn stopped_alone(app: &TestApp, books: &Books<'_>, action: &str) {
    let began = Instant::now();
    let post = async || books.act("ledger.post", books.entry("1000 D 1 | 4000 C 1")).await;
    let others = async { join_all((0..12).map(|_| post())).await };
    let (told, others) = tokio::join!(probe(app, books, action), others);
    let told = told.refused(409, "plugin.deadline");
    assert!(began.elapsed() < Duration::from_secs(1) + MARGIN, "{action}: {:?}", began.elapsed());
    assert_eq!(told["args"]["plugin"], json!("prober"), "{told}");
    assert!(told["detail"].as_str().unwrap().contains("longer than 1000 ms"), "{told}");
    for other in others {
        other.expect(200);
    }
}

#[tokio::test]
async fn a_statement_and_a_sleep_end_with_the_plugins_time_and_others_go_on() {
    both(async |app| {
        let books = Books::open(app).await;
        install(&app.admin, &built("guest-partner"), "unsigned=true&company=NW").await.expect(200);
        install(&app.admin, &built("guest-prober"), "unsigned=true&company=NW").await.expect(200);
        let pile = json!({"company": books.company, "text": "a row to look for"});
        app.admin.post("/api/v1/records/prober.pile", pile).await.expect(201);
        slow(app, "prober__pile").await;
        for _ in 0..2 {
            stopped_alone(app, &books, "write-and-wait").await;
            stopped_alone(app, &books, "doze").await;
        }
        as_before(app, "prober__pile").await;
        let left = app.admin.get("/api/v1/records/prober.note").await.expect(200);
        assert_eq!(left["items"], json!([]), "what it wrote is taken back");
        assert_eq!(books.balances().await, "1000 48.00, 4000 -48.00");
        probe(app, &books, "write-and-wait").await.expect(200);
        let usage = app.admin.get("/api/v1/plugins/prober/usage").await.expect(200);
        let faults: Vec<(&Value, &Value)> =
            usage["items"].as_array().unwrap().iter().map(|one| (&one["name"], &one["faults"])).collect();
        assert!(faults.contains(&(&json!("doze"), &json!(2))), "{faults:?}");
        assert!(faults.contains(&(&json!("write-and-wait"), &json!(2))), "{faults:?}");
    })
    .await;
}

/// Takes connections and answers none.
async fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = format!("http://{}", listener.local_addr().unwrap());
    (listener, place)
}

#[tokio::test]
async fn what_a_job_waits_for_ends_with_its_time() {
    const PILE: &str = "[[record-type]]\nname = \"pile\"\nlabel = \"Pile\"\nscope = \"company\"\ntitle = \"text\"\n\
        [[record-type.field]]\nname = \"text\"\nkind = \"text\"\nmax = 200\n";
    const GO: &str = "[[endpoint]]\nname = \"go\"\nlabel = \"Go\"\nmethods = [\"GET\"]\nauth = \"none\"\n";
    both(async |app| {
        let books = Books::open(app).await;
        plugins::put(app, &plugins::with_head("waits", "1.0.0", PILE)).await.unwrap();
        let body = json!({"company": books.company, "text": "a row to look for"});
        app.admin.post("/api/v1/records/waits.pile", body).await.expect(201);
        let (_listener, place) = silent().await;
        slow(app, "waits__pile").await;
        for what in ["a read", "a request"] {
            let url = format!("{place}/");
            let script = move |host: Host, _: Call| {
                let url = url.clone();
                async move {
                    let ask = match what {
                        "a read" => Ask::RecordsFind(Query {
                            record_type: "waits.pile".into(),
                            conditions: Vec::new(),
                            search: None,
                            sort: Vec::new(),
                            limit: 5,
                            after: None,
                        }),
                        _ => Ask::HttpSend(keel::service::plugins::data::HttpRequest {
                            method: "GET".into(),
                            url,
                            headers: Vec::new(),
                            body: Vec::new(),
                        }),
                    };
                    let said = host.ask(ask).await.unwrap_err().code;
                    Ok(Answer::Response(HttpResponse { status: 200, headers: Vec::new(), body: said.into() }))
                }
            };
            let fake =
                Fake::new("waits", &format!("{PILE}{GO}"), script).granted(&[("http.send", &[&place])]);
            let fake = fake.within(Duration::from_millis(300));
            stage::install(app, &[books.company], vec![fake]).await;
            let began = Instant::now();
            let said = app.anonymous().get("/ext/waits/go").await.text();
            assert_eq!(said, "plugin.deadline", "{what}");
            assert!(began.elapsed() < MARGIN, "{what}: {:?}", began.elapsed());
        }
        as_before(app, "waits__pile").await;
        app.admin.get("/api/v1/records/waits.pile").await.expect(200);
    })
    .await;
}
