-- Who has which record open, told again every few seconds; old rows mean nobody. PostgreSQL.
create table presence (
    record_type text not null,
    record_id uuid not null,
    user_id uuid not null constraint presence_user_account references user_account (id) on delete cascade,
    editing boolean not null,
    seen_at timestamptz not null,
    constraint presence_pk primary key (record_type, record_id, user_id)
);
create index presence_user_id on presence (user_id);
create index presence_seen_at on presence (seen_at);
