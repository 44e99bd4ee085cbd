//! From quotation to order: what is delivered and taken back is planned, and what is there is reserved.
//!
//! Knows which lines move. Must not know how moves are carried out.

use keel_sdk::prelude::*;
use keel_sdk::stock;

use crate::moving::{self, Goods};
use crate::{ConfirmOutput, Delivery, Order, ReserveOutput, emit, order, places, pricing, progress};

/// Makes an order of a quotation.
pub fn confirm(mut order: Order, on: Option<Day>) -> Result<ConfirmOutput> {
    order::must_be(&order, &["quotation", "sent"])?;
    order::must_have_lines(&order)?;
    know_items(&mut order)?;
    let on = on.unwrap_or_else(|| context::current().today());
    order.confirmed_on = Some(on);
    let (mut out, mut back) = (Vec::new(), Vec::new());
    for (at, line) in order.lines.iter().enumerate() {
        let Some(item) = line.item.filter(|_| progress::is_stocked(line)) else { continue };
        let goods = Goods { order_line: at as i64 + 1, item, quantity: magnitude(line.quantity) };
        if line.quantity.is_negative() {
            back.push(goods);
        } else if line.quantity > Decimal::ZERO {
            out.push(goods);
        }
    }
    let planned_on = order.requested_on.unwrap_or(on);
    let mut missing = 0;
    let mut made = Vec::new();
    if !(out.is_empty() && back.is_empty()) {
        let places = places::of(&order)?;
        for (kind, goods) in [("delivery", out), ("return", back)] {
            if !goods.is_empty() {
                let number = format!("{}/{}", order::name(&order), made.len() + 1);
                let delivery = moving::plan(&order, kind, number, &goods, places, planned_on)?;
                missing += moving::missing(&delivery);
                made.push(delivery);
            }
        }
        let bodies: Vec<Body> = made.iter().map(moving::body).collect();
        let ids = records::create_many(Delivery::TYPE, &bodies)?;
        for (delivery, id) in made.iter().zip(ids) {
            let open =
                if delivery.kind == "return" { &mut order.open_return } else { &mut order.open_delivery };
            *open = Some(id);
        }
    }
    progress::settle(&mut order)?;
    order.update()?;
    emit::order_confirmed(Some(&order.reference()), &order::told(&order))?;
    Ok(ConfirmOutput { number: order.number, delivery: order.open_delivery, missing: Some(missing) })
}

/// Tries again to hold what is still to be delivered.
pub fn reserve(order: &Order) -> Result<ReserveOutput> {
    order::must_be(order, &["confirmed"])?;
    let Some(open) = order.open_delivery else { return Ok(ReserveOutput { missing: Some(0) }) };
    let mut delivery = Delivery::get(open)?;
    let moves: Vec<Id> = delivery.lines.iter().filter_map(|line| line.r#move).collect();
    moving::note(&mut delivery, &stock::reserve(&moves)?);
    let missing = moving::missing(&delivery);
    delivery.update()?;
    Ok(ReserveOutput { missing: Some(missing) })
}

/// What kind of item each line has: services do not move. Whatever the lines said before is not relied on.
fn know_items(order: &mut Order) -> Result<()> {
    let mut ids: Vec<Id> = order.lines.iter().filter_map(|line| line.item).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(());
    }
    let items = pricing::items_of(&ids)?;
    for line in &mut order.lines {
        let item = items.iter().find(|item| Some(item.id()) == line.item);
        line.item_kind = item.and_then(|item| item.get("kind"));
    }
    Ok(())
}

fn magnitude(quantity: Decimal) -> Decimal {
    Decimal::new(quantity.coefficient.saturating_abs(), quantity.scale)
}
