-- Plugins: keys, packages, what is installed, granted, enabled and set, runs of jobs, faults. PostgreSQL.

-- Vendors' keys that an administrator trusts.
create table plugin_key (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    name text not null,
    public_key text not null,
    revoked_at timestamptz,
    constraint plugin_key_public_key_unique unique (public_key)
);

-- Packages, each kept once: found by the SHA-256 of its bytes, hexadecimal.
create table plugin_package (
    digest text not null primary key,
    plugin text not null,
    plugin_version text not null,
    manifest text not null,
    signer text,
    size bigint not null,
    bytes bytea not null,
    created_at timestamptz not null,
    constraint plugin_package_size_is_length check (size = length(bytes)),
    constraint plugin_package_version_once unique (plugin, plugin_version)
);

-- What is installed. `held`: a version that asks for more than is granted waits in `pending_digest`.
create table plugin (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    code text not null,
    name text not null,
    state text not null,
    digest text not null constraint plugin_package_active references plugin_package (digest) on delete restrict,
    previous_digest text constraint plugin_package_previous references plugin_package (digest) on delete restrict,
    pending_digest text constraint plugin_package_pending references plugin_package (digest) on delete restrict,
    version_highest text not null,
    recording boolean not null,
    paused_reason text,
    constraint plugin_code_unique unique (code),
    constraint plugin_state_known check (state in ('enabled', 'disabled', 'paused'))
);
create index plugin_digest on plugin (digest);
create index plugin_previous_digest on plugin (previous_digest);
create index plugin_pending_digest on plugin (pending_digest);

-- Highest version that was ever installed of a plugin, also after it was uninstalled.
create table plugin_high_water (
    code text not null primary key,
    version_highest text not null
);

-- In which companies a plugin works.
create table plugin_company (
    plugin_id uuid not null constraint plugin_company_plugin references plugin (id) on delete cascade,
    company_id uuid not null constraint plugin_company_company references company (id) on delete cascade,
    constraint plugin_company_pk primary key (plugin_id, company_id)
);
create index plugin_company_company_id on plugin_company (company_id);

-- What an administrator allowed: one row for each capability and thing that it covers ('' for those that cover one thing).
create table plugin_grant (
    plugin_id uuid not null constraint plugin_grant_plugin references plugin (id) on delete cascade,
    capability text not null,
    covers text not null,
    granted_at timestamptz not null,
    granted_by_id uuid constraint plugin_grant_user references user_account (id) on delete set null,
    constraint plugin_grant_pk primary key (plugin_id, capability, covers)
);
create index plugin_grant_granted_by_id on plugin_grant (granted_by_id);

-- What an administrator set; without a company: for all that set nothing of their own. The value is JSON.
create table plugin_setting (
    id uuid not null primary key,
    plugin_id uuid not null constraint plugin_setting_plugin references plugin (id) on delete cascade,
    company_id uuid constraint plugin_setting_company references company (id) on delete cascade,
    name text not null,
    value text not null,
    constraint plugin_setting_once unique (plugin_id, company_id, name)
);
create index plugin_setting_company_id on plugin_setting (company_id);

-- Facts that a plugin hears: the subscriber that deliveries name.
create table plugin_subscription (
    id uuid not null primary key,
    plugin_id uuid not null constraint plugin_subscription_plugin references plugin (id) on delete cascade,
    name text not null,
    constraint plugin_subscription_once unique (plugin_id, name)
);

-- Runs of jobs that wait or were parked; a run that is done is deleted.
create table plugin_run (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    plugin_id uuid not null constraint plugin_run_plugin references plugin (id) on delete cascade,
    company_id uuid not null constraint plugin_run_company references company (id) on delete cascade,
    job text not null,
    run_key text,
    scheduled boolean not null,
    due_at timestamptz not null,
    input text not null,
    state text not null,
    attempts bigint not null,
    next_at timestamptz not null,
    last_error text,
    constraint plugin_run_key_once unique (plugin_id, company_id, job, run_key),
    constraint plugin_run_state_known check (state in ('waiting', 'parked'))
);
create index plugin_run_due on plugin_run (state, next_at);
create index plugin_run_company_id on plugin_run (company_id);

-- What went wrong in a plugin: traps, limits, refusals of policy; newest are kept.
create table plugin_fault (
    id uuid not null primary key,
    at timestamptz not null,
    plugin text not null,
    plugin_version text not null,
    via text not null,
    company_id uuid constraint plugin_fault_company references company (id) on delete cascade,
    record_type text,
    record_id uuid,
    code text not null,
    message text not null,
    detail text not null,
    request_id uuid not null
);
create index plugin_fault_plugin on plugin_fault (plugin, at);
create index plugin_fault_company_id on plugin_fault (company_id);

-- Marks on records whose hook faulted and was skipped, as its policy says.
create table plugin_mark (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    company_id uuid constraint plugin_mark_company references company (id) on delete cascade,
    record_type text not null,
    record_id uuid not null,
    plugin text not null,
    hook text not null,
    code text not null,
    message text not null,
    cleared_at timestamptz
);
create index plugin_mark_record on plugin_mark (record_type, record_id);
create index plugin_mark_company_id on plugin_mark (company_id);

-- Changes kept aside because a hook faulted whose policy is hold.
create table plugin_held (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    company_id uuid constraint plugin_held_company references company (id) on delete cascade,
    record_type text not null,
    operation text not null,
    record_id uuid,
    body text not null,
    plugin text not null,
    hook text not null,
    code text not null,
    message text not null,
    held_for_id uuid constraint plugin_held_user references user_account (id) on delete set null,
    constraint plugin_held_operation_known check (operation in ('create', 'update', 'delete'))
);
create index plugin_held_company_id on plugin_held (company_id);
create index plugin_held_held_for_id on plugin_held (held_for_id);

-- Calls as they were made, for rehearsals.
create table plugin_recording (
    id uuid not null primary key,
    at timestamptz not null,
    plugin text not null,
    plugin_version text not null,
    company_id uuid constraint plugin_recording_company references company (id) on delete cascade,
    via text not null,
    call text not null,
    network text not null
);
create index plugin_recording_plugin on plugin_recording (plugin, id);
create index plugin_recording_company_id on plugin_recording (company_id);

-- What plugins added to the schema: columns of their tables and of the side tables, in the order they were made.
-- `definition` (JSON) says what the column is, in words of neither database: from it the schema is made again.
create table plugin_column (
    plugin text not null,
    table_name text not null,
    column_name text not null,
    record_type text not null,
    collection text,
    field text not null,
    position bigint not null,
    definition text not null,
    constraint plugin_column_pk primary key (table_name, column_name)
);
create index plugin_column_plugin on plugin_column (plugin);

-- Counts every change of what is installed, so that each host notices.
create table plugin_generation (
    one bigint not null primary key,
    generation bigint not null,
    constraint plugin_generation_is_one_row check (one = 1)
);
insert into plugin_generation (one, generation) values (1, 1);
