DROP TRIGGER staff_change_delete;

DROP TRIGGER staff_change_insert;

DROP TRIGGER staff_change_update;

ALTER TABLE holds ADD COLUMN request_hash TEXT;

ALTER TABLE holds ADD COLUMN holder_hash TEXT;

ALTER TABLE staff DROP COLUMN row_json;

ALTER TABLE staff ADD COLUMN busy_feed_warning TEXT COLLATE NOCASE;

ALTER TABLE staff ADD COLUMN row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'user_id', user_id, 'name', name, 'email', email, 'phone', phone, 'job_title', job_title), json_object('bio', bio, 'photo_url', photo_url, 'time_zone', time_zone, 'priority', priority, '*calendar_feed_hash', calendar_feed_hash, 'busy_feed_url', busy_feed_url, 'busy_feed_fetched_at', busy_feed_fetched_at, 'busy_feed_due_at', busy_feed_due_at), json_object('busy_feed_error', busy_feed_error, 'is_active', is_active, 'is_notified', is_notified, 'busy_feed_warning', busy_feed_warning, 'custom_fields', custom_fields, 'created_at', created_at, 'created_by', created_by))) VIRTUAL;

CREATE INDEX holds_by_holder_hash_expires_at ON holds (holder_hash, expires_at, id);

CREATE TRIGGER staff_change_delete AFTER DELETE ON staff BEGIN
    INSERT INTO change_log VALUES ('Staff', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER staff_change_insert AFTER INSERT ON staff BEGIN
    INSERT INTO change_log VALUES ('Staff', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER staff_change_update AFTER UPDATE ON staff BEGIN
    INSERT INTO change_log VALUES ('Staff', NEW.id, NEW.name, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

