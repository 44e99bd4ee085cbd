//! The one place where entries enter the books: numbers, chain, rows, balances, audit, events.
//!
//! Knows what belongs together in one transaction. Must not know why an entry is posted: what comes
//! here has passed the rules.

use std::collections::BTreeMap;

use chrono::{NaiveDate, SubsecRound};
use keel_core::ledger::chain::link;
use keel_core::ledger::chart::Journal;
use keel_core::ledger::currency::Currency;
use keel_core::ledger::entry::{EntryKind, Line};
use keel_core::ledger::period::{Period, period_for};
use keel_core::ledger::totals::{Changes, ContactChanges, gather, gather_contacts};
use uuid::Uuid;

use super::{Posted, hooked, refusal};
use crate::service::{Audit, Bounds, Fault, Uow};
use crate::storage::audit::OutboxRow;
use crate::storage::ledger::books::{self, Company};
use crate::storage::ledger::entry::{self, Entry, Origin};
use crate::storage::ledger::{balance, number};

/// An entry that passed, with where it goes.
pub struct Ready<'b> {
    /// Its journal.
    pub journal: &'b Journal,
    /// Its period.
    pub period: &'b Period,
    /// Its business day.
    pub entry_on: NaiveDate,
    /// Why it exists.
    pub kind: EntryKind,
    /// A number from outside.
    pub number: Option<String>,
    /// The other party's number.
    pub reference: Option<String>,
    /// Free text.
    pub narration: Option<String>,
    /// Whom it is about.
    pub contact: Option<Uuid>,
    /// The entry it takes back.
    pub reverses: Option<Uuid>,
    /// The record it is posted for.
    pub source: (Option<String>, Option<Uuid>),
    /// Its lines.
    pub lines: Vec<Line>,
    /// The request's line behind each of them; empty where no request named lines.
    pub request_lines: Vec<usize>,
}

/// Appends entries to the books of a company, in this order. `head` is the end of its chain.
///
/// Every entry comes through here, so every entry is seen by the hooks of plugins. A refusal of theirs
/// points into the entry, as `/entries/{index}/…` when there are several.
pub async fn append(
    uow: &mut Uow<'_>,
    company: Uuid,
    mut head: Company,
    ready: Vec<Ready<'_>>,
) -> Result<Vec<Posted>, Fault> {
    if hooked::is_hooked(uow, company) {
        return hooked::append(uow, company, head, ready).await;
    }
    let ready = ready.into_iter().map(|one| (uow.id(), one)).collect();
    write(uow, company, &mut head, ready).await
}

/// Writes entries that hooks have seen, or that nobody hooks; `head` is then the end of the chain that they made.
pub(super) async fn write(
    uow: &mut Uow<'_>,
    company: Uuid,
    head: &mut Company,
    ready: Vec<(Uuid, Ready<'_>)>,
) -> Result<Vec<Posted>, Fault> {
    if ready.is_empty() {
        return Ok(Vec::new());
    }
    let (mut changes, mut of_contacts) = (Changes::new(), ContactChanges::new());
    for (_, one) in &ready {
        if !balanced(&one.lines) {
            return Err(Fault::internal(format!(
                "an entry out of balance came to the books: {:?}",
                one.lines
            )));
        }
        gather(&mut changes, &one.lines, one.period.starts_on, one.entry_on)?;
        gather_contacts(&mut of_contacts, &one.lines)?;
    }
    let numbers = numbers(uow, &ready).await?;
    let (mut chain_no, mut hash) = (head.chain_no, head.hash);
    let posted_at = uow.ctx.now.trunc_subsecs(6);
    let mut posted = Vec::with_capacity(ready.len());
    let mut entries = Vec::with_capacity(ready.len());
    let mut events = Vec::with_capacity(ready.len());
    for ((id, one), number) in ready.into_iter().zip(numbers) {
        chain_no += 1;
        let mut entry = Entry {
            id,
            company,
            journal: one.journal.id,
            period: one.period.id,
            number,
            entry_on: one.entry_on,
            posted_at,
            kind: one.kind.as_str().to_owned(),
            reference: one.reference,
            narration: one.narration,
            contact: one.contact,
            reverses: one.reverses,
            chain_no,
            prev_hash: hash,
            hash,
            origin: origin(uow, one.source),
            lines: one.lines,
        };
        entry.hash = link(&hash, &entry.facts());
        hash = entry.hash;
        posted.push(Posted {
            id: entry.id,
            number: entry.number.clone(),
            entry_on: entry.entry_on,
            period: one.period.code.clone(),
        });
        events.push(OutboxRow {
            id: uow.id(),
            at: uow.ctx.now,
            company_id: Some(company),
            event: "ledger.entry-posted".into(),
            record_type: "entry".into(),
            record_id: Some(entry.id),
            payload: format!(
                r#"{{"entry_on":"{}","journal":"{}","kind":"{}"}}"#,
                entry.entry_on, entry.journal, entry.kind
            ),
        });
        entries.push(entry);
    }
    entry::insert(uow.tx, &entries).await?;
    balance::add(uow.tx, company, &changes).await?;
    balance::add_of_contacts(uow.tx, &of_contacts).await?;
    number::move_chain(uow.tx, company, chain_no, &hash).await?;
    (head.chain_no, head.hash) = (chain_no, hash);
    let audits = entries
        .iter()
        .map(|entry| Audit {
            operation: if entry.reverses.is_some() { "reverse" } else { "post" },
            record_type: "entry",
            record_id: Some(entry.id),
            company_id: Some(company),
            changes: "{}".to_owned(),
        })
        .collect();
    uow.audit_many(audits).await?;
    uow.events(events).await?;
    Ok(posted)
}

/// The last net: what is out of balance does not enter, whoever computed it.
fn balanced(lines: &[Line]) -> bool {
    let mut company: i128 = 0;
    let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
    for line in lines {
        company += i128::from(line.company_minor);
        *sums.entry(line.currency).or_default() += i128::from(line.amount_minor);
    }
    lines.len() >= 2 && company == 0 && sums.values().all(|sum| *sum == 0)
}

/// An entry that the ledger makes by itself: its lines balance by the rule that made them.
pub struct Own {
    /// Its journal.
    pub journal: Uuid,
    /// Its business day.
    pub entry_on: NaiveDate,
    /// Why it exists.
    pub kind: EntryKind,
    /// The other party's number.
    pub reference: Option<String>,
    /// Free text.
    pub narration: Option<String>,
    /// Whom it is about.
    pub contact: Option<Uuid>,
    /// The entry it takes back.
    pub reverses: Option<Uuid>,
    /// The record it is posted for.
    pub source: (Option<String>, Option<Uuid>),
    /// Its lines.
    pub lines: Vec<Line>,
}

/// Appends an entry of the ledger's own, if its day takes one.
pub async fn append_own(uow: &mut Uow<'_>, company: Uuid, own: Own) -> Result<Posted, Fault> {
    let head = super::post::head(uow, company).await?;
    let journals = books::journals(uow.tx, company, &[own.journal]).await?;
    let journal = journals.get(&own.journal).ok_or_else(|| Fault::not_found("journal", own.journal))?;
    let periods = books::periods(uow.tx, company, own.entry_on, own.entry_on).await?;
    let period = period_for(&periods, own.entry_on, own.kind).map_err(|e| refusal::of_day(&e).at("/on"))?;
    let ready = Ready {
        journal,
        period,
        entry_on: own.entry_on,
        kind: own.kind,
        number: None,
        reference: own.reference,
        narration: own.narration,
        contact: own.contact,
        reverses: own.reverses,
        source: own.source,
        lines: own.lines,
        request_lines: Vec::new(),
    };
    // The ledger is in the middle of something that this entry belongs to: hooks may refuse it, not post beside it.
    let ctx = uow.ctx.bounded(Bounds { figures_open: true, ..uow.ctx.bounds });
    let posted = append(&mut Uow::new(uow.tx, &ctx), company, head, vec![ready]).await;
    let posted = posted.map_err(|mut fault| {
        if hooked::is_hooked(uow, company) {
            // The pointer speaks of an entry that the request did not write.
            fault.pointer = None;
            fault.fields.clear();
        }
        fault
    })?;
    posted.into_iter().next().ok_or_else(|| Fault::internal("an entry was not appended"))
}

/// Numbers from the sequences, taken last, in one step for each journal and year.
async fn numbers(uow: &mut Uow<'_>, ready: &[(Uuid, Ready<'_>)]) -> Result<Vec<String>, Fault> {
    let mut wanted: BTreeMap<(Uuid, &str), i64> = BTreeMap::new();
    for (_, one) in ready.iter().filter(|(_, one)| one.number.is_none()) {
        let key = one.journal.format.sequence_key(&one.period.year_code);
        *wanted.entry((one.journal.id, key)).or_default() += 1;
    }
    let mut next: BTreeMap<(Uuid, &str), i64> = BTreeMap::new();
    for (key, count) in wanted {
        next.insert(key, number::take(uow.tx, key.0, key.1, count).await?);
    }
    let mut numbers = Vec::with_capacity(ready.len());
    for (_, one) in ready {
        let format = &one.journal.format;
        numbers.push(match &one.number {
            Some(number) => number.clone(),
            None => {
                let year = one.period.year_code.as_str();
                let next = next.entry((one.journal.id, format.sequence_key(year))).or_default();
                let number = format.write(year, *next);
                *next += 1;
                number
            }
        });
    }
    Ok(numbers)
}

fn origin(uow: &Uow<'_>, (source_type, source_id): (Option<String>, Option<Uuid>)) -> Origin {
    let actor = &uow.ctx.actor;
    let plugin = uow.ctx.origin.as_deref();
    Origin {
        actor_kind: actor.kind.name().to_owned(),
        actor_id: actor.user_id,
        plugin: plugin.map(|p| p.plugin.clone()),
        plugin_version: plugin.map(|p| p.version.clone()),
        package_digest: plugin.map(|p| p.digest.clone()),
        via: Some(plugin.map_or_else(|| actor.via.to_owned(), |p| p.via.clone())),
        source_type,
        source_id,
    }
}
