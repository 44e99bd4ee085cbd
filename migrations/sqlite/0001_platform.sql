-- Platform: companies, users, rights, audit, idempotency, outbox. SQLite.

-- Legal entities. One host holds many, each with its own books.
create table company (
    id blob not null primary key,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    code text not null,
    name text not null,
    currency text not null,
    country text not null,
    contact_id blob constraint company_contact references contact (id) on delete restrict,
    closed integer not null,
    constraint company_code_unique unique (code),
    constraint company_currency_is_code check (length(currency) = 3),
    constraint company_country_is_code check (length(country) = 2),
    constraint company_closed_is_boolean check (closed in (0, 1))
) strict;

-- People who sign in, and accounts of programs.
create table user_account (
    id blob not null primary key,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    login text not null,
    name text not null,
    contact_id blob constraint user_account_contact references contact (id) on delete restrict,
    manager_id blob constraint user_account_manager references user_account (id) on delete set null,
    language text not null,
    password_hash text,
    password_one_time integer not null,
    administrator integer not null,
    disabled integer not null,
    failed_sign_ins integer not null,
    locked_until_at text,
    constraint user_account_login_unique unique (login),
    constraint user_account_password_one_time_is_boolean check (password_one_time in (0, 1)),
    constraint user_account_administrator_is_boolean check (administrator in (0, 1)),
    constraint user_account_disabled_is_boolean check (disabled in (0, 1))
) strict;
create index user_account_manager_id on user_account (manager_id);

-- Named sets of permissions.
create table role (
    id blob not null primary key,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    code text not null,
    name text not null,
    constraint role_code_unique unique (code)
) strict;

-- What a role may: operations on one record type, narrowed by fields and by a row rule.
create table role_permission (
    role_id blob not null constraint role_permission_role references role (id) on delete cascade,
    line_no integer not null,
    record_type text not null,
    operations text not null,
    hidden_fields text not null,
    readonly_fields text not null,
    row_rule text not null,
    constraint role_permission_pk primary key (role_id, line_no),
    constraint role_permission_row_rule_known check (row_rule in ('all', 'own', 'team'))
) strict;

-- Which roles a user has, in one company or (null) in all.
create table user_role (
    user_id blob not null constraint user_role_user references user_account (id) on delete cascade,
    line_no integer not null,
    role_id blob not null constraint user_role_role references role (id) on delete cascade,
    company_id blob constraint user_role_company references company (id) on delete cascade,
    constraint user_role_pk primary key (user_id, line_no)
) strict;
create index user_role_role_id on user_role (role_id);
create index user_role_company_id on user_role (company_id);

-- Signed-in browsers. The cookie holds the secret, the table its SHA-256.
create table session (
    id blob not null primary key,
    user_id blob not null constraint session_user_account references user_account (id) on delete cascade,
    secret_digest blob not null,
    created_at text not null,
    expires_at text not null,
    user_agent text not null,
    constraint session_secret_digest_unique unique (secret_digest)
) strict;
create index session_user_id on session (user_id);

-- Bearer tokens of programs. The token holds the secret, the table its SHA-256.
create table api_token (
    id blob not null primary key,
    version integer not null,
    created_at text not null,
    updated_at text not null,
    user_id blob not null constraint api_token_user_account references user_account (id) on delete cascade,
    name text not null,
    secret_digest blob not null,
    scopes text not null,
    expires_at text,
    revoked_at text,
    constraint api_token_secret_digest_unique unique (secret_digest)
) strict;
create index api_token_user_id on api_token (user_id);

-- Who did what to which record, field by field. Append-only.
create table audit_log (
    id blob not null primary key,
    at text not null,
    actor_kind text not null,
    actor_id blob,
    company_id blob,
    operation text not null,
    record_type text not null,
    record_id blob,
    changes text not null,
    request_id blob not null,
    plugin text,
    plugin_version text,
    package_digest text,
    via text not null,
    constraint audit_log_actor_kind_known check (actor_kind in ('user', 'token', 'plugin', 'system'))
) strict;
create index audit_log_record on audit_log (record_type, record_id, id);
create index audit_log_actor on audit_log (actor_id, id);
create trigger audit_log_no_update before update on audit_log
begin
    select raise(abort, 'audit_log is append-only');
end;
create trigger audit_log_no_delete before delete on audit_log
begin
    select raise(abort, 'audit_log is append-only');
end;

-- First answers to requests that carried an Idempotency-Key.
create table idempotency_key (
    actor_id blob not null,
    key text not null,
    request_digest blob not null,
    status integer not null,
    body text not null,
    created_at text not null,
    constraint idempotency_key_pk primary key (actor_id, key)
) strict;
create index idempotency_key_created_at on idempotency_key (created_at);

-- Events that were told in their unit of work and wait to be delivered.
create table outbox (
    id blob not null primary key,
    at text not null,
    company_id blob,
    event text not null,
    record_type text not null,
    record_id blob,
    payload text not null
) strict;

-- One row for each event and each subscriber that wants it: retried, done, or parked for a person.
create table outbox_delivery (
    id blob not null primary key,
    outbox_id blob not null constraint outbox_delivery_outbox references outbox (id) on delete cascade,
    subscriber_kind text not null,
    subscriber_id blob not null,
    state text not null,
    attempts integer not null,
    next_at text not null,
    last_error text,
    done_at text,
    constraint outbox_delivery_once unique (outbox_id, subscriber_kind, subscriber_id),
    constraint outbox_delivery_subscriber_known check (subscriber_kind in ('webhook', 'plugin')),
    constraint outbox_delivery_state_known check (state in ('waiting', 'done', 'parked'))
) strict;
create index outbox_delivery_due on outbox_delivery (state, next_at);

-- Settings of the whole host.
create table setting (
    key text not null primary key,
    value text not null,
    updated_at text not null
) strict;
