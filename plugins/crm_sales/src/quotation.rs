//! Quotations: what of one an opportunity must hear of, and making one.

use keel_sdk::prelude::*;

use crate::{NewQuotationInput, SalesOrderExt, emit};

/// The record type of quotations and orders.
pub const ORDER: &str = "sales.order";
/// The record type of opportunities.
pub const OPPORTUNITY: &str = "crm.opportunity";

/// Tells each opportunity, the old and the new one, that its quotations changed.
///
/// The opportunity follows on the plugin's own account: whoever changes a quotation need not have a right on
/// opportunities, and a fault here never keeps an order from being changed.
pub fn tell(change: &Change) -> Result<()> {
    let new = Some(&change.new).filter(|_| change.operation != Operation::Delete);
    let before = change.old.as_ref().or(Some(&change.new).filter(|_| new.is_none()));
    let of = |order: Option<&Document>| order.and_then(|order| SalesOrderExt::of(order).opportunity);
    let (old, new) = (of(before), of(new));
    let changed = [new, old.filter(|_| old != new)];
    changed.into_iter().flatten().try_for_each(|opportunity| {
        emit::quotations_changed(Some(&RecordRef::new(OPPORTUNITY, opportunity)), &Body::new())
    })
}

/// Makes a quotation for the customer of an opportunity, in its currency, for its owner to sell.
pub fn make(opportunity: &Document, input: &NewQuotationInput) -> Result<Id> {
    if opportunity.get::<String>("state").as_deref() == Some("lost") {
        let message = "The opportunity is lost: move it to an open stage first.";
        return Err(Fault::refused("crm-sales.opportunity-lost", message));
    }
    let mut body = Body::new()
        .with("contact", opportunity.need::<Id>("contact")?)
        .with(SalesOrderExt::OPPORTUNITY, opportunity.id());
    for (field, value) in [
        ("salesperson", opportunity.value("owner").clone()),
        ("currency", opportunity.value("currency").clone()),
        ("reference", input.reference.clone().into()),
        ("valid_to", input.valid_to.into()),
    ] {
        if value != Value::None {
            body.set(field, value);
        }
    }
    if !input.lines.is_empty() {
        let lines = input.lines.iter().map(|line| {
            let row = Row::new().with("item", line.item).with("quantity", line.quantity);
            line.price.map_or(row.clone(), |price| row.with("price", price))
        });
        body = body.with_rows("lines", lines.collect());
    }
    records::create(ORDER, body)
}
