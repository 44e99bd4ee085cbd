//! The demo company Northwind Traders, from its files to balanced books.
//!
//! Knows the files under `host/demo/northwind` and in which order they are imported. Must not know how a
//! contact is recognised or a move is costed: it goes through the same use cases as everybody.

mod books;
mod replay;
mod tables;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::service::import::{self, Format, ImportFinding, ImportRecords, Mode};
use crate::service::{Ctx, Fault, Uow};
use crate::storage::{Db, Scope, Tx};

pub use books::OpeningStock;
pub use replay::{PLUGINS, Progress, ReplayFigures, replay};

/// Code of the demo company.
pub const COMPANY: &str = "NORTHWIND";

/// What one file brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct DemoStep {
    /// Record type.
    pub record_type: String,
    /// File.
    pub source: String,
    /// The import under which it is kept.
    pub batch: Option<Uuid>,
    /// Rows of the file.
    pub rows: i64,
    /// Records made now; 0 when they were there already.
    pub created: i64,
    /// What could not be recognised and is kept as given.
    pub findings: Vec<ImportFinding>,
}

/// What the demo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct DemoReport {
    /// The company.
    pub company: Uuid,
    /// Whether anything was made; a second run makes nothing.
    pub changed: bool,
    /// Files, in order.
    pub steps: Vec<DemoStep>,
    /// What lies in the warehouse and in the books; told by the run that posted it.
    pub opening_stock: Option<OpeningStock>,
}

/// Builds what is missing of the demo company; a second run changes nothing and says so.
///
/// Two units of work: people, items and users (shared by all companies), then the books of the company.
/// Stopped between them, the next run does the rest.
pub async fn build(db: &Db, ctx: Ctx) -> Result<DemoReport, Fault> {
    let shared = ctx.clone();
    let (company, mut steps) =
        db.write(Scope::Shared, async move |tx: &mut Tx| people(&mut Uow::new(tx, &shared)).await).await?;
    let opening = db
        .write(Scope::Company(company), async move |tx: &mut Tx| {
            books::open(&mut Uow::new(tx, &ctx), company).await
        })
        .await?;
    let (places, opening_stock) = opening;
    steps.extend(places);
    let changed = opening_stock.is_some() || steps.iter().any(|step| step.created > 0);
    Ok(DemoReport { company, changed, steps, opening_stock })
}

/// Everything that companies share.
async fn people(uow: &mut Uow<'_>) -> Result<(Uuid, Vec<DemoStep>), Fault> {
    crate::service::auth::install_roles(uow).await?;
    let mut steps = vec![step(uow, None, tables::company()?).await?];
    let company = import::company_by_code(uow, COMPANY).await?;
    for file in tables::shared()? {
        steps.push(step(uow, None, file).await?);
    }
    Ok((company, steps))
}

/// A file made ready for import.
struct File {
    record_type: &'static str,
    source: &'static str,
    content: String,
    map: &'static [(&'static str, &'static str)],
    constants: &'static [(&'static str, &'static str)],
    key_field: Option<&'static str>,
}

/// Imports a file, unless it was imported before.
async fn step(uow: &mut Uow<'_>, company: Option<Uuid>, file: File) -> Result<DemoStep, Fault> {
    let input = ImportRecords {
        record_type: file.record_type.to_owned(),
        source: file.source.to_owned(),
        format: Format::Csv,
        content: file.content,
        company,
        map: texts(file.map),
        constants: texts(file.constants),
        key_field: file.key_field.map(str::to_owned),
        country: Some("US".to_owned()),
        mode: Mode::All,
        dry_run: false,
    };
    if let Some((batch, rows)) = import::imported_before(uow, &input).await? {
        let findings = import::findings(uow, import::ImportFindings { batch }).await?;
        let (record_type, source) = (input.record_type, input.source);
        return Ok(DemoStep { record_type, source, batch: Some(batch), rows, created: 0, findings });
    }
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let source = input.source.clone();
    let report = import::import(uow, input).await.map_err(|fault| fault.operator(format!("in {source}")))?;
    Ok(DemoStep {
        record_type: report.record_type,
        source: report.source,
        batch: report.batch,
        rows: count(report.rows),
        created: count(report.created),
        findings: report.findings,
    })
}

fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(left, right)| ((*left).to_owned(), (*right).to_owned())).collect()
}
