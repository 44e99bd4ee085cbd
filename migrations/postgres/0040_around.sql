-- Around every record: attachments, timeline, followers, tags, tasks, saved views, sequences, webhooks. PostgreSQL.

-- Contents of attachments, each kept once whatever it is called: found by its SHA-256.
create table attachment_blob (
    digest bytea not null primary key,
    size bigint not null,
    bytes bytea not null,
    created_at timestamptz not null,
    constraint attachment_blob_digest_is_sha256 check (length(digest) = 32),
    constraint attachment_blob_size_is_length check (size = length(bytes))
);

-- A file that hangs on a record.
create table attachment (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    company_id uuid constraint attachment_company references company (id) on delete cascade,
    record_type text not null,
    record_id uuid not null,
    name text not null,
    media_type text not null,
    size bigint not null,
    digest bytea not null constraint attachment_blob references attachment_blob (digest) on delete restrict,
    created_by_id uuid constraint attachment_created_by references user_account (id) on delete set null
);
create index attachment_record on attachment (record_type, record_id, id);
create index attachment_digest on attachment (digest);
create index attachment_company_id on attachment (company_id);
create index attachment_created_by_id on attachment (created_by_id);

-- What people wrote on a record: notes, calls, mails, meetings. Changes of fields are in audit_log.
create table timeline_entry (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    company_id uuid constraint timeline_entry_company references company (id) on delete cascade,
    record_type text not null,
    record_id uuid not null,
    kind text not null,
    happened_at timestamptz not null,
    subject text not null,
    body text not null,
    author_id uuid constraint timeline_entry_author references user_account (id) on delete set null,
    constraint timeline_entry_kind_known check (kind in ('note', 'call', 'mail', 'meeting'))
);
create index timeline_entry_record on timeline_entry (record_type, record_id, id);
create index timeline_entry_company_id on timeline_entry (company_id);
create index timeline_entry_author_id on timeline_entry (author_id);

-- Users whom an entry names with @login.
create table timeline_mention (
    entry_id uuid not null constraint timeline_mention_entry references timeline_entry (id) on delete cascade,
    user_id uuid not null constraint timeline_mention_user references user_account (id) on delete cascade,
    constraint timeline_mention_pk primary key (entry_id, user_id)
);
create index timeline_mention_user_id on timeline_mention (user_id);

-- Users who want to know what happens to a record.
create table record_follower (
    record_type text not null,
    record_id uuid not null,
    user_id uuid not null constraint record_follower_user references user_account (id) on delete cascade,
    created_at timestamptz not null,
    constraint record_follower_pk primary key (record_type, record_id, user_id)
);
create index record_follower_user_id on record_follower (user_id);

-- Words that can be put on any record.
create table tag (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    name text not null,
    name_key text not null,
    colour text,
    constraint tag_name_key_unique unique (name_key)
);

-- Which record has which tags.
create table record_tag (
    record_type text not null,
    record_id uuid not null,
    tag_id uuid not null constraint record_tag_tag references tag (id) on delete cascade,
    created_at timestamptz not null,
    constraint record_tag_pk primary key (record_type, record_id, tag_id)
);
create index record_tag_tag_id on record_tag (tag_id, record_type, record_id);

-- Something to do, for somebody, mostly about a record.
create table task (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    title text not null,
    description text not null,
    record_type text,
    record_id uuid,
    assignee_id uuid not null constraint task_assignee references user_account (id) on delete restrict,
    created_by_id uuid constraint task_created_by references user_account (id) on delete set null,
    due_on date,
    remind_at timestamptz,
    reminded_at timestamptz,
    done_at timestamptz,
    constraint task_record_is_whole check ((record_type is null) = (record_id is null))
);
create index task_assignee_id on task (assignee_id, due_on);
create index task_record on task (record_type, record_id);
create index task_remind_at on task (remind_at);
create index task_created_by_id on task (created_by_id);

-- A list as somebody arranged it: filter, columns, order. Own, or shared with everybody.
create table saved_view (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    record_type text not null,
    name text not null,
    state text not null,
    owner_id uuid not null constraint saved_view_owner references user_account (id) on delete cascade,
    shared boolean not null
);
create index saved_view_record_type on saved_view (record_type, owner_id);
create index saved_view_owner_id on saved_view (owner_id);

-- Numbers for documents outside the ledger, whose journals number their own.
create table sequence (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    company_id uuid not null constraint sequence_company references company (id) on delete cascade,
    code text not null,
    name text not null,
    prefix text not null,
    padding bigint not null,
    per_year boolean not null,
    next_number bigint not null,
    constraint sequence_code_unique unique (company_id, code),
    constraint sequence_padding_in_range check (padding between 0 and 12),
    constraint sequence_next_number_positive check (next_number > 0)
);

-- The next number of each year, for sequences that begin anew in January.
create table sequence_year (
    sequence_id uuid not null constraint sequence_year_sequence references sequence (id) on delete cascade,
    year bigint not null,
    next_number bigint not null,
    constraint sequence_year_pk primary key (sequence_id, year),
    constraint sequence_year_next_number_positive check (next_number > 0)
);

-- Addresses that are told of events. The secret signs what is sent, so it is kept as it is.
create table webhook_endpoint (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    name text not null,
    url text not null,
    events text not null,
    secret text not null,
    active boolean not null
);
