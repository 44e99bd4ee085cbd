//! `keel:records`: reading and writing records for a plugin.
//!
//! Of record types that belong to companies a plugin reaches those of the call's company alone.

use std::sync::Arc;

use uuid::Uuid;

use super::super::data::{Body, Datum, Fields};
use super::super::port::{Condition, Measure, Operator, Query, RecordChange, Reply};
use super::super::{Active, document};
use super::{company_of, must_cover};
use crate::service::records::{self, Aggregation, ListRequest};
use crate::service::{Fault, FaultKind, Op, Uow};
use crate::storage::instant_text;
use crate::storage::records::{Operator as Compare, Record, RecordType, Value};

/// Most records of one call.
const BATCH_MAX: usize = 500;

/// Refuses what of a record type was not granted to the plugin; its own it may always.
pub(super) fn reachable(plugin: &Active, record_type: &str, op: Op) -> Result<(), Fault> {
    if plugin.owns(record_type) {
        Ok(())
    } else {
        must_cover(plugin, &format!("records.{}", op.name()), record_type)
    }
}

fn small(count: usize) -> Result<(), Fault> {
    if count <= BATCH_MAX {
        return Ok(());
    }
    let mut fault = Fault::new(
        FaultKind::TooLarge,
        "records.too-many",
        format!("Ask for at most {BATCH_MAX} records at once; take the rest in further calls."),
    );
    fault.args.push(("most".into(), BATCH_MAX.to_string()));
    Err(fault)
}

/// Refuses a record of another company, as if it were not there.
pub(super) fn own_company(
    kind: &RecordType,
    company: Option<Uuid>,
    id: Uuid,
    record: &Record,
) -> Result<(), Fault> {
    let theirs = match kind.table.as_str() {
        "company" => Some(id),
        _ if kind.company => record.get("company").and_then(Value::id),
        _ => return Ok(()),
    };
    if theirs == Some(company_of(company)?) { Ok(()) } else { Err(Fault::not_found(&kind.name, id)) }
}

/// Records by id, with their lines.
pub async fn get(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    record_type: &str,
    ids: &[Uuid],
) -> Result<Reply, Fault> {
    reachable(plugin, record_type, Op::Read)?;
    small(ids.len())?;
    let declared = uow.ctx.types.find(record_type)?;
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let found = records::get(uow, record_type, *id).await?;
        own_company(&declared.kind, company, *id, &found)?;
        all.push(document::document(uow, &declared.kind, *id, &found).await?);
    }
    Ok(Reply::Documents(all))
}

/// A page of a list.
pub async fn find(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    query: Query,
) -> Result<Reply, Fault> {
    reachable(plugin, &query.record_type, Op::Read)?;
    let name = query.record_type.clone();
    let declared = uow.ctx.types.find(&name)?;
    let request = request(&declared.kind, company, query)?;
    let page = records::list(uow, &name, request).await?;
    let mut all = Vec::with_capacity(page.records.len());
    for record in &page.records {
        let id = record.get("id").and_then(Value::id).unwrap_or_default();
        all.push(document::document(uow, &declared.kind, id, record).await?);
    }
    Ok(Reply::Page { records: all, next: page.next.map(|next| cursor_text(&next)) })
}

/// Figures over a list.
pub async fn aggregate(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    mut query: Query,
    group_by: Vec<String>,
    measures: Vec<(Measure, Option<String>)>,
) -> Result<Reply, Fault> {
    reachable(plugin, &query.record_type, Op::Read)?;
    let name = query.record_type.clone();
    let declared = uow.ctx.types.find(&name)?;
    query.sort.clear();
    query.after = None;
    let request = request(&declared.kind, company, query)?;
    let word = |measure: Measure| match measure {
        Measure::Count => "count",
        Measure::Sum => "sum",
        Measure::Min => "min",
        Measure::Max => "max",
    };
    let groups = group_by.into_iter().map(|group| match group.split_once(':') {
        Some((field, by)) => (field.to_owned(), Some(by.to_owned())),
        None => (group, None),
    });
    let what = Aggregation {
        groups: groups.collect(),
        measures: measures.into_iter().map(|(measure, field)| (word(measure).to_owned(), field)).collect(),
    };
    let rows = records::aggregate(uow, &name, request, what).await?;
    let out = |row: &Record| -> Fields {
        row.iter().map(|(name, value)| (name.clone(), document::plain(value))).collect()
    };
    Ok(Reply::Rows(rows.iter().map(out).collect()))
}

/// Makes records.
pub async fn create(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    record_type: &str,
    bodies: Vec<Body>,
) -> Result<Reply, Fault> {
    reachable(plugin, record_type, Op::Create)?;
    small(bodies.len())?;
    let declared = uow.ctx.types.find(record_type)?;
    let currency = document::currency_of(uow, company).await?;
    let mut ids = Vec::with_capacity(bodies.len());
    for (index, body) in bodies.iter().enumerate() {
        let under = |fault: Fault| if bodies.len() > 1 { fault.under(&format!("/{index}")) } else { fault };
        let mut record = document::record(&declared.kind, body, currency.as_deref()).map_err(under)?;
        if declared.kind.company {
            match record.get("company").and_then(Value::id) {
                None => _ = record.insert("company".into(), Value::Id(company_of(company)?)),
                Some(given) if Some(given) == company => {}
                Some(given) => return Err(under(Fault::not_found("company", given).at("/company"))),
            }
        }
        let (id, _) = records::create(uow, record_type, record).await.map_err(under)?;
        ids.push(id);
    }
    Ok(Reply::Ids(ids))
}

/// Changes records.
pub async fn update(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    record_type: &str,
    changes: Vec<RecordChange>,
) -> Result<Reply, Fault> {
    reachable(plugin, record_type, Op::Update)?;
    small(changes.len())?;
    let declared = uow.ctx.types.find(record_type)?;
    let currency = document::currency_of(uow, company).await?;
    let single = changes.len() == 1;
    let mut versions = Vec::with_capacity(changes.len());
    for (index, change) in changes.into_iter().enumerate() {
        let under = |fault: Fault| if single { fault } else { fault.under(&format!("/{index}")) };
        let found = records::reach(uow, record_type, change.id, Op::Update).await.map_err(under)?;
        own_company(&declared.kind, company, change.id, &found).map_err(under)?;
        let record = document::record(&declared.kind, &change.body, currency.as_deref()).map_err(under)?;
        let version =
            change.version.or_else(|| found.get("version").and_then(Value::integer)).unwrap_or_default();
        let stored = records::update(uow, record_type, change.id, version, record).await.map_err(under)?;
        versions.push(stored.get("version").and_then(Value::integer).unwrap_or_default());
    }
    Ok(Reply::Versions(versions))
}

/// Deletes records.
pub async fn delete(
    uow: &mut Uow<'_>,
    plugin: &Arc<Active>,
    company: Option<Uuid>,
    record_type: &str,
    ids: &[Uuid],
) -> Result<Reply, Fault> {
    reachable(plugin, record_type, Op::Delete)?;
    small(ids.len())?;
    let declared = uow.ctx.types.find(record_type)?;
    for id in ids {
        let found = records::reach(uow, record_type, *id, Op::Delete).await?;
        own_company(&declared.kind, company, *id, &found)?;
        let version = found.get("version").and_then(Value::integer).unwrap_or_default();
        records::delete(uow, record_type, *id, version).await?;
    }
    Ok(Reply::Done)
}

fn request(kind: &RecordType, company: Option<Uuid>, query: Query) -> Result<ListRequest, Fault> {
    let mut filters = Vec::with_capacity(query.conditions.len() + 1);
    for condition in query.conditions {
        filters.push(filter(condition)?);
    }
    if kind.company {
        filters.push(("company".to_owned(), Compare::Eq, vec![company_of(company)?.to_string()]));
    } else if kind.table == "company" {
        filters.push(("id".to_owned(), Compare::Eq, vec![company_of(company)?.to_string()]));
    }
    Ok(ListRequest {
        filters,
        q: query.search,
        sort: query.sort,
        after: query.after.as_deref().map(cursor).transpose()?,
        limit: query.limit as usize,
        ..ListRequest::default()
    })
}

fn filter(condition: Condition) -> Result<(String, Compare, Vec<String>), Fault> {
    let operator = match condition.operator {
        Operator::Equal => Compare::Eq,
        Operator::NotEqual => Compare::Ne,
        Operator::Less => Compare::Lt,
        Operator::AtMost => Compare::Le,
        Operator::Greater => Compare::Gt,
        Operator::AtLeast => Compare::Ge,
        Operator::OneOf => Compare::In,
        Operator::Contains => Compare::Contains,
        Operator::Starts => Compare::Starts,
        Operator::Empty => Compare::Empty,
        Operator::Present => Compare::Present,
    };
    let mut values = Vec::with_capacity(condition.values.len());
    for value in &condition.values {
        values.push(text_of(value).ok_or_else(|| {
            Fault::invalid("records.condition", "Compare with a value; ask for `empty` where there is none.")
        })?);
    }
    Ok((condition.field, operator, values))
}

fn text_of(value: &Datum) -> Option<String> {
    Some(match value {
        Datum::None => return None,
        Datum::Bool(value) => value.to_string(),
        Datum::Integer(value) => value.to_string(),
        Datum::Decimal(value) => value.to_string(),
        Datum::Money(money) => {
            let digits = crate::storage::currency::exponent(&money.currency)?;
            rust_decimal::Decimal::new(money.minor, digits).to_string()
        }
        Datum::Text(value) | Datum::Json(value) => value.clone(),
        Datum::Day(value) => value.to_string(),
        Datum::Instant(value) => instant_text(*value),
        Datum::Reference(id) => id.to_string(),
    })
}

/// A cursor as one word: the id, then each key with its length.
fn cursor_text((keys, id): &(Vec<Option<String>>, Uuid)) -> String {
    let mut text = id.simple().to_string();
    for key in keys {
        match key {
            None => text.push_str(":-"),
            Some(key) => text.push_str(&format!(":{}:{key}", key.len())),
        }
    }
    text
}

fn cursor(text: &str) -> Result<(Vec<Option<String>>, Uuid), Fault> {
    let read = || {
        let (id, mut rest) = text.split_at_checked(32)?;
        let mut keys = Vec::new();
        while !rest.is_empty() {
            rest = rest.strip_prefix(':')?;
            if let Some(after) = rest.strip_prefix('-') {
                keys.push(None);
                rest = after;
                continue;
            }
            let (length, after) = rest.split_once(':')?;
            let (key, after) = after.split_at_checked(length.parse().ok()?)?;
            keys.push(Some(key.to_owned()));
            rest = after;
        }
        Some((keys, id.parse().ok()?))
    };
    read().ok_or_else(|| Fault::invalid("records.cursor", "Give `after` as the page before gave it."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        for keys in [vec![], vec![None], vec![Some("a:b-ü".to_owned()), None, Some(String::new())]] {
            let given = (keys, Uuid::from_u128(7));
            assert_eq!(cursor(&cursor_text(&given)).unwrap(), given);
        }
        assert!(cursor("nonsense").is_err());
        assert!(cursor(&format!("{}:9:ab", Uuid::nil().simple())).is_err());
    }
}
