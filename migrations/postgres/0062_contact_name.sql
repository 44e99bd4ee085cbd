-- Contacts in the order of their names, page by page. PostgreSQL.
create index contact_by_name on contact (name collate "C", id);
