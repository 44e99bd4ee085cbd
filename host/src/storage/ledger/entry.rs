//! Entries with their lines: appended, and read back as they were written.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use keel_core::ledger::chain::{Facts, Hash};
use keel_core::ledger::entry::{Line, TaxRole};
use uuid::Uuid;

use super::books::currency;
use super::id_lists;
use crate::storage::{DbError, Row, Sql, Tx, Val};

/// Where an entry came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// `user`, `token`, `plugin`, `system`.
    pub actor_kind: String,
    /// The user.
    pub actor_id: Option<Uuid>,
    /// Plugin id.
    pub plugin: Option<String>,
    /// Plugin version.
    pub plugin_version: Option<String>,
    /// Package digest.
    pub package_digest: Option<String>,
    /// Door, hook or action.
    pub via: Option<String>,
    /// Type of the record it was posted for.
    pub source_type: Option<String>,
    /// The record it was posted for.
    pub source_id: Option<Uuid>,
}

/// A posted entry, with everything that the chain seals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// Its company.
    pub company: Uuid,
    /// Its journal.
    pub journal: Uuid,
    /// Its period.
    pub period: Uuid,
    /// Its number.
    pub number: String,
    /// Its business day.
    pub entry_on: NaiveDate,
    /// When it was posted.
    pub posted_at: DateTime<Utc>,
    /// The word of its kind.
    pub kind: String,
    /// The other party's number.
    pub reference: Option<String>,
    /// Free text.
    pub narration: Option<String>,
    /// Whom it is about.
    pub contact: Option<Uuid>,
    /// The entry it takes back.
    pub reverses: Option<Uuid>,
    /// Its place in the chain.
    pub chain_no: i64,
    /// The link before.
    pub prev_hash: Hash,
    /// Its own link.
    pub hash: Hash,
    /// Where it came from.
    pub origin: Origin,
    /// Its lines, numbered from 1.
    pub lines: Vec<Line>,
}

impl Entry {
    /// What the chain seals of it.
    pub fn facts(&self) -> Facts<'_> {
        let origin = &self.origin;
        Facts {
            id: self.id,
            company: self.company,
            journal: self.journal,
            period: self.period,
            number: &self.number,
            entry_on: self.entry_on,
            posted_at: self.posted_at,
            kind: &self.kind,
            reference: self.reference.as_deref(),
            narration: self.narration.as_deref(),
            contact: self.contact,
            reverses: self.reverses,
            chain_no: self.chain_no,
            origin: [
                Some(&origin.actor_kind),
                origin.plugin.as_deref(),
                origin.plugin_version.as_deref(),
                origin.package_digest.as_deref(),
                origin.via.as_deref(),
                origin.source_type.as_deref(),
            ],
            origin_ids: [origin.actor_id, origin.source_id],
            lines: &self.lines,
        }
    }
}

const COLUMNS: &[&str] = &[
    "id",
    "company_id",
    "journal_id",
    "period_id",
    "number",
    "entry_on",
    "posted_at",
    "kind",
    "reference",
    "narration",
    "contact_id",
    "reverses_id",
    "chain_no",
    "prev_hash",
    "hash",
    "actor_kind",
    "actor_id",
    "plugin",
    "plugin_version",
    "package_digest",
    "via",
    "source_type",
    "source_id",
];
const LINE_COLUMNS: &[&str] = &[
    "entry_id",
    "line_no",
    "entry_on",
    "account_id",
    "amount_minor",
    "currency",
    "company_minor",
    "contact_id",
    "due_on",
    "description",
    "tax_code_id",
    "tax_role",
    "tax_base_minor",
    "tax_box",
    "tax_box_minor",
    "quantity_e6",
];

/// Appends entries: one statement for the entries, one for their lines, one for the lines' dimensions.
pub async fn insert(tx: &mut Tx, entries: &[Entry]) -> Result<(), DbError> {
    tx.insert_many("entry", COLUMNS, entries.iter().map(row_of).collect()).await?;
    let lines = entries
        .iter()
        .flat_map(|e| e.lines.iter().enumerate().map(move |(i, l)| line_row(e, i, l)))
        .collect();
    tx.insert_many("entry_line", LINE_COLUMNS, lines).await?;
    let dimensions: Vec<Vec<Val>> = entries
        .iter()
        .flat_map(|e| e.lines.iter().enumerate().map(move |(i, l)| (e.id, i, l)))
        .flat_map(|(entry, i, line)| {
            line.dimensions.iter().map(move |(dimension, value)| {
                vec![entry.into(), line_no(i).into(), (*dimension).into(), (*value).into()]
            })
        })
        .collect();
    tx.insert_many(
        "entry_line_dimension",
        &["entry_id", "line_no", "dimension_id", "dimension_value_id"],
        dimensions,
    )
    .await
}

fn line_no(index: usize) -> i64 {
    index as i64 + 1
}

fn row_of(entry: &Entry) -> Vec<Val> {
    let origin = &entry.origin;
    vec![
        entry.id.into(),
        entry.company.into(),
        entry.journal.into(),
        entry.period.into(),
        (&entry.number).into(),
        entry.entry_on.into(),
        entry.posted_at.into(),
        (&entry.kind).into(),
        entry.reference.clone().into(),
        entry.narration.clone().into(),
        entry.contact.into(),
        entry.reverses.into(),
        entry.chain_no.into(),
        entry.prev_hash.to_vec().into(),
        entry.hash.to_vec().into(),
        (&origin.actor_kind).into(),
        origin.actor_id.into(),
        origin.plugin.clone().into(),
        origin.plugin_version.clone().into(),
        origin.package_digest.clone().into(),
        origin.via.clone().into(),
        origin.source_type.clone().into(),
        origin.source_id.into(),
    ]
}

fn line_row(entry: &Entry, index: usize, line: &Line) -> Vec<Val> {
    vec![
        entry.id.into(),
        line_no(index).into(),
        entry.entry_on.into(),
        line.account.into(),
        line.amount_minor.into(),
        line.currency.as_str().into(),
        line.company_minor.into(),
        line.contact.into(),
        line.due_on.into(),
        line.description.clone().into(),
        line.tax.map(|(code, _)| code).into(),
        line.tax.map(|(_, role)| role.as_str()).into(),
        line.tax_base_minor.into(),
        line.tax_box.clone().into(),
        line.tax_box_minor.into(),
        line.quantity_e6.into(),
    ]
}

/// One entry of a company with its lines.
pub async fn find(tx: &mut Tx, company: Uuid, id: Uuid) -> Result<Option<Entry>, DbError> {
    let sql = format!("select {} from entry where id = $1 and company_id = $2", COLUMNS.join(", "));
    let rows = tx.rows(Sql::built(sql), &[id.into(), company.into()]).await?;
    Ok(with_lines(tx, rows).await?.pop())
}

/// Entries of a company in the order of the chain, after a link: for checking it.
pub async fn after_link(
    tx: &mut Tx,
    company: Uuid,
    chain_no: i64,
    limit: i64,
) -> Result<Vec<Entry>, DbError> {
    let columns = COLUMNS.join(", ");
    let sql = format!(
        "select {columns} from entry where company_id = $1 and chain_no > $2 order by chain_no limit $3"
    );
    let rows = tx.rows(Sql::built(sql), &[company.into(), chain_no.into(), limit.into()]).await?;
    with_lines(tx, rows).await
}

/// The number of the entry that takes this one back.
pub async fn reversal_of(tx: &mut Tx, id: Uuid) -> Result<Option<String>, DbError> {
    let row = tx.row("select number from entry where reverses_id = $1", &[id.into()]).await?;
    row.map(|row| row.get(0)).transpose()
}

async fn with_lines(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<Entry>, DbError> {
    let mut entries = rows.iter().map(entry_of).collect::<Result<Vec<Entry>, _>>()?;
    let places: HashMap<Uuid, usize> = entries.iter().enumerate().map(|(at, e)| (e.id, at)).collect();
    let ids: Vec<Uuid> = entries.iter().map(|e| e.id).collect();
    for (list, values) in id_lists(&ids, 1) {
        let columns = LINE_COLUMNS.join(", ");
        let sql =
            format!("select {columns} from entry_line where entry_id in ({list}) order by entry_id, line_no");
        for row in tx.rows(Sql::built(sql), &values).await? {
            entries[places[&row.get(0)?]].lines.push(line_of(&row)?);
        }
        let sql = format!(
            "select entry_id, line_no, dimension_id, dimension_value_id from entry_line_dimension \
             where entry_id in ({list}) order by entry_id, line_no, dimension_id"
        );
        for row in tx.rows(Sql::built(sql), &values).await? {
            let entry = &mut entries[places[&row.get(0)?]];
            let at = row.get::<i64>(1)? - 1;
            if let Some(line) = usize::try_from(at).ok().and_then(|at| entry.lines.get_mut(at)) {
                line.dimensions.push((row.get(2)?, row.get(3)?));
            }
        }
    }
    Ok(entries)
}

fn entry_of(row: &Row) -> Result<Entry, DbError> {
    Ok(Entry {
        id: row.get(0)?,
        company: row.get(1)?,
        journal: row.get(2)?,
        period: row.get(3)?,
        number: row.get(4)?,
        entry_on: row.get(5)?,
        posted_at: row.get(6)?,
        kind: row.get(7)?,
        reference: row.get(8)?,
        narration: row.get(9)?,
        contact: row.get(10)?,
        reverses: row.get(11)?,
        chain_no: row.get(12)?,
        prev_hash: hash(row, 13)?,
        hash: hash(row, 14)?,
        origin: Origin {
            actor_kind: row.get(15)?,
            actor_id: row.get(16)?,
            plugin: row.get(17)?,
            plugin_version: row.get(18)?,
            package_digest: row.get(19)?,
            via: row.get(20)?,
            source_type: row.get(21)?,
            source_id: row.get(22)?,
        },
        lines: Vec::new(),
    })
}

fn hash(row: &Row, index: usize) -> Result<Hash, DbError> {
    row.get::<Vec<u8>>(index)?.try_into().map_err(|_| DbError::Decode("a link of 32 bytes".into()))
}

fn line_of(row: &Row) -> Result<Line, DbError> {
    let role: Option<String> = row.get(11)?;
    let role = match role.as_deref() {
        None => None,
        Some("base") => Some(TaxRole::Base),
        Some("tax") => Some(TaxRole::Tax),
        Some(other) => return Err(DbError::Decode(format!("tax role {other}"))),
    };
    let code: Option<Uuid> = row.get(10)?;
    Ok(Line {
        account: row.get(3)?,
        amount_minor: row.get(4)?,
        currency: currency(row, 5)?,
        company_minor: row.get(6)?,
        contact: row.get(7)?,
        due_on: row.get(8)?,
        description: row.get(9)?,
        tax: code.zip(role),
        tax_base_minor: row.get(12)?,
        tax_box: row.get(13)?,
        tax_box_minor: row.get(14)?,
        quantity_e6: row.get(15)?,
        dimensions: Vec::new(),
    })
}
