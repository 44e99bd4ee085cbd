//! Marks on records whose hook failed and was skipped: seen by whoever may read the record, cleared by administrators.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::service::{Audit, Fault, Input, Op, Uow, records};
use crate::storage::Scope;
use crate::storage::plugins::mark::{self, MarkRow};

/// A hook that failed on a record, and was skipped as its policy says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Mark {
    /// The mark.
    pub id: Uuid,
    /// When the hook failed.
    pub at: DateTime<Utc>,
    /// Company of the record.
    pub company: Option<Uuid>,
    /// Record type.
    pub record_type: String,
    /// The record.
    pub record_id: Uuid,
    /// The plugin.
    pub plugin: String,
    /// Its hook.
    pub hook: String,
    /// What happened.
    pub code: String,
    /// In words.
    pub message: String,
}

impl From<MarkRow> for Mark {
    fn from(row: MarkRow) -> Self {
        Mark {
            id: row.id,
            at: row.at,
            company: row.company_id,
            record_type: row.record_type,
            record_id: row.record_id,
            plugin: row.plugin,
            hook: row.hook,
            code: row.code,
            message: row.message,
        }
    }
}

/// What is kept for an administrator, by its id.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ById {
    /// The id.
    pub id: Uuid,
}

impl Input for ById {
    fn scope(&self) -> Scope {
        Scope::Shared
    }
}

/// A page of what is kept for an administrator.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Page {
    /// Older than this one: the last id of the page before.
    #[serde(default)]
    pub before: Option<Uuid>,
    /// At most 500; 100 when absent.
    #[serde(default)]
    pub limit: Option<i64>,
}

impl Page {
    /// Rows of the page.
    pub fn most(&self) -> i64 {
        self.limit.unwrap_or(100).clamp(1, 500)
    }
}

/// Marks on one record.
pub async fn on_record(uow: &mut Uow<'_>, record_type: &str, id: Uuid) -> Result<Vec<Mark>, Fault> {
    records::reach(uow, record_type, id, Op::Read).await?;
    Ok(mark::on_record(uow.tx, record_type, id).await?.into_iter().map(Mark::from).collect())
}

/// Marks that nobody has cleared, newest first.
pub async fn list(uow: &mut Uow<'_>, page: Page) -> Result<Vec<Mark>, Fault> {
    uow.ctx.actor.must_administer()?;
    let rows = mark::open(uow.tx, page.before, page.most()).await?;
    Ok(rows.into_iter().map(Mark::from).collect())
}

/// Clears a mark: somebody has looked at the record.
pub async fn clear(uow: &mut Uow<'_>, input: ById) -> Result<ById, Fault> {
    uow.ctx.actor.must_administer()?;
    if !mark::clear(uow.tx, input.id, uow.ctx.now).await? {
        return Err(Fault::not_found("mark", input.id).at("/id"));
    }
    remember(uow, "clear", "plugin-mark", input.id).await?;
    Ok(input)
}

/// Writes into the audit log what an administrator did with something kept.
pub(super) async fn remember(
    uow: &mut Uow<'_>,
    operation: &str,
    record_type: &str,
    id: Uuid,
) -> Result<(), Fault> {
    let changes = "{}".to_owned();
    uow.audit(Audit { operation, record_type, record_id: Some(id), company_id: None, changes }).await
}
