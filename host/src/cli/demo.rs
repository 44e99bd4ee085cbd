//! `demo`: the company Northwind Traders, to look around in.
//!
//! Knows how its report is printed. Must not know what the company is made of.

use clap::Args;

use crate::app::App;
use crate::service::demo::{self, DemoReport};

use super::exit::{Exit, Failure};
use super::settings::Settings;
use super::{make_data_dir, setup, tell};

/// What `demo` takes.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Print the whole report as JSON, with every value that could not be recognised
    #[arg(long)]
    json: bool,
}

/// Makes what is missing of the demo company.
pub async fn run(settings: Settings, args: DemoArgs) -> Result<(), Failure> {
    make_data_dir(&settings)?;
    let app = crate::app::open(settings.config.clone()).await?;
    // With --json, standard output is for the report alone: the first `serve` prints the password.
    let prepared = if args.json { Ok(()) } else { setup::prepare(&app).await };
    let built = match prepared {
        Ok(()) => demo::build(&app.db, app.system("demo")).await,
        Err(fault) => Err(fault),
    };
    app.db.close().await;
    let report = built?;
    if args.json {
        let text = serde_json::to_string_pretty(&report)
            .map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
        println!("{text}");
    } else {
        show(&report);
    }
    Ok(())
}

/// Makes the demo company before the host serves; says so only when something was made.
pub(super) async fn before_serving(app: &App) -> Result<(), Failure> {
    let report = demo::build(&app.db, app.system("demo")).await?;
    if report.changed {
        show(&report);
    }
    Ok(())
}

fn show(report: &DemoReport) {
    if !report.changed {
        tell("The demo company Northwind Traders is there already; nothing was changed.");
        return;
    }
    for step in report.steps.iter().filter(|step| step.created > 0) {
        let open = step.findings.iter().filter(|finding| finding.severity == "unresolved").count();
        let told = if open == 0 { String::new() } else { format!(", {open} values kept as given") };
        tell(format!("{:<44} {:>3} {} records{told}", step.source, step.created, step.record_type));
    }
    if let Some(stock) = &report.opening_stock {
        tell(format!(
            "Opening stock: {} units of {} items, worth {} USD, posted.",
            stock.units, stock.items, stock.value
        ));
    }
    tell("What could not be recognised: `keel demo --json`, or GET /api/v1/imports/findings?batch=….");
    tell(
        "Its nine employees can sign in once they have a password: `keel user reset-password nancy.davolio`.",
    );
}
