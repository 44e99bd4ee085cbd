-- What calls of plugins leave behind: how far a fact is from what began it, messages from outside that were taken. SQLite.

-- How many facts led to this one, each told by a plugin that heard the one before.
alter table outbox add column hops integer not null default 0;

-- Messages from outside that were taken: each is taken once. Kept as long as its signature would be believed.
create table plugin_inbound (
    plugin_id blob not null constraint plugin_inbound_plugin references plugin (id) on delete cascade,
    company_id blob not null constraint plugin_inbound_company references company (id) on delete cascade,
    endpoint text not null,
    message text not null,
    at text not null,
    constraint plugin_inbound_pk primary key (plugin_id, company_id, endpoint, message)
) strict;
create index plugin_inbound_company_id on plugin_inbound (company_id);
create index plugin_inbound_at on plugin_inbound (at);

-- The request that a held change came with: releasing it sends it again as whoever sent it.
alter table plugin_held add column method text not null default '';
alter table plugin_held add column path text not null default '';
alter table plugin_held add column if_match text;
-- Its Idempotency-Key: the same request is kept once.
alter table plugin_held add column request_key text;
