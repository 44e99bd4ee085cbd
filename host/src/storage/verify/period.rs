//! Entries that came into a period after it was closed.
//!
//! Order is that of ids (UUIDv7), which are given inside the unit of work: units of one company never
//! interleave, while their times are those of their requests.

use uuid::Uuid;

use super::Wrong;
use crate::storage::{DbError, Tx};

/// A period, or a year, that takes nothing more.
#[derive(Debug, Clone)]
struct Closed {
    place: String,
    id: Uuid,
    /// The audit row of its closing.
    by: Option<Uuid>,
    /// It was closed by itself, not with its year.
    alone: bool,
}

/// Closed and sealed periods and closed years; and entries that came later, or closings that nobody did.
pub async fn late(tx: &mut Tx) -> Result<(i64, Vec<Wrong>), DbError> {
    let periods = "select c.code || ' ' || p.code, p.id, case y.state when 'open' then 1 else 0 end from period p \
                   join company c on c.id = p.company_id join fiscal_year y on y.id = p.fiscal_year_id \
                   where p.state in ('closed', 'sealed')";
    let years = "select c.code || ' ' || y.code, y.id, 1 from fiscal_year y join company c on c.id = y.company_id \
                 where y.state = 'closed'";
    let (mut covered, mut wrong) = (0, Vec::new());
    for (kind, list, later) in [
        (
            "period",
            periods,
            "select number from entry where period_id = $1 and id > $2 and kind <> 'closing' order by number",
        ),
        (
            "fiscal-year",
            years,
            "select e.number from entry e join period p on p.id = e.period_id \
             where p.fiscal_year_id = $1 and e.id > $2 order by e.number",
        ),
    ] {
        for row in tx.rows(list, &[]).await? {
            covered += 1;
            let (place, id) = (row.get(0)?, row.get(1)?);
            let alone = row.get::<i64>(2)? == 1;
            let closed = Closed { place, id, by: closing_of(tx, kind, id).await?, alone };
            let Some(by) = closed.by else {
                if closed.alone {
                    wrong.push(Wrong::at(format!("{}: nobody closed it", closed.place)));
                }
                continue;
            };
            for late in tx.rows(later, &[closed.id.into(), by.into()]).await? {
                wrong.push(Wrong::at(format!("{} {}", closed.place, late.get::<String>(0)?)));
            }
        }
    }
    Ok((covered, wrong))
}

/// The audit row of the last time that a period or year was closed.
async fn closing_of(tx: &mut Tx, kind: &'static str, id: Uuid) -> Result<Option<Uuid>, DbError> {
    let rows = tx
        .rows(
            "select id, changes from audit_log where record_type = $1 and record_id = $2 order by id desc",
            &[kind.into(), id.into()],
        )
        .await?;
    for row in rows {
        if row.get::<String>(1)?.contains(r#""closed"]"#) {
            return row.get(0);
        }
    }
    Ok(None)
}
