DROP INDEX appointments_by_client_id;

DROP INDEX appointments_by_client_id_created_at;

DROP INDEX appointments_by_client_id_start_time;

DROP INDEX appointments_by_client_id_status;

DROP INDEX appointments_by_client_id_updated_at;

DROP INDEX appointments_by_contact_id;

DROP INDEX appointments_by_location_id;

DROP INDEX appointments_by_room_id;

DROP INDEX appointments_by_service_id;

DROP INDEX appointments_by_staff_id;

DROP INDEX appointments_by_staff_id_created_at;

DROP INDEX appointments_by_staff_id_start_time;

DROP INDEX holds_by_client_id;

DROP INDEX holds_by_client_id_expires_at;

DROP INDEX holds_by_room_id;

DROP INDEX holds_by_service_id;

DROP INDEX holds_by_staff_id;

DROP INDEX occupancies_by_appointment_id;

DROP INDEX occupancies_by_client_id;

DROP INDEX occupancies_by_hold_id;

DROP INDEX occupancies_by_room_id;

DROP INDEX occupancies_by_room_id_start_time;

DROP INDEX occupancies_by_service_id;

DROP INDEX occupancies_by_staff_id;

DROP INDEX occupancies_by_staff_id_start_time;

DROP INDEX reminders_by_appointment_id;

DROP INDEX reminders_by_client_id;

DROP INDEX reminders_by_client_id_created_at;

DROP INDEX reminders_by_client_id_due_at;

DROP INDEX reminders_by_client_id_updated_at;

DROP INDEX reminders_by_outbox_message_id;

DROP INDEX reminders_by_status_due_at;

DROP INDEX staff_by_busy_feed_due_at;

DROP INDEX staff_by_client_id;

DROP INDEX staff_by_client_id_created_at;

DROP INDEX staff_by_client_id_email;

DROP INDEX staff_by_client_id_is_active;

DROP INDEX staff_by_client_id_name;

DROP INDEX staff_by_client_id_priority;

DROP INDEX staff_by_client_id_updated_at;

DROP INDEX staff_by_location_id;

DROP INDEX staff_by_user_id;

DROP TRIGGER accounts_change_delete;

DROP TRIGGER accounts_change_insert;

DROP TRIGGER accounts_change_update;

DROP TRIGGER appointments_change_delete;

DROP TRIGGER appointments_change_insert;

DROP TRIGGER appointments_change_update;

DROP TRIGGER availabilities_end_date_order_update;

DROP TRIGGER reminders_change_delete;

DROP TRIGGER reminders_change_insert;

DROP TRIGGER reminders_change_update;

DROP TRIGGER role_permissions_change_delete;

DROP TRIGGER role_permissions_change_insert;

DROP TRIGGER role_permissions_change_update;

DROP TRIGGER sessions_change_delete;

DROP TRIGGER sessions_change_insert;

DROP TRIGGER sessions_change_update;

DROP TRIGGER signed_links_change_delete;

DROP TRIGGER signed_links_change_insert;

DROP TRIGGER signed_links_change_update;

DROP TRIGGER staff_change_delete;

DROP TRIGGER staff_change_insert;

DROP TRIGGER staff_change_update;

DROP TRIGGER staff_search_delete;

DROP TRIGGER staff_search_insert;

DROP TRIGGER staff_search_update;

DROP TRIGGER user_group_members_change_delete;

DROP TRIGGER user_group_members_change_insert;

DROP TRIGGER user_group_members_change_update;

DROP TRIGGER user_permissions_change_delete;

DROP TRIGGER user_permissions_change_insert;

DROP TRIGGER user_permissions_change_update;

DROP TRIGGER working_hours_end_minute_order_update;

DROP INDEX holds_unique_key_hash;

DROP INDEX staff_unique_calendar_feed_hash;

ALTER TABLE appointments DROP COLUMN row_json;

ALTER TABLE appointments ADD COLUMN guest_name TEXT COLLATE NOCASE;

ALTER TABLE appointments ADD COLUMN guest_email TEXT COLLATE NOCASE;

ALTER TABLE appointments ADD COLUMN guest_phone TEXT;

ALTER TABLE appointments ADD COLUMN outside_rules INTEGER NOT NULL DEFAULT 0 CHECK (outside_rules IN (0, 1));

ALTER TABLE appointments ADD COLUMN row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'service_id', service_id, 'staff_id', staff_id, 'room_id', room_id, 'contact_id', contact_id, 'start_time', start_time), json_object('end_time', end_time, 'status', status, 'seats', seats, 'time_zone', time_zone, 'language', language, 'answers', answers, 'notes', notes, 'source', source), json_object('price', price, 'currency', currency, 'ics_uid', ics_uid, 'ics_sequence', ics_sequence, 'reason', reason, 'confirmed_at', confirmed_at, 'cancelled_at', cancelled_at, 'times_rescheduled', times_rescheduled), json_object('widget_id', widget_id, 'form_submission_id', form_submission_id, 'guest_name', guest_name, 'guest_email', guest_email, 'guest_phone', guest_phone, 'outside_rules', outside_rules, 'created_at', created_at, 'created_by', created_by))) VIRTUAL;

ALTER TABLE holds ADD COLUMN room_id_new TEXT REFERENCES rooms (id) ON DELETE SET NULL;

UPDATE holds SET room_id_new = room_id;

ALTER TABLE holds DROP COLUMN room_id;

ALTER TABLE holds RENAME COLUMN room_id_new TO room_id;

ALTER TABLE holds ADD COLUMN request_hash TEXT;

ALTER TABLE holds ADD COLUMN holder_hash TEXT;

ALTER TABLE occupancies ADD COLUMN room_id_new TEXT REFERENCES rooms (id) ON DELETE SET NULL;

UPDATE occupancies SET room_id_new = room_id;

ALTER TABLE occupancies DROP COLUMN room_id;

ALTER TABLE occupancies RENAME COLUMN room_id_new TO room_id;

ALTER TABLE reminders DROP COLUMN row_json;

ALTER TABLE reminders ADD COLUMN reminder_type_new TEXT NOT NULL DEFAULT 'REMINDER' CHECK (reminder_type_new IN ('REMINDER', 'NOTICE'));

UPDATE reminders SET reminder_type_new = reminder_type;

ALTER TABLE reminders DROP COLUMN reminder_type;

ALTER TABLE reminders RENAME COLUMN reminder_type_new TO reminder_type;

ALTER TABLE reminders ADD COLUMN row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'appointment_id', appointment_id, 'reminder_type', reminder_type, 'due_at', due_at, 'status', status, 'sent_at', sent_at, 'outbox_message_id', outbox_message_id), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL;

ALTER TABLE staff DROP COLUMN row_json;

ALTER TABLE staff ADD COLUMN busy_feed_warning TEXT COLLATE NOCASE;

ALTER TABLE staff ADD COLUMN row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'user_id', user_id, 'name', name, 'email', email, 'phone', phone, 'job_title', job_title), json_object('bio', bio, 'photo_url', photo_url, 'time_zone', time_zone, 'priority', priority, '*calendar_feed_hash', calendar_feed_hash, 'busy_feed_url', busy_feed_url, 'busy_feed_error', busy_feed_error, 'is_active', is_active), json_object('is_notified', is_notified, 'busy_feed_warning', busy_feed_warning, 'custom_fields', custom_fields, 'created_at', created_at, 'created_by', created_by))) VIRTUAL;

CREATE INDEX appointments_by_client_id ON appointments (client_id, id);

CREATE INDEX appointments_by_client_id_created_at ON appointments (client_id, created_at, id);

CREATE INDEX appointments_by_client_id_start_time ON appointments (client_id, start_time, id);

CREATE INDEX appointments_by_client_id_status ON appointments (client_id, status, id);

CREATE INDEX appointments_by_client_id_updated_at ON appointments (client_id, updated_at, id);

CREATE INDEX appointments_by_contact_id ON appointments (contact_id, id);

CREATE INDEX appointments_by_location_id ON appointments (location_id, id);

CREATE INDEX appointments_by_room_id ON appointments (room_id, id);

CREATE INDEX appointments_by_service_id ON appointments (service_id, id);

CREATE INDEX appointments_by_staff_id ON appointments (staff_id, id);

CREATE INDEX appointments_by_staff_id_created_at ON appointments (staff_id, created_at, id);

CREATE INDEX appointments_by_staff_id_start_time ON appointments (staff_id, start_time, id);

CREATE INDEX appointments_by_status_end_time ON appointments (status, end_time, id);

CREATE INDEX holds_by_client_id ON holds (client_id, id);

CREATE INDEX holds_by_client_id_expires_at ON holds (client_id, expires_at, id);

CREATE INDEX holds_by_holder_hash_expires_at ON holds (holder_hash, expires_at, id);

CREATE INDEX holds_by_room_id ON holds (room_id, id);

CREATE INDEX holds_by_service_id ON holds (service_id, id);

CREATE INDEX holds_by_staff_id ON holds (staff_id, id);

CREATE INDEX occupancies_by_appointment_id ON occupancies (appointment_id, id);

CREATE INDEX occupancies_by_client_id ON occupancies (client_id, id);

CREATE INDEX occupancies_by_hold_id ON occupancies (hold_id, id);

CREATE INDEX occupancies_by_room_id ON occupancies (room_id, id);

CREATE INDEX occupancies_by_room_id_start_time ON occupancies (room_id, start_time, id);

CREATE INDEX occupancies_by_service_id ON occupancies (service_id, id);

CREATE INDEX occupancies_by_staff_id ON occupancies (staff_id, id);

CREATE INDEX occupancies_by_staff_id_start_time ON occupancies (staff_id, start_time, id);

CREATE INDEX reminders_by_appointment_id ON reminders (appointment_id, id);

CREATE INDEX reminders_by_client_id ON reminders (client_id, id);

CREATE INDEX reminders_by_client_id_created_at ON reminders (client_id, created_at, id);

CREATE INDEX reminders_by_client_id_due_at ON reminders (client_id, due_at, id);

CREATE INDEX reminders_by_client_id_updated_at ON reminders (client_id, updated_at, id);

CREATE INDEX reminders_by_outbox_message_id ON reminders (outbox_message_id, id);

CREATE INDEX reminders_by_status_due_at ON reminders (status, due_at, id);

CREATE INDEX staff_by_busy_feed_due_at ON staff (busy_feed_due_at, id);

CREATE INDEX staff_by_client_id ON staff (client_id, id);

CREATE INDEX staff_by_client_id_created_at ON staff (client_id, created_at, id);

CREATE INDEX staff_by_client_id_email ON staff (client_id, email, id);

CREATE INDEX staff_by_client_id_is_active ON staff (client_id, is_active, id);

CREATE INDEX staff_by_client_id_name ON staff (client_id, name, id);

CREATE INDEX staff_by_client_id_priority ON staff (client_id, priority, id);

CREATE INDEX staff_by_client_id_updated_at ON staff (client_id, updated_at, id);

CREATE INDEX staff_by_location_id ON staff (location_id, id);

CREATE INDEX staff_by_user_id ON staff (user_id, id);

CREATE TRIGGER accounts_change_delete AFTER DELETE ON accounts BEGIN
    INSERT INTO change_log VALUES ('Account', OLD.id, OLD.provider, 'DELETE', (SELECT agency_id FROM users WHERE id = OLD.user_id), (SELECT client_id FROM users WHERE id = OLD.user_id), OLD.row_json, NULL);
END;

CREATE TRIGGER accounts_change_insert AFTER INSERT ON accounts BEGIN
    INSERT INTO change_log VALUES ('Account', NEW.id, NEW.provider, 'CREATE', (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), NULL, NEW.row_json);
END;

CREATE TRIGGER accounts_change_update AFTER UPDATE ON accounts BEGIN
    INSERT INTO change_log VALUES ('Account', NEW.id, NEW.provider, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER appointments_change_delete AFTER DELETE ON appointments BEGIN
    INSERT INTO change_log VALUES ('Appointment', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER appointments_change_insert AFTER INSERT ON appointments BEGIN
    INSERT INTO change_log VALUES ('Appointment', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER appointments_change_update AFTER UPDATE ON appointments BEGIN
    INSERT INTO change_log VALUES ('Appointment', NEW.id, NEW.id, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER appointments_contact_id_follows AFTER UPDATE OF contact_id ON appointments WHEN OLD.contact_id IS NOT NEW.contact_id BEGIN
    UPDATE appointments SET guest_name = NULL, guest_email = NULL, guest_phone = NULL WHERE id = NEW.id AND NEW.contact_id IS NULL;
END;

CREATE TRIGGER availabilities_end_date_order_update BEFORE UPDATE ON availabilities WHEN (NEW.date IS NOT OLD.date OR NEW.end_date IS NOT OLD.end_date) AND NEW.end_date < NEW.date BEGIN
    SELECT RAISE(ABORT, 'order: end_date');
END;

CREATE TRIGGER companies_parent_company_id_loop BEFORE UPDATE OF parent_company_id ON companies WHEN NEW.parent_company_id IS NOT OLD.parent_company_id AND NEW.id IN (WITH RECURSIVE above(id) AS (SELECT NEW.parent_company_id UNION SELECT t.parent_company_id FROM companies t JOIN above a ON t.id = a.id) SELECT id FROM above) BEGIN
    SELECT RAISE(ABORT, 'loop: parent_company_id');
END;

CREATE TRIGGER reminders_change_delete AFTER DELETE ON reminders BEGIN
    INSERT INTO change_log VALUES ('Reminder', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER reminders_change_insert AFTER INSERT ON reminders BEGIN
    INSERT INTO change_log VALUES ('Reminder', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER reminders_change_update AFTER UPDATE ON reminders BEGIN
    INSERT INTO change_log VALUES ('Reminder', NEW.id, NEW.id, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER role_permissions_change_delete AFTER DELETE ON role_permissions BEGIN
    INSERT INTO change_log VALUES ('RolePermission', OLD.id, OLD.resource, 'DELETE', (SELECT agency_id FROM roles WHERE id = OLD.role_id), (SELECT client_id FROM roles WHERE id = OLD.role_id), OLD.row_json, NULL);
END;

CREATE TRIGGER role_permissions_change_insert AFTER INSERT ON role_permissions BEGIN
    INSERT INTO change_log VALUES ('RolePermission', NEW.id, NEW.resource, 'CREATE', (SELECT agency_id FROM roles WHERE id = NEW.role_id), (SELECT client_id FROM roles WHERE id = NEW.role_id), NULL, NEW.row_json);
END;

CREATE TRIGGER role_permissions_change_update AFTER UPDATE ON role_permissions BEGIN
    INSERT INTO change_log VALUES ('RolePermission', NEW.id, NEW.resource, 'UPDATE', (SELECT agency_id FROM roles WHERE id = NEW.role_id), (SELECT client_id FROM roles WHERE id = NEW.role_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER sessions_change_delete AFTER DELETE ON sessions BEGIN
    INSERT INTO change_log VALUES ('Session', OLD.id, OLD.ip_address, 'DELETE', (SELECT agency_id FROM users WHERE id = OLD.user_id), (SELECT client_id FROM users WHERE id = OLD.user_id), OLD.row_json, NULL);
END;

CREATE TRIGGER sessions_change_insert AFTER INSERT ON sessions BEGIN
    INSERT INTO change_log VALUES ('Session', NEW.id, NEW.ip_address, 'CREATE', (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), NULL, NEW.row_json);
END;

CREATE TRIGGER sessions_change_update AFTER UPDATE ON sessions BEGIN
    INSERT INTO change_log VALUES ('Session', NEW.id, NEW.ip_address, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER signed_links_change_delete AFTER DELETE ON signed_links BEGIN
    INSERT INTO change_log VALUES ('SignedLink', OLD.id, OLD.email, 'DELETE', (SELECT agency_id FROM users WHERE id = OLD.user_id), (SELECT client_id FROM users WHERE id = OLD.user_id), OLD.row_json, NULL);
END;

CREATE TRIGGER signed_links_change_insert AFTER INSERT ON signed_links BEGIN
    INSERT INTO change_log VALUES ('SignedLink', NEW.id, NEW.email, 'CREATE', (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), NULL, NEW.row_json);
END;

CREATE TRIGGER signed_links_change_update AFTER UPDATE ON signed_links BEGIN
    INSERT INTO change_log VALUES ('SignedLink', NEW.id, NEW.email, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER staff_busy_feed_url_follows AFTER UPDATE OF busy_feed_url ON staff WHEN OLD.busy_feed_url IS NOT NEW.busy_feed_url BEGIN
    DELETE FROM busy_times WHERE staff_id = NEW.id; UPDATE staff SET busy_feed_due_at = NULL, busy_feed_fetched_at = NULL, busy_feed_error = NULL WHERE id = NEW.id;
END;

CREATE TRIGGER staff_change_delete AFTER DELETE ON staff BEGIN
    INSERT INTO change_log VALUES ('Staff', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER staff_change_insert AFTER INSERT ON staff BEGIN
    INSERT INTO change_log VALUES ('Staff', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER staff_change_update AFTER UPDATE ON staff BEGIN
    INSERT INTO change_log VALUES ('Staff', NEW.id, NEW.name, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER staff_search_delete AFTER DELETE ON staff BEGIN
    INSERT INTO staff_search (staff_search, rowid, name, email, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.email, OLD.client_id);
END;

CREATE TRIGGER staff_search_insert AFTER INSERT ON staff BEGIN
    INSERT INTO staff_search (rowid, name, email, client_id) VALUES (NEW.row_id, NEW.name, NEW.email, NEW.client_id);
END;

CREATE TRIGGER staff_search_update AFTER UPDATE OF name, email, client_id ON staff BEGIN
    INSERT INTO staff_search (staff_search, rowid, name, email, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.email, OLD.client_id);
    INSERT INTO staff_search (rowid, name, email, client_id) VALUES (NEW.row_id, NEW.name, NEW.email, NEW.client_id);
END;

CREATE TRIGGER user_group_members_change_delete AFTER DELETE ON user_group_members BEGIN
    INSERT INTO change_log VALUES ('UserGroupMember', OLD.id, OLD.user_id, 'DELETE', (SELECT agency_id FROM user_groups WHERE id = OLD.user_group_id), (SELECT client_id FROM user_groups WHERE id = OLD.user_group_id), OLD.row_json, NULL);
END;

CREATE TRIGGER user_group_members_change_insert AFTER INSERT ON user_group_members BEGIN
    INSERT INTO change_log VALUES ('UserGroupMember', NEW.id, NEW.user_id, 'CREATE', (SELECT agency_id FROM user_groups WHERE id = NEW.user_group_id), (SELECT client_id FROM user_groups WHERE id = NEW.user_group_id), NULL, NEW.row_json);
END;

CREATE TRIGGER user_group_members_change_update AFTER UPDATE ON user_group_members BEGIN
    INSERT INTO change_log VALUES ('UserGroupMember', NEW.id, NEW.user_id, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM user_groups WHERE id = NEW.user_group_id), (SELECT client_id FROM user_groups WHERE id = NEW.user_group_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER user_permissions_change_delete AFTER DELETE ON user_permissions BEGIN
    INSERT INTO change_log VALUES ('UserPermission', OLD.id, OLD.resource, 'DELETE', (SELECT agency_id FROM users WHERE id = OLD.user_id), (SELECT client_id FROM users WHERE id = OLD.user_id), OLD.row_json, NULL);
END;

CREATE TRIGGER user_permissions_change_insert AFTER INSERT ON user_permissions BEGIN
    INSERT INTO change_log VALUES ('UserPermission', NEW.id, NEW.resource, 'CREATE', (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), NULL, NEW.row_json);
END;

CREATE TRIGGER user_permissions_change_update AFTER UPDATE ON user_permissions BEGIN
    INSERT INTO change_log VALUES ('UserPermission', NEW.id, NEW.resource, 'UPDATE', (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER working_hours_end_minute_order_update BEFORE UPDATE ON working_hours WHEN (NEW.start_minute IS NOT OLD.start_minute OR NEW.end_minute IS NOT OLD.end_minute) AND NEW.end_minute <= NEW.start_minute BEGIN
    SELECT RAISE(ABORT, 'order: end_minute');
END;

CREATE UNIQUE INDEX holds_unique_key_hash ON holds (key_hash);

CREATE UNIQUE INDEX staff_unique_calendar_feed_hash ON staff (calendar_feed_hash);

UPDATE users SET email_verified = created_at WHERE email_verified IS NULL AND password_hash IS NOT NULL;

