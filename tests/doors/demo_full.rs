//! Northwind's two years through the plugins' own actions: stopped half way and run again, its figures to the cent on both
//! databases, and the same ledger line for line.

use std::sync::Mutex;

use keel::service::demo;
use keel_tests::packages::{built, install};
use keel_tests::{TestApp, both};
use serde_json::json;
use tokio::sync::Notify;

/// Steps after which the first run is stopped.
const STOPPED_AFTER: usize = 600;

/// Every line of the ledger, in posting order.
async fn ledger(app: &TestApp) -> Vec<String> {
    let sql = "select e.number, cast(e.entry_on as text), a.code, l.amount_minor, l.company_minor \
               from entry_line l join entry e on e.id = l.entry_id join account a on a.id = l.account_id \
               order by e.chain_no, l.line_no";
    let lines = async move |tx: &mut keel::storage::Tx| -> Result<Vec<String>, keel::storage::DbError> {
        let mut lines = Vec::new();
        for row in tx.rows(sql, &[]).await? {
            let (number, day, account): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (amount, company): (i64, i64) = (row.get(3)?, row.get(4)?);
            lines.push(format!("{number} {day} {account} {amount} {company}"));
        }
        Ok(lines)
    };
    app.db().read(lines).await.unwrap()
}

#[tokio::test]
async fn the_two_years_come_to_their_figures_and_the_same_ledger_on_both_databases() {
    let ledgers: Mutex<Vec<Vec<String>>> = Mutex::new(Vec::new());
    both(async |app: &TestApp| {
        demo::build(app.db(), app.app().system("demo")).await.unwrap();
        for plugin in demo::PLUGINS {
            install(&app.admin, &built(plugin), "unsigned=true&grant=all&company=NORTHWIND")
                .await
                .expect(200);
        }
        let fresh = || app.app().system("demo");
        let stop = Notify::new();
        let first = demo::replay(app.db(), fresh, |progress| {
            if progress.done == STOPPED_AFTER {
                stop.notify_one();
            }
        });
        tokio::select! {
            ended = first => panic!("it was to be stopped: {ended:?}"),
            () = stop.notified() => {}
        }
        let mut begun = None;
        let figures =
            demo::replay(app.db(), fresh, |progress| _ = begun.get_or_insert(progress.of)).await.unwrap();
        let all = 830 + 2 * 809;
        let left = begun.unwrap();
        // The step under way when it was stopped may have ended or not.
        assert!((all - STOPPED_AFTER - 1..=all - STOPPED_AFTER).contains(&left), "{left} of {all} were left");
        let shown = |number: rust_decimal::Decimal| number.normalize().to_string();
        assert_eq!(
            (shown(figures.revenue), shown(figures.freight)),
            ("1239855.85".into(), "63955.02".into())
        );
        assert_eq!((figures.orders, shown(figures.units_shipped)), (830, "50119".into()));
        assert_eq!((figures.open_orders, shown(figures.units_open)), (21, "1198".into()));
        // Everybody paid: revenue and freight are in the bank.
        assert_eq!((shown(figures.receivable), shown(figures.bank)), ("0".into(), "1303810.87".into()));
        let proof = app.admin.get("/api/v1/verify").await.expect(200);
        assert_eq!(proof["clean"], json!(true), "{proof}");
        let mut steps = None;
        let again = demo::replay(app.db(), fresh, |progress| steps = Some(progress)).await.unwrap();
        assert_eq!(
            (again, steps),
            (figures, Some(demo::Progress { done: 0, of: 0 })),
            "nothing is done twice"
        );
        let ledger = ledger(app).await;
        ledgers.lock().unwrap().push(ledger);
    })
    .await;
    let ledgers = ledgers.into_inner().unwrap();
    assert!(ledgers.iter().all(|one| one.len() > 5_000), "the ledger has its lines");
    assert!(ledgers.windows(2).all(|two| two[0] == two[1]), "the ledgers differ");
}
