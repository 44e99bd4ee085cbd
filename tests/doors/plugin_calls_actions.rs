//! Actions of plugins at the doors: typed input, rights, one unit of work, plugins that call each other.

use keel::service::Fault;
use keel::service::plugins::data::{Body, Datum};
use keel::service::plugins::{Answer, Ask, Call, Failure, Reply};
use keel_tests::both;
use keel_tests::stage::{Fake, Host, install, trap};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ledger_books::Books;

const RAISE: &str = r#"
[[action]]
name = "raise"
label = "Raise"
on = "account"
permission = "update"

[[action.input]]
name = "limit"
kind = "decimal"
scale = 2
required = true

[[action.input]]
name = "reason"
kind = "choice"
words = ["asked", "found"]

[[action.input]]
name = "contact"
kind = "reference"
to = "contact"

[[action.output]]
name = "open"
kind = "decimal"
scale = 2
"#;

fn body(fields: Vec<(&str, Datum)>) -> Body {
    Body {
        fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        collections: vec![],
    }
}

#[tokio::test]
async fn plugin_actions_take_what_their_manifest_declares_and_nothing_else() {
    both(async |app| {
        let books = Books::open(app).await;
        let script = |_: Host, call: Call| async move {
            let Call::Action { target, input, .. } = call else { return Err(trap()) };
            assert_eq!(target.map(|one| one.record_type).as_deref(), Some("account"));
            match input.get("limit") {
                Some(Datum::Decimal(limit)) if *limit == Decimal::from(13) => {
                    let fault = Fault::refused("raise.unlucky", "Not 13.").at("/input/limit");
                    Err(Failure::Refused(fault))
                }
                Some(Datum::Decimal(limit)) if *limit == Decimal::from(14) => {
                    Ok(Answer::Body(body(vec![("other", Datum::None)])))
                }
                Some(Datum::Decimal(limit)) if *limit == Decimal::from(15) => Err(trap()),
                Some(Datum::Decimal(limit)) => {
                    Ok(Answer::Body(body(vec![("open", Datum::Decimal(limit + Decimal::ONE))])))
                }
                _ => Err(trap()),
            }
        };
        install(app, &[books.company], vec![Fake::new("limits", RAISE, script)]).await;
        let account = books.account("1000").clone();
        let raise = async |input: Value| {
            let body = json!({"company": books.company, "target": account, "input": input});
            app.admin.post("/api/v1/actions/limits.raise", body).await
        };
        assert_eq!(raise(json!({"limit": "12.50"})).await.expect(200), json!({"open": "13.50"}));
        for (input, status, code, pointer) in [
            (json!({}), 422, "field.required", "/input/limit"),
            (json!({"limit": 12}), 422, "request.wrong-value", "/input/limit"),
            (json!({"limit": 12.5}), 422, "request.float", ""),
            (json!({"limit": "1.005"}), 422, "number.too-precise", "/input/limit"),
            (json!({"limit": "1", "colour": "red"}), 422, "request.unknown-field", "/input/colour"),
            (json!({"limit": "1", "reason": "because"}), 422, "field.not-a-choice", "/input/reason"),
            (json!({"limit": "1", "contact": Uuid::nil()}), 422, "field.no-such-record", "/input/contact"),
            (json!({"limit": "13"}), 409, "raise.unlucky", "/input/limit"),
            (json!({"limit": "14"}), 409, "plugin.answer", ""),
            (json!({"limit": "15"}), 409, "plugin.trap", ""),
        ] {
            let refused = raise(input.clone()).await.refused(status, code);
            assert_eq!(refused["pointer"].as_str().unwrap_or_default(), pointer, "{input}");
        }
        let whole = json!({"company": books.company, "target": account, "input": {"limit": "1"}});
        for (name, value, status, code) in [
            ("target", Value::Null, 422, "action.target-missing"),
            ("target", json!(Uuid::nil()), 404, "not-found"),
            ("company", json!(Uuid::nil()), 409, "plugin.not-enabled"),
            ("colour", json!("red"), 422, "request.unknown-field"),
        ] {
            let mut body = whole.clone();
            body[name] = value;
            app.admin.post("/api/v1/actions/limits.raise", body).await.refused(status, code);
        }
        let mut alone = whole.clone();
        alone.as_object_mut().unwrap().remove("company");
        app.admin.post("/api/v1/actions/limits.raise", alone).await.expect(200);
        app.admin.post("/api/v1/actions/limits.lower", whole.clone()).await.refused(404, "not-found");
        app.admin.post("/api/v1/actions/ledger.post", json!({})).await.refused(422, "request.missing-field");
        let reader = app.user("reader", &[("account", "read")]).await;
        reader.post("/api/v1/actions/limits.raise", whole.clone()).await.refused(403, "denied");
        let nobody = app.user("nobody", &[("contact", "read")]).await;
        nobody.post("/api/v1/actions/limits.raise", whole.clone()).await.refused(403, "denied");
        app.anonymous()
            .post("/api/v1/actions/limits.raise", whole.clone())
            .await
            .refused(401, "not-signed-in");
        let described = app.admin.get("/api/openapi.json").await.expect(200);
        let action = &described["paths"]["/api/v1/actions/limits.raise"]["post"];
        let input = &action["requestBody"]["content"]["application/json"]["schema"]["properties"]["input"];
        assert_eq!(input["required"], json!(["limit"]));
        let paused = Fake::new("limits", RAISE, script).paused();
        install(app, &[books.company], vec![paused]).await;
        app.admin.post("/api/v1/actions/limits.raise", whole).await.refused(409, "plugin.paused");
    })
    .await;
}

fn simple(name: &str) -> String {
    format!(
        "[[action]]\nname = \"{name}\"\nlabel = \"{name}\"\n\n[[action.output]]\nname = \"said\"\nkind = \"text\"\nmax = 200\n"
    )
}

fn capability(name: &str, list: &str) -> String {
    format!("[[capability]]\nname = \"{name}\"\n{list}\nreason = \"Used by a test.\"\n")
}

fn said(text: &str) -> Result<Answer, Failure> {
    Ok(Answer::Body(body(vec![("said", Datum::Text(text.into()))])))
}

async fn makes(host: &Host, code: &str) -> Result<Reply, Fault> {
    let text = |value: &str| Datum::Text(value.into());
    let bodies = vec![body(vec![("code", text(code)), ("name", text(code))])];
    host.ask(Ask::RecordsCreate { record_type: "dimension".into(), bodies }).await
}

async fn calls(host: &Host, name: &str) -> Result<Reply, Fault> {
    host.ask(Ask::ActionsCall { name: name.into(), target: None, input: Body::default() }).await
}

/// Plugins call each other in one unit of work; what fails is taken back alone, and the caller may go on.
#[tokio::test]
async fn plugin_actions_nest_and_what_fails_is_taken_back_alone() {
    both(async |app| {
        let books = Books::open(app).await;
        let creates = capability("records.create", "types = [\"dimension\"]");
        let sales = "[depends]\nstock-card = \"1.0.0\"\n".to_owned()
            + &creates
            + &capability(
                "actions.call",
                "actions = [\"stock-card.ship\", \"stock-card.lose\", \"stock-card.back\"]",
            )
            + &simple("ship")
            + &simple("steal");
        let sells = |host: Host, call: Call| async move {
            let Call::Action { action, .. } = call else { return Err(trap()) };
            if action == "steal" {
                // Not granted, whatever the manifest depends on.
                let refused = calls(&host, "stock-card.other").await.unwrap_err();
                return said(&refused.code);
            }
            makes(&host, "SALE").await.map_err(Failure::Refused)?;
            let shipped = calls(&host, "stock-card.ship").await.map_err(Failure::Refused)?;
            assert_eq!(shipped, Reply::Body(body(vec![("said", Datum::Text("shipped".into()))])));
            let lost = calls(&host, "stock-card.lose").await.unwrap_err();
            let round = calls(&host, "stock-card.back").await.unwrap_err();
            said(&format!("{} {}", lost.code, round.code))
        };
        let card = creates.clone() + &simple("ship") + &simple("lose") + &simple("back") + &simple("other");
        let ships = |host: Host, call: Call| async move {
            let Call::Action { action, .. } = call else { return Err(trap()) };
            match action.as_str() {
                "ship" => {
                    assert_eq!(host.around.depth, 1);
                    makes(&host, "SHIPPED").await.map_err(Failure::Refused)?;
                    said("shipped")
                }
                "lose" => {
                    makes(&host, "LOST").await.map_err(Failure::Refused)?;
                    Err(trap())
                }
                _ => Err(Failure::Refused(calls(&host, "sales.ship").await.unwrap_err())),
            }
        };
        let card = Fake::new("stock-card", &card, ships)
            .granted(&[("records.create", &["dimension"]), ("actions.call", &["sales.ship"])]);
        install(app, &[books.company], vec![Fake::new("sales", &sales, sells), card]).await;
        let call = json!({"company": books.company});
        let done = app.admin.post("/api/v1/actions/sales.ship", call.clone()).await.expect(200);
        // The card names nobody in its depends: that is told before it would go round.
        assert_eq!(done["said"], "plugin.trap plugin.not-a-dependency");
        let done = app.admin.post("/api/v1/actions/sales.steal", call.clone()).await.expect(200);
        assert_eq!(done["said"], "plugin.not-granted");
        let page = app.admin.get("/api/v1/records/dimension?sort=code").await.expect(200);
        let codes: Vec<&str> =
            page["items"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["SALE", "SHIPPED"], "what was lost is taken back, the rest is there");
        // The same key answers the same, and does nothing.
        let once = app.admin.post_once("/api/v1/actions/sales.steal", "k", call.clone()).await.expect(200);
        let again = app.admin.post_once("/api/v1/actions/sales.steal", "k", call).await;
        assert_eq!(again.headers["idempotent-replayed"], "true");
        assert_eq!(again.json(), once);
    })
    .await;
}

/// A plugin that is called from itself is refused; a hook may come round, at most so deep.
#[tokio::test]
async fn plugin_cycles_and_depth_end_with_their_own_codes() {
    both(async |app| {
        let books = Books::open(app).await;
        let own = capability("records.create", "types = [\"dimension\"]")
            + &simple("bite")
            + "[[hook]]\nname = \"round\"\non = \"dimension\"\nchange = [\"create\"]\nwhen = \"after\"\n";
        let script = |host: Host, call: Call| async move {
            match call {
                Call::Action { .. } => said(&calls(&host, "snake.bite").await.unwrap_err().code),
                Call::After { .. } => match makes(&host, &format!("D{}", host.around.depth)).await {
                    Ok(_) => Ok(Answer::Done),
                    Err(fault) => Err(Failure::Refused(fault)),
                },
                _ => Err(trap()),
            }
        };
        let snake = Fake::new("snake", &own, script)
            .granted(&[("records.create", &["dimension"]), ("actions.call", &["snake.bite"])]);
        install(app, &[books.company], vec![snake]).await;
        let call = json!({"company": books.company});
        let bitten = app.admin.post("/api/v1/actions/snake.bite", call).await.expect(200);
        assert_eq!(bitten["said"], "plugin.cycle");
        let body = json!({"company": books.company, "code": "A", "name": "A"});
        app.admin.post("/api/v1/records/dimension", body).await.refused(409, "plugin.depth");
    })
    .await;
}

/// A plugin whose data name the actions that it calls: with `*` any plugin's, without naming it in `depends`.
#[tokio::test]
async fn plugin_actions_of_every_plugin_need_the_star_in_manifest_and_grant() {
    both(async |app| {
        let books = Books::open(app).await;
        let asks = capability("actions.call", "actions = [\"*\"]") + &simple("go");
        let script = |host: Host, _: Call| async move {
            match calls(&host, "works.do").await {
                Ok(_) => said("done"),
                Err(fault) => said(&fault.code),
            }
        };
        let call = json!({"company": books.company});
        for (grants, expected) in [
            (&["*"][..], "done"),
            (&["other.do"], "plugin.not-granted"),
            // Named alone it must be in depends, as ever.
            (&["works.do"], "plugin.not-a-dependency"),
        ] {
            let starts = Fake::new("starts", &asks, script).granted(&[("actions.call", grants)]);
            let works = Fake::new("works", &simple("do"), |_: Host, _: Call| async { said("yes") });
            install(app, &[books.company], vec![starts, works]).await;
            let answer = app.admin.post("/api/v1/actions/starts.go", call.clone()).await.expect(200);
            assert_eq!(answer["said"], expected, "{grants:?}");
        }
    })
    .await;
}
