//! What a line costs that names no price: from the price list, else the item's list price; and the item's tax.
//!
//! Knows which price goes before which. Must not know totals.

use keel_sdk::prelude::*;

use crate::{Order, OrderLines, PriceList, PriceListItems};

/// Fields of the plugin `invoicing` on items.
const SALES_TAX: &str = "invoicing__sales_tax";

/// Whether a line names an item of which nobody looked up what it brings.
pub fn is_unpriced(order: &Order) -> bool {
    order.lines.iter().any(is_lacking)
}

fn is_lacking(line: &OrderLines) -> bool {
    line.item.is_some() && line.item_kind.is_none() && (line.price.is_none() || line.tax.is_none())
}

/// Completes the lines of an order that was just written, if something is lacking.
pub fn fill(order: &Order) -> Result<()> {
    let lacking = |line: &&OrderLines| is_lacking(line);
    let mut items: Vec<Id> = order.lines.iter().filter(lacking).filter_map(|line| line.item).collect();
    if items.is_empty() || !matches!(order.state.as_str(), "quotation" | "sent") {
        return Ok(());
    }
    items.sort_unstable();
    items.dedup();
    let items = items_of(&items)?;
    let prices = match order.price_list {
        Some(list) if order.lines.iter().any(|line| line.price.is_none()) => PriceList::get(list)?.items,
        _ => Vec::new(),
    };
    let mut filled = order.clone();
    for line in filled.lines.iter_mut().filter(|line| is_lacking(line)) {
        let Some(item) = items.iter().find(|item| Some(item.id()) == line.item) else { continue };
        line.item_kind = item.get("kind");
        line.tax = line.tax.or(item.get(SALES_TAX));
        if line.price.is_none() {
            let list: Decimal = item.get("list_price").unwrap_or_default();
            let on = order.ordered_on.unwrap_or_default();
            let found = best(&prices, item.id(), item.get("category"), line.quantity, on);
            line.price = Some(found.and_then(|found| found.price).unwrap_or(list));
            line.discount = line.discount.or(found.and_then(|found| found.discount));
        }
    }
    filled.update().map(|_| ())
}

/// Items by id, without what companies do not share.
pub fn items_of(ids: &[Id]) -> Result<Vec<Document>> {
    let mut items = Vec::with_capacity(ids.len());
    for some in ids.chunks(records::BATCH_MAX as usize) {
        items.extend(records::find("item").one_of("id", some.iter().copied()).page()?.records);
    }
    Ok(items)
}

/// The price that holds: of the item before its category before every item; then from the largest quantity on; then
/// the one that began last.
fn best(
    prices: &[PriceListItems],
    item: Id,
    category: Option<Id>,
    quantity: Decimal,
    on: Day,
) -> Option<&PriceListItems> {
    let holds = |price: &&PriceListItems| {
        let fits = match (price.item, price.category) {
            (Some(only), _) => only == item,
            (None, Some(only)) => Some(only) == category,
            (None, None) => true,
        };
        fits && price.min_quantity <= quantity
            && price.valid_from.is_none_or(|from| from <= on)
            && price.valid_to.is_none_or(|to| on <= to)
    };
    let nearness = |price: &PriceListItems| match (price.item, price.category) {
        (Some(_), _) => 2,
        (None, Some(_)) => 1,
        (None, None) => 0,
    };
    prices.iter().filter(holds).max_by_key(|price| (nearness(price), price.min_quantity, price.valid_from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_price_with_the_largest_quantity_and_the_latest_day_holds() {
        let (pen, ink, office) = (Id::from_u128(1), Id::from_u128(2), Id::from_u128(3));
        let day = |text: &str| Day::parse(text).ok();
        let price =
            |item, category, from: i64, valid_from: &str, valid_to: &str, price: i64| PriceListItems {
                item,
                category,
                min_quantity: Decimal::from(from),
                price: Some(Decimal::from(price)),
                discount: None,
                valid_from: day(valid_from),
                valid_to: day(valid_to),
            };
        let prices = [
            price(None, None, 0, "", "", 100),
            price(None, Some(office), 0, "", "", 90),
            price(Some(pen), None, 0, "", "", 10),
            price(Some(pen), None, 10, "", "", 9),
            price(Some(pen), None, 10, "2026-02-01", "2026-02-28", 8),
        ];
        for (item, category, quantity, on, expected) in [
            (pen, Some(office), 1, "2026-01-01", 10),
            (pen, Some(office), 10, "2026-01-01", 9),
            (pen, None, 10, "2026-02-28", 8),
            (pen, None, 10, "2026-03-01", 9),
            (ink, Some(office), 10, "2026-01-01", 90),
            (ink, None, 1, "2026-01-01", 100),
        ] {
            let on = day(on).unwrap();
            let found = best(&prices, item, category, Decimal::from(quantity), on).unwrap();
            assert_eq!(found.price, Some(Decimal::from(expected)), "{quantity} on {on}");
        }
        assert!(best(&prices[4..], pen, None, Decimal::from(10), day("2026-01-01").unwrap()).is_none());
    }
}
