-- Contacts in the order of their names, page by page. SQLite.
create index contact_by_name on contact (name, id);
