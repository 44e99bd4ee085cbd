//! Goods that come back: announced by the customer, taken in when they are there.
//!
//! Knows how much can come back. Must not know how it is credited.

use keel_sdk::prelude::*;

use crate::moving::{self, Goods};
use crate::{
    Delivery, Order, ReceiveInput, ReceiveOutput, ReturnInput, ReturnOutput, order, places, progress, ship,
};

/// Announces goods; what is back already is taken in.
pub fn announce(mut order: Order, input: ReturnInput) -> Result<ReturnOutput> {
    order::must_be(&order, &["confirmed", "done"])?;
    if input.lines.is_empty() {
        return Err(Fault::invalid("sales.no-lines", "Say which goods come back.").at("/lines"));
    }
    if order.open_return.is_some() {
        let message = "Other goods of this order are on their way back: take those in first.";
        return Err(Fault::refused("sales.return-open", message));
    }
    let on = input.returned_on.unwrap_or_else(|| context::current().today());
    let mut goods = Vec::with_capacity(input.lines.len());
    let mut received = Vec::with_capacity(input.lines.len());
    for (at, wanted) in input.lines.iter().enumerate() {
        let line = progress::line_at(&mut order, wanted.line, &format!("/lines/{at}/line"))?;
        let most = progress::returnable(line)?;
        let item = line.item.filter(|_| wanted.quantity > Decimal::ZERO && wanted.quantity <= most);
        let Some(item) = item else {
            let message = format!("Give a quantity above nought, at most the {most} that were delivered.");
            return Err(Fault::invalid("sales.too-much", message)
                .at(format!("/lines/{at}/quantity"))
                .arg("most", most));
        };
        line.returning = line.returning.plus(wanted.quantity)?;
        goods.push(Goods { order_line: wanted.line, item, quantity: wanted.quantity });
        received.push((wanted.line, wanted.received.unwrap_or(wanted.quantity)));
    }
    let places = places::of(&order)?;
    let number = moving::next_number(&order)?;
    let mut back = moving::plan(&order, "return", number, &goods, places, on)?;
    back.id = records::create(Delivery::TYPE, moving::body(&back))?;
    back.version = 1;
    let id = back.id;
    order.open_return = Some(id);
    let quantities = ship::chosen(&back.lines, &received)?;
    if quantities.iter().any(|quantity| *quantity > Decimal::ZERO) {
        take_in(&mut order, back, &quantities, on)?;
    }
    finish(order).map(|status| ReturnOutput { delivery: Some(id), return_status: Some(status) })
}

/// Takes in what was announced.
pub fn receive(mut order: Order, input: ReceiveInput) -> Result<ReceiveOutput> {
    order::must_be(&order, &["confirmed"])?;
    let id = order.open_return.ok_or_else(|| {
        let message = format!("Nothing of {} is announced to come back.", order::name(&order));
        Fault::refused("sales.nothing-to-receive", message).arg("number", order::name(&order))
    })?;
    let back = Delivery::get(id)?;
    let named: Vec<(i64, Decimal)> = input.lines.iter().map(|line| (line.line, line.quantity)).collect();
    let quantities = ship::chosen(&back.lines, &named)?;
    let on = input.received_on.unwrap_or_else(|| context::current().today());
    take_in(&mut order, back, &quantities, on)?;
    finish(order).map(|status| ReceiveOutput { delivery: Some(id), return_status: Some(status) })
}

fn take_in(order: &mut Order, back: Delivery, quantities: &[Decimal], on: Day) -> Result<()> {
    let places = places::of(order)?;
    let moved = moving::carry_out(order, back, quantities, on, false, places)?;
    order.open_return = moved.rest;
    for (number, quantity) in moved.parts {
        let line = progress::line_at(order, number, "/lines")?;
        if line.quantity.is_negative() {
            line.delivered = line.delivered.minus(quantity)?;
        } else {
            line.returning = line.returning.minus(quantity)?;
            line.returned = line.returned.plus(quantity)?;
        }
    }
    Ok(())
}

fn finish(mut order: Order) -> Result<String> {
    progress::settle(&mut order)?;
    order.update()?;
    ship::tell_done(&order)?;
    Ok(order.return_status)
}
