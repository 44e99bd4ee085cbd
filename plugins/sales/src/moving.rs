//! Deliveries over the moves of the core: planned, reserved, carried out whole or in part; all of it or nothing.
//!
//! Knows that the rest of a part is a document of its own. Must not know what an order makes of it.

use keel_sdk::prelude::*;
use keel_sdk::stock::{self, Move, Shortage};

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
    let (mut whole, mut given_up, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut done, mut rest, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for (line, quantity) in std::mem::take(&mut delivery.lines).into_iter().zip(quantities) {
        let goods = |quantity: Decimal| Goods { order_line: line.order_line, item: line.item, quantity };
        if *quantity == line.quantity {
            whole.extend(line.r#move);
            done.push(line);
        } else if *quantity == Decimal::ZERO {
            if drop_rest {
                given_up.extend(line.r#move);
            } else {
                kept.push(line);
            }
        } else {
            given_up.extend(line.r#move);
            parts.push(goods(*quantity));
            rest.push(goods(line.quantity.minus(*quantity)?));
            done.push(DeliveryLines { quantity: *quantity, r#move: None, missing: Decimal::ZERO, ..line });
        }
    }
    if done.is_empty() {
        return Err(
            Fault::invalid("sales.nothing-moved", "Give a quantity above nought for some line.").at("/lines")
        );
    }
    if !given_up.is_empty() {
        stock::cancel(&given_up)?;
    }
    let moves: Vec<Move> =
        parts.iter().map(|one| a_move(order, &delivery.kind, &delivery.number, one, places).on(on)).collect();
    let moved = finish(&whole, on)
        .and_then(|()| if moves.is_empty() { Ok(Vec::new()) } else { stock::move_now(&moves) });
    let moved = moved.map_err(|fault| short(fault, &whole, &done, places.stock))?;
    for (line, id) in done.iter_mut().filter(|line| line.r#move.is_none()).zip(moved) {
        line.r#move = Some(id);
    }
    let moved = done.iter().map(|line| (line.order_line, line.quantity)).collect();
    for line in &mut done {
        line.missing = Decimal::ZERO;
    }
    delivery.lines = done;
    delivery.state = "done".to_owned();
    delivery.done_on = Some(on);
    let rest = if drop_rest || (rest.is_empty() && kept.is_empty()) {
        None
    } else {
        Some(back_order(order, &delivery, &rest, kept, places)?)
    };
    delivery.update()?;
    Ok(Moved { parts: moved, rest })
}

/// A document for what is left: what was not touched keeps its moves, the rest of a part gets new ones.
fn back_order(
    order: &Order,
    of: &Delivery,
    rest: &[Goods],
    kept: Vec<DeliveryLines>,
    places: Places,
) -> Result<Id> {
    let number = next_number(order)?;
    let on = of.planned_on.max(of.done_on).unwrap_or_default();
    let mut made = if rest.is_empty() {
        let lines = Vec::new();
        Delivery {
            number,
            state: "reserved".to_owned(),
            order: order.id,
            contact: order.contact,
            lines,
            ..of.clone()
        }
    } else {
        plan(order, &of.kind, number, rest, places, on)?
    };
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

/// Lines of a delivery are not written by hand.
pub fn only_by_its_order() -> Result<()> {
    if context::current().depth > 0 {
        return Ok(());
    }
    let message = "Deliveries follow from the steps of their order: ship it, or take goods back.";
    Err(Fault::refused("sales.delivery-final", message))
}

fn finish(moves: &[Id], on: Day) -> Result<()> {
    if moves.is_empty() { Ok(()) } else { stock::finish(moves, Some(on)) }
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
