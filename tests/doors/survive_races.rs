//! Many at once, on one host and on two: what is to happen once happens once, and nobody's change is lost.

use futures_util::future::join_all;
use hyper::Method;
use keel::app;
use keel::storage::{Dialect, Scope, Tx};
use keel_tests::app::config;
use keel_tests::{Client, Reply, TestApp, both};
use serde_json::{Value, json};

use super::ledger_books::{Books, whole};
use super::stock_shop::{DAY, Shop};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_one_key_sixty_four_times_at_once() {
    both(async |app| {
        let books = Books::open(app).await;
        let entry = books.entry("1000 D 5 | 4000 C 5");
        let path = "/api/v1/actions/ledger.post";
        let replies = join_all((0..64).map(|_| app.admin.post_once(path, "the key", entry.clone()))).await;
        let first = replies[0].clone().expect(200);
        assert_eq!(first["number"], "GEN/2026/00001");
        for reply in &replies {
            assert_eq!((reply.status, reply.json()), (200, first.clone()));
        }
        let replayed = |reply: &&Reply| reply.headers.contains_key("idempotent-replayed");
        assert_eq!(replies.iter().filter(replayed).count(), 63);
        let other = books.entry("1000 D 6 | 4000 C 6");
        app.admin.post_once(path, "the key", other).await.refused(422, "idempotency.key-reused");
        assert_eq!(books.balances().await, "1000 5.00, 4000 -5.00");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_a_refused_request_keeps_no_answer_under_its_key() {
    both(async |app| {
        let books = Books::open(app).await;
        let path = "/api/v1/actions/ledger.post";
        let wrong = books.entry("1000 D 5 | 4000 C 4");
        app.admin.post_once(path, "again", wrong).await.refused(409, "ledger.not-balanced");
        app.admin.post_once(path, "again", books.entry("1000 D 5 | 4000 C 5")).await.expect(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_of_sixteen_changes_of_one_version_exactly_one_wins() {
    both(async |app| {
        let body = json!({"kind": "organisation", "name": "Alfreds Futterkiste"});
        let contact = app.admin.post("/api/v1/records/contact", body).await.expect(201);
        let path = format!("/api/v1/records/contact/{}", contact["id"].as_str().unwrap());
        for version in 1..=10 {
            let change = |n: usize| json!({"note": format!("change {n} of version {version}")});
            let replies = join_all((0..16).map(|n| app.admin.patch(&path, version, change(n)))).await;
            let winners: Vec<usize> = (0..16).filter(|n| replies[*n].status == 200).collect();
            assert_eq!(winners.len(), 1, "winners of version {version}");
            for reply in replies.into_iter().filter(|reply| reply.status != 200) {
                reply.refused(412, "stale");
            }
            let now = app.admin.get(&path).await;
            assert_eq!(now.version(), version + 1);
            assert_eq!(now.json()["note"], change(winners[0])["note"]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_two_hundred_takers_of_the_last_seven_units() {
    both(async |app| {
        let shop = Shop::open(app).await;
        shop.try_moves(DAY, &["buy 7 average @ 3"]).await.expect(200);
        let takers = join_all((0..200).map(|_| shop.try_moves(DAY, &["sell 1 average"]))).await;
        let (taken, late): (Vec<Reply>, Vec<Reply>) = takers.into_iter().partition(|r| r.status == 200);
        assert_eq!((taken.len(), late.len()), (7, 193));
        for reply in late {
            reply.refused(409, "stock.not-available");
        }
        shop.check().await;
    })
    .await;
}

/// A second host on the database of the first.
async fn second(app: &TestApp) -> (app::Running, Client) {
    let running = app::start(config(app.location())).await.unwrap();
    let token = app.admin.token().unwrap();
    let client = Client::new(running.address).with_token(token);
    (running, client)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_two_hosts_keep_two_companies_books_without_holes() {
    let app = TestApp::start(Dialect::Postgres).await;
    let (running, other) = second(&app).await;
    let books = [Books::open_as(&app, "ONE").await, Books::open_as(&app, "TWO").await];
    let posting = (0..120).map(async |n: usize| {
        let books = &books[n % 2];
        let client = if (n / 2_usize).is_multiple_of(2) { &app.admin } else { &other };
        let path = "/api/v1/actions/ledger.post";
        let reply = client.post_once(path, &format!("entry {n}"), books.entry("1000 D 5 | 4000 C 5")).await;
        (n % 2, reply.expect(200)["number"].as_str().unwrap().to_owned())
    });
    let mut numbers = [Vec::new(), Vec::new()];
    for (company, number) in join_all(posting).await {
        numbers[company].push(number);
    }
    let expected: Vec<String> = (1..=60).map(|n| format!("GEN/2026/{n:05}")).collect();
    for (mut numbers, books) in numbers.into_iter().zip(&books) {
        numbers.sort();
        assert_eq!(numbers, expected);
        assert_eq!(books.balances().await, "1000 300.00, 4000 -300.00");
    }
    running.stop().await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_one_key_on_two_hosts_at_once() {
    let app = TestApp::start(Dialect::Postgres).await;
    let (running, other) = second(&app).await;
    let books = Books::open(&app).await;
    let entry = books.entry("1000 D 5 | 4000 C 5");
    let replies = join_all((0..32).map(|n| {
        let client = if n % 2 == 0 { &app.admin } else { &other };
        client.post_once("/api/v1/actions/ledger.post", "the key", entry.clone())
    }))
    .await;
    let bodies: Vec<Value> = replies.into_iter().map(|reply| reply.expect(200)).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    // The same key in another company is another lane and another lock, and still the same key.
    let companies = [Books::open_as(&app, "ONE").await, Books::open_as(&app, "TWO").await];
    let replies = join_all((0..16).map(|n| {
        let client = if n % 2 == 0 { &app.admin } else { &other };
        let entry = companies[n / 2 % 2].entry("1000 D 5 | 4000 C 5");
        client.post_once("/api/v1/actions/ledger.post", "another key", entry)
    }))
    .await;
    let done: Vec<Value> = replies.iter().filter(|reply| reply.status == 200).map(Reply::json).collect();
    assert_eq!(done.len(), 8, "one body's requests have one answer");
    assert!(done.iter().all(|body| *body == done[0]), "{done:?}");
    for reply in replies.into_iter().filter(|reply| reply.status != 200) {
        reply.refused(422, "idempotency.key-reused");
    }
    running.stop().await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_a_unit_that_panics_hurts_nobody_beside_it() {
    both(async |app| {
        let books = Books::open(app).await;
        let company = books.company;
        let panics = async |n: i64| {
            app.db()
                .write::<(), keel::storage::DbError, _>(Scope::Company(company), async move |tx: &mut Tx| {
                    tx.execute("update company set name = 'gone' where id = $1", &[company.into()]).await?;
                    assert!(n < 0, "a fault of the program");
                    Ok(())
                })
                .await
        };
        let posts = join_all((0..20).map(|_| books.act("ledger.post", books.entry("1000 D 5 | 4000 C 5"))));
        let (posted, failed) = tokio::join!(posts, join_all((0..20).map(panics)));
        assert!(failed.iter().all(Result::is_err));
        for reply in posted {
            reply.expect(200);
        }
        let path = format!("/api/v1/records/company/{company}");
        assert_eq!(app.admin.send(Method::GET, &path, &[], None).await.expect(200)["name"], "Northwind");
        app.db().read(async move |tx: &mut Tx| whole(tx, company).await).await.unwrap();
        let panicked = app
            .db()
            .read::<(), keel::storage::DbError, _>(async |tx: &mut Tx| {
                let row = tx.row("select count(*) from company", &[]).await?;
                assert!(row.is_none(), "a fault of the program");
                Ok(())
            })
            .await;
        assert!(panicked.is_err());
    })
    .await;
}
