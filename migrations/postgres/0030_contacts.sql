-- Contacts: people and organisations, the directories they use, and what was imported.
--
-- One record per person or organisation, shared by all companies. What a contact is to a company
-- (lead, customer, supplier, ...) is a row in contact_role. Collections are rows, never columns
-- numbered 1, 2, 3. The text as given stays beside whatever was recognised in it.

create table city (
  id           uuid not null constraint city_pk primary key,
  version      bigint not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  name         text not null constraint city_name_not_empty check (length(name) > 0),
  name_key     text not null,
  country      text not null constraint city_country_alpha2 check (length(country) = 2),
  subdivision  text constraint city_subdivision_of_country
                 check (subdivision is null or substr(subdivision, 1, 3) = country || '-'),
  active       boolean not null default true
);
create index city_by_country on city (country, name);

-- Every spelling of a city, its own name included. One spelling means one city of a country,
-- unless the subdivision tells two apart ('' where it is not known).
create table city_synonym (
  city_id      uuid not null constraint city_synonym_city
                 references city (id) on delete cascade,
  line_no      bigint not null,
  name         text not null,
  name_key     text not null,
  country      text not null,
  subdivision  text not null default '',
  constraint city_synonym_pk primary key (city_id, line_no),
  constraint city_synonym_unique unique (country, name_key, subdivision)
);

create table job_title (
  id           uuid not null constraint job_title_pk primary key,
  version      bigint not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  name         text not null constraint job_title_name_not_empty check (length(name) > 0),
  name_key     text not null constraint job_title_unique unique,
  active       boolean not null default true
);

create table job_title_synonym (
  job_title_id uuid not null constraint job_title_synonym_title
                 references job_title (id) on delete cascade,
  line_no      bigint not null,
  name         text not null,
  name_key     text not null constraint job_title_synonym_unique unique,
  constraint job_title_synonym_pk primary key (job_title_id, line_no)
);

create table contact (
  id              uuid not null constraint contact_pk primary key,
  version         bigint not null,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  kind            text not null constraint contact_kind check (kind in ('person', 'organisation')),
  code            text constraint contact_code_unique unique,
  name            text not null constraint contact_name_not_empty check (length(name) > 0),
  given_name      text,
  family_name     text,
  courtesy_title  text,
  language        text,
  born_on         date,
  employed_on     date,
  job_title_id    uuid constraint contact_job_title references job_title (id) on delete restrict,
  job_title_given text,
  employer_id     uuid constraint contact_employer references contact (id) on delete set null,
  reports_to_id   uuid constraint contact_reports_to references contact (id) on delete set null,
  note            text,
  active          boolean not null default true,
  merged_into_id  uuid constraint contact_merged_into references contact (id) on delete restrict,
  erased_at       timestamptz,
  -- Written by the service: compared by duplicate search, read by search. Never shown.
  name_key        text not null default '',
  match_key       text not null default '',
  search_text     text not null default '',
  constraint contact_not_its_own_employer check (employer_id is null or employer_id <> id),
  constraint contact_not_its_own_superior check (reports_to_id is null or reports_to_id <> id),
  constraint contact_not_merged_into_itself check (merged_into_id is null or merged_into_id <> id)
);
create index contact_by_name_key on contact (name_key text_pattern_ops);
create index contact_by_match_key on contact (match_key);
create index contact_by_employer on contact (employer_id) where employer_id is not null;
create index contact_by_reports_to on contact (reports_to_id) where reports_to_id is not null;
create index contact_by_job_title on contact (job_title_id) where job_title_id is not null;
create index contact_by_merged_into on contact (merged_into_id) where merged_into_id is not null;

create table contact_role (
  contact_id   uuid not null constraint contact_role_contact
                 references contact (id) on delete cascade,
  line_no      bigint not null,
  role         text not null constraint contact_role_known check (role in
                 ('lead', 'customer', 'supplier', 'carrier', 'employee', 'contact-person', 'bank', 'authority', 'partner')),
  company_id   uuid constraint contact_role_company references company (id) on delete cascade,
  constraint contact_role_pk primary key (contact_id, line_no)
);
create unique index contact_role_unique_shared on contact_role (contact_id, role) where company_id is null;
create unique index contact_role_unique_company on contact_role (contact_id, role, company_id) where company_id is not null;
create index contact_role_by_role on contact_role (role, contact_id);

create table contact_address (
  id           uuid not null constraint contact_address_pk primary key,
  contact_id   uuid not null constraint contact_address_contact
                 references contact (id) on delete cascade,
  line_no      bigint not null,
  purpose      text not null constraint contact_address_purpose check (purpose in
                 ('main', 'billing', 'delivery', 'home', 'registered', 'other')),
  lines        text not null,
  postcode     text,
  city_id      uuid constraint contact_address_city references city (id) on delete restrict,
  city_given   text,
  subdivision  text constraint contact_address_subdivision_of_country
                 check (subdivision is null or substr(subdivision, 1, 3) = country || '-'),
  country      text constraint contact_address_country_alpha2
                 check (country is null or length(country) = 2),
  given        text,
  constraint contact_address_unique unique (contact_id, line_no)
);
create index contact_address_by_city on contact_address (city_id) where city_id is not null;

create table contact_phone (
  id           uuid not null constraint contact_phone_pk primary key,
  contact_id   uuid not null constraint contact_phone_contact
                 references contact (id) on delete cascade,
  line_no      bigint not null,
  kind         text not null constraint contact_phone_kind check (kind in
                 ('work', 'mobile', 'home', 'fax', 'other')),
  e164         text constraint contact_phone_e164
                 check (e164 is null or (substr(e164, 1, 1) = '+' and length(e164) between 4 and 16)),
  extension    text,
  given        text not null,
  constraint contact_phone_unique unique (contact_id, line_no)
);
create index contact_phone_by_e164 on contact_phone (e164) where e164 is not null;

create table contact_email (
  contact_id   uuid not null constraint contact_email_contact
                 references contact (id) on delete cascade,
  line_no      bigint not null,
  address      text not null,
  kind         text not null constraint contact_email_kind check (kind in
                 ('work', 'private', 'billing', 'other')),
  constraint contact_email_pk primary key (contact_id, line_no)
);
create index contact_email_by_address on contact_email (address);

create table contact_website (
  contact_id   uuid not null constraint contact_website_contact
                 references contact (id) on delete cascade,
  line_no      bigint not null,
  url          text not null,
  label        text,
  constraint contact_website_pk primary key (contact_id, line_no)
);

create table contact_bank_account (
  id           uuid not null constraint contact_bank_account_pk primary key,
  contact_id   uuid not null constraint contact_bank_account_contact
                 references contact (id) on delete cascade,
  line_no      bigint not null,
  iban         text constraint contact_bank_account_iban_length
                 check (iban is null or length(iban) between 15 and 34),
  number_given text not null,
  bic          text,
  holder       text,
  currency     text,
  constraint contact_bank_account_unique unique (contact_id, line_no)
);
create index contact_bank_account_by_iban on contact_bank_account (iban) where iban is not null;

create table contact_tax_number (
  contact_id   uuid not null constraint contact_tax_number_contact
                 references contact (id) on delete cascade,
  line_no      bigint not null,
  kind         text not null constraint contact_tax_number_kind check (kind in
                 ('vat', 'company', 'person', 'other')),
  country      text not null constraint contact_tax_number_country_alpha2 check (length(country) = 2),
  number       text not null,
  checked      boolean not null,
  constraint contact_tax_number_pk primary key (contact_id, line_no)
);
create index contact_tax_number_by_number on contact_tax_number (number);

-- What a role needs, per company or (company_id null) for all. No row: the default of the core.
create table role_requirement (
  id           uuid not null constraint role_requirement_pk primary key,
  version      bigint not null,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  company_id   uuid constraint role_requirement_company references company (id) on delete cascade,
  role         text not null,
  needs        text not null constraint role_requirement_needs check (needs in
                 ('reach', 'address', 'tax-number', 'bank-account', 'job-title', 'employer')),
  level        text not null constraint role_requirement_level check (level in
                 ('refuse', 'advise', 'none'))
);
create unique index role_requirement_unique_shared on role_requirement (role, needs) where company_id is null;
create unique index role_requirement_unique_company on role_requirement (company_id, role, needs) where company_id is not null;

-- An import is remembered with every record it touched, so that it can be taken back as a whole.
create table import_batch (
  id              uuid not null constraint import_batch_pk primary key,
  version         bigint not null,
  created_at      timestamptz not null,
  updated_at      timestamptz not null,
  company_id      uuid constraint import_batch_company references company (id) on delete cascade,
  record_type     text not null,
  source          text not null,
  digest          text not null,
  key_field       text,
  mode            text not null constraint import_batch_mode check (mode in ('all', 'row')),
  row_count       bigint not null,
  created_count   bigint not null,
  updated_count   bigint not null,
  unchanged_count bigint not null,
  failed_count    bigint not null,
  finding_count   bigint not null,
  undone_at       timestamptz
);
create index import_batch_by_type on import_batch (record_type, created_at);

create table import_record (
  batch_id     uuid not null constraint import_record_batch
                 references import_batch (id) on delete cascade,
  line_no      bigint not null,
  row_no       bigint not null,
  record_type  text not null,
  record_id    uuid not null,
  record_version bigint not null,
  what         text not null constraint import_record_what check (what in ('created', 'updated', 'unchanged')),
  constraint import_record_pk primary key (batch_id, line_no)
);
create index import_record_by_record on import_record (record_id);

create table import_finding (
  batch_id     uuid not null constraint import_finding_batch
                 references import_batch (id) on delete cascade,
  line_no      bigint not null,
  row_no       bigint not null,
  column_name  text not null,
  record_type  text not null,
  record_id    uuid,
  severity     text not null constraint import_finding_severity check (severity in ('error', 'unresolved', 'note')),
  code         text not null,
  given        text not null,
  message      text not null,
  constraint import_finding_pk primary key (batch_id, line_no)
);

-- Search by any part: three letters at a time. pg_trgm is a trusted extension: the owner of the
-- database may create it without being superuser.
create extension if not exists pg_trgm;
create index contact_search on contact using gin (search_text gin_trgm_ops);

-- Tables that were made before contacts refer to them from here on.
alter table company add constraint company_contact foreign key (contact_id) references contact (id) on delete restrict;
alter table user_account add constraint user_account_contact foreign key (contact_id) references contact (id) on delete restrict;
alter table entry add constraint entry_contact foreign key (contact_id) references contact (id) on delete restrict;
alter table entry_line add constraint entry_line_contact foreign key (contact_id) references contact (id) on delete restrict;
alter table warehouse add constraint warehouse_contact foreign key (contact_id) references contact (id) on delete restrict;
alter table stock_move add constraint stock_move_contact foreign key (contact_id) references contact (id) on delete restrict;
