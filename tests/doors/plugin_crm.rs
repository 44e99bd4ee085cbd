//! The plugin `crm` in a running host, as a component: two sellers, their manager, leads from outside, the
//! board, reminders, figures, and a hand-over. On both databases.

use hyper::Method;
use hyper::body::Bytes;
use keel_tests::packages::{built, install};
use keel_tests::plugins::schema;
use keel_tests::{Client, Reply, TestApp, both, people};
use serde_json::{Value, json};

use crate::ledger_books::Books;

const SCORE: i64 = 75;

/// A company that works with the plugin.
struct Office<'a> {
    app: &'a TestApp,
    company: String,
    stages: Value,
    customer: String,
}

impl<'a> Office<'a> {
    async fn open(app: &'a TestApp) -> Office<'a> {
        let books = Books::open(app).await;
        let company = books.company.to_string();
        install(&app.admin, &built("crm"), "unsigned=true&grant=all&company=NW").await.expect(200);
        act(&app.admin, "crm.set-up", None, json!({})).await.expect(200);
        let stages = app.admin.get("/api/v1/records/crm.stage").await.expect(200);
        let body = json!({"kind": "organisation", "name": "Alfreds Futterkiste", "phones": [{"given": "+49 30 0074321"}]});
        let customer = id(&app.admin.post("/api/v1/records/contact", body).await.expect(201));
        Office { app, company, stages, customer }
    }

    /// Somebody with a role of the plugin.
    async fn employee(&self, login: &str, role: &str) -> (String, Client) {
        let person = people::user(self.app.db(), login, &[]).await;
        let user = person.user_id.to_string();
        let role = json!({"login": login, "role": format!("crm.{role}"), "company_id": self.company});
        self.app.admin.post("/api/v1/actions/user.give-role", role).await.expect(204);
        (user, self.app.admin.clone().with_token(&person.token))
    }

    fn stage(&self, name: &str) -> Value {
        let all = self.stages["items"].as_array().unwrap();
        all.iter().find(|stage| stage["name"] == name).unwrap_or_else(|| panic!("no stage {name}"))["id"]
            .clone()
    }

    async fn opportunity(&self, client: &Client, more: Value) -> Value {
        let mut body = json!({"company": self.company, "name": "Tea", "contact": self.customer});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        client.post("/api/v1/records/crm.opportunity", body).await.expect(201)
    }

    async fn report(&self, name: &str) -> Vec<Value> {
        let path = format!("/api/v1/plugins/crm/reports/{name}?company={}", self.company);
        self.app.admin.get(&path).await.expect(200)["rows"].as_array().unwrap().clone()
    }
}

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap_or_else(|| panic!("{record}")).to_owned()
}

async fn act(client: &Client, name: &str, on: Option<&Value>, input: Value) -> Reply {
    let mut body = json!({"input": input});
    if let Some(on) = on {
        body["target"] = on["id"].clone();
    }
    client.post(&format!("/api/v1/actions/{name}"), body).await
}

async fn change(client: &Client, of: &str, record: &Value, body: Value) -> Reply {
    let path = format!("/api/v1/records/{of}/{}", id(record));
    let version = client.get(&path).await.expect(200)["version"].as_i64().unwrap();
    client.patch(&path, version, body).await
}

/// Asks again until something holds, for at most twenty seconds.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let ends = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !holds().await {
        assert!(std::time::Instant::now() < ends, "{what} did not happen");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn crm_lead_becomes_a_customer_and_an_opportunity_is_won() {
    both(async |app| {
        let before = schema(app).await;
        let office = Office::open(app).await;
        let (_, nancy) = office.employee("nancy", "sales-representative").await;
        let (_, robert) = office.employee("robert", "sales-representative").await;

        // What somebody types is theirs alone, and says whom it may be.
        let lead = json!({"company": office.company, "name": "Maria Anders", "organisation": "Alfreds Futterkiste",
            "email": "Maria@Alfreds.example", "phone": "+49 30 0074321", "city": "Berlin", "country": "Germany"});
        let lead = nancy.post("/api/v1/records/crm.lead", lead).await.expect(201);
        assert_eq!((&lead["score"], &lead["email"]), (&json!(SCORE), &json!("maria@alfreds.example")), "{lead}");
        assert_eq!((&lead["status"], &lead["duplicate_of"]), (&json!("new"), &json!(office.customer)), "{lead}");
        robert.get(&format!("/api/v1/records/crm.lead/{}", id(&lead))).await.refused(404, "not-found");
        change(&nancy, "crm.lead", &lead, json!({"status": "converted"})).await.refused(422, "field.readonly");

        // A doubt is a question; the answer makes all of it at once.
        act(&nancy, "crm.qualify-lead", Some(&lead), json!({})).await.expect(200);
        let doubt = act(&nancy, "crm.convert-lead", Some(&lead), json!({"amount": "100.00"})).await;
        assert_eq!(doubt.refused(409, "crm.possible-duplicates")["pointer"], "/contact");
        let panel = format!(
            "/api/v1/plugins/crm/pages/lead-duplicates?company={}&id={}",
            office.company,
            id(&lead)
        );
        let panel = nancy.get(&panel).await.expect(200).to_string();
        assert!(panel.contains(&office.customer) && panel.contains("convert-lead"), "{panel}");
        let input = json!({"contact": office.customer, "amount": "100.00", "close_on": "2027-01-31"});
        let out = act(&nancy, "crm.convert-lead", Some(&lead), input).await.expect(200);
        assert_eq!((&out["contact"], &out["created"]), (&json!(office.customer), &json!(false)));
        let path = format!("/api/v1/records/crm.opportunity/{}", out["opportunity"].as_str().unwrap());
        let opportunity = nancy.get(&path).await.expect(200);
        assert_eq!((&opportunity["amount"], &opportunity["expected_revenue"]), (&json!("100.00"), &json!("10.00")));

        // A card is dragged on the board; only its seller may; lost takes a reason.
        let dragged = change(&nancy, "crm.opportunity", &opportunity, json!({"stage": office.stage("Proposal")})).await;
        assert_eq!(dragged.expect(200)["expected_revenue"], "50.00");
        act(&robert, "crm.win-opportunity", Some(&opportunity), json!({})).await.refused(404, "not-found");
        let lost = json!({"stage": office.stage("Lost")});
        let lost = change(&nancy, "crm.opportunity", &opportunity, lost).await;
        assert_eq!(lost.refused(409, "crm.lost-reason-missing")["pointer"], "/lost_reason");

        // The amount follows the quotations, and not the hand.
        for (given, amount) in [(json!({"amount": "90"}), "90.00"), (json!({"amount": "100"}), "100.00"), (json!({"amount": "90"}), "90.00")] {
            act(&nancy, "crm.follow-quotations", Some(&opportunity), given).await.expect(200);
            assert_eq!(nancy.get(&path).await.expect(200)["amount"], amount);
        }
        let typed = change(&nancy, "crm.opportunity", &opportunity, json!({"amount": "95.00"})).await;
        typed.refused(409, "crm.amount-follows-quotations");
        act(&nancy, "crm.win-opportunity", Some(&opportunity), json!({})).await.expect(200);
        let won = nancy.get(&path).await.expect(200);
        assert_eq!((&won["state"], &won["expected_revenue"]), (&json!("won"), &json!("90.00")), "{won}");
        app.admin.post("/api/v1/actions/plugin.uninstall", json!({"plugin": "crm"})).await.expect(200);
        assert_eq!(schema(app).await, before, "the schema is as it was before");
    })
    .await;
}

#[tokio::test]
async fn crm_leads_come_from_outside_and_work_is_handed_over() {
    both(async |app| {
        let office = Office::open(app).await;
        let (nancy_id, nancy) = office.employee("nancy", "sales-representative").await;
        let (andrew_id, andrew) = office.employee("andrew", "sales-manager").await;
        let settings = json!({"plugin": "crm", "settings": {"web-owner": nancy_id, "web-form-per-minute": 3}});
        app.admin.post("/api/v1/actions/plugin.set", settings).await.expect(204);

        // From a program and from a form; a robot is thanked and forgotten, a flood is stopped.
        let lead = json!({"name": "Ada", "phone": "+359 888 123 456"});
        let told = nancy.post("/ext/crm/web-to-lead", lead).await.expect(201);
        assert_eq!(told["duplicates"], 0, "{told}");
        app.anonymous().post("/ext/crm/web-to-lead", json!({"name": "Eve"})).await.refused(401, "not-signed-in");
        for (body, status) in [("name=Bob", 200), ("name=Bot&website=x", 200), ("name=Cyd", 200), ("name=Dan", 200), ("name=Eve", 429)] {
            // From a browser, on a page of the company's own site.
            let headers = [
                ("content-type", "application/x-www-form-urlencoded"),
                ("origin", "https://shop.example"),
                ("sec-fetch-site", "cross-site"),
            ];
            let body = Bytes::from_static(body.as_bytes());
            let answer = app.anonymous().send_bytes(Method::POST, "/ext/crm/web-form", &headers, body.clone()).await;
            assert_eq!(answer.status, status, "{body:?}: {}", answer.text());
        }
        let leads = nancy.get("/api/v1/records/crm.lead?sort=name").await.expect(200);
        let leads = leads["items"].as_array().unwrap().clone();
        let names: Vec<&str> = leads.iter().map(|lead| lead["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Ada", "Bob", "Cyd", "Dan"], "all Nancy's");
        assert_eq!((&leads[0]["source"], &leads[1]["source"]), (&json!("web-to-lead"), &json!("form")));

        // A reminder whose time has come is told once.
        let first = office.opportunity(&nancy, json!({"amount": "200.00"})).await;
        let soon = (chrono::Utc::now() + chrono::Duration::minutes(10)).to_rfc3339();
        let call = json!({"company": office.company, "kind": "call", "subject": "Call back", "opportunity": first["id"], "due_at": soon});
        let call = nancy.post("/api/v1/records/crm.activity", call).await.expect(201);
        let path = format!("/api/v1/records/crm.activity/{}", id(&call));
        assert_eq!(call["contact"], json!(office.customer), "the opportunity's customer");
        until("the reminder", async || !nancy.get(&path).await.expect(200)["reminded_at"].is_null()).await;
        let late = json!({"company": office.company, "kind": "mail", "subject": "Offer", "opportunity": first["id"], "due_at": "2026-01-05T09:00:00Z"});
        nancy.post("/api/v1/records/crm.activity", late).await.expect(201);

        // The manager's figures, and where they lead to.
        let managers = office.report("managers").await;
        let hers = managers.iter().find(|row| row["owner"] == "nancy").unwrap_or_else(|| panic!("{managers:?}"));
        assert_eq!((&hers["open"], &hers["overdue"]), (&json!(1), &json!(1)), "{hers}");
        assert_eq!(hers["open_amount"], json!({"amount": "200.00", "currency": "USD"}));
        let funnel = office.report("funnel").await;
        assert_eq!((&funnel[0]["stage"], &funnel[0]["count"]), (&json!("New"), &json!(1)), "{funnel:?}");
        let funnel = format!("/api/v1/plugins/crm/reports/funnel?company={}", office.company);
        let bulgarian = app.admin.send(Method::GET, &funnel, &[("accept-language", "bg")], None).await.expect(200);
        assert_eq!(bulgarian["columns"][0], json!({"name": "stage", "label": "Етап"}));
        for page in ["pipeline", "my-day", "funnel", "overdue"] {
            let path = format!("/api/v1/plugins/crm/pages/{page}?company={}", office.company);
            andrew.get(&path).await.expect(200);
            nancy.get(&path).await.expect(200);
        }

        // A segment is who is in it now.
        let conditions = json!([{"field": "source", "operator": "equal", "value": "form"}]);
        let segment = json!({"company": office.company, "name": "From the form", "of": "leads", "conditions": conditions});
        let segment = andrew.post("/api/v1/records/crm.segment", segment).await.expect(201);
        let members = act(&andrew, "crm.segment-members", Some(&segment), json!({"limit": 2})).await.expect(200);
        assert_eq!((&members["count"], members["members"].as_array().unwrap().len()), (&json!(3), 2), "{members}");
        let rest = json!({"limit": 2, "after": members["next"]});
        let rest = act(&andrew, "crm.segment-members", Some(&segment), rest).await.expect(200);
        assert_eq!((&rest["members"][0]["name"], &rest["next"]), (&json!("Dan"), &Value::Null), "{rest}");

        // Nancy leaves: all that is open goes to Andrew, and who has it after says who had it before.
        let input = json!({"from": nancy_id, "to": andrew_id, "reason": "Parental leave"});
        act(&nancy, "crm.hand-over", None, input.clone()).await.refused(403, "denied");
        let out = act(&andrew, "crm.hand-over", None, input).await.expect(200);
        let counts = ["leads", "opportunities", "activities", "tasks"].map(|of| out[of].as_i64().unwrap());
        assert_eq!((counts, &out["more"]), ([4, 1, 2, 0], &json!(false)), "{out}");
        nancy.get(&path).await.refused(404, "not-found");
        let kept = andrew.get(&format!("/api/v1/records/crm.handover/{}", out["handover"].as_str().unwrap())).await;
        let kept = kept.expect(200);
        assert_eq!((kept["items"].as_array().unwrap().len(), &kept["reason"]), (7, &json!("Parental leave")), "{kept}");
        let history = format!("/api/v1/records/crm.opportunity/{}/history", id(&first));
        let history = andrew.get(&history).await.expect(200).to_string();
        assert!(history.contains(&nancy_id) && history.contains("action hand-over"), "{history}");
    })
    .await;
}
