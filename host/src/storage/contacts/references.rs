//! Everything that points at a contact, whichever table it is in: found in the catalogue, so that a
//! table that a later version or a plugin adds is not forgotten. What a view shows is in its tables.

use uuid::Uuid;

use super::sql;
use crate::storage::{DbError, Dialect, Tx};

/// A column that holds ids of contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Table.
    pub table: String,
    /// Column.
    pub column: String,
}

/// Tables of a contact's own collections.
pub const COLLECTIONS: [&str; 7] = [
    "contact_role",
    "contact_address",
    "contact_phone",
    "contact_email",
    "contact_website",
    "contact_bank_account",
    "contact_tax_number",
];

/// Kept sums of posted rows: they keep the contact's id as those do.
const KEPT: &str = "contact_balance";

/// Every column that refers to a contact: by a foreign key, or by its name (`contact_id`,
/// `…_contact_id`). The collections of a contact itself and sums of what was posted are not among them.
pub async fn all(tx: &mut Tx) -> Result<Vec<Reference>, DbError> {
    let rows = match tx.dialect() {
        Dialect::Sqlite => {
            tx.rows(
                "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c
                 where m.type = 'table' and m.name not like 'sqlite_%'
                   and (c.name = 'contact_id' or c.name like '%\\_contact\\_id' escape '\\'
                     or exists (select 1 from pragma_foreign_key_list(m.name) f
                                where f.\"table\" = 'contact' and f.\"from\" = c.name))
                 order by 1, 2",
                &[],
            )
            .await?
        }
        Dialect::Postgres => {
            tx.rows(
                "select c.table_name::text, c.column_name::text from information_schema.columns c
                 join pg_class t on t.oid = to_regclass(c.table_name::text) and t.relkind = 'r'
                 where c.table_schema = current_schema()
                   and (c.column_name = 'contact_id' or c.column_name like '%\\_contact\\_id'
                     or exists (
                       select 1 from pg_constraint k
                       join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
                       where k.contype = 'f' and k.confrelid = 'contact'::regclass
                         and k.conrelid = to_regclass(c.table_name::text) and a.attname = c.column_name))
                 order by 1, 2",
                &[],
            )
            .await?
        }
    };
    let mut found = Vec::new();
    for row in rows {
        let reference = Reference { table: row.get(0)?, column: row.get(1)? };
        // Fields that plugins added are the contact's own too; what such a field refers to is not.
        let beside = reference.table == "contact_ext" && reference.column == "record_id";
        let own = COLLECTIONS.contains(&reference.table.as_str()) || reference.table == "contact_search_no";
        let own = own || beside || reference.table == KEPT;
        if !own {
            found.push(reference);
        }
    }
    Ok(found)
}

/// Tables that speak of any record by `record_type` and `record_id`.
pub async fn about_records(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let rows = match tx.dialect() {
        Dialect::Sqlite => {
            tx.rows(
                "select m.name from sqlite_master m join pragma_table_info(m.name) c
                 where m.type = 'table' and c.name in ('record_type', 'record_id')
                 group by m.name having count(*) = 2 order by m.name",
                &[],
            )
            .await?
        }
        Dialect::Postgres => {
            tx.rows(
                "select c.table_name::text from information_schema.columns c
                 join pg_class t on t.oid = to_regclass(c.table_name::text) and t.relkind = 'r'
                 where c.table_schema = current_schema() and c.column_name in ('record_type', 'record_id')
                 group by c.table_name having count(*) = 2 order by 1",
                &[],
            )
            .await?
        }
    };
    rows.iter().map(|row| row.get(0)).collect()
}

/// Points rows of a column from one contact to another; how many.
pub async fn point(tx: &mut Tx, reference: &Reference, from: Uuid, to: Uuid) -> Result<u64, DbError> {
    let Reference { table, column, .. } = reference;
    tx.execute(
        sql(format!("update {table} set {column} = $1 where {column} = $2")),
        &[to.into(), from.into()],
    )
    .await
}

/// Rows of a column that hold this contact.
pub async fn count(tx: &mut Tx, reference: &Reference, contact: Uuid) -> Result<i64, DbError> {
    let Reference { table, column, .. } = reference;
    let row =
        tx.row(sql(format!("select count(*) from {table} where {column} = $1")), &[contact.into()]).await?;
    row.map_or(Ok(0), |row| row.get(0))
}

/// Points what is said about a record to another record of its type; how many rows.
///
/// A row that the other has already (the same tag, the same follower) goes away instead.
pub async fn point_record(
    tx: &mut Tx,
    table: &str,
    record_type: &str,
    from: Uuid,
    to: Uuid,
) -> Result<u64, DbError> {
    let key = match tx.dialect() {
        Dialect::Sqlite => {
            tx.rows("select name from pragma_table_info($1) where pk > 0", &[table.into()]).await?
        }
        Dialect::Postgres => {
            tx.rows(
                "select a.attname::text from pg_index i
                 join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                 where i.indrelid = to_regclass($1) and i.indisprimary",
                &[table.into()],
            )
            .await?
        }
    };
    let key: Vec<String> = key.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    // Where the record is part of the key, a row is a link, and a link exists once.
    if key.iter().any(|column| column == "record_id") {
        let same: Vec<String> = key
            .iter()
            .filter(|column| *column != "record_id")
            .map(|column| format!("o.{column} = {table}.{column}"))
            .collect();
        let text = format!(
            "delete from {table} where record_type = $1 and record_id = $2 and exists
             (select 1 from {table} o where o.record_id = $3 and {})",
            same.join(" and ")
        );
        tx.execute(sql(text), &[record_type.into(), from.into(), to.into()]).await?;
    }
    let text = format!("update {table} set record_id = $1 where record_type = $2 and record_id = $3");
    tx.execute(sql(text), &[to.into(), record_type.into(), from.into()]).await
}
