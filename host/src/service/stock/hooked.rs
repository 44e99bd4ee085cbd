//! Done moves when plugins have a say: each seen by the hooks before anything is written, and after.
//!
//! Knows how a move is shown to a plugin. Must not know how a hook is asked.

use keel_core::money::from_scaled;
use uuid::Uuid;

use super::desk::{Desk, Posting};
use crate::service::plugins::data::{Change, Document, Operation};
use crate::service::plugins::document::{currency_of, document_in};
use crate::service::plugins::hooks::{self, Point};
use crate::service::{Bounds, Fault, Uow};
use crate::storage::records::{Record, Value};
use crate::storage::stock::moves::MoveRow;

impl Desk {
    fn point(&self) -> Point<'static> {
        Point { record_type: "stock-move", operation: Operation::Create, company: Some(self.company) }
    }

    /// Asks the hooks before the moves are written.
    pub(super) async fn ask_before(&self, uow: &mut Uow<'_>) -> Result<(), Fault> {
        if !self.point().is_asked(uow.ctx, true) {
            return Ok(());
        }
        // What the desk holds was worked out from what is on hand: who moves goods now makes it wrong.
        let ctx = uow.ctx.bounded(Bounds { figures_open: true, ..uow.ctx.bounds });
        let mut uow = Uow::new(uow.tx, &ctx);
        let declared = uow.ctx.types.find("stock-move")?;
        for (posting, row) in self.done() {
            let change = self.change(&mut uow, posting, row, 0).await?;
            hooks::before(&mut uow, self.point(), &declared.kind, change)
                .await
                .map_err(|fault| fault.under(&posting.pointer))?;
        }
        Ok(())
    }

    /// Asks the hooks after the moves were written.
    pub(super) async fn ask_after(&self, uow: &mut Uow<'_>) -> Result<(), Fault> {
        if !self.point().is_asked(uow.ctx, false) {
            return Ok(());
        }
        for (posting, row) in self.done() {
            let version = if posting.existing { row.version + 1 } else { row.version };
            let change = self.change(uow, posting, row, version).await?;
            hooks::after(uow, self.point(), change).await.map_err(|fault| fault.under(&posting.pointer))?;
        }
        Ok(())
    }

    fn done(&self) -> impl Iterator<Item = (&Posting, &MoveRow)> {
        self.postings.iter().filter_map(|posting| posting.row.as_ref().map(|row| (posting, row)))
    }

    async fn change(
        &self,
        uow: &mut Uow<'_>,
        posting: &Posting,
        row: &MoveRow,
        version: i64,
    ) -> Result<Change, Fault> {
        let declared = uow.ctx.types.find("stock-move")?;
        let currency = currency_of(uow, Some(self.company)).await?;
        let record = self.shown(uow, posting, row);
        let new = Document { version, ..document_in(&declared.kind, row.id, &record, currency.as_deref()) };
        Ok(Change { operation: Operation::Create, old: None, new })
    }

    /// A move as its declaration names it.
    fn shown(&self, uow: &Uow<'_>, posting: &Posting, row: &MoveRow) -> Record {
        let quantity = |e6: i64| Value::Decimal(from_scaled(e6, 6).normalize());
        let money = |minor: Option<i64>| {
            minor.map_or(Value::Null, |minor| Value::Decimal(from_scaled(minor, self.exponent)))
        };
        let number = if row.number.is_empty() { Value::Null } else { Value::from(row.number.as_str()) };
        let id = |id: Option<Uuid>| Value::from(id);
        Record::from_iter([
            ("company".to_owned(), Value::Id(self.company)),
            ("number".to_owned(), number),
            ("posted_no".to_owned(), Value::from(row.posted_no)),
            ("state".to_owned(), Value::from("done")),
            ("item".to_owned(), Value::Id(row.item_id)),
            ("lot".to_owned(), id(row.lot_id)),
            ("from_location".to_owned(), Value::Id(row.from_location_id)),
            ("to_location".to_owned(), Value::Id(row.to_location_id)),
            ("quantity".to_owned(), quantity(row.quantity_e6)),
            ("uom".to_owned(), Value::Id(row.uom_id)),
            ("entered_quantity".to_owned(), quantity(row.entered_quantity_e6)),
            ("planned_on".to_owned(), Value::from(row.planned_on)),
            ("done_on".to_owned(), Value::Day(posting.day.on)),
            ("late_for_on".to_owned(), Value::from(posting.day.late_for_on)),
            ("unit_cost".to_owned(), row.unit_cost_e6.map_or(Value::Null, quantity)),
            ("value".to_owned(), money(row.value_minor)),
            ("counterpart".to_owned(), money(row.counterpart_minor)),
            ("entry".to_owned(), id(row.entry_id)),
            ("reverses".to_owned(), id(row.reverses_id)),
            ("rest_of".to_owned(), id(row.rest_of_id)),
            ("reference".to_owned(), Value::from(row.reference.clone())),
            ("contact".to_owned(), id(row.contact_id)),
            ("source_type".to_owned(), Value::from(row.source_type.clone())),
            ("source".to_owned(), id(row.source_id)),
            ("actor_kind".to_owned(), Value::from(uow.ctx.actor.kind.name())),
            ("actor".to_owned(), id(uow.ctx.actor.user_id)),
        ])
    }
}
