//! The checks that read every entry: the hash chain, and numbers without holes.
//!
//! Reads pages of the chain, so that memory does not grow with the books.

use std::collections::{BTreeMap, HashMap};

use keel_core::ledger::chain::{GENESIS, link};
use keel_core::ledger::number::NumberFormat;
use uuid::Uuid;

use crate::service::{Fault, Uow};
use crate::storage::ledger::entry::{Entry, after_link};
use crate::storage::verify::chain::{Numbering, heads, numberings, sequences, year_codes};
use crate::storage::verify::{WRONG_MAX, Wrong};

/// Entries of a page.
const PAGE: i64 = 500;

/// Recomputes every link of every company's chain from the entry's bytes.
///
/// After a wrong entry it goes on from what that entry claims, so that one change is one finding.
pub async fn links(uow: &mut Uow<'_>) -> Result<(i64, Vec<Wrong>), Fault> {
    let (mut covered, mut wrong) = (0, Vec::new());
    for head in heads(uow.tx).await? {
        let (mut place, mut hash) = (0, GENESIS);
        loop {
            let entries = after_link(uow.tx, head.company, place, PAGE).await?;
            for entry in &entries {
                let name = || format!("{} {}", head.code, entry.number);
                if entry.chain_no != place + 1 {
                    wrong.push(Wrong::with(name(), format!("place {}", entry.chain_no), place + 1));
                } else if entry.prev_hash != hash {
                    wrong.push(Wrong::at(format!("{}: the link to the entry before", name())));
                }
                if entry.hash != link(&entry.prev_hash, &entry.facts()) {
                    wrong.push(Wrong::at(name()));
                }
                (place, hash) = (entry.chain_no, entry.hash);
                covered += 1;
            }
            if entries.len() < PAGE as usize || wrong.len() > WRONG_MAX {
                break;
            }
        }
        let end = head.kept.unwrap_or((0, GENESIS.to_vec()));
        if wrong.len() <= WRONG_MAX && (end.0 != place || end.1 != hash) {
            wrong.push(Wrong::with(format!("{}: the kept end of the chain", head.code), end.0, place));
        }
    }
    Ok((covered, wrong))
}

/// What was seen of one sequence.
#[derive(Default)]
struct Seen {
    count: i64,
    last: i64,
    sum: i128,
}

/// Numbers of gapless journals: each fits its journal's form, they run from 1 to their count, and the
/// sequence goes on after them.
pub async fn numbers(uow: &mut Uow<'_>) -> Result<(i64, Vec<Wrong>), Fault> {
    let journals: HashMap<Uuid, Numbering> =
        numberings(uow.tx).await?.into_iter().filter(|j| j.gapless).map(|j| (j.journal, j)).collect();
    let years: HashMap<Uuid, String> = year_codes(uow.tx).await?.into_iter().collect();
    let mut seen: BTreeMap<(Uuid, String), Seen> = BTreeMap::new();
    let (mut covered, mut wrong) = (0, Vec::new());
    for head in heads(uow.tx).await? {
        let mut place = 0;
        loop {
            let entries = after_link(uow.tx, head.company, place, PAGE).await?;
            for entry in &entries {
                place = entry.chain_no;
                let Some(journal) = journals.get(&entry.journal) else { continue };
                covered += 1;
                let year = years.get(&entry.period).map(String::as_str).unwrap_or_default();
                match number_of(entry, journal, year) {
                    Some((key, number)) => {
                        let seen = seen.entry((entry.journal, key)).or_default();
                        seen.count += 1;
                        seen.last = seen.last.max(number);
                        seen.sum += i128::from(number);
                    }
                    None => wrong.push(Wrong::at(format!("{} {}", journal.place, entry.number))),
                }
            }
            if entries.len() < PAGE as usize || wrong.len() > WRONG_MAX {
                break;
            }
        }
    }
    for ((journal, key), seen) in &seen {
        let name = || journals.get(journal).map_or(String::new(), |j| format!("{} {key}", j.place));
        let whole = i128::from(seen.count) * (i128::from(seen.count) + 1) / 2;
        if seen.last != seen.count || seen.sum != whole {
            wrong.push(Wrong::with(
                name(),
                format!("{} numbers up to {}", seen.count, seen.last),
                "every number once",
            ));
        }
    }
    for (journal, key, next) in sequences(uow.tx).await? {
        if !journals.contains_key(&journal) {
            continue;
        }
        let last = seen.get(&(journal, key.clone())).map_or(0, |seen| seen.last);
        if next != last + 1 {
            let place = journals.get(&journal).map_or(String::new(), |j| format!("{} {key}", j.place));
            wrong.push(Wrong::with(place, format!("next number {next}"), last + 1));
        }
    }
    Ok((covered, wrong))
}

/// The sequence and the number of an entry, if its number has its journal's form.
fn number_of(entry: &Entry, journal: &Numbering, year: &str) -> Option<(String, i64)> {
    let format = NumberFormat {
        prefix: journal.prefix.clone(),
        padding: usize::try_from(journal.padding).ok()?,
        per_year: journal.per_year,
    };
    let number: i64 = entry.number.rsplit('/').next()?.parse().ok()?;
    (format.write(year, number) == entry.number).then(|| (format.sequence_key(year).to_owned(), number))
}
