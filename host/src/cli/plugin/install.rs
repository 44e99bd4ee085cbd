//! `plugin plan`, `install` and `upgrade`: one package, looked at or taken.

use std::path::PathBuf;

use clap::Args;

use crate::app::App;
use crate::service::plugins::life::{self, Grants, InstallOut, Outcome, Terms, Wanted};

use super::super::exit::{Exit, Failure};
use super::super::tell;
use super::installed::{bytes_of, print_json};
use super::show::asks;

/// What these commands take.
#[derive(Debug, Args)]
pub struct PackageArgs {
    /// The package
    file: PathBuf,
    /// Grant what it asks for: all, or a capability such as ledger.read or records.read:contact; may be repeated
    #[arg(long, value_name = "CAPABILITY")]
    grant: Vec<String>,
    /// Code of a company in which it works at once, or all; may be repeated
    #[arg(long, value_name = "CODE")]
    company: Vec<String>,
    /// Take a package that nobody signed: for development
    #[arg(long)]
    unsigned: bool,
    /// Hooks of several plugins may set the same field
    #[arg(long)]
    accept_conflicts: bool,
    /// Data that the new version has no place for is destroyed
    #[arg(long)]
    accept_destroy: bool,
    /// Print everything as JSON
    #[arg(long)]
    json: bool,
}

impl PackageArgs {
    fn terms(&self, wanted: Wanted, dry_run: bool) -> Terms {
        Terms {
            wanted,
            dry_run,
            grant: Grants::of(&self.grant.join(",")),
            companies: self.company.clone(),
            unsigned: self.unsigned,
            accept_conflicts: self.accept_conflicts,
            accept_destroy: self.accept_destroy,
        }
    }
}

/// Prints what installing would do; a reason why it may not ends with code 1.
pub async fn plan(app: &App, args: PackageArgs) -> Result<(), Failure> {
    let terms = args.terms(Wanted::Either, true);
    let out = take(app, &args, terms).await?;
    show(&args, &out)?;
    match out.refusals.as_slice() {
        [] => Ok(()),
        refusals => {
            let told: Vec<String> =
                refusals.iter().map(|one| format!("{} ({})", one.message, one.code)).collect();
            Err(Failure::new(Exit::Failed, told.join("\n")))
        }
    }
}

/// Installs.
pub async fn install(app: &App, args: PackageArgs, wanted: Wanted) -> Result<(), Failure> {
    let terms = args.terms(wanted, false);
    let out = take(app, &args, terms).await?;
    show(&args, &out)?;
    let InstallOut { plugin, to, .. } = &out;
    tell(match out.outcome {
        Outcome::Planned => "Nothing was changed.".to_owned(),
        Outcome::Installed => format!("{plugin} {to} is installed."),
        Outcome::Upgraded => format!("{plugin} {to} is installed in the place of {}.", was(&out)),
        Outcome::Held => format!(
            "{plugin} {to} asks for more and waits; {} works on. To consent: keel plugin consent {plugin}",
            was(&out)
        ),
    });
    if out.signer.is_none() {
        tell("Nobody signed this package: what it is, only whoever built it knows.");
    }
    Ok(())
}

async fn take(app: &App, args: &PackageArgs, terms: Terms) -> Result<InstallOut, Failure> {
    let bytes = bytes_of(&args.file)?;
    Ok(life::install(&app.db, &app.plugins, &app.system("cli"), bytes, terms).await?)
}

fn was(out: &InstallOut) -> &str {
    out.from.as_deref().unwrap_or("nothing")
}

fn show(args: &PackageArgs, out: &InstallOut) -> Result<(), Failure> {
    if args.json {
        return print_json(out);
    }
    match &out.from {
        Some(from) => println!("{} {from}, becomes {}", out.plugin, out.to),
        None => println!("{} {}, new", out.plugin, out.to),
    }
    println!("signed by {}", out.signer.as_deref().unwrap_or("nobody"));
    for step in &out.steps {
        println!("  {step}");
    }
    let asked = if out.from.is_some() { &out.asks_more } else { &out.capabilities };
    if !asked.is_empty() {
        println!("{}", if out.from.is_some() { "asks for more:" } else { "asks for:" });
        print!("{}", asks(asked, false));
    }
    for conflict in &out.conflicts {
        println!("meets others: {}", conflict.words());
    }
    Ok(())
}
