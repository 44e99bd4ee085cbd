//! The command line: what each command says, and with which number it ends, on both databases.

use keel::storage::Location;
use keel_tests::app::empty_postgres;
use keel_tests::program::{Serving, run};
use keel_tests::{Client, TestApp, both};
use tempfile::TempDir;

use super::ledger_books::Books;
use crate::KEEL;

fn address(app: &TestApp) -> String {
    match app.location() {
        Location::Sqlite(file) => format!("sqlite:{}", file.display()),
        Location::Postgres(url) => url.clone(),
    }
}

#[test]
fn a_wrong_command_line_or_setting_ends_with_2_and_says_where() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().display().to_string();
    run(KEEL, &["fly"]).failed(2, "unrecognized subcommand 'fly'");
    run(KEEL, &["serve", "--data", &data, "--listen", "8080"])
        .failed(2, "--listen: `8080` is wrong, it takes");
    run(KEEL, &["backup", "--data", &data, "--database", "mysql://x"]).failed(2, "--database: `mysql://x`");
    std::fs::write(dir.path().join("keel.toml"), "# ports\nlistne = \"127.0.0.1:1\"\n").unwrap();
    run(KEEL, &["serve", "--data", &data]).failed(2, "keel.toml line 2: there is no setting `listne`");
    assert!(run(KEEL, &["--help"]).done().contains("Exit codes:"));
}

#[test]
fn a_database_that_is_not_there_ends_with_3() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().display().to_string();
    run(KEEL, &["backup", "--data", &data]).failed(3, "make one with `keel init`");
    let nobody = "postgres://keel:secret@127.0.0.1:1/books";
    let ended = run(KEEL, &["backup", "--data", &data, "--database", nobody]);
    assert!(!ended.err.contains("secret"), "{ended:?}");
    ended.failed(3, "database is not available");
}

#[tokio::test]
async fn one_host_serves_a_directory_and_ends_well_on_sigterm() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().display().to_string();
    let host = Serving::start(KEEL, dir.path(), &[]);
    assert_eq!(Client::new(host.address).get("/readyz").await.status, 200);
    let second = run(KEEL, &["serve", "--data", &data, "--listen", "127.0.0.1:0"]);
    second.failed(4, &format!("is in use by process {}", host.pid()));
    let other = dir.path().join("other");
    let same = format!("sqlite:{}/keel.sqlite", dir.path().display());
    run(KEEL, &["serve", "--data", &other.display().to_string(), "--database", &same]).failed(4, "is in use");
    let ended = host.stop();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.err.contains("everything that was answered is on the disk"), "{ended:?}");
    assert!(!dir.path().join("keel.sqlite-wal").exists(), "the log is folded into the file at the end");
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_with_3() {
    both(async |app| {
        app.db()
            .write(keel::storage::Scope::Shared, async |tx| {
                tx.batch("insert into schema_migration (name, digest) values ('9999_tomorrow', '')").await
            })
            .await
            .unwrap();
        let data = app.dir().display().to_string();
        let ended = run(KEEL, &["backup", "--data", &data, "--database", &address(app)]);
        ended.failed(3, "9999_tomorrow, which this program does not know: run a newer keel");
    })
    .await;
}

#[tokio::test]
async fn backup_restore_and_copy_move_everything_between_databases() {
    both(async |app| {
        app.user("clerk", &[("entry", "read")]).await;
        let data = app.dir().display().to_string();
        let from = address(app);
        let file = app.dir().join("all.keel").display().to_string();
        let said = run(KEEL, &["backup", "--data", &data, "--database", &from, "--to", &file]).done();
        assert!(said.starts_with(&file) && said.ends_with("checked.\n"), "{said}");
        run(KEEL, &["backup", "--data", &data, "--database", &from, "--to", &file])
            .failed(1, "is there already");

        let other = app.dir().join("restored").display().to_string();
        assert!(run(KEEL, &["restore", "--data", &other, &file]).done().ends_with("every one is kept.\n"));
        assert!(run(KEEL, &["verify", "--data", &other]).done().contains("every one is kept"));
        let json: serde_json::Value =
            serde_json::from_str(&run(KEEL, &["verify", "--json", "--data", &other]).done()).unwrap();
        assert_eq!(json["findings"], serde_json::json!([]));
        run(KEEL, &["restore", "--data", &other, &file]).failed(1, "the target is not empty");

        let to = empty_postgres().await;
        run(KEEL, &["db", "copy", "--data", &other, "--from", "sqlite:keel.sqlite", "--to", &to]).done();
        run(KEEL, &["db", "copy", "--data", &other, "--from", "sqlite:no.sqlite", "--to", &to])
            .failed(3, "no database");
    })
    .await;
}

#[tokio::test]
async fn the_first_start_tells_a_one_time_password_once() {
    let dir = TempDir::new().unwrap();
    let data = dir.path().display().to_string();
    let first = run(KEEL, &["init", "--data", &data]);
    assert!(first.out.contains("one-time password  "), "{first:?}");
    assert!(std::fs::read_to_string(dir.path().join("keel.toml")).unwrap().contains("# listen = "));
    assert!(!run(KEEL, &["init", "--data", &data]).done().contains("one-time password"));
    let host = Serving::start(KEEL, dir.path(), &[]);
    assert!(!host.greeting.contains("First start"), "{}", host.greeting);
    assert_eq!(host.stop().code, Some(0));
}

#[tokio::test]
async fn accounts_and_tokens_are_made_listed_and_ended() {
    both(async |app| {
        let data = app.dir().display().to_string();
        let address = address(app);
        let keel = |args: &[&str]| {
            let place = ["--data", data.as_str(), "--database", address.as_str()];
            run(KEEL, &[args, &place[..]].concat())
        };
        assert!(keel(&["user", "add", "Ana", "--name", "Ana P."]).done().contains("one-time password  "));
        keel(&["user", "add", "ana", "--name", "Ana P."]).failed(1, "auth.login-taken");
        keel(&["user", "reset-password", "nobody"]).failed(1, "There is no user nobody");
        let listed = keel(&["user", "list"]).done();
        assert!(listed.contains("ana ") && listed.contains("one-time password"), "{listed}");

        keel(&["token", "create", "--user", "ana", "--name", "x", "--may", "contact"])
            .failed(2, "--may: `contact`");
        let secret =
            keel(&["token", "create", "--user", "admin", "--name", "watch", "--may", "metrics=read"]).done();
        let watcher = app.anonymous().with_token(secret.trim());
        assert_eq!(watcher.get("/metrics").await.status, 200);
        let tokens = keel(&["token", "list", "--user", "admin"]).done();
        let id = tokens
            .lines()
            .find(|line| line.contains("watch"))
            .and_then(|line| line.split(' ').next())
            .unwrap();
        keel(&["token", "revoke", id]).done();
        assert!(keel(&["token", "list", "--user", "admin"]).done().contains("revoked"));
        keel(&["user", "disable", "ana"]).done();
        keel(&["user", "disable", "admin"]).failed(1, "auth.last-administrator");
    })
    .await;
}

#[tokio::test]
async fn a_report_is_a_table_json_or_csv() {
    both(async |app| {
        Books::open(app).await.post("1000 D 12.50 | 3000 C 12.50").await;
        let address = address(app);
        let report = |args: &[&str]| {
            let words = ["report", "trial-balance", "--on", "2026-12-31", "--database", address.as_str()];
            run(KEEL, &[&words, args].concat())
        };
        assert!(report(&[]).done().contains("12.50"));
        assert!(
            report(&["--csv"]).done().lines().any(|line| line.contains("1000") && line.contains("12.50"))
        );
        let json: serde_json::Value = serde_json::from_str(&report(&["--json"]).done()).unwrap();
        assert_eq!(json["name"], "trial-balance");
        report(&["--with", "colour"]).failed(2, "--with NAME=VALUE");
        report(&["--company", "nobody"]).failed(1, "not-found");
        run(KEEL, &["report", "no-such"]).failed(2, "invalid value 'no-such'");
    })
    .await;
}

#[test]
fn openapi_is_printed_without_a_database() {
    let text = run(KEEL, &["openapi"]).done();
    assert!(text.starts_with("{\n") && text.contains("\"openapi\": \"3.1.0\""), "{}", &text[..200]);
}
