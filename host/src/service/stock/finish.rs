//! Finishing: numbers, entries, rows, kept balances, audit and events of everything the desk holds.
//!
//! Knows in which order things are written. Must not know rules.

use std::collections::BTreeMap;

use keel_core::money::from_scaled;
use uuid::Uuid;

use super::desk::{Desk, Posting};
use super::{MoveView, MovesDone};
use crate::service::ledger::{EntryInput, LineInput, book};
use crate::service::{Audit, Bounds, Fault, Uow};
use crate::storage::audit::OutboxRow;
use crate::storage::stock::company::take_numbers;
use crate::storage::stock::moves::{self, MoveRow, OriginColumns};
use crate::storage::stock::quantities;
use crate::storage::stock::values::{self, LayerRow};

/// Most lines of one entry: a bulk import becomes several entries instead of one that nobody can read.
const ENTRY_LINES_MAX: usize = 1_000;

/// A document number of a series.
pub(super) fn number(prefix: &str, no: i64) -> String {
    format!("{prefix}-{no:06}")
}

/// Who or what brings the rows about.
pub(super) fn origin(uow: &Uow<'_>) -> OriginColumns {
    let origin = uow.ctx.origin.as_deref();
    OriginColumns {
        actor_kind: uow.ctx.actor.kind.name(),
        actor_id: uow.ctx.actor.user_id,
        plugin: origin.map(|o| o.plugin.clone()),
        plugin_version: origin.map(|o| o.version.clone()),
        package_digest: origin.map(|o| o.digest.clone()),
        via: origin.map_or_else(|| uow.ctx.actor.via.to_owned(), |o| o.via.clone()),
    }
}

impl Desk {
    /// Writes everything, and answers what was done.
    pub(super) async fn finish(mut self, uow: &mut Uow<'_>) -> Result<MovesDone, Fault> {
        self.ask_before(uow).await?;
        self.number(uow).await?;
        let entries = {
            let ctx = uow.ctx.bounded(Bounds { figures_open: true, ..uow.ctx.bounds });
            self.post(&mut Uow::new(uow.tx, &ctx)).await?
        };
        self.store(uow).await?;
        self.tell(uow).await?;
        self.ask_after(uow).await?;
        let exponent = self.exponent;
        let done = self.postings.iter().filter_map(|posting| posting.row.as_ref());
        Ok(MovesDone {
            moves: done.map(|row| MoveView::of(row, exponent)).collect(),
            rests: self.rests.iter().map(|row| MoveView::of(row, exponent)).collect(),
            entries,
        })
    }

    async fn number(&mut self, uow: &mut Uow<'_>) -> Result<(), Fault> {
        let rows = self.postings.iter_mut().filter_map(|posting| posting.row.as_mut());
        let mut rows: Vec<(&mut MoveRow, bool)> =
            rows.map(|row| (row, true)).chain(self.rests.iter_mut().map(|row| (row, false))).collect();
        let unnumbered = rows.iter().filter(|(row, _)| row.number.is_empty()).count() as i64;
        let done = rows.iter().filter(|(_, done)| *done).count() as i64;
        if unnumbered > 0 {
            let mut next = take_numbers(uow.tx, self.company, "move", unnumbered).await?;
            for (row, _) in rows.iter_mut().filter(|(row, _)| row.number.is_empty()) {
                row.number = number("SM", next);
                next += 1;
            }
        }
        if done > 0 {
            let mut next = take_numbers(uow.tx, self.company, "posting", done).await?;
            for (row, _) in rows.iter_mut().filter(|(_, done)| *done) {
                row.posted_no = Some(next);
                next += 1;
            }
        }
        for posting in &mut self.postings {
            if let Some(row) = &mut posting.row {
                row.state = "done".to_owned();
                (row.done_on, row.late_for_on) = (Some(posting.day.on), posting.day.late_for_on);
                row.done_at = Some(uow.ctx.now);
            }
        }
        Ok(())
    }

    /// One entry for each day, journal and kind, in the order of the moves.
    async fn post(&mut self, uow: &mut Uow<'_>) -> Result<Vec<Uuid>, Fault> {
        let mut entries: Vec<(EntryInput, Vec<usize>)> = Vec::new();
        for (index, posting) in self.postings.iter().enumerate() {
            if posting.applied.legs.is_empty() {
                continue;
            }
            let item = self.item(posting.item, "")?;
            let journal = self
                .accounts
                .of(item.category_id)
                .ok_or_else(|| Fault::internal("legs without accounts"))?
                .journal;
            let lines = self.lines(posting);
            let open = entries.iter_mut().find(|(entry, _)| {
                (entry.entry_on, entry.journal, entry.kind) == (posting.day.on, journal, posting.kind)
                    && entry.lines.len() + lines.len() <= ENTRY_LINES_MAX
            });
            match open {
                Some((entry, indexes)) => {
                    entry.lines.extend(lines);
                    indexes.push(index);
                }
                None => entries.push((
                    EntryInput {
                        journal,
                        entry_on: posting.day.on,
                        kind: posting.kind,
                        reference: posting.row.as_ref().and_then(|row| row.reference.clone()),
                        narration: posting.day.late_for_on.map(|day| format!("Late for {day}")),
                        source_type: posting.row.as_ref().map(|_| "stock-move".to_owned()),
                        source_id: posting.row.as_ref().map(|row| row.id),
                        lines,
                        ..EntryInput::default()
                    },
                    vec![index],
                )),
            }
        }
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        for (entry, indexes) in &mut entries {
            if indexes.len() > 1 {
                (entry.source_type, entry.source_id) = (None, None);
            }
        }
        let (inputs, indexes): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        let posted = book(uow, self.company, inputs).await.map_err(|mut fault| {
            // The pointer speaks of an entry that the request did not write.
            fault.pointer = None;
            fault.fields.clear();
            fault
        })?;
        for (entry, indexes) in posted.iter().zip(indexes) {
            for index in indexes {
                self.entry_of.insert(index, entry.id);
                if let Some(row) = &mut self.postings[index].row {
                    row.entry_id = Some(entry.id);
                }
            }
        }
        Ok(posted.into_iter().map(|entry| entry.id).collect())
    }

    fn lines(&self, posting: &Posting) -> Vec<LineInput> {
        let number = posting.row.as_ref().map_or("", |row| row.number.as_str());
        posting
            .applied
            .legs
            .iter()
            .map(|leg| LineInput {
                account: leg.account,
                amount: from_scaled(leg.amount_minor, self.exponent),
                contact: posting.row.as_ref().and_then(|row| row.contact_id),
                description: Some(format!("{number} {}", posting.description).trim().to_owned()),
                ..LineInput::default()
            })
            .collect()
    }

    async fn store(&mut self, uow: &mut Uow<'_>) -> Result<(), Fault> {
        let (now, origin) = (uow.ctx.now, origin(uow));
        let mut fresh = Vec::new();
        for posting in &self.postings {
            match &posting.row {
                Some(row) if posting.existing => moves::update(uow.tx, now, &origin, row).await?,
                Some(row) => fresh.push(row.clone()),
                None => {}
            }
        }
        fresh.extend(self.rests.iter().cloned());
        moves::insert(uow.tx, now, &origin, &fresh).await?;
        quantities::insert_reservations(uow.tx, self.company, now, &self.held).await?;

        let layers = self.book.next_seq() - self.first_seq;
        if layers > 0 {
            take_numbers(uow.tx, self.company, "layer", layers).await?;
        }
        let mut rows = Vec::new();
        for (index, posting) in self.postings.iter().enumerate() {
            rows.extend(posting.applied.layers.iter().map(|layer| LayerRow {
                layer: *layer,
                posted_on: posting.day.on,
                move_id: posting.row.as_ref().map(|row| row.id),
                entry_id: self.entry_of.get(&index).copied(),
            }));
        }
        values::insert_layers(uow.tx, self.company, now, &rows).await?;
        let taken: Vec<_> = self.postings.iter().flat_map(|posting| posting.applied.taken.clone()).collect();
        values::insert_taken(uow.tx, self.company, &taken).await?;
        let changes = self.book.changes();
        quantities::store_on_hand(uow.tx, self.company, now, &changes.on_hand).await?;
        values::store_pools(uow.tx, self.company, now, &changes.pools).await?;
        Ok(values::store_remaining(uow.tx, self.company, &changes.remaining).await?)
    }

    async fn tell(&mut self, uow: &mut Uow<'_>) -> Result<(), Fault> {
        let company_id = Some(self.company);
        let mut audits = Vec::new();
        let mut facts = Vec::new();
        let done = self.postings.iter().filter_map(|posting| posting.row.as_ref());
        for (row, operation) in
            done.map(|row| (row, "do")).chain(self.rests.iter().map(|row| (row, "create")))
        {
            let operation =
                if operation == "do" && row.reverses_id.is_some() { "reverse" } else { operation };
            audits.push(Audit {
                operation,
                record_type: "stock-move",
                record_id: Some(row.id),
                company_id,
                changes: "{}".to_owned(),
            });
            if operation != "create" {
                facts.push(OutboxRow {
                    id: uow.id(),
                    at: uow.ctx.now,
                    company_id,
                    event: "stock.move-done".to_owned(),
                    record_type: "stock-move".to_owned(),
                    record_id: Some(row.id),
                    payload: format!(
                        r#"{{"number":"{}","item":"{}","from_location":"{}","to_location":"{}"}}"#,
                        row.number, row.item_id, row.from_location_id, row.to_location_id
                    ),
                });
            }
        }
        uow.audit_many(audits).await?;
        uow.events(facts).await
    }
}

/// Sums of quantities by item: how much of each may leave.
pub(super) fn wanted(rows: impl Iterator<Item = (Uuid, i64)>) -> BTreeMap<Uuid, i64> {
    let mut wanted: BTreeMap<Uuid, i64> = BTreeMap::new();
    for (item, quantity_e6) in rows {
        let sum = wanted.entry(item).or_default();
        *sum = sum.saturating_add(quantity_e6);
    }
    wanted
}
