//! What hangs on records of a type that goes, or is called otherwise: files, timeline, followers, tags,
//! tasks, views, permissions.
//!
//! The audit log tells what happened under the name of then, and stays.

use crate::storage::{DbError, Sql, Tx, auth};

/// Tables whose rows go with their record type.
const GOES: [&str; 7] = [
    "attachment",
    "timeline_entry",
    "record_follower",
    "record_tag",
    "saved_view",
    "plugin_mark",
    "plugin_held",
];

/// Tables that name a record type and follow it to its new name.
const FOLLOWS: [&str; 12] = [
    "attachment",
    "timeline_entry",
    "record_follower",
    "record_tag",
    "saved_view",
    "plugin_mark",
    "plugin_held",
    "task",
    "import_batch",
    "import_record",
    "import_finding",
    "role_permission",
];

/// Removes what hangs on records of a type that is gone. Tasks stay, about nothing in particular.
pub async fn delete_type(tx: &mut Tx, record_type: &str) -> Result<(), DbError> {
    for table in GOES {
        let sql = Sql::built(format!("delete from {table} where record_type = $1"));
        tx.execute(sql, &[record_type.into()]).await?;
    }
    let sql = "update task set record_type = null, record_id = null where record_type = $1";
    tx.execute(sql, &[record_type.into()]).await.map(|_| ())
}

/// Leads everything that names a record type to its new name.
pub async fn rename_type(tx: &mut Tx, from: &str, to: &str) -> Result<(), DbError> {
    auth::touched(tx);
    for table in FOLLOWS {
        let sql = Sql::built(format!("update {table} set record_type = $1 where record_type = $2"));
        tx.execute(sql, &[to.into(), from.into()]).await?;
    }
    Ok(())
}

/// Leads permissions that hide or close a field to its new name.
pub async fn rename_field(tx: &mut Tx, record_type: &str, from: &str, to: &str) -> Result<(), DbError> {
    auth::touched(tx);
    let sql = "select role_id, line_no, hidden_fields, readonly_fields from role_permission \
               where record_type in ($1, '*')";
    for row in tx.rows(sql, &[record_type.into()]).await? {
        let lists: [String; 2] = [row.get(2)?, row.get(3)?];
        let renamed = lists.clone().map(|list| renamed(&list, from, to));
        if renamed != lists {
            let [hidden, readonly] = renamed;
            let sql = "update role_permission set hidden_fields = $1, readonly_fields = $2 \
                       where role_id = $3 and line_no = $4";
            let (role, line) = (row.get::<uuid::Uuid>(0)?, row.get::<i64>(1)?);
            tx.execute(sql, &[hidden.into(), readonly.into(), role.into(), line.into()]).await?;
        }
    }
    Ok(())
}

/// A list of field names with one of them called otherwise; whatever stands between names stays.
fn renamed(list: &str, from: &str, to: &str) -> String {
    let name = |c: char| c.is_alphanumeric() || c == '_';
    let mut text = String::with_capacity(list.len());
    let mut rest = list;
    while !rest.is_empty() {
        let end = rest.find(|c| !name(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        text.push_str(if word == from { to } else { word });
        let gap = after.find(name).unwrap_or(after.len());
        text.push_str(&after[..gap]);
        rest = &after[gap..];
    }
    text
}
