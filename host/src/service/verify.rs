//! Verify: whether the data keeps every promise of the core, asked of the data alone.
//!
//! Knows which promises there are and how the chain is followed. Must not know who prints the findings. Reads
//! one snapshot and changes nothing.

use chrono::TimeDelta;
use keel_core::ledger::chain::{GENESIS, link};
use serde::Serialize;

use super::{Fault, Uow};
use crate::storage::ledger::entry;
use crate::storage::verify::{self as store, CompanyChain};

/// Entries of the chain that are held at once.
const PAGE: i64 = 500;
/// A unit's time is taken before it waits for its turn, so the last entry of a period may carry a time
/// shortly after that of the closing that overtook it in the queue.
const OVERTAKEN_MAX: TimeDelta = TimeDelta::minutes(1);

/// One broken promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Finding {
    /// Stable code of the promise.
    pub code: String,
    /// Code of the company, if it is one company's.
    pub company: Option<String>,
    /// What is at fault, by the number or code that people know.
    pub subject: String,
    /// How.
    pub detail: String,
}

/// What was looked at, and what was found.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Verified {
    /// Promises that were checked.
    pub promises: usize,
    /// Entries whose link was computed again.
    pub entries: u64,
    /// Broken promises; empty is what everybody wants.
    pub findings: Vec<Finding>,
}

/// Checks every promise.
pub async fn verify(uow: &mut Uow<'_>) -> Result<Verified, Fault> {
    uow.ctx.actor.must_administer()?;
    let mut verified = Verified { promises: 0, entries: 0, findings: Vec::new() };
    database(uow, &mut verified).await?;
    for question in store::questions() {
        verified.promises += 1;
        for answer in store::ask(uow.tx, question).await? {
            let (company, subject, detail) = (answer.company, answer.subject, answer.detail);
            verified.findings.push(Finding { code: question.code.into(), company, subject, detail });
        }
    }
    closed_periods(uow, &mut verified).await?;
    verified.promises += 1;
    for chain in store::chains(uow.tx).await? {
        follow(uow, &chain, &mut verified).await?;
    }
    Ok(verified)
}

async fn database(uow: &mut Uow<'_>, verified: &mut Verified) -> Result<(), Fault> {
    let mut find = |code: &str, subject: String, detail: String| {
        verified.findings.push(Finding { code: code.into(), company: None, subject, detail });
    };
    for (table, event) in store::guards_missing(uow.tx).await? {
        find("schema.guard-missing", table.into(), format!("no trigger refuses {event}"));
    }
    for text in store::pages_damaged(uow.tx).await? {
        find("database.damaged", "the file".into(), text);
    }
    for text in store::foreign_keys_broken(uow.tx).await? {
        find("database.reference-broken", text, "rows refer to what is not there".into());
    }
    verified.promises += 3;
    Ok(())
}

async fn closed_periods(uow: &mut Uow<'_>, verified: &mut Verified) -> Result<(), Fault> {
    verified.promises += 1;
    for period in store::closed_periods(uow.tx).await? {
        if period.last_posted_at > period.closed_at + OVERTAKEN_MAX {
            verified.findings.push(Finding {
                code: "ledger.closed-period-changed".into(),
                company: Some(period.company),
                subject: period.period,
                detail: format!("closed at {}, posted into at {}", period.closed_at, period.last_posted_at),
            });
        }
    }
    Ok(())
}

/// Computes every link again; after a break it goes on from the link that is kept, so that each is told.
async fn follow(uow: &mut Uow<'_>, chain: &CompanyChain, verified: &mut Verified) -> Result<(), Fault> {
    let (mut place, mut previous) = (0, GENESIS);
    let mut find = |subject: &str, detail: String| {
        let (code, company) = ("ledger.chain-broken".to_owned(), Some(chain.company.clone()));
        verified.findings.push(Finding { code, company, subject: subject.to_owned(), detail });
    };
    let mut count = 0;
    loop {
        let entries = entry::after_link(uow.tx, chain.company_id, place, PAGE).await?;
        for entry in &entries {
            if entry.chain_no != place + 1 {
                find(&entry.number, format!("link {} follows link {place}", entry.chain_no));
            } else if entry.prev_hash != previous {
                find(&entry.number, "it does not name the link before it".into());
            }
            if entry.hash != link(&entry.prev_hash, &entry.facts()) {
                find(&entry.number, "it is not what was sealed".into());
            }
            (place, previous) = (entry.chain_no, entry.hash);
        }
        count += entries.len() as u64;
        if (entries.len() as i64) < PAGE {
            break;
        }
    }
    match chain.head {
        Some(head) if head != (place, previous) => {
            find("the chain", format!("its head is link {}, not {place}", head.0))
        }
        None if place > 0 => find("the chain", "its head is gone".into()),
        _ => {}
    }
    verified.entries += count;
    Ok(())
}
