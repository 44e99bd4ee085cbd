//! A full disk and a database that takes no changes: 503, nothing half-written, and on as before afterwards.

use futures_util::future::join_all;
use keel::storage::{DbError, Dialect, Scope, Tx};
use keel_tests::TestApp;

use super::ledger_books::Books;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_a_full_disk_on_sqlite() {
    let app = TestApp::start(Dialect::Sqlite).await;
    let books = Books::open(&app).await;
    books.post("1000 D 1 | 4000 C 1").await;
    limit_pages(&app, "pragma max_page_count = 1").await;
    let mut posted = 1;
    let mut refused = 0;
    while refused == 0 {
        let replies =
            join_all((0..8).map(|_| books.act("ledger.post", books.entry("1000 D 1 | 4000 C 1")))).await;
        for reply in replies {
            match reply.status {
                200 => posted += 1,
                _ => {
                    let problem = reply.refused(503, "unavailable");
                    assert!(problem["detail"].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
                    refused += 1;
                }
            }
        }
    }
    let balance = |n: i32| format!("1000 {n}.00, 4000 -{n}.00");
    assert_eq!(books.balances().await, balance(posted));
    app.admin.get("/readyz").await;
    limit_pages(&app, "pragma max_page_count = 1000000").await;
    books.post("1000 D 1 | 4000 C 1").await;
    assert_eq!(books.balances().await, balance(posted + 1));
    app.finish().await;
}

/// Lets the writing connection take no page more than there are, or as many as before.
async fn limit_pages(app: &TestApp, pragma: &'static str) {
    app.db().write(Scope::Shared, async move |tx: &mut Tx| tx.rows(pragma, &[]).await).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_a_database_that_takes_no_changes_on_postgres() {
    let app = TestApp::start(Dialect::Postgres).await;
    let books = Books::open(&app).await;
    books.post("1000 D 1 | 4000 C 1").await;
    read_only(&app, "set default_transaction_read_only = on").await;
    books.act("ledger.post", books.entry("1000 D 1 | 4000 C 1")).await.refused(503, "unavailable");
    app.admin.get("/api/v1/records/company").await.expect(200);
    read_only(&app, "set default_transaction_read_only = off").await;
    books.post("1000 D 1 | 4000 C 1").await;
    assert_eq!(books.balances().await, "1000 2.00, 4000 -2.00");
    app.finish().await;
}

/// Makes the sessions of all writers refuse changes, or take them again.
async fn read_only(app: &TestApp, setting: &'static str) {
    for lane in 0..16_u128 {
        let scope = Scope::Company(uuid::Uuid::from_u128(lane));
        app.db().write(scope, async move |tx: &mut Tx| tx.batch(setting).await).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn survive_a_transaction_that_sqlite_took_back_by_itself() {
    let app = TestApp::start(Dialect::Sqlite).await;
    let swallowed = app
        .db()
        .write(Scope::Shared, async |tx: &mut Tx| {
            tx.execute("update user_account set name = 'changed'", &[]).await?;
            // As SQLite does on a full disk; and a careless unit that goes on all the same.
            let _ = tx.batch("rollback; select no_such_function()").await;
            tx.execute("update user_account set name = 'changed outside of a transaction'", &[]).await?;
            Ok::<_, DbError>(())
        })
        .await;
    assert!(matches!(swallowed, Err(DbError::Unavailable(_))), "{swallowed:?}");
    let changed = app
        .db()
        .read(async |tx: &mut Tx| tx.rows("select 1 from user_account where name like 'changed%'", &[]).await)
        .await
        .unwrap();
    assert!(changed.is_empty());
    let again = app.db().write(Scope::Shared, async |tx: &mut Tx| tx.rows("select 1", &[]).await).await;
    assert_eq!(again.unwrap().len(), 1);
    app.finish().await;
}
