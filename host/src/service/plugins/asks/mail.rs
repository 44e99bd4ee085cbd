//! `keel:mail`: mails of a plugin.
//!
//! Must not know what a mail is made of: `service::mail` does.

use uuid::Uuid;

use super::super::Active;
use super::super::port::Reply;
use super::records::reachable;
use super::{files, must_have};
use crate::service::mail::{self, NewMail};
use crate::service::{Fault, Op, Uow};

/// Queues a mail.
pub async fn send(
    uow: &mut Uow<'_>,
    plugin: &Active,
    company: Option<Uuid>,
    message: NewMail,
) -> Result<Reply, Fault> {
    must_have(plugin, "mail.send")?;
    for file in &message.files {
        files::may_read(uow, plugin, company, *file).await?;
    }
    if let Some(about) = &message.about {
        reachable(plugin, &about.record_type, Op::Read)?;
    }
    Ok(Reply::Id(mail::queue(uow, plugin.code(), company, message).await?))
}
