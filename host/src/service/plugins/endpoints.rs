//! Endpoints of plugins: requests from outside, after whoever sends them has proved what the manifest asks for.
//!
//! Knows signatures (Standard Webhooks 1.0.0), companies and that a message is taken once. Must not know URLs
//! or sockets.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};
use hmac::{Hmac, KeyInit, Mac};
use keel_manifest::model::{Endpoint, EndpointAuth};
use sha2::Sha256;
use uuid::Uuid;

use super::actions::must_work;
use super::call::{self, Via, fault_of};
use super::data::{Datum, HttpRequest, HttpResponse};
use super::jobs_drive::drive;
use super::outbound::Outbound;
use super::port::{Answer, Call, GuestFault};
use super::{Active, Installed};
use crate::service::{Actor, ActorKind, Ctx, Fault, FaultKind, Uow};
use crate::storage::plugins::inbound::{self, Inbound};
use crate::storage::{Db, company};

/// What a plugin answered, as the door shaped it: an answer without a shape counts as the plugin's fault.
pub fn judged<T>(
    ctx: &Ctx,
    plugin: &Active,
    endpoint: &str,
    company: Uuid,
    shaped: Result<T, String>,
) -> Result<T, Fault> {
    let via = Via { kind: "endpoint", name: endpoint };
    let broken =
        |what| GuestFault { code: "plugin.answer", message: format!("{what}."), detail: String::new() };
    call::judged(ctx, plugin, via, Some(company), None, shaped.map_err(broken))
        .map_err(|failure| fault_of(plugin, via, failure))
}

/// A signature is believed this long before and after its time, in seconds.
pub const WINDOW_SECONDS: i64 = 300;
/// Largest body.
pub const BODY_MAX: usize = 1 << 20;

/// An endpoint in a company, with what follows its own path.
#[derive(Debug, Clone)]
pub struct Found {
    /// The plugin.
    pub plugin: Arc<Active>,
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The company.
    pub company: Uuid,
    /// Path behind the endpoint's own, with a slash before each part.
    pub rest: String,
}

/// Finds what a path means: `endpoint/…` where the plugin is enabled in one company, else `company/endpoint/…`.
pub async fn find(db: &Db, installed: &Installed, code: &str, path: &str) -> Result<Found, Fault> {
    let missing = || {
        Fault::new(FaultKind::NotFound, "no-such-route", format!("There is nothing at /ext/{code}/{path}."))
    };
    let plugin = installed.plugins.get(code).ok_or_else(missing)?.clone();
    let named = |name: &str| plugin.manifest.endpoints.iter().find(|one| one.name == name).cloned();
    let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let behind = |rest: Option<&str>| rest.map_or_else(String::new, |rest| format!("/{rest}"));
    if let Some(endpoint) = named(first) {
        let only = plugin.companies.first().copied().filter(|_| plugin.companies.len() == 1);
        let company = only.ok_or_else(|| {
            let message = format!("Name the company: /ext/{code}/COMPANY/{first}.");
            Fault::new(FaultKind::NotFound, "endpoint.company", message)
        })?;
        return Ok(Found { endpoint, company, rest: behind(rest), plugin });
    }
    let after = rest.ok_or_else(missing)?;
    let (second, rest) = after.split_once('/').map_or((after, None), |(name, rest)| (name, Some(rest)));
    let endpoint = named(second).ok_or_else(missing)?;
    let company_code = first.to_owned();
    let company =
        db.read(async move |tx| company::by_code(tx, &company_code).await.map_err(Fault::from)).await?;
    let company = company.filter(|company| plugin.companies.contains(company)).ok_or_else(missing)?;
    Ok(Found { endpoint, company, rest: behind(rest), plugin })
}

/// What a message proves itself with, by Standard Webhooks.
#[derive(Debug, Clone)]
pub struct Proof<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`: seconds since 1970.
    pub timestamp: &'a str,
    /// `webhook-signature`: `v1,…`, several apart by blanks.
    pub signature: &'a str,
}

/// Lets a plugin answer a request; `None`: the message was taken before.
///
/// `ctx` is the request's: with a token the call is its user's, else the plugin acts on its own account.
pub async fn answer(
    db: &Db,
    outbound: &dyn Outbound,
    ctx: Ctx,
    found: Found,
    proof: Option<Proof<'_>>,
    request: HttpRequest,
) -> Result<Option<HttpResponse>, Fault> {
    let Found { plugin, endpoint, company, .. } = found;
    if !endpoint.methods.contains(&request.method) {
        let message = format!("This endpoint takes {}.", endpoint.methods.join(", "));
        return Err(Fault::new(FaultKind::NotAllowed, "method-not-allowed", message));
    }
    if request.body.len() > BODY_MAX {
        let message = format!("An endpoint takes at most {BODY_MAX} bytes.");
        return Err(Fault::new(FaultKind::TooLarge, "request.too-large", message));
    }
    must_work(&plugin, Some(company))?;
    let mut message = None;
    let actor = match &endpoint.auth {
        EndpointAuth::Token if ctx.actor.kind == ActorKind::Token => {
            if !ctx.actor.works_in(company) {
                return Err(Fault::denied("Your token has no right in this company."));
            }
            ctx.actor.clone()
        }
        EndpointAuth::Token => {
            let message = "Send a token as Authorization: Bearer.";
            return Err(Fault::new(FaultKind::Unauthenticated, "not-signed-in", message));
        }
        EndpointAuth::None => Arc::new(Actor::plugin(&plugin.manifest.name, "endpoint")),
        EndpointAuth::Signature(setting) => {
            let proof = proof.ok_or_else(unsigned)?;
            verify(&secret(&plugin, company, setting)?, &proof, &request.body, ctx.now)?;
            message = Some(Inbound {
                plugin: plugin.id,
                company,
                endpoint: endpoint.name.clone(),
                message: proof.id.to_owned(),
            });
            Arc::new(Actor::plugin(&plugin.manifest.name, "endpoint"))
        }
    };
    if let Some(one) = message.clone()
        && db.read(async move |tx| inbound::is_taken(tx, &one).await.map_err(Fault::from)).await?
    {
        return Ok(None);
    }
    let call = Call::Endpoint { endpoint: endpoint.name.clone(), request };
    let ctx = Ctx { actor, ..ctx };
    let settle = async move |uow: &mut Uow<'_>| match &message {
        Some(one) if !inbound::take(uow.tx, one, uow.ctx.now).await? => {
            let text = "This message came twice at once; the other one is taken.";
            Err(Fault::refused("endpoint.taken", text))
        }
        _ => Ok(()),
    };
    match drive(db, outbound, ctx, &plugin, Some(company), call, settle).await {
        Ok(Answer::Response(response)) => Ok(Some(response)),
        Ok(other) => Err(Fault::internal(format!("an endpoint answered {other:?}"))),
        Err(fault) if fault.code == "endpoint.taken" => Ok(None),
        Err(fault) => Err(fault),
    }
}

fn unsigned() -> Fault {
    Fault::new(
        FaultKind::Unauthenticated,
        "endpoint.not-signed",
        "Sign the message by Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature.",
    )
}

fn secret(plugin: &Active, company: Uuid, setting: &str) -> Result<Vec<u8>, Fault> {
    let settings = plugin.settings_for(Some(company));
    let found = settings.into_iter().find(|(name, _)| name == setting).map(|(_, value)| value);
    let Some(Datum::Text(text)) =
        found.filter(|value| !matches!(value, Datum::Text(text) if text.is_empty()))
    else {
        let message = format!("An administrator must set {setting} of the plugin first.");
        return Err(Fault::refused("endpoint.no-secret", message));
    };
    // `whsec_` and base64, as Standard Webhooks writes it; any other text is the key itself.
    let key = text.strip_prefix("whsec_").and_then(|rest| STANDARD.decode(rest).ok());
    Ok(key.unwrap_or_else(|| text.into_bytes()))
}

fn verify(secret: &[u8], proof: &Proof<'_>, body: &[u8], now: DateTime<Utc>) -> Result<(), Fault> {
    let refused = |code: &str, message: &str| Fault::new(FaultKind::Unauthenticated, code, message);
    let wrong =
        || refused("endpoint.signature", "The signature is not that of this message under our secret.");
    if proof.id.is_empty() || proof.id.len() > 200 {
        return Err(wrong());
    }
    let at = proof.timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let at = at.ok_or_else(wrong)?;
    if (now - at).abs() > Duration::seconds(WINDOW_SECONDS) {
        return Err(refused(
            "endpoint.too-old",
            "The message was signed more than five minutes ago or ahead.",
        ));
    }
    let signed = |given: &str| {
        let Some(given) = given.strip_prefix("v1,").and_then(|rest| STANDARD.decode(rest).ok()) else {
            return false;
        };
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret) else { return false };
        mac.update(proof.id.as_bytes());
        mac.update(b".");
        mac.update(proof.timestamp.as_bytes());
        mac.update(b".");
        mac.update(body);
        // In the same time whatever was given.
        mac.verify_slice(&given).is_ok()
    };
    if proof.signature.split(' ').any(signed) { Ok(()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_message_its_secret_and_its_time() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let at = |seconds: i64| DateTime::from_timestamp(1_614_265_330 + seconds, 0).unwrap();
        let body = br#"{"test": 2432232314}"#;
        let good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        let rotated = format!("v1,AAAA {good}");
        for (signature, body, after, expected) in [
            (good, &body[..], 0, "taken"),
            (rotated.as_str(), body, 0, "taken"),
            (good, body, 300, "taken"),
            (good, body, 301, "endpoint.too-old"),
            (good, body, -301, "endpoint.too-old"),
            (good, b"{}", 0, "endpoint.signature"),
            ("v1,AAAA", body, 0, "endpoint.signature"),
            ("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", body, 0, "endpoint.signature"),
            ("", body, 0, "endpoint.signature"),
        ] {
            let proof = Proof { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330", signature };
            let met =
                verify(&secret, &proof, body, at(after)).map_or_else(|fault| fault.code, |()| "taken".into());
            assert_eq!(met, expected, "{signature} after {after}");
        }
    }
}
