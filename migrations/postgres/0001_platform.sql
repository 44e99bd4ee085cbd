-- Platform: companies, users, rights, audit, idempotency, outbox. PostgreSQL.

-- Legal entities. One host holds many, each with its own books.
create table company (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    code text not null,
    name text not null,
    currency text not null,
    country text not null,
    contact_id uuid,
    closed boolean not null,
    constraint company_code_unique unique (code),
    constraint company_currency_is_code check (length(currency) = 3),
    constraint company_country_is_code check (length(country) = 2)
);

-- People who sign in, and accounts of programs.
create table user_account (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    login text not null,
    name text not null,
    contact_id uuid,
    manager_id uuid constraint user_account_manager references user_account (id) on delete set null,
    language text not null,
    password_hash text,
    password_one_time boolean not null,
    administrator boolean not null,
    disabled boolean not null,
    failed_sign_ins bigint not null,
    locked_until_at timestamptz,
    constraint user_account_login_unique unique (login)
);
create index user_account_manager_id on user_account (manager_id);

-- Named sets of permissions.
create table role (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    code text not null,
    name text not null,
    constraint role_code_unique unique (code)
);

-- What a role may: operations on one record type, narrowed by fields and by a row rule.
create table role_permission (
    role_id uuid not null constraint role_permission_role references role (id) on delete cascade,
    line_no bigint not null,
    record_type text not null,
    operations text not null,
    hidden_fields text not null,
    readonly_fields text not null,
    row_rule text not null,
    constraint role_permission_pk primary key (role_id, line_no),
    constraint role_permission_row_rule_known check (row_rule in ('all', 'own', 'team'))
);

-- Which roles a user has, in one company or (null) in all.
create table user_role (
    user_id uuid not null constraint user_role_user references user_account (id) on delete cascade,
    line_no bigint not null,
    role_id uuid not null constraint user_role_role references role (id) on delete cascade,
    company_id uuid constraint user_role_company references company (id) on delete cascade,
    constraint user_role_pk primary key (user_id, line_no)
);
create index user_role_role_id on user_role (role_id);
create index user_role_company_id on user_role (company_id);

-- Signed-in browsers. The cookie holds the secret, the table its SHA-256.
create table session (
    id uuid not null primary key,
    user_id uuid not null constraint session_user_account references user_account (id) on delete cascade,
    secret_digest bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    user_agent text not null,
    constraint session_secret_digest_unique unique (secret_digest)
);
create index session_user_id on session (user_id);

-- Bearer tokens of programs. The token holds the secret, the table its SHA-256.
create table api_token (
    id uuid not null primary key,
    version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    user_id uuid not null constraint api_token_user_account references user_account (id) on delete cascade,
    name text not null,
    secret_digest bytea not null,
    scopes text not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    constraint api_token_secret_digest_unique unique (secret_digest)
);
create index api_token_user_id on api_token (user_id);

-- Who did what to which record, field by field. Append-only.
create table audit_log (
    id uuid not null primary key,
    at timestamptz not null,
    actor_kind text not null,
    actor_id uuid,
    company_id uuid,
    operation text not null,
    record_type text not null,
    record_id uuid,
    changes text not null,
    request_id uuid not null,
    plugin text,
    plugin_version text,
    package_digest text,
    via text not null,
    constraint audit_log_actor_kind_known check (actor_kind in ('user', 'token', 'plugin', 'system'))
);
create index audit_log_record on audit_log (record_type, record_id, id);
create index audit_log_actor on audit_log (actor_id, id);
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name;
end;
$$;
create trigger audit_log_no_change before update or delete on audit_log
    for each row execute function refuse_change();
create trigger audit_log_no_truncate before truncate on audit_log
    for each statement execute function refuse_change();

-- First answers to requests that carried an Idempotency-Key.
create table idempotency_key (
    actor_id uuid not null,
    key text not null,
    request_digest bytea not null,
    status bigint not null,
    body text not null,
    created_at timestamptz not null,
    constraint idempotency_key_pk primary key (actor_id, key)
);
create index idempotency_key_created_at on idempotency_key (created_at);

-- Events that were told in their unit of work and wait to be delivered.
create table outbox (
    id uuid not null primary key,
    at timestamptz not null,
    company_id uuid,
    event text not null,
    record_type text not null,
    record_id uuid,
    payload text not null
);

-- One row for each event and each subscriber that wants it: retried, done, or parked for a person.
create table outbox_delivery (
    id uuid not null primary key,
    outbox_id uuid not null constraint outbox_delivery_outbox references outbox (id) on delete cascade,
    subscriber_kind text not null,
    subscriber_id uuid not null,
    state text not null,
    attempts bigint not null,
    next_at timestamptz not null,
    last_error text,
    done_at timestamptz,
    constraint outbox_delivery_once unique (outbox_id, subscriber_kind, subscriber_id),
    constraint outbox_delivery_subscriber_known check (subscriber_kind in ('webhook', 'plugin')),
    constraint outbox_delivery_state_known check (state in ('waiting', 'done', 'parked'))
);
create index outbox_delivery_due on outbox_delivery (state, next_at);

-- Settings of the whole host.
create table setting (
    key text not null primary key,
    value text not null,
    updated_at timestamptz not null
);
