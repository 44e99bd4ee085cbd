//! The columns of `contact` that search and duplicates read.

use uuid::Uuid;

use crate::storage::{DbError, Tx};

/// Writes them.
pub async fn update(
    tx: &mut Tx,
    id: Uuid,
    name_key: &str,
    match_key: &str,
    search_text: &str,
) -> Result<(), DbError> {
    tx.execute(
        "update contact set name_key = $1, match_key = $2, search_text = $3 where id = $4",
        &[name_key.into(), match_key.into(), search_text.into(), id.into()],
    )
    .await
    .map(|_| ())
}
