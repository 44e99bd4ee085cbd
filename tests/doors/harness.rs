//! The harness itself: a cluster starts, hands out databases, survives a crash, and cleans up.

use keel_tests::postgres::{Cluster, Durability};
use sqlx::{Connection, PgConnection};

#[tokio::test]
async fn a_crashed_cluster_keeps_what_it_had_committed() {
    let mut cluster = Cluster::start(Durability::Full).unwrap();
    cluster.admin("create database books".into()).await.unwrap();
    let copy = cluster.create_from("books").await.unwrap();
    run(&copy, "create table t (i bigint)").await;
    run(&copy, "insert into t values (41)").await;
    cluster.crash().unwrap();
    assert!(PgConnection::connect(&copy).await.is_err());
    cluster.resume().unwrap();
    run(&copy, "insert into t select i + 1 from t").await;
}

async fn run(url: &str, sql: &'static str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
}
