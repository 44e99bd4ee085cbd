//! The seeded corruptions: what somebody with the database's password did, and which checks must see it.

/// One corruption.
pub struct Mutant {
    /// What was done.
    pub what: &'static str,
    /// The checks that must find it, by id.
    pub found_by: &'static str,
    /// Changes of rows on SQLite, past triggers and foreign keys.
    pub sqlite: &'static [&'static str],
    /// The same on PostgreSQL.
    pub postgres: &'static [&'static str],
    /// A change of the schema on SQLite.
    pub sqlite_schema: Option<&'static str>,
    /// The same on PostgreSQL.
    pub postgres_schema: Option<&'static str>,
}

/// Rows are changed by the same text on both databases.
const fn rows(what: &'static str, found_by: &'static str, sql: &'static [&'static str]) -> Mutant {
    Mutant { what, found_by, sqlite: sql, postgres: sql, sqlite_schema: None, postgres_schema: None }
}

/// The schema is changed.
const fn schema(
    what: &'static str,
    found_by: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
) -> Mutant {
    let (sqlite_schema, postgres_schema) = (Some(sqlite), Some(postgres));
    Mutant { what, found_by, sqlite: &[], postgres: &[], sqlite_schema, postgres_schema }
}

/// All of them.
pub const MUTANTS: &[Mutant] = &[
    rows(
        "the amount of one line grows",
        "entry-balances hash-chain account-balance",
        &[
            "update entry_line set amount_minor = amount_minor + 1 where line_no = 1 and entry_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'INV/2026/00001')",
        ],
    ),
    rows(
        "the company's amount of one line shrinks",
        "entry-balances-in-company-currency",
        &[
            "update entry_line set company_minor = company_minor - 1 where line_no = 1 and entry_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'INV/2026/00003')",
        ],
    ),
    rows(
        "both lines grow alike, so that the entry still balances",
        "hash-chain account-balance",
        &[
            "update entry_line set amount_minor = amount_minor * 2, company_minor = company_minor * 2 where entry_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'CSH/2026/00001')",
        ],
    ),
    rows(
        "a line is gone",
        "entry-lines entry-balances",
        &[
            "delete from entry_line where line_no = 2 and entry_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'CSH/2026/00001')",
        ],
    ),
    rows(
        "two lines in the company's currency no longer say the same in it",
        "company-amount",
        &[
            "update entry_line set amount_minor = amount_minor + 1 where line_no = 1 and entry_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'CSH/2026/00001')",
            "update entry_line set amount_minor = amount_minor - 1 where line_no = 2 and entry_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'CSH/2026/00001')",
        ],
    ),
    rows(
        "a narration says something else",
        "hash-chain",
        &[
            "update entry set narration = 'Rent of January' where id = (select id from entry where narration = 'Rent of February' and kind = 'normal')",
        ],
    ),
    rows(
        "a line loses its dimension",
        "hash-chain",
        &[
            "delete from entry_line_dimension where entry_id = (select id from entry where narration = 'Rent of February' and kind = 'normal')",
        ],
    ),
    rows(
        "an entry vanishes whole",
        "hash-chain entry-numbers account-balance",
        &[
            "delete from entry_line where entry_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'CSH/2026/00001')",
            "delete from entry where number = 'CSH/2026/00001'",
        ],
    ),
    rows(
        "the last entry vanishes, and with it the end of the chain",
        "hash-chain",
        &[
            "update ledger_chain set chain_no = chain_no - 1 where company_id = (select id from company where code = 'NW')",
        ],
    ),
    rows(
        "an entry gets another number",
        "entry-numbers",
        &["update entry set number = 'INV/2026/00099' where number = 'INV/2026/00002'"],
    ),
    rows(
        "a sequence is turned back",
        "entry-numbers",
        &[
            "update journal_sequence set next_number = 1 where fiscal_year = '2026' and journal_id = (select j.id from journal j join company c on c.id = j.company_id where j.code = 'INV' and c.code = 'NW')",
        ],
    ),
    rows(
        "a kept balance of a period is one cent off",
        "account-balance",
        &[
            "update account_balance set debit_company_minor = debit_company_minor + 1 where grain = 'period' and starts_on = '2026-02-01' and currency = 'USD' and account_id = (select a.id from account a join company c on c.id = a.company_id where a.code = '1000' and c.code = 'NW')",
        ],
    ),
    rows(
        "a kept balance of a day is gone",
        "account-balance",
        &["delete from account_balance where grain = 'day' and starts_on = '2026-02-10'"],
    ),
    rows(
        "debit and credit of a kept balance are raised alike",
        "account-balance",
        &[
            "update account_balance set debit_minor = debit_minor + 5, credit_minor = credit_minor + 5 where grain = 'period' and starts_on = '2026-03-01'",
        ],
    ),
    rows(
        "a kept balance of a contact is one cent off",
        "contact-balance",
        &[
            "update contact_balance set company_minor = company_minor + 1 where contact_id = (select contact_id from contact_balance order by contact_id limit 1)",
        ],
    ),
    rows(
        "an entry is moved into a sealed period",
        "period-closed hash-chain",
        &[
            "update entry set period_id = (select p.id from period p join company c on c.id = p.company_id where p.code = '2026-03' and c.code = 'NW') where number = 'STK/2026/00001'",
        ],
    ),
    rows(
        "a period is closed past the host",
        "period-closed",
        &["update period set state = 'closed' where code = '2026-05'"],
    ),
    rows(
        "an entry lies outside its period",
        "entry-day",
        &["update entry set entry_on = '2026-04-30' where number = 'CSH/2026/00001'"],
    ),
    rows(
        "an entry is in the journal of another company",
        "entry-company",
        &[
            "update entry set journal_id = (select j.id from journal j join company c on c.id = j.company_id where j.code = 'CSH' and c.code = 'TWO') where number = 'CSH/2026/00001'",
        ],
    ),
    rows(
        "a line stands on a heading",
        "entry-company",
        &[
            "update entry_line set account_id = (select a.id from account a join company c on c.id = a.company_id where a.code = '10' and c.code = 'NW') where line_no = 1 and entry_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'CSH/2026/00001')",
        ],
    ),
    rows(
        "more is settled than was open",
        "open-item",
        &[
            "update reconciliation_match set amount_minor = amount_minor + 100000 where debit_entry_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'INV/2026/00001')",
        ],
    ),
    rows(
        "more is settled in the company's currency than was open",
        "open-item",
        &[
            "update reconciliation_match set company_minor = company_minor + 100000 where debit_entry_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'INV/2026/00003')",
        ],
    ),
    rows(
        "a settlement names a line of another account",
        "match-account",
        &[
            "update reconciliation_match set debit_line_no = 2 where debit_entry_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'INV/2026/00001')",
        ],
    ),
    rows(
        "a reversal takes back more than there was",
        "entry-reversal",
        &[
            "update entry_line set amount_minor = amount_minor * 3, company_minor = company_minor * 3 where entry_id = (select id from entry where reverses_id = (select id from entry where narration = 'Rent of February' and kind = 'normal'))",
        ],
    ),
    rows(
        "a reversal is on another dimension than its original",
        "entry-reversal",
        &[
            "delete from entry_line_dimension where entry_id = (select id from entry where narration = 'Rent of February' and kind = 'normal')",
        ],
    ),
    rows(
        "an entry forgets who posted it",
        "entry-origin",
        &["update entry set actor_id = null where number = 'CSH/2026/00001'"],
    ),
    rows(
        "an entry forgets through which door it came",
        "entry-origin",
        &["update entry set via = null where number = 'CSH/2026/00001'"],
    ),
    rows(
        "the audit log loses an entry",
        "entry-audit",
        &[
            "delete from audit_log where record_type = 'entry' and record_id = (select id from entry where company_id = (select id from company where code = 'NW') and number = 'CSH/2026/00001')",
        ],
    ),
    rows(
        "the audit log forgets who",
        "audit",
        &["update audit_log set actor_id = null where record_type = 'entry'"],
    ),
    rows(
        "a kept quantity on hand grows",
        "stock-on-hand item-places",
        &[
            "update stock_on_hand set quantity_e6 = quantity_e6 + 1 where location_id = (select id from location where code = 'SHELF') and item_id = (select id from item where code = 'average')",
        ],
    ),
    rows(
        "a done move moved more",
        "stock-on-hand",
        &["update stock_move set quantity_e6 = quantity_e6 + 1000000 where posted_no = 1"],
    ),
    rows(
        "a place holds less than nothing",
        "stock-negative",
        &[
            "update stock_on_hand set quantity_e6 = -1000000 where location_id = (select id from location where code = 'SHELF') and item_id = (select id from item where code = 'fifo')",
        ],
    ),
    rows(
        "a kept pile holds more",
        "item-quantity item-places",
        &[
            "update item_valuation set quantity_e6 = quantity_e6 + 1 where pile = 'stock' and item_id = (select id from item where code = 'average')",
        ],
    ),
    rows(
        "a kept pile is worth one cent more",
        "item-value",
        &[
            "update item_valuation set value_minor = value_minor + 1 where pile = 'stock' and item_id = (select id from item where code = 'average')",
        ],
    ),
    rows(
        "a receipt has more left than was not taken",
        "layer-remaining",
        &[
            "update layer_remaining set value_minor = value_minor + 1 where quantity_e6 > 0 and item_id = (select id from item where code = 'fifo')",
        ],
    ),
    rows(
        "what was taken from a receipt is forgotten",
        "layer-remaining",
        &["delete from layer_consumption where quantity_e6 > 0"],
    ),
    rows(
        "a layer is worth more than the ledger says",
        "stock-ledger item-value",
        &["update valuation_layer set value_minor = value_minor + 7 where seq = 1"],
    ),
    rows(
        "an amount is moved off the inventory account",
        "stock-ledger",
        &[
            "update entry_line set account_id = (select a.id from account a join company c on c.id = a.company_id where a.code = '1500' and c.code = 'NW') where account_id = (select account_id from valuation_layer where seq = 1) and entry_id = (select entry_id from stock_move where posted_no = 1)",
        ],
    ),
    rows(
        "a layer is missing in the count",
        "layer-numbers",
        &["update valuation_layer set seq = seq + 100 where seq = (select max(seq) from valuation_layer)"],
    ),
    rows(
        "more is reserved than there is",
        "reservation",
        &["update stock_reservation set quantity_e6 = 900000000000"],
    ),
    rows(
        "a done move still holds goods",
        "reservation-move",
        &["update stock_reservation set move_id = (select id from stock_move where posted_no = 1)"],
    ),
    rows(
        "a done move is missing in the count",
        "move-numbers",
        &[
            "update stock_move set posted_no = posted_no + 100 where posted_no = (select max(posted_no) from stock_move)",
        ],
    ),
    rows(
        "a move with value has no entry",
        "move-entry",
        &["update stock_move set entry_id = null where posted_no = 1"],
    ),
    rows(
        "a reversal comes back another way",
        "move-reversal",
        &[
            "update stock_move set to_location_id = (select id from location where code = 'ANNEX') where reverses_id is not null",
        ],
    ),
    rows(
        "a move forgets through which door it came",
        "move-origin",
        &["update stock_move set via = '' where posted_no = 1"],
    ),
    rows("rows refer to a unit that is gone", "references", &["delete from uom where code = 'C62'"]),
    rows("a kept answer is that of a failure", "idempotency", &["update idempotency_key set status = 500"]),
    rows(
        "a delivery is done and nobody knows when",
        "delivery",
        &[
            "insert into outbox_delivery (id, outbox_id, subscriber_kind, subscriber_id, state, attempts, next_at) select id, id, 'webhook', id, 'done', 1, at from outbox order by id limit 1",
        ],
    ),
    rows(
        "a layer is worth more than its entry says",
        "layer-entry stock-ledger",
        &["update valuation_layer set value_minor = value_minor + 1 where seq = 1"],
    ),
    rows(
        "a place in the posting order is left out",
        "stock-counter",
        &["update stock_counter set next_no = next_no + 1 where series = 'posting'"],
    ),
    rows(
        "a serial number is there twice",
        "serial",
        &["update stock_on_hand set quantity_e6 = 2000000 where lot_id is not null and quantity_e6 > 0"],
    ),
    rows(
        "a shelf becomes a road",
        "item-places",
        &["update location set kind = 'transit' where code = 'SHELF'"],
    ),
    schema(
        "references are no longer kept",
        "references",
        "update account set parent_id = x'01' where code = '1000'",
        "alter table account disable trigger all",
    ),
    schema(
        "a trigger is gone",
        "append-only",
        "drop trigger entry_no_update",
        "drop trigger entry_append_only on entry",
    ),
    schema(
        "a trigger does nothing",
        "append-only",
        "drop trigger entry_line_no_delete; create trigger entry_line_no_delete before delete on entry_line begin select 1; end",
        "alter table entry_line disable trigger entry_line_append_only",
    ),
    schema(
        "what the triggers call does nothing",
        "append-only",
        "drop trigger audit_log_no_delete; create trigger audit_log_no_delete before delete on audit_log when false begin select raise(abort, 'audit_log is append-only'); end",
        "create or replace function refuse_change() returns trigger language plpgsql as $$ begin return new; end $$",
    ),
    schema("an index is gone", "schema", "drop index entry_by_date", "drop index entry_by_date"),
    schema(
        "a constraint is gone",
        "schema",
        "drop index stock_on_hand_without_lot",
        "alter table entry drop constraint entry_number_unique",
    ),
    rows(
        "a step of the schema had another text",
        "schema",
        &["update schema_migration set digest = 'x' where name = '0010_ledger'"],
    ),
    Mutant {
        what: "the database is damaged",
        found_by: "integrity",
        sqlite: &["update period set state = 'ajar' where code = '2026-05'"],
        postgres: &["update pg_index set indisvalid = false where indexrelid = 'entry_by_date'::regclass"],
        sqlite_schema: None,
        postgres_schema: None,
    },
];
