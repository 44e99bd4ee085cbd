//! One step of the replay in one unit of work: an order is taken, shipped with its invoice, or paid.
//!
//! Knows the names of the plugins' actions, as any integrator does. Must not know what they do.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::known::{Known, Reached};
use super::orders::SampleOrder;
use crate::service::plugins::actions::{self, Checked, Given};
use crate::service::plugins::data::{Body, Datum};
use crate::service::stock::{DoMoves, Late, MoveInput, carry_out};
use crate::service::{Fault, Uow, records};
use crate::storage::records::{Record, Value};

/// What is done; on one day first what comes first here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Pay,
    Take,
    Ship,
}

/// Does a step; how far its order is then.
pub(super) async fn run(
    uow: &mut Uow<'_>,
    known: &Known,
    order: &SampleOrder,
    reached: Reached,
    kind: Kind,
    on: NaiveDate,
) -> Result<Reached, Fault> {
    let missing = || Fault::internal(format!("the step before is missing of {}", order.reference));
    match kind {
        Kind::Take => Ok(Reached { order: Some(take(uow, known, order).await?), ..reached }),
        Kind::Ship => {
            let id = reached.order.ok_or_else(missing)?;
            let invoice = ship(uow, known, order, id, on).await?;
            Ok(Reached { invoice: Some(invoice), ..reached })
        }
        Kind::Pay => {
            let invoice = reached.invoice.ok_or_else(missing)?;
            let fields = vec![("paid_on".to_owned(), Datum::Day(on))];
            act(uow, known, "invoicing.register-payment", invoice, fields).await?;
            Ok(Reached { paid: true, ..reached })
        }
    }
}

async fn take(uow: &mut Uow<'_>, known: &Known, order: &SampleOrder) -> Result<Uuid, Fault> {
    let unknown =
        |what: &str| Fault::internal(format!("{} speaks of {what}, which is not there", order.reference));
    let mut lines = Vec::with_capacity(order.lines.len());
    for line in &order.lines {
        let (item, _) = known.items.get(&line.item).ok_or_else(|| unknown(&line.item))?;
        lines.push(Record::from_iter([
            ("item".to_owned(), Value::Id(*item)),
            ("quantity".to_owned(), Value::Decimal(line.quantity)),
            ("price".to_owned(), Value::Decimal(line.price)),
            ("discount".to_owned(), Value::Decimal(line.discount)),
        ]));
    }
    let customer = known.customers.get(&order.customer).ok_or_else(|| unknown(&order.customer))?;
    let day = |day: Option<NaiveDate>| day.map_or(Value::Null, Value::Day);
    let record = Record::from_iter([
        ("company".to_owned(), Value::Id(known.company)),
        ("contact".to_owned(), Value::Id(*customer)),
        ("salesperson".to_owned(), Value::from(known.employees.get(&order.employee).copied())),
        ("reference".to_owned(), Value::from(order.reference.as_str())),
        ("ordered_on".to_owned(), Value::Day(order.ordered_on)),
        ("requested_on".to_owned(), day(order.requested_on)),
        ("policy".to_owned(), Value::from("on-delivery")),
        ("payment_term".to_owned(), Value::Id(known.term)),
        ("location".to_owned(), Value::Id(known.stock)),
        ("freight".to_owned(), Value::Decimal(order.freight)),
        ("lines".to_owned(), Value::Rows(lines)),
    ]);
    let (id, _) = records::create(uow, "sales.order", record).await?;
    let fields = vec![("confirmed_on".to_owned(), Datum::Day(order.ordered_on))];
    act(uow, known, "sales.confirm", id, fields).await?;
    Ok(id)
}

/// Buys what is missing, ships, and invoices; the invoice.
async fn ship(
    uow: &mut Uow<'_>,
    known: &Known,
    order: &SampleOrder,
    id: Uuid,
    on: NaiveDate,
) -> Result<Uuid, Fault> {
    let reserved = act(uow, known, "sales.reserve", id, Vec::new()).await?;
    if reserved.record.get("missing").and_then(Value::integer) != Some(0) {
        buy(uow, known, order, id, on).await?;
    }
    act(uow, known, "sales.ship", id, vec![("shipped_on".to_owned(), Datum::Day(on))]).await?;
    let invoiced =
        act(uow, known, "sales.invoice", id, vec![("invoiced_on".to_owned(), Datum::Day(on))]).await?;
    let invoice = invoiced.record.get("invoice").and_then(Value::id);
    invoice.ok_or_else(|| Fault::internal("sales.invoice names no invoice"))
}

/// What an order's open delivery lacks comes from the suppliers, at three fifths of its list price.
async fn buy(
    uow: &mut Uow<'_>,
    known: &Known,
    order: &SampleOrder,
    id: Uuid,
    on: NaiveDate,
) -> Result<(), Fault> {
    let kept = records::get(uow, "sales.order", id).await?;
    let open = kept.get("open_delivery").and_then(Value::id);
    let open = open.ok_or_else(|| Fault::internal("an order that lacks goods has no open delivery"))?;
    let delivery = records::get(uow, "sales.delivery", open).await?;
    let mut moves = Vec::new();
    for row in delivery.get("lines").and_then(Value::rows).unwrap_or_default() {
        let missing = row.get("missing").and_then(Value::decimal).unwrap_or_default();
        let Some(item) = row.get("item").and_then(Value::id).filter(|_| missing > Decimal::ZERO) else {
            continue;
        };
        let price = known.items.values().find(|(of, _)| *of == item).map(|(_, price)| *price);
        moves.push(MoveInput {
            item,
            from_location: known.suppliers,
            to_location: known.stock,
            quantity: missing,
            unit_cost: Some((price.unwrap_or_default() * Decimal::new(6, 1)).round_dp(2)),
            reference: Some(format!("Bought for {}", order.reference)),
            ..MoveInput::default()
        });
    }
    let input = DoMoves { company: known.company, on, late: Late::default(), planned: Vec::new(), moves };
    carry_out(uow, input).await.map(drop)
}

async fn act(
    uow: &mut Uow<'_>,
    known: &Known,
    name: &str,
    target: Uuid,
    fields: Vec<(String, Datum)>,
) -> Result<Checked, Fault> {
    let called = actions::find(uow.ctx, name)?;
    let given = Given::Body(Body { fields, collections: Vec::new() });
    actions::run(uow, &called, Some(known.company), Some(target), given).await
}
