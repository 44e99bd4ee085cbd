//! Tags of records, and everything that hangs on a record when it goes or moves.
//!
//! Knows the tables that name a record by type and id. Must not know record types.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DbError, Sql, Tx, Val};

/// Tags of a record: id, name, colour; by name.
pub async fn tags(
    tx: &mut Tx,
    record_type: &str,
    record_id: Uuid,
) -> Result<Vec<(Uuid, String, Option<String>)>, DbError> {
    let sql = "select t.id, t.name, t.colour from record_tag r join tag t on t.id = r.tag_id \
               where r.record_type = $1 and r.record_id = $2 order by t.name_key";
    let rows = tx.rows(sql, &[record_type.into(), record_id.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// Sets the tags of a record.
pub async fn set_tags(
    tx: &mut Tx,
    record_type: &str,
    record_id: Uuid,
    tags: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let sql = "delete from record_tag where record_type = $1 and record_id = $2";
    tx.execute(sql, &[record_type.into(), record_id.into()]).await?;
    let rows = tags
        .iter()
        .map(|tag| vec![Val::from(record_type), record_id.into(), (*tag).into(), now.into()])
        .collect();
    tx.insert_many("record_tag", &["record_type", "record_id", "tag_id", "created_at"], rows).await
}

/// Tables whose rows go with the record they name.
const HANGING: [&str; 4] = ["attachment", "timeline_entry", "record_follower", "record_tag"];

/// Removes all that hangs on a record that is deleted or erased. Tasks stay, about nothing in particular.
pub async fn delete_of(tx: &mut Tx, record_type: &str, record_id: Uuid) -> Result<(), DbError> {
    let params: [Val; 2] = [record_type.into(), record_id.into()];
    for table in HANGING {
        let sql = format!("delete from {table} where record_type = $1 and record_id = $2");
        tx.execute(Sql::built(sql), &params).await?;
    }
    let sql =
        "update task set record_type = null, record_id = null where record_type = $1 and record_id = $2";
    tx.execute(sql, &params).await?;
    Ok(())
}
