-- What a person set their screens to: one document each, of the web interface's own making. SQLite.
create table preference (
    user_id blob not null primary key constraint preference_user_account references user_account (id) on delete cascade,
    revision integer not null,
    updated_at text not null,
    document text not null
) strict;
