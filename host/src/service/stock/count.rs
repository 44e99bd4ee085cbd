//! Counts: begun with what the books expect, posted as moves from or to the loss location.
//!
//! Knows the life of a count. Must not know what a difference is worth.

use chrono::NaiveDate;
use keel_core::money::{from_scaled, to_scaled};
use keel_core::stock::Cost;
use keel_core::stock::count::{Difference, difference};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::day::{self, Late};
use super::desk::{Desk, Named};
use super::finish::{number, wanted};
use super::{MoveInput, MovesDone};
use crate::service::{Audit, Fault, Input, Op, Uow};
use crate::storage::Scope;
use crate::storage::stock::company::take_numbers;
use crate::storage::stock::counts::{self, CountLineRow, CountRow};
use crate::storage::stock::quantities;

/// A count to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct StartCount {
    /// The company.
    pub company: Uuid,
    /// The location that is counted; those below it are counted apart.
    pub location: Uuid,
    /// The day.
    pub on: NaiveDate,
    /// Only these items; everything there when empty.
    #[serde(default)]
    pub items: Vec<Uuid>,
    /// Any words.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub note: Option<String>,
}

impl Input for StartCount {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// One line to count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct StartedLine {
    /// Its number, from 1.
    pub line_no: i64,
    /// What.
    pub item: Uuid,
    /// Which lot or serial.
    pub lot: Option<Uuid>,
    /// What the books expect, in the item's unit.
    pub expected: Decimal,
}

/// A count that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct StartedCount {
    /// The count.
    pub count: Uuid,
    /// Its number.
    pub number: String,
    /// What to count.
    pub lines: Vec<StartedLine>,
}

/// Begins a count: notes what the books expect in a location now.
pub async fn start_count(uow: &mut Uow<'_>, input: StartCount) -> Result<StartedCount, Fault> {
    uow.may("stock-count", Op::Create, Some(input.company))?;
    let mut desk = Desk::open(uow, input.company).await?;
    let named = Named {
        items: input.items.iter().copied().collect(),
        locations: [input.location].into(),
        ..Named::default()
    };
    desk.know(uow, named).await?;
    if desk.location(input.location, "/location")?.facts.kind.pile().is_none() {
        return Err(
            Fault::invalid("stock.not-countable", "Choose an internal or transit location.").at("/location")
        );
    }
    let mut expected: Vec<(Uuid, Option<Uuid>, i64)> = quantities::on_hand_in(uow.tx, input.location)
        .await?
        .into_iter()
        .map(|row| (row.spot.item, row.spot.lot, row.quantity_e6))
        .filter(|(item, ..)| input.items.is_empty() || input.items.contains(item))
        .collect();
    for (index, item) in input.items.iter().enumerate() {
        desk.item(*item, &format!("/items/{index}")).map_err(|fault| fault.at(format!("/items/{index}")))?;
        if !expected.iter().any(|(known, ..)| known == item) {
            expected.push((*item, None, 0));
        }
    }
    expected.sort();
    let no = take_numbers(uow.tx, input.company, "count", 1).await?;
    let count = CountRow {
        id: uow.id(),
        company_id: input.company,
        number: number("SC", no),
        location_id: input.location,
        state: "open".to_owned(),
        counted_on: input.on,
        note: input.note,
    };
    let mut lines = Vec::with_capacity(expected.len());
    for (index, (item_id, lot_id, expected_e6)) in expected.into_iter().enumerate() {
        let line_no = index as i64 + 1;
        let id = uow.id();
        lines.push(CountLineRow {
            id,
            line_no,
            item_id,
            lot_id,
            expected_e6,
            counted_e6: None,
            move_id: None,
        });
    }
    counts::insert(uow.tx, uow.ctx.now, &count).await?;
    counts::store_lines(uow.tx, uow.ctx.now, &count, &lines).await?;
    audit(uow, &count, "create").await?;
    let lines = lines.iter().map(|line| StartedLine {
        line_no: line.line_no,
        item: line.item_id,
        lot: line.lot_id,
        expected: from_scaled(line.expected_e6, 6).normalize(),
    });
    Ok(StartedCount { count: count.id, number: count.number, lines: lines.collect() })
}

/// What was found of one item (and lot).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct CountedLine {
    /// What.
    pub item: Uuid,
    /// Which lot or serial.
    #[serde(default)]
    pub lot: Option<Uuid>,
    /// How many of the item's unit.
    pub counted: Decimal,
    /// Cost of one unit, where more was found of an item whose cost is not known.
    #[serde(default)]
    pub unit_cost: Option<Decimal>,
}

/// A count to be posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PostCount {
    /// The company.
    pub company: Uuid,
    /// The count.
    pub count: Uuid,
    /// Business date of the differences; the day of the count when absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// What to do when that day is closed.
    #[serde(default)]
    pub late: Late,
    /// What was found. Lines of the count that are not named stay as the books have them.
    #[schemars(length(max = 10_000))]
    pub lines: Vec<CountedLine>,
    /// The other side of the differences; the company's first location of kind loss when absent.
    #[serde(default)]
    pub loss_location: Option<Uuid>,
}

impl Input for PostCount {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// A count that was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Counted {
    /// The count.
    pub count: Uuid,
    /// The moves of its differences, and their entries.
    pub done: MovesDone,
}

/// Posts a count: each difference from what was expected when it began becomes a move.
///
/// Goods that moved since then keep their effect. An item that was not expected counts from zero.
pub async fn post_count(uow: &mut Uow<'_>, input: PostCount) -> Result<Counted, Fault> {
    uow.may("stock-count", Op::Update, Some(input.company))?;
    let count = open_count(uow, input.company, input.count).await?;
    let mut lines = counts::lines(uow.tx, count.id).await?;
    let mut desk = Desk::open(uow, input.company).await?;
    let day = day::resolve(uow, input.company, input.on.unwrap_or(count.counted_on), input.late).await?;
    let named = Named {
        items: input.lines.iter().map(|line| line.item).collect(),
        lots: input.lines.iter().filter_map(|line| line.lot).collect(),
        locations: [count.location_id].into(),
        ..Named::default()
    };
    let lots = named.lots.clone();
    desk.know(uow, named).await?;
    let loss = desk.loss_location(uow, input.loss_location).await?;

    let mut moves = Vec::new();
    for (index, found) in input.lines.iter().enumerate() {
        let pointer = format!("/lines/{index}");
        let counted_e6 = to_scaled(found.counted, 6).map_err(|_| {
            Fault::invalid("stock.unit-not-exact", "Give at most six digits after the point.")
                .at(format!("{pointer}/counted"))
        })?;
        let at = match lines.iter().position(|line| (line.item_id, line.lot_id) == (found.item, found.lot)) {
            Some(at) if lines[at].counted_e6.is_some() => {
                return Err(Fault::invalid("stock.counted-twice", "Name each item and lot once.").at(pointer));
            }
            Some(at) => at,
            None => {
                let (id, line_no) = (uow.id(), lines.len() as i64 + 1);
                let (item_id, lot_id) = (found.item, found.lot);
                lines.push(CountLineRow {
                    id,
                    line_no,
                    item_id,
                    lot_id,
                    expected_e6: 0,
                    counted_e6: None,
                    move_id: None,
                });
                lines.len() - 1
            }
        };
        lines[at].counted_e6 = Some(counted_e6);
        let asked = difference(lines[at].expected_e6, counted_e6)
            .map_err(|error| desk.refusal(&error, &pointer).at(format!("{pointer}/counted")))?;
        let (from_location, to_location, quantity_e6) = match asked {
            Difference::None => continue,
            Difference::Found(found_e6) => (loss, count.location_id, found_e6),
            Difference::Lost(lost_e6) => (count.location_id, loss, lost_e6),
        };
        let wanted = MoveInput {
            item: found.item,
            lot: found.lot,
            from_location,
            to_location,
            quantity: from_scaled(quantity_e6, 6),
            unit_cost: found.unit_cost.filter(|_| from_location == loss),
            reference: Some(count.number.clone()),
            source_type: Some("stock-count".to_owned()),
            source_id: Some(count.id),
            ..MoveInput::default()
        };
        let row = desk.draft(uow, &wanted, &pointer)?;
        lines[at].move_id = Some(row.id);
        moves.push((row, pointer));
    }
    let quantities = moves.iter().map(|(row, _)| (row.item_id, row.quantity_e6));
    let wanted = wanted(quantities);
    desk.load_stock(uow, &wanted, &lots).await?;
    for (row, pointer) in moves {
        let cost = row.cost_given_minor.map_or(Cost::Unstated, Cost::Value);
        desk.carry_out(row, false, cost, day, &pointer)?;
    }
    let done = desk.finish(uow).await?;
    counts::store_lines(uow.tx, uow.ctx.now, &count, &lines).await?;
    counts::close(uow.tx, uow.ctx.now, count.id, "posted").await?;
    audit(uow, &count, "post").await?;
    let payload = format!(r#"{{"number":"{}","moves":{}}}"#, count.number, done.moves.len());
    uow.event("stock.count-posted", "stock-count", Some(count.id), Some(input.company), payload).await?;
    Ok(Counted { count: count.id, done })
}

/// A count to be given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct CancelCount {
    /// The company.
    pub company: Uuid,
    /// The count.
    pub count: Uuid,
}

impl Input for CancelCount {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// A count that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct CancelledCount {
    /// Its number.
    pub number: String,
}

/// Gives an open count up; no quantity changes.
pub async fn cancel_count(uow: &mut Uow<'_>, input: CancelCount) -> Result<CancelledCount, Fault> {
    uow.may("stock-count", Op::Update, Some(input.company))?;
    let count = open_count(uow, input.company, input.count).await?;
    counts::close(uow.tx, uow.ctx.now, count.id, "cancelled").await?;
    audit(uow, &count, "cancel").await?;
    Ok(CancelledCount { number: count.number })
}

async fn open_count(uow: &mut Uow<'_>, company: Uuid, id: Uuid) -> Result<CountRow, Fault> {
    let count = counts::count(uow.tx, id)
        .await?
        .filter(|count| count.company_id == company)
        .ok_or_else(|| Fault::not_found("stock-count", id).at("/count"))?;
    match count.state.as_str() {
        "open" => Ok(count),
        state => Err(Fault::refused(
            "stock.count-closed",
            format!("Begin a new count: {} is {state}.", count.number),
        )
        .arg("number", &count.number)
        .at("/count")),
    }
}

async fn audit(uow: &mut Uow<'_>, count: &CountRow, operation: &str) -> Result<(), Fault> {
    uow.audit(Audit {
        operation,
        record_type: "stock-count",
        record_id: Some(count.id),
        company_id: Some(count.company_id),
        changes: "{}".to_owned(),
    })
    .await
}
