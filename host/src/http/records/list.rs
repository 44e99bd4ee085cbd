//! Lists: what the query string asks, as a list request, and the page as JSON.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::super::{Answer, Req};
use super::values::Shown;
use crate::service::records::{self, Aggregation, ListRequest};
use crate::service::{Fault, Uow};
use crate::storage::records::Operator;

/// Records of a page when the request does not say.
const PAGE: usize = 50;

/// The query of a list.
///
/// `filter` may stand several times, and all must hold: `filter=kind:eq:asset`, `filter=name:contains:bank`,
/// `filter=code:in:1000|1010`, `filter=closed_on:empty`, `filter=account.code:starts:4`. Operators: `eq ne lt le gt ge in
/// contains starts empty present`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
pub(super) struct ListParams {
    /// `field:operator:value`; several are joined by "and".
    #[serde(default)]
    filter: Vec<String>,
    /// Search text: any part, any case.
    q: Option<String>,
    /// Fields separated by commas; `-` before one means largest first.
    sort: Option<String>,
    /// Most records, 1 to 500.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Whether to count all (up to 10,000).
    count: Option<bool>,
    /// Whether to name the records referred to.
    titles: Option<bool>,
    /// Only these fields, separated by commas.
    fields: Option<String>,
    /// For sums: fields to group by, separated by commas; `entry_on:month` groups days.
    group: Option<String>,
    /// For sums: `count`, `sum:amount`, `min:field`, `max:field`, separated by commas.
    measure: Option<String>,
}

/// The query of a history.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HistoryParams {
    /// Most rows, 1 to 500.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<Uuid>,
}

fn wrong(parameter: &str, message: impl Into<String>) -> Fault {
    Fault::invalid(format!("list.{parameter}"), message.into())
}

/// What the query string asks.
pub(super) fn request(req: &Req) -> Result<(ListRequest, Aggregation), Fault> {
    let mut list = ListRequest { limit: PAGE, ..ListRequest::default() };
    let mut sums = Aggregation::default();
    let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&req.uri)
        .map_err(|_| wrong("query", "The query string is not valid."))?
        .0;
    let flag = |value: &str| value.parse().map_err(|_| wrong("flag", "Give true or false."));
    for (name, value) in pairs {
        match name.as_str() {
            "filter" => list.filters.push(filter(&value)?),
            "q" => list.q = Some(value),
            "sort" => {
                list.sort = words(&value)
                    .map(|word| match word.strip_prefix('-') {
                        Some(field) => (field.to_owned(), true),
                        None => (word.to_owned(), false),
                    })
                    .collect();
            }
            "limit" => {
                let limit = value.parse().ok().filter(|limit| (1..=500).contains(limit));
                list.limit = limit.ok_or_else(|| wrong("limit", "Give a limit from 1 to 500."))?;
            }
            "cursor" => list.after = Some(cursor(&value)?),
            "count" => list.count = flag(&value)?,
            "titles" => list.titles = flag(&value)?,
            "fields" => list.fields = words(&value).map(str::to_owned).collect(),
            "group" => sums.groups = words(&value).map(pair).collect(),
            "measure" => sums.measures = words(&value).map(pair).collect(),
            _ => return Err(wrong("parameter", format!("There is no parameter {name}."))),
        }
    }
    Ok((list, sums))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|word| !word.is_empty())
}

fn pair(word: &str) -> (String, Option<String>) {
    match word.split_once(':') {
        Some((a, b)) => (a.to_owned(), Some(b.to_owned())),
        None => (word.to_owned(), None),
    }
}

fn filter(text: &str) -> Result<(String, Operator, Vec<String>), Fault> {
    let mut parts = text.splitn(3, ':');
    let field = parts.next().unwrap_or_default().to_owned();
    let operator = match parts.next().unwrap_or_default() {
        "eq" => Operator::Eq,
        "ne" => Operator::Ne,
        "lt" => Operator::Lt,
        "le" => Operator::Le,
        "gt" => Operator::Gt,
        "ge" => Operator::Ge,
        "in" => Operator::In,
        "contains" => Operator::Contains,
        "starts" => Operator::Starts,
        "empty" => Operator::Empty,
        "present" => Operator::Present,
        other => {
            let message = format!(
                "\"{other}\" is no operator; write field:operator:value, such as name:contains:bank."
            );
            return Err(wrong("filter", message));
        }
    };
    let value = parts.next();
    let values = match (operator, value) {
        (Operator::Empty | Operator::Present, _) => Vec::new(),
        (_, None) => return Err(wrong("filter", "Give a value after the operator.")),
        (Operator::In, Some(value)) => value.split('|').map(str::to_owned).collect(),
        (_, Some(value)) => vec![value.to_owned()],
    };
    Ok((field, operator, values))
}

type Cursor = (Vec<Option<String>>, Uuid);

fn cursor(text: &str) -> Result<Cursor, Fault> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| wrong("cursor", "This is no cursor of a list; start without one."))
}

fn cursor_text(cursor: &Cursor) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(cursor).unwrap_or_default())
}

/// `GET /api/v1/records/{type}`.
pub(super) async fn list(req: Req) -> Result<Answer, Fault> {
    let name = req.path("type")?.to_owned();
    let (request, _) = request(&req)?;
    let page = req.read(async move |uow: &mut Uow<'_>| records::list(uow, &name, request).await).await?;
    Answer::json(&PageOut {
        items: page.records.iter().map(Shown).collect(),
        next: page.next.as_ref().map(cursor_text),
        total: page.total.map(|(total, _)| total),
        total_is_more: page.total.map(|(_, more)| more),
        titles: page.titles,
    })
}

/// A page as it is answered.
#[derive(Serialize)]
struct PageOut<'r> {
    items: Vec<Shown<'r>>,
    next: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_is_more: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    titles: Option<BTreeMap<String, BTreeMap<Uuid, String>>>,
}

/// `GET /api/v1/records/{type}/aggregate`.
pub(super) async fn aggregate(req: Req) -> Result<Answer, Fault> {
    let name = req.path("type")?.to_owned();
    let (request, sums) = request(&req)?;
    let rows =
        req.read(async move |uow: &mut Uow<'_>| records::aggregate(uow, &name, request, sums).await).await?;
    let rows: Vec<Shown<'_>> = rows.iter().map(Shown).collect();
    Answer::json(&json!({"items": rows}))
}

/// `GET /api/v1/records/{type}/{id}/history`.
pub(super) async fn history(req: Req) -> Result<Answer, Fault> {
    let name = req.path("type")?.to_owned();
    let id = req.path_id("id")?;
    let params: HistoryParams = req.query()?;
    let limit = params.limit.unwrap_or(PAGE);
    let rows = req
        .read(async move |uow: &mut Uow<'_>| records::history(uow, &name, id, params.cursor, limit).await)
        .await?;
    let items: Vec<Json> = rows
        .iter()
        .map(|row| {
            json!({
                "id": row.id, "at": row.at, "operation": row.operation,
                "actor": {"kind": row.actor_kind, "id": row.actor_id},
                "changes": serde_json::from_str::<Json>(&row.changes).unwrap_or_default(),
                "request_id": row.request_id, "via": row.via,
                "plugin": row.plugin, "plugin_version": row.plugin_version, "package_digest": row.package_digest,
            })
        })
        .collect();
    let next = rows.last().filter(|_| rows.len() == limit).map(|row| row.id);
    Answer::json(&json!({"items": items, "next": next}))
}
