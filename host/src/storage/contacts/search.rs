//! Candidates for search: by the beginning of the name, then by any part.
//!
//! Each step stops at its limit, so that a term which a third of all contacts share costs no more
//! than a rare one.

use keel_core::contacts::search::terms;
use uuid::Uuid;

use super::sql;
use crate::storage::{DbError, Dialect, Row, Tx, Val};

/// A contact that may answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The contact.
    pub id: Uuid,
    /// `person` or `organisation`.
    pub kind: String,
    /// Number or short name.
    pub code: Option<String>,
    /// As shown.
    pub name: String,
    /// Folded name.
    pub name_key: String,
    /// Everything that can be found.
    pub search_text: String,
}

const COLUMNS: &str = "c.id, c.kind, c.code, c.name, c.name_key, c.search_text";

fn read(row: &Row) -> Result<Candidate, DbError> {
    Ok(Candidate {
        id: row.get(0)?,
        kind: row.get(1)?,
        code: row.get(2)?,
        name: row.get(3)?,
        name_key: row.get(4)?,
        search_text: row.get(5)?,
    })
}

/// Contacts whose folded name begins with `prefix`, in the order of names.
pub async fn by_prefix(tx: &mut Tx, prefix: &str, limit: i64) -> Result<Vec<Candidate>, DbError> {
    // Byte order on both: SQLite compares so, PostgreSQL by the index's text_pattern_ops.
    let (from, below) = match tx.dialect() {
        Dialect::Sqlite => ("c.name_key >= $1", "c.name_key < $2"),
        Dialect::Postgres => ("c.name_key ~>=~ $1", "c.name_key ~<~ $2"),
    };
    let order = match tx.dialect() {
        Dialect::Sqlite => "c.name_key",
        Dialect::Postgres => "c.name_key using ~<~",
    };
    let text = format!(
        "select {COLUMNS} from contact c where {from} and {below} and c.merged_into_id is null
         order by {order} limit $3"
    );
    let end = format!("{prefix}\u{10ffff}");
    tx.rows(sql(text), &[prefix.into(), end.into(), limit.into()]).await?.iter().map(read).collect()
}

/// Contacts whose search text holds every one of `parts`. At least one part must have three letters:
/// shorter ones have no group in the index and only narrow.
pub async fn by_parts(tx: &mut Tx, parts: &[String], limit: i64) -> Result<Vec<Candidate>, DbError> {
    let mut params: Vec<Val> = Vec::new();
    let text = match tx.dialect() {
        Dialect::Sqlite => {
            let groups: Vec<String> = parts.iter().flat_map(|part| groups(part)).collect();
            if groups.is_empty() {
                return Ok(Vec::new());
            }
            params.push(groups.join(" AND ").into());
            let mut holds = String::new();
            for part in parts {
                params.push(part.into());
                holds.push_str(&format!(" and instr(c.search_text, ${}) > 0", params.len()));
            }
            params.push(limit.into());
            format!(
                "select {COLUMNS} from contact_search s
                 join contact_search_no n on n.no = s.rowid join contact c on c.id = n.contact_id
                 where s.contact_search match $1{holds} and c.merged_into_id is null limit ${}",
                params.len()
            )
        }
        Dialect::Postgres => {
            if !parts.iter().any(|part| part.chars().count() >= 3) {
                return Ok(Vec::new());
            }
            let mut holds = Vec::new();
            for part in parts {
                params.push(format!("%{}%", like_literal(part)).into());
                holds.push(format!("c.search_text like ${}", params.len()));
            }
            params.push(limit.into());
            format!(
                "select {COLUMNS} from contact c where {} and c.merged_into_id is null limit ${}",
                holds.join(" and "),
                params.len()
            )
        }
    };
    tx.rows(sql(text), &params).await?.iter().map(read).collect()
}

/// The condition that a list's `q` becomes for contacts (`t`): the same terms, without an order.
pub fn condition(dialect: Dialect, q: &str, params: &mut Vec<Val>) -> String {
    let mut bind = |value: String| {
        params.push(value.into());
        format!("${}", params.len())
    };
    let mut parts = vec!["t.merged_into_id is null".to_owned()];
    let terms = terms(q);
    let indexed: Vec<String> = terms.iter().flat_map(|term| groups(term)).collect();
    match dialect {
        Dialect::Sqlite if !indexed.is_empty() => {
            let groups = bind(indexed.join(" AND "));
            parts.push(format!(
                "t.id in (select n.contact_id from contact_search s
                   join contact_search_no n on n.no = s.rowid where s.contact_search match {groups})"
            ));
            for term in &terms {
                let term = bind(term.clone());
                parts.push(format!("instr(t.search_text, {term}) > 0"));
            }
        }
        Dialect::Postgres if !indexed.is_empty() => {
            for term in &terms {
                let pattern = bind(format!("%{}%", like_literal(term)));
                parts.push(format!("t.search_text like {pattern}"));
            }
        }
        // One or two letters have no group in the index: the beginning of the name.
        _ => {
            let prefix = bind(terms.join(" "));
            let end = bind(format!("{}\u{10ffff}", terms.join(" ")));
            let (from, below) = match dialect {
                Dialect::Sqlite => (">=", "<"),
                Dialect::Postgres => ("~>=~", "~<~"),
            };
            parts.push(format!("t.name_key {from} {prefix} and t.name_key {below} {end}"));
        }
    }
    parts.join(" and ")
}

/// The three-letter groups of a part that together cover it, quoted for FTS5. Every second group is
/// enough to narrow; the text itself is compared afterwards.
fn groups(part: &str) -> Vec<String> {
    let letters: Vec<char> = part.chars().collect();
    if letters.len() < 3 {
        return Vec::new();
    }
    let last = letters.len() - 3;
    let step = if last > 3 { 2 } else { 1 };
    let mut starts: Vec<usize> = (0..=last).step_by(step).collect();
    if starts.last() != Some(&last) {
        starts.push(last);
    }
    starts
        .into_iter()
        .map(|at| format!("\"{}\"", letters[at..at + 3].iter().collect::<String>().replace('"', "\"\"")))
        .collect()
}

/// `%` and `_` as themselves.
fn like_literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn groups_cover_the_part() {
        assert_eq!(groups("ab"), Vec::<String>::new());
        assert_eq!(groups("abcd"), ["\"abc\"", "\"bcd\""]);
        assert_eq!(groups("abcdefgh"), ["\"abc\"", "\"cde\"", "\"efg\"", "\"fgh\""]);
        assert_eq!(groups("a\"b"), ["\"a\"\"b\""]);
    }
}
