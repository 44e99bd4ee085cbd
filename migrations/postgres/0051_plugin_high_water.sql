-- The bytes of the highest version that was ever installed: the same version with others is refused, also
-- after the plugin went. PostgreSQL.
alter table plugin_high_water add column digest text;
