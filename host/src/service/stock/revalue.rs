//! Revaluation: late cost, write-ups and write-downs, a new standard cost.
//!
//! Knows which of the three is asked for. Must not move goods.

use chrono::NaiveDate;
use keel_core::money::{NumberError, from_scaled, to_scaled};
use keel_core::stock::revalue::LateReceipt;
use keel_core::stock::{ItemKind, StockError};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::day::{self, Late};
use super::desk::{Desk, Named, Posting};
use crate::service::ledger::Kind;
use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::stock::{moves, values};

/// A change of value. Give `move` and `amount` (late or landed cost of a receipt), `item` and `amount`
/// (write up or down), or `item` and `standard_cost`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Revalue {
    /// The company.
    pub company: Uuid,
    /// Business date of the adjustment.
    pub on: NaiveDate,
    /// What to do when that day is closed.
    #[serde(default)]
    pub late: Late,
    /// The receipt that the late cost belongs to.
    #[serde(default, rename = "move")]
    pub move_id: Option<Uuid>,
    /// The item.
    #[serde(default)]
    pub item: Option<Uuid>,
    /// By how much, in the company's currency; negative takes off.
    #[serde(default)]
    pub amount: Option<Decimal>,
    /// New standard cost of one unit of the item, in this company.
    #[serde(default)]
    pub standard_cost: Option<Decimal>,
    /// Account that answers a late cost; goods received and not invoiced when absent.
    #[serde(default)]
    pub account: Option<Uuid>,
    /// Any words.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub reference: Option<String>,
}

impl Input for Revalue {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// What a revaluation did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Revaluation {
    /// The item.
    pub item: Uuid,
    /// Change of the stock's value.
    pub change: Decimal,
    /// Value of the stock now.
    pub value: Decimal,
    /// The entry, unless no account changed.
    pub entry: Option<Uuid>,
}

/// Changes the value of goods in stock, with the entry that says so.
pub async fn revalue(uow: &mut Uow<'_>, input: Revalue) -> Result<Revaluation, Fault> {
    uow.may("stock-move", Op::Correct, Some(input.company))?;
    let mut desk = Desk::open(uow, input.company).await?;
    let day = day::resolve(uow, input.company, input.on, input.late).await?;
    let scaled = |value: Decimal, scale: u32, field: &str| {
        to_scaled(value, scale).map_err(|error| match error {
            NumberError::TooPrecise { scale } => Fault::invalid(
                "stock.value-too-precise",
                format!("Give at most {scale} digits after the point."),
            )
            .at(field),
            NumberError::Overflow => {
                Fault::invalid("stock.overflow", "The figures are too large for the books.").at(field)
            }
        })
    };
    let (item_id, applied) = match (input.move_id, input.item, input.amount, input.standard_cost) {
        (Some(id), None, Some(amount), None) => {
            let row = moves::moves(uow.tx, &[id])
                .await?
                .remove(&id)
                .filter(|row| row.company_id == input.company)
                .ok_or_else(|| Fault::not_found("stock-move", id).at("/move"))?;
            let layer = values::receipt_layer(uow.tx, id).await?.ok_or_else(|| {
                Fault::refused(
                    "stock.not-a-receipt",
                    format!("Choose a done move that brought goods in: {} did not.", row.number),
                )
                .arg("number", &row.number)
                .at("/move")
            })?;
            let amount_minor = scaled(amount, desk.exponent, "/amount")?;
            let facts = load(uow, &mut desk, row.item_id, false).await?;
            if let Some(open) = values::open_layer(uow.tx, input.company, layer).await? {
                desk.book.load_layer(row.item_id, open);
            }
            let receipt = LateReceipt { layer, quantity_e6: row.quantity_e6 };
            (row.item_id, desk.book.add_late_cost(&facts, receipt, amount_minor, input.account))
        }
        (None, Some(item), Some(amount), None) => {
            let amount_minor = scaled(amount, desk.exponent, "/amount")?;
            let facts = load(uow, &mut desk, item, true).await?;
            (item, desk.book.write(&facts, amount_minor))
        }
        (None, Some(item), None, Some(cost)) => {
            let cost_e6 = scaled(cost, 6, "/standard_cost")?;
            let facts = load(uow, &mut desk, item, false).await?;
            if facts.costing != keel_core::stock::Costing::Standard {
                let code = &desk.item(item, "")?.code;
                return Err(Fault::refused(
                    "stock.not-at-standard-cost",
                    format!("Give an amount instead: item {code} is not valued at standard cost."),
                )
                .arg("item", code)
                .at("/standard_cost"));
            }
            (item, desk.book.set_standard_cost(&facts, cost_e6))
        }
        _ => {
            return Err(Fault::invalid(
                "stock.revalue-what",
                "Give move and amount, or item and amount, or item and standard_cost.",
            ));
        }
    };
    let applied = applied.map_err(|error| desk.refusal(&error, ""))?;
    let change = from_scaled(applied.value_minor, desk.exponent);
    let value_minor = desk.book.pool(item_id, keel_core::stock::Pile::Stock).value_minor;
    let value = from_scaled(value_minor, desk.exponent);
    let code = desk.item(item_id, "")?.code.clone();
    let description = match &input.reference {
        Some(reference) => format!("{code} {reference}"),
        None => code,
    };
    let kind = Kind::Adjustment;
    desk.postings.push(Posting {
        row: None,
        existing: false,
        day,
        item: item_id,
        applied,
        kind,
        description,
        pointer: String::new(),
    });
    let company_id = Some(input.company);
    let changes = format!(r#"{{"value":["{}","{value}"]}}"#, value - change);
    uow.audit(Audit {
        operation: "revalue",
        record_type: "item",
        record_id: Some(item_id),
        company_id,
        changes,
    })
    .await?;
    let payload = format!(r#"{{"item":"{item_id}","change":"{change}"}}"#);
    uow.event("stock.revalued", "item", Some(item_id), company_id, payload).await?;
    let done = desk.finish(uow).await?;
    Ok(Revaluation { item: item_id, change, value, entry: done.entries.first().copied() })
}

async fn load(
    uow: &mut Uow<'_>,
    desk: &mut Desk,
    item: Uuid,
    all_layers: bool,
) -> Result<keel_core::stock::ItemFacts, Fault> {
    desk.know(uow, Named { items: [item].into(), ..Named::default() }).await?;
    let wanted = if all_layers { i64::MAX } else { 0 };
    desk.load_stock(uow, &[(item, wanted)].into(), &Default::default()).await?;
    let facts = desk.facts(desk.item(item, "")?);
    match facts.kind {
        ItemKind::Goods => Ok(facts),
        _ => Err(desk.refusal(&StockError::NothingToRevalue { item }, "")),
    }
}
