//! Runs of plugins' jobs that wait or are parked. A run that is done is deleted.
//!
//! Must not know schedules: when a run is due is told from outside.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::storage::{DbError, Row, Sql, Tx, Val};

/// A row of `plugin_run`.
#[derive(Debug, Clone)]
pub struct RunRow {
    /// Id.
    pub id: Uuid,
    /// Code of the plugin.
    pub plugin: String,
    /// Company.
    pub company_id: Uuid,
    /// Name of the job.
    pub job: String,
    /// The plugin's own name of the run; of a scheduled run when it is due.
    pub run_key: Option<String>,
    /// It comes from the schedule in the manifest.
    pub scheduled: bool,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// JSON.
    pub input: String,
    /// `waiting` or `parked`.
    pub state: String,
    /// Attempts so far; of a run that was taken, this one included.
    pub attempts: i64,
    /// When it is tried next.
    pub next_at: DateTime<Utc>,
    /// What the last attempt met.
    pub last_error: Option<String>,
}

const COLUMNS: &str = "r.id, p.code, r.company_id, r.job, r.run_key, r.scheduled, r.due_at, r.input, r.state, \
    r.attempts, r.next_at, r.last_error from plugin_run r join plugin p on p.id = r.plugin_id";

/// A run to be made.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// Id.
    pub id: Uuid,
    /// Row of the plugin.
    pub plugin_id: Uuid,
    /// Company.
    pub company_id: Uuid,
    /// Name of the job.
    pub job: String,
    /// Its name among the runs of the job.
    pub run_key: Option<String>,
    /// It comes from the schedule in the manifest.
    pub scheduled: bool,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// JSON.
    pub input: String,
}

/// Makes a run, unless one with this key is there already.
pub async fn insert(tx: &mut Tx, new: &NewRun, now: DateTime<Utc>) -> Result<bool, DbError> {
    let memo = tx.memo().clone();
    tx.on_commit(move || memo.wake_plugin_work());
    let sql = "insert into plugin_run (id, version, created_at, updated_at, plugin_id, company_id, job, run_key, \
               scheduled, due_at, input, state, attempts, next_at) \
               values ($1, 1, $2, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 0, $8) \
               on conflict (plugin_id, company_id, job, run_key) do nothing";
    let params = [
        new.id.into(),
        now.into(),
        new.plugin_id.into(),
        new.company_id.into(),
        new.job.as_str().into(),
        new.run_key.as_deref().into(),
        new.scheduled.into(),
        new.due_at.into(),
        new.input.as_str().into(),
    ];
    Ok(tx.execute(sql, &params).await? > 0)
}

/// Gives the plugin's own run with a key up, whatever its state. The run under way, if it is that one, keeps all but
/// the key, which is free for the next; should it fail, it has the key again.
pub async fn cancel(
    tx: &mut Tx,
    plugin: Uuid,
    company: Uuid,
    job: &str,
    key: &str,
    under_way: Option<Uuid>,
) -> Result<(), DbError> {
    let of_key = "where plugin_id = $1 and company_id = $2 and job = $3 and run_key = $4 and scheduled = $5";
    let params: [Val; 5] = [plugin.into(), company.into(), job.into(), key.into(), false.into()];
    if let Some(id) = under_way {
        let text = format!("update plugin_run set run_key = null {of_key} and id = $6");
        tx.execute(Sql::built(text), &[params.as_slice(), &[id.into()]].concat()).await?;
    }
    tx.execute(Sql::built(format!("delete from plugin_run {of_key}")), &params).await?;
    Ok(())
}

/// How many runs a plugin's job has waiting in a company.
pub async fn count(tx: &mut Tx, plugin: Uuid, company: Uuid) -> Result<i64, DbError> {
    let sql = "select count(*) from plugin_run where plugin_id = $1 and company_id = $2";
    tx.row(sql, &[plugin.into(), company.into()]).await?.map_or(Ok(0), |row| row.get(0))
}

/// All runs of schedules.
pub async fn scheduled(tx: &mut Tx) -> Result<Vec<RunRow>, DbError> {
    let text = format!("select {COLUMNS} where r.scheduled = $1");
    let rows = tx.rows(Sql::built(text), &[true.into()]).await?;
    rows.iter().map(run).collect()
}

/// Whether a run of a plugin that works is due.
pub async fn has_due(tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, DbError> {
    let sql = "select r.id from plugin_run r join plugin p on p.id = r.plugin_id \
               where r.state = 'waiting' and r.next_at <= $1 and p.state = 'enabled' limit 1";
    Ok(tx.row(sql, &[now.into()]).await?.is_some())
}

/// Takes runs that are due: nobody else takes them before `lease_until`.
pub async fn claim(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<RunRow>, DbError> {
    let text = format!(
        "select {COLUMNS} where r.state = 'waiting' and r.next_at <= $1 and p.state = 'enabled' \
         order by r.next_at, r.id limit $2"
    );
    let mut due = Vec::new();
    for row in tx.rows(Sql::built(text), &[now.into(), most.into()]).await? {
        let mut one = run(&row)?;
        one.attempts += 1;
        let sql = "update plugin_run set attempts = $2, next_at = $3, updated_at = $4, version = version + 1 \
                   where id = $1";
        tx.execute(sql, &[one.id.into(), one.attempts.into(), lease_until.into(), now.into()]).await?;
        due.push(one);
    }
    Ok(due)
}

/// Deletes a run that is done, if it is still this attempt's; whether it was.
pub async fn done(tx: &mut Tx, id: Uuid, attempt: i64) -> Result<bool, DbError> {
    let sql = "delete from plugin_run where id = $1 and state = 'waiting' and attempts = $2";
    Ok(tx.execute(sql, &[id.into(), attempt.into()]).await? > 0)
}

/// Writes what an attempt met: tried again at a time, or parked; whether it was still this attempt's.
pub async fn failed(
    tx: &mut Tx,
    id: Uuid,
    attempt: i64,
    again_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    error: &str,
) -> Result<bool, DbError> {
    let state = if again_at.is_some() { "waiting" } else { "parked" };
    let sql = "update plugin_run set state = $3, next_at = $4, last_error = $5, updated_at = $6, \
               version = version + 1 where id = $1 and state = 'waiting' and attempts = $2";
    let next_at = again_at.unwrap_or(now);
    let params = [id.into(), attempt.into(), state.into(), next_at.into(), error.into(), now.into()];
    Ok(tx.execute(sql, &params).await? > 0)
}

/// Runs, those due last first: of one state or plugin, or of all.
pub async fn list(
    tx: &mut Tx,
    state: Option<&str>,
    plugin: Option<&str>,
    before: Option<Uuid>,
    most: i64,
) -> Result<Vec<RunRow>, DbError> {
    let mut text = format!("select {COLUMNS} where r.id < $1");
    let mut params: Vec<Val> = vec![before.unwrap_or(Uuid::max()).into(), most.into()];
    for (column, value) in [("r.state", state), ("p.code", plugin)] {
        if let Some(value) = value {
            params.push(value.into());
            text.push_str(&format!(" and {column} = ${}", params.len()));
        }
    }
    text.push_str(" order by r.id desc limit $2");
    let rows = tx.rows(Sql::built(text), &params).await?;
    rows.iter().map(run).collect()
}

/// Tries a run at once, with all its attempts before it; whether there is one.
pub async fn retry(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbError> {
    let memo = tx.memo().clone();
    tx.on_commit(move || memo.wake_plugin_work());
    let sql = "update plugin_run set state = 'waiting', attempts = 0, next_at = $2, updated_at = $2, \
               version = version + 1 where id = $1";
    Ok(tx.execute(sql, &[id.into(), now.into()]).await? > 0)
}

/// Gives a run up; whether there was one.
pub async fn delete(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    Ok(tx.execute("delete from plugin_run where id = $1", &[id.into()]).await? > 0)
}

fn run(row: &Row) -> Result<RunRow, DbError> {
    Ok(RunRow {
        id: row.get(0)?,
        plugin: row.get(1)?,
        company_id: row.get(2)?,
        job: row.get(3)?,
        run_key: row.get(4)?,
        scheduled: row.get(5)?,
        due_at: row.get(6)?,
        input: row.get(7)?,
        state: row.get(8)?,
        attempts: row.get(9)?,
        next_at: row.get(10)?,
        last_error: row.get(11)?,
    })
}
