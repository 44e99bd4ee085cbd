-- Who has which record open, told again every few seconds; old rows mean nobody. SQLite.
create table presence (
    record_type text not null,
    record_id blob not null,
    user_id blob not null constraint presence_user_account references user_account (id) on delete cascade,
    editing integer not null,
    seen_at text not null,
    constraint presence_editing_is_boolean check (editing in (0, 1)),
    constraint presence_pk primary key (record_type, record_id, user_id)
) strict;
create index presence_user_id on presence (user_id);
create index presence_seen_at on presence (seen_at);
