//! What the web interface needs at its start, in the language of whoever asks.
//!
//! Knows the shape of the answer. Must not know who may meet what: `service::interface` does.

use axum::http::{Method, StatusCode};
use keel_manifest::model::{Action, Page, Report};
use keel_manifest::names;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::records::{CollectionOut, FieldOut, describe_collection, describe_field};
use super::spoken::{Place, Spoken};
use super::{Answer, Req, Route};
use crate::service::auth::WhoAmI;
use crate::service::interface::{self, CompanyOut, Met};
use crate::service::plugins::{Active, actions, pages};
use crate::service::{Actor, Fault, Uow};

/// Names of the asset that is a plugin's picture, best first.
const ICONS: [&str; 3] = ["icon.svg", "icon.webp", "icon.png"];

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    let summary =
        "What the web interface needs at its start: you, your companies, and the plugins that work there.";
    vec![
        Route::new(Method::GET, "/api/v1/interface", "interface.get", summary, answer)
            .tag("interface")
            .reply::<InterfaceOut>(StatusCode::OK),
    ]
}

/// What the web interface needs at its start.
#[derive(Debug, Serialize, JsonSchema)]
struct InterfaceOut {
    /// Who is signed in.
    user: WhoAmI,
    /// Their companies, by code.
    companies: Vec<CompanyOut>,
    /// The program.
    host: HostOut,
    /// Plugins that work there, what each shows as far as they may meet it.
    plugins: Vec<PluginOut>,
}

/// The program.
#[derive(Debug, Serialize, JsonSchema)]
struct HostOut {
    /// Its version.
    version: String,
}

/// A plugin.
#[derive(Debug, Serialize, JsonSchema)]
struct PluginOut {
    code: String,
    name: String,
    version: String,
    /// Those of the companies in which it works.
    companies: Vec<Uuid>,
    /// By which people tell its screens: `blue`, `cyan`, `green`, `grey`, `indigo`, `lime`, `orange`, `pink`, `red`,
    /// `teal`, `violet`, `yellow`.
    #[serde(skip_serializing_if = "Option::is_none")]
    colour: Option<String>,
    /// Where its picture is, if it brings one.
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<String>,
    menus: Vec<MenuOut>,
    views: Vec<ViewOut>,
    pages: Vec<PageOut>,
    reports: Vec<ReportOut>,
    actions: Vec<ActionOut>,
}

/// An entry of the menu: it opens a page or a list.
#[derive(Debug, Serialize, JsonSchema)]
struct MenuOut {
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record_type: Option<String>,
    /// Entries of one section stand together, whichever plugin they are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<SectionOut>,
}

/// A section of the menu.
#[derive(Debug, Serialize, JsonSchema)]
struct SectionOut {
    name: String,
    label: String,
}

/// How records of a type are shown.
#[derive(Debug, Serialize, JsonSchema)]
struct ViewOut {
    record_type: String,
    /// `list`, `form`, `board`, `calendar`, `chart`.
    kind: String,
    /// Fields in order.
    fields: Vec<String>,
    /// Board: the choice or reference of its columns. Calendar: the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    group_by: Option<String>,
}

/// A page.
#[derive(Debug, Serialize, JsonSchema)]
struct PageOut {
    name: String,
    /// Where it appears.
    slot: String,
    label: String,
    /// Record type beside whose records it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<String>,
}

/// A report.
#[derive(Debug, Serialize, JsonSchema)]
struct ReportOut {
    name: String,
    label: String,
    parameters: Vec<FieldOut>,
}

/// An action.
#[derive(Debug, Serialize, JsonSchema)]
struct ActionOut {
    /// Its whole name: `crm.qualify-lead`.
    name: String,
    label: String,
    help: String,
    /// A question that is asked before it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirm: Option<String>,
    /// Record type on whose records it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<String>,
    input: Vec<FieldOut>,
    input_collections: Vec<CollectionOut>,
    output: Vec<FieldOut>,
    /// Right on the record that it needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    permission: Option<String>,
}

async fn answer(req: Req) -> Result<Answer, Fault> {
    let spoken = Spoken::of(&req.headers, &req.ctx.installed);
    let actor = req.ctx.actor.clone();
    let found = req.read(async |uow: &mut Uow<'_>| interface::interface(uow).await).await?;
    let plugins = found.plugins.iter().map(|met| plugin(met, &actor, &spoken)).collect();
    Answer::json(&InterfaceOut {
        user: found.user,
        companies: found.companies,
        host: HostOut { version: env!("CARGO_PKG_VERSION").into() },
        plugins,
    })
}

fn plugin(met: &Met, actor: &Actor, spoken: &Spoken) -> PluginOut {
    let plugin = met.plugin.as_ref();
    let (manifest, code) = (&plugin.manifest, plugin.code());
    let icon = ICONS.iter().find(|name| plugin.brought.assets.contains_key(**name));
    let menus = manifest.menus.iter().filter(|menu| interface::meets_menu(actor, plugin, menu));
    let views = manifest.views.iter().filter(|view| interface::meets_view(actor, plugin, view));
    let shown = manifest.pages.iter().filter(|page| interface::meets_page(actor, page));
    let called = manifest.actions.iter().filter(|action| interface::meets_action(actor, action));
    PluginOut {
        code: code.to_owned(),
        name: spoken.label(Some(code), &["plugin"], &manifest.name),
        version: manifest.version.to_string(),
        companies: met.companies.clone(),
        colour: manifest.colour.clone(),
        icon: icon.map(|name| format!("/api/v1/plugins/{code}/assets/{name}")),
        menus: menus
            .map(|menu| {
                let opens = menu.page.as_deref().or(menu.record_type.as_deref()).unwrap_or_default();
                let own = opens.strip_prefix(code).and_then(|rest| rest.strip_prefix('.'));
                MenuOut {
                    label: spoken.label(Some(code), &["menu", own.unwrap_or(opens)], &menu.label),
                    page: menu.page.clone(),
                    record_type: menu.record_type.as_ref().map(|name| interface::whole_type(plugin, name)),
                    section: menu.section.as_ref().map(|name| section(name, code, spoken)),
                }
            })
            .collect(),
        views: views
            .map(|view| ViewOut {
                record_type: interface::whole_type(plugin, &view.record_type),
                kind: view.kind.clone(),
                fields: view.fields.clone(),
                group_by: view.group_by.clone(),
            })
            .collect(),
        pages: shown.map(|one| page(one, code, spoken)).collect(),
        reports: manifest.reports.iter().map(|one| report(plugin, one, spoken)).collect(),
        actions: called.map(|one| action(plugin, one, spoken)).collect(),
    }
}

fn section(name: &str, code: &str, spoken: &Spoken) -> SectionOut {
    let label = spoken.label(Some(code), &["section", name], &names::label(name));
    SectionOut { name: name.to_owned(), label }
}

fn page(page: &Page, code: &str, spoken: &Spoken) -> PageOut {
    PageOut {
        name: page.name.clone(),
        slot: page.slot.clone(),
        label: spoken.label(Some(code), &["page", &page.name], &page.label),
        on: page.on.clone(),
    }
}

fn report(plugin: &Active, report: &Report, spoken: &Spoken) -> ReportOut {
    let parts = ["report", &report.name];
    let place = Place::new(Some(plugin.code()), &parts);
    let parameters = pages::parameters(plugin, report);
    ReportOut {
        name: report.name.clone(),
        label: spoken.label(Some(plugin.code()), &parts, &report.label),
        parameters: parameters.fields.iter().map(|field| describe_field(field, spoken, &place)).collect(),
    }
}

fn action(plugin: &Active, action: &Action, spoken: &Spoken) -> ActionOut {
    let code = plugin.code();
    let parts = ["action", &action.name];
    let (asked, told) =
        (Place::new(Some(code), &parts), Place::new(Some(code), &["action", &action.name, "answer"]));
    let input = actions::shape(plugin, &action.input, &action.input_collections);
    let output = actions::shape(plugin, &action.output, &[]);
    let lines = input.collections.iter();
    ActionOut {
        name: names::whole(code, &action.name),
        label: spoken.label(Some(code), &parts, &action.label),
        help: spoken.help(Some(code), &parts, &action.help),
        confirm: action.confirm.as_ref().map(|given| spoken.confirm(code, &parts, given)),
        on: action.on.clone(),
        input: input.fields.iter().map(|field| describe_field(field, spoken, &asked)).collect(),
        input_collections: lines.map(|lines| describe_collection(lines, spoken, &asked)).collect(),
        output: output.fields.iter().map(|field| describe_field(field, spoken, &told)).collect(),
        permission: action.permission.map(|right| right.name().to_owned()),
    }
}
