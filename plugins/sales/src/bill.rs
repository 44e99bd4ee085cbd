//! What of an order is invoiced now: handed to the plugin `invoicing`, which posts it in the same unit of work.
//!
//! Knows quantities. Must not know entries or payments.

use keel_sdk::prelude::*;

use crate::{InvoiceOutput, Order, emit, order, progress, ship};

/// Posts an invoice for what is to be invoiced; a credit note when more came back than went out.
pub fn invoice(mut order: Order, on: Option<Day>) -> Result<InvoiceOutput> {
    order::must_be(&order, &["confirmed", "done"])?;
    let mut rows = Vec::new();
    for at in 0..order.lines.len() {
        let quantity = progress::to_invoice(&order, &order.lines[at])?;
        if quantity == Decimal::ZERO {
            continue;
        }
        let line = &mut order.lines[at];
        line.invoiced = line.invoiced.plus(quantity)?;
        rows.push(
            Row::new()
                .with("item", line.item)
                .with("description", line.description.clone())
                .with("quantity", quantity)
                .with("price", line.price.unwrap_or_default())
                .with("discount", line.discount)
                .with("tax", line.tax),
        );
    }
    if progress::freight_due(&order) {
        order.freight_invoiced = Some(true);
        rows.push(
            Row::new()
                .with("quantity", Decimal::from(1))
                .with("price", order.freight.unwrap_or_default())
                .with("tax", order.freight_tax)
                .with("purpose", "freight"),
        );
    }
    if rows.is_empty() {
        let message = format!("Nothing of {} is to be invoiced now.", order::name(&order));
        return Err(Fault::refused("sales.nothing-to-invoice", message).arg("number", order::name(&order)));
    }
    let input = Body::new()
        .with("contact", order.contact)
        .with("currency", order.currency.clone())
        .with("invoice_on", on)
        .with("payment_term", order.payment_term)
        .with("reference", order.reference.clone())
        .with("origin", order.number.clone())
        .with("source_type", Order::TYPE)
        .with("source", order.id.to_string().as_str())
        .with("post", true)
        .with_rows("lines", rows);
    let made = actions::call("invoicing.create-invoice", None, &input)?;
    progress::settle(&mut order)?;
    order.update()?;
    let invoice: Option<Id> = made.get("invoice");
    let total: Option<Money> = made.get("total");
    let told = order::told(&order).with("invoice", invoice).with("invoiced", total.clone());
    emit::order_invoiced(Some(&order.reference()), &told)?;
    ship::tell_done(&order)?;
    Ok(InvoiceOutput {
        invoice,
        kind: made.get("kind"),
        number: made.get("number"),
        currency: order.currency,
        total,
    })
}
