//! How far an order has come: what its lines say is delivered, returned and invoiced, and which words that makes.
//!
//! Knows quantities only. Must not know moves, invoices or who asks.

use keel_sdk::prelude::*;

use crate::{Order, OrderLines};

/// It moves through the stock.
pub fn is_stocked(line: &OrderLines) -> bool {
    matches!(line.item_kind.as_deref(), Some("goods" | "consumable"))
}

/// What of a line is still to be delivered; below nought: still to be taken back.
pub fn undelivered(line: &OrderLines) -> Result<Decimal> {
    if is_stocked(line) { line.quantity.minus(line.delivered) } else { Ok(Decimal::ZERO) }
}

/// What of a line came back, or can still be announced to come back.
pub fn returnable(line: &OrderLines) -> Result<Decimal> {
    line.delivered.minus(line.returning)?.minus(line.returned)
}

/// How much of a line is to be invoiced in all by now.
fn due(order: &Order, line: &OrderLines) -> Result<Decimal> {
    if order.policy == "on-delivery" && is_stocked(line) {
        line.delivered.minus(line.returned)
    } else {
        line.quantity.minus(line.returned)
    }
}

/// How much of a line is to be invoiced now; below nought: to be credited.
pub fn to_invoice(order: &Order, line: &OrderLines) -> Result<Decimal> {
    due(order, line)?.minus(line.invoiced)
}

/// Whether the freight is to be invoiced now: with the first invoice.
pub fn freight_due(order: &Order) -> bool {
    let some = order.freight.is_some_and(|freight| freight > Decimal::ZERO);
    let begun = order.policy != "on-delivery"
        || order.lines.iter().any(|line| line.delivered > Decimal::ZERO)
        || !order.lines.iter().any(is_stocked);
    some && begun && !order.freight_invoiced.unwrap_or(false)
}

/// Sets the words of a confirmed order: its statuses, and whether it is done.
pub fn settle(order: &mut Order) -> Result<()> {
    order.delivery_status = delivery_status(order)?.to_owned();
    order.return_status = return_status(order)?.to_owned();
    order.invoice_status = invoice_status(order)?.to_owned();
    let delivered = matches!(order.delivery_status.as_str(), "delivered" | "not-needed");
    let back = matches!(order.return_status.as_str(), "none" | "received");
    let done = delivered && back && order.invoice_status == "invoiced";
    order.state = if done { "done" } else { "confirmed" }.to_owned();
    Ok(())
}

fn delivery_status(order: &Order) -> Result<&'static str> {
    let mut open = false;
    let (mut some, mut any) = (false, false);
    for line in order.lines.iter().filter(|line| is_stocked(line) && line.quantity > Decimal::ZERO) {
        any = true;
        some |= line.delivered > Decimal::ZERO;
        open |= undelivered(line)? > Decimal::ZERO;
    }
    Ok(match (any, open, some) {
        (false, ..) => "not-needed",
        (_, false, _) => "delivered",
        (_, true, true) => "partial",
        (_, true, false) => "none",
    })
}

fn return_status(order: &Order) -> Result<&'static str> {
    let (mut expected, mut received) = (Decimal::ZERO, Decimal::ZERO);
    for line in &order.lines {
        let back = if line.quantity.is_negative() && is_stocked(line) {
            expected = expected.minus(undelivered(line)?)?;
            Decimal::ZERO.minus(line.delivered)?
        } else {
            expected = expected.plus(line.returning)?;
            line.returned
        };
        received = received.plus(back)?;
    }
    Ok(match (expected > Decimal::ZERO, received > Decimal::ZERO) {
        (true, true) => "partial",
        (true, false) => "expected",
        (false, true) => "received",
        (false, false) => "none",
    })
}

fn invoice_status(order: &Order) -> Result<&'static str> {
    let mut open = freight_due(order);
    let mut begun = order.freight_invoiced.unwrap_or(false);
    let mut whole = true;
    for line in &order.lines {
        open |= to_invoice(order, line)? != Decimal::ZERO;
        begun |= line.invoiced != Decimal::ZERO;
        whole &= line.invoiced == line.quantity.minus(line.returned)?;
    }
    Ok(match (open, begun) {
        (true, true) => "partial",
        (true, false) => "to-invoice",
        (false, _) if whole => "invoiced",
        (false, true) => "partial",
        (false, false) => "nothing",
    })
}

/// The line of an order with a number from 1.
pub fn line_at<'o>(order: &'o mut Order, number: i64, pointer: &str) -> Result<&'o mut OrderLines> {
    let last = order.lines.len();
    let index = usize::try_from(number - 1).unwrap_or(usize::MAX);
    order.lines.get_mut(index).ok_or_else(|| {
        let message = format!("The order has lines 1 to {last}.");
        Fault::invalid("sales.no-such-line", message).at(pointer).arg("last", last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    /// quantity delivered returning returned invoiced
    fn line(text: &str) -> OrderLines {
        let [quantity, delivered, returning, returned, invoiced] =
            text.split(' ').map(d).collect::<Vec<_>>().try_into().unwrap();
        let item_kind = Some("goods".to_owned());
        OrderLines { quantity, delivered, returning, returned, invoiced, item_kind, ..OrderLines::default() }
    }

    #[test]
    fn quantities_make_words() {
        for (policy, lines, expected) in [
            ("on-delivery", "10 0 0 0 0", "confirmed none none nothing 0"),
            ("on-delivery", "10 4 0 0 0", "confirmed partial none to-invoice 4"),
            ("on-delivery", "10 4 0 0 4", "confirmed partial none partial 0"),
            ("on-delivery", "10 10 0 0 4", "confirmed delivered none partial 6"),
            ("on-delivery", "10 10 0 0 10", "done delivered none invoiced 0"),
            ("on-delivery", "10 10 4 0 10", "confirmed delivered expected invoiced 0"),
            ("on-delivery", "10 10 1 3 10", "confirmed delivered partial partial -3"),
            ("on-delivery", "10 10 1 3 7", "confirmed delivered partial invoiced 0"),
            ("on-delivery", "10 10 0 4 6", "done delivered received invoiced 0"),
            ("on-order", "10 0 0 0 0", "confirmed none none to-invoice 10"),
            ("on-order", "10 0 0 0 10", "confirmed none none invoiced 0"),
            ("prepaid", "10 10 0 3 10", "confirmed delivered received partial -3"),
            ("on-delivery", "-2 0 0 0 0", "confirmed not-needed expected nothing 0"),
            ("on-delivery", "-2 -2 0 0 0", "confirmed not-needed received to-invoice -2"),
        ] {
            let policy = policy.to_owned();
            let mut order = Order { policy, lines: vec![line(lines)], ..Order::default() };
            settle(&mut order).unwrap();
            let now = to_invoice(&order, &order.lines[0]).unwrap();
            let words = [&order.state, &order.delivery_status, &order.return_status, &order.invoice_status]
                .map(String::as_str);
            assert_eq!(format!("{} {now}", words.join(" ")), expected, "{} {lines}", order.policy);
        }
    }

    #[test]
    fn freight_goes_with_the_first_invoice() {
        for (policy, delivered, invoiced, due) in [
            ("on-order", "0", false, true),
            ("on-delivery", "0", false, false),
            ("on-delivery", "1", false, true),
            ("on-delivery", "1", true, false),
        ] {
            let lines = vec![line(&format!("10 {delivered} 0 0 0"))];
            let freight = Some(d("5"));
            let order = Order {
                policy: policy.to_owned(),
                lines,
                freight,
                freight_invoiced: Some(invoiced),
                ..Order::default()
            };
            assert_eq!(freight_due(&order), due, "{policy} {delivered} {invoiced}");
        }
    }
}
