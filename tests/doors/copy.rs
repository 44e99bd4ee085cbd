//! Moving a database: SQLite to PostgreSQL, back, and through an archive.
//!
//! Knows the storage functions behind `db copy`, `backup` and `restore`.

use keel::storage::copy::{copy, digest};
use keel::storage::migrate::migrate;
use keel::storage::{Db, DbOptions, Dialect, Location, archive};
use keel_tests::app::empty_postgres;
use keel_tests::{both, people};
use serde_json::json;
use tempfile::TempDir;

use super::ledger_books::Books;

async fn open(location: Location) -> Db {
    let db = Db::open(DbOptions::new(location)).await.unwrap();
    migrate(&db).await.unwrap();
    db
}

#[tokio::test]
async fn what_goes_from_sqlite_to_postgres_and_back_is_the_same() {
    let dir = TempDir::new().unwrap();
    let first = open(Location::Sqlite(dir.path().join("first.sqlite"))).await;
    people::administrator(&first).await;
    people::user(&first, "clerk", &[("entry", "read create"), ("*", "read")]).await;
    let second = open(Location::Postgres(empty_postgres().await)).await;
    let third = open(Location::Sqlite(dir.path().join("third.sqlite"))).await;

    let sent = copy(&first, &second, |_, _| {}).await.unwrap();
    assert!(sent.iter().any(|table| table.table == "role_permission" && table.rows == 2));
    assert_eq!(digest(&second).await.unwrap(), digest(&first).await.unwrap());
    copy(&second, &third, |_, _| {}).await.unwrap();
    assert_eq!(digest(&third).await.unwrap(), digest(&first).await.unwrap());

    let refused = copy(&first, &second, |_, _| {}).await.unwrap_err();
    assert_eq!(refused.to_string(), "the target is not empty (user_account has rows): choose a new database");
    for db in [first, second, third] {
        db.close().await;
    }
}

#[tokio::test]
async fn books_and_people_arrive_whole_in_the_other_database() {
    both(async |app| {
        let books = Books::open(app).await;
        books.post("1000 D 12.50 | 3000 C 12.50").await;
        books.post("1000 D 1 EUR =1.10 | 3000 C 1 EUR =1.10").await;
        for name in ["Ана Петрова", "O'Neil \u{1F33B}", "Ünï Côdé"] {
            let body = json!({"kind": "person", "name": name});
            app.admin.post("/api/v1/records/contact", body).await.expect(201);
        }
        let other = match app.dialect {
            Dialect::Sqlite => Location::Postgres(empty_postgres().await),
            Dialect::Postgres => Location::Sqlite(app.dir().join("other.sqlite")),
        };
        let other = open(other).await;
        copy(app.db(), &other, |_, _| {}).await.unwrap();
        let (here, there) = (digest(app.db()).await.unwrap(), digest(&other).await.unwrap());
        assert_eq!(here, there);
        assert!(here.iter().filter(|table| table.rows > 0).count() > 12, "{here:?}");
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_archive_of_either_database_restores_into_either() {
    let dir = TempDir::new().unwrap();
    let sqlite = open(Location::Sqlite(dir.path().join("books.sqlite"))).await;
    people::user(&sqlite, "clerk", &[("entry", "read")]).await;
    let whole = digest(&sqlite).await.unwrap();

    let file = dir.path().join("one.keel");
    assert_eq!(archive::write(&sqlite, &file).await.unwrap(), whole);
    let postgres = open(Location::Postgres(empty_postgres().await)).await;
    archive::read(&file, &postgres, |_, _| {}).await.unwrap();
    assert_eq!(digest(&postgres).await.unwrap(), whole);

    let again = dir.path().join("two.keel");
    assert_eq!(archive::write(&postgres, &again).await.unwrap(), whole);
    let restored = open(Location::Sqlite(dir.path().join("restored.sqlite"))).await;
    archive::read(&again, &restored, |_, _| {}).await.unwrap();
    assert_eq!(digest(&restored).await.unwrap(), whole);

    let refused = archive::write(&sqlite, &file).await.unwrap_err();
    assert!(refused.to_string().ends_with("is there already: choose another name"), "{refused}");
    let left: Vec<String> = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("partial") || name.contains("restoring"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    for db in [sqlite, postgres, restored] {
        db.close().await;
    }
}

#[tokio::test]
async fn a_damaged_archive_is_refused_before_anything_is_written() {
    let dir = TempDir::new().unwrap();
    let sqlite = open(Location::Sqlite(dir.path().join("books.sqlite"))).await;
    people::administrator(&sqlite).await;
    let file = dir.path().join("one.keel");
    archive::write(&sqlite, &file).await.unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xff);
    std::fs::write(&file, bytes).unwrap();
    let target = open(Location::Sqlite(dir.path().join("target.sqlite"))).await;
    let before = digest(&target).await.unwrap();
    assert!(archive::read(&file, &target, |_, _| {}).await.is_err());
    assert_eq!(digest(&target).await.unwrap(), before);
    sqlite.close().await;
    target.close().await;
}
