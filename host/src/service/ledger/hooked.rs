//! Entries on their way into the books when plugins have a say: one by one, each seen by the hooks before
//! and after.
//!
//! Knows when hooks have their say. Must not know how a hook is asked.

use uuid::Uuid;

use super::post::head;
use super::write::{Ready, write};
use super::{Posted, shown};
use crate::service::plugins::data::{Change, Operation};
use crate::service::plugins::hooks::{self, Point};
use crate::service::{Fault, Uow};
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
        let new = shown::before(&declared.kind, id, company, &one, &own, &uow.ctx.actor);
        let change = Change { operation: Operation::Create, old: None, new };
        let mut set = hooks::before(uow, point, &declared.kind, change).await?;
        complete(&mut one.reference, &mut set, "reference", REFERENCE_MAX)?;
        complete(&mut one.narration, &mut set, "narration", NARRATION_MAX)?;
    }
    let after = point
        .is_asked(uow.ctx, false)
        .then(|| shown::before(&declared.kind, id, company, &one, &own, &uow.ctx.actor));
    let head = end.now(uow, company).await?;
    let posted = write(uow, company, head, vec![(id, one)]).await?;
    let chain_no = head.chain_no;
    end.as_of = uow.tx.changes();
    let posted = posted.into_iter().next().ok_or_else(|| Fault::internal("an entry was not appended"))?;
    if let Some(before) = after {
        let new = shown::after(before, &declared.kind, &posted.number, chain_no, uow.ctx.now);
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
