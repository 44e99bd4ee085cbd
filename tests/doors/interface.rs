//! What the web interface asks for at its start, in the reader's language and only as far as the reader may.

use hyper::Method;
use keel_tests::packages::{built, install};
use keel_tests::{Client, both};
use serde_json::{Value, json};

use crate::ledger_books::Books;

const PATH: &str = "/api/v1/interface";

async fn in_language(client: &Client, path: &str, languages: &str) -> Value {
    client.send(Method::GET, path, &[("accept-language", languages)], None).await.expect(200)
}

fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    let found = list.as_array().unwrap().iter().find(|one| one["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {list}"))
}

#[tokio::test]
async fn a_person_meets_their_companies_and_what_plugins_show_there() {
    both(async |app| {
        let books = Books::open(app).await;
        let start = app.admin.get(PATH).await.expect(200);
        assert_eq!(start["user"]["administrator"], true, "{start}");
        assert_eq!(start["companies"][0]["id"], json!(books.company));
        assert_eq!(start["companies"][0]["currency"], "USD");
        assert_eq!((&start["host"]["version"], &start["plugins"]), (&json!("0.1.0"), &json!([])));

        install(&app.admin, &built("credit-limit"), "unsigned=true&grant=all").await.expect(200);
        let start = app.admin.get(PATH).await.expect(200);
        assert_eq!(start["plugins"], json!([]), "it works in no company yet");
        let enable = json!({"plugin": "credit-limit", "company": "NW"});
        app.admin.post("/api/v1/actions/plugin.enable", enable).await.expect(204);

        let english = app.admin.get(PATH).await.expect(200)["plugins"][0].clone();
        assert_eq!((&english["code"], &english["companies"]), (&json!("credit-limit"), &json!([books.company])));
        let action = named(&english["actions"], "credit-limit.raise-limit");
        assert_eq!((&action["label"], &action["on"], &action["permission"]), (&json!("Raise the limit"), &json!("contact"), &json!("update")));
        assert_eq!((&action["input"][0]["kind"], &action["input"][0]["scale"]), (&json!("decimal"), &json!(2)));
        assert_eq!(action["output"][0]["label"], "Open");
        assert_eq!((&action["confirm"], &english["colour"]), (&json!("Raise the limit?"), &json!("orange")));
        assert_eq!(english["menus"][0]["section"], json!({"name": "contacts", "label": "Contacts"}));
        assert_eq!(english["pages"][0]["on"], json!(null));

        let bulgarian = in_language(&app.admin, PATH, "de, bg-BG;q=0.8, en;q=0.5").await["plugins"][0].clone();
        assert_eq!(bulgarian["name"], "Кредитен лимит");
        let action = named(&bulgarian["actions"], "credit-limit.raise-limit");
        assert_eq!((&action["label"], &action["output"][0]["label"]), (&json!("Вдигни лимита"), &json!("Дължи")));
        assert_eq!(action["confirm"], "Да се вдигне ли лимитът?");
        assert_eq!(bulgarian["menus"][0]["section"], json!({"name": "contacts", "label": "Контакти"}));
        let contact = in_language(&app.admin, "/api/v1/types/contact", "bg").await;
        let limit = named(&contact["fields"], "credit_limit__limit");
        assert_eq!((&limit["label"], &limit["extension"]), (&json!("Кредитен лимит"), &json!(true)));
        assert_eq!(limit["help"], "Във валутата на фирмата; празно значи без лимит.");
        let kind = named(&contact["fields"], "kind");
        assert_eq!(kind["options"][0], json!({"value": kind["choices"][0], "label": "Лице"}));
        let types = in_language(&app.admin, "/api/v1/types", "bg").await;
        assert_eq!(named(&types["items"], "credit-limit.raise")["label"], "Вдигане на лимит");

        // Refusals and pages speak the reader's language too.
        let made = json!({"kind": "organisation", "name": "Alfreds", "credit_limit__limit": "10.00"});
        let made = app.admin.post("/api/v1/records/contact", made).await.expect(201);
        let lower = json!({"company": books.company, "target": made["id"], "input": {"limit": "5.00", "reason": "x"}});
        let path = "/api/v1/actions/credit-limit.raise-limit";
        let refused = app.admin.send(Method::POST, path, &[("accept-language", "bg")], Some(lower)).await;
        let problem = refused.refused(422, "credit-limit.not-higher");
        assert_eq!(problem["detail"], "Въведете лимит над сегашния.");
        let page = english["pages"][0]["name"].as_str().unwrap();
        let page = format!("/api/v1/plugins/credit-limit/pages/{page}");
        let drawn = in_language(&app.admin, &page, "bg").await;
        assert!(drawn.to_string().contains("Клиент") && !drawn.to_string().contains("\"message\""), "{drawn}");

        // Who may not change contacts does not meet the button; who works elsewhere meets nothing.
        let reader = app.user("reader", &[("contact", "read")]).await;
        let plugin = reader.get(PATH).await.expect(200)["plugins"][0].clone();
        assert_eq!(plugin["actions"], json!([]), "{plugin}");
        let stranger = app.user("stranger", &[]).await;
        let start = stranger.get(PATH).await.expect(200);
        assert_eq!((&start["companies"], &start["plugins"]), (&json!([]), &json!([])));
        app.anonymous().get(PATH).await.refused(401, "not-signed-in");
    })
    .await;
}
