//! Files that hang on records: the tables `attachment` and `attachment_blob`.
//!
//! Knows digests and names. Must not know what a content is, or who may see it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DbError, Row, Sql, Tx, Val};

/// A row of `attachment`.
#[derive(Debug, Clone)]
pub struct AttachmentRow {
    /// The attachment.
    pub id: Uuid,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// Company of the record, if it has one.
    pub company_id: Option<Uuid>,
    /// Type of the record.
    pub record_type: String,
    /// The record.
    pub record_id: Uuid,
    /// Name of the file.
    pub name: String,
    /// Media type, as found in the content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the content.
    pub digest: Vec<u8>,
    /// Who added it.
    pub created_by_id: Option<Uuid>,
}

const COLUMNS: &str =
    "id, created_at, company_id, record_type, record_id, name, media_type, size, digest, created_by_id";

fn attachment_of(row: &Row) -> Result<AttachmentRow, DbError> {
    Ok(AttachmentRow {
        id: row.get(0)?,
        created_at: row.get(1)?,
        company_id: row.get(2)?,
        record_type: row.get(3)?,
        record_id: row.get(4)?,
        name: row.get(5)?,
        media_type: row.get(6)?,
        size: row.get(7)?,
        digest: row.get(8)?,
        created_by_id: row.get(9)?,
    })
}

/// Adds an attachment; its content is kept once, whoever else has the same.
pub async fn insert(tx: &mut Tx, row: &AttachmentRow, content: &[u8]) -> Result<(), DbError> {
    tx.execute(
        "insert into attachment_blob (digest, size, bytes, created_at) values ($1, $2, $3, $4) \
         on conflict (digest) do nothing",
        &[row.digest.clone().into(), row.size.into(), content.to_vec().into(), row.created_at.into()],
    )
    .await?;
    tx.execute(
        "insert into attachment (id, version, created_at, updated_at, company_id, record_type, record_id, name, \
         media_type, size, digest, created_by_id) values ($1, 1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            row.id.into(),
            row.created_at.into(),
            row.company_id.into(),
            row.record_type.as_str().into(),
            row.record_id.into(),
            row.name.as_str().into(),
            row.media_type.as_str().into(),
            row.size.into(),
            row.digest.clone().into(),
            row.created_by_id.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The attachment of an id.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<AttachmentRow>, DbError> {
    let sql = Sql::built(format!("select {COLUMNS} from attachment where id = $1"));
    tx.row(sql, &[id.into()]).await?.as_ref().map(attachment_of).transpose()
}

/// Attachments of a record, newest first: at most `most` older than `before`.
pub async fn of_record(
    tx: &mut Tx,
    record_type: &str,
    record_id: Uuid,
    before: Option<Uuid>,
    most: i64,
) -> Result<Vec<AttachmentRow>, DbError> {
    let sql = Sql::built(format!(
        "select {COLUMNS} from attachment where record_type = $1 and record_id = $2 and id < $3 \
         order by id desc limit $4"
    ));
    let params: [Val; 4] =
        [record_type.into(), record_id.into(), before.unwrap_or(Uuid::max()).into(), most.into()];
    tx.rows(sql, &params).await?.iter().map(attachment_of).collect()
}

/// A content by its digest.
pub async fn content(tx: &mut Tx, digest: &[u8]) -> Result<Option<Vec<u8>>, DbError> {
    let sql = "select bytes from attachment_blob where digest = $1";
    tx.row(sql, &[digest.to_vec().into()]).await?.map(|row| row.get(0)).transpose()
}

/// Removes an attachment. Its content goes with housekeeping, once nobody names it.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<u64, DbError> {
    tx.execute("delete from attachment where id = $1", &[id.into()]).await
}
