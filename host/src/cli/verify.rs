//! `verify`: proves that the books are what they say.
//!
//! Knows how findings are shown. Must not know what is checked.

use std::io::IsTerminal;

use clap::Args;

use crate::app::App;
use crate::service::verify::{self, Verification, Verify};
use crate::service::{Fault, Uow};
use crate::storage::Tx;

use super::exit::{Exit, Failure};
use super::settings::Settings;
use super::{open_existing, place_of};

/// What `verify` takes.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Only one check, by its id
    #[arg(long, value_name = "ID")]
    check: Option<String>,
}

/// Checks everything on a read snapshot; the host may go on serving. Findings end with exit code 1.
pub async fn run(settings: Settings, args: VerifyArgs) -> Result<(), Failure> {
    let app = open_existing(&settings).await?;
    let found = ask(&app, Verify { check: args.check }).await;
    app.db.close().await;
    let found = found?;
    if args.json {
        let text = serde_json::to_string_pretty(&found);
        println!("{}", text.map_err(|error| Fault::internal(format!("findings are not JSON: {error}")))?);
        return judge(&found);
    }
    report(&found, &place_of(&settings))
}

/// Checks everything on one snapshot of a database.
pub(super) async fn check(app: &App) -> Result<Verification, Fault> {
    ask(app, Verify::default()).await
}

async fn ask(app: &App, question: Verify) -> Result<Verification, Fault> {
    let lively = std::io::stderr().is_terminal();
    let ctx = app.system("cli");
    app.db
        .read(async move |tx: &mut Tx| {
            verify::run(&mut Uow::new(tx, &ctx), question, |check, covered| {
                if lively && covered.is_none() {
                    eprint!("\r\u{1b}[2Kchecking that {}", check.proves);
                } else if lively {
                    eprint!("\r\u{1b}[2K");
                }
            })
            .await
        })
        .await
}

/// Prints what was found; a failure when something was.
pub(super) fn report(found: &Verification, place: &str) -> Result<(), Failure> {
    print!("{}", text(found));
    let covered: i64 = found.checks.iter().map(|check| check.covered).sum();
    let verdict = if found.clean { "every one is kept" } else { "not every one is kept" };
    println!("{place}: {} promises over {covered} rows: {verdict}.", found.checks.len());
    judge(found)
}

fn judge(found: &Verification) -> Result<(), Failure> {
    if found.clean {
        return Ok(());
    }
    Err(Failure::new(Exit::Failed, format!("{} findings", found.findings.len())))
}

/// One line for each check, and under it what it found.
fn text(found: &Verification) -> String {
    let width = found.checks.iter().map(|check| check.check.len()).max().unwrap_or(0);
    let mut out = String::new();
    for check in &found.checks {
        let mark = if check.found == 0 { "ok   " } else { "WRONG" };
        out.push_str(&format!("{mark}  {:<width$}  {:>9}  {}\n", check.check, check.covered, check.proves));
        for finding in found.findings.iter().filter(|finding| finding.check == check.check) {
            out.push_str(&format!("         {}: {}\n", finding.place, finding.what));
        }
        if check.found > 0 {
            let fix = found.findings.iter().find(|finding| finding.check == check.check);
            out.push_str(&format!("         {}\n", fix.map_or("", |finding| &finding.fix)));
        }
    }
    out
}
