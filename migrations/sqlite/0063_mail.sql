-- Mails that plugins queued: sent after the commit, tried again, or parked for a person. SQLite.
create table mail_message (
    id blob not null primary key,
    created_at text not null,
    company_id blob,
    plugin text,
    sender text not null,
    recipients text not null,
    subject text not null,
    -- The whole message (RFC 5322) until it is sent.
    content blob,
    state text not null,
    attempts integer not null,
    next_at text not null,
    last_error text,
    sent_at text,
    constraint mail_message_state_known check (state in ('waiting', 'sent', 'parked'))
) strict;
create index mail_message_due on mail_message (state, next_at);
