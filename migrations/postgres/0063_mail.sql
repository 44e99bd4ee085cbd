-- Mails that plugins queued: sent after the commit, tried again, or parked for a person. PostgreSQL.
create table mail_message (
    id uuid not null primary key,
    created_at timestamptz not null,
    company_id uuid,
    plugin text,
    sender text not null,
    recipients text not null,
    subject text not null,
    -- The whole message (RFC 5322) until it is sent.
    content bytea,
    state text not null,
    attempts bigint not null,
    next_at timestamptz not null,
    last_error text,
    sent_at timestamptz,
    constraint mail_message_state_known check (state in ('waiting', 'sent', 'parked'))
);
create index mail_message_due on mail_message (state, next_at);
