//! `verify`: whether the data keeps every promise of the core.
//!
//! Knows how findings are printed. Must not know a promise.

use clap::Args;

use crate::service::verify::{self, Verified};
use crate::service::{Ctx, Fault, Uow};
use crate::storage::{Db, Tx};

use super::exit::{Exit, Failure};
use super::settings::Settings;
use super::{open_existing, place_of};

/// What `verify` takes.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// Checks a database, also one that is being served.
pub async fn run(settings: Settings, args: VerifyArgs) -> Result<(), Failure> {
    let app = open_existing(&settings).await?;
    let verified = check(&app.db).await;
    app.db.close().await;
    let verified = verified?;
    if args.json {
        let text = serde_json::to_string_pretty(&verified);
        println!("{}", text.map_err(|error| Failure::new(Exit::Failed, error.to_string()))?);
        return judge(&verified);
    }
    report(&verified, &place_of(&settings))
}

/// Checks one snapshot of a database.
pub(super) async fn check(db: &Db) -> Result<Verified, Fault> {
    db.read(async |tx: &mut Tx| verify::verify(&mut Uow::new(tx, &Ctx::system("cli"))).await).await
}

/// Prints what was found; a failure when something was.
pub(super) fn report(verified: &Verified, place: &str) -> Result<(), Failure> {
    print(verified, place);
    judge(verified)
}

fn judge(verified: &Verified) -> Result<(), Failure> {
    match verified.findings.len() {
        0 => Ok(()),
        count => Err(Failure::new(Exit::Failed, format!("{count} findings"))),
    }
}

fn print(verified: &Verified, place: &str) {
    for finding in &verified.findings {
        let company = finding.company.as_deref().unwrap_or("-");
        println!("{}  {company}  {}: {}", finding.code, finding.subject, finding.detail);
    }
    let verdict = if verified.findings.is_empty() { "every one is kept" } else { "not every one is kept" };
    println!(
        "{place}: {} promises, {} entries of the chain: {verdict}.",
        verified.promises, verified.entries
    );
}
