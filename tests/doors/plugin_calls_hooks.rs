//! Hooks at the doors: what they see and set, in which order, and what their failure means; on both databases.
//!
//! Knows policies. Must not know WebAssembly: the guests are scripts.

use keel::service::Fault;
use keel::service::plugins::data::{Body, Datum};
use keel::service::plugins::{Answer, Ask, Call, Failure};
use keel_tests::stage::{Fake, Host, install, trap};
use keel_tests::{TestApp, both};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ledger_books::Books;
use super::stock_shop::Shop;

pub fn text(value: &str) -> Datum {
    Datum::Text(value.into())
}

pub fn hook(name: &str, on: &str, change: &str, when: &str, more: &str) -> String {
    format!(
        "[[hook]]\nname = \"{name}\"\non = \"{on}\"\nchange = [\"{change}\"]\nwhen = \"{when}\"\n{more}\n"
    )
}

/// Says yes to everything.
async fn agree(_: Host, call: Call) -> Result<Answer, Failure> {
    Ok(if matches!(call, Call::Before { .. }) { Answer::Set(Vec::new()) } else { Answer::Done })
}

fn name_of(call: &Call) -> Option<String> {
    let (Call::Before { change, .. } | Call::After { change, .. }) = call else { return None };
    match change.new.body.get("name") {
        Some(Datum::Text(name)) => Some(name.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn plugin_hooks_set_fields_in_their_order_and_core_checks_what_they_set() {
    both(async |app| {
        let books = Books::open(app).await;
        let adds = |word: &'static str| {
            move |_: Host, call: Call| async move {
                let name = name_of(&call).unwrap_or_default();
                let value = if name.starts_with("long") { "x".repeat(300) } else { format!("{name} {word}") };
                Ok(Answer::Set(vec![("name".into(), text(&value))]))
            }
        };
        let section = |order: i32| {
            hook("adds", "dimension", "create", "before", &format!("order = {order}\nwrites = [\"name\"]"))
        };
        install(
            app,
            &[books.company],
            vec![
                Fake::new("zeta", &section(0), adds("first")),
                Fake::new("alpha", &section(5), adds("second")),
                Fake::new("beta", &section(5), adds("third")),
            ],
        )
        .await;
        let make = async |name: &str| {
            let body = json!({"company": books.company, "code": name, "name": name});
            app.admin.post("/api/v1/records/dimension", body).await
        };
        assert_eq!(make("team").await.expect(201)["name"], "team first second third");
        let refused = make("long").await.refused(422, "field.too-long");
        assert_eq!(refused["pointer"], "/name");
        let elsewhere = json!({"code": "EL", "name": "Elsewhere", "currency": "USD", "country": "US"});
        let elsewhere = app.admin.post("/api/v1/records/company", elsewhere).await.expect(201);
        let body = json!({"company": elsewhere["id"], "code": "team", "name": "team"});
        let free = app.admin.post("/api/v1/records/dimension", body).await.expect(201);
        assert_eq!(free["name"], "team", "plugins work where they are enabled");
    })
    .await;
}

#[tokio::test]
async fn plugin_hooks_refuse_with_pointers_and_may_set_only_what_their_manifest_lists() {
    both(async |app| {
        let books = Books::open(app).await;
        let script = |call: &Call| match name_of(call).as_deref() {
            Some("no") => Err(Failure::Refused(Fault::refused("guard.no", "Choose another.").at("/name"))),
            Some("code") => Ok(Answer::Set(vec![("code".into(), text("other"))])),
            Some("kind") => Ok(Answer::Set(vec![("name".into(), Datum::Integer(1))])),
            _ => agree_now(call),
        };
        let sections = hook("guards", "dimension", "create", "before", "writes = [\"name\"]")
            + &hook("guards-update", "dimension", "update", "before", "fields = [\"code\"]");
        let script = move |_: Host, call: Call| async move {
            match &call {
                Call::Before { hook, .. } if hook == "guards-update" => {
                    Err(Failure::Refused(Fault::refused("guard.fixed", "The code stays.").at("/code")))
                }
                _ => script(&call),
            }
        };
        install(app, &[books.company], vec![Fake::new("guard", &sections, script)]).await;
        let make = async |name: &str| {
            let body = json!({"company": books.company, "code": name, "name": name});
            app.admin.post("/api/v1/records/dimension", body).await
        };
        let refused = make("no").await.refused(409, "guard.no");
        assert_eq!((&refused["pointer"], &refused["args"]["plugin"]), (&json!("/name"), &json!("guard")));
        make("code").await.refused(409, "plugin.answer");
        make("kind").await.refused(409, "plugin.answer");
        let made = make("yes").await.expect(201);
        let path = format!("/api/v1/records/dimension/{}", made["id"].as_str().unwrap());
        let changed = app.admin.patch(&path, 1, json!({"name": "Y"})).await.expect(200);
        assert_eq!(changed["version"], 2);
        app.admin.patch(&path, 2, json!({"code": "Y"})).await.refused(409, "guard.fixed");
    })
    .await;
}

/// Says yes.
pub fn agree_now(call: &Call) -> Result<Answer, Failure> {
    Ok(if matches!(call, Call::Before { .. }) { Answer::Set(Vec::new()) } else { Answer::Done })
}

/// What a hook leaves behind before it faults, so that a test sees whether it was taken back.
async fn leaves_something_and_traps(host: Host, call: Call) -> Result<Answer, Failure> {
    let name = name_of(&call).unwrap_or_default();
    if name == "mended" || name == "left behind" {
        return agree_now(&call);
    }
    let fields = vec![("code".into(), text("LEFT")), ("name".into(), text("left behind"))];
    let bodies = vec![Body { fields, collections: Vec::new() }];
    let made = host.ask(Ask::RecordsCreate { record_type: "dimension".into(), bodies }).await;
    assert!(made.is_ok(), "{made:?}");
    Err(trap())
}

const CREATES: &str =
    "[[capability]]\nname = \"records.create\"\ntypes = [\"dimension\"]\nreason = \"Used by a test.\"\n";

async fn codes(app: &TestApp) -> String {
    let page = app.admin.get("/api/v1/records/dimension?sort=code").await.expect(200);
    let items = page["items"].as_array().unwrap();
    items.iter().map(|one| one["code"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn plugin_a_faulting_hook_blocks_skips_with_a_mark_or_holds() {
    both(async |app| {
        let books = Books::open(app).await;
        let user = app.user("clerk", &[("dimension", "read create update")]).await;
        let make = async |name: &str| {
            let body = json!({"company": books.company, "code": name, "name": name});
            user.post_once("/api/v1/records/dimension", &format!("key {name}"), body).await
        };
        for when in ["before", "after"] {
            for (policy, paused) in [
                ("block", false),
                ("block", true),
                ("skip", false),
                ("skip", true),
                ("hold", false),
                ("hold", true),
            ] {
                if (when, policy) == ("after", "hold") {
                    // What was written cannot be held; manifests say so.
                    continue;
                }
                let name = format!("{policy}-{paused}-{when}");
                let sections = hook("faults", "dimension", "create", when, &format!("policy = \"{policy}\""));
                let fake = Fake::new("faulty", &format!("{CREATES}{sections}"), leaves_something_and_traps);
                install(app, &[books.company], vec![if paused { fake.paused() } else { fake }]).await;
                let code = if paused { "plugin.paused" } else { "plugin.trap" };
                let before = codes(app).await;
                match policy {
                    "block" => {
                        let refused = make(&name).await.refused(409, code);
                        assert_eq!(refused["args"]["hook"], "faults");
                        assert_eq!(codes(app).await, before, "nothing was changed");
                    }
                    "skip" => {
                        let made = make(&name).await.expect(201);
                        let id = made["id"].as_str().unwrap();
                        let marks =
                            user.get(&format!("/api/v1/records/dimension/{id}/marks")).await.expect(200);
                        assert_eq!((marks[0]["code"].as_str(), marks[1].is_null()), (Some(code), true));
                        let timeline = format!("/api/v1/records/dimension/{id}/timeline");
                        let timeline = user.get(&timeline).await.expect(200);
                        let items = timeline["items"].as_array().unwrap();
                        let seen = items.iter().find(|item| item["kind"] == "mark").unwrap();
                        let told = [&seen["operation"], &seen["author"]["name"], &seen["subject"]];
                        assert_eq!(told, [code, "faulty", "faults"], "{timeline}");
                        assert!(!codes(app).await.contains("LEFT"), "what the hook did is taken back");
                        let open = app.admin.get("/api/v1/plugin-marks").await.expect(200);
                        assert_eq!(open.as_array().unwrap().len(), 1);
                        user.get("/api/v1/plugin-marks").await.refused(403, "denied");
                        let mark = json!({"id": open[0]["id"]});
                        user.post("/api/v1/actions/plugin.clear-mark", mark.clone())
                            .await
                            .refused(403, "denied");
                        app.admin.post("/api/v1/actions/plugin.clear-mark", mark).await.expect(200);
                        assert_eq!(app.admin.get("/api/v1/plugin-marks").await.expect(200), json!([]));
                    }
                    _ => held(app, &books, &name, code, before).await,
                }
            }
        }
    })
    .await;
}

/// A request is held: nothing changed, the same key says the same, released it happens once, dropped never.
async fn held(app: &TestApp, books: &Books<'_>, name: &str, code: &str, before: String) {
    let user = app.user(name, &[("dimension", "read create update")]).await;
    let body = json!({"company": books.company, "code": name, "name": name});
    let refused =
        user.post_once("/api/v1/records/dimension", "k", body.clone()).await.refused(409, "plugin.held");
    let again =
        user.post_once("/api/v1/records/dimension", "k", body.clone()).await.refused(409, "plugin.held");
    assert_eq!(refused["args"], again["args"], "the same key is held once");
    assert_eq!(refused["args"]["code"], code);
    assert_eq!(codes(app).await, before, "nothing was changed");
    let list = app.admin.get("/api/v1/plugin-held").await.expect(200);
    assert_eq!((list[0]["id"].as_str(), list[1].is_null()), (refused["args"]["held"].as_str(), true));
    user.get("/api/v1/plugin-held").await.refused(403, "denied");
    let held = json!({"id": refused["args"]["held"]});
    user.post("/api/v1/actions/plugin.release-held", held.clone()).await.refused(403, "denied");
    app.admin.post("/api/v1/actions/plugin.release-held", held.clone()).await.refused(409, code);
    assert_eq!(
        app.admin.get("/api/v1/plugin-held").await.expect(200).as_array().unwrap().len(),
        1,
        "still held"
    );
    install(app, &[books.company], vec![Fake::new("faulty", "", agree)]).await;
    let made = app.admin.post("/api/v1/actions/plugin.release-held", held.clone()).await.expect(201);
    let history = format!("/api/v1/records/dimension/{}/history", made["id"].as_str().unwrap());
    let history = app.admin.get(&history).await.expect(200).to_string();
    let admin = app.admin_id.to_string();
    assert!(!history.contains(&admin), "it was done as whoever sent it: {history}");
    app.admin.post("/api/v1/actions/plugin.release-held", held).await.refused(404, "not-found");
    assert!(codes(app).await.contains(name));
}

#[tokio::test]
async fn plugin_hooks_see_goods_move_and_may_not_move_others_beside_them() {
    both(async |app| {
        let mut shop = Shop::open(app).await;
        let seen: &'static std::sync::Mutex<Vec<String>> = Box::leak(Box::default());
        let sections = "[[capability]]\nname = \"stock.plan\"\nreason = \"Used by a test.\"\n".to_owned()
            + &hook("ask", "stock-move", "create", "before", "")
            + &hook("told", "stock-move", "create", "after", "");
        let script = move |host: Host, call: Call| async move {
            let (Call::Before { change, .. } | Call::After { change, .. }) = &call else {
                return agree_now(&call);
            };
            let Some(Datum::Decimal(quantity)) = change.new.body.get("quantity") else { return Err(trap()) };
            let number = matches!(change.new.body.get("number"), Some(Datum::Text(_)));
            seen.lock().unwrap().push(format!("{quantity} {number}"));
            if quantity.to_string() == "13" {
                return Err(Failure::Refused(Fault::refused("luck.bad", "Not 13.").at("/quantity")));
            }
            if matches!(call, Call::Before { .. }) {
                let fault = host.ask(Ask::StockReserve(Vec::new())).await.unwrap_err();
                assert_eq!(fault.code, "plugin.figures-open");
            }
            agree_now(&call)
        };
        install(app, &[shop.books.company], vec![Fake::new("luck", &sections, script)]).await;
        let item = shop.item("NUT", json!({"costing": "average"})).await;
        let move_of = |quantity: &str| {
            json!({"on": "2026-01-15", "moves": [{"item": item, "from_location": shop.id("SUPPLIER"),
                   "to_location": shop.id("SHELF"), "quantity": quantity, "unit_cost": "2"}]})
        };
        shop.books.act("stock.do", move_of("12")).await.expect(200);
        let refused = shop.books.act("stock.do", move_of("13")).await.refused(409, "luck.bad");
        assert_eq!(refused["pointer"], "/moves/0/quantity");
        assert_eq!(*seen.lock().unwrap(), ["12 false", "12 true", "13 false"]);
    })
    .await;
}

/// What a plugin may ask is what the user may and what it was granted.
#[tokio::test]
async fn plugin_asks_need_the_grant_and_the_right_of_the_user() {
    both(async |app| {
        let books = Books::open(app).await;
        let answers: &'static std::sync::Mutex<Vec<String>> = Box::leak(Box::default());
        let cash: Uuid = books.account("1000").as_str().unwrap().parse().unwrap();
        let script = move |host: Host, call: Call| async move {
            for ask in [
                Ask::LedgerBalances { accounts: vec![cash], on: None },
                Ask::LedgerOpenBalances { contacts: vec![Uuid::nil()] },
                Ask::ContactsSearch { text: "x".into(), limit: 5 },
                Ask::StockOnHand { items: Vec::new(), location: None },
                Ask::RecordsGet { record_type: "account".into(), ids: vec![cash] },
            ] {
                let said = match host.ask(ask).await {
                    Ok(_) => "yes".to_owned(),
                    Err(fault) => fault.code,
                };
                answers.lock().unwrap().push(said);
            }
            agree_now(&call)
        };
        let asks = |name: &str, more: &str| {
            format!("[[capability]]\nname = \"{name}\"\n{more}\nreason = \"Used by a test.\"\n")
        };
        let sections = asks("ledger.read", "")
            + &asks("contacts.search", "")
            + &asks("stock.read", "")
            + &asks("records.read", "types = [\"account\"]")
            + &hook("asks", "dimension", "create", "before", "");
        let clerk = app.user("clerk", &[("dimension", "read create")]).await;
        let all: &[(&str, &[&str])] = &[
            ("ledger.read", &[]),
            ("contacts.search", &[]),
            ("stock.read", &[]),
            ("records.read", &["account"]),
        ];
        let mut code = 0;
        let (granted, not, denied) = ("yes", "plugin.not-granted", "denied");
        for (client, grants, expected) in [
            (&app.admin, all, [granted; 5]),
            (&app.admin, &all[..1], [granted, granted, not, not, not]),
            (&clerk, all, [denied, denied, denied, granted, denied]),
        ] {
            let fake = Fake::new("asker", &sections, script).granted(grants);
            install(app, &[books.company], vec![fake]).await;
            code += 1;
            let body: Value = json!({"company": books.company, "code": code.to_string(), "name": "x"});
            client.post("/api/v1/records/dimension", body).await.expect(201);
            assert_eq!(std::mem::take(&mut *answers.lock().unwrap()), expected);
        }
    })
    .await;
}
