//! Verify: clean on books that the host kept, and not blind: it sees each of a list of seeded corruptions.
//!
//! Knows the tables, for only a hand in the database can break what the host promises. Each corruption is made in
//! a transaction that is taken back, past the triggers that would have refused it.

use std::collections::BTreeSet;

use keel::service::verify::{Verified, verify};
use keel::service::{Ctx, Fault, Uow};
use keel::storage::{DbError, Dialect, Failure, Scope, Tx};
use keel_tests::{TestApp, both};
use serde_json::json;

use super::stock_shop::{DAY, Shop};

/// What is done to the rows, and which promise must be found broken.
const CORRUPTIONS: &[(&str, &str, &str)] = &[
    (
        "an amount is changed",
        "update entry_line set amount_minor = amount_minor + 1 where entry_id = LAST and line_no = 1",
        "ledger.entry-not-balanced",
    ),
    (
        "an amount in the company's currency is changed",
        "update entry_line set company_minor = company_minor + 1 where entry_id = LAST and line_no = 1",
        "ledger.entry-not-balanced-in-company",
    ),
    (
        "a line is taken out",
        "delete from entry_line where entry_id = LAST and line_no = 2",
        "ledger.entry-too-short",
    ),
    (
        "a line goes to a heading",
        "update entry_line set account_id = (select id from account where is_group limit 1) where entry_id = LAST and line_no = 1",
        "ledger.line-account",
    ),
    (
        "a line gets another day",
        "update entry_line set entry_on = '2026-03-01' where entry_id = LAST and line_no = 1",
        "ledger.line-date",
    ),
    (
        "an entry goes to another period",
        "update entry set period_id = (select id from period where code = '2026-03') where id = LAST",
        "ledger.entry-outside-period",
    ),
    (
        "an entry goes to another company's journal",
        "update journal set company_id = (select id from company where code = 'OTHER') where code = 'GEN'",
        "ledger.entry-elsewhere",
    ),
    (
        "a text is rewritten",
        "update entry set narration = 'nothing to see' where id = LAST",
        "ledger.chain-broken",
    ),
    (
        "the last entry is taken out",
        "delete from entry_line where entry_id = LAST; delete from entry where id = LAST",
        "ledger.number-gap",
    ),
    (
        "the last entry is taken out of the chain",
        "delete from entry_line where entry_id = LAST; delete from entry where id = LAST",
        "ledger.chain-broken",
    ),
    (
        "a number is left out",
        "update journal_sequence set next_number = next_number + 1",
        "ledger.number-gap",
    ),
    (
        "the head of the chain is moved",
        "update ledger_chain set chain_no = chain_no - 1",
        "ledger.chain-broken",
    ),
    (
        "a kept balance is changed",
        "update account_balance set debit_minor = debit_minor + 1 where grain = 'day'",
        "ledger.balance-differs",
    ),
    (
        "a kept balance is taken out",
        "delete from account_balance where grain = 'period'",
        "ledger.balance-differs",
    ),
    (
        "a reversal goes to another account",
        "update entry_line set account_id = (select id from account where code = '1100') where line_no = 1 and entry_id = (select id from entry where kind = 'reversal')",
        "ledger.reversal-not-mirror",
    ),
    (
        "a closed period is posted into",
        "update period set updated_at = '2020-01-01T00:00:00.000000Z' where state = 'closed'",
        "ledger.closed-period-changed",
    ),
    (
        "more is settled than was open",
        "update reconciliation_match set amount_minor = amount_minor + 1",
        "ledger.settled-too-much",
    ),
    (
        "a settlement goes to another account",
        "update reconciliation set account_id = (select id from account where code = '1000')",
        "ledger.settled-elsewhere",
    ),
    ("the audit log forgets", "delete from audit_log where record_type = 'entry'", "audit.entry-missing"),
    ("goods appear", "update stock_on_hand set quantity_e6 = quantity_e6 + 1", "stock.on-hand-differs"),
    (
        "goods go below zero",
        "update stock_on_hand set quantity_e6 = -1 where location_id = (select id from location where code = 'SHELF')",
        "stock.below-zero",
    ),
    (
        "goods gain value",
        "update item_valuation set value_minor = value_minor + 1 where quantity_e6 <> 0",
        "stock.pile-differs",
    ),
    (
        "a shelf becomes a road",
        "update location set kind = 'transit' where code = 'SHELF'",
        "stock.pile-not-in-places",
    ),
    (
        "the rest of a receipt grows",
        "update layer_remaining set quantity_e6 = quantity_e6 + 1 where quantity_e6 > 0",
        "stock.layer-rest-differs",
    ),
    (
        "a receipt gets another cost",
        "update valuation_layer set value_minor = value_minor + 1 where seq = 1",
        "stock.layers-not-in-entry",
    ),
    (
        "stock and ledger part",
        "update valuation_layer set value_minor = value_minor + 1 where seq = 1",
        "stock.value-not-in-ledger",
    ),
    (
        "a move loses its entry",
        "update stock_move set entry_id = null where value_minor <> 0",
        "stock.value-without-entry",
    ),
    (
        "a place in the posting order is left out",
        "update stock_counter set next_no = next_no + 1 where series = 'posting'",
        "stock.posting-gap",
    ),
    (
        "goods are held for what is cancelled",
        "update stock_move set state = 'cancelled' where id in (select move_id from stock_reservation)",
        "stock.reserved-for-nothing",
    ),
    (
        "more is held than is wanted",
        "update stock_reservation set quantity_e6 = quantity_e6 * 10",
        "stock.reserved-too-much",
    ),
    (
        "a serial number is there twice",
        "update stock_on_hand set quantity_e6 = 2000000 where lot_id is not null and quantity_e6 > 0",
        "stock.serial-twice",
    ),
];

/// Corruptions of the schema, which each database has its own words for.
const SCHEMA: &[(Dialect, &str, &str)] = &[
    (Dialect::Sqlite, "drop trigger entry_line_no_update", "schema.guard-missing"),
    (
        Dialect::Postgres,
        "alter table entry_line disable trigger entry_line_append_only",
        "schema.guard-missing",
    ),
    (
        Dialect::Sqlite,
        "update account set parent_id = x'01' where code = '1000'",
        "database.reference-broken",
    ),
    (Dialect::Postgres, "alter table account disable trigger all", "database.reference-broken"),
];

#[tokio::test]
async fn verify_is_clean_on_what_the_host_kept_and_sees_every_corruption() {
    both(async |app: &TestApp| {
        keep_books(app).await;
        let clean = app.db().read(async |tx: &mut Tx| verify(&mut Uow::new(tx, &Ctx::system("test"))).await);
        let clean = clean.await.unwrap();
        assert_eq!(clean.findings, []);
        assert!(clean.promises >= 28 && clean.entries >= 8, "{clean:?}");
        let mut blind = Vec::new();
        for (what, sql, code) in CORRUPTIONS {
            let last = "(select id from entry where number like 'GEN/%' order by chain_no desc limit 1)";
            let statements: Vec<String> = guards_off(app.dialect)
                .into_iter()
                .chain(sql.split("; ").map(|one| one.replace("LAST", last)))
                .collect();
            let found = codes(corrupt(app, statements).await);
            if !found.contains(*code) {
                blind.push(format!("{what}: {code} is not in {found:?}"));
            }
        }
        for (_, sql, code) in SCHEMA.iter().filter(|(dialect, ..)| *dialect == app.dialect) {
            let defer = (app.dialect == Dialect::Sqlite).then_some("pragma defer_foreign_keys = on");
            let statements = defer.into_iter().chain([*sql]).map(str::to_owned).collect();
            let found = codes(corrupt(app, statements).await);
            if found != BTreeSet::from([(*code).to_owned()]) {
                blind.push(format!("{sql}: {code} is not all of {found:?}"));
            }
        }
        assert!(blind.is_empty(), "\n{}", blind.join("\n"));
    })
    .await;
}

/// Something of everything that is promised about.
async fn keep_books(app: &TestApp) {
    let mut shop = Shop::open(app).await;
    let other = json!({"code": "OTHER", "name": "Other", "currency": "EUR", "country": "BG"});
    app.admin.post("/api/v1/records/company", other).await.expect(201);
    shop.item("bike", json!({"costing": "average", "tracking": "serial"})).await;
    shop.lot("bike", "B1", None).await;
    for steps in [
        &["buy 4 @ 10 fifo", "buy 2 @ 25 fifo", "buy 5 @ 6 average", "buy 1 @ 100 bike lot B1"][..],
        &["sell 3 fifo", "send 1 average"],
    ] {
        shop.try_moves(DAY, steps).await.expect(200);
    }
    let planned = json!({"moves": [shop.step("sell 1 fifo")]});
    let planned = shop.books.act("stock.plan", planned).await.expect(200);
    let held = json!({"moves": [planned["moves"][0]["id"]]});
    shop.books.act("stock.reserve", held).await.expect(200);
    let books = &shop.books;
    books.post("1000 D 7 | 3000 C 7 | on 2025-11-30").await;
    let november = json!({"period": books.period("2025-11")});
    books.act("ledger.close-period", november).await.expect(200);
    let invoice = books.post("1100 D 240 | 4000 C 240").await;
    let payment = books.post("1000 D 240 | 1100 C 240 | in BNK").await;
    books.settle(&[(&invoice, 1), (&payment, 2)]).await;
    let wrong = books.post("1000 D 5 | 3000 C 5").await;
    books.act("ledger.reverse", json!({"entry": wrong, "on": DAY})).await.expect(200);
    books.post("1000 D 12.50 | 3000 C 12.50").await;
}

/// What lets a hand past the triggers, until the transaction is taken back.
fn guards_off(dialect: Dialect) -> Vec<String> {
    match dialect {
        Dialect::Postgres => vec!["set local session_replication_role = replica".into()],
        Dialect::Sqlite => {
            let drops = [
                "audit_log",
                "entry",
                "entry_line",
                "layer_consumption",
                "reconciliation_match",
                "valuation_layer",
            ];
            let both = drops.iter().flat_map(|table| {
                ["update", "delete"].map(|event| format!("drop trigger {table}_no_{event}"))
            });
            let own = ["drop trigger reconciliation_undo_once", "drop trigger stock_move_final_no_update"]
                .map(str::to_owned);
            std::iter::once("pragma defer_foreign_keys = on".to_owned()).chain(both).chain(own).collect()
        }
    }
}

fn codes(verified: Verified) -> BTreeSet<String> {
    verified.findings.into_iter().map(|finding| finding.code).collect()
}

/// Makes a corruption, verifies, and takes it back.
async fn corrupt(app: &TestApp, statements: Vec<String>) -> Verified {
    let undone = app.db().write(Scope::Shared, async move |tx: &mut Tx| {
        for sql in &statements {
            tx.batch(sql).await.map_err(|error| Undone::Failed(format!("{sql}: {error}")))?;
        }
        let verified = verify(&mut Uow::new(tx, &Ctx::system("test"))).await?;
        Err::<(), _>(Undone::Seen(verified))
    });
    match undone.await {
        Err(Undone::Seen(verified)) => verified,
        Err(Undone::Failed(why)) => panic!("{why}"),
        Ok(()) => unreachable!("the unit always fails"),
    }
}

/// The end of a unit that must change nothing.
enum Undone {
    Seen(Verified),
    Failed(String),
}

impl From<DbError> for Undone {
    fn from(error: DbError) -> Self {
        Undone::Failed(error.to_string())
    }
}

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Self {
        Undone::Failed(format!("{fault} {:?}", fault.operator))
    }
}

impl Failure for Undone {
    fn database(&self) -> Option<&DbError> {
        None
    }
}
