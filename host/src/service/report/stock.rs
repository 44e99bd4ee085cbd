//! Goods in reports: what lies where, what it is worth, and the moves and layers behind both.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::desk::Desk;
use super::general_ledger::PAGE;
use super::model::{Cell, ColumnKind, Report, RowKind};
use super::params::wrong;
use crate::service::{Fault, Op, RowRule, Uow};
use crate::storage::report::books::{self, Coded};
use crate::storage::report::stock::{self, StockFilter};

const VALUES: &[(&str, &str, ColumnKind)] = &[
    ("item", "Item", ColumnKind::Text),
    ("name", "Name", ColumnKind::Text),
    ("costing", "Costing", ColumnKind::Text),
    ("pile", "Pile", ColumnKind::Text),
    ("uom", "Unit", ColumnKind::Text),
    ("quantity", "Quantity", ColumnKind::Quantity),
    ("unit_cost", "Unit cost", ColumnKind::Price),
    ("value", "Value", ColumnKind::Money),
];

const LAYERS: &[(&str, &str, ColumnKind)] = &[
    ("seq", "No.", ColumnKind::Integer),
    ("posted_on", "Day", ColumnKind::Day),
    ("item", "Item", ColumnKind::Text),
    ("pile", "Pile", ColumnKind::Text),
    ("kind", "Kind", ColumnKind::Text),
    ("move", "Move", ColumnKind::Text),
    ("entry", "Entry", ColumnKind::Text),
    ("quantity", "Quantity", ColumnKind::Quantity),
    ("value", "Value", ColumnKind::Money),
];

const PLACES: &[(&str, &str, ColumnKind)] = &[
    ("location", "Location", ColumnKind::Text),
    ("location_name", "Location name", ColumnKind::Text),
    ("item", "Item", ColumnKind::Text),
    ("name", "Name", ColumnKind::Text),
    ("lot", "Lot", ColumnKind::Text),
    ("uom", "Unit", ColumnKind::Text),
    ("quantity", "Quantity", ColumnKind::Quantity),
];

const MOVES: &[(&str, &str, ColumnKind)] = &[
    ("posted_no", "No.", ColumnKind::Integer),
    ("number", "Number", ColumnKind::Text),
    ("done_on", "Day", ColumnKind::Day),
    ("item", "Item", ColumnKind::Text),
    ("lot", "Lot", ColumnKind::Text),
    ("from", "From", ColumnKind::Text),
    ("to", "To", ColumnKind::Text),
    ("quantity", "Quantity", ColumnKind::Quantity),
    ("change", "Change here", ColumnKind::Quantity),
    ("value", "Value", ColumnKind::Money),
    ("reference", "Reference", ColumnKind::Text),
];

/// What the parameters name.
async fn wanted(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<StockFilter, Fault> {
    let company = desk.company.id;
    let mut filter = StockFilter {
        company,
        from: desk.params.from,
        to: desk.params.to.or(desk.params.on),
        known_at: desk.known_at,
        pile: desk.params.pile.clone(),
        ..StockFilter::default()
    };
    if let Some(day) = filter.from {
        desk.show("from", day);
    }
    if let Some(day) = filter.to {
        desk.show("to", day);
    }
    if let Some(text) = desk.params.item.clone() {
        let found = books::by_code(uow.tx, Coded::Item, company, &text).await?;
        let (id, code) = found.ok_or_else(|| Fault::not_found("item", &text).at("/item"))?;
        filter.item = Some(id);
        desk.show("item", code);
    }
    if let Some(text) = desk.params.location.clone() {
        let found = books::by_code(uow.tx, Coded::Location, company, &text).await?;
        let (id, code) = found.ok_or_else(|| Fault::not_found("location", &text).at("/location"))?;
        filter.location = Some(id);
        desk.show("location", code);
    }
    filter.lot = match desk.params.lot.as_deref() {
        None => None,
        Some("none") => Some(None),
        Some(text) => Some(Some(text.parse::<Uuid>().map_err(|_| wrong("lot", "the id of a lot, or none"))?)),
    };
    Ok(filter)
}

/// The day of a link: the end of the day asked for, if one was.
fn until(filter: &StockFilter) -> Vec<(&'static str, String)> {
    filter.to.map(|day| ("to", day.to_string())).into_iter().collect()
}

/// Value by item and pile.
pub async fn valuation(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let filter = wanted(uow, desk).await?;
    let rows = stock::values(uow.tx, &filter).await?;
    let mut report = desk.report(VALUES);
    let mut total = 0;
    for row in &rows {
        total += row.value_minor;
        let mut more = until(&filter);
        more.extend([("item", row.item.clone()), ("pile", row.pile.clone())]);
        let unit_cost = match row.quantity_e6 {
            0 => Cell::empty(),
            // Shown only, rounded half to even at 10⁻⁶: no rule reads it.
            quantity => Cell {
                value: (Decimal::new(row.value_minor, desk.scale))
                    .checked_div(Decimal::new(quantity, 6))
                    .map(|cost| super::Value::Decimal(cost.round_dp(6))),
                link: None,
            },
        };
        let cells = vec![
            Cell::text(&row.item),
            Cell::text(&row.item_name),
            Cell::text(&row.costing),
            Cell::text(&row.pile),
            Cell::text(&row.uom),
            Cell::e6(row.quantity_e6).to(desk.link("valuation-layers", "quantity", &more)),
            unit_cost,
            desk.money(row.value_minor).to(desk.link("valuation-layers", "value", &more)),
        ];
        report.push(0, RowKind::Line, cells);
    }
    let mut more = until(&filter);
    more.extend(desk.params.item.clone().map(|item| ("item", item)));
    more.extend(filter.pile.clone().map(|pile| ("pile", pile)));
    report.totals[7] = desk.money(total).to(desk.link("valuation-layers", "value", &more));
    Ok(report)
}

/// Changes of quantity and value in posting order.
pub async fn layers(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let filter = wanted(uow, desk).await?;
    let (after, limit) = page(desk)?;
    let (mut rows, quantity, value) = stock::layers(uow.tx, &filter, after, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let mut report = desk.report(LAYERS);
    for row in &rows {
        let cells = vec![
            Cell::integer(row.seq),
            Cell::day(row.posted_on),
            Cell::text(&row.item),
            Cell::text(&row.pile),
            Cell::text(&row.kind),
            Cell::maybe(row.number.clone()),
            Cell::maybe(row.entry.clone()),
            Cell::e6(row.quantity_e6),
            desk.money(row.value_minor),
        ];
        report.push(0, RowKind::Line, cells);
    }
    if filter.item.is_some() {
        report.totals[7] = Cell::e6(quantity);
    }
    report.totals[8] = desk.money(value);
    report.next = rows.last().filter(|_| more).map(|row| row.seq.to_string());
    Ok(report)
}

/// Quantities by location, item and lot.
pub async fn on_hand(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let filter = wanted(uow, desk).await?;
    let rows = stock::on_hand(uow.tx, &filter).await?;
    let mut report = desk.report(PLACES);
    for row in &rows {
        let mut more = until(&filter);
        more.extend([
            ("location", row.location.clone()),
            ("item", row.item.clone()),
            ("lot", row.lot.map_or("none".into(), |id| id.to_string())),
        ]);
        let cells = vec![
            Cell::text(&row.location),
            Cell::text(&row.location_name),
            Cell::text(&row.item),
            Cell::text(&row.item_name),
            Cell::maybe(row.lot_code.clone()),
            Cell::text(&row.uom),
            Cell::e6(row.quantity_e6).to(desk.link("stock-moves", "change", &more)),
        ];
        report.push(0, RowKind::Line, cells);
    }
    Ok(report)
}

/// Done moves in posting order; with a location, what each changed there.
pub async fn moves(uow: &mut Uow<'_>, desk: &mut Desk) -> Result<Report, Fault> {
    let filter = wanted(uow, desk).await?;
    let (after, limit) = page(desk)?;
    let values = uow.may("valuation", Op::Read, Some(desk.company.id)).is_ok_and(|a| a.rows == RowRule::All);
    let (mut rows, change) = stock::moves(uow.tx, &filter, after, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let mut report = desk.report(MOVES);
    let here = filter.location.is_some();
    for row in &rows {
        let sign = if row.into { 1 } else { -1 };
        let cells = vec![
            Cell::integer(row.posted_no),
            Cell::text(&row.number),
            Cell::day(row.done_on),
            Cell::text(&row.item),
            Cell::maybe(row.lot.clone()),
            Cell::text(&row.from),
            Cell::text(&row.to),
            Cell::e6(row.quantity_e6),
            if here { Cell::e6(sign * row.quantity_e6) } else { Cell::empty() },
            row.value_minor.filter(|_| values).map_or_else(Cell::empty, |value| desk.money(value)),
            Cell::maybe(row.reference.clone()),
        ];
        report.push_record(0, cells, "stock-move", row.id);
    }
    if here {
        report.totals[8] = Cell::e6(change);
    }
    report.next = rows.last().filter(|_| more).map(|row| row.posted_no.to_string());
    Ok(report)
}

fn page(desk: &Desk) -> Result<(i64, usize), Fault> {
    let after = match desk.params.after.as_deref() {
        None => 0,
        Some(text) => text.parse().map_err(|_| wrong("after", "the next of the page before"))?,
    };
    Ok((after, desk.params.limit.unwrap_or(PAGE)))
}
