//! `report`: any report, as a table for a terminal, as JSON or as CSV.
//!
//! Knows flags. Must not know what a report says.

use std::io::Write;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::service::report::{self, REPORTS};
use crate::service::{Fault, Uow};
use crate::storage::Tx;

use super::exit::{Exit, Failure};
use super::open_existing;
use super::settings::Settings;

/// What `report` takes.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Which report
    #[arg(value_parser = PossibleValuesParser::new(REPORTS.iter().map(|one| one.name)))]
    name: String,
    /// Code or id of the company [default: the only one there is]
    #[arg(long)]
    company: Option<String>,
    /// As of the end of this day
    #[arg(long, value_name = "DAY")]
    on: Option<String>,
    /// First day
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Last day
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
    /// As the books were known at this instant (RFC 3339)
    #[arg(long, value_name = "INSTANT")]
    as_known_at: Option<String>,
    /// Any other parameter of the report, such as account=1100; may be repeated
    #[arg(long = "with", value_name = "NAME=VALUE")]
    with: Vec<String>,
    /// Print JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print CSV
    #[arg(long)]
    csv: bool,
}

/// Prints a report.
pub async fn run(settings: Settings, args: ReportArgs) -> Result<(), Failure> {
    let mut params: Vec<(String, String)> = Vec::new();
    for (name, value) in
        [("on", &args.on), ("from", &args.from), ("to", &args.to), ("known_at", &args.as_known_at)]
    {
        params.extend(value.clone().map(|value| (name.to_owned(), value)));
    }
    for pair in &args.with {
        let Some((name, value)) = pair.split_once('=') else {
            return Err(Failure::new(Exit::Usage, format!("write --with NAME=VALUE, not {pair}")));
        };
        params.push((name.to_owned(), value.to_owned()));
    }
    let app = open_existing(&settings).await?;
    let (name, company) = (args.name.clone(), args.company.clone());
    let ctx = app.system("cli");
    let answered = app
        .db
        .read(async move |tx: &mut Tx| {
            let mut uow = Uow::new(tx, &ctx);
            let company = match company {
                Some(company) => company,
                None => report::sole_company(&mut uow).await?,
            };
            params.push(("company".into(), company));
            report::run(&mut uow, &name, &params).await
        })
        .await;
    app.db.close().await;
    let answer = answered?;
    let bytes = if args.json {
        let text = serde_json::to_string_pretty(&answer);
        let text = text.map_err(|error| Fault::internal(format!("a report is not JSON: {error}")))?;
        format!("{text}\n").into_bytes()
    } else if args.csv {
        report::csv(&answer)?
    } else {
        report::text(&answer).into_bytes()
    };
    let written = std::io::stdout().write_all(&bytes);
    written.map_err(|error| Failure::new(Exit::Failed, error.to_string()))
}
