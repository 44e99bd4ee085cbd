-- What a person set their screens to: one document each, of the web interface's own making. PostgreSQL.
create table preference (
    user_id uuid not null primary key constraint preference_user_account references user_account (id) on delete cascade,
    revision bigint not null,
    updated_at timestamptz not null,
    document text not null
);
