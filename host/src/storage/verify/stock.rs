//! Goods: what must be true of quantities, values, layers, reservations and moves.

use super::Probe;

const DONE: &str = "select count(*) from stock_move where state = 'done'";
const LAYERS: &str = "select count(*) from valuation_layer";

/// What is kept on hand is the sum of done moves.
pub const ON_HAND: Probe = Probe {
    covers: "select count(*) from stock_on_hand",
    wrong: "select c.code || ' ' || i.code || ' in ' || p.code || coalesce(' lot ' || t.code, ''), \
            cast(sum(s.kept) as bigint), cast(sum(s.moved) as bigint) from ( \
            select company_id, item_id, location_id, lot_id, quantity_e6 as kept, cast(0 as bigint) as moved from stock_on_hand \
            union all select company_id, item_id, to_location_id, lot_id, 0, quantity_e6 from stock_move where state = 'done' \
            union all select company_id, item_id, from_location_id, lot_id, 0, -quantity_e6 from stock_move where state = 'done' \
            ) s join company c on c.id = s.company_id join item i on i.id = s.item_id \
            join location p on p.id = s.location_id left join lot t on t.id = s.lot_id \
            group by c.code, i.code, p.code, t.code having sum(s.kept) <> sum(s.moved)",
};

/// What a pile is kept to be is the sum of its layers: quantity.
pub const PILE_QUANTITY: Probe = Probe {
    covers: LAYERS,
    wrong: "select c.code || ' ' || i.code || ' ' || s.pile, cast(sum(s.kept) as bigint), cast(sum(s.layers) as bigint) from ( \
            select company_id, item_id, pile, quantity_e6 as kept, cast(0 as bigint) as layers from item_valuation \
            union all select company_id, item_id, pile, 0, quantity_e6 from valuation_layer \
            ) s join company c on c.id = s.company_id join item i on i.id = s.item_id \
            group by c.code, i.code, s.pile having sum(s.kept) <> sum(s.layers)",
};

/// What a pile is kept to be worth is the sum of its layers.
pub const PILE_VALUE: Probe = Probe {
    covers: LAYERS,
    wrong: "select c.code || ' ' || i.code || ' ' || s.pile, cast(sum(s.kept) as bigint), cast(sum(s.layers) as bigint) from ( \
            select company_id, item_id, pile, value_minor as kept, cast(0 as bigint) as layers from item_valuation \
            union all select company_id, item_id, pile, 0, value_minor from valuation_layer \
            ) s join company c on c.id = s.company_id join item i on i.id = s.item_id \
            group by c.code, i.code, s.pile having sum(s.kept) <> sum(s.layers)",
};

/// What is valued is what lies in the company's places.
pub const PILE_PLACES: Probe = Probe {
    covers: "select count(*) from item_valuation",
    wrong: "select c.code || ' ' || i.code || ' ' || s.pile, cast(sum(s.valued) as bigint), cast(sum(s.lying) as bigint) from ( \
            select company_id, item_id, pile, quantity_e6 as valued, cast(0 as bigint) as lying from item_valuation \
            union all select h.company_id, h.item_id, case l.kind when 'internal' then 'stock' else 'transit' end, 0, h.quantity_e6 \
            from stock_on_hand h join location l on l.id = h.location_id where l.kind in ('internal', 'transit') \
            ) s join company c on c.id = s.company_id join item i on i.id = s.item_id where i.kind = 'goods' \
            group by c.code, i.code, s.pile having sum(s.valued) <> sum(s.lying)",
};

/// What is kept of a receipt is the receipt and its adjustments less what was taken.
pub const LAYER_REST: Probe = Probe {
    covers: "select count(*) from layer_remaining",
    wrong: "select c.code || ' layer ' || cast(s.seq as text), cast(sum(s.q) as bigint), cast(sum(s.v) as bigint) from ( \
            select company_id, seq, quantity_e6 as q, value_minor as v from layer_remaining \
            union all select l.company_id, l.seq, -l.quantity_e6, -l.value_minor from valuation_layer l \
            join layer_remaining r on r.company_id = l.company_id and r.seq = l.seq \
            union all select a.company_id, a.adjusts_seq, 0, -a.value_minor from valuation_layer a \
            join layer_remaining r on r.company_id = a.company_id and r.seq = a.adjusts_seq \
            union all select company_id, layer_seq, quantity_e6, value_minor from layer_consumption \
            ) s join company c on c.id = s.company_id group by c.code, s.seq having sum(s.q) <> 0 or sum(s.v) <> 0",
};

/// Layers are numbered without a hole.
pub const LAYER_NUMBERS: Probe = Probe {
    covers: LAYERS,
    wrong: "select c.code, count(*), max(v.seq) from valuation_layer v join company c on c.id = v.company_id \
            group by c.code having count(*) <> max(v.seq)",
};

/// Layers stand in their entries: account by account, what the entry says is what its layers say.
pub const LAYER_ENTRY: Probe = Probe {
    covers: LAYERS,
    wrong: "select c.code || ' ' || e.number || ' account ' || a.code, cast(sum(s.layers) as bigint), cast(sum(s.books) as bigint) from ( \
            select entry_id, account_id, value_minor as layers, cast(0 as bigint) as books from valuation_layer \
            where entry_id is not null \
            union all select l.entry_id, l.account_id, 0, l.company_minor from entry_line l \
            join (select distinct entry_id, account_id from valuation_layer where entry_id is not null) k \
            on k.entry_id = l.entry_id and k.account_id = l.account_id \
            ) s join entry e on e.id = s.entry_id join account a on a.id = s.account_id join company c on c.id = e.company_id \
            group by c.code, e.id, e.number, a.code having sum(s.layers) <> sum(s.books)",
};

/// A serial number is one piece.
pub const SERIAL: Probe = Probe {
    covers: "select count(*) from lot",
    wrong: "select c.code || ' ' || i.code || ' serial ' || t.code, cast(sum(h.quantity_e6) as bigint), cast(1000000 as bigint) \
            from stock_on_hand h join lot t on t.id = h.lot_id join item i on i.id = h.item_id \
            join location p on p.id = h.location_id join company c on c.id = h.company_id \
            where i.tracking = 'serial' and p.kind in ('internal', 'transit') \
            group by c.code, i.code, t.id, t.code having sum(h.quantity_e6) > 1000000",
};

/// The counters of moves in posting order and of layers stand at the next number.
pub const COUNTERS: Probe = Probe {
    covers: "select count(*) from stock_counter where series in ('posting', 'layer')",
    wrong: "select c.code || ' ' || n.series, n.next_no, r.there + 1 from stock_counter n join company c on c.id = n.company_id \
            join (select company_id, 'posting' as series, count(*) as there from stock_move where posted_no is not null group by company_id \
            union all select company_id, 'layer', count(*) from valuation_layer group by company_id) r \
            on r.company_id = n.company_id and r.series = n.series where r.there <> n.next_no - 1",
};

/// The value of stock is the balance of the ledger's accounts that it stands on.
pub const LEDGER_VALUE: Probe = Probe {
    covers: "select count(distinct account_id) from valuation_layer",
    wrong: "select c.code || ' ' || a.code, cast(sum(s.layers) as bigint), cast(sum(s.books) as bigint) from ( \
            select company_id, account_id, value_minor as layers, cast(0 as bigint) as books from valuation_layer \
            union all select e.company_id, l.account_id, 0, l.company_minor from entry_line l join entry e on e.id = l.entry_id \
            where l.account_id in (select account_id from valuation_layer) \
            ) s join company c on c.id = s.company_id join account a on a.id = s.account_id \
            group by c.code, a.code having sum(s.layers) <> sum(s.books)",
};

/// Nothing in an internal location is below zero unless that location says it may.
pub const NEGATIVE: Probe = Probe {
    covers: "select count(*) from stock_on_hand",
    wrong: "select c.code || ' ' || i.code || ' in ' || p.code || coalesce(' lot ' || t.code, ''), h.quantity_e6, cast(0 as bigint) \
            from stock_on_hand h join company c on c.id = h.company_id join item i on i.id = h.item_id \
            join location p on p.id = h.location_id left join lot t on t.id = h.lot_id \
            where h.quantity_e6 < 0 and p.kind in ('internal', 'transit') and p.allow_negative = false and i.kind <> 'service'",
};

/// No more is reserved than there is.
pub const RESERVED: Probe = Probe {
    covers: "select count(*) from stock_reservation",
    wrong: "select c.code || ' ' || i.code || ' in ' || p.code || coalesce(' lot ' || t.code, ''), \
            cast(sum(s.reserved) as bigint), cast(sum(s.there) as bigint) from ( \
            select company_id, item_id, location_id, lot_id, quantity_e6 as reserved, cast(0 as bigint) as there from stock_reservation \
            union all select company_id, item_id, location_id, lot_id, 0, quantity_e6 from stock_on_hand \
            ) s join company c on c.id = s.company_id join item i on i.id = s.item_id \
            join location p on p.id = s.location_id left join lot t on t.id = s.lot_id \
            where p.allow_negative = false \
            group by c.code, i.code, p.code, t.code having sum(s.reserved) > 0 and sum(s.reserved) > sum(s.there)",
};

/// Reservations belong to open moves of the same item, and hold no more than the move wants.
pub const RESERVED_MOVE: Probe = Probe {
    covers: "select count(*) from stock_reservation",
    wrong: "select c.code || ' ' || m.number, cast(sum(r.quantity_e6) as bigint), max(m.quantity_e6) from stock_reservation r \
            join stock_move m on m.id = r.move_id join company c on c.id = m.company_id \
            group by c.code, m.number, m.state having m.state in ('done', 'cancelled') or sum(r.quantity_e6) > max(m.quantity_e6) \
            or max(case when r.item_id <> m.item_id or r.company_id <> m.company_id then 1 else 0 end) = 1",
};

/// Done moves are numbered in the order of posting without a hole.
pub const POSTED_NUMBERS: Probe = Probe {
    covers: DONE,
    wrong: "select c.code, count(m.posted_no), max(m.posted_no) from stock_move m join company c on c.id = m.company_id \
            where m.state = 'done' group by c.code having count(m.posted_no) <> max(m.posted_no) or min(m.posted_no) <> 1",
};

/// A move with value has its entry, and a done move of a lot-tracked item its lot.
pub const MOVE_ENTRY: Probe = Probe {
    covers: DONE,
    wrong: "select c.code || ' ' || m.number, m.value_minor, cast(null as bigint) from stock_move m \
            join company c on c.id = m.company_id join item i on i.id = m.item_id where m.state = 'done' and ( \
            (coalesce(m.value_minor, 0) <> 0 and m.entry_id is null) or (i.tracking <> 'none' and m.lot_id is null))",
};

/// A reversal of a move takes the same item and lot back the way it came, and no more of it.
pub const MOVE_REVERSAL: Probe = Probe {
    covers: "select count(*) from stock_move where reverses_id is not null",
    wrong: "select c.code || ' ' || o.number, cast(sum(m.quantity_e6) as bigint), max(o.quantity_e6) from stock_move m \
            join stock_move o on o.id = m.reverses_id join company c on c.id = m.company_id where m.state = 'done' \
            group by c.code, o.number having sum(m.quantity_e6) > max(o.quantity_e6) \
            or max(case when m.item_id <> o.item_id or m.from_location_id <> o.to_location_id \
            or m.to_location_id <> o.from_location_id or o.state <> 'done' then 1 else 0 end) = 1",
};

/// Every done move says where it came from.
pub const MOVE_ORIGIN: Probe = Probe {
    covers: DONE,
    wrong: "select c.code || ' ' || m.number, cast(null as bigint), cast(null as bigint) from stock_move m \
            join company c on c.id = m.company_id where m.actor_kind not in ('user', 'token', 'plugin', 'system') \
            or (m.actor_kind in ('user', 'token') and m.actor_id is null) or (m.actor_kind = 'plugin' and m.plugin is null) \
            or m.via = '' or (m.plugin is not null and (m.plugin_version is null or m.package_digest is null))",
};
