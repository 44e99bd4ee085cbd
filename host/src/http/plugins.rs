//! Plugins for administrators: upload, sheet, grants, companies, settings, export, keys.
//!
//! Every change answers once this host works with it: what is asked next meets the new picture. Must not know
//! what a package is made of.

use std::sync::Arc;

use axum::http::{Method, StatusCode, header};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Answer, Req, Route};
use crate::service::plugins::life::{
    self, ByCode, Enable, Exported, Granting, Grants, InstallOut, KeyOut, PerhapsGranting, PluginLine,
    PluginOut, Record, RevokeKey, RollBack, SetSettings, Terms, TrustKey, Uninstalled, Wanted,
};
use crate::service::{Fault, FaultKind, Input, Uow};

/// Media type of a package.
pub(super) const WASM: &str = "application/wasm";
/// Largest package, bytes.
pub(super) const PACKAGE_BYTES_MAX: usize = 32 << 20;
const BASE: &str = "/api/v1/plugins";

/// What is said with a package.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
struct UploadParams {
    /// `new`: nothing may be there; `upgrade`: an older version must be there. Either, without it.
    wanted: Option<WantedParam>,
    /// Only tell what would happen.
    dry_run: bool,
    /// What is granted with it: `all`, or a list parted by commas: `ledger.read,records.read:contact`.
    grant: String,
    /// Codes or ids of companies in which it works at once, parted by commas; `all`: every one.
    company: String,
    /// Take it without a signature: for development.
    unsigned: bool,
    /// Hooks of several plugins may set the same field.
    accept_conflicts: bool,
    /// Data that the new version has no place for is destroyed.
    accept_destroy: bool,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum WantedParam {
    New,
    Upgrade,
}

impl UploadParams {
    fn terms(self) -> Terms {
        let companies = self.company.split(',').map(str::trim).filter(|one| !one.is_empty());
        Terms {
            wanted: match self.wanted {
                None => Wanted::Either,
                Some(WantedParam::New) => Wanted::New,
                Some(WantedParam::Upgrade) => Wanted::Upgrade,
            },
            dry_run: self.dry_run,
            grant: Grants::of(&self.grant),
            companies: companies.map(str::to_owned).collect(),
            unsigned: self.unsigned,
            accept_conflicts: self.accept_conflicts,
            accept_destroy: self.accept_destroy,
        }
    }
}

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::new(Method::GET, BASE, "plugin.list", "What is installed.", async |req: Req| {
            Answer::json(&req.read(async |uow: &mut Uow<'_>| life::list(uow).await).await?)
        })
        .reply::<Vec<PluginLine>>(StatusCode::OK),
        Route::new(
            Method::POST,
            BASE,
            "plugin.install",
            "Installs a package, or upgrades to it; one that asks for more is held until that is consented to.",
            upload,
        )
        .query::<UploadParams>()
        .raw_body(WASM, PACKAGE_BYTES_MAX)
        .reply::<InstallOut>(StatusCode::OK),
        Route::new(
            Method::GET,
            &format!("{BASE}/{{code}}"),
            "plugin.get",
            "A plugin with all that it asks for, has, and can be set.",
            async |req: Req| {
                let code = req.path("code")?.to_owned();
                Answer::json(&req.read(async move |uow: &mut Uow<'_>| life::show(uow, &code).await).await?)
            },
        )
        .reply::<PluginOut>(StatusCode::OK),
        Route::new(
            Method::GET,
            &format!("{BASE}/{{code}}/export"),
            "plugin.export",
            "Everything that a plugin keeps, as CSV.",
            async |req: Req| {
                let input = ByCode { plugin: req.path("code")?.to_owned() };
                let work = async move |uow: &mut Uow<'_>| life::exported(uow, input).await;
                Answer::json(&req.read(work).await?)
            },
        )
        .reply::<Exported>(StatusCode::OK),
        Route::new(
            Method::GET,
            "/api/v1/plugin-keys",
            "plugin-key.list",
            "Keys of vendors, trusted and revoked.",
            async |req: Req| {
                Answer::json(&req.read(async |uow: &mut Uow<'_>| life::list_keys(uow).await).await?)
            },
        )
        .reply::<Vec<KeyOut>>(StatusCode::OK),
    ];
    routes.extend(actions());
    routes.into_iter().map(|route| route.tag("plugins")).collect()
}

fn actions() -> Vec<Route> {
    let uninstall = change::<ByCode, Uninstalled, _>(
        "plugin.uninstall",
        "Takes a plugin away with all that it brought; its data is in the answer.",
        life::uninstall,
    );
    vec![
        quiet::<Granting, _>("plugin.grant", "Grants a capability that the plugin asks for.", life::grant),
        quiet::<Granting, _>(
            "plugin.revoke",
            "Takes a capability back, from the plugin's next host call on.",
            life::revoke,
        ),
        switching::<PerhapsGranting, _>(
            "plugin.consent",
            "Lets the version that waits work, and grants what it asks for beyond the one before.",
            |input| &input.plugin,
            life::consent,
        ),
        quiet::<ByCode, _>("plugin.drop-pending", "Forgets the version that waits.", life::drop_pending),
        quiet::<Enable, _>("plugin.enable", "Lets a plugin work in a company.", life::enable),
        quiet::<Enable, _>(
            "plugin.disable",
            "Ends a plugin's work in a company, or everywhere; its records stay.",
            life::disable,
        ),
        quiet::<SetSettings, _>("plugin.set", "Sets what a plugin lets be set.", life::set_settings),
        switching::<RollBack, _>(
            "plugin.roll-back",
            "Lets the version before work again.",
            |input| &input.plugin,
            life::roll_back,
        ),
        quiet::<ByCode, _>("plugin.resume", "Lets a paused plugin go on.", life::resume),
        quiet::<Record, _>(
            "plugin.record",
            "Begins or ends recording what a plugin is called for, for rehearsals.",
            life::record,
        ),
        uninstall.reply::<Uninstalled>(StatusCode::OK),
        quiet::<TrustKey, _>("plugin.trust-key", "Takes packages signed by a key.", life::trust_key),
        quiet::<RevokeKey, _>(
            "plugin.revoke-key",
            "Takes packages signed by a key no longer, and pauses plugins that it signed.",
            life::revoke_key,
        ),
    ]
}

async fn upload(req: Req) -> Result<Answer, Fault> {
    req.ctx.actor.must_administer()?;
    let params: UploadParams = req.query()?;
    let media_type = req.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if media_type != Some(WASM) {
        let message = format!("Send the package itself as {WASM}.");
        return Err(Fault::new(FaultKind::Malformed, "request.media-type", message));
    }
    let app = &req.app;
    let out = life::install(&app.db, &app.plugins, &req.ctx, req.body.to_vec(), params.terms()).await?;
    Answer::json(&out)
}

/// An action without an answer, after which this host works with what it changed.
fn quiet<I, F>(name: &str, summary: &str, work: F) -> Route
where
    I: Input + DeserializeOwned + JsonSchema + Clone + Send + Sync + 'static,
    F: AsyncFn(&mut Uow<'_>, I) -> Result<(), Fault> + Clone + Send + Sync + 'static,
{
    Route::new(Method::POST, &format!("/api/v1/actions/{name}"), name, summary, move |req: Req| {
        let work = work.clone();
        async move {
            let input: I = req.exact_json()?;
            let (app, scope) = (req.app.clone(), input.scope());
            let answer = req
                .write_answer(scope, async move |uow: &mut Uow<'_>| {
                    work(uow, input.clone()).await?;
                    Ok(Answer::nothing())
                })
                .await?;
            life::refresh(&app.db, &app.plugins).await?;
            Ok(answer)
        }
    })
    .body::<I>()
    .status(StatusCode::NO_CONTENT)
}

/// The same, for actions that put another version into place: its code is made ready before.
fn switching<I, F>(name: &str, summary: &str, code: fn(&I) -> &str, work: F) -> Route
where
    I: Input + DeserializeOwned + JsonSchema + Clone + Send + Sync + 'static,
    F: AsyncFn(&mut Uow<'_>, I) -> Result<(), Fault> + Clone + Send + Sync + 'static,
{
    let mut route = quiet(name, summary, work);
    let then = route.handler.clone();
    route.handler = Arc::new(move |req: Req| {
        let then = then.clone();
        Box::pin(async move {
            let input: I = req.exact_json()?;
            life::make_ready(&req.app.db, &req.app.plugins, &req.ctx, code(&input)).await?;
            then(req).await
        })
    });
    route
}

/// An action with an answer, after which this host works with what it changed.
fn change<I, O, F>(name: &str, summary: &str, work: F) -> Route
where
    I: Input + DeserializeOwned + JsonSchema + Clone + Send + Sync + 'static,
    O: Serialize + 'static,
    F: AsyncFn(&mut Uow<'_>, I) -> Result<O, Fault> + Clone + Send + Sync + 'static,
{
    Route::new(Method::POST, &format!("/api/v1/actions/{name}"), name, summary, move |req: Req| {
        let work = work.clone();
        async move {
            let input: I = req.exact_json()?;
            let (app, scope) = (req.app.clone(), input.scope());
            let answer = req.write(scope, StatusCode::OK, input, work).await?;
            life::refresh(&app.db, &app.plugins).await?;
            Ok(answer)
        }
    })
    .body::<I>()
}
