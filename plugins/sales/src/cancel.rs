//! Giving up: a quotation, an order of which nothing has happened, or the rest of one.

use keel_sdk::prelude::*;
use keel_sdk::stock;

use crate::{Delivery, Order, emit, order, progress, ship};

/// Gives an order up; with `only_rest` only what is not yet delivered.
pub fn cancel(mut order: Order, only_rest: bool) -> Result<()> {
    order::must_be(&order, &["quotation", "sent", "confirmed"])?;
    let moved = |line: &crate::OrderLines| line.delivered != Decimal::ZERO || line.invoiced != Decimal::ZERO;
    let begun = order.freight_invoiced.unwrap_or(false) || order.lines.iter().any(moved);
    if begun && !only_rest {
        let message = format!(
            "Something of {} was delivered or invoiced: cancel only the rest, take goods back, or credit the invoice.",
            order::name(&order)
        );
        return Err(Fault::refused("sales.under-way", message).arg("number", order::name(&order)));
    }
    give_up(order.open_delivery.take())?;
    if begun {
        ship::drop_rest(&mut order);
        progress::settle(&mut order)?;
        order.update()?;
        return ship::tell_done(&order);
    }
    give_up(order.open_return.take())?;
    order.state = "cancelled".to_owned();
    let body = Body::new()
        .with(Order::STATE, "cancelled")
        .with(Order::OPEN_DELIVERY, Value::None)
        .with(Order::OPEN_RETURN, Value::None);
    records::update(Order::TYPE, order.id, body)?;
    emit::order_cancelled(Some(&order.reference()), &order::told(&order))
}

/// Gives the moves of a document up.
fn give_up(open: Option<Id>) -> Result<()> {
    let Some(open) = open else { return Ok(()) };
    let delivery = Delivery::get(open)?;
    let moves: Vec<Id> = delivery.lines.iter().filter_map(|line| line.r#move).collect();
    if !moves.is_empty() {
        stock::cancel(&moves)?;
    }
    records::update(Delivery::TYPE, open, Body::new().with(Delivery::STATE, "cancelled"))
}
