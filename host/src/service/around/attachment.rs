//! Files that hang on a record.
//!
//! Knows sizes, digests and names. Must not know how a browser is told.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Place, file_name, media_type};
use crate::service::{Fault, FaultKind, Op, Uow, settings};
use crate::storage::attachment::{self as store, AttachmentRow};
use crate::storage::json;
use crate::storage::migrate::hex;

/// A file on a record.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Attachment {
    /// The attachment.
    pub id: Uuid,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// Name of the file.
    pub name: String,
    /// Media type, as found in the content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// Who added it.
    pub created_by: Option<Uuid>,
}

/// A file with its bytes.
#[derive(Debug, Clone)]
pub struct Content {
    /// What it is.
    pub attachment: Attachment,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Adds a file. The same content is kept once, whatever it is called and wherever it hangs.
pub async fn attach(uow: &mut Uow<'_>, place: &Place, name: &str, bytes: &[u8]) -> Result<Attachment, Fault> {
    let company_id = place.reach(uow, Op::Update).await?;
    let most = settings::current(uow.tx).await?.attachment_bytes_max;
    if bytes.is_empty() {
        return Err(Fault::invalid("attachment.empty", "Send the bytes of the file as the body."));
    }
    if bytes.len() as u64 > most {
        let message = format!("A file takes at most {most} bytes; an administrator can change that.");
        return Err(Fault::new(FaultKind::TooLarge, "attachment.too-large", message).arg("bytes_max", most));
    }
    let row = AttachmentRow {
        id: uow.id(),
        created_at: uow.ctx.now,
        company_id,
        record_type: place.record_type.clone(),
        record_id: place.id,
        name: file_name::harmless(name),
        media_type: media_type::of(bytes).into(),
        size: i64::try_from(bytes.len()).map_err(|e| Fault::internal(e.to_string()))?,
        digest: Sha256::digest(bytes).to_vec(),
        created_by_id: uow.ctx.actor.user_id,
    };
    store::insert(uow.tx, &row, bytes).await?;
    let changes = format!("{{\"attachment\":[null,{}]}}", json::to_text(&row.name)?);
    place.remember(uow, company_id, "attach", changes).await?;
    Ok(out(row))
}

/// Files of a record, newest first.
pub async fn attachments(
    uow: &mut Uow<'_>,
    place: &Place,
    before: Option<Uuid>,
    limit: usize,
) -> Result<Vec<Attachment>, Fault> {
    place.reach(uow, Op::Read).await?;
    let most = i64::try_from(limit.clamp(1, 500)).unwrap_or(500);
    let rows = store::of_record(uow.tx, &place.record_type, place.id, before, most).await?;
    Ok(rows.into_iter().map(out).collect())
}

/// A file with its bytes.
pub async fn content(uow: &mut Uow<'_>, id: Uuid) -> Result<Content, Fault> {
    let (row, _) = reach(uow, id, Op::Read).await?;
    let bytes = store::content(uow.tx, &row.digest).await?;
    let bytes = bytes.ok_or_else(|| Fault::internal(format!("attachment {id} has no content")))?;
    Ok(Content { attachment: out(row), bytes })
}

/// The record that a file hangs on, for whoever may read it.
pub async fn place_of(uow: &mut Uow<'_>, id: Uuid) -> Result<Place, Fault> {
    Ok(reach(uow, id, Op::Read).await?.1)
}

/// Removes a file from its record.
pub async fn detach(uow: &mut Uow<'_>, id: Uuid) -> Result<(), Fault> {
    let (row, place) = reach(uow, id, Op::Update).await?;
    store::delete(uow.tx, id).await?;
    let changes = format!("{{\"attachment\":[{},null]}}", json::to_text(&row.name)?);
    place.remember(uow, row.company_id, "detach", changes).await
}

/// An attachment whose record cannot be reached is not there.
async fn reach(uow: &mut Uow<'_>, id: Uuid, op: Op) -> Result<(AttachmentRow, Place), Fault> {
    let row = store::get(uow.tx, id).await?.ok_or_else(|| Fault::not_found("attachment", id))?;
    let place = Place { record_type: row.record_type.clone(), id: row.record_id };
    place.reach(uow, Op::Read).await.map_err(|_| Fault::not_found("attachment", id))?;
    if op != Op::Read {
        place.reach(uow, op).await?;
    }
    Ok((row, place))
}

fn out(row: AttachmentRow) -> Attachment {
    Attachment {
        id: row.id,
        created_at: row.created_at,
        name: row.name,
        media_type: row.media_type,
        size: row.size,
        sha256: hex(&row.digest),
        created_by: row.created_by_id,
    }
}
