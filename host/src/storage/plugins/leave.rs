//! What the host noted about a plugin and nobody needs once it is gone: faults, marks, held changes,
//! recordings, roles.
//!
//! The audit log keeps what the plugin did. Must not know why a plugin goes.

use crate::storage::{DbError, Sql, Tx, auth};

/// Tables with a column `plugin` that holds its code.
const NOTES: [&str; 4] = ["plugin_fault", "plugin_mark", "plugin_held", "plugin_recording"];

/// Deletes all notes about a plugin.
pub async fn delete_notes(tx: &mut Tx, plugin: &str) -> Result<(), DbError> {
    for table in NOTES {
        tx.execute(Sql::built(format!("delete from {table} where plugin = $1")), &[plugin.into()]).await?;
    }
    Ok(())
}

/// Deletes a role, and takes it from everybody who has it.
pub async fn delete_role(tx: &mut Tx, code: &str) -> Result<(), DbError> {
    auth::touched(tx);
    tx.execute("delete from role where code = $1", &[code.into()]).await.map(drop)
}
