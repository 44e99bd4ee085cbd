//! Tables of stock.
//!
//! Knows rows, kept balances and how to ask for many of them at once. Must not know why goods move.

pub mod company;
pub mod counts;
pub mod items;
pub mod moves;
pub mod places;
pub mod quantities;
pub mod reports;
pub mod trace;
pub mod values;

use uuid::Uuid;

use super::{DbError, Row, Sql, Tx, Val};

/// Sizes of `in (…)` lists: few, so that prepared statements are found again.
const LIST_SIZES: [usize; 6] = [1, 4, 16, 64, 256, 1024];

/// Rows of `head … in (…) tail` for all ids, in as few statements as list sizes allow.
///
/// `first` are the parameters before the list; a list that is not full repeats its last id.
async fn rows_in(
    tx: &mut Tx,
    head: &str,
    tail: &str,
    first: &[Val],
    ids: &[Uuid],
) -> Result<Vec<Row>, DbError> {
    let mut rows = Vec::new();
    let mut rest = ids;
    while let Some(last) = rest.last() {
        let size = LIST_SIZES.into_iter().find(|size| *size >= rest.len()).unwrap_or(1024);
        let (now, later) = rest.split_at(size.min(rest.len()));
        rest = later;
        let mut params = first.to_vec();
        params.extend(now.iter().map(|id| Val::from(*id)));
        params.extend(std::iter::repeat_n(Val::from(*last), size - now.len()));
        let marks: Vec<String> = (1..=size).map(|n| format!("${}", first.len() + n)).collect();
        let text = format!("{head} in ({}) {tail}", marks.join(", "));
        rows.extend(tx.rows(Sql::built(text), &params).await?);
    }
    Ok(rows)
}
