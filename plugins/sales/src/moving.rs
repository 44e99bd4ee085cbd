//! Deliveries over the moves of the core: planned, reserved, carried out whole or in part; all of it or nothing.
//!
//! Knows that the rest of a part is a document of its own. Must not know what an order makes of it.

use keel_sdk::prelude::*;
use keel_sdk::stock::{self, Move, Part, Shortage};

use crate::places::Places;
use crate::{Delivery, DeliveryLines, Order, order, pricing};

/// So much of an item, for a line of the order.
pub struct Goods {
    /// Number of the order's line, from 1.
    pub order_line: i64,
    /// Which item.
    pub item: Id,
    /// Above nought.
    pub quantity: Decimal,
}

/// What was carried out, and what is left of it.
pub struct Moved {
    /// Line of the order, and how much of it moved.
    pub parts: Vec<(i64, Decimal)>,
    /// The document for the rest.
    pub rest: Option<Id>,
}

/// Plans goods; those that leave are reserved as far as they are there. The document is not yet kept.
pub fn plan(
    order: &Order,
    kind: &str,
    number: String,
    goods: &[Goods],
    places: Places,
    on: Day,
) -> Result<Delivery> {
    let moves: Vec<Move> = goods.iter().map(|one| a_move(order, kind, &number, one, places).on(on)).collect();
    let ids = stock::plan(&moves)?;
    let line = |(one, id): (&Goods, &Id)| DeliveryLines {
        order_line: one.order_line,
        item: one.item,
        quantity: one.quantity,
        missing: Decimal::ZERO,
        r#move: Some(*id),
    };
    let mut delivery = Delivery {
        number,
        kind: kind.to_owned(),
        state: "planned".to_owned(),
        order: order.id,
        contact: order.contact,
        planned_on: Some(on),
        lines: goods.iter().zip(&ids).map(line).collect(),
        ..Delivery::default()
    };
    if kind == "delivery" {
        note(&mut delivery, &stock::reserve(&ids)?);
    }
    Ok(delivery)
}

/// Writes down what could not be reserved.
pub fn note(delivery: &mut Delivery, short: &[Shortage]) {
    for line in &mut delivery.lines {
        let of = short.iter().find(|one| Some(one.of()) == line.r#move);
        line.missing = of.map_or(Decimal::ZERO, |one| one.missing);
    }
    delivery.state = if missing(delivery) > 0 { "planned" } else { "reserved" }.to_owned();
}

/// How many lines are short.
pub fn missing(delivery: &Delivery) -> i64 {
    delivery.lines.iter().filter(|line| line.missing > Decimal::ZERO).count() as i64
}

/// What is written of a new document.
pub fn body(delivery: &Delivery) -> Body {
    let mut body = records::Record::to_body(delivery);
    body.fields.retain(|field| field.value != Value::None);
    body
}

/// Carries a document out with a quantity for each of its lines, from nought to all; the rest is planned anew, or dropped.
pub fn carry_out(
    order: &Order,
    mut delivery: Delivery,
    quantities: &[Decimal],
    on: Day,
    drop_rest: bool,
    places: Places,
) -> Result<Moved> {
    let (mut parts, mut given_up) = (Vec::new(), Vec::new());
    let (mut done, mut rest, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for (line, quantity) in std::mem::take(&mut delivery.lines).into_iter().zip(quantities) {
        let planned = line.r#move.ok_or_else(|| {
            Fault::refused(
                "sales.no-move",
                "A line of this delivery has no move: cancel the order, and make it anew.",
            )
        })?;
        if *quantity == Decimal::ZERO {
            if drop_rest {
                given_up.push(planned)
            } else {
                kept.push(line)
            }
            continue;
        }
        if *quantity == line.quantity {
            parts.push(Part::whole(planned));
        } else {
            let part = Part::of(planned, *quantity);
            parts.push(if drop_rest { part.drop_rest() } else { part });
            let quantity = line.quantity.minus(*quantity)?;
            rest.push((done.len(), DeliveryLines { quantity, missing: Decimal::ZERO, ..line.clone() }));
        }
        done.push(DeliveryLines { quantity: *quantity, missing: Decimal::ZERO, ..line });
    }
    if done.is_empty() {
        return Err(
            Fault::invalid("sales.nothing-moved", "Give a quantity above nought for some line.").at("/lines")
        );
    }
    if !given_up.is_empty() {
        stock::cancel(&given_up)?;
    }
    let held: Vec<Id> = done.iter().filter_map(|line| line.r#move).collect();
    let left =
        stock::finish_part(&parts, Some(on)).map_err(|fault| short(fault, &held, &done, places.stock))?;
    let moved = done.iter().map(|line| (line.order_line, line.quantity)).collect();
    delivery.lines = done;
    delivery.state = "done".to_owned();
    delivery.done_on = Some(on);
    let rest = if drop_rest || (rest.is_empty() && kept.is_empty()) {
        None
    } else {
        let planned = |(at, line): (usize, DeliveryLines)| DeliveryLines {
            r#move: left.get(at).copied().flatten(),
            ..line
        };
        Some(back_order(order, &delivery, rest.into_iter().map(planned).collect(), kept)?)
    };
    delivery.update()?;
    Ok(Moved { parts: moved, rest })
}

/// A document for what is left: what was not touched keeps its moves, the rest of a part has the one that was planned for it.
fn back_order(
    order: &Order,
    of: &Delivery,
    rest: Vec<DeliveryLines>,
    kept: Vec<DeliveryLines>,
) -> Result<Id> {
    let on = of.planned_on.max(of.done_on).unwrap_or_default();
    let moves: Vec<Id> = rest.iter().filter_map(|line| line.r#move).collect();
    let mut made = Delivery {
        number: next_number(order)?,
        state: "reserved".to_owned(),
        order: order.id,
        contact: order.contact,
        lines: rest,
        ..of.clone()
    };
    if of.kind == "delivery" && !moves.is_empty() {
        note(&mut made, &stock::reserve(&moves)?);
    }
    made.lines.extend(kept);
    made.lines.sort_by_key(|line| line.order_line);
    (made.rest_of, made.planned_on, made.done_on) = (Some(of.id), Some(on), None);
    if of.kind == "return" || missing(&made) > 0 {
        made.state = "planned".to_owned();
    }
    records::create(Delivery::TYPE, body(&made))
}

/// The number of the next document of an order.
pub fn next_number(order: &Order) -> Result<String> {
    let made = Delivery::find().equal(Delivery::ORDER, order.id).count()?;
    Ok(format!("{}/{}", order::name(order), made + 1))
}

/// Whether this happens in a call of sales itself: one of its actions, whoever called that.
pub fn by_sales() -> bool {
    context::caller().as_deref() == Some("sales")
}

/// Lines of a delivery are not written by hand, nor by another plugin.
pub fn only_by_its_order() -> Result<()> {
    if by_sales() {
        return Ok(());
    }
    let message = "Deliveries follow from the steps of their order: ship it, or take goods back.";
    Err(Fault::refused("sales.delivery-final", message))
}

fn a_move(order: &Order, kind: &str, number: &str, goods: &Goods, places: Places) -> Move {
    let (from, to) = match kind {
        "return" => (places.customer, places.stock),
        _ => (places.stock, places.customer),
    };
    let mut one =
        Move::new(goods.item, from, to, goods.quantity).contact(order.contact).source(&order.reference());
    one.reference = Some(number.to_owned());
    one
}

/// Says of every item how much is missing, in the place of the core's first.
fn short(fault: Fault, held: &[Id], wanted: &[DeliveryLines], stock_location: Id) -> Fault {
    if fault.code != "stock.not-available" {
        return fault;
    }
    match shortages(held, wanted, stock_location) {
        Ok(missing) if !missing.is_empty() => {
            let list = missing.join("; ");
            let message = format!(
                "Nothing was shipped, because goods are missing: {list}. Ship less, or bring more in."
            );
            Fault::refused("sales.short", message).at("/lines").arg("missing", list)
        }
        _ => fault,
    }
}

/// What is there without the order's own reservations, against what it wants. All of this is taken back.
fn shortages(held: &[Id], wanted: &[DeliveryLines], stock_location: Id) -> Result<Vec<String>> {
    if !held.is_empty() {
        stock::cancel(held)?;
    }
    let mut sums: Vec<(Id, Decimal)> = Vec::new();
    for line in wanted {
        match sums.iter_mut().find(|(item, _)| *item == line.item) {
            Some((_, sum)) => *sum = sum.plus(line.quantity)?,
            None => sums.push((line.item, line.quantity)),
        }
    }
    let ids: Vec<Id> = sums.iter().map(|(item, _)| *item).collect();
    let holdings = stock::on_hand(&ids, Some(stock_location))?;
    let items = pricing::items_of(&ids)?;
    let mut missing = Vec::new();
    for (item, wanted) in sums {
        let mut there = Decimal::ZERO;
        for holding in holdings.iter().filter(|one| one.item() == item) {
            there = there.plus(holding.quantity)?.minus(holding.reserved)?;
        }
        if there < wanted {
            let name = items.iter().find(|one| one.id() == item).and_then(|one| one.get::<String>("name"));
            let (name, less) = (name.unwrap_or_default(), wanted.minus(there)?);
            missing.push(format!("{name}: {} of {}", plain(less), plain(wanted)));
        }
    }
    Ok(missing)
}

/// A quantity without noughts at its end.
fn plain(mut quantity: Decimal) -> Decimal {
    while quantity.scale > 0 && quantity.coefficient % 10 == 0 {
        quantity.coefficient /= 10;
        quantity.scale -= 1;
    }
    quantity
}
