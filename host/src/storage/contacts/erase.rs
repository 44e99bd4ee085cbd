//! What hangs on a person: logins, open items, and what others wrote about them.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{references, sql};
use crate::storage::{DbError, Tx};

/// Tables whose rows about a record are history of the system, not of the person.
const SYSTEM: [&str; 4] = ["outbox", "import_record", "import_finding", "audit_log"];

/// Whether somebody can sign in as this contact.
pub async fn has_active_user(tx: &mut Tx, contact: Uuid) -> Result<bool, DbError> {
    let row = tx
        .row(
            "select count(*) from user_account where contact_id = $1 and disabled = $2",
            &[contact.into(), false.into()],
        )
        .await?;
    Ok(row.map_or(Ok(0), |row| row.get::<i64>(0))? > 0)
}

/// Lines of reconcilable accounts of this contact that live matches have not settled.
pub async fn open_items(tx: &mut Tx, contact: Uuid) -> Result<i64, DbError> {
    let row = tx
        .row(
            "select count(*) from entry_line l join account a on a.id = l.account_id
             where l.contact_id = $1 and a.reconcilable = $2
               and l.company_minor <> coalesce((
                 select cast(sum(case when m.debit_entry_id = l.entry_id and m.debit_line_no = l.line_no
                                      then m.company_minor else -m.company_minor end) as bigint)
                 from reconciliation_match m join reconciliation r on r.id = m.reconciliation_id
                 where r.undone_at is null
                   and ((m.debit_entry_id = l.entry_id and m.debit_line_no = l.line_no)
                     or (m.credit_entry_id = l.entry_id and m.credit_line_no = l.line_no))), 0)",
            &[contact.into(), true.into()],
        )
        .await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Removes attachments, notes, tasks and whatever else was said about the person; how many, by table.
pub async fn remove_about(tx: &mut Tx, contact: Uuid) -> Result<BTreeMap<String, u64>, DbError> {
    let mut removed = BTreeMap::new();
    for table in references::about_records(tx).await? {
        if SYSTEM.contains(&table.as_str()) {
            continue;
        }
        let text = format!("delete from {table} where record_type = $1 and record_id = $2");
        let rows = tx.execute(sql(text), &["contact".into(), contact.into()]).await?;
        if rows > 0 {
            removed.insert(table, rows);
        }
    }
    Ok(removed)
}
