//! Counts and their lines.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Tx, Val};

/// A row of `stock_count`.
#[derive(Debug, Clone)]
pub struct CountRow {
    /// Id.
    pub id: Uuid,
    /// Company.
    pub company_id: Uuid,
    /// Document number.
    pub number: String,
    /// The location counted.
    pub location_id: Uuid,
    /// `open`, `posted`, `cancelled`.
    pub state: String,
    /// The day of the count.
    pub counted_on: NaiveDate,
    /// Words of the user.
    pub note: Option<String>,
}

/// A row of `stock_count_line`.
#[derive(Debug, Clone)]
pub struct CountLineRow {
    /// Id.
    pub id: Uuid,
    /// From 1.
    pub line_no: i64,
    /// Item.
    pub item_id: Uuid,
    /// Lot.
    pub lot_id: Option<Uuid>,
    /// What the books said when the count began, 10⁻⁶.
    pub expected_e6: i64,
    /// What was found, 10⁻⁶.
    pub counted_e6: Option<i64>,
    /// The move that corrects the difference.
    pub move_id: Option<Uuid>,
}

/// A count by id.
pub async fn count(tx: &mut Tx, id: Uuid) -> Result<Option<CountRow>, DbError> {
    let row = tx
        .row(
            "select id, company_id, number, location_id, state, counted_on, note from stock_count where id = $1",
            &[id.into()],
        )
        .await?;
    row.map(|row| {
        Ok(CountRow {
            id: row.get(0)?,
            company_id: row.get(1)?,
            number: row.get(2)?,
            location_id: row.get(3)?,
            state: row.get(4)?,
            counted_on: row.get(5)?,
            note: row.get(6)?,
        })
    })
    .transpose()
}

/// Lines of a count, in order.
pub async fn lines(tx: &mut Tx, count_id: Uuid) -> Result<Vec<CountLineRow>, DbError> {
    let rows = tx
        .rows(
            "select id, line_no, item_id, lot_id, expected_e6, counted_e6, move_id
             from stock_count_line where count_id = $1 order by line_no",
            &[count_id.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(CountLineRow {
                id: row.get(0)?,
                line_no: row.get(1)?,
                item_id: row.get(2)?,
                lot_id: row.get(3)?,
                expected_e6: row.get(4)?,
                counted_e6: row.get(5)?,
                move_id: row.get(6)?,
            })
        })
        .collect()
}

/// Begins a count.
pub async fn insert(tx: &mut Tx, at: DateTime<Utc>, count: &CountRow) -> Result<(), DbError> {
    tx.execute(
        "insert into stock_count (id, version, created_at, updated_at, company_id, number, location_id, state,
             counted_on, note)
         values ($1, 1, $2, $2, $3, $4, $5, $6, $7, $8)",
        &[
            count.id.into(),
            at.into(),
            count.company_id.into(),
            (&count.number).into(),
            count.location_id.into(),
            (&count.state).into(),
            count.counted_on.into(),
            count.note.clone().into(),
        ],
    )
    .await
    .map(|_| ())
}

/// Writes lines of a count, new or changed.
pub async fn store_lines(
    tx: &mut Tx,
    at: DateTime<Utc>,
    count: &CountRow,
    lines: &[CountLineRow],
) -> Result<(), DbError> {
    let columns = [
        "id",
        "version",
        "created_at",
        "updated_at",
        "company_id",
        "count_id",
        "line_no",
        "item_id",
        "lot_id",
        "expected_e6",
        "counted_e6",
        "move_id",
    ];
    let rows = lines
        .iter()
        .map(|line| {
            vec![
                Val::from(line.id),
                1.into(),
                at.into(),
                at.into(),
                count.company_id.into(),
                count.id.into(),
                line.line_no.into(),
                line.item_id.into(),
                line.lot_id.into(),
                line.expected_e6.into(),
                line.counted_e6.into(),
                line.move_id.into(),
            ]
        })
        .collect();
    tx.insert_many_with(
        "stock_count_line",
        &columns,
        rows,
        "on conflict (count_id, line_no) do update set version = stock_count_line.version + 1, updated_at = excluded.updated_at, counted_e6 = excluded.counted_e6, move_id = excluded.move_id",
    )
    .await
}

/// Ends a count.
pub async fn close(tx: &mut Tx, at: DateTime<Utc>, id: Uuid, state: &str) -> Result<(), DbError> {
    let posted_at = (state == "posted").then_some(at);
    tx.execute(
        "update stock_count set version = version + 1, updated_at = $2, state = $3, posted_at = $4 where id = $1",
        &[id.into(), at.into(), state.into(), posted_at.into()],
    )
    .await
    .map(|_| ())
}
