//! `import`: records from a CSV or XLSX file.
//!
//! Knows files and how a report is printed. Must not know what a record type means.

use std::collections::BTreeMap;
use std::path::PathBuf;

use base64::Engine;
use clap::Args;

use crate::app::App;
use crate::service::import::{self, Format, ImportFinding, ImportRecords, ImportReport, Mode};
use crate::service::{Fault, Input, Uow};
use crate::storage::Tx;

use super::exit::{Exit, Failure};
use super::settings::Settings;
use super::{open_existing, tell};

/// Findings that are printed without `--json`.
const SHOWN_MAX: usize = 20;

/// What `import` takes.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Record type: contact, item, …
    record_type: String,
    /// A .csv or .xlsx file; its first row names the columns
    file: PathBuf,
    /// Field of a column: "Phone=phones.0.given"; "Phone=" leaves it out; may be repeated
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// Value of every row: "roles.0.role=customer"; may be repeated
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    constants: Vec<String>,
    /// Field by which a record is found again and changed, instead of made twice
    #[arg(long, value_name = "FIELD")]
    key: Option<String>,
    /// Code of the company of the records
    #[arg(long, value_name = "CODE")]
    company: Option<String>,
    /// Country (BG) in which phones of rows without an address are read
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Import the rows that are right, though others are refused
    #[arg(long)]
    row_by_row: bool,
    /// Say what would happen; keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the whole report as JSON
    #[arg(long)]
    json: bool,
}

/// Imports a file.
pub async fn run(settings: Settings, args: ImportArgs) -> Result<(), Failure> {
    let bytes = std::fs::read(&args.file).map_err(|error| Failure::file(&args.file, &error))?;
    let workbook = args.file.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    let (format, content) = if workbook {
        (Format::Xlsx, base64::engine::general_purpose::STANDARD.encode(bytes))
    } else {
        let text = String::from_utf8(bytes)
            .map_err(|_| Failure::new(Exit::Usage, format!("{} is not UTF-8 text", args.file.display())))?;
        (Format::Csv, text)
    };
    let (map, constants) = (pairs(&args.map)?, pairs(&args.constants)?);
    let app = open_existing(&settings).await?;
    let input = ImportRecords {
        record_type: args.record_type.clone(),
        source: args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        format,
        content,
        company: None,
        map,
        constants,
        key_field: args.key.clone(),
        country: args.country.clone(),
        mode: if args.row_by_row { Mode::Row } else { Mode::All },
        dry_run: args.dry_run,
    };
    let done = import_into(&app, input, args.company.clone()).await;
    app.db.close().await;
    match done {
        Ok(report) => show(&args, &report),
        Err(fault) => {
            for field in fault.fields.iter().take(SHOWN_MAX) {
                eprintln!("{}  {}  {}", field.pointer, field.code, field.message);
            }
            Err(fault.into())
        }
    }
}

async fn import_into(
    app: &App,
    mut input: ImportRecords,
    company: Option<String>,
) -> Result<ImportReport, Fault> {
    if let Some(code) = company {
        let ctx = app.system("cli");
        let find = async move |tx: &mut Tx| import::company_by_code(&mut Uow::new(tx, &ctx), &code).await;
        input.company = Some(app.db.read(find).await?);
    }
    let ctx = app.system("cli");
    app.db
        .write(input.scope(), async move |tx: &mut Tx| {
            import::import(&mut Uow::new(tx, &ctx), input.clone()).await
        })
        .await
}

/// `left=right`, each once.
fn pairs(texts: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    texts
        .iter()
        .map(|text| {
            text.split_once('=')
                .map(|(left, right)| (left.to_owned(), right.to_owned()))
                .ok_or_else(|| Failure::new(Exit::Usage, format!("`{text}` is wrong, it takes LEFT=RIGHT")))
        })
        .collect()
}

fn show(args: &ImportArgs, report: &ImportReport) -> Result<(), Failure> {
    if args.json {
        let text = serde_json::to_string_pretty(report)
            .map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
        println!("{text}");
        return Ok(());
    }
    for column in &report.mapping {
        println!("{:<24} → {}", column.column, column.field);
    }
    for column in &report.ignored {
        println!("{column:<24}   left out");
    }
    println!(
        "{} rows: {} created, {} updated, {} unchanged, {} refused",
        report.rows, report.created, report.updated, report.unchanged, report.failed
    );
    findings(&report.findings);
    if args.dry_run {
        tell("Nothing was kept: this was a dry run.");
    } else if let Some(batch) = report.batch {
        tell(format!("Kept as import {batch}."));
    }
    Ok(())
}

/// Prints the first findings and how many more there are.
pub(super) fn findings(all: &[ImportFinding]) {
    for one in all.iter().take(SHOWN_MAX) {
        println!(
            "row {:<5} {:<14} {:<10} {:<32} {:?}: {}",
            one.row, one.column, one.severity, one.code, one.given, one.message
        );
    }
    if all.len() > SHOWN_MAX {
        println!("… and {} more; --json prints all", all.len() - SHOWN_MAX);
    }
}
