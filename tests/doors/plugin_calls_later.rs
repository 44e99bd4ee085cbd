//! What plugins do without a request: facts heard exactly once, jobs, runs that fail and come again.
//!
//! Knows the loops of `keel::jobs`, and moves their clock. Must not know WebAssembly: the guests are scripts.

use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};
use keel::jobs::{hear_due, run_due};
use keel::service::Fault;
use keel::service::plugins::data::{Body, Datum, HttpRequest, RecordRef};
use keel::service::plugins::{Answer, Ask, Call, Failure, Reply};
use keel::storage::{DbError, Tx};
use keel_tests::stage::{Fake, Host, install, trap};
use keel_tests::{TestApp, both};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ledger_books::Books;

type Seen = &'static Mutex<Vec<String>>;

fn seen() -> Seen {
    Box::leak(Box::default())
}

fn say(seen: Seen, what: impl Into<String>) {
    seen.lock().unwrap().push(what.into());
}

fn take(seen: Seen) -> Vec<String> {
    std::mem::take(&mut *seen.lock().unwrap())
}

async fn makes(host: &Host, code: &str) -> Result<Reply, Fault> {
    let text = |value: &str| Datum::Text(value.into());
    let fields = vec![("code".to_owned(), text(code)), ("name".to_owned(), text(code))];
    let bodies = vec![Body { fields, collections: Vec::new() }];
    host.ask(Ask::RecordsCreate { record_type: "dimension".into(), bodies }).await
}

async fn codes(app: &TestApp) -> String {
    let page = app.admin.get("/api/v1/records/dimension?sort=code").await.expect(200);
    let items = page["items"].as_array().unwrap();
    items.iter().map(|one| one["code"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

/// Lets plugins hear until nothing is due at that time.
async fn hear(app: &TestApp, at: DateTime<Utc>) {
    while hear_due(app.app(), at).await.unwrap() > 0 {}
}

async fn run(app: &TestApp, at: DateTime<Utc>) {
    while run_due(app.app(), at).await.unwrap() > 0 {}
}

const CREATES: &str =
    "[[capability]]\nname = \"records.create\"\ntypes = [\"dimension\"]\nreason = \"Used by a test.\"\n";

/// A time at which this host's own loops find nothing due: what the test does there it does alone.
fn later() -> DateTime<Utc> {
    Utc::now() + Duration::hours(30)
}

#[tokio::test]
async fn plugin_facts_are_heard_once_and_what_fails_leaves_nothing_and_comes_again() {
    both(async |app| {
        let books = Books::open(app).await;
        let heard = seen();
        let sections = CREATES.to_owned()
            + "[[subscription]]\nname = \"notes\"\non = [\"record.created\"]\ntypes = [\"account\"]\n"
            + "[[subscription]]\nname = \"all\"\non = [\"ledger.*\"]\n";
        let script = move |host: Host, call: Call| async move {
            let Call::Event { subscription, event } = call else { return Err(trap()) };
            assert_eq!((host.around.actor.name(), host.around.user), ("plugin", None));
            say(heard, format!("{subscription} {} {}", event.name, event.attempt));
            makes(&host, &format!("A{}", event.attempt)).await.map_err(Failure::Refused)?;
            if event.attempt < 9 { Err(trap()) } else { Ok(Answer::Done) }
        };
        install(app, &[books.company], vec![Fake::new("listener", &sections, script)]).await;
        let body = json!({"company": books.company, "code": "1999", "name": "Odd", "kind": "asset"});
        app.admin.post("/api/v1/records/account", body.clone()).await.expect(201);
        // Elsewhere it is not enabled: nothing to hear.
        let mut elsewhere = json!({"code": "EL", "name": "Elsewhere", "currency": "USD", "country": "US"});
        elsewhere = app.admin.post("/api/v1/records/company", elsewhere).await.expect(201);
        let mut other = body;
        other["company"] = elsewhere["id"].clone();
        app.admin.post("/api/v1/records/account", other).await.expect(201);
        // Each round is a day later: the waits between attempts are over. The host's own loop may have the first of
        // them in hand, so rounds end with what they came to.
        let ends = std::time::Instant::now() + std::time::Duration::from_secs(20);
        let mut day = 0;
        while app.admin.get("/api/v1/plugin-deliveries?state=parked").await.expect(200) == json!([]) {
            day += 1;
            hear(app, Utc::now() + Duration::days(day)).await;
            assert!(std::time::Instant::now() < ends, "nothing is parked after {day} days");
        }
        let attempts: Vec<String> = (1..=8).map(|n| format!("notes record.created {n}")).collect();
        assert_eq!(take(heard), attempts);
        assert_eq!(codes(app).await, "", "a handler that fails leaves nothing");
        let parked = app.admin.get("/api/v1/plugin-deliveries?state=parked").await.expect(200);
        let error = parked[0]["last_error"].as_str().unwrap();
        assert!(error.starts_with("plugin.trap: ") && error.contains("unreachable executed"), "{error}");
        assert_eq!((&parked[0]["event"], &parked[0]["attempts"]), (&json!("record.created"), &json!(8)));
        assert_eq!(parked.as_array().unwrap().len(), 1);
        let user = app.user("clerk", &[("account", "read")]).await;
        user.get("/api/v1/plugin-deliveries").await.refused(403, "denied");
        let id = json!({"id": parked[0]["id"]});
        user.post("/api/v1/actions/plugin.retry-delivery", id.clone()).await.refused(403, "denied");
        let mended = move |host: Host, call: Call| async move {
            let Call::Event { event, .. } = call else { return Err(trap()) };
            say(heard, format!("mended {}", event.attempt));
            makes(&host, "HEARD").await.map_err(Failure::Refused)?;
            Ok(Answer::Done)
        };
        install(app, &[books.company], vec![Fake::new("listener", &sections, mended)]).await;
        app.admin.post("/api/v1/actions/plugin.retry-delivery", id.clone()).await.expect(200);
        hear(app, later()).await;
        wait_for(app, "/api/v1/plugin-deliveries?state=done", 1).await;
        hear(app, later()).await;
        // Whichever of the host's loop and the test's came first: one of them heard it.
        let mended = take(heard);
        assert!(mended.len() == 1 && mended[0].starts_with("mended"), "{mended:?}");
        assert_eq!(codes(app).await, "HEARD");
        app.admin.post("/api/v1/actions/plugin.drop-delivery", id).await.refused(404, "not-found");
    })
    .await;
}

/// Waits until a list has so many rows; the host's own loops work beside the test.
async fn wait_for(app: &TestApp, path: &str, count: usize) -> Value {
    let ends = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let list = app.admin.get(path).await.expect(200);
        if list.as_array().unwrap().len() == count {
            return list;
        }
        assert!(std::time::Instant::now() < ends, "{path} has {list}");
    }
}

/// A plugin tells a fact, hears it, and tells the next: that ends after eight, and a person sees it.
#[tokio::test]
async fn plugin_facts_that_lead_to_facts_end() {
    both(async |app| {
        let books = Books::open(app).await;
        let heard = seen();
        let sections = "[[event]]\nname = \"echo\"\nlabel = \"Echo\"\n\
                        [[subscription]]\nname = \"echoes\"\non = [\"caller.echo\"]\n\
                        [[action]]\nname = \"call\"\nlabel = \"Call\"\nemits = [\"echo\"]\n";
        let script = move |host: Host, call: Call| async move {
            let undeclared =
                Ask::EventsEmit { name: "other".into(), subject: None, payload: Body::default() };
            assert_eq!(host.ask(undeclared).await.unwrap_err().code, "event.not-declared");
            let payload = Body { fields: vec![("n".into(), Datum::Integer(7))], collections: Vec::new() };
            let subject = Some(RecordRef { record_type: "contact".into(), id: Uuid::nil() });
            let told = Ask::EventsEmit { name: "echo".into(), subject, payload };
            host.ask(told).await.map_err(Failure::Refused)?;
            match call {
                Call::Event { event, .. } => {
                    say(heard, format!("{} {}", event.payload, event.subject.unwrap().record_type));
                    Ok(Answer::Done)
                }
                _ => Ok(Answer::Body(Body::default())),
            }
        };
        install(app, &[books.company], vec![Fake::new("caller", sections, script)]).await;
        let call = json!({"company": books.company});
        app.admin.post("/api/v1/actions/caller.call", call).await.expect(200);
        hear(app, later()).await;
        let parked = wait_for(app, "/api/v1/plugin-deliveries?state=parked", 1).await;
        assert!(parked[0]["last_error"].as_str().unwrap().starts_with("event.hops"));
        assert_eq!(take(heard), vec!["{\"n\":7} contact"; 9]);
        let id = json!({"id": parked[0]["id"]});
        app.admin.post("/api/v1/actions/plugin.drop-delivery", id).await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn plugin_schedules_run_once_for_each_time_and_missed_times_once() {
    both(async |app| {
        let books = Books::open(app).await;
        let ran = seen();
        let sections = CREATES.to_owned()
            + "[[job]]\nname = \"review\"\nlabel = \"Reviews\"\nschedule = \"0 3 * * *\"\n";
        let script = move |host: Host, call: Call| async move {
            let Call::Job { run, .. } = call else { return Err(trap()) };
            say(ran, format!("{} {}", run.due_at.format("%H:%M"), run.attempt));
            assert_eq!(host.around.depth, 0);
            makes(&host, &format!("R{}", run.due_at.format("%d"))).await.map_err(Failure::Refused)?;
            Ok(Answer::Done)
        };
        install(app, &[books.company], vec![Fake::new("nightly", &sections, script)]).await;
        run(app, Utc::now()).await;
        run(app, Utc::now()).await;
        let waiting = app.admin.get("/api/v1/plugin-runs").await.expect(200);
        assert_eq!(
            (waiting[0]["scheduled"].as_bool(), waiting[1].is_null()),
            (Some(true), true),
            "planned once"
        );
        assert!(take(ran).is_empty(), "not before its time");
        let due: DateTime<Utc> = waiting[0]["due_at"].as_str().unwrap().parse().unwrap();
        run(app, due + Duration::days(3) + Duration::minutes(1)).await;
        assert_eq!(take(ran), ["03:00 1"], "three missed times are one run");
        let next = app.admin.get("/api/v1/plugin-runs").await.expect(200);
        let next_due: DateTime<Utc> = next[0]["due_at"].as_str().unwrap().parse().unwrap();
        assert_eq!((next_due - due, next[1].is_null()), (Duration::days(4), true));
        assert_eq!(codes(app).await, format!("R{}", due.format("%d")));
        let id = json!({"id": next[0]["id"]});
        app.admin.post("/api/v1/actions/plugin.drop-run", id).await.expect(200);
    })
    .await;
}

/// A run that asks for the next one under its own key ends well, and the next one waits under that key; so does one
/// that gives its own key up. Of a run that fails, what it asked for goes, and it keeps its key.
#[tokio::test]
async fn plugin_runs_ask_for_the_next_run_under_their_own_key() {
    both(async |app| {
        let books = Books::open(app).await;
        let ran = seen();
        let sections = "[[capability]]\nname = \"jobs.schedule\"\nreason = \"Used by a test.\"\n\
            [[job]]\nname = \"tick\"\nlabel = \"Ticks\"\n\n[[job.input]]\nname = \"left\"\nkind = \"integer\"\n\
            [[action]]\nname = \"start\"\nlabel = \"Start\"\n";
        let tick = |host: &Host, left: i64| {
            let input = Body { fields: vec![("left".to_owned(), Datum::Integer(left))], collections: Vec::new() };
            let at = host.around.now + Duration::hours(1);
            Ask::JobsSchedule { job: "tick".into(), at, key: Some("next".into()), input }
        };
        let script = move |host: Host, call: Call| async move {
            if let Call::Action { .. } = &call {
                host.ask(tick(&host, 2)).await.map_err(Failure::Refused)?;
                return Ok(Answer::Body(Body::default()));
            }
            let Call::Job { run, .. } = call else { return Err(trap()) };
            let Some(Datum::Integer(left)) = run.input.get("left").cloned() else { return Err(trap()) };
            say(ran, format!("{left} {}", run.attempt));
            if left == 0 {
                let ask = Ask::JobsCancel { job: "tick".into(), key: "next".into() };
                host.ask(ask).await.map_err(Failure::Refused)?;
                return Ok(Answer::Done);
            }
            // Twice: the second replaces what the first asked for.
            host.ask(tick(&host, 9)).await.map_err(Failure::Refused)?;
            host.ask(tick(&host, left - 1)).await.map_err(Failure::Refused)?;
            if (left, run.attempt) == (1, 1) { Err(trap()) } else { Ok(Answer::Done) }
        };
        install(app, &[books.company], vec![Fake::new("ticker", sections, script)]).await;
        app.admin.post("/api/v1/actions/ticker.start", json!({"company": books.company})).await.expect(200);
        let waiting = async |hours: i64, said: &[&str], expected: &[&str]| {
            run(app, later() + Duration::hours(hours)).await;
            assert_eq!(take(ran), said, "after {hours} hours");
            let runs = app.admin.get("/api/v1/plugin-runs").await.expect(200);
            let keys: Vec<&str> = runs.as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
            assert_eq!(keys, expected, "after {hours} hours: {runs}");
        };
        waiting(0, &["2 1"], &["next"]).await;
        waiting(2, &["1 1"], &["next"]).await;
        waiting(3, &["1 2"], &["next"]).await;
        waiting(5, &["0 1"], &[]).await;
    })
    .await;
}

/// A job asks the network first and writes then; what fails is rolled back and comes again, then waits for a person.
#[tokio::test]
async fn plugin_jobs_write_once_in_one_unit_and_no_network_after() {
    both(async |app| {
        let books = Books::open(app).await;
        let ran = seen();
        let sections = CREATES.to_owned()
            + "[[capability]]\nname = \"records.read\"\ntypes = [\"account\", \"dimension\"]\nreason = \"Used by a test.\"\n"
            + "[[capability]]\nname = \"jobs.schedule\"\nreason = \"Used by a test.\"\n"
            + "[[capability]]\nname = \"http.send\"\nhosts = [\"rates.example.com\"]\nreason = \"Used by a test.\"\n"
            + "[[job]]\nname = \"fetch\"\nlabel = \"Fetches\"\n\n[[job.input]]\nname = \"from\"\nkind = \"text\"\nmax = 20\n"
            + "[[action]]\nname = \"plan\"\nlabel = \"Plan\"\n";
        let cash: Uuid = books.account("1000").as_str().unwrap().parse().unwrap();
        let script = move |host: Host, call: Call| async move {
            let send = |url: &str| {
                let url = url.to_owned();
                Ask::HttpSend(HttpRequest { method: "GET".into(), url, headers: Vec::new(), body: Vec::new() })
            };
            if let Call::Action { .. } = &call {
                for (job, key, word) in [("fetch", "a", "old"), ("fetch", "a", "new"), ("nothing", "b", "x")] {
                    let fields = vec![("from".to_owned(), Datum::Text(word.into()))];
                    let input = Body { fields, collections: Vec::new() };
                    let at = Utc::now() + Duration::hours(1);
                    let ask = Ask::JobsSchedule { job: job.into(), at, key: Some(key.into()), input };
                    if let Err(fault) = host.ask(ask).await {
                        say(ran, fault.code);
                    }
                }
                assert_eq!(host.ask(send("https://rates.example.com/")).await.unwrap_err().code, "http.not-here");
                return Ok(Answer::Body(Body::default()));
            }
            let Call::Job { run, .. } = call else { return Err(trap()) };
            let read = Ask::RecordsGet { record_type: "account".into(), ids: vec![cash] };
            host.ask(read).await.map_err(Failure::Refused)?;
            let not = host.ask(send("https://other.example.com/")).await.unwrap_err();
            makes(&host, "ONE").await.map_err(Failure::Refused)?;
            let after = host.ask(send("https://rates.example.com/")).await.unwrap_err();
            let from = run.input.get("from").cloned();
            say(ran, format!("{from:?} {} {} {}", run.attempt, not.code, after.code));
            if run.attempt == 1 { Err(trap()) } else { Ok(Answer::Done) }
        };
        install(app, &[books.company], vec![Fake::new("fetcher", &sections, script).recorded()]).await;
        app.admin.post("/api/v1/actions/fetcher.plan", json!({"company": books.company})).await.expect(200);
        assert_eq!(take(ran), ["job.not-declared"]);
        run(app, later()).await;
        let said = "Some(Text(\"new\")) 1 plugin.not-granted job.network-after-write";
        assert_eq!(take(ran), [said]);
        assert_eq!(codes(app).await, "", "a run that fails leaves nothing");
        let waiting = app.admin.get("/api/v1/plugin-runs?state=waiting&plugin=fetcher").await.expect(200);
        assert!(waiting[0]["last_error"].as_str().unwrap().starts_with("plugin.trap"), "{waiting}");
        run(app, later() + Duration::minutes(1)).await;
        assert_eq!(take(ran), [said.replace(" 1 ", " 2 ")]);
        assert_eq!(codes(app).await, "ONE");
        assert_eq!(app.admin.get("/api/v1/plugin-runs").await.expect(200), json!([]), "what is done is gone");
        let kept = app.db().read(async |tx: &mut Tx| {
            let rows = tx.rows("select via, network from plugin_recording order by id", &[]).await?;
            rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<Vec<(String, String)>, DbError>>()
        });
        let kept = kept.await.unwrap();
        let via: Vec<&str> = kept.iter().map(|(via, _)| via.as_str()).collect();
        assert_eq!(via, ["action plan", "job fetch"], "a run that failed left no recording");
        assert!(kept[1].1.contains("other.example.com"), "with what the network said: {}", kept[1].1);
    })
    .await;
}
