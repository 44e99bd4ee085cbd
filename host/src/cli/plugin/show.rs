//! `plugin list` and `show`: what is installed, in words.

use clap::Args;

use crate::app::App;
use crate::service::Uow;
use crate::service::plugins::life::{self, AskOut, Given, PluginOut};

use super::super::exit::Failure;
use super::installed::{print_json, read};

/// What `list` takes.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Print everything as JSON
    #[arg(long)]
    json: bool,
}

/// What `show` takes.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Code of the plugin
    plugin: String,
    /// Print everything as JSON
    #[arg(long)]
    json: bool,
}

/// Prints a line for each plugin.
pub async fn list(app: &App, args: &ListArgs) -> Result<(), Failure> {
    let all = read(app, async |uow: &mut Uow<'_>| life::list(uow).await).await?;
    if args.json {
        return print_json(&all);
    }
    for one in all {
        let pending = one.pending.map(|version| format!(", {version} waits")).unwrap_or_default();
        let ready = if one.ready { "" } else { ", not ready" };
        let companies = if one.companies.is_empty() { "no company".into() } else { one.companies.join(" ") };
        println!("{:<24} {:<10} {}{pending}{ready} in {companies}", one.code, one.version, one.state);
    }
    Ok(())
}

/// Prints a plugin with its sheet.
pub async fn show(app: &App, args: ShowArgs) -> Result<(), Failure> {
    let code = args.plugin.clone();
    let one = read(app, async move |uow: &mut Uow<'_>| life::show(uow, &code).await).await?;
    if args.json {
        return print_json(&one);
    }
    print!("{}", text(&one));
    Ok(())
}

fn text(one: &PluginOut) -> String {
    let line = &one.line;
    let mut out = format!("{} {}: {}\n{}\n", line.code, line.version, line.name, line.description);
    let mut row = |name: &str, value: String| out.push_str(&format!("{name:<12} {value}\n"));
    let reason = line.paused_reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    row("state", format!("{}{reason}", line.state));
    row("companies", line.companies.join(" "));
    row("vendor", format!("{}, {}", one.vendor, one.licence));
    row("signed by", one.signer.clone().unwrap_or_else(|| "nobody".into()));
    row("package", one.digest.clone());
    row("before", one.previous.clone().unwrap_or_else(|| "none".into()));
    if let Some(waiting) = &one.waiting {
        row("waits", format!("{}, which asks for more:", waiting.version));
        out.push_str(&asks(&waiting.asks_more, false));
    }
    if !one.capabilities.is_empty() {
        out.push_str("asks for:\n");
        out.push_str(&asks(&one.capabilities, true));
    }
    if !one.settings.is_empty() {
        out.push_str("can be set:\n");
    }
    for setting in &one.settings {
        out.push_str(&format!("  {:<24} {}, else {}\n", setting.name, setting.kind, shown(&setting.default)));
        for set in &setting.set {
            let company = set.company.as_deref().unwrap_or("all");
            let value = if setting.secret { "set, and not shown".into() } else { shown(&set.value) };
            out.push_str(&format!("    {company:<22} {value}\n"));
        }
    }
    for conflict in &one.conflicts {
        out.push_str(&format!("meets others: {}\n", conflict.words()));
    }
    out
}

fn shown(value: &Given) -> String {
    match value {
        Given::Nothing => "nothing".into(),
        Given::Bool(value) => value.to_string(),
        Given::Integer(value) => value.to_string(),
        Given::Text(text) => text.clone(),
    }
}

/// Capabilities, one a line: `+` where granted, when that is asked.
pub(super) fn asks(all: &[AskOut], with_state: bool) -> String {
    let mut out = String::new();
    for ask in all {
        let mark = match (with_state, ask.granted) {
            (false, _) => ' ',
            (true, true) => '+',
            (true, false) => '-',
        };
        let covers = ask.covers.as_ref().map(|thing| format!(":{thing}")).unwrap_or_default();
        out.push_str(&format!("  {mark} {:<32} {}\n", format!("{}{covers}", ask.capability), ask.reason));
        if let Some(warning) = &ask.warning {
            out.push_str(&format!("      warning: {warning}\n"));
        }
    }
    out
}
