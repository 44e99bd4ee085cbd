//! On an order: what can be done with it now, and the documents that came of it.
//!
//! Knows which step each state allows. Must not know how a step is carried out.

use keel_sdk::prelude::*;
use keel_sdk::view::{self, Cell, Node, Text, Tone, View};

use crate::{Delivery, Order};

/// The panel of an order.
pub fn of(request: &view::Request) -> Result<View> {
    let Some(subject) = &request.subject else {
        return Err(Fault::invalid("sales.no-order", "Say which order is asked for."));
    };
    let id = subject.id();
    let word = |field: &str| subject.get::<String>(field).unwrap_or_default();
    let (state, delivery, invoice) =
        (word(Order::STATE), word(Order::DELIVERY_STATUS), word(Order::INVOICE_STATUS));
    let mut steps: Vec<Node> = Vec::new();
    let mut step = |label: &str, action: &str, tone: Tone| {
        steps.push(view::button(Text::message(label), action).target(Order::TYPE, id).tone(tone).into());
    };
    match state.as_str() {
        "quotation" => {
            step("step-confirm", "confirm", Tone::Good);
            step("step-send", "quote-send", Tone::Neutral);
            step("step-cancel", "cancel", Tone::Bad);
        }
        "sent" => {
            step("step-confirm", "confirm", Tone::Good);
            step("step-cancel", "cancel", Tone::Bad);
        }
        "confirmed" => {
            let prepaid = word(Order::POLICY) == "prepaid" && invoice != "invoiced";
            if subject.get::<Id>(Order::OPEN_DELIVERY).is_some() && !prepaid {
                step("step-ship", "ship", Tone::Good);
                step("step-reserve", "reserve", Tone::Neutral);
            }
            if subject.get::<Id>(Order::OPEN_RETURN).is_some() {
                step("step-receive", "receive", Tone::Good);
            }
            if invoice == "to-invoice" || invoice == "partial" {
                step("step-invoice", "invoice", Tone::Good);
            }
            if delivery == "none" && invoice == "nothing" {
                step("step-cancel", "cancel", Tone::Bad);
            }
        }
        _ => {}
    }
    let mut page = View::new();
    if !steps.is_empty() {
        page = page.add(view::stack(steps).across());
    }
    let of_order = [("order", "equal", Cell::record(Order::TYPE, id, ""))];
    let deliveries = view::records(
        Delivery::TYPE,
        &[Delivery::NUMBER, Delivery::KIND, Delivery::STATE, Delivery::DONE_ON],
    );
    let of_source = [("source", "equal", Cell::from(id.to_string()))];
    let invoices = view::records("invoicing.invoice", &["number", "kind", "total", "residual", "state"]);
    Ok(page
        .add(view::section(Text::message("deliveries"), [deliveries.filter(&of_order)]))
        .add(view::section(Text::message("invoices"), [invoices.filter(&of_source)])))
}
