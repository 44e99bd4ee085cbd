//! Hooks on entries: each sees those before it in the books, and the chain goes on behind what they post; on both databases.
//!
//! Must not know WebAssembly: the guests are scripts.

use keel::service::Fault;
use keel::service::plugins::data::{Datum, Money};
use keel::service::plugins::port::{Entry, EntryLine};
use keel::service::plugins::{Answer, Ask, Call, Failure, Reply};
use keel_tests::both;
use keel_tests::stage::{Fake, Host, install, trap};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ledger_books::Books;
use super::plugin_calls_hooks::{agree_now, hook, text};

#[tokio::test]
async fn plugin_hooks_see_each_entry_in_order_and_refuse_at_the_line_of_the_request() {
    both(async |app| {
        let books = Books::open(app).await;
        let sections = "[[capability]]\nname = \"ledger.read\"\nreason = \"Used by a test.\"\n".to_owned()
            + &hook("limit", "entry", "create", "before", "")
            + &hook("told", "entry", "create", "after", "");
        // Refuses what takes the cash account over 100.
        let cash: Uuid = books.account("1000").as_str().unwrap().parse().unwrap();
        let script = move |host: Host, call: Call| async move {
            let (Call::Before { change, .. } | Call::After { change, .. }) = &call else {
                return agree_now(&call);
            };
            let lines = &change.new.body.collections[0].1;
            let empty = lines.iter().flatten().find(|(_, value)| *value == Datum::None);
            assert_eq!(empty, None, "a line is shown without what is empty in it");
            let field = |row: &Vec<(String, Datum)>, name: &str| {
                row.iter().find(|(n, _)| n == name).map_or(Datum::None, |(_, value)| value.clone())
            };
            let Some(at) = lines.iter().position(|row| field(row, "account") == Datum::Reference(cash))
            else {
                return agree_now(&call);
            };
            let Datum::Money(amount) = field(&lines[at], "company_amount") else { return Err(trap()) };
            assert_eq!(host.around.company.map(Datum::Reference).as_ref(), change.new.body.get("company"));
            let asked = Ask::LedgerBalances { accounts: vec![cash], on: None };
            let Ok(Reply::Amounts(kept)) = host.ask(asked).await else { return Err(trap()) };
            if matches!(call, Call::After { .. }) {
                let number = change.new.body.get("number");
                assert!(matches!(number, Some(Datum::Text(text)) if text.starts_with("GEN/")), "{number:?}");
                assert_eq!(change.new.version, 1);
                return Ok(Answer::Done);
            }
            assert_eq!(kept[0], Money { currency: "USD".into(), ..kept[0].clone() });
            if kept[0].minor + amount.minor > 10_000 {
                let fault = Fault::refused("limit.over", "Take less.").at(format!("/lines/{at}/amount"));
                return Err(Failure::Refused(fault));
            }
            Ok(Answer::Set(Vec::new()))
        };
        install(app, &[books.company], vec![Fake::new("limit", &sections, script)]).await;
        let post = async |text: &str| books.act("ledger.post", books.entry(text)).await;
        post("1000 D 60 | 3000 C 60").await.expect(200);
        let refused = post("3000 C 50 | 1000 D 50").await.refused(409, "limit.over");
        assert_eq!(refused["pointer"], "/lines/1/amount");
        let many = |mode: &str| {
            let entry = |text: &str| {
                let mut entry = books.entry(text);
                entry.as_object_mut().unwrap().remove("company");
                entry
            };
            let entries =
                ["1000 D 30 | 3000 C 30", "1000 D 30 | 3000 C 30", "1000 D 5 | 3000 C 5"].map(entry);
            json!({"mode": mode, "entries": entries})
        };
        let refused = books.act("ledger.post-many", many("all-or-nothing")).await.refused(409, "limit.over");
        assert_eq!(refused["pointer"], "/entries/1/lines/0/amount");
        let told = books.act("ledger.post-many", many("per-row")).await.expect(200);
        assert_eq!((&told["posted"], &told["refused"]), (&json!(2), &json!(1)));
        assert_eq!(told["rows"][1]["pointer"], "/entries/1/lines/0/amount");
        assert_eq!(books.balances().await, "1000 95.00, 3000 -95.00");
        let next = post("1000 C 1 | 3000 D 1").await.expect(200);
        assert_eq!(next["number"], "GEN/2026/00004", "refused entries took no number");
    })
    .await;
}

#[tokio::test]
async fn plugin_hooks_may_post_beside_an_entry_and_the_chain_goes_on_from_there() {
    both(async |app| {
        let books = Books::open(app).await;
        let id = |value: &Value| -> Uuid { value.as_str().unwrap().parse().unwrap() };
        let (cash, capital) = (id(books.account("1000")), id(books.account("3000")));
        let journal = id(&books.entry("1000 D 1 | 3000 C 1")["journal"]);
        let script = move |host: Host, call: Call| async move {
            let (Call::Before { change, .. } | Call::After { change, .. }) = &call else {
                return agree_now(&call);
            };
            let when = if matches!(call, Call::Before { .. }) { "before" } else { "after" };
            if change.new.body.get("narration") != Some(&text(when)) {
                return agree_now(&call);
            }
            let Some(Datum::Day(entry_on)) = change.new.body.get("entry_on") else { return Err(trap()) };
            let line = |account: Uuid, minor: i64| EntryLine {
                account,
                amount: Money { minor, currency: "USD".into() },
                company_amount: None,
                contact: None,
                due_on: None,
                description: None,
                tax: None,
                quantity: None,
                dimensions: Vec::new(),
            };
            let beside = Entry {
                journal,
                entry_on: *entry_on,
                reference: None,
                narration: Some("beside".into()),
                contact: None,
                source_type: None,
                source: None,
                lines: vec![line(cash, 100), line(capital, -100)],
            };
            host.ask(Ask::LedgerPost(beside)).await.map_err(Failure::Refused)?;
            agree_now(&call)
        };
        let sections = "[[capability]]\nname = \"ledger.post\"\nreason = \"Used by a test.\"\n".to_owned()
            + &hook("twin", "entry", "create", "before", "")
            + &hook("echo", "entry", "create", "after", "");
        let fake = Fake::new("twin", &sections, script).granted(&[("ledger.post", &[])]);
        install(app, &[books.company], vec![fake]).await;
        let entries = ["plain", "before", "after", "plain"].map(|narration| {
            let mut entry = books.entry("1000 D 10 | 3000 C 10");
            entry.as_object_mut().unwrap().remove("company");
            entry["narration"] = json!(narration);
            entry
        });
        for (mode, expected) in [
            ("all-or-nothing", ["00001", "00003", "00004", "00006"]),
            ("per-row", ["00007", "00009", "00010", "00012"]),
        ] {
            let body = json!({"mode": mode, "entries": entries});
            let told = books.act("ledger.post-many", body).await.expect(200);
            for (row, number) in told["rows"].as_array().unwrap().iter().zip(expected) {
                assert_eq!(row["entry"]["number"], format!("GEN/2026/{number}"), "{mode}: {told}");
            }
        }
        assert_eq!(books.balances().await, "1000 84.00, 3000 -84.00");
    })
    .await;
}
