-- Kept sums of entry_line by contact and account, debit positive, in the company's currency: what is open with a
-- contact is read from them, however long its history is. Like the lines they keep the id of a contact that was
-- merged into another.
create table contact_balance (
  contact_id blob not null constraint contact_balance_contact references contact (id) on delete restrict,
  account_id blob not null constraint contact_balance_account references account (id) on delete restrict,
  company_minor integer not null,
  constraint contact_balance_pk primary key (contact_id, account_id)
) strict, without rowid;
insert into contact_balance (contact_id, account_id, company_minor)
  select contact_id, account_id, cast(sum(company_minor) as bigint) from entry_line
  where contact_id is not null group by contact_id, account_id;
