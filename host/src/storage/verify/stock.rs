//! What the tables of stock promise each other and the ledger.
//!
//! Knows the tables of stock. Must not know how a cost is computed.

use super::Question;

/// The promises that one statement can hold the rows against.
pub(super) const QUESTIONS: &[Question] = &[
    Question {
        code: "stock.on-hand-differs",
        sql: "select c.code, i.code, 'at ' || p.code || ' off by ' || cast(r.q as text) from ( \
                select item_id, location_id, lot_id, sum(q) as q from ( \
                  select item_id, location_id, lot_id, quantity_e6 as q from stock_on_hand \
                  union all \
                  select item_id, to_location_id, lot_id, -quantity_e6 from stock_move where state = 'done' \
                  union all \
                  select item_id, from_location_id, lot_id, quantity_e6 from stock_move where state = 'done' \
                ) rows_of_both group by item_id, location_id, lot_id having sum(q) <> 0) r \
              join item i on i.id = r.item_id join location p on p.id = r.location_id \
              join company c on c.id = p.company_id",
    },
    Question {
        code: "stock.below-zero",
        sql: "select c.code, i.code, 'at ' || p.code || ': ' || cast(h.quantity_e6 as text) \
              from stock_on_hand h join item i on i.id = h.item_id join location p on p.id = h.location_id \
              join company c on c.id = p.company_id \
              where p.kind = 'internal' and not p.allow_negative and h.quantity_e6 < 0",
    },
    Question {
        code: "stock.pile-differs",
        sql: "select c.code, i.code, r.pile || ' off by ' || cast(r.q as text) || ' worth ' || cast(r.v as text) from ( \
                select company_id, item_id, pile, sum(q) as q, sum(v) as v from ( \
                  select company_id, item_id, pile, quantity_e6 as q, value_minor as v from item_valuation \
                  union all \
                  select company_id, item_id, pile, -quantity_e6, -value_minor from valuation_layer \
                ) rows_of_both group by company_id, item_id, pile having sum(q) <> 0 or sum(v) <> 0) r \
              join item i on i.id = r.item_id join company c on c.id = r.company_id",
    },
    Question {
        code: "stock.pile-not-in-places",
        sql: "select c.code, i.code, r.kind || ' places are off by ' || cast(r.q as text) from ( \
                select company_id, item_id, kind, sum(q) as q from ( \
                  select v.company_id, v.item_id, case v.pile when 'stock' then 'internal' else 'transit' end as kind, \
                         v.quantity_e6 as q from item_valuation v \
                  union all \
                  select h.company_id, h.item_id, p.kind, -h.quantity_e6 from stock_on_hand h \
                  join location p on p.id = h.location_id join item g on g.id = h.item_id \
                  where p.kind in ('internal', 'transit') and g.kind = 'goods' \
                ) rows_of_both group by company_id, item_id, kind having sum(q) <> 0) r \
              join item i on i.id = r.item_id join company c on c.id = r.company_id",
    },
    Question {
        code: "stock.layer-rest-differs",
        sql: "select c.code, cast(r.seq as text), 'off by ' || cast(r.q as text) || ' worth ' || cast(r.v as text) from ( \
                select company_id, seq, sum(q) as q, sum(v) as v from ( \
                  select company_id, seq, quantity_e6 as q, value_minor as v from layer_remaining \
                  union all \
                  select l.company_id, l.seq, -l.quantity_e6, -l.value_minor from valuation_layer l \
                  join layer_remaining k on k.company_id = l.company_id and k.seq = l.seq \
                  union all \
                  select a.company_id, a.adjusts_seq, 0, -a.value_minor from valuation_layer a \
                  join layer_remaining k on k.company_id = a.company_id and k.seq = a.adjusts_seq \
                  union all \
                  select company_id, layer_seq, quantity_e6, value_minor from layer_consumption \
                ) rows_of_all group by company_id, seq having sum(q) <> 0 or sum(v) <> 0) r \
              join company c on c.id = r.company_id",
    },
    Question {
        code: "stock.layers-not-in-entry",
        sql: "select c.code, e.number, 'account ' || a.code || ' is off by ' || cast(r.v as text) from ( \
                select entry_id, account_id, sum(v) as v from ( \
                  select entry_id, account_id, value_minor as v from valuation_layer where entry_id is not null \
                  union all \
                  select l.entry_id, l.account_id, -l.company_minor from entry_line l \
                  join (select distinct entry_id, account_id from valuation_layer where entry_id is not null) k \
                    on k.entry_id = l.entry_id and k.account_id = l.account_id \
                ) rows_of_both group by entry_id, account_id having sum(v) <> 0) r \
              join entry e on e.id = r.entry_id join account a on a.id = r.account_id \
              join company c on c.id = e.company_id",
    },
    Question {
        code: "stock.value-not-in-ledger",
        sql: "select c.code, a.code, 'stock and ledger differ by ' || cast(r.v as text) from ( \
                select account_id, sum(v) as v from ( \
                  select account_id, value_minor as v from valuation_layer \
                  union all \
                  select l.account_id, -l.company_minor from entry_line l \
                  where l.account_id in (select account_id from valuation_layer) \
                ) rows_of_both group by account_id having sum(v) <> 0) r \
              join account a on a.id = r.account_id join company c on c.id = a.company_id",
    },
    Question {
        code: "stock.value-without-entry",
        sql: "select c.code, m.number, 'worth ' || cast(m.value_minor as text) || ' and not in the ledger' \
              from stock_move m join company c on c.id = m.company_id \
              where m.value_minor <> 0 and m.entry_id is null",
    },
    Question {
        code: "stock.posting-gap",
        sql: "select c.code, n.series, cast(n.next_no - 1 as text) || ' were given, ' || cast(r.found as text) || ' are there' \
              from stock_counter n join company c on c.id = n.company_id join ( \
                select company_id, 'posting' as series, count(*) as found from stock_move \
                where posted_no is not null group by company_id \
                union all \
                select company_id, 'layer', count(*) from valuation_layer group by company_id) r \
              on r.company_id = n.company_id and r.series = n.series where r.found <> n.next_no - 1",
    },
    Question {
        code: "stock.reserved-for-nothing",
        sql: "select c.code, m.number, 'it is ' || m.state || ' and still holds ' || cast(r.quantity_e6 as text) \
              from stock_reservation r join stock_move m on m.id = r.move_id join company c on c.id = m.company_id \
              where m.state in ('done', 'cancelled')",
    },
    Question {
        code: "stock.reserved-too-much",
        sql: "select c.code, m.number, 'of ' || cast(m.quantity_e6 as text) || ' it holds ' || cast(sum(r.quantity_e6) as text) \
              from stock_reservation r join stock_move m on m.id = r.move_id join company c on c.id = m.company_id \
              group by c.code, m.id, m.number, m.quantity_e6 having sum(r.quantity_e6) > m.quantity_e6",
    },
    Question {
        code: "stock.serial-twice",
        sql: "select c.code, i.code, 'serial ' || l.code || ' is there ' || cast(sum(h.quantity_e6) as text) || ' times' \
              from stock_on_hand h join lot l on l.id = h.lot_id join item i on i.id = h.item_id \
              join location p on p.id = h.location_id join company c on c.id = p.company_id \
              where i.tracking = 'serial' and p.kind in ('internal', 'transit') \
              group by c.code, i.code, l.id, l.code having sum(h.quantity_e6) > 1000000",
    },
];
