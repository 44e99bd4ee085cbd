//! `plugin rehearse`: a new version over the calls of the past, and what it would do otherwise.

use std::path::PathBuf;

use clap::Args;

use crate::app::App;
use crate::service::plugins::life;

use super::super::exit::Failure;
use super::super::tell;
use super::installed::{bytes_of, print_json};

/// What the command takes.
#[derive(Debug, Args)]
pub struct RehearseArgs {
    /// The package of the new version
    file: PathBuf,
    /// Over so many of the last recorded calls, at most 1000
    #[arg(long, default_value_t = 100)]
    last: usize,
    /// Take a package that nobody signed: for development
    #[arg(long)]
    unsigned: bool,
    /// Print everything as JSON
    #[arg(long)]
    json: bool,
}

/// Rehearses, and prints which lines, moves and fields would differ.
pub async fn run(app: &App, args: RehearseArgs) -> Result<(), Failure> {
    let bytes = bytes_of(&args.file)?;
    let ctx = app.system("cli");
    let shown = life::rehearse(&app.db, &app.plugins, &ctx, bytes, args.unsigned, args.last).await?;
    if args.json {
        return print_json(&shown);
    }
    for one in &shown.differences {
        println!("{} {}", one.at.format("%Y-%m-%d %H:%M:%S"), one.via);
        for line in &one.only_before {
            println!("  - {line}");
        }
        for line in &one.only_after {
            println!("  + {line}");
        }
    }
    tell(format!(
        "{} {} beside {}: {} calls, {} the same, {} differ. Nothing was changed.",
        shown.plugin,
        shown.to,
        shown.from,
        shown.calls,
        shown.same,
        shown.differences.len()
    ));
    Ok(())
}
