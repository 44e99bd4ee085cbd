//! What a unit of work has done so far, in lines that a person can compare.
//!
//! Knows the audit log, entries and moves. Must not know why something was done.

use std::collections::BTreeMap;

use serde::Deserialize;
use uuid::Uuid;

use super::data::{Body, Datum, Fields};
use super::port::{Answer, Failure};
use super::{GuestFault, document};
use crate::service::records;
use crate::service::{Fault, Uow};
use crate::storage::json;
use crate::storage::plugins::recording;

/// A value of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Shown {
    Bool(bool),
    Integer(i64),
    Text(String),
    List(Vec<Option<Shown>>),
    Map(BTreeMap<String, Option<Shown>>),
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Shown::Bool(value) => write!(f, "{value}"),
            Shown::Integer(value) => write!(f, "{value}"),
            Shown::Text(value) => write!(f, "{value}"),
            Shown::List(all) => {
                let all: Vec<String> = all.iter().map(word).collect();
                write!(f, "[{}]", all.join(", "))
            }
            Shown::Map(all) => {
                let all: Vec<String> =
                    all.iter().map(|(name, value)| format!("{name} {}", word(value))).collect();
                write!(f, "({})", all.join(", "))
            }
        }
    }
}

fn word(value: &Option<Shown>) -> String {
    value.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string)
}

/// What a call answered.
pub fn of_answer(ended: &Result<Answer, Failure>) -> Vec<String> {
    match ended {
        Ok(Answer::Done) => Vec::new(),
        Ok(Answer::Set(fields)) => lines("sets", fields),
        Ok(Answer::Body(body)) => of_body(body),
        Ok(Answer::Response(answer)) => {
            vec![format!("answers {} {}", answer.status, String::from_utf8_lossy(&answer.body))]
        }
        Ok(Answer::View(view)) => vec![format!("shows {view}")],
        Ok(Answer::Table(table)) => {
            table.rows.iter().map(|row| format!("row {}", lines("", row).join(",").trim())).collect()
        }
        Err(Failure::Refused(fault)) => {
            let at = fault.pointer.as_deref().map(|pointer| format!(" at {pointer}")).unwrap_or_default();
            vec![format!("refuses {}{at}: {}", fault.code, fault.message)]
        }
        Err(Failure::Guest(GuestFault { code, message, .. })) => vec![format!("faults {code}: {message}")],
        Err(Failure::Host(fault)) => vec![format!("could not be run: {}", fault.message)],
    }
}

fn of_body(body: &Body) -> Vec<String> {
    let mut all = lines("answers", &body.fields);
    for (name, rows) in &body.collections {
        for (index, row) in rows.iter().enumerate() {
            all.extend(lines(&format!("answers {name}/{index}"), row));
        }
    }
    all
}

fn lines(verb: &str, fields: &Fields) -> Vec<String> {
    fields.iter().map(|(name, value)| format!("{verb} {name} = {}", text(value))).collect()
}

fn text(value: &Datum) -> String {
    match value {
        Datum::None => "nothing".into(),
        Datum::Bool(value) => value.to_string(),
        Datum::Integer(value) => value.to_string(),
        Datum::Decimal(value) => value.normalize().to_string(),
        Datum::Money(money) => {
            let digits = crate::storage::currency::exponent(&money.currency).unwrap_or(2);
            format!("{} {}", rust_decimal::Decimal::new(money.minor, digits), money.currency)
        }
        Datum::Text(value) | Datum::Json(value) => value.clone(),
        Datum::Day(value) => value.to_string(),
        Datum::Instant(value) => crate::storage::instant_text(*value),
        Datum::Reference(id) => id.to_string(),
    }
}

/// What was written after a row of the audit log: fields of records, lines of entries, moves. Ids of what was
/// made are numbered, so that two runs can be compared.
pub async fn written_after(uow: &mut Uow<'_>, marker: Uuid) -> Result<Vec<String>, Fault> {
    let mut all = Vec::new();
    let mut made: Vec<Uuid> = Vec::new();
    for (operation, record_type, id, changes) in recording::written_after(uow.tx, marker).await? {
        let is_new = matches!(operation.as_str(), "create" | "post" | "reverse" | "do" | "plan");
        made.extend(id.filter(|id| is_new && !made.contains(id)));
        let name = id.map(|id| format!("{record_type} {id}")).unwrap_or_else(|| record_type.clone());
        if let ("entry" | "stock-move", Some(id)) = (record_type.as_str(), id) {
            all.extend(whole(uow, &record_type, id, &format!("{operation} {name}")).await?);
            continue;
        }
        let changes: BTreeMap<String, Option<Shown>> = json::from_text(&changes)?;
        if changes.is_empty() {
            all.push(format!("{operation} {name}"));
        }
        for (field, change) in changes {
            all.push(match change {
                Some(Shown::List(pair)) if pair.len() == 2 && is_new => {
                    format!("{operation} {name}: {field} = {}", word(&pair[1]))
                }
                Some(Shown::List(pair)) if pair.len() == 2 => {
                    format!("{operation} {name}: {field} {} → {}", word(&pair[0]), word(&pair[1]))
                }
                other => format!("{operation} {name}: {field} {}", word(&other)),
            });
        }
    }
    let number = |line: String| {
        made.iter()
            .enumerate()
            .fold(line, |line, (index, id)| line.replace(&id.to_string(), &format!("#{}", index + 1)))
    };
    Ok(all.into_iter().map(number).collect())
}

/// An entry's lines or a move, with what matters of it.
async fn whole(uow: &mut Uow<'_>, record_type: &str, id: Uuid, verb: &str) -> Result<Vec<String>, Fault> {
    const LEFT_OUT: [&str; 12] = [
        "chain_no",
        "posted_at",
        "period",
        "actor_kind",
        "actor_id",
        "plugin",
        "plugin_version",
        "package_digest",
        "via",
        "company",
        "line_no",
        "number",
    ];
    let declared = uow.ctx.types.find(record_type)?;
    let found = records::get(uow, record_type, id).await?;
    let shown = document::document(uow, &declared.kind, id, &found).await?;
    let kept = |fields: &Fields| -> Vec<String> {
        let told =
            fields.iter().filter(|(name, value)| *value != Datum::None && !LEFT_OUT.contains(&name.as_str()));
        told.map(|(name, value)| format!("{name} {}", text(value))).collect()
    };
    let mut all = vec![format!("{verb}: {}", kept(&shown.body.fields).join(", "))];
    for (_, rows) in &shown.body.collections {
        all.extend(rows.iter().map(|row| format!("{verb}: line {}", kept(row).join(", "))));
    }
    Ok(all)
}

/// What is only in the first list and what is only in the second, each as often as it is.
pub fn differ(first: Vec<String>, second: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut rest = second;
    let mut only_first = Vec::new();
    for line in first {
        match rest.iter().position(|other| *other == line) {
            Some(place) => _ = rest.remove(place),
            None => only_first.push(line),
        }
    }
    (only_first, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_told_as_often_as_it_does() {
        let list = |text: &str| text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        for (first, second, only_first, only_second) in [
            ("", "", "", ""),
            ("a b", "b a", "", ""),
            ("a a", "a", "a", ""),
            ("a", "a c c", "", "c c"),
            ("a", "b", "a", "b"),
        ] {
            assert_eq!(
                differ(list(first), list(second)),
                (list(only_first), list(only_second)),
                "{first} | {second}"
            );
        }
    }
}
