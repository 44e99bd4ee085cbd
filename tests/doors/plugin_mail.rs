//! Mails of plugins: queued in the unit of work, sent after its commit, tried again, parked, seen by administrators.

use chrono::{Duration, Utc};
use hyper::Method;
use keel::jobs::mail::Relay;
use keel::jobs::send_mail_due;
use keel::service::mail::NewMail;
use keel::service::plugins::data::RecordRef;
use keel::service::plugins::{Answer, Ask, Failure, Reply};
use keel::storage::{DbError, Tx};
use keel_tests::packages::{self, built};
use keel_tests::smtp::Smtp;
use keel_tests::stage::{Fake, install};
use keel_tests::{TestApp, both};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ledger_books::Books;

const SECTIONS: &str = "[[capability]]\nname = \"mail.send\"\nreason = \"Used by a test.\"\n\
                        [[capability]]\nname = \"records.read\"\ntypes = [\"contact\"]\nreason = \"Used by a test.\"\n\
                        [[action]]\nname = \"write\"\nlabel = \"Write\"\non = \"contact\"\n\
                        [[action]]\nname = \"fail\"\nlabel = \"Fail\"\non = \"contact\"\n";

fn mail(about: Uuid) -> NewMail {
    NewMail {
        to: vec!["Ana Petrova <ana@example.com>".into()],
        cc: vec!["bo@example.com".into()],
        reply_to: None,
        subject: "Your order".into(),
        text: "It left today. @admin is no call.".into(),
        html: None,
        files: Vec::new(),
        about: Some(RecordRef { record_type: "contact".into(), id: about }),
    }
}

/// A plugin that writes to the contact it is called on, and refuses afterwards when it is told to.
async fn writer(books: &Books<'_>, app: &TestApp) {
    let fake = Fake::new("writer", SECTIONS, |host, call| async move {
        let keel::service::plugins::Call::Action { action, target, .. } = call else { unreachable!() };
        let about = target.map(|target| target.id).unwrap_or_default();
        let reply = host.ask(Ask::MailSend(mail(about))).await.map_err(Failure::Refused)?;
        assert!(matches!(reply, Reply::Id(_)));
        if action == "fail" {
            return Err(Failure::Refused(keel::service::Fault::refused("writer.no", "It changed its mind.")));
        }
        Ok(Answer::Body(keel::service::plugins::data::Body::default()))
    });
    install(app, &[books.company], vec![fake]).await;
}

async fn call(app: &TestApp, books: &Books<'_>, action: &str, contact: &Value) -> keel_tests::client::Reply {
    let body = json!({"company": books.company, "target": contact, "input": {}});
    app.admin.post(&format!("/api/v1/actions/writer.{action}"), body).await
}

async fn set(app: &TestApp, settings: Value) -> keel_tests::client::Reply {
    app.admin.send(Method::PUT, "/api/v1/settings", &[], Some(settings)).await
}

async fn due_now(app: &TestApp) {
    let sql = "update mail_message set next_at = $1 where state = 'waiting'";
    let past = Utc::now() - Duration::seconds(1);
    let done = app.db().write(keel::storage::Scope::Shared, async move |tx: &mut Tx| {
        tx.execute(sql, &[past.into()]).await?;
        Ok::<_, DbError>(())
    });
    done.await.unwrap();
}

#[tokio::test]
async fn plugin_mails_leave_after_the_commit_and_are_tried_again() {
    both(async |app| {
        let books = Books::open(app).await;
        let smtp = Smtp::start().await;
        let relay = Relay::at(&smtp.address()).unwrap();
        writer(&books, app).await;
        let made = json!({"kind": "person", "name": "Ana Petrova"});
        let contact = app.admin.post("/api/v1/records/contact", made).await.expect(201)["id"].clone();
        call(app, &books, "write", &contact).await.refused(409, "mail.no-sender");

        let wrong = json!({"mail_from": "nobody"});
        set(app, wrong).await.refused(422, "mail.address");
        set(app, json!({"mail_from": "Keel <erp@keel.example>"})).await.expect(200);
        call(app, &books, "fail", &contact).await.refused(409, "writer.no");
        assert_eq!(send_mail_due(app.db(), &relay).await.unwrap(), 0, "what was taken back is never sent");

        call(app, &books, "write", &contact).await.expect(200);
        let waiting = app.admin.get("/api/v1/mails?state=waiting").await.expect(200);
        assert_eq!(
            (&waiting["items"][0]["plugin"], &waiting["items"][0]["attempts"]),
            (&json!("writer"), &json!(0))
        );
        let timeline = app
            .admin
            .get(&format!("/api/v1/records/contact/{}/timeline", contact.as_str().unwrap()))
            .await
            .expect(200);
        let told = timeline.to_string();
        assert!(
            told.contains("\"mail\"")
                && told.contains("Your order")
                && told.contains("ana@example.com, bo@example.com"),
            "{told}"
        );
        let followers = app
            .admin
            .get(&format!("/api/v1/records/contact/{}/followers", contact.as_str().unwrap()))
            .await
            .expect(200);
        assert_eq!(followers, json!([]), "a mail calls nobody");

        // The server is busy, then takes it.
        smtp.refuse(Some("451 later"));
        assert_eq!(send_mail_due(app.db(), &relay).await.unwrap(), 1);
        let waiting = app.admin.get("/api/v1/mails?state=waiting").await.expect(200);
        assert_eq!(waiting["items"][0]["attempts"], 1);
        assert!(waiting["items"][0]["last_error"].as_str().unwrap().contains("later"), "{waiting}");
        assert_eq!(send_mail_due(app.db(), &relay).await.unwrap(), 0, "not due yet");
        smtp.refuse(None);
        due_now(app).await;
        assert_eq!(send_mail_due(app.db(), &relay).await.unwrap(), 1);
        let taken = smtp.taken();
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].recipients, ["ana@example.com", "bo@example.com"]);
        for part in ["Subject: Your order", "From: Keel <erp@keel.example>", "It left today."] {
            assert!(taken[0].content.contains(part), "{part} in {}", taken[0].content);
        }
        let sent = app.admin.get("/api/v1/mails?state=sent").await.expect(200);
        assert!(sent["items"][0]["sent_at"].is_string(), "{sent}");
        let id = sent["items"][0]["id"].as_str().unwrap();
        app.admin.post(&format!("/api/v1/mails/{id}/retry"), json!({})).await.refused(404, "not-found");
    })
    .await;
}

#[tokio::test]
async fn plugin_mails_that_nobody_takes_are_parked_for_an_administrator() {
    both(async |app| {
        let books = Books::open(app).await;
        let smtp = Smtp::start().await;
        let relay = Relay::at(&smtp.address()).unwrap();
        writer(&books, app).await;
        let made = json!({"kind": "person", "name": "Ana Petrova"});
        let contact = app.admin.post("/api/v1/records/contact", made).await.expect(201)["id"].clone();
        set(app, json!({"mail_from": "erp@keel.example"})).await.expect(200);
        call(app, &books, "write", &contact).await.expect(200);
        smtp.refuse(Some("550 nobody here"));
        assert_eq!(send_mail_due(app.db(), &relay).await.unwrap(), 1);
        let parked = app.admin.get("/api/v1/mails?state=parked").await.expect(200);
        assert!(parked["items"][0]["last_error"].as_str().unwrap().contains("nobody here"), "{parked}");
        let id = parked["items"][0]["id"].as_str().unwrap().to_owned();
        let clerk = app.user("clerk", &[("contact", "read")]).await;
        clerk.get("/api/v1/mails").await.refused(403, "denied");
        clerk.post(&format!("/api/v1/mails/{id}/retry"), json!({})).await.refused(403, "denied");
        smtp.refuse(None);
        app.admin.post(&format!("/api/v1/mails/{id}/retry"), json!({})).await.expect(204);
        assert_eq!(send_mail_due(app.db(), &relay).await.unwrap(), 1);
        assert_eq!(smtp.taken().len(), 1);
        call(app, &books, "write", &contact).await.expect(200);
        let waiting = app.admin.get("/api/v1/mails?state=waiting").await.expect(200);
        let id = waiting["items"][0]["id"].as_str().unwrap().to_owned();
        app.admin.send(Method::DELETE, &format!("/api/v1/mails/{id}"), &[], None).await.expect(204);
        assert_eq!(send_mail_due(app.db(), &relay).await.unwrap(), 0);
    })
    .await;
}

#[tokio::test]
async fn plugin_mails_need_what_was_granted() {
    both(async |app| {
        let books = Books::open(app).await;
        packages::install(&app.admin, &built("guest-partner"), "unsigned=true&company=NW").await.expect(200);
        packages::install(&app.admin, &built("guest-prober"), "unsigned=true&company=NW").await.expect(200);
        set(app, json!({"mail_from": "erp@keel.example"})).await.expect(200);
        let body = json!({"company": books.company, "input": {}});
        app.admin.post("/api/v1/actions/prober.mail", body.clone()).await.refused(403, "plugin.not-granted");
        let grant = json!({"plugin": "prober", "capability": "mail.send"});
        app.admin.post("/api/v1/actions/plugin.grant", grant).await.expect(204);
        app.admin.post("/api/v1/actions/prober.mail", body).await.expect(200);
        let queued = app.admin.get("/api/v1/mails").await.expect(200);
        assert_eq!(queued["items"][0]["recipients"], json!(["ana@example.com"]));
    })
    .await;
}
