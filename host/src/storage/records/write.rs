//! Writing records and their lines.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::query::bound;
use super::types::mark;
use super::{Collection, Field, Kind, MoneyOf, Record, RecordType, Value};
use crate::storage::{DbError, Sql, Tx, Val};

/// Inserts a record with its lines. Every field of the type that is not given is null.
pub async fn insert(
    tx: &mut Tx,
    kind: &RecordType,
    id: Uuid,
    values: &Record,
    company_currency: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let mut columns = vec!["id", "version", "created_at", "updated_at"];
    let mut row = vec![Val::from(id), Val::from(1_i64), now.into(), now.into()];
    for field in kind.fields.iter().filter(|field| !field.ext) {
        columns.push(&field.column);
        row.push(cell(&kind.fields, field, values, company_currency)?);
    }
    let mark = kind.mark();
    tx.insert_many_with(&kind.table, &columns, vec![row], &mark).await?;
    let some = |field: &&Field| values.get(&field.name).is_some_and(|value| *value != Value::Null);
    let given: Vec<&Field> = kind.fields.iter().filter(|field| field.ext).filter(some).collect();
    write_side(tx, kind, id, &given, values, company_currency).await?;
    for lines in &kind.collections {
        if let Some(Value::Rows(rows)) = values.get(&lines.name) {
            insert_lines(tx, lines, id, rows, company_currency, &HashSet::new()).await?;
        }
    }
    Ok(())
}

/// Changes a record from one version to the next; `false` when it is not at that version.
/// Fields and lines that are not in `values` stay as they are.
pub async fn update(
    tx: &mut Tx,
    kind: &RecordType,
    id: Uuid,
    version: i64,
    values: &Record,
    company_currency: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let mut params = vec![Val::from(id), version.into(), now.into()];
    let mut sets = String::new();
    let given = |field: &&Field| values.contains_key(&field.name);
    for field in kind.fields.iter().filter(|field| !field.ext).filter(given) {
        params.push(cell(&kind.fields, field, values, company_currency)?);
        sets.push_str(&format!(", {} = ${}", field.column, params.len()));
    }
    let sql = format!(
        "update {}{} set version = version + 1, updated_at = $3{sets} where id = $1 and version = $2",
        kind.table,
        kind.mark()
    );
    if tx.execute(Sql::built(sql), &params).await? == 0 {
        return Ok(false);
    }
    let beside: Vec<&Field> = kind.fields.iter().filter(|field| field.ext).filter(given).collect();
    write_side(tx, kind, id, &beside, values, company_currency).await?;
    for lines in &kind.collections {
        if let Some(Value::Rows(rows)) = values.get(&lines.name) {
            replace_lines(tx, lines, id, rows, company_currency).await?;
        }
    }
    Ok(true)
}

/// Sets fields that plugins added, and nothing else: the record itself may be final.
pub async fn extend(
    tx: &mut Tx,
    kind: &RecordType,
    id: Uuid,
    values: &Record,
    company_currency: Option<&str>,
) -> Result<(), DbError> {
    let given = |field: &&Field| field.ext && values.contains_key(&field.name);
    let given: Vec<&Field> = kind.fields.iter().filter(given).collect();
    write_side(tx, kind, id, &given, values, company_currency).await
}

/// Writes fields into the side table; its row is made when the first of them gets a value.
async fn write_side(
    tx: &mut Tx,
    kind: &RecordType,
    id: Uuid,
    fields: &[&Field],
    values: &Record,
    company_currency: Option<&str>,
) -> Result<(), DbError> {
    if fields.is_empty() {
        return Ok(());
    }
    let mut columns = vec!["record_id"];
    let mut row = vec![Val::from(id)];
    let mut sets = Vec::new();
    for field in fields {
        columns.push(&field.column);
        row.push(cell(&kind.fields, field, values, company_currency)?);
        sets.push(format!("{0} = excluded.{0}", field.column));
    }
    let tail = format!("on conflict (record_id) do update set {}{}", sets.join(", "), kind.mark());
    tx.insert_many_with(&kind.side_table(), &columns, vec![row], &tail).await
}

/// Deletes a record; its lines go with it by their foreign key. `false` when it is not at that version.
pub async fn delete(tx: &mut Tx, kind: &RecordType, id: Uuid, version: i64) -> Result<bool, DbError> {
    let sql = format!("delete from {} where id = $1 and version = $2", kind.table);
    Ok(tx.execute(Sql::built(sql), &[id.into(), version.into()]).await? > 0)
}

fn cell(
    fields: &[Field],
    field: &Field,
    values: &Record,
    company_currency: Option<&str>,
) -> Result<Val, DbError> {
    let value = values.get(&field.name).unwrap_or(&Value::Null);
    let code = match &field.kind {
        Kind::Money(MoneyOf::Field(name)) => {
            fields.iter().find(|f| f.name == *name).and_then(|f| values.get(&f.name)).and_then(Value::text)
        }
        Kind::Money(MoneyOf::Company) => company_currency,
        _ => None,
    };
    bound(field, value, code)
}

async fn replace_lines(
    tx: &mut Tx,
    lines: &Collection,
    parent: Uuid,
    rows: &[Record],
    company_currency: Option<&str>,
) -> Result<(), DbError> {
    let mut kept = HashSet::new();
    if lines.has_id {
        let given: HashSet<Uuid> = rows.iter().filter_map(|row| row.get("id").and_then(Value::id)).collect();
        let sql = format!("select id from {} where {} = $1", lines.table, lines.parent_column);
        for row in tx.rows(Sql::built(sql), &[parent.into()]).await? {
            let id: Uuid = row.get(0)?;
            if given.contains(&id) {
                kept.insert(id);
            } else {
                let sql = format!("delete from {} where id = $1", lines.table);
                tx.execute(Sql::built(sql), &[id.into()]).await?;
            }
        }
        // Numbers move out of the way first, so that swapped lines do not meet.
        let sql = format!("update {} set line_no = -line_no where {} = $1", lines.table, lines.parent_column);
        tx.execute(Sql::built(sql), &[parent.into()]).await?;
    } else {
        let sql = format!("delete from {} where {} = $1", lines.table, lines.parent_column);
        tx.execute(Sql::built(sql), &[parent.into()]).await?;
    }
    insert_lines(tx, lines, parent, rows, company_currency, &kept).await
}

async fn insert_lines(
    tx: &mut Tx,
    lines: &Collection,
    parent: Uuid,
    rows: &[Record],
    company_currency: Option<&str>,
    kept: &HashSet<Uuid>,
) -> Result<(), DbError> {
    let mut columns = vec![lines.parent_column.as_str(), "line_no"];
    columns.extend(lines.fields.iter().map(|field| field.column.as_str()));
    if lines.has_id {
        columns.push("id");
    }
    let mut new = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let mut cells = vec![Val::from(parent), Val::from(index as i64 + 1)];
        for field in &lines.fields {
            cells.push(cell(&lines.fields, field, row, company_currency)?);
        }
        if lines.has_id {
            let id = row.get("id").and_then(Value::id).filter(|id| kept.contains(id));
            cells.push(Val::from(id.unwrap_or_else(Uuid::now_v7)));
            if id.is_some() {
                let sets: Vec<String> =
                    columns.iter().enumerate().map(|(n, c)| format!("{c} = ${}", n + 1)).collect();
                let (table, mark) = (&lines.table, mark(&lines.fields));
                let sql =
                    format!("update {table}{mark} set {} where id = ${}", sets.join(", "), columns.len());
                tx.execute(Sql::built(sql), &cells).await?;
                continue;
            }
        }
        new.push(cells);
    }
    tx.insert_many_with(&lines.table, &columns, new, &mark(&lines.fields)).await
}
