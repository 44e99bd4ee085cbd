//! The platform: kept answers, deliveries, references between tables, the file itself.

use super::{Probe, WRONG_MAX, Wrong};
use crate::storage::{DbError, Dialect, Sql, Tx, catalogue};

/// Only answers that changed something are kept, each with the digest of its request.
pub const IDEMPOTENCY: Probe = Probe {
    covers: "select count(*) from idempotency_key",
    wrong: "select 'key ' || key, status, cast(200 as bigint) from idempotency_key \
            where status < 200 or status > 299 or length(request_digest) <> 32 or key = '' \
            or (body <> '' and substr(body, 1, 1) not in ('{', '[', '\"', 'n', 't', 'f'))",
};

/// A delivery that is done says when; one that is not, does not.
pub const DELIVERIES: Probe = Probe {
    covers: "select count(*) from outbox_delivery",
    wrong: "select o.event || ' ' || d.state, d.attempts, cast(null as bigint) from outbox_delivery d \
            join outbox o on o.id = d.outbox_id where (d.state = 'done' and d.done_at is null) \
            or (d.state <> 'done' and d.done_at is not null) or d.attempts < 0",
};

/// The audit log says of each row who, and through which door.
pub const AUDIT: Probe = Probe {
    covers: "select count(*) from audit_log",
    wrong: "select a.record_type || ' ' || a.operation, cast(null as bigint), cast(null as bigint) from audit_log a \
            where (a.actor_kind in ('user', 'token') and a.actor_id is null) or (a.actor_kind = 'plugin' and a.plugin is null) \
            or a.via = '' or a.operation = ''",
};

/// Rows that refer to rows that are not there.
pub async fn references(tx: &mut Tx) -> Result<(i64, Vec<Wrong>), DbError> {
    let (covered, rows) = match tx.dialect() {
        Dialect::Sqlite => {
            let covered = "select count(*) from pragma_table_list t join pragma_foreign_key_list(t.name) f \
                           where t.type = 'table' and t.schema = 'main'";
            let wrong = format!(
                "select \"table\" || ' refers to a row of ' || parent || ' that is not there', count(*) \
                 from pragma_foreign_key_check group by \"table\", parent limit {WRONG_MAX}"
            );
            let covered = catalogue::scalar(tx, Sql::from(covered)).await?;
            (covered, tx.rows(Sql::built(wrong), &[]).await?)
        }
        Dialect::Postgres => return references_of_postgres(tx).await,
    };
    let wrong = rows
        .iter()
        .map(|row| Ok(Wrong::with(row.get::<String>(0)?, row.get::<i64>(1)?, 0)))
        .collect::<Result<_, DbError>>()?;
    Ok((covered, wrong))
}

async fn references_of_postgres(tx: &mut Tx) -> Result<(i64, Vec<Wrong>), DbError> {
    let keys = tx
        .rows(
            "select k.conname::text, c.relname::text, p.relname::text, k.convalidated and not exists ( \
             select 1 from pg_trigger t where t.tgconstraint = k.oid and t.tgenabled = 'D'), \
             (select string_agg('x.' || quote_ident(a.attname) || ' = y.' || quote_ident(b.attname), ' and ' order by n) \
              from generate_subscripts(k.conkey, 1) n \
              join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[n] \
              join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[n]), \
             (select string_agg('x.' || quote_ident(a.attname) || ' is not null', ' and ') \
              from generate_subscripts(k.conkey, 1) n \
              join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[n]) \
             from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid \
             where k.contype = 'f' and c.relnamespace = current_schema()::regnamespace order by 2, 1",
            &[],
        )
        .await?;
    let mut wrong = Vec::new();
    for key in &keys {
        let (name, child, parent): (String, String, String) = (key.get(0)?, key.get(1)?, key.get(2)?);
        let (same, given): (String, String) = (key.get(4)?, key.get(5)?);
        if !key.get::<bool>(3)? {
            wrong.push(Wrong::at(format!("{name} is not enforced")));
        }
        let orphans = format!(
            "select count(*) from \"{child}\" x where {given} and not exists (select 1 from \"{parent}\" y where {same})"
        );
        let orphans: i64 = catalogue::scalar(tx, Sql::built(orphans)).await?;
        if orphans > 0 {
            let place = format!("{child} refers to a row of {parent} that is not there");
            wrong.push(Wrong::with(place, orphans, 0));
        }
    }
    Ok((keys.len() as i64, wrong))
}

/// The file itself, page by page, on SQLite; indexes that can be trusted, on PostgreSQL.
pub async fn integrity(tx: &mut Tx) -> Result<(i64, Vec<Wrong>), DbError> {
    let (covered, wrong) = match tx.dialect() {
        Dialect::Sqlite => (
            "select page_count from pragma_page_count",
            "select integrity_check from pragma_integrity_check where integrity_check <> 'ok' limit 100",
        ),
        Dialect::Postgres => (
            "select count(*) from pg_index i join pg_class c on c.oid = i.indexrelid \
             where c.relnamespace = current_schema()::regnamespace",
            "select 'index ' || c.relname::text || ' is not valid' from pg_index i join pg_class c on c.oid = i.indexrelid \
             where c.relnamespace = current_schema()::regnamespace and not (i.indisvalid and i.indisready)",
        ),
    };
    let covered = catalogue::scalar(tx, Sql::from(covered)).await?;
    let rows = tx.rows(wrong, &[]).await?;
    let wrong =
        rows.iter().map(|row| Ok(Wrong::at(row.get::<String>(0)?))).collect::<Result<_, DbError>>()?;
    Ok((covered, wrong))
}
