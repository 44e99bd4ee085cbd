//! Shipping: the open delivery of an order, whole or in part.
//!
//! Knows what may be shipped and when. Must not know how moves are carried out.

use keel_sdk::prelude::*;

use crate::{
    Delivery, DeliveryLines, Order, ShipInput, ShipInputLines, ShipOutput, emit, moving, order, places,
    progress,
};

/// The record type of the plugin `invoicing`.
const INVOICE: &str = "invoicing.invoice";

/// Ships what is still to be delivered, or the quantities given.
pub fn ship(mut order: Order, input: ShipInput) -> Result<ShipOutput> {
    order::must_be(&order, &["confirmed"])?;
    let open = order.open_delivery.ok_or_else(|| {
        let message = format!("Nothing of {} is still to be delivered.", order::name(&order));
        Fault::refused("sales.nothing-to-ship", message).arg("number", order::name(&order))
    })?;
    if order.policy == "prepaid" {
        must_be_paid(&order)?;
    }
    let delivery = Delivery::get(open)?;
    let named: Vec<(i64, Decimal)> =
        input.lines.iter().map(|ShipInputLines { line, quantity }| (*line, *quantity)).collect();
    let quantities = chosen(&delivery.lines, &named)?;
    let on = input.shipped_on.unwrap_or_else(|| context::current().today());
    let places = places::of(&order)?;
    let moved = moving::carry_out(&order, delivery, &quantities, on, input.drop_rest, places)?;
    for (number, quantity) in moved.parts {
        let line = progress::line_at(&mut order, number, "/lines")?;
        line.delivered = line.delivered.plus(quantity)?;
    }
    if input.drop_rest {
        drop_rest(&mut order);
    }
    order.open_delivery = moved.rest;
    progress::settle(&mut order)?;
    order.update()?;
    let told = order::told(&order).with("delivery", open).with("shipped_on", on);
    emit::order_shipped(Some(&order.reference()), &told)?;
    tell_done(&order)?;
    Ok(ShipOutput {
        delivery: Some(open),
        back_order: moved.rest,
        delivery_status: Some(order.delivery_status),
        invoice_status: Some(order.invoice_status),
    })
}

/// What is not delivered by now is not delivered at all: the order is for what was.
pub fn drop_rest(order: &mut Order) {
    for line in order.lines.iter_mut().filter(|line| progress::is_stocked(line)) {
        if line.quantity > Decimal::ZERO {
            line.quantity = line.delivered;
        }
    }
}

/// Tells that an order is done, if it is.
pub fn tell_done(order: &Order) -> Result<()> {
    if order.state == "done" {
        emit::order_done(Some(&order.reference()), &order::told(order))?;
    }
    Ok(())
}

/// A quantity for each line of a document: all of it, or what was given for the lines of the order.
pub fn chosen(lines: &[DeliveryLines], given: &[(i64, Decimal)]) -> Result<Vec<Decimal>> {
    if given.is_empty() {
        return Ok(lines.iter().map(|line| line.quantity).collect());
    }
    let mut quantities = vec![Decimal::ZERO; lines.len()];
    for (at, (number, quantity)) in given.iter().enumerate() {
        let found = lines.iter().position(|line| line.order_line == *number).ok_or_else(|| {
            let message = format!("Nothing of line {number} is open: leave it out.");
            Fault::invalid("sales.line-not-open", message).at(format!("/lines/{at}/line")).arg("line", number)
        })?;
        if quantity.is_negative() || *quantity > lines[found].quantity {
            let most = lines[found].quantity;
            let message = format!("Give a quantity from nought to the {most} that are open.");
            return Err(Fault::invalid("sales.too-much", message)
                .at(format!("/lines/{at}/quantity"))
                .arg("most", most));
        }
        quantities[found] = *quantity;
    }
    Ok(quantities)
}

/// A prepaid order leaves when it is invoiced and every invoice is paid.
fn must_be_paid(order: &Order) -> Result<()> {
    let unpaid =
        records::find(INVOICE).equal("source", order.id.to_string().as_str()).equal("kind", "invoice");
    if order.invoice_status == "invoiced" && unpaid.one_of("state", ["draft", "posted"]).count()? == 0 {
        return Ok(());
    }
    let message =
        format!("{} is paid before it is shipped: invoice it, and register the payment.", order::name(order));
    Err(Fault::refused("sales.not-paid", message).arg("number", order::name(order)))
}
