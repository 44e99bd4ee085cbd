//! Questions about stock: how much where on which day, what it is worth, what came and went.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::storage::{DbError, Row, Sql, Tx, Val};

/// What part of the stock is asked for.
#[derive(Debug, Clone, Default)]
pub struct Where {
    /// Company.
    pub company_id: Uuid,
    /// One item.
    pub item_id: Option<Uuid>,
    /// One lot.
    pub lot_id: Option<Uuid>,
    /// A location and all below it; without it all internal and transit locations.
    pub location_id: Option<Uuid>,
    /// After these codes of item, location and lot.
    pub after: Option<(String, String, String)>,
    /// So many rows at most.
    pub limit: i64,
}

/// Which quantities are summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// Kept quantities.
    Now,
    /// At the end of a day: kept quantities less what was done later.
    On(NaiveDate),
    /// Kept quantities and what is planned until the end of a day.
    Forecast(NaiveDate),
}

/// How much of an item lies in a place.
#[derive(Debug, Clone)]
pub struct QuantityRow {
    /// Item.
    pub item_id: Uuid,
    /// Its code.
    pub item_code: String,
    /// Location.
    pub location_id: Uuid,
    /// Its code.
    pub location_code: String,
    /// Lot.
    pub lot_id: Option<Uuid>,
    /// Its code.
    pub lot_code: Option<String>,
    /// 10⁻⁶.
    pub quantity_e6: i64,
    /// Held for open moves today, 10⁻⁶.
    pub reserved_e6: i64,
}

const KEPT: &str =
    "select item_id, location_id, lot_id, quantity_e6 as q, 0 as r from stock_on_hand where company_id = $1
    union all
    select item_id, location_id, lot_id, 0, quantity_e6 from stock_reservation where company_id = $1";
const LATER: &str = "
    union all
    select item_id, to_location_id, lot_id, -quantity_e6, 0 from stock_move
    where company_id = $1 and done_on > $6
    union all
    select item_id, from_location_id, lot_id, quantity_e6, 0 from stock_move
    where company_id = $1 and done_on > $6";
const PLANNED: &str = "
    union all
    select item_id, to_location_id, lot_id, quantity_e6, 0 from stock_move
    where company_id = $1 and state in ('planned', 'reserved') and (planned_on is null or planned_on <= $6)
    union all
    select item_id, from_location_id, lot_id, -quantity_e6, 0 from stock_move
    where company_id = $1 and state in ('planned', 'reserved') and (planned_on is null or planned_on <= $6)";

/// Quantities by item, location and lot, in order of their codes; rows of nothing are left out.
pub async fn quantities(tx: &mut Tx, wanted: &Where, day: As) -> Result<Vec<QuantityRow>, DbError> {
    let (extra, on) = match day {
        As::Now => ("", None),
        As::On(day) => (LATER, Some(day)),
        As::Forecast(day) => (PLANNED, Some(day)),
    };
    let mut params: Vec<Val> = vec![
        wanted.company_id.into(),
        wanted.item_id.into(),
        wanted.lot_id.into(),
        wanted.location_id.into(),
        wanted.limit.into(),
    ];
    params.extend(on.map(Val::from));
    let mut after = String::new();
    if let Some((item, location, lot)) = &wanted.after {
        let n = params.len();
        after = format!("and (i.code, l.code, coalesce(t.code, '')) > (${}, ${}, ${})", n + 1, n + 2, n + 3);
        params.extend([item.into(), location.into(), lot.into()]);
    }
    let text = format!(
        "with recursive below (id) as (
             select id from location where id = $4
             union
             select c.id from location c join below b on c.parent_id = b.id
         ),
         rows (item_id, location_id, lot_id, q, r) as ({KEPT} {extra})
         select i.id, i.code, l.id, l.code, t.id, t.code,
                cast(sum(rows.q) as bigint), cast(sum(rows.r) as bigint)
         from rows
         join item i on i.id = rows.item_id
         join location l on l.id = rows.location_id
         left join lot t on t.id = rows.lot_id
         where (i.id = $2 or $2 is null) and (t.id = $3 or $3 is null)
           and (l.id in (select id from below) or ($4 is null and l.kind in ('internal', 'transit', 'view')))
           {after}
         group by i.id, i.code, l.id, l.code, t.id, t.code
         having sum(rows.q) <> 0 or sum(rows.r) <> 0
         order by i.code, l.code, coalesce(t.code, '') limit $5"
    );
    let rows = tx.rows(Sql::built(text), &params).await?;
    rows.iter()
        .map(|row| {
            Ok(QuantityRow {
                item_id: row.get(0)?,
                item_code: row.get(1)?,
                location_id: row.get(2)?,
                location_code: row.get(3)?,
                lot_id: row.get(4)?,
                lot_code: row.get(5)?,
                quantity_e6: row.get(6)?,
                reserved_e6: row.get(7)?,
            })
        })
        .collect()
}

/// What goods of an item are worth in one pile.
#[derive(Debug, Clone)]
pub struct ValueRow {
    /// Item.
    pub item_id: Uuid,
    /// Its code.
    pub item_code: String,
    /// Its name.
    pub item_name: String,
    /// How issues are valued.
    pub costing: String,
    /// `stock` or `transit`.
    pub pile: String,
    /// 10⁻⁶.
    pub quantity_e6: i64,
    /// Minor units.
    pub value_minor: i64,
}

/// Value by item: the kept piles, or the sum of layers until the end of a day.
pub async fn values(
    tx: &mut Tx,
    company_id: Uuid,
    on: Option<NaiveDate>,
    after: &str,
    limit: i64,
) -> Result<Vec<ValueRow>, DbError> {
    let rows = match on {
        None => {
            tx.rows(
                "select i.id, i.code, i.name, i.costing, v.pile, v.quantity_e6, v.value_minor
                 from item_valuation v join item i on i.id = v.item_id
                 where v.company_id = $1 and i.code > $2 and (v.quantity_e6 <> 0 or v.value_minor <> 0)
                 order by i.code, v.pile limit $3",
                &[company_id.into(), after.into(), limit.into()],
            )
            .await?
        }
        Some(on) => {
            tx.rows(
                "select i.id, i.code, i.name, i.costing, v.pile,
                        cast(sum(v.quantity_e6) as bigint), cast(sum(v.value_minor) as bigint)
                 from valuation_layer v join item i on i.id = v.item_id
                 where v.company_id = $1 and i.code > $2 and v.posted_on <= $4
                 group by i.id, i.code, i.name, i.costing, v.pile
                 having sum(v.quantity_e6) <> 0 or sum(v.value_minor) <> 0
                 order by i.code, v.pile limit $3",
                &[company_id.into(), after.into(), limit.into(), on.into()],
            )
            .await?
        }
    };
    rows.iter()
        .map(|row| {
            Ok(ValueRow {
                item_id: row.get(0)?,
                item_code: row.get(1)?,
                item_name: row.get(2)?,
                costing: row.get(3)?,
                pile: row.get(4)?,
                quantity_e6: row.get(5)?,
                value_minor: row.get(6)?,
            })
        })
        .collect()
}

/// One account of stock: what the layers say, and what the ledger says.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// Account.
    pub account_id: Uuid,
    /// Its code.
    pub code: String,
    /// Sum of layers.
    pub layers_minor: i64,
    /// Balance of the account.
    pub ledger_minor: i64,
}

/// Accounts that goods stand on, with both sums, until the end of a day.
pub async fn accounts(tx: &mut Tx, company_id: Uuid, on: NaiveDate) -> Result<Vec<AccountRow>, DbError> {
    let rows = tx
        .rows(
            "select a.id, a.code, v.layers_minor,
                    cast(coalesce((select sum(b.debit_company_minor - b.credit_company_minor)
                                   from account_balance b
                                   where b.company_id = $1 and b.grain = 'day' and b.account_id = a.id
                                     and b.starts_on <= $2), 0) as bigint)
             from (select account_id, cast(sum(value_minor) as bigint) as layers_minor
                   from valuation_layer where company_id = $1 and posted_on <= $2 group by account_id) v
             join account a on a.id = v.account_id
             order by a.code",
            &[company_id.into(), on.into()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(AccountRow {
                account_id: row.get(0)?,
                code: row.get(1)?,
                layers_minor: row.get(2)?,
                ledger_minor: row.get(3)?,
            })
        })
        .collect()
}

/// One line of an item's card.
#[derive(Debug, Clone)]
pub struct CardRow {
    /// Posting order.
    pub seq: i64,
    /// Business date.
    pub posted_on: NaiveDate,
    /// Why: of the layer, or `move` where goods have no value.
    pub kind: String,
    /// Move.
    pub move_id: Option<Uuid>,
    /// Its number.
    pub number: Option<String>,
    /// Its reference.
    pub reference: Option<String>,
    /// Lot.
    pub lot_id: Option<Uuid>,
    /// From.
    pub from_location_id: Option<Uuid>,
    /// To.
    pub to_location_id: Option<Uuid>,
    /// Entry.
    pub entry_id: Option<Uuid>,
    /// Signed, 10⁻⁶.
    pub quantity_e6: i64,
    /// Signed, minor units; none where goods have no value.
    pub value_minor: Option<i64>,
}

/// Which lines of a card.
#[derive(Debug, Clone, Copy)]
pub struct CardRange {
    /// Company.
    pub company_id: Uuid,
    /// Item.
    pub item_id: Uuid,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub to_on: NaiveDate,
    /// After this day and posting order.
    pub after: (NaiveDate, i64),
    /// So many at most.
    pub limit: i64,
}

fn card_row(row: &Row) -> Result<CardRow, DbError> {
    Ok(CardRow {
        seq: row.get(0)?,
        posted_on: row.get(1)?,
        kind: row.get(2)?,
        move_id: row.get(3)?,
        number: row.get(4)?,
        reference: row.get(5)?,
        lot_id: row.get(6)?,
        from_location_id: row.get(7)?,
        to_location_id: row.get(8)?,
        entry_id: row.get(9)?,
        quantity_e6: row.get(10)?,
        value_minor: row.get(11)?,
    })
}

/// Changes of an item's stock, by day and then in posting order: from layers where the item is valued.
pub async fn card(tx: &mut Tx, range: &CardRange, valued: bool) -> Result<Vec<CardRow>, DbError> {
    let sql = match valued {
        true => {
            "select v.seq, v.posted_on, v.kind, m.id, m.number, m.reference, m.lot_id, m.from_location_id,
                    m.to_location_id, v.entry_id, v.quantity_e6, v.value_minor
             from valuation_layer v left join stock_move m on m.id = v.move_id
             where v.company_id = $1 and v.item_id = $2 and v.pile = 'stock'
               and v.posted_on between $3 and $4 and (v.posted_on, v.seq) > ($5, $6)
             order by v.posted_on, v.seq limit $7"
        }
        false => {
            "select m.posted_no, m.done_on, 'move', m.id, m.number, m.reference, m.lot_id, m.from_location_id,
                    m.to_location_id, m.entry_id,
                    case when t.kind = 'internal' then m.quantity_e6 else -m.quantity_e6 end, null
             from stock_move m join location f on f.id = m.from_location_id
             join location t on t.id = m.to_location_id
             where m.company_id = $1 and m.item_id = $2 and m.state = 'done'
               and (f.kind = 'internal') <> (t.kind = 'internal')
               and m.done_on between $3 and $4 and (m.done_on, m.posted_no) > ($5, $6)
             order by m.done_on, m.posted_no limit $7"
        }
    };
    let params = [
        range.company_id.into(),
        range.item_id.into(),
        range.from_on.into(),
        range.to_on.into(),
        range.after.0.into(),
        range.after.1.into(),
        range.limit.into(),
    ];
    tx.rows(sql, &params).await?.iter().map(card_row).collect()
}

/// Sum of an item's changes up to a day and posting order, inclusive: quantity and value.
pub async fn card_opening(tx: &mut Tx, range: &CardRange, valued: bool) -> Result<(i64, i64), DbError> {
    let sql = match valued {
        true => {
            "select cast(coalesce(sum(quantity_e6), 0) as bigint), cast(coalesce(sum(value_minor), 0) as bigint)
             from valuation_layer
             where company_id = $1 and item_id = $2 and pile = 'stock' and (posted_on, seq) <= ($3, $4)"
        }
        false => {
            "select cast(coalesce(sum(case when t.kind = 'internal' then m.quantity_e6 else -m.quantity_e6 end), 0) as bigint), 0
             from stock_move m join location f on f.id = m.from_location_id
             join location t on t.id = m.to_location_id
             where m.company_id = $1 and m.item_id = $2 and m.state = 'done'
               and (f.kind = 'internal') <> (t.kind = 'internal') and (m.done_on, m.posted_no) <= ($3, $4)"
        }
    };
    let params = [range.company_id.into(), range.item_id.into(), range.after.0.into(), range.after.1.into()];
    let row = tx.row(sql, &params).await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.get(0)?, row.get::<i64>(1)?)))
}
