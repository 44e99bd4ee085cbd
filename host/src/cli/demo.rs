//! `demo`: the company Northwind Traders, to look around in.
//!
//! Knows how its report is printed. Must not know what the company is made of.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;

use crate::app::App;
use crate::service::demo::{self, DemoReport, Progress, ReplayFigures};
use crate::service::plugins::life::{self, Grants, Terms, Wanted};

use super::exit::{Exit, Failure};
use super::settings::Settings;
use super::{make_data_dir, setup, tell};

/// Why a package does not take the place of what is installed.
const STAYS: [&str; 2] = ["plugin.version-reused", "plugin.downgrade"];

/// What `demo` takes.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Print the whole report as JSON, with every value that could not be recognised
    #[arg(long)]
    json: bool,
    /// Then do its two years again, 830 orders, through the plugins `sales` and `invoicing`; can be stopped and run again
    #[arg(long)]
    full: bool,
    /// Package of a plugin that the two years need, if it is not installed yet; may be repeated
    #[arg(long, value_name = "FILE", requires = "full")]
    package: Vec<PathBuf>,
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
    let replayed = match &built {
        Ok(_) if args.full => replay(&app, &args.package).await.map(Some),
        _ => Ok(None),
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
    if let Some(figures) = replayed? {
        println!("{}", shown(&figures));
    }
    Ok(())
}

/// Installs the packages that were named, then does the two years.
async fn replay(app: &App, packages: &[PathBuf]) -> Result<ReplayFigures, Failure> {
    install(app, packages).await?;
    let mut bar = Bar { began: Instant::now(), shown: None };
    let figures = demo::replay(&app.db, || app.system("demo"), |progress| bar.tell(progress)).await?;
    Ok(figures)
}

/// Installs packages with all that they ask for, to work in the demo company. What is installed stays as it is: a
/// package that cannot take its place is told, and is no reason not to start.
async fn install(app: &App, packages: &[PathBuf]) -> Result<(), Failure> {
    for file in packages {
        let bytes = std::fs::read(file).map_err(|error| Failure::file(file, &error))?;
        let terms = Terms {
            wanted: Wanted::Either,
            dry_run: false,
            grant: Grants::All,
            companies: vec![demo::COMPANY.to_owned()],
            unsigned: true,
            accept_conflicts: false,
            accept_destroy: false,
        };
        match life::install(&app.db, &app.plugins, &app.system("demo"), bytes, terms).await {
            Ok(taken) => tell(format!("{} {} is installed.", taken.plugin, taken.to)),
            Err(fault) if fault.code == "plugin.already-installed" => {}
            Err(fault) if STAYS.contains(&fault.code.as_str()) => {
                tell(format!("{}: {}", file.display(), fault.message));
            }
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(())
}

/// Tells how far the two years are, at most five times a second; where nobody looks on, every tenth part.
struct Bar {
    began: Instant,
    shown: Option<(Instant, usize)>,
}

impl Bar {
    fn tell(&mut self, Progress { done, of }: Progress) {
        let terminal = std::io::stderr().is_terminal();
        let tenth = done * 10 / of.max(1);
        let due = match self.shown {
            None => true,
            Some((at, _)) if terminal => at.elapsed() > Duration::from_millis(200) || done == of,
            Some((_, before)) => tenth > before,
        };
        if !due {
            return;
        }
        self.shown = Some((Instant::now(), tenth));
        let took = self.began.elapsed().as_millis().max(1);
        let rate = done as u128 * 1000 / took;
        let left = took * (of - done) as u128 / done.max(1) as u128 / 1000;
        let line = format!("{done} of {of} steps, {rate}/s, {left} s left");
        if terminal {
            let full = tenth.min(10);
            eprint!(
                "\r[{}{}] {line}   {}",
                "#".repeat(full),
                ".".repeat(10 - full),
                if done == of { "\n" } else { "" }
            );
        } else {
            tell(line);
        }
    }
}

fn shown(figures: &ReplayFigures) -> String {
    format!(
        "{} orders: revenue {}, freight {}, {} units shipped; {} orders open with {} units.\n\
         Customers owe {}, the bank has {}, the stock is worth {}.",
        figures.orders,
        figures.revenue,
        figures.freight,
        figures.units_shipped.normalize(),
        figures.open_orders,
        figures.units_open.normalize(),
        figures.receivable,
        figures.bank,
        figures.stock_value,
    )
}

/// Makes the demo company before the host serves; says so only when something was made.
pub(super) async fn before_serving(app: &App, packages: &[PathBuf]) -> Result<(), Failure> {
    let report = demo::build(&app.db, app.system("demo")).await?;
    install(app, packages).await?;
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
