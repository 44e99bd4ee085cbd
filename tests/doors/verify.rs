//! `verify` sees: an untouched company is clean, and each seeded corruption is found by the check that is
//! responsible for it.
//!
//! Each mutant changes rows as somebody with the database's password could: triggers and foreign keys are
//! out of its way and stand again when `verify` looks. All in one transaction that is rolled back.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use keel::service::verify::{self as verify_books, CHECKS, Verification, Verify};
use keel::service::{Ctx, Fault, Uow};
use keel::storage::{Dialect, Scope, Sql, Tx};
use keel_tests::{TestApp, both};

use super::verify_books::live;
use super::verify_mutants::{MUTANTS, Mutant};

#[tokio::test]
async fn verify_finds_each_seeded_corruption_and_nothing_in_an_untouched_company() {
    both(async |app| {
        live(app).await;
        let clean = app.admin.get("/api/v1/verify").await.expect(200);
        assert_eq!(clean["findings"], serde_json::json!([]), "an untouched company is not clean");
        assert_eq!(clean["clean"], true);
        // Nothing is proved by a check that looked at nothing.
        let idle: Vec<&str> = clean["checks"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|check| check["covered"] == 0)
            .map(|check| check["check"].as_str().unwrap())
            .collect();
        assert_eq!(idle, ["delivery"]);
        let mut missed = Vec::new();
        for mutant in MUTANTS {
            let found = found(app, mutant).await;
            for expected in mutant.found_by.split_whitespace() {
                if !found.contains(expected) {
                    missed.push(format!("{}: not found by {expected}, but by {found:?}", mutant.what));
                }
            }
        }
        assert!(missed.is_empty(), "\n{}", missed.join("\n"));
        let again = app.admin.get("/api/v1/verify").await.expect(200);
        assert_eq!(again["clean"], true, "a mutant was not rolled back");
    })
    .await;
}

#[test]
fn verify_has_a_mutant_for_each_of_its_checks() {
    let covered: BTreeSet<&str> = MUTANTS.iter().flat_map(|m| m.found_by.split_whitespace()).collect();
    let blind: Vec<&str> = CHECKS.iter().map(|check| check.id).filter(|id| !covered.contains(id)).collect();
    assert_eq!(blind, [""; 0], "nothing proves that these checks can see");
    assert!(covered.iter().all(|id| CHECKS.iter().any(|check| check.id == *id)), "{covered:?}");
}

#[tokio::test]
async fn verify_is_for_administrators() {
    let app = TestApp::start(Dialect::Sqlite).await;
    let reader = app.user("reader", &[("*", "read")]).await;
    reader.get("/api/v1/verify").await.refused(403, "denied");
    app.admin.get("/api/v1/verify?check=luck").await.refused(404, "not-found");
    let one = app.admin.get("/api/v1/verify?check=hash-chain").await.expect(200);
    assert_eq!(one["checks"].as_array().unwrap().len(), 1);
    app.finish().await;
}

/// The checks that find a mutant, or why it could not be seeded.
async fn found(app: &TestApp, mutant: &'static Mutant) -> BTreeSet<String> {
    let seen: Arc<Mutex<Option<Verification>>> = Arc::default();
    let told = seen.clone();
    let rolled_back = app
        .db()
        .write(Scope::Shared, async move |tx: &mut Tx| {
            seed(tx, mutant).await?;
            let ctx = Ctx::system("tests");
            let found = verify_books::run(&mut Uow::new(tx, &ctx), Verify::default(), |_, _| {}).await?;
            *told.lock().unwrap() = Some(found);
            Err::<(), Fault>(Fault::refused("rolled-back", "rolled back"))
        })
        .await
        .unwrap_err();
    if rolled_back.code != "rolled-back" {
        return BTreeSet::from([format!("{:?}", rolled_back.operator)]);
    }
    let found = seen.lock().unwrap().take().unwrap();
    found.findings.into_iter().map(|finding| finding.check).collect()
}

/// Changes rows past triggers and foreign keys, which stand again afterwards.
async fn seed(tx: &mut Tx, mutant: &Mutant) -> Result<(), Fault> {
    match tx.dialect() {
        Dialect::Sqlite => {
            let triggers = tx.rows("select name, sql from sqlite_master where type = 'trigger'", &[]).await?;
            tx.batch("pragma defer_foreign_keys = on; pragma ignore_check_constraints = on").await?;
            for row in &triggers {
                tx.execute(Sql::built(format!("drop trigger {}", row.get::<String>(0)?)), &[]).await?;
            }
            change(tx, mutant, mutant.sqlite).await?;
            for row in &triggers {
                tx.execute(Sql::built(row.get::<String>(1)?), &[]).await?;
            }
            tx.batch("pragma ignore_check_constraints = off").await?;
            if let Some(sql) = mutant.sqlite_schema {
                tx.batch(sql).await?;
            }
        }
        Dialect::Postgres => {
            tx.batch("set local session_replication_role = replica").await?;
            change(tx, mutant, mutant.postgres).await?;
            tx.batch("set local session_replication_role = origin").await?;
            if let Some(sql) = mutant.postgres_schema {
                tx.batch(sql).await?;
            }
        }
    }
    Ok(())
}

async fn change(tx: &mut Tx, mutant: &Mutant, sql: &'static [&'static str]) -> Result<(), Fault> {
    for statement in sql {
        let rows = tx.execute(*statement, &[]).await?;
        if rows == 0 {
            return Err(Fault::internal(format!("{}: nothing was changed by {statement}", mutant.what)));
        }
    }
    Ok(())
}
