//! Segments: a saved question, asked anew each time. Who is in one is never copied.

use keel_sdk::prelude::*;
use keel_sdk::records::{Find, Page};
use serde_json::json;

use crate::{Lead, Segment, SegmentConditions, SegmentMembersOutput};

/// Who is in a segment is a record of this type.
pub fn record_type(segment: &Segment) -> &'static str {
    if segment.of == "leads" { Lead::TYPE } else { "contact" }
}

/// The question. Contacts that are no longer active are in no segment.
pub fn list(segment: &Segment) -> Result<Find> {
    let mut list = records::find(record_type(segment)).sort("name");
    if segment.of != "leads" {
        list = list.equal("active", true);
    }
    if let Some(words) = segment.words.as_deref().filter(|words| !words.trim().is_empty()) {
        list = list.search(words);
    }
    for (at, condition) in segment.conditions.iter().enumerate() {
        let (operator, takes_value) = operator(&condition.operator);
        let value = match value(condition) {
            _ if !takes_value => Value::None,
            Some(value) => Value::Text(value),
            None => {
                let message = "Give a value to compare with.";
                let fault = Fault::invalid("crm.segment-value-missing", message);
                return Err(fault.at(format!("/conditions/{at}/value")));
            }
        };
        list = list.filter(&condition.field, operator, value);
    }
    Ok(list)
}

/// The operator of a word, and whether it takes a value.
fn operator(word: &str) -> (Operator, bool) {
    match word {
        "not-equal" => (Operator::NotEqual, true),
        "less" => (Operator::Less, true),
        "at-most" => (Operator::AtMost, true),
        "greater" => (Operator::Greater, true),
        "at-least" => (Operator::AtLeast, true),
        "contains" => (Operator::Contains, true),
        "starts" => (Operator::Starts, true),
        "empty" => (Operator::Empty, false),
        "present" => (Operator::Present, false),
        _ => (Operator::Equal, true),
    }
}

/// What is compared with, where `today-30` is a day, `now-30` an instant so many days ago, and `me` who asks.
fn value(condition: &SegmentConditions) -> Option<String> {
    let text = condition.value.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
    let around = context::current();
    if text == "me" {
        return Some(around.user().unwrap_or_default().to_string());
    }
    if let Some(days) = text.strip_prefix("today").and_then(days) {
        return Some(around.today().plus_days(days).to_string());
    }
    if let Some(days) = text.strip_prefix("now").and_then(days) {
        return Some(around.now().plus_seconds(i64::from(days) * 24 * 60 * 60).to_string());
    }
    Some(text.to_owned())
}

/// `-30`, `+7` or nothing as a number of days; none for anything else.
fn days(text: &str) -> Option<i32> {
    match text.strip_prefix('+').unwrap_or(text) {
        "" if text.is_empty() => Some(0),
        number if text.starts_with(['+', '-']) => number.parse().ok(),
        _ => None,
    }
}

/// Refuses a question that the host cannot answer, when it is saved and not when it is asked.
pub fn must_be_askable(segment: &Segment) -> Result<()> {
    let refused = |fault: Fault| match fault.pointer {
        Some(_) => fault,
        None => {
            let message = format!("This cannot be asked: {}", fault.message);
            Fault::invalid("crm.segment-not-askable", message).at("/conditions").arg("why", fault.message)
        }
    };
    list(segment)?.limit(1).page().map(|_| ()).map_err(refused)
}

/// A page of who is in it.
pub fn page(segment: &Segment, limit: u32, after: Option<String>) -> Result<Page> {
    list(segment)?.limit(limit).after(after).page()
}

/// How many are in it, and a page of them.
pub fn members(segment: &Segment, limit: i64, after: Option<String>) -> Result<SegmentMembersOutput> {
    let count = list(segment)?.count()?;
    let page = page(segment, u32::try_from(limit).unwrap_or(1), after)?;
    let member =
        |record: &Document| json!({"id": record.id().to_string(), "name": record.get::<String>("name")});
    let members: Vec<serde_json::Value> = page.records.iter().map(member).collect();
    let members = serde_json::Value::Array(members).to_string();
    Ok(SegmentMembersOutput { count: Some(count), members: Some(members), next: page.next })
}
