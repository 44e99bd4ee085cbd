//! `plugin export` and `uninstall`: what a plugin keeps, into files first.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::app::App;
use crate::service::Uow;
use crate::service::plugins::life::{self, ByCode, FileOut};

use super::super::exit::Failure;
use super::super::tell;
use super::installed::{read, unit};

/// What both take.
#[derive(Debug, Args)]
pub struct LeaveArgs {
    /// Code of the plugin
    plugin: String,
    /// Directory for the files; made when it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Writes everything that a plugin keeps.
pub async fn export(app: &App, args: LeaveArgs) -> Result<(), Failure> {
    let input = ByCode { plugin: args.plugin.clone() };
    let all = read(app, async move |uow: &mut Uow<'_>| life::exported(uow, input).await).await?;
    write(&args.out, &all.files)
}

/// Writes everything that a plugin keeps, and only then takes the plugin away.
pub async fn uninstall(app: &App, args: LeaveArgs) -> Result<(), Failure> {
    let (input, before) = (ByCode { plugin: args.plugin.clone() }, ByCode { plugin: args.plugin.clone() });
    // A directory that cannot be written is told before anything goes.
    let all = read(app, async move |uow: &mut Uow<'_>| life::exported(uow, before).await).await?;
    write(&args.out, &all.files)?;
    let gone = unit(app, async move |uow: &mut Uow<'_>| life::uninstall(uow, input.clone()).await).await?;
    write(&args.out, &gone.files)?;
    for step in &gone.steps {
        println!("  {step}");
    }
    tell(format!("{} is gone; what it kept is in {}.", args.plugin, args.out.display()));
    Ok(())
}

fn write(dir: &Path, files: &[FileOut]) -> Result<(), Failure> {
    std::fs::create_dir_all(dir).map_err(|error| Failure::file(dir, &error))?;
    for file in files {
        let at = dir.join(&file.name);
        std::fs::write(&at, &file.text).map_err(|error| Failure::file(&at, &error))?;
        println!("{}", at.display());
    }
    Ok(())
}
