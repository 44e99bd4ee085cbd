//! Signing in: passwords, lock-out, cookies, sessions, tokens; on both databases.
//!
//! Knows the routes of `http/auth.rs`. Must not know how a secret is kept.

use hyper::Method;
use keel::service::auth;
use keel::storage::{DbError, Scope, Tx};
use keel_tests::app::TestApp;
use keel_tests::both;
use keel_tests::client::{Client, Reply};
use serde_json::{Value, json};

const PASSWORD: &str = "six green pears in a row";
const SESSION: &str = "/api/v1/session";

/// A new account with a password of its own choice.
async fn account(app: &TestApp, login: &str) -> Value {
    let made = app.admin.post("/api/v1/actions/user.create", json!({"login": login, "name": login})).await;
    let made = made.expect(201);
    let first = json!({"login": login, "password": made["password"], "new_password": PASSWORD});
    app.anonymous().post(SESSION, first).await.expect(201);
    made
}

async fn sign_in(app: &TestApp, login: &str, password: &str) -> Reply {
    app.anonymous().post(SESSION, json!({"login": login, "password": password})).await
}

/// The `name=secret` that a sign-in set.
fn cookie(reply: &Reply) -> String {
    let set = reply.headers["set-cookie"].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

async fn with_cookie(
    client: &Client,
    method: Method,
    path: &str,
    cookie: &str,
    body: Option<Value>,
) -> Reply {
    client.send(method, path, &[("cookie", cookie), ("sec-fetch-site", "same-origin")], body).await
}

#[tokio::test]
async fn a_one_time_password_opens_nothing_until_it_is_changed() {
    both(async |app| {
        let new = json!({"login": " Nancy ", "name": "Nancy"});
        let made = app.admin.post("/api/v1/actions/user.create", new).await.expect(201);
        assert_eq!(made["login"], "nancy");
        let password = made["password"].as_str().unwrap();
        sign_in(app, "nancy", password).await.refused(403, "auth.password-must-change");
        for (new_password, code) in [
            ("short", "auth.password-too-short"),
            (password, "auth.password-unchanged"),
            ("i am nancy davolio", "auth.password-has-login"),
        ] {
            let body = json!({"login": "nancy", "password": password, "new_password": new_password});
            let refused = app.anonymous().post(SESSION, body).await.refused(422, code);
            assert_eq!(refused["pointer"], "/new_password");
        }
        // Those were right passwords, but none of them was used: the account is locked by now.
        unlock(app).await;
        let body = json!({"login": "nancy", "password": password, "new_password": PASSWORD});
        let session = app.anonymous().post(SESSION, body).await.expect(201);
        assert_eq!(session["user"]["login"], "nancy");
        sign_in(app, "nancy", password).await.refused(401, "auth.wrong-credentials");
        sign_in(app, "NANCY", PASSWORD).await.expect(201);
    })
    .await;
}

#[tokio::test]
async fn the_first_start_makes_one_administrator_once() {
    both(async |app| {
        assert!(auth::first_administrator(app.db()).await.unwrap().is_none(), "there is one already");
        sql(app, "delete from user_account").await;
        let made = auth::first_administrator(app.db()).await.unwrap().expect("a new one");
        assert!(auth::first_administrator(app.db()).await.unwrap().is_none());
        let body = json!({"login": made.login, "password": made.password, "new_password": PASSWORD});
        let session = app.anonymous().post(SESSION, body).await.expect(201);
        assert_eq!(session["user"]["administrator"], true);
    })
    .await;
}

#[tokio::test]
async fn wrong_passwords_lock_the_account_and_tell_nobody_which_names_exist() {
    both(async |app| {
        account(app, "margaret").await;
        let unknown = sign_in(app, "nobody", "whatever it is").await.refused(401, "auth.wrong-credentials");
        for attempt in 1..=5 {
            let body =
                sign_in(app, "margaret", "whatever it is").await.refused(401, "auth.wrong-credentials");
            assert_eq!(body["detail"], unknown["detail"], "attempt {attempt}");
        }
        let locked = sign_in(app, "margaret", PASSWORD).await;
        let wait: i64 = locked.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=61).contains(&wait), "{wait}");
        locked.refused(429, "auth.locked");
        unlock(app).await;
        sign_in(app, "margaret", PASSWORD).await.expect(201);
        // A success begins the count anew.
        sign_in(app, "margaret", "whatever it is").await.refused(401, "auth.wrong-credentials");
        sign_in(app, "margaret", PASSWORD).await.expect(201);
    })
    .await;
}

#[tokio::test]
async fn forty_guesses_at_once_gain_nothing() {
    both(async |app| {
        account(app, "laura").await;
        let guesses = (0..40).map(|n| {
            let body = json!({"login": "laura", "password": format!("guess number {n} of many")});
            let client = app.anonymous();
            async move { client.post(SESSION, body).await.status }
        });
        let answers = futures_util::future::join_all(guesses).await;
        let compared = answers.iter().filter(|status| **status == 401).count();
        let locked = answers.iter().filter(|status| **status == 429).count();
        assert_eq!((compared, locked), (5, 35), "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() {
    both(async |app| {
        account(app, "janet").await;
        let body = json!({"login": "janet", "password": PASSWORD});
        for (host, forwarded, expected) in [
            ("127.0.0.1:8080", "", "keel=; Path=/; Max-Age=43199; HttpOnly; SameSite=Lax"),
            ("localhost", "", "keel=; Path=/; Max-Age=43199; HttpOnly; SameSite=Lax"),
            ("localhost", "https", "__Host-keel=; Path=/; Max-Age=43199; HttpOnly; SameSite=Lax; Secure"),
            ("erp.example.com", "", "__Host-keel=; Path=/; Max-Age=43199; HttpOnly; SameSite=Lax; Secure"),
        ] {
            let headers = [("host", host), ("x-forwarded-proto", forwarded)];
            let reply = app.anonymous().send(Method::POST, SESSION, &headers, Some(body.clone())).await;
            let set = reply.headers["set-cookie"].to_str().unwrap().to_owned();
            let (name, rest) = set.split_once('=').unwrap();
            let (secret, flags) = rest.split_once(';').unwrap();
            assert_eq!(secret.len(), 43);
            assert!(!reply.text().contains(secret), "the body must not hold the secret");
            assert_eq!(format!("{name}=;{flags}").replace("43200", "43199"), expected, "{host}");
        }
        // The short name counts only on loopback.
        let short = cookie(&sign_in(app, "janet", PASSWORD).await);
        let client = app.anonymous();
        client.send(Method::GET, SESSION, &[("cookie", &short)], None).await.expect(200);
        let elsewhere = [("cookie", short.as_str()), ("host", "erp.example.com")];
        client.send(Method::GET, SESSION, &elsewhere, None).await.refused(401, "not-signed-in");
        for (name, value, status) in [
            ("sec-fetch-site", "cross-site", 403),
            ("sec-fetch-site", "same-site", 403),
            ("origin", "https://evil.example", 403),
            ("origin", "null", 403),
            ("sec-fetch-site", "same-origin", 204),
        ] {
            let headers = [("cookie", short.as_str()), (name, value)];
            let reply = client.send(Method::DELETE, SESSION, &headers, None).await;
            assert_eq!(reply.status, status, "{name}: {value}");
        }
        let planted = [("sec-fetch-site", "cross-site")];
        let reply = client.send(Method::POST, SESSION, &planted, Some(body)).await;
        reply.refused(403, "cross-origin");
    })
    .await;
}

#[tokio::test]
async fn sessions_are_listed_revoked_signed_out_and_ended_by_a_new_password() {
    both(async |app| {
        account(app, "robert").await;
        let client = app.anonymous();
        let (one, two) = (sign_in(app, "robert", PASSWORD).await, sign_in(app, "robert", PASSWORD).await);
        let (one_cookie, two_cookie) = (cookie(&one), cookie(&two));
        let list = with_cookie(&client, Method::GET, "/api/v1/sessions", &one_cookie, None).await.expect(200);
        assert_eq!(list.as_array().unwrap().len(), 3, "{list}");
        let other = format!("/api/v1/sessions/{}", two.json()["session_id"].as_str().unwrap());
        with_cookie(&client, Method::DELETE, &other, &one_cookie, None).await.expect(204);
        with_cookie(&client, Method::GET, SESSION, &two_cookie, None)
            .await
            .refused(401, "auth.session-ended");
        with_cookie(&client, Method::DELETE, &other, &one_cookie, None).await.refused(404, "not-found");

        let three = cookie(&sign_in(app, "robert", PASSWORD).await);
        let wrong = json!({"password": "not the present one", "new_password": "another fine sentence"});
        let path = "/api/v1/password";
        let refused = with_cookie(&client, Method::POST, path, &one_cookie, Some(wrong)).await;
        assert_eq!(refused.refused(422, "auth.wrong-password")["pointer"], "/password");
        let right = json!({"password": PASSWORD, "new_password": "another fine sentence"});
        with_cookie(&client, Method::POST, path, &one_cookie, Some(right)).await.expect(204);
        with_cookie(&client, Method::GET, SESSION, &three, None).await.refused(401, "auth.session-ended");
        let me = with_cookie(&client, Method::GET, SESSION, &one_cookie, None).await.expect(200);
        assert_eq!(me["login"], "robert");

        with_cookie(&client, Method::DELETE, SESSION, &one_cookie, None).await.expect(204);
        with_cookie(&client, Method::GET, SESSION, &one_cookie, None)
            .await
            .refused(401, "auth.session-ended");
        let last = cookie(&sign_in(app, "robert", "another fine sentence").await);
        app.admin.post("/api/v1/actions/user.disable", json!({"login": "robert"})).await.expect(204);
        with_cookie(&client, Method::GET, SESSION, &last, None).await.refused(401, "auth.session-ended");
        sign_in(app, "robert", "another fine sentence").await.refused(401, "auth.wrong-credentials");
    })
    .await;
}

#[tokio::test]
async fn a_token_is_scoped_told_once_and_refused_at_once_when_revoked() {
    both(async |app| {
        account(app, "steven").await;
        let session = cookie(&sign_in(app, "steven", PASSWORD).await);
        let client = app.anonymous();
        let path = "/api/v1/tokens";
        for (body, pointer) in [
            (json!({"name": " ", "scopes": {"contact": ["read"]}}), "/name"),
            (json!({"name": "feed", "scopes": {}}), "/scopes"),
            (json!({"name": "feed", "scopes": {"contact": ["read", "fly"]}}), "/scopes/contact/1"),
            (
                json!({"name": "feed", "scopes": {"*": ["read"]}, "expires_at": "2001-01-01T00:00:00Z"}),
                "/expires_at",
            ),
        ] {
            let reply = with_cookie(&client, Method::POST, path, &session, Some(body)).await;
            assert_eq!(
                (reply.status, reply.json()["pointer"].as_str()),
                (422, Some(pointer)),
                "{}",
                reply.text()
            );
        }
        let body = json!({"name": "feed", "scopes": {"contact": ["read"]}});
        let made = with_cookie(&client, Method::POST, path, &session, Some(body.clone())).await.expect(201);
        let secret = made["secret"].as_str().unwrap();
        assert!(secret.starts_with("keel_pat_"), "{secret}");
        let program = client.clone().with_token(secret);
        assert_eq!(program.get(SESSION).await.expect(200)["login"], "steven");
        // A token has no say about the account: no tokens, no sessions.
        program.get("/api/v1/sessions").await.refused(403, "denied");
        program.post(path, body).await.refused(403, "denied");
        let list = with_cookie(&client, Method::GET, path, &session, None).await;
        assert!(!list.text().contains(secret));
        let one = format!("{path}/{}", list.expect(200)[0]["id"].as_str().unwrap());
        app.user("stranger", &[]).await.send(Method::DELETE, &one, &[], None).await.refused(403, "denied");
        with_cookie(&client, Method::DELETE, &one, &session, None).await.expect(204);
        program.get(SESSION).await.refused(401, "auth.token-invalid");
        client.clone().with_token("keel_pat_unknown").get(SESSION).await.refused(401, "auth.token-invalid");
        client.with_token("anything").get(SESSION).await.refused(401, "auth.token-invalid");
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    both(async |app| {
        let path = "/api/v1/actions/user.disable";
        app.admin.post(path, json!({"login": "admin"})).await.refused(409, "auth.last-administrator");
        app.admin.post(path, json!({"login": "nobody"})).await.refused(404, "not-found");
        let clerk = app.user("clerk", &[("*", "read create update delete correct")]).await;
        clerk.post(path, json!({"login": "admin"})).await.refused(403, "denied");
    })
    .await;
}

/// Opens every account again, as if the time had passed.
async fn unlock(app: &TestApp) {
    sql(app, "update user_account set locked_until_at = null, failed_sign_ins = 0").await;
}

async fn sql(app: &TestApp, text: &'static str) {
    app.db()
        .write(Scope::Shared, async move |tx: &mut Tx| {
            keel::storage::auth::touched(tx);
            tx.execute(text, &[]).await
        })
        .await
        .map_err(|error: DbError| error.to_string())
        .unwrap();
}
