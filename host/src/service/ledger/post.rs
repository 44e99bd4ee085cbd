//! Posting, one entry or thousands.
//!
//! Knows the way from request to books. Must not know rules.

use std::collections::HashSet;

use keel_core::ledger::post::check;
use uuid::Uuid;

use super::books::{self, Drafted};
use super::by_hand::{held_by_stock, refuse_held};
use super::write::{Ready, append};
use super::{EntryInput, Mode, PostEntry, PostMany, Posted, PostedMany, RowResult, hooked, refusal};
use crate::service::{Fault, Op, Uow};
use crate::storage::ledger::books::{Company, company};
use crate::storage::ledger::number;

/// Most entries in one request; it bounds how long the writer is held.
const ENTRIES_MAX: usize = 10_000;
/// Most lines of all entries of one request, for the same reason.
const LINES_MAX: usize = 50_000;

/// Posts one entry.
///
/// Refusals come in the order of `keel_core::ledger::refusal::PostError`.
pub async fn post(uow: &mut Uow<'_>, input: PostEntry) -> Result<Posted, Fault> {
    uow.may("entry", Op::Create, Some(input.company))?;
    let company = input.company;
    let held = held_by_stock(uow, company, input.lines.iter().map(|line| line.account)).await?;
    let results = results(uow, company, vec![input.into()], Mode::AllOrNothing, &held).await?;
    results.into_iter().next().unwrap_or_else(|| Err(Fault::internal("one entry gave no result")))
}

/// Posts many entries: all or none, or each for itself.
pub async fn post_many(uow: &mut Uow<'_>, input: PostMany) -> Result<PostedMany, Fault> {
    uow.may("entry", Op::Create, Some(input.company))?;
    let lines: usize = input.entries.iter().map(|e| e.lines.len()).sum();
    if input.entries.len() > ENTRIES_MAX || lines > LINES_MAX {
        return Err(Fault::invalid(
            "ledger.too-many-entries",
            format!("Send at most {ENTRIES_MAX} entries with {LINES_MAX} lines in one request."),
        )
        .at("/entries"));
    }
    let accounts = input.entries.iter().flat_map(|entry| &entry.lines).map(|line| line.account);
    let held = held_by_stock(uow, input.company, accounts).await?;
    let results = results(uow, input.company, input.entries, input.mode, &held).await?;
    let rows: Vec<RowResult> = results
        .into_iter()
        .enumerate()
        .map(|(index, result)| {
            RowResult::of(index, result.map_err(|fault| fault.under(&format!("/entries/{index}"))))
        })
        .collect();
    let posted = rows.iter().filter(|row| row.entry.is_some()).count();
    Ok(PostedMany { posted, refused: rows.len() - posted, rows })
}

/// Posts entries on behalf of another use case in its own unit of work: all or none.
///
/// The caller has checked its own right: who may ship goods may bring the entry that the shipment needs.
/// A refusal points into the entry, as `/entries/{index}/…` when there are several.
pub async fn book(uow: &mut Uow<'_>, company: Uuid, entries: Vec<EntryInput>) -> Result<Vec<Posted>, Fault> {
    results(uow, company, entries, Mode::AllOrNothing, &HashSet::new()).await?.into_iter().collect()
}

async fn results(
    uow: &mut Uow<'_>,
    company_id: Uuid,
    entries: Vec<EntryInput>,
    mode: Mode,
    held: &HashSet<Uuid>,
) -> Result<Vec<Result<Posted, Fault>>, Fault> {
    let head = head(uow, company_id).await?;
    let scales = books::scales(&entries, head.currency);
    let terms = books::payment_terms(uow, company_id, &entries).await?;
    let drafted: Vec<Result<Drafted, Fault>> =
        entries.iter().map(|entry| books::draft(entry, head.currency, &scales, &terms)).collect();
    let drafts: Vec<_> = drafted.iter().flatten().map(|d| &d.draft).collect();
    let books = books::load(uow, company_id, &drafts, scales, head.currency).await?;
    let taken = taken(uow, company_id, &entries).await?;
    let single = entries.len() == 1;
    let mut ready = Vec::with_capacity(entries.len());
    let mut outcome: Vec<Option<Result<Posted, Fault>>> = Vec::with_capacity(entries.len());
    let hooked = hooked::is_hooked(uow, company_id);
    let mut numbers = HashSet::new();
    for (index, (entry, drafted)) in entries.iter().zip(drafted).enumerate() {
        let passed = drafted.and_then(|d| {
            let scale_of = |c| books.scales.get(&c).copied().unwrap_or(0);
            check(&d.draft, &books, head.currency)
                .map_err(|e| refusal::of_post(&e, scale_of, head.currency, &d.source))
                .and_then(|passed| {
                    refuse_held(held, entry.lines.iter().map(|line| line.account))?;
                    let own = &passed.journal.format.prefix;
                    free_number(entry, own, &taken, &mut numbers).map(|()| (passed, d.source))
                })
        });
        match passed {
            Ok((passed, request_lines)) => {
                let one = Ready {
                    journal: passed.journal,
                    period: passed.period,
                    entry_on: entry.entry_on,
                    kind: entry.kind.into(),
                    number: entry.number.clone(),
                    reference: entry.reference.clone(),
                    narration: entry.narration.clone(),
                    contact: entry.contact,
                    reverses: None,
                    source: (entry.source_type.clone(), entry.source_id),
                    lines: passed.lines,
                    request_lines,
                };
                if hooked && mode == Mode::PerRow {
                    // A hook refuses this row alone, and what it did goes with it.
                    let tried = uow.attempt(async |uow: &mut Uow<'_>| {
                        let end = self::head(uow, company_id).await?;
                        hooked::append(uow, company_id, end, vec![one]).await
                    });
                    let posted = tried.await?.and_then(|posted| {
                        posted.into_iter().next().ok_or_else(|| Fault::internal("an entry was not appended"))
                    });
                    outcome.push(Some(posted));
                } else {
                    ready.push(one);
                    outcome.push(None);
                }
            }
            Err(fault) if mode == Mode::PerRow => outcome.push(Some(Err(fault))),
            Err(fault) if single => return Err(fault),
            Err(fault) => return Err(fault.under(&format!("/entries/{index}"))),
        }
    }
    let mut posted = append(uow, company_id, head, ready).await?.into_iter();
    outcome
        .into_iter()
        .map(|known| match known {
            Some(result) => Ok(result),
            None => posted.next().map(Ok).ok_or_else(|| Fault::internal("an entry was not appended")),
        })
        .collect()
}

/// The company and the end of its chain.
pub(super) async fn head(uow: &mut Uow<'_>, id: Uuid) -> Result<Company, Fault> {
    company(uow.tx, id).await?.ok_or_else(|| Fault::not_found("company", id).at("/company"))
}

async fn taken(uow: &mut Uow<'_>, company: Uuid, entries: &[EntryInput]) -> Result<HashSet<String>, Fault> {
    let numbers: Vec<&str> = entries.iter().filter_map(|e| e.number.as_deref()).collect();
    if numbers.is_empty() {
        return Ok(HashSet::new());
    }
    Ok(number::taken(uow.tx, company, &numbers).await?.into_iter().collect())
}

/// A number from outside is new, and not of the form in which the journal itself writes numbers.
fn free_number<'e>(
    entry: &'e EntryInput,
    own_prefix: &str,
    taken: &HashSet<String>,
    given: &mut HashSet<&'e str>,
) -> Result<(), Fault> {
    let Some(number) = entry.number.as_deref() else { return Ok(()) };
    if number.is_empty() || number.strip_prefix(own_prefix).is_some_and(|rest| rest.starts_with('/')) {
        return Err(Fault::refused(
            "ledger.number-reserved",
            format!("Give a number that does not begin with {own_prefix}/: those the journal gives itself."),
        )
        .at("/number"));
    }
    if taken.contains(number) || !given.insert(number) {
        return Err(Fault::refused(
            "ledger.number-taken",
            format!("Give another number: an entry has number {number}."),
        )
        .arg("number", number)
        .at("/number"));
    }
    Ok(())
}
