//! An entry on its way into the books, as the hooks of plugins are shown it.
//!
//! Knows how each field of an entry crosses. Must not know what hooks answer. It is made for each entry that is
//! hooked, inside the writer, so it is put together once and not by way of a record.

use chrono::{DateTime, Utc};
use keel_core::ledger::entry::Line;
use keel_core::money::from_scaled;
use uuid::Uuid;

use super::write::Ready;
use crate::service::Actor;
use crate::service::plugins::data::{Body, Datum, Document, Fields, Money};
use crate::storage::records::{Field, RecordType};

/// The entry before it is written: without a number, unless it came with one.
pub(super) fn before(
    kind: &RecordType,
    id: Uuid,
    company: Uuid,
    one: &Ready<'_>,
    own: &str,
    actor: &Actor,
) -> Document {
    let head = |name: &str| -> Option<Datum> {
        Some(match name {
            "company" => Datum::Reference(company),
            "number" => text(one.number.as_deref()),
            "journal" => Datum::Reference(one.journal.id),
            "period" => Datum::Reference(one.period.id),
            "entry_on" => Datum::Day(one.entry_on),
            "kind" => text(Some(one.kind.as_str())),
            "reference" => text(one.reference.as_deref()),
            "narration" => text(one.narration.as_deref()),
            "contact" => reference(one.contact),
            "reverses" => reference(one.reverses),
            "source_type" => text(one.source.0.as_deref()),
            "source_id" => reference(one.source.1),
            "actor_kind" => text(Some(actor.kind.name())),
            "actor_id" => reference(actor.user_id),
            _ => return None,
        })
    };
    let fields = kind.fields.iter().filter_map(|field| Some((field.name.clone(), head(&field.name)?)));
    let lines = kind.collections.iter().find(|lines| lines.name == "lines").map(|lines| {
        let rows =
            one.lines.iter().enumerate().map(|(at, row)| line(&lines.fields, at, row, one.contact, own));
        (lines.name.clone(), rows.collect())
    });
    Document {
        record_type: kind.name.clone(),
        id,
        version: 0,
        body: Body { fields: fields.collect(), collections: lines.into_iter().collect() },
    }
}

/// The same entry once it is written.
pub(super) fn after(
    mut shown: Document,
    kind: &RecordType,
    number: &str,
    chain_no: i64,
    posted_at: DateTime<Utc>,
) -> Document {
    shown.version = 1;
    let mut known: Vec<(String, Datum)> = std::mem::take(&mut shown.body.fields);
    for (name, value) in [
        ("number", Datum::Text(number.to_owned())),
        ("chain_no", Datum::Integer(chain_no)),
        ("posted_at", Datum::Instant(posted_at)),
    ] {
        known.retain(|(given, _)| given != name);
        known.push((name.to_owned(), value));
    }
    // In the order of the declaration, as every document.
    let place = |name: &str| kind.fields.iter().position(|field| field.name == name);
    known.sort_by_key(|(name, _)| place(name));
    shown.body.fields = known;
    shown
}

/// A line without what is empty in it: most fields of most lines are, and each that crosses costs.
fn line(fields: &[Field], at: usize, line: &Line, contact: Option<Uuid>, own: &str) -> Fields {
    let in_line = |minor: i64| money(minor, line.currency.as_str());
    let value = |name: &str| -> Option<Datum> {
        Some(match name {
            "line_no" => Datum::Integer(i64::try_from(at).unwrap_or(i64::MAX - 1) + 1),
            "account" => Datum::Reference(line.account),
            "amount" => in_line(line.amount_minor),
            "currency" => text(Some(line.currency.as_str())),
            "company_amount" => money(line.company_minor, own),
            "contact" => reference(line.contact.or(contact)),
            "due_on" => Datum::Day(line.due_on?),
            "description" => text(line.description.as_deref()),
            "tax_code" => Datum::Reference(line.tax?.0),
            "tax_role" => text(Some(line.tax?.1.as_str())),
            "tax_base" => in_line(line.tax_base_minor?),
            "tax_box" => text(line.tax_box.as_deref()),
            "tax_box_amount" => money(line.tax_box_minor?, own),
            "quantity" => Datum::Decimal(from_scaled(line.quantity_e6?, 6).normalize()),
            _ => return None,
        })
    };
    let mut shown = Fields::with_capacity(fields.len());
    for field in fields {
        if let Some(value) = value(&field.name).filter(|value| *value != Datum::None) {
            shown.push((field.name.clone(), value));
        }
    }
    shown
}

fn money(minor: i64, currency: &str) -> Datum {
    Datum::Money(Money { minor, currency: currency.to_owned() })
}

fn text(given: Option<&str>) -> Datum {
    given.map_or(Datum::None, |text| Datum::Text(text.to_owned()))
}

fn reference(given: Option<Uuid>) -> Datum {
    given.map_or(Datum::None, Datum::Reference)
}
