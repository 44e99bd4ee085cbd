//! `keel:files`: files on records, for a plugin.
//!
//! Whose record a file hangs on decides: a plugin needs the right to read that record, and to change it to add.

use uuid::Uuid;

use super::super::Active;
use super::super::data::RecordRef;
use super::super::port::{File, Reply};
use super::must_have;
use super::records::{own_company, reachable};
use crate::service::around::{self, Place};
use crate::service::{Fault, FaultKind, Op, Uow, records};

/// Largest file that crosses.
const BYTES_MAX: usize = 1 << 20;
/// Most files of one answer.
const FILES_MAX: usize = 500;

async fn place(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    subject: RecordRef,
    op: Op,
) -> Result<Place, Fault> {
    reachable(plugin, &subject.record_type, op)?;
    let declared = uow.ctx.types.find(&subject.record_type)?;
    let found = records::reach(uow, &subject.record_type, subject.id, op).await?;
    own_company(&declared.kind, company, subject.id, &found)?;
    Ok(Place { record_type: subject.record_type, id: subject.id })
}

/// Files of a record, newest first.
pub async fn of_record(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    subject: RecordRef,
) -> Result<Reply, Fault> {
    must_have(plugin, "files.read")?;
    let place = place(uow, plugin, company, subject, Op::Read).await?;
    let found = around::attachments(uow, &place, None, FILES_MAX).await?;
    let file = |one: around::Attachment| File {
        id: one.id,
        name: one.name,
        media_type: one.media_type,
        size: u64::try_from(one.size).unwrap_or_default(),
    };
    Ok(Reply::Files(found.into_iter().map(file).collect()))
}

/// Refuses a file that the plugin may not read.
pub(super) async fn may_read(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    file: Uuid,
) -> Result<(), Fault> {
    must_have(plugin, "files.read")?;
    let hangs_on = around::place_of(uow, file).await?;
    let subject = RecordRef { record_type: hangs_on.record_type, id: hangs_on.id };
    let missing = |_| Fault::not_found("attachment", file);
    place(uow, plugin, company, subject, Op::Read).await.map_err(missing).map(drop)
}

/// The content of a file.
pub async fn read(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    file: Uuid,
) -> Result<Reply, Fault> {
    may_read(uow, plugin, company, file).await?;
    let content = around::content(uow, file).await?;
    if content.bytes.len() > BYTES_MAX {
        return Err(too_large());
    }
    Ok(Reply::Bytes(content.bytes))
}

/// Hangs a file on a record. Its media type is found in its content.
pub async fn attach(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    subject: RecordRef,
    name: &str,
    content: &[u8],
) -> Result<Reply, Fault> {
    must_have(plugin, "files.write")?;
    if content.len() > BYTES_MAX {
        return Err(too_large());
    }
    let place = place(uow, plugin, company, subject, Op::Update).await?;
    Ok(Reply::Id(around::attach(uow, &place, name, content).await?.id))
}

fn too_large() -> Fault {
    let message = format!("A file that crosses to a plugin has at most {BYTES_MAX} bytes.");
    Fault::new(FaultKind::TooLarge, "files.too-large", message).arg("bytes_max", BYTES_MAX)
}
