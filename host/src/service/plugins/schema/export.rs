//! Everything that a plugin keeps, as files that `keel import` and any spreadsheet read: before it goes.
//!
//! One CSV (RFC 4180, UTF-8, header with field names) for each of its record types, its lines and its fields
//! on others' records: `credit-limit.raise.csv`, `credit-limit.raise.lines.csv` (with `record` and `line_no`),
//! `contact+credit-limit.csv` (with `id`, and a row only where some field has a value). Decimals are plain, days
//! ISO 8601, instants RFC 3339, references ids, JSON as it is. Nothing is escaped against spreadsheets:
//! what comes back must be what went out.

use crate::service::{Fault, Uow};
use crate::storage::instant_text;
use crate::storage::records::{self as store, Field, Filter, ListQuery, Operator, Record, RecordType, Value};
use crate::storage::records::{Restriction, Sort};

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// `contact+credit-limit.csv`.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Records that are read at once.
const PAGE: usize = 500;

/// Everything that a plugin keeps. Only administrators take it.
pub async fn export(uow: &mut Uow<'_>, plugin: &str) -> Result<Vec<ExportFile>, Fault> {
    uow.ctx.actor.must_administer()?;
    let types: Vec<_> = uow.ctx.types.all().cloned().collect();
    let mut files = Vec::new();
    for declared in types {
        let kind = &declared.kind;
        if kind.plugin.as_deref() == Some(plugin) {
            files.extend(own(uow, kind).await?);
        } else {
            let added: Vec<&Field> =
                kind.fields.iter().filter(|f| f.ext && f.plugin.as_deref() == Some(plugin)).collect();
            if !added.is_empty() {
                files.push(added_to(uow, plugin, kind, &added).await?);
            }
        }
    }
    Ok(files)
}

async fn own(uow: &mut Uow<'_>, kind: &RecordType) -> Result<Vec<ExportFile>, Fault> {
    let common = ["id", "version", "created_at", "updated_at"];
    let names: Vec<&str> =
        common.into_iter().chain(kind.fields.iter().map(|field| field.name.as_str())).collect();
    let mut records = Table::new(&names)?;
    let mut lines = Vec::new();
    for collection in &kind.collections {
        let fields = collection.fields.iter().map(|field| field.name.as_str());
        let names: Vec<&str> = ["record", "line_no"].into_iter().chain(fields).collect();
        lines.push(Table::new(&names)?);
    }
    let mut query = ListQuery { limit: PAGE, ..ListQuery::default() };
    loop {
        let page = store::list(uow.tx, kind, &query).await?;
        for record in &page.records {
            records.row(record)?;
            if kind.collections.is_empty() {
                continue;
            }
            let Some(id) = record.get("id").and_then(Value::id) else { continue };
            let whole = store::get(uow.tx, kind, id, &Restriction::default()).await?.unwrap_or_default();
            for (collection, table) in kind.collections.iter().zip(&mut lines) {
                let rows = whole.get(&collection.name).and_then(Value::rows).unwrap_or_default();
                for (row, number) in rows.iter().zip(1_i64..) {
                    let mut line = row.clone();
                    line.insert("record".into(), Value::Id(id));
                    line.insert("line_no".into(), Value::Integer(number));
                    table.row(&line)?;
                }
            }
        }
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    let mut files = vec![records.file(&kind.name)?];
    for (collection, table) in kind.collections.iter().zip(lines) {
        files.push(table.file(&format!("{}.{}", kind.name, collection.name))?);
    }
    Ok(files)
}

async fn added_to(
    uow: &mut Uow<'_>,
    plugin: &str,
    kind: &RecordType,
    added: &[&Field],
) -> Result<ExportFile, Fault> {
    let names: Vec<&str> =
        std::iter::once("id").chain(added.iter().map(|field| field.name.as_str())).collect();
    let mut table = Table::new(&names)?;
    // Each record once, under the first of the fields that has a value: an index or the side table finds it.
    for (at, field) in added.iter().enumerate() {
        let is = |field: &Field, operator: Operator| Filter {
            field: field.clone(),
            through: None,
            operator,
            values: Vec::new(),
        };
        let mut filters = vec![is(field, Operator::Present)];
        filters.extend(added[..at].iter().map(|earlier| is(earlier, Operator::Empty)));
        let mut query = ListQuery { limit: PAGE, filters, sort: Vec::<Sort>::new(), ..ListQuery::default() };
        loop {
            let page = store::list(uow.tx, kind, &query).await?;
            page.records.iter().try_for_each(|record| table.row(record))?;
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
    }
    table.file(&format!("{}+{plugin}", kind.name))
}

/// A file under way.
struct Table {
    names: Vec<String>,
    out: csv::Writer<Vec<u8>>,
}

impl Table {
    fn new(names: &[&str]) -> Result<Table, Fault> {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(names).map_err(failed)?;
        Ok(Table { names: names.iter().map(|name| (*name).to_owned()).collect(), out })
    }

    fn row(&mut self, record: &Record) -> Result<(), Fault> {
        let cells = self.names.iter().map(|name| cell(record.get(name)));
        self.out.write_record(cells).map_err(failed)
    }

    fn file(self, name: &str) -> Result<ExportFile, Fault> {
        let bytes = self.out.into_inner().map_err(|error| Fault::internal(format!("csv: {error}")))?;
        Ok(ExportFile { name: format!("{name}.csv"), bytes })
    }
}

fn failed(error: csv::Error) -> Fault {
    Fault::internal(format!("csv: {error}"))
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null | Value::Rows(_)) => String::new(),
        Some(Value::Bool(value)) => value.to_string(),
        Some(Value::Integer(value)) => value.to_string(),
        Some(Value::Decimal(value)) => value.to_string(),
        Some(Value::Text(text) | Value::Json(text)) => text.clone(),
        Some(Value::Day(day)) => day.to_string(),
        Some(Value::Instant(at)) => instant_text(*at),
        Some(Value::Id(id)) => id.to_string(),
    }
}
