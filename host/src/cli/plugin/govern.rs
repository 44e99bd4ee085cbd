//! What an operator says about a plugin that is there: rights, companies, settings, versions.

use clap::Args;

use crate::app::App;
use crate::service::Uow;
use crate::service::plugins::life::{
    self, ByCode, Enable, Given, Granting, PerhapsGranting, Record, RollBack, SetSettings,
};

use super::super::exit::{Exit, Failure};
use super::super::tell;
use super::installed::unit;

/// A plugin and a capability.
#[derive(Debug, Args)]
pub struct GrantArgs {
    /// Code of the plugin
    plugin: String,
    /// ledger.read, records.read for all record types that it asks for, or records.read:contact for one
    #[arg(required = true)]
    capability: Vec<String>,
}

/// What `consent` takes.
#[derive(Debug, Args)]
pub struct ConsentArgs {
    /// Code of the plugin
    plugin: String,
    /// Grant only this of what it asks for beyond the version before; may be repeated [default: all of it]
    #[arg(long, value_name = "CAPABILITY")]
    grant: Vec<String>,
    /// Hooks of several plugins may set the same field
    #[arg(long)]
    accept_conflicts: bool,
    /// Data that the new version has no place for is destroyed
    #[arg(long)]
    accept_destroy: bool,
}

/// A plugin.
#[derive(Debug, Args)]
pub struct CodeArgs {
    /// Code of the plugin
    plugin: String,
}

/// A plugin and a company.
#[derive(Debug, Args)]
pub struct EnableArgs {
    /// Code of the plugin
    plugin: String,
    /// Code of the company [default: the plugin as a whole]
    #[arg(long, value_name = "CODE")]
    company: Option<String>,
}

/// What `rollback` takes.
#[derive(Debug, Args)]
pub struct RollbackArgs {
    /// Code of the plugin
    plugin: String,
    /// Hooks of several plugins may set the same field
    #[arg(long)]
    accept_conflicts: bool,
}

/// What `record` takes.
#[derive(Debug, Args)]
pub struct RecordArgs {
    /// Code of the plugin
    plugin: String,
    /// End it
    #[arg(long)]
    off: bool,
}

/// What `set` takes.
#[derive(Debug, Args)]
pub struct SetArgs {
    /// Code of the plugin
    plugin: String,
    /// NAME=VALUE; NAME= takes back what was set
    #[arg(required = true, value_name = "NAME=VALUE")]
    values: Vec<String>,
    /// Code of the company that they are for [default: all that set nothing of their own]
    #[arg(long, value_name = "CODE")]
    company: Option<String>,
}

impl GrantArgs {
    fn inputs(&self) -> Vec<Granting> {
        let one = |text: &String| {
            let (capability, covers) = match text.split_once(':') {
                Some((capability, thing)) => (capability, vec![thing.to_owned()]),
                None => (text.as_str(), Vec::new()),
            };
            Granting { plugin: self.plugin.clone(), capability: capability.to_owned(), covers }
        };
        self.capability.iter().map(one).collect()
    }
}

/// Grants.
pub async fn grant(app: &App, args: GrantArgs) -> Result<(), Failure> {
    let inputs = args.inputs();
    unit(app, async move |uow: &mut Uow<'_>| {
        for input in &inputs {
            life::grant(uow, input.clone()).await?;
        }
        Ok(())
    })
    .await?;
    tell(format!("{} may {}.", args.plugin, args.capability.join(", ")));
    Ok(())
}

/// Takes back.
pub async fn revoke(app: &App, args: GrantArgs) -> Result<(), Failure> {
    let inputs = args.inputs();
    unit(app, async move |uow: &mut Uow<'_>| {
        for input in &inputs {
            life::revoke(uow, input.clone()).await?;
        }
        Ok(())
    })
    .await?;
    tell(format!("{} may no longer {}.", args.plugin, args.capability.join(", ")));
    Ok(())
}

/// Consents.
pub async fn consent(app: &App, args: ConsentArgs) -> Result<(), Failure> {
    let input = PerhapsGranting {
        plugin: args.plugin.clone(),
        grant: (!args.grant.is_empty()).then_some(args.grant),
        accept_conflicts: args.accept_conflicts,
        accept_destroy: args.accept_destroy,
    };
    life::make_ready(&app.db, &app.plugins, &app.system("cli"), &args.plugin).await?;
    unit(app, async move |uow: &mut Uow<'_>| life::consent(uow, input.clone()).await).await?;
    tell(format!("The version of {} that waited works.", args.plugin));
    Ok(())
}

/// Forgets the version that waits.
pub async fn drop_pending(app: &App, args: CodeArgs) -> Result<(), Failure> {
    let input = ByCode { plugin: args.plugin.clone() };
    unit(app, async move |uow: &mut Uow<'_>| life::drop_pending(uow, input.clone()).await).await?;
    tell(format!("No version of {} waits any more.", args.plugin));
    Ok(())
}

/// Enables.
pub async fn enable(app: &App, args: EnableArgs) -> Result<(), Failure> {
    let input = Enable { plugin: args.plugin.clone(), company: args.company.clone() };
    unit(app, async move |uow: &mut Uow<'_>| life::enable(uow, input.clone()).await).await?;
    tell(format!("{} works{}.", args.plugin, place(args.company.as_deref())));
    Ok(())
}

/// Disables.
pub async fn disable(app: &App, args: EnableArgs) -> Result<(), Failure> {
    let input = Enable { plugin: args.plugin.clone(), company: args.company.clone() };
    unit(app, async move |uow: &mut Uow<'_>| life::disable(uow, input.clone()).await).await?;
    tell(format!("{} no longer works{}.", args.plugin, place(args.company.as_deref())));
    Ok(())
}

fn place(company: Option<&str>) -> String {
    company.map(|code| format!(" in {code}")).unwrap_or_default()
}

/// Sets.
pub async fn set(app: &App, args: SetArgs) -> Result<(), Failure> {
    let mut settings = std::collections::BTreeMap::new();
    for pair in &args.values {
        let Some((name, value)) = pair.split_once('=') else {
            return Err(Failure::new(Exit::Usage, format!("write NAME=VALUE, not {pair}")));
        };
        settings.insert(name.to_owned(), given(value));
    }
    let input = SetSettings { plugin: args.plugin.clone(), company: args.company, settings };
    unit(app, async move |uow: &mut Uow<'_>| life::set_settings(uow, input.clone()).await).await?;
    tell(format!("Set for {}.", args.plugin));
    Ok(())
}

fn given(value: &str) -> Given {
    match (value, value.parse()) {
        ("", _) => Given::Nothing,
        ("true", _) => Given::Bool(true),
        ("false", _) => Given::Bool(false),
        (_, Ok(number)) => Given::Integer(number),
        (text, Err(_)) => Given::Text(text.to_owned()),
    }
}

/// Rolls back.
pub async fn rollback(app: &App, args: RollbackArgs) -> Result<(), Failure> {
    let input = RollBack { plugin: args.plugin.clone(), accept_conflicts: args.accept_conflicts };
    life::make_ready(&app.db, &app.plugins, &app.system("cli"), &args.plugin).await?;
    unit(app, async move |uow: &mut Uow<'_>| life::roll_back(uow, input.clone()).await).await?;
    tell(format!("The version of {} before works again.", args.plugin));
    Ok(())
}

/// Resumes.
pub async fn resume(app: &App, args: CodeArgs) -> Result<(), Failure> {
    let input = ByCode { plugin: args.plugin.clone() };
    unit(app, async move |uow: &mut Uow<'_>| life::resume(uow, input.clone()).await).await?;
    tell(format!("{} goes on.", args.plugin));
    Ok(())
}

/// Records, or ends it.
pub async fn record(app: &App, args: RecordArgs) -> Result<(), Failure> {
    let input = Record { plugin: args.plugin.clone(), on: !args.off };
    unit(app, async move |uow: &mut Uow<'_>| life::record(uow, input.clone()).await).await?;
    tell(format!("Calls of {} are {}recorded.", args.plugin, if args.off { "no longer " } else { "" }));
    Ok(())
}
