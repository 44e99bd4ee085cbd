//! Signing in and out, one's own sessions, tokens and password; accounts for administrators.
//!
//! Knows cookies. Must not know how a secret is kept.

use axum::http::{HeaderMap, Method, StatusCode, header};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Req, Route};
use crate::service::auth::{
    self, COOKIE_NAMES, ChangePassword, NewToken, NewUser, OneTimePassword, SessionOut, SignIn, SignedIn,
    TokenMade, TokenOut, WhoAmI,
};
use crate::service::{Fault, Uow};
use crate::storage::{Scope, Tx};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = session_routes();
    routes.extend(token_routes());
    routes.extend(account_routes());
    routes.into_iter().map(|route| route.tag("auth")).collect()
}

fn session_routes() -> Vec<Route> {
    let base = "/api/v1/session";
    vec![
        Route::new(Method::POST, base, "session.sign-in", "Signs in and sets the session cookie.", sign_in)
            .public()
            .body::<SignIn>()
            .reply::<SignedIn>(StatusCode::CREATED),
        Route::new(Method::GET, base, "session.who-am-i", "Says who is signed in.", async |req: Req| {
            Answer::json(&auth::who_am_i(&req.app.db, &req.ctx.actor).await?)
        })
        .reply::<WhoAmI>(StatusCode::OK),
        Route::new(Method::DELETE, base, "session.sign-out", "Ends the session of the cookie.", sign_out)
            .status(StatusCode::NO_CONTENT),
        Route::new(
            Method::GET,
            "/api/v1/sessions",
            "session.list",
            "Lists one's own sessions.",
            async |req: Req| {
                Answer::json(&req.read(async |uow: &mut Uow<'_>| auth::list_sessions(uow).await).await?)
            },
        )
        .reply::<Vec<SessionOut>>(StatusCode::OK),
        Route::new(
            Method::DELETE,
            "/api/v1/sessions/{id}",
            "session.revoke",
            "Ends one of one's own sessions.",
            async |req: Req| {
                let id = req.path_id("id")?;
                req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
                    auth::revoke_session(uow, id).await?;
                    Ok(Answer::nothing())
                })
                .await
            },
        )
        .status(StatusCode::NO_CONTENT),
        Route::new(
            Method::POST,
            "/api/v1/password",
            "session.change-password",
            "Changes one's own password and ends one's other sessions.",
            async |req: Req| {
                let input: ChangePassword = req.json()?;
                let present = session_secret(&req.headers);
                let (actor, request_id) = (req.ctx.actor.clone(), req.ctx.request_id);
                auth::change_password(&req.app.db, actor, input, present.as_deref(), request_id).await?;
                Ok(Answer::nothing())
            },
        )
        .body::<ChangePassword>()
        .status(StatusCode::NO_CONTENT),
    ]
}

fn token_routes() -> Vec<Route> {
    let base = "/api/v1/tokens";
    vec![
        Route::new(Method::GET, base, "token.list", "Lists one's own API tokens.", async |req: Req| {
            Answer::json(&req.read(async |uow: &mut Uow<'_>| auth::list_tokens(uow).await).await?)
        })
        .reply::<Vec<TokenOut>>(StatusCode::OK),
        Route::new(
            Method::POST,
            base,
            "token.create",
            "Makes an API token; its secret is told this once, so an Idempotency-Key is not kept.",
            async |req: Req| {
                let input: NewToken = req.json()?;
                let ctx = req.ctx.clone();
                let made = req.app.db.write(Scope::Shared, async move |tx: &mut Tx| {
                    auth::create_token(&mut Uow::new(tx, &ctx), input.clone(), None).await
                });
                Answer::json_with(StatusCode::CREATED, &made.await?)
            },
        )
        .body::<NewToken>()
        .reply::<TokenMade>(StatusCode::CREATED),
        Route::new(
            Method::DELETE,
            "/api/v1/tokens/{id}",
            "token.revoke",
            "Revokes an API token, at once.",
            async |req: Req| {
                let id = req.path_id("id")?;
                req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
                    auth::revoke_token(uow, id).await?;
                    Ok(Answer::nothing())
                })
                .await
            },
        )
        .status(StatusCode::NO_CONTENT),
    ]
}

/// An account by its name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
struct ByLogin {
    /// Name to sign in with.
    login: String,
}

/// A role for a user.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
struct GiveRole {
    /// Name to sign in with.
    login: String,
    /// Code of the role.
    role: String,
    /// Company in which it holds; none: in all.
    #[serde(default)]
    company_id: Option<uuid::Uuid>,
}

fn account_routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::POST,
            "/api/v1/actions/user.create",
            "user.create",
            "Makes an account with a one-time password, told this once.",
            async |req: Req| {
                let input: NewUser = req.json()?;
                let made = auth::create_user(&req.app.db, req.ctx.actor.clone(), input).await?;
                Answer::json_with(StatusCode::CREATED, &made)
            },
        )
        .body::<NewUser>()
        .reply::<OneTimePassword>(StatusCode::CREATED),
        Route::new(
            Method::POST,
            "/api/v1/actions/user.reset-password",
            "user.reset-password",
            "Replaces a password by a one-time one, told this once, and ends the user's sessions.",
            async |req: Req| {
                let input: ByLogin = req.json()?;
                let actor = req.ctx.actor.clone();
                Answer::json(&auth::give_one_time_password(&req.app.db, actor, &input.login).await?)
            },
        )
        .body::<ByLogin>()
        .reply::<OneTimePassword>(StatusCode::OK),
        by_login("user.disable", "Stops an account from signing in and ends its sessions.", true),
        by_login("user.enable", "Lets an account sign in again.", false),
        Route::new(
            Method::POST,
            "/api/v1/actions/user.give-role",
            "user.give-role",
            "Gives a user a role, in one company or in all.",
            async |req: Req| {
                let input: GiveRole = req.json()?;
                req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
                    auth::give_role_by_login(uow, &input.login, &input.role, input.company_id).await?;
                    Ok(Answer::nothing())
                })
                .await
            },
        )
        .body::<GiveRole>()
        .status(StatusCode::NO_CONTENT),
    ]
}

fn by_login(name: &'static str, summary: &str, disabled: bool) -> Route {
    let path = format!("/api/v1/actions/{name}");
    Route::new(Method::POST, &path, name, summary, move |req: Req| async move {
        let input: ByLogin = req.json()?;
        req.write_answer(Scope::Shared, async move |uow: &mut Uow<'_>| {
            auth::set_disabled(uow, &input.login, disabled).await?;
            Ok(Answer::nothing())
        })
        .await
    })
    .body::<ByLogin>()
    .status(StatusCode::NO_CONTENT)
}

async fn sign_in(req: Req) -> Result<Answer, Fault> {
    let input: SignIn = req.json()?;
    let agent = req.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or("");
    let session = auth::sign_in(&req.app.db, input, agent, req.ctx.request_id).await?;
    let age = (session.expires_at - req.ctx.now).num_seconds().max(0);
    let cookie = cookie(&req.headers, &session.secret, age);
    Ok(Answer::json_with(StatusCode::CREATED, &session)?.header(header::SET_COOKIE, &cookie))
}

async fn sign_out(req: Req) -> Result<Answer, Fault> {
    if let Some(secret) = session_secret(&req.headers) {
        auth::sign_out(&req.app.db, req.ctx.actor.clone(), &secret, req.ctx.request_id).await?;
    }
    Ok(Answer::nothing().header(header::SET_COOKIE, &cookie(&req.headers, "", 0)))
}

/// The session cookie: not readable by script, not sent from other sites, and bound to this host over TLS
/// by its `__Host-` name. Browsers refuse that name over plain HTTP, so loopback has the short one.
fn cookie(headers: &HeaderMap, secret: &str, age_seconds: i64) -> String {
    let name = cookie_name(headers);
    let secure = if name == COOKIE_NAMES[0] { "; Secure" } else { "" };
    format!("{name}={secret}; Path=/; Max-Age={age_seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// The one cookie name that is looked at: the short one only where the browser came to a loopback name,
/// so that a neighbour's page cannot plant a session elsewhere.
fn cookie_name(headers: &HeaderMap) -> &'static str {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("");
    let name = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(host, |(name, _)| name);
    let forwarded = headers.get("x-forwarded-proto").is_some_and(|value| value == "https");
    let loopback = matches!(name, "localhost" | "127.0.0.1" | "[::1]") || name.ends_with(".localhost");
    if loopback && !forwarded { COOKIE_NAMES[1] } else { COOKIE_NAMES[0] }
}

/// The secret of the session cookie, if one was sent.
pub(super) fn session_secret(headers: &HeaderMap) -> Option<String> {
    let wanted = cookie_name(headers);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, secret)| secret.to_owned())
}
