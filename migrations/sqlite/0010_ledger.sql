-- The ledger. Signs: debit positive, credit negative. `amount_minor` is in the line's currency,
-- `company_minor` in the company's. Rows of entry, entry_line, entry_line_dimension never change.

-- Units of a foreign currency for one unit of the company's currency, from a day on until the next row.
create table currency_rate (
  id blob not null constraint currency_rate_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint currency_rate_company references company (id) on delete restrict,
  currency text not null constraint currency_rate_currency_is_code check (length(currency) = 3),
  valid_on text not null,
  rate_e9 integer not null constraint currency_rate_is_positive check (rate_e9 > 0),
  constraint currency_rate_once_a_day unique (company_id, currency, valid_on)
) strict;

-- The chart of accounts: a tree; groups carry no lines, a closed account takes no new ones.
create table account (
  id blob not null constraint account_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint account_company references company (id) on delete restrict,
  code text not null constraint account_code_not_empty check (code <> ''),
  name text not null constraint account_name_not_empty check (name <> ''),
  kind text not null constraint account_kind_known check (kind in ('asset', 'liability', 'equity', 'income', 'expense')),
  role text,
  parent_id blob constraint account_parent references account (id) on delete restrict,
  is_group integer not null default 0 constraint account_is_group_bool check (is_group in (0, 1)),
  currency text constraint account_currency_is_code check (length(currency) = 3),
  reconcilable integer not null default 0 constraint account_reconcilable_bool check (reconcilable in (0, 1)),
  closed integer not null default 0 constraint account_closed_bool check (closed in (0, 1)),
  constraint account_code_unique unique (company_id, code),
  constraint account_not_own_parent check (parent_id is null or parent_id <> id)
) strict;
create index account_by_parent on account (parent_id) where parent_id is not null;
create index account_by_role on account (company_id, role) where role is not null;

-- A book of entries with its own numbers. A gapless journal numbers only from its sequence.
create table journal (
  id blob not null constraint journal_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint journal_company references company (id) on delete restrict,
  code text not null constraint journal_code_not_empty check (code <> ''),
  name text not null constraint journal_name_not_empty check (name <> ''),
  kind text not null constraint journal_kind_known check (kind in ('sale', 'purchase', 'bank', 'cash', 'general', 'stock', 'closing', 'exchange')),
  gapless integer not null default 1 constraint journal_gapless_bool check (gapless in (0, 1)),
  number_prefix text not null,
  number_padding integer not null default 5 constraint journal_number_padding_range check (number_padding between 1 and 12),
  number_per_year integer not null default 1 constraint journal_number_per_year_bool check (number_per_year in (0, 1)),
  constraint journal_code_unique unique (company_id, code),
  constraint journal_number_prefix_unique unique (company_id, number_prefix)
) strict;

-- The next number of a journal, per fiscal year code, or under '' when numbers run through.
create table journal_sequence (
  journal_id blob not null constraint journal_sequence_journal references journal (id) on delete restrict,
  fiscal_year text not null,
  next_number integer not null constraint journal_sequence_is_positive check (next_number > 0),
  constraint journal_sequence_pk primary key (journal_id, fiscal_year)
) strict, without rowid;

-- A year of the books. Closed for good by its closing entry.
create table fiscal_year (
  id blob not null constraint fiscal_year_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint fiscal_year_company references company (id) on delete restrict,
  code text not null constraint fiscal_year_code_not_empty check (code <> ''),
  starts_on text not null,
  ends_on text not null,
  state text not null default 'open' constraint fiscal_year_state_known check (state in ('open', 'closed')),
  constraint fiscal_year_code_unique unique (company_id, code),
  constraint fiscal_year_starts_once unique (company_id, starts_on),
  constraint fiscal_year_ends_after_start check (ends_on >= starts_on)
) strict;

-- A stretch of days that opens and closes for posting; sealed is closed for good.
create table period (
  id blob not null constraint period_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint period_company references company (id) on delete restrict,
  fiscal_year_id blob not null constraint period_fiscal_year references fiscal_year (id) on delete restrict,
  code text not null constraint period_code_not_empty check (code <> ''),
  starts_on text not null,
  ends_on text not null,
  state text not null default 'open' constraint period_state_known check (state in ('open', 'closed', 'sealed')),
  constraint period_code_unique unique (company_id, code),
  constraint period_starts_once unique (company_id, starts_on),
  constraint period_ends_after_start check (ends_on >= starts_on)
) strict;
create index period_by_fiscal_year on period (fiscal_year_id);

-- A tax: its rate (percent, 20 % is 20000000), the accounts that carry it and the boxes that report it.
-- Refund boxes count lines whose sign is against the tax's use; empty means the same box, negative.
create table tax_code (
  id blob not null constraint tax_code_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint tax_code_company references company (id) on delete restrict,
  code text not null constraint tax_code_code_not_empty check (code <> ''),
  name text not null,
  kind text not null constraint tax_code_kind_known check (kind in ('sale', 'purchase')),
  rate_e6 integer not null constraint tax_code_rate_range check (rate_e6 between 0 and 1000000000),
  account_id blob not null constraint tax_code_account references account (id) on delete restrict,
  refund_account_id blob constraint tax_code_refund_account references account (id) on delete restrict,
  base_box text,
  tax_box text,
  refund_base_box text,
  refund_tax_box text,
  closed integer not null default 0 constraint tax_code_closed_bool check (closed in (0, 1)),
  constraint tax_code_code_unique unique (company_id, code)
) strict;

-- A posted entry. Append-only: a mistake is corrected by another entry that names it in reverses_id.
create table entry (
  id blob not null constraint entry_pk primary key,
  company_id blob not null constraint entry_company references company (id) on delete restrict,
  journal_id blob not null constraint entry_journal references journal (id) on delete restrict,
  period_id blob not null constraint entry_period references period (id) on delete restrict,
  number text not null constraint entry_number_not_empty check (number <> ''),
  entry_on text not null,
  posted_at text not null,
  kind text not null constraint entry_kind_known check (kind in ('normal', 'reversal', 'closing', 'opening', 'adjustment', 'exchange', 'write-off')),
  reference text,
  narration text,
  contact_id blob constraint entry_contact references contact (id) on delete restrict,
  reverses_id blob constraint entry_reverses references entry (id) on delete restrict,
  chain_no integer not null constraint entry_chain_no_positive check (chain_no > 0),
  prev_hash blob not null constraint entry_prev_hash_is_sha256 check (length(prev_hash) = 32),
  hash blob not null constraint entry_hash_is_sha256 check (length(hash) = 32),
  actor_kind text not null,
  actor_id blob,
  plugin text,
  plugin_version text,
  package_digest text,
  via text,
  source_type text,
  source_id blob,
  constraint entry_number_unique unique (company_id, number),
  constraint entry_chain_no_unique unique (company_id, chain_no),
  constraint entry_reversal_names_original check ((kind = 'reversal') = (reverses_id is not null))
) strict;
create unique index entry_reversed_once on entry (reverses_id) where reverses_id is not null;
create index entry_by_date on entry (company_id, entry_on);
create index entry_by_source on entry (source_id) where source_id is not null;
create index entry_by_contact on entry (contact_id) where contact_id is not null;

-- A line of an entry. entry_on repeats the entry's day so that an account reads in order of date.
-- tax_box is the box of the tax return that counts this line, tax_box_minor (company currency) how much it counts.
create table entry_line (
  entry_id blob not null constraint entry_line_entry references entry (id) on delete restrict,
  line_no integer not null constraint entry_line_no_positive check (line_no > 0),
  entry_on text not null,
  account_id blob not null constraint entry_line_account references account (id) on delete restrict,
  amount_minor integer not null,
  currency text not null constraint entry_line_currency_is_code check (length(currency) = 3),
  company_minor integer not null,
  contact_id blob constraint entry_line_contact references contact (id) on delete restrict,
  due_on text,
  description text,
  tax_code_id blob constraint entry_line_tax_code references tax_code (id) on delete restrict,
  tax_role text constraint entry_line_tax_role_known check (tax_role in ('base', 'tax')),
  tax_base_minor integer,
  tax_box text,
  tax_box_minor integer,
  quantity_e6 integer,
  constraint entry_line_pk primary key (entry_id, line_no),
  constraint entry_line_amount_not_zero check (amount_minor <> 0 or company_minor <> 0),
  constraint entry_line_tax_role_with_code check ((tax_code_id is null) = (tax_role is null))
) strict, without rowid;
create index entry_line_by_account on entry_line (account_id, entry_on);
create index entry_line_by_contact on entry_line (contact_id, account_id) where contact_id is not null;
create index entry_line_by_tax on entry_line (tax_code_id, entry_on) where tax_code_id is not null;

-- An axis of analysis: cost centre, project, region.
create table dimension (
  id blob not null constraint dimension_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint dimension_company references company (id) on delete restrict,
  code text not null constraint dimension_code_not_empty check (code <> ''),
  name text not null,
  constraint dimension_code_unique unique (company_id, code)
) strict;

-- A value on an axis, in a tree.
create table dimension_value (
  id blob not null constraint dimension_value_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint dimension_value_company references company (id) on delete restrict,
  dimension_id blob not null constraint dimension_value_dimension references dimension (id) on delete restrict,
  parent_id blob constraint dimension_value_parent references dimension_value (id) on delete restrict,
  code text not null constraint dimension_value_code_not_empty check (code <> ''),
  name text not null,
  closed integer not null default 0 constraint dimension_value_closed_bool check (closed in (0, 1)),
  constraint dimension_value_code_unique unique (dimension_id, code)
) strict;

-- Lines on this account must name a value of this dimension.
create table account_dimension (
  id blob not null constraint account_dimension_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint account_dimension_company references company (id) on delete restrict,
  account_id blob not null constraint account_dimension_account references account (id) on delete cascade,
  dimension_id blob not null constraint account_dimension_dimension references dimension (id) on delete restrict,
  constraint account_dimension_once unique (account_id, dimension_id)
) strict;

-- The value that a line names on one dimension.
create table entry_line_dimension (
  entry_id blob not null,
  line_no integer not null,
  dimension_id blob not null constraint entry_line_dimension_dimension references dimension (id) on delete restrict,
  dimension_value_id blob not null constraint entry_line_dimension_dimension_value references dimension_value (id) on delete restrict,
  constraint entry_line_dimension_pk primary key (entry_id, line_no, dimension_id),
  constraint entry_line_dimension_line foreign key (entry_id, line_no) references entry_line (entry_id, line_no) on delete restrict
) strict, without rowid;
create index entry_line_dimension_by_value on entry_line_dimension (dimension_value_id);

-- When an amount falls due, in parts.
create table payment_term (
  id blob not null constraint payment_term_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint payment_term_company references company (id) on delete restrict,
  code text not null constraint payment_term_code_not_empty check (code <> ''),
  name text not null,
  constraint payment_term_code_unique unique (company_id, code)
) strict;

-- A part of a payment term: percent (50 % is 50000000) or, when null, the remainder; days after, then end of month if asked.
create table payment_term_line (
  payment_term_id blob not null constraint payment_term_line_payment_term references payment_term (id) on delete cascade,
  line_no integer not null constraint payment_term_line_no_positive check (line_no > 0),
  percent_e6 integer constraint payment_term_line_percent_range check (percent_e6 between 1 and 100000000),
  days integer not null default 0 constraint payment_term_line_days_range check (days between 0 and 3650),
  end_of_month integer not null default 0 constraint payment_term_line_end_of_month_bool check (end_of_month in (0, 1)),
  constraint payment_term_line_pk primary key (payment_term_id, line_no)
) strict, without rowid;

-- A settlement of open items of one account. Never changed but for undone_at, once.
create table reconciliation (
  id blob not null constraint reconciliation_pk primary key,
  company_id blob not null constraint reconciliation_company references company (id) on delete restrict,
  account_id blob not null constraint reconciliation_account references account (id) on delete restrict,
  reconciled_at text not null,
  reconciled_on text not null,
  cause text not null constraint reconciliation_cause_known check (cause in ('request', 'reversal')),
  exchange_entry_id blob constraint reconciliation_exchange_entry references entry (id) on delete restrict,
  write_off_entry_id blob constraint reconciliation_write_off_entry references entry (id) on delete restrict,
  undone_at text
) strict;
create index reconciliation_by_account on reconciliation (account_id);

-- One debit line against one credit line. Live while its reconciliation has undone_at null.
-- Residual of a line = amount_minor − Σ live matches (debit line), + Σ (credit line); the same for company_minor.
create table reconciliation_match (
  reconciliation_id blob not null constraint reconciliation_match_reconciliation references reconciliation (id) on delete restrict,
  match_no integer not null constraint reconciliation_match_no_positive check (match_no > 0),
  debit_entry_id blob not null,
  debit_line_no integer not null,
  credit_entry_id blob not null,
  credit_line_no integer not null,
  amount_minor integer not null constraint reconciliation_match_amount_not_negative check (amount_minor >= 0),
  company_minor integer not null constraint reconciliation_match_company_not_negative check (company_minor >= 0),
  constraint reconciliation_match_pk primary key (reconciliation_id, match_no),
  constraint reconciliation_match_not_zero check (amount_minor > 0 or company_minor > 0),
  constraint reconciliation_match_debit foreign key (debit_entry_id, debit_line_no) references entry_line (entry_id, line_no) on delete restrict,
  constraint reconciliation_match_credit foreign key (credit_entry_id, credit_line_no) references entry_line (entry_id, line_no) on delete restrict
) strict, without rowid;
create index reconciliation_match_by_debit on reconciliation_match (debit_entry_id, debit_line_no);
create index reconciliation_match_by_credit on reconciliation_match (credit_entry_id, credit_line_no);

-- Kept sums of entry_line, per period and per day; debit and credit both positive. starts_on: the period's first day, or the day.
create table account_balance (
  company_id blob not null constraint account_balance_company references company (id) on delete restrict,
  grain text not null constraint account_balance_grain_known check (grain in ('period', 'day')),
  starts_on text not null,
  account_id blob not null constraint account_balance_account references account (id) on delete restrict,
  currency text not null,
  debit_minor integer not null,
  credit_minor integer not null,
  debit_company_minor integer not null,
  credit_company_minor integer not null,
  constraint account_balance_pk primary key (company_id, grain, starts_on, account_id, currency)
) strict, without rowid;
create index account_balance_by_account on account_balance (account_id, grain, starts_on);

-- The last link of each company's hash chain.
create table ledger_chain (
  company_id blob not null constraint ledger_chain_pk primary key constraint ledger_chain_company references company (id) on delete restrict,
  chain_no integer not null,
  hash blob not null constraint ledger_chain_hash_is_sha256 check (length(hash) = 32)
) strict, without rowid;

-- Where the ledger posts what it posts by itself, and how it rounds; one row a company.
create table ledger_setting (
  id blob not null constraint ledger_setting_pk primary key,
  version integer not null,
  created_at text not null,
  updated_at text not null,
  company_id blob not null constraint ledger_setting_once unique constraint ledger_setting_company references company (id) on delete restrict,
  exchange_gain_account_id blob constraint ledger_setting_exchange_gain_account references account (id) on delete restrict,
  exchange_loss_account_id blob constraint ledger_setting_exchange_loss_account references account (id) on delete restrict,
  write_off_account_id blob constraint ledger_setting_write_off_account references account (id) on delete restrict,
  retained_earnings_account_id blob constraint ledger_setting_retained_earnings_account references account (id) on delete restrict,
  exchange_journal_id blob constraint ledger_setting_exchange_journal references journal (id) on delete restrict,
  write_off_journal_id blob constraint ledger_setting_write_off_journal references journal (id) on delete restrict,
  closing_journal_id blob constraint ledger_setting_closing_journal references journal (id) on delete restrict,
  tax_rounding text not null default 'line' constraint ledger_setting_tax_rounding_known check (tax_rounding in ('line', 'document'))
) strict;

create trigger entry_no_update before update on entry begin select raise(abort, 'entry is append-only'); end;
create trigger entry_no_delete before delete on entry begin select raise(abort, 'entry is append-only'); end;
create trigger entry_line_no_update before update on entry_line begin select raise(abort, 'entry_line is append-only'); end;
create trigger entry_line_no_delete before delete on entry_line begin select raise(abort, 'entry_line is append-only'); end;
create trigger entry_line_dimension_no_update before update on entry_line_dimension begin select raise(abort, 'entry_line_dimension is append-only'); end;
create trigger entry_line_dimension_no_delete before delete on entry_line_dimension begin select raise(abort, 'entry_line_dimension is append-only'); end;
create trigger reconciliation_match_no_update before update on reconciliation_match begin select raise(abort, 'reconciliation_match is append-only'); end;
create trigger reconciliation_match_no_delete before delete on reconciliation_match begin select raise(abort, 'reconciliation_match is append-only'); end;
create trigger reconciliation_no_delete before delete on reconciliation begin select raise(abort, 'reconciliation is append-only'); end;
create trigger reconciliation_undo_once before update on reconciliation
when old.undone_at is not null or new.undone_at is null or new.id is not old.id or new.company_id is not old.company_id
  or new.account_id is not old.account_id or new.reconciled_at is not old.reconciled_at or new.reconciled_on is not old.reconciled_on
  or new.cause is not old.cause or new.exchange_entry_id is not old.exchange_entry_id or new.write_off_entry_id is not old.write_off_entry_id
begin select raise(abort, 'reconciliation is append-only'); end;

-- Lines as records of their own, each with what its entry says about it: what drill-down lists.
create view entry_line_record as
select l.entry_id, l.line_no, l.entry_on, l.account_id, l.amount_minor, l.currency, l.company_minor,
       coalesce(l.contact_id, e.contact_id) as contact_id, l.due_on, l.description, l.tax_code_id, l.tax_role,
       l.tax_base_minor, l.tax_box, l.tax_box_minor, l.quantity_e6,
       e.company_id, e.number, e.journal_id, e.period_id, e.kind, e.reference, e.narration, e.posted_at,
       e.source_type, e.source_id
from entry_line l join entry e on e.id = l.entry_id;
