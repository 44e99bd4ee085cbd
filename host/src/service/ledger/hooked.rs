//! Entries on their way into the books when plugins have a say: one by one, each seen by the hooks before
//! and after.
//!
//! Knows how an entry is shown to a plugin. Must not know how a hook is asked.

use keel_core::money::from_scaled;
use uuid::Uuid;

use super::Posted;
use super::post::head;
use super::write::{Ready, write};
use crate::service::plugins::data::{Change, Document, Operation};
use crate::service::plugins::document::document_in;
use crate::service::plugins::hooks::{self, Point};
use crate::service::{Fault, Uow};
use crate::storage::currency;
use crate::storage::ledger::books::Company;
use crate::storage::records::{Record, Value};

/// Longest reference and narration, in characters, as for requests.
const REFERENCE_MAX: usize = 200;
const NARRATION_MAX: usize = 2_000;

fn point<'a>(company: Uuid) -> Point<'a> {
    Point { record_type: "entry", operation: Operation::Create, company: Some(company) }
}

/// Whether a plugin has a say in this company's entries.
pub(super) fn is_hooked(uow: &Uow<'_>, company: Uuid) -> bool {
    point(company).is_hooked(uow.ctx)
}

/// Appends entries one after the other: a hook sees those before in the books, and what hooks post goes
/// before the entry that they were asked about. `head` is the end of the chain.
pub(super) async fn append(
    uow: &mut Uow<'_>,
    company: Uuid,
    head: Company,
    ready: Vec<Ready<'_>>,
) -> Result<Vec<Posted>, Fault> {
    let single = ready.len() == 1;
    let mut posted = Vec::with_capacity(ready.len());
    let mut end = End { head, as_of: uow.tx.changes() };
    for (index, one) in ready.into_iter().enumerate() {
        let lines = one.request_lines.clone();
        let under = |fault: Fault| {
            let fault = in_request(fault, &lines);
            if single { fault } else { fault.under(&format!("/entries/{index}")) }
        };
        posted.push(append_one(uow, company, &mut end, one).await.map_err(under)?);
    }
    Ok(posted)
}

/// The end of a company's chain, and as of which change it was read.
struct End {
    head: Company,
    as_of: u64,
}

impl End {
    /// Hooks may have posted entries: then the chain has another end. Where nothing was changed, nothing is read.
    async fn now(&mut self, uow: &mut Uow<'_>, company: Uuid) -> Result<&mut Company, Fault> {
        if self.as_of != uow.tx.changes() {
            self.head = head(uow, company).await?;
        }
        Ok(&mut self.head)
    }
}

async fn append_one(
    uow: &mut Uow<'_>,
    company: Uuid,
    end: &mut End,
    mut one: Ready<'_>,
) -> Result<Posted, Fault> {
    let declared = uow.ctx.types.find("entry")?;
    let own = end.head.currency.to_string();
    let id = uow.id();
    let point = point(company);
    if point.is_asked(uow.ctx, true) {
        let record = shown(uow, company, &one, &own);
        let new = document_in(&declared.kind, id, &record, Some(&own));
        let change = Change { operation: Operation::Create, old: None, new };
        let mut set = hooks::before(uow, point, &declared.kind, change).await?;
        complete(&mut one.reference, &mut set, "reference", REFERENCE_MAX)?;
        complete(&mut one.narration, &mut set, "narration", NARRATION_MAX)?;
    }
    let after = point.is_asked(uow.ctx, false).then(|| (shown(uow, company, &one, &own), one.period.id));
    let head = end.now(uow, company).await?;
    let posted = write(uow, company, head, vec![(id, one)]).await?;
    let chain_no = head.chain_no;
    end.as_of = uow.tx.changes();
    let posted = posted.into_iter().next().ok_or_else(|| Fault::internal("an entry was not appended"))?;
    if let Some((mut record, period)) = after {
        record.insert("number".into(), Value::from(posted.number.as_str()));
        record.insert("chain_no".into(), Value::Integer(chain_no));
        record.insert("period".into(), Value::Id(period));
        record.insert("posted_at".into(), Value::Instant(uow.ctx.now));
        let new = Document { version: 1, ..document_in(&declared.kind, id, &record, Some(&own)) };
        let change = Change { operation: Operation::Create, old: None, new };
        hooks::after(uow, point, change).await?;
    }
    Ok(posted)
}

/// Takes words that a hook completed.
fn complete(kept: &mut Option<String>, set: &mut Record, name: &str, most: usize) -> Result<(), Fault> {
    match set.shift_remove(name) {
        None => {}
        Some(Value::Text(text)) if text.chars().count() > most => {
            let message = format!("A plugin set more than {most} characters.");
            return Err(Fault::invalid("field.too-long", message).at(format!("/{name}")));
        }
        Some(Value::Text(text)) => *kept = Some(text),
        Some(_) => *kept = None,
    }
    Ok(())
}

/// An entry as its declaration names it; amounts as decimals.
fn shown(uow: &Uow<'_>, company: Uuid, one: &Ready<'_>, own: &str) -> Record {
    let text = |text: &Option<String>| Value::from(text.clone());
    let own_digits = currency::exponent(own).unwrap_or(0);
    let lines = one.lines.iter().enumerate().map(|(index, line)| {
        let digits = currency::exponent(line.currency.as_str()).unwrap_or(0);
        let in_line = |minor: i64| Value::Decimal(from_scaled(minor, digits));
        let in_company = |minor: i64| Value::Decimal(from_scaled(minor, own_digits));
        let quantity = |e6: i64| Value::Decimal(from_scaled(e6, 6).normalize());
        let members = [
            ("line_no", Value::Integer(i64::try_from(index).unwrap_or(i64::MAX - 1) + 1)),
            ("account", Value::Id(line.account)),
            ("amount", in_line(line.amount_minor)),
            ("currency", Value::from(line.currency.as_str())),
            ("company_amount", in_company(line.company_minor)),
            ("contact", Value::from(line.contact.or(one.contact))),
            ("due_on", Value::from(line.due_on)),
            ("description", text(&line.description)),
            ("tax_code", Value::from(line.tax.map(|(code, _)| code))),
            ("tax_role", Value::from(line.tax.map(|(_, role)| role.as_str().to_owned()))),
            ("tax_base", line.tax_base_minor.map_or(Value::Null, in_line)),
            ("tax_box", text(&line.tax_box)),
            ("tax_box_amount", line.tax_box_minor.map_or(Value::Null, in_company)),
            ("quantity", line.quantity_e6.map_or(Value::Null, quantity)),
        ];
        // Lines are shown without what is empty in them.
        let given = members.into_iter().filter(|(_, value)| *value != Value::Null);
        given.map(|(name, value)| (name.to_owned(), value)).collect()
    });
    let actor = &uow.ctx.actor;
    Record::from_iter([
        ("company".to_owned(), Value::Id(company)),
        ("number".to_owned(), text(&one.number)),
        ("journal".to_owned(), Value::Id(one.journal.id)),
        ("period".to_owned(), Value::Id(one.period.id)),
        ("entry_on".to_owned(), Value::Day(one.entry_on)),
        ("kind".to_owned(), Value::from(one.kind.as_str())),
        ("reference".to_owned(), text(&one.reference)),
        ("narration".to_owned(), text(&one.narration)),
        ("contact".to_owned(), Value::from(one.contact)),
        ("reverses".to_owned(), Value::from(one.reverses)),
        ("source_type".to_owned(), text(&one.source.0)),
        ("source_id".to_owned(), Value::from(one.source.1)),
        ("actor_kind".to_owned(), Value::from(actor.kind.name())),
        ("actor_id".to_owned(), Value::from(actor.user_id)),
        ("lines".to_owned(), Value::Rows(lines.collect())),
    ])
}

/// A pointer into the lines of the entry as a pointer into those of the request: a payment term makes
/// several lines of one.
fn in_request(mut fault: Fault, lines: &[usize]) -> Fault {
    let moved = |pointer: &str| -> Option<String> {
        let (index, rest) = pointer.strip_prefix("/lines/").map(|rest| match rest.split_once('/') {
            Some((index, rest)) => (index, format!("/{rest}")),
            None => (rest, String::new()),
        })?;
        let of = lines.get(index.parse::<usize>().ok()?)?;
        Some(format!("/lines/{of}{rest}"))
    };
    if let Some(new) = fault.pointer.as_deref().and_then(moved) {
        fault.pointer = Some(new);
    }
    for field in &mut fault.fields {
        if let Some(new) = moved(&field.pointer) {
            field.pointer = new;
        }
    }
    fault
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_points_at_the_line_of_the_request() {
        for (pointer, expected) in [
            ("/lines/0/amount", "/lines/0/amount"),
            ("/lines/2/amount", "/lines/1/amount"),
            ("/lines/2", "/lines/1"),
            ("/lines/9/amount", "/lines/9/amount"),
            ("/contact", "/contact"),
        ] {
            let fault = Fault::refused("a.b", "no").at(pointer);
            assert_eq!(in_request(fault, &[0, 1, 1]).pointer.as_deref(), Some(expected));
        }
    }
}
