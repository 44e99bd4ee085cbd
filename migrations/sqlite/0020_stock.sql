-- Stock: items shared by all companies; places, moves, quantities and values of each company.
-- Quantities are 10⁻⁶ of the item's unit. A done move never changes: a mistake is corrected by another
-- move that names it in reverses_id. Every kept balance here is the sum of its rows.

-- Units of measure. One of it is numerator / denominator of the category's reference unit.
create table uom (
  id blob not null constraint uom_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  code text not null constraint uom_code_unique unique constraint uom_code_not_empty check (code <> ''),
  name text not null constraint uom_name_not_empty check (name <> ''),
  category text not null constraint uom_category_not_empty check (category <> ''),
  numerator integer not null constraint uom_numerator_is_positive check (numerator > 0),
  denominator integer not null constraint uom_denominator_is_positive check (denominator > 0),
  closed integer not null default 0 constraint uom_closed_bool check (closed in (0, 1))
) strict;

-- A tree of items; stock accounts are set per category and inherited from the parent.
create table item_category (
  id blob not null constraint item_category_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  code text not null constraint item_category_code_unique unique constraint item_category_code_not_empty check (code <> ''),
  name text not null constraint item_category_name_not_empty check (name <> ''),
  parent_id blob constraint item_category_parent references item_category (id) on delete restrict,
  constraint item_category_not_own_parent check (parent_id is null or parent_id <> id)
) strict;
create index item_category_by_parent on item_category (parent_id) where parent_id is not null;

-- What is bought, kept, made and sold. A variant names its template in variant_of_id.
create table item (
  id blob not null constraint item_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  code text not null constraint item_code_unique unique constraint item_code_not_empty check (code <> ''),
  name text not null constraint item_name_not_empty check (name <> ''),
  kind text not null constraint item_kind_known check (kind in ('goods', 'consumable', 'service')),
  uom_id blob not null constraint item_uom references uom (id) on delete restrict,
  category_id blob constraint item_category references item_category (id) on delete restrict,
  tracking text not null default 'none' constraint item_tracking_known check (tracking in ('none', 'lot', 'serial')),
  costing text not null default 'average' constraint item_costing_known check (costing in ('fifo', 'average', 'standard')),
  standard_cost_e6 integer not null default 0 constraint item_standard_cost_not_negative check (standard_cost_e6 >= 0),
  list_price_e6 integer not null default 0 constraint item_list_price_not_negative check (list_price_e6 >= 0),
  barcode text constraint item_barcode_unique unique,
  variant_of_id blob constraint item_variant_of references item (id) on delete restrict,
  description text,
  closed integer not null default 0 constraint item_closed_bool check (closed in (0, 1)),
  search_text text not null default '',
  constraint item_not_own_variant check (variant_of_id is null or variant_of_id <> id)
) strict;
create index item_by_uom on item (uom_id);
create index item_by_category on item (category_id) where category_id is not null;
create index item_by_variant_of on item (variant_of_id) where variant_of_id is not null;

-- An axis on which variants differ: colour, size.
create table item_attribute (
  id blob not null constraint item_attribute_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  code text not null constraint item_attribute_code_unique unique constraint item_attribute_code_not_empty check (code <> ''),
  name text not null constraint item_attribute_name_not_empty check (name <> '')
) strict;

-- A value on an axis: red, XL.
create table item_attribute_value (
  id blob not null constraint item_attribute_value_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  attribute_id blob not null constraint item_attribute_value_attribute references item_attribute (id) on delete restrict,
  code text not null constraint item_attribute_value_code_not_empty check (code <> ''),
  name text not null constraint item_attribute_value_name_not_empty check (name <> ''),
  constraint item_attribute_value_code_unique unique (attribute_id, code)
) strict;

-- The value of a variant on one axis.
create table item_variant_value (
  id blob not null constraint item_variant_value_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  item_id blob not null constraint item_variant_value_item references item (id) on delete cascade,
  attribute_id blob not null constraint item_variant_value_attribute references item_attribute (id) on delete restrict,
  value_id blob not null constraint item_variant_value_value references item_attribute_value (id) on delete restrict,
  constraint item_variant_value_once unique (item_id, attribute_id)
) strict;
create index item_variant_value_by_value on item_variant_value (value_id);

-- A batch of an item, or (tracking serial) one piece of it.
create table lot (
  id blob not null constraint lot_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  item_id blob not null constraint lot_item references item (id) on delete restrict,
  code text not null constraint lot_code_not_empty check (code <> ''),
  expires_on text,
  constraint lot_code_unique unique (item_id, code)
) strict;

-- A building or yard of a company.
create table warehouse (
  id blob not null constraint warehouse_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint warehouse_company references company (id) on delete restrict,
  code text not null constraint warehouse_code_not_empty check (code <> ''),
  name text not null constraint warehouse_name_not_empty check (name <> ''),
  contact_id blob constraint warehouse_contact references contact (id) on delete restrict,
  closed integer not null default 0 constraint warehouse_closed_bool check (closed in (0, 1)),
  constraint warehouse_code_unique unique (company_id, code)
) strict;

-- Where goods can be, in a tree. Moves always go from one location to another.
create table location (
  id blob not null constraint location_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint location_company references company (id) on delete restrict,
  warehouse_id blob constraint location_warehouse references warehouse (id) on delete restrict,
  parent_id blob constraint location_parent references location (id) on delete restrict,
  code text not null constraint location_code_not_empty check (code <> ''),
  name text not null constraint location_name_not_empty check (name <> ''),
  kind text not null constraint location_kind_known
    check (kind in ('internal', 'supplier', 'customer', 'production', 'loss', 'transit', 'view')),
  allow_negative integer not null default 0 constraint location_allow_negative_bool check (allow_negative in (0, 1)),
  closed integer not null default 0 constraint location_closed_bool check (closed in (0, 1)),
  constraint location_code_unique unique (company_id, code),
  constraint location_not_own_parent check (parent_id is null or parent_id <> id)
) strict;
create index location_by_parent on location (parent_id) where parent_id is not null;
create index location_by_warehouse on location (warehouse_id) where warehouse_id is not null;
create index location_by_kind on location (company_id, kind);

-- Accounts and journal of stock in a company, for a category and those below it, or (null) for all.
create table stock_account (
  id blob not null constraint stock_account_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint stock_account_company references company (id) on delete restrict,
  category_id blob constraint stock_account_category references item_category (id) on delete cascade,
  inventory_account_id blob not null constraint stock_account_inventory references account (id) on delete restrict,
  received_account_id blob not null constraint stock_account_received references account (id) on delete restrict,
  shipped_account_id blob not null constraint stock_account_shipped references account (id) on delete restrict,
  price_difference_account_id blob not null constraint stock_account_price_difference references account (id) on delete restrict,
  loss_account_id blob not null constraint stock_account_loss references account (id) on delete restrict,
  production_account_id blob not null constraint stock_account_production references account (id) on delete restrict,
  transit_account_id blob not null constraint stock_account_transit references account (id) on delete restrict,
  journal_id blob not null constraint stock_account_journal references journal (id) on delete restrict,
  constraint stock_account_category_unique unique (company_id, category_id)
) strict;
create unique index stock_account_default_unique on stock_account (company_id) where category_id is null;
create index stock_account_by_category on stock_account (category_id) where category_id is not null;

-- Goods from one location to another. Planned ones may change; done and cancelled ones stay as they are.
-- posted_no is the posting order, in which cost is computed. late_for_on: the day it really happened, when
-- that day's period was closed and it was asked to land in an open one. value_minor: on the pile's account;
-- counterpart_minor: on the account of the other side; cost_given_minor: what was stated for the whole quantity.
create table stock_move (
  id blob not null constraint stock_move_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint stock_move_company references company (id) on delete restrict,
  number text not null,
  posted_no integer,
  item_id blob not null constraint stock_move_item references item (id) on delete restrict,
  lot_id blob constraint stock_move_lot references lot (id) on delete restrict,
  from_location_id blob not null constraint stock_move_from_location references location (id) on delete restrict,
  to_location_id blob not null constraint stock_move_to_location references location (id) on delete restrict,
  quantity_e6 integer not null constraint stock_move_quantity_is_positive check (quantity_e6 > 0),
  uom_id blob not null constraint stock_move_uom references uom (id) on delete restrict,
  entered_quantity_e6 integer not null constraint stock_move_entered_quantity_is_positive check (entered_quantity_e6 > 0),
  state text not null constraint stock_move_state_known check (state in ('planned', 'reserved', 'done', 'cancelled')),
  planned_on text,
  done_on text,
  done_at text,
  late_for_on text,
  cost_given_minor integer constraint stock_move_cost_given_not_negative check (cost_given_minor >= 0),
  unit_cost_e6 integer,
  value_minor integer,
  counterpart_minor integer,
  entry_id blob constraint stock_move_entry references entry (id) on delete restrict,
  reverses_id blob constraint stock_move_reverses references stock_move (id) on delete restrict,
  rest_of_id blob constraint stock_move_rest_of references stock_move (id) on delete restrict,
  reference text,
  contact_id blob constraint stock_move_contact references contact (id) on delete restrict,
  source_type text,
  source_id blob,
  actor_kind text not null,
  actor_id blob,
  plugin text,
  plugin_version text,
  package_digest text,
  via text not null,
  constraint stock_move_number_unique unique (company_id, number),
  constraint stock_move_posted_no_unique unique (company_id, posted_no),
  constraint stock_move_goes_somewhere check (from_location_id <> to_location_id),
  constraint stock_move_done_is_dated check ((state = 'done') = (done_on is not null and done_at is not null and posted_no is not null))
) strict;
create index stock_move_by_item on stock_move (item_id, company_id, done_on);
create index stock_move_by_date on stock_move (company_id, done_on) where done_on is not null;
create index stock_move_by_lot on stock_move (lot_id) where lot_id is not null;
create index stock_move_by_from_location on stock_move (from_location_id, item_id, done_on);
create index stock_move_by_to_location on stock_move (to_location_id, item_id, done_on);
create index stock_move_open on stock_move (company_id, item_id, planned_on) where state in ('planned', 'reserved');
create index stock_move_by_entry on stock_move (entry_id) where entry_id is not null;
create index stock_move_by_reverses on stock_move (reverses_id) where reverses_id is not null;
create index stock_move_by_rest_of on stock_move (rest_of_id) where rest_of_id is not null;
create index stock_move_by_source on stock_move (source_id) where source_id is not null;
create index stock_move_by_contact on stock_move (contact_id) where contact_id is not null;
create trigger stock_move_final_no_update before update on stock_move
when old.state in ('done', 'cancelled')
begin
  select raise(abort, 'stock_move is append-only');
end;
create trigger stock_move_final_no_delete before delete on stock_move
when old.state in ('done', 'cancelled')
begin
  select raise(abort, 'stock_move is append-only');
end;

-- What is held for an open move, where, of which lot. The only place where reservations are.
create table stock_reservation (
  id blob not null constraint stock_reservation_pk primary key,
  created_at text not null,
  company_id blob not null constraint stock_reservation_company references company (id) on delete restrict,
  move_id blob not null constraint stock_reservation_move references stock_move (id) on delete cascade,
  location_id blob not null constraint stock_reservation_location references location (id) on delete restrict,
  item_id blob not null constraint stock_reservation_item references item (id) on delete restrict,
  lot_id blob constraint stock_reservation_lot references lot (id) on delete restrict,
  quantity_e6 integer not null constraint stock_reservation_quantity_is_positive check (quantity_e6 > 0)
) strict;
create index stock_reservation_by_move on stock_reservation (move_id);
create index stock_reservation_by_item on stock_reservation (item_id, location_id);
create index stock_reservation_by_location on stock_reservation (location_id);

-- Kept sum of done moves: into the location less out of it.
create table stock_on_hand (
  id blob not null constraint stock_on_hand_pk primary key,
  updated_at text not null,
  company_id blob not null constraint stock_on_hand_company references company (id) on delete restrict,
  location_id blob not null constraint stock_on_hand_location references location (id) on delete restrict,
  item_id blob not null constraint stock_on_hand_item references item (id) on delete restrict,
  lot_id blob constraint stock_on_hand_lot references lot (id) on delete restrict,
  quantity_e6 integer not null
) strict;
create unique index stock_on_hand_of_lot on stock_on_hand (item_id, location_id, lot_id) where lot_id is not null;
create unique index stock_on_hand_without_lot on stock_on_hand (item_id, location_id) where lot_id is null;
create index stock_on_hand_by_location on stock_on_hand (location_id);
create index stock_on_hand_by_lot on stock_on_hand (lot_id) where lot_id is not null;

-- Each change of the value or quantity of a pile of goods (in stock, in transit), in posting order.
create table valuation_layer (
  company_id blob not null constraint valuation_layer_company references company (id) on delete restrict,
  seq integer not null constraint valuation_layer_seq_is_positive check (seq > 0),
  created_at text not null,
  posted_on text not null,
  item_id blob not null constraint valuation_layer_item references item (id) on delete restrict,
  pile text not null constraint valuation_layer_pile_known check (pile in ('stock', 'transit')),
  kind text not null constraint valuation_layer_kind_known check (kind in ('receipt', 'issue', 'adjustment', 'correction')),
  move_id blob constraint valuation_layer_move references stock_move (id) on delete restrict,
  quantity_e6 integer not null,
  value_minor integer not null,
  account_id blob not null constraint valuation_layer_account references account (id) on delete restrict,
  entry_id blob constraint valuation_layer_entry references entry (id) on delete restrict,
  adjusts_seq integer,
  constraint valuation_layer_pk primary key (company_id, seq),
  constraint valuation_layer_adjusts foreign key (company_id, adjusts_seq) references valuation_layer (company_id, seq) on delete restrict
) strict;
create index valuation_layer_by_item on valuation_layer (company_id, item_id, pile, posted_on, seq);
create index valuation_layer_by_move on valuation_layer (move_id) where move_id is not null;
create index valuation_layer_by_account on valuation_layer (account_id, posted_on);
create index valuation_layer_by_entry on valuation_layer (entry_id) where entry_id is not null;
create index valuation_layer_by_adjusts on valuation_layer (company_id, adjusts_seq) where adjusts_seq is not null;
create trigger valuation_layer_no_update before update on valuation_layer
begin
  select raise(abort, 'valuation_layer is append-only');
end;
create trigger valuation_layer_no_delete before delete on valuation_layer
begin
  select raise(abort, 'valuation_layer is append-only');
end;

-- What an issue took from a receipt (FIFO).
create table layer_consumption (
  company_id blob not null constraint layer_consumption_company references company (id) on delete restrict,
  layer_seq integer not null,
  consumer_seq integer not null,
  quantity_e6 integer not null constraint layer_consumption_quantity_is_positive check (quantity_e6 > 0),
  value_minor integer not null,
  constraint layer_consumption_pk primary key (company_id, layer_seq, consumer_seq),
  constraint layer_consumption_layer foreign key (company_id, layer_seq) references valuation_layer (company_id, seq) on delete restrict,
  constraint layer_consumption_consumer foreign key (company_id, consumer_seq) references valuation_layer (company_id, seq) on delete restrict
) strict;
create index layer_consumption_by_consumer on layer_consumption (company_id, consumer_seq);
create trigger layer_consumption_no_update before update on layer_consumption
begin
  select raise(abort, 'layer_consumption is append-only');
end;
create trigger layer_consumption_no_delete before delete on layer_consumption
begin
  select raise(abort, 'layer_consumption is append-only');
end;

-- Kept rest of a receipt (FIFO): the layer and its adjustments less what was taken.
create table layer_remaining (
  company_id blob not null constraint layer_remaining_company references company (id) on delete restrict,
  seq integer not null,
  item_id blob not null constraint layer_remaining_item references item (id) on delete restrict,
  quantity_e6 integer not null constraint layer_remaining_quantity_not_negative check (quantity_e6 >= 0),
  value_minor integer not null,
  constraint layer_remaining_pk primary key (company_id, seq),
  constraint layer_remaining_layer foreign key (company_id, seq) references valuation_layer (company_id, seq) on delete restrict,
  constraint layer_remaining_empty_is_worthless check (quantity_e6 > 0 or value_minor = 0)
) strict;
create index layer_remaining_open on layer_remaining (company_id, item_id, seq) where quantity_e6 > 0;

-- Kept sum of the layers of an item's pile; account_id is the account on which the value stands.
create table item_valuation (
  company_id blob not null constraint item_valuation_company references company (id) on delete restrict,
  item_id blob not null constraint item_valuation_item references item (id) on delete restrict,
  pile text not null constraint item_valuation_pile_known check (pile in ('stock', 'transit')),
  updated_at text not null,
  quantity_e6 integer not null,
  value_minor integer not null,
  last_cost_e6 integer,
  standard_cost_e6 integer,
  account_id blob constraint item_valuation_account references account (id) on delete restrict,
  constraint item_valuation_pk primary key (company_id, item_id, pile),
  constraint item_valuation_empty_is_worthless check (quantity_e6 <> 0 or value_minor = 0)
) strict;
create index item_valuation_by_item on item_valuation (item_id);
create index item_valuation_by_account on item_valuation (account_id) where account_id is not null;

-- A count of a location: what the books expected when it began.
create table stock_count (
  id blob not null constraint stock_count_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint stock_count_company references company (id) on delete restrict,
  number text not null,
  location_id blob not null constraint stock_count_location references location (id) on delete restrict,
  state text not null constraint stock_count_state_known check (state in ('open', 'posted', 'cancelled')),
  counted_on text not null,
  posted_at text,
  note text,
  constraint stock_count_number_unique unique (company_id, number)
) strict;
create index stock_count_by_location on stock_count (location_id);

-- One item (and lot) of a count. counted_e6 is null until somebody looked; move_id corrects the difference.
create table stock_count_line (
  id blob not null constraint stock_count_line_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint stock_count_line_company references company (id) on delete restrict,
  count_id blob not null constraint stock_count_line_count references stock_count (id) on delete cascade,
  line_no integer not null constraint stock_count_line_no_is_positive check (line_no > 0),
  item_id blob not null constraint stock_count_line_item references item (id) on delete restrict,
  lot_id blob constraint stock_count_line_lot references lot (id) on delete restrict,
  expected_e6 integer not null,
  counted_e6 integer constraint stock_count_line_counted_not_negative check (counted_e6 >= 0),
  move_id blob constraint stock_count_line_move references stock_move (id) on delete restrict,
  constraint stock_count_line_once unique (count_id, line_no)
) strict;
create index stock_count_line_by_item on stock_count_line (item_id);
create index stock_count_line_by_move on stock_count_line (move_id) where move_id is not null;

-- The next number of each series of a company: moves, counts, posting order, layers.
create table stock_counter (
  company_id blob not null constraint stock_counter_company references company (id) on delete restrict,
  series text not null constraint stock_counter_series_known check (series in ('move', 'count', 'posting', 'layer')),
  next_no integer not null constraint stock_counter_is_positive check (next_no > 0),
  constraint stock_counter_pk primary key (company_id, series)
) strict;
