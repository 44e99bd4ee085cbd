//! Goods: what lies where, what it is worth, and the moves and layers behind both.
//!
//! A day's end is the sum of rows up to it; without a day, the kept balances are read.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::code_point;
use crate::storage::{DbError, Row, Sql, Tx, Val};

/// What part of the stock is asked for.
#[derive(Debug, Clone, Default)]
pub struct StockFilter {
    /// Whose goods.
    pub company: Uuid,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// Done at this instant or before.
    pub known_at: Option<DateTime<Utc>>,
    /// One item.
    pub item: Option<Uuid>,
    /// One location.
    pub location: Option<Uuid>,
    /// One lot; `Some(None)`: without lot.
    pub lot: Option<Option<Uuid>>,
    /// `stock` or `transit`.
    pub pile: Option<String>,
}

/// How much of an item lies in a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityRow {
    /// Code of the location.
    pub location: String,
    /// Its name.
    pub location_name: String,
    /// Code of the item.
    pub item: String,
    /// Its name.
    pub item_name: String,
    /// Id of the lot.
    pub lot: Option<Uuid>,
    /// Its code.
    pub lot_code: Option<String>,
    /// Unit of measure.
    pub uom: String,
    /// 10⁻⁶ of the unit.
    pub quantity_e6: i64,
}

/// What an item is worth in a pile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueRow {
    /// Code of the item.
    pub item: String,
    /// Its name.
    pub item_name: String,
    /// How issues are valued.
    pub costing: String,
    /// `stock` or `transit`.
    pub pile: String,
    /// Unit of measure.
    pub uom: String,
    /// 10⁻⁶ of the unit.
    pub quantity_e6: i64,
    /// Minor units.
    pub value_minor: i64,
}

/// A done move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveRow {
    /// Posting order.
    pub posted_no: i64,
    /// The move.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its day.
    pub done_on: NaiveDate,
    /// Code of the item.
    pub item: String,
    /// Code of the lot.
    pub lot: Option<String>,
    /// Code of where it came from.
    pub from: String,
    /// Code of where it went.
    pub to: String,
    /// Whether the location asked for is where it went; without one, true.
    pub into: bool,
    /// 10⁻⁶ of the unit.
    pub quantity_e6: i64,
    /// Worth of the pile's change.
    pub value_minor: Option<i64>,
    /// The other party's number.
    pub reference: Option<String>,
}

/// A change of a pile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerRow {
    /// Posting order.
    pub seq: i64,
    /// Its day.
    pub posted_on: NaiveDate,
    /// Code of the item.
    pub item: String,
    /// `stock` or `transit`.
    pub pile: String,
    /// Why.
    pub kind: String,
    /// Number of its move.
    pub number: Option<String>,
    /// Number of its entry.
    pub entry: Option<String>,
    /// Signed, 10⁻⁶ of the unit.
    pub quantity_e6: i64,
    /// Signed, minor units.
    pub value_minor: i64,
}

struct Where(Vec<Val>, Vec<String>);

impl Where {
    fn of(company: Uuid, column: &str) -> Self {
        Where(vec![company.into()], vec![format!("{column} = $1")])
    }

    fn and(&mut self, condition: &str, value: Option<Val>) {
        if let Some(value) = value {
            self.0.push(value);
            self.1.push(condition.replace('?', &format!("${}", self.0.len())));
        }
    }

    fn lot(&mut self, column: &str, lot: Option<Option<Uuid>>) {
        match lot {
            None => {}
            Some(None) => self.1.push(format!("{column} is null")),
            Some(Some(id)) => self.and(&format!("{column} = ?"), Some(id.into())),
        }
    }

    fn text(&self) -> String {
        self.1.join(" and ")
    }
}

/// Quantities by location, item and lot in places that the company owns; rows of nothing are left out.
pub async fn on_hand(tx: &mut Tx, filter: &StockFilter) -> Result<Vec<QuantityRow>, DbError> {
    let kept = filter.to.is_none() && filter.known_at.is_none();
    let mut wanted = Where::of(filter.company, "h.company_id");
    if !kept {
        wanted.and("h.done_on <= ?", filter.to.map(Val::from));
        wanted.and("h.done_at <= ?", filter.known_at.map(Val::from));
    }
    wanted.and("h.item_id = ?", filter.item.map(Val::from));
    wanted.and("h.location_id = ?", filter.location.map(Val::from));
    wanted.lot("h.lot_id", filter.lot);
    let rows = if kept {
        "stock_on_hand"
    } else {
        "(select company_id, item_id, lot_id, to_location_id as location_id, quantity_e6, done_on, done_at from stock_move \
         where state = 'done' union all \
         select company_id, item_id, lot_id, from_location_id, -quantity_e6, done_on, done_at from stock_move \
         where state = 'done')"
    };
    let text = format!(
        "select p.code, p.name, i.code, i.name, h.lot_id, t.code, u.code, cast(sum(h.quantity_e6) as bigint) \
         from {rows} h join location p on p.id = h.location_id join item i on i.id = h.item_id \
         join uom u on u.id = i.uom_id left join lot t on t.id = h.lot_id \
         where {} and p.kind in ('internal', 'transit') \
         group by p.code, p.name, i.code, i.name, h.lot_id, t.code, u.code having sum(h.quantity_e6) <> 0 \
         order by {}, {}, {}",
        wanted.text(),
        code_point(tx.dialect(), "p.code"),
        code_point(tx.dialect(), "i.code"),
        code_point(tx.dialect(), "t.code")
    );
    let rows = tx.rows(Sql::built(text), &wanted.0).await?;
    rows.iter()
        .map(|row| {
            Ok(QuantityRow {
                location: row.get(0)?,
                location_name: row.get(1)?,
                item: row.get(2)?,
                item_name: row.get(3)?,
                lot: row.get(4)?,
                lot_code: row.get(5)?,
                uom: row.get(6)?,
                quantity_e6: row.get(7)?,
            })
        })
        .collect()
}

/// Value by item and pile; rows of nothing are left out.
pub async fn values(tx: &mut Tx, filter: &StockFilter) -> Result<Vec<ValueRow>, DbError> {
    let kept = filter.to.is_none() && filter.known_at.is_none();
    let mut wanted = layers_where(filter);
    if kept {
        wanted = Where::of(filter.company, "v.company_id");
        wanted.and("v.item_id = ?", filter.item.map(Val::from));
        wanted.and("v.pile = ?", filter.pile.as_ref().map(Val::from));
    }
    let text = format!(
        "select i.code, i.name, i.costing, v.pile, u.code, cast(sum(v.quantity_e6) as bigint), \
         cast(sum(v.value_minor) as bigint) from {} v join item i on i.id = v.item_id \
         join uom u on u.id = i.uom_id where {} group by i.code, i.name, i.costing, v.pile, u.code \
         having sum(v.quantity_e6) <> 0 or sum(v.value_minor) <> 0 order by {}, {}",
        if kept { "item_valuation" } else { "valuation_layer" },
        wanted.text(),
        code_point(tx.dialect(), "i.code"),
        code_point(tx.dialect(), "v.pile")
    );
    let rows = tx.rows(Sql::built(text), &wanted.0).await?;
    rows.iter()
        .map(|row| {
            Ok(ValueRow {
                item: row.get(0)?,
                item_name: row.get(1)?,
                costing: row.get(2)?,
                pile: row.get(3)?,
                uom: row.get(4)?,
                quantity_e6: row.get(5)?,
                value_minor: row.get(6)?,
            })
        })
        .collect()
}

fn layers_where(filter: &StockFilter) -> Where {
    let mut wanted = Where::of(filter.company, "v.company_id");
    wanted.and("v.posted_on >= ?", filter.from.map(Val::from));
    wanted.and("v.posted_on <= ?", filter.to.map(Val::from));
    wanted.and("v.created_at <= ?", filter.known_at.map(Val::from));
    wanted.and("v.item_id = ?", filter.item.map(Val::from));
    wanted.and("v.pile = ?", filter.pile.as_ref().map(Val::from));
    wanted
}

/// Changes of piles in posting order, after one, at most `limit`; and the sums of all of them.
pub async fn layers(
    tx: &mut Tx,
    filter: &StockFilter,
    after: i64,
    limit: usize,
) -> Result<(Vec<LayerRow>, i64, i64), DbError> {
    let mut wanted = layers_where(filter);
    let sums = format!(
        "select cast(coalesce(sum(v.quantity_e6), 0) as bigint), cast(coalesce(sum(v.value_minor), 0) as bigint) \
         from valuation_layer v where {}",
        wanted.text()
    );
    let sums = tx.row(Sql::built(sums), &wanted.0).await?;
    let sums = sums.ok_or_else(|| DbError::Decode("a sum gave no row".into()))?;
    wanted.and("v.seq > ?", Some(after.into()));
    let text = format!(
        "select v.seq, v.posted_on, i.code, v.pile, v.kind, m.number, e.number, v.quantity_e6, v.value_minor \
         from valuation_layer v join item i on i.id = v.item_id left join stock_move m on m.id = v.move_id \
         left join entry e on e.id = v.entry_id where {} order by v.seq limit {limit}",
        wanted.text()
    );
    let rows = tx.rows(Sql::built(text), &wanted.0).await?;
    let rows = rows.iter().map(layer).collect::<Result<Vec<_>, _>>()?;
    Ok((rows, sums.get(0)?, sums.get(1)?))
}

fn layer(row: &Row) -> Result<LayerRow, DbError> {
    Ok(LayerRow {
        seq: row.get(0)?,
        posted_on: row.get(1)?,
        item: row.get(2)?,
        pile: row.get(3)?,
        kind: row.get(4)?,
        number: row.get(5)?,
        entry: row.get(6)?,
        quantity_e6: row.get(7)?,
        value_minor: row.get(8)?,
    })
}

/// Done moves in posting order, after one, at most `limit`; and how much all of them bring into the
/// location asked for less what they take out of it (0 without a location).
pub async fn moves(
    tx: &mut Tx,
    filter: &StockFilter,
    after: i64,
    limit: usize,
) -> Result<(Vec<MoveRow>, i64), DbError> {
    let mut wanted = Where::of(filter.company, "m.company_id");
    wanted.1.push("m.state = 'done'".into());
    wanted.and("m.done_on >= ?", filter.from.map(Val::from));
    wanted.and("m.done_on <= ?", filter.to.map(Val::from));
    wanted.and("m.done_at <= ?", filter.known_at.map(Val::from));
    wanted.and("m.item_id = ?", filter.item.map(Val::from));
    wanted.lot("m.lot_id", filter.lot);
    wanted.and("(m.to_location_id = ? or m.from_location_id = ?)", filter.location.map(Val::from));
    let into = match filter.location {
        Some(_) => format!("m.to_location_id = ${}", wanted.0.len()),
        None => "1 = 1".into(),
    };
    let sums = format!(
        "select cast(coalesce(sum(case when {into} then m.quantity_e6 else -m.quantity_e6 end), 0) as bigint) \
         from stock_move m where {}",
        wanted.text()
    );
    let sums = tx.row(Sql::built(sums), &wanted.0).await?;
    let sums: i64 = sums.ok_or_else(|| DbError::Decode("a sum gave no row".into()))?.get(0)?;
    wanted.and("m.posted_no > ?", Some(after.into()));
    let text = format!(
        "select m.posted_no, m.id, m.number, m.done_on, i.code, t.code, f.code, o.code, \
         cast(case when {into} then 1 else 0 end as bigint), m.quantity_e6, m.value_minor, m.reference from stock_move m \
         join item i on i.id = m.item_id left join lot t on t.id = m.lot_id \
         join location f on f.id = m.from_location_id join location o on o.id = m.to_location_id \
         where {} order by m.posted_no limit {limit}",
        wanted.text()
    );
    let rows = tx.rows(Sql::built(text), &wanted.0).await?;
    let rows = rows
        .iter()
        .map(|row| {
            Ok(MoveRow {
                posted_no: row.get(0)?,
                id: row.get(1)?,
                number: row.get(2)?,
                done_on: row.get(3)?,
                item: row.get(4)?,
                lot: row.get(5)?,
                from: row.get(6)?,
                to: row.get(7)?,
                into: row.get::<i64>(8)? == 1,
                quantity_e6: row.get(9)?,
                value_minor: row.get(10)?,
                reference: row.get(11)?,
            })
        })
        .collect::<Result<Vec<_>, DbError>>()?;
    Ok((rows, if filter.location.is_some() { sums } else { 0 }))
}
