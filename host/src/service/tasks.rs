//! Reminders of tasks.
//!
//! Knows when a task asks to be remembered. Must not know who is told, or how: it tells an event.

use chrono::{DateTime, Utc};

use super::{Fault, Uow};
use crate::storage::{Tx, json, task};

/// Reminders of one unit of work.
const REMINDED_MAX: i64 = 200;

/// Whether some task's time has come.
pub async fn has_reminder_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, Fault> {
    Ok(!task::due(tx, now, 1).await?.is_empty())
}

/// Tells `task.reminder-due` once for each task whose time has come; how many.
pub async fn remind(uow: &mut Uow<'_>) -> Result<usize, Fault> {
    let due = task::due(uow.tx, uow.ctx.now, REMINDED_MAX).await?;
    for row in &due {
        task::set_reminded(uow.tx, row.id, uow.ctx.now).await?;
        let payload = format!(
            "{{\"record_type\":\"task\",\"id\":\"{}\",\"title\":{},\"assignee\":\"{}\"}}",
            row.id,
            json::to_text(&row.title)?,
            row.assignee_id
        );
        uow.event("task.reminder-due", "task", Some(row.id), None, payload).await?;
    }
    Ok(due.len())
}
