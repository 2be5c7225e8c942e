DROP INDEX due_items_by_created_at;

DROP INDEX due_items_by_due_at;

DROP INDEX due_items_by_due_at_tenant_id;

DROP INDEX due_items_by_tenant_id;

DROP INDEX due_items_by_updated_at;

DROP INDEX signing_keys_by_activates_at;

DROP INDEX signing_keys_by_created_at;

DROP INDEX signing_keys_by_updated_at;

DROP TRIGGER due_items_change_delete;

DROP TRIGGER due_items_change_insert;

DROP TRIGGER due_items_change_update;

DROP TRIGGER signing_keys_change_delete;

DROP TRIGGER signing_keys_change_insert;

DROP TRIGGER signing_keys_change_update;

DROP INDEX due_items_unique_tenant_id_topic_record_id;

DROP INDEX signing_keys_unique_key_id;

DROP TABLE due_items;

DROP TABLE signing_keys;

CREATE TABLE tenant_migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sql TEXT NOT NULL
) STRICT;

