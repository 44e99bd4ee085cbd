//! What has had its time: idempotency keys, ended sessions, delivered facts.
//!
//! Knows tables whose old rows serve nobody. Must not know when they are old.

use chrono::{DateTime, Utc};

use super::{DbError, Tx};

/// Deletes first answers that were kept before a time.
pub async fn delete_idempotency_keys(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute("delete from idempotency_key where created_at < $1", &[before.into()]).await
}

/// Deletes facts told before a time that nobody waits for any more, with their deliveries.
pub async fn delete_facts(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let sql = "delete from outbox where at < $1 and not exists (select 1 from outbox_delivery d \
               where d.outbox_id = outbox.id and d.state <> 'done')";
    tx.execute(sql, &[before.into()]).await
}

/// Deletes deliveries to endpoints that are gone: told by a unit of work that did not know it yet.
pub async fn delete_deliveries_to_nobody(tx: &mut Tx) -> Result<u64, DbError> {
    let sql = "delete from outbox_delivery where subscriber_kind = 'webhook' and not exists \
               (select 1 from webhook_endpoint e where e.id = outbox_delivery.subscriber_id)";
    tx.execute(sql, &[]).await
}

/// Deletes deliveries to subscriptions of plugins that are gone.
pub async fn delete_deliveries_to_no_plugin(tx: &mut Tx) -> Result<u64, DbError> {
    let sql = "delete from outbox_delivery where subscriber_kind = 'plugin' and not exists \
               (select 1 from plugin_subscription s where s.id = outbox_delivery.subscriber_id)";
    tx.execute(sql, &[]).await
}

/// Deletes contents of attachments that no attachment names any more.
pub async fn delete_unnamed_blobs(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    let sql = "delete from attachment_blob where created_at < $1 and not exists (select 1 from attachment a \
               where a.digest = attachment_blob.digest)";
    tx.execute(sql, &[before.into()]).await
}
