ALTER TABLE consent_records ADD COLUMN place_id TEXT;

ALTER TABLE data_subject_requests ADD COLUMN place_id TEXT;

ALTER TABLE company_research ADD COLUMN place_id TEXT;

ALTER TABLE social_profiles ADD COLUMN place_id TEXT;

ALTER TABLE tag_links ADD COLUMN place_id TEXT;

ALTER TABLE notes ADD COLUMN place_id TEXT;

ALTER TABLE activities ADD COLUMN place_id TEXT;

ALTER TABLE appointment_staff ADD COLUMN place_id TEXT;

ALTER TABLE reminders ADD COLUMN place_id TEXT;

UPDATE consent_records SET place_id = (SELECT location_id FROM contacts WHERE id = contact_id) WHERE contact_id IN (SELECT id FROM contacts WHERE location_id NOT NULL);

UPDATE data_subject_requests SET place_id = (SELECT location_id FROM contacts WHERE id = contact_id) WHERE contact_id IN (SELECT id FROM contacts WHERE location_id NOT NULL);

UPDATE company_research SET place_id = (SELECT location_id FROM companies WHERE id = company_id) WHERE company_id IN (SELECT id FROM companies WHERE location_id NOT NULL);

UPDATE social_profiles SET place_id = (SELECT location_id FROM contacts WHERE id = contact_id) WHERE contact_id IN (SELECT id FROM contacts WHERE location_id NOT NULL);

UPDATE tag_links SET place_id = (SELECT location_id FROM contacts WHERE id = contact_id) WHERE contact_id IN (SELECT id FROM contacts WHERE location_id NOT NULL);

UPDATE notes SET place_id = (SELECT location_id FROM contacts WHERE id = contact_id) WHERE contact_id IN (SELECT id FROM contacts WHERE location_id NOT NULL);

UPDATE activities SET place_id = (SELECT location_id FROM contacts WHERE id = contact_id) WHERE contact_id IN (SELECT id FROM contacts WHERE location_id NOT NULL);

UPDATE appointment_staff SET place_id = (SELECT location_id FROM appointments WHERE id = appointment_id) WHERE appointment_id IN (SELECT id FROM appointments WHERE location_id NOT NULL);

UPDATE reminders SET place_id = (SELECT location_id FROM appointments WHERE id = appointment_id) WHERE appointment_id IN (SELECT id FROM appointments WHERE location_id NOT NULL);

CREATE INDEX agencies_by_created_by ON agencies (created_by, id);

CREATE INDEX clients_by_created_by ON clients (created_by, id);

CREATE INDEX domains_by_created_by ON domains (created_by, id);

CREATE INDEX locations_by_created_by ON locations (created_by, id);

CREATE INDEX rooms_by_created_by ON rooms (created_by, id);

CREATE INDEX user_permissions_by_created_by ON user_permissions (created_by, id);

CREATE INDEX user_groups_by_created_by ON user_groups (created_by, id);

CREATE INDEX change_segments_by_created_by ON change_segments (created_by, id);

CREATE INDEX encryption_keys_by_created_by ON encryption_keys (created_by, id);

CREATE INDEX consent_records_by_created_by ON consent_records (created_by, id);

CREATE INDEX outbox_messages_by_created_by ON outbox_messages (created_by, id);

CREATE INDEX company_research_by_created_by ON company_research (created_by, id);

CREATE INDEX social_profiles_by_created_by ON social_profiles (created_by, id);

CREATE INDEX tags_by_created_by ON tags (created_by, id);

CREATE INDEX tag_links_by_created_by ON tag_links (created_by, id);

CREATE INDEX notes_by_created_by ON notes (created_by, id);

CREATE INDEX import_jobs_by_created_by ON import_jobs (created_by, id);

CREATE INDEX import_rejections_by_created_by ON import_rejections (created_by, id);

CREATE INDEX merges_by_created_by ON merges (created_by, id);

CREATE INDEX merge_moves_by_created_by ON merge_moves (created_by, id);

CREATE INDEX services_by_created_by ON services (created_by, id);

CREATE INDEX service_rooms_by_created_by ON service_rooms (created_by, id);

CREATE INDEX reminders_by_created_by ON reminders (created_by, id);

CREATE INDEX widgets_by_created_by ON widgets (created_by, id);

CREATE INDEX widget_services_by_created_by ON widget_services (created_by, id);

CREATE INDEX form_submissions_by_created_by ON form_submissions (created_by, id);

CREATE INDEX consent_records_by_place_id ON consent_records (place_id, id) WHERE place_id NOT NULL;

CREATE INDEX data_subject_requests_by_place_id ON data_subject_requests (place_id, id) WHERE place_id NOT NULL;

CREATE INDEX company_research_by_place_id ON company_research (place_id, id) WHERE place_id NOT NULL;

CREATE INDEX social_profiles_by_place_id ON social_profiles (place_id, id) WHERE place_id NOT NULL;

CREATE INDEX tag_links_by_place_id ON tag_links (place_id, id) WHERE place_id NOT NULL;

CREATE INDEX notes_by_place_id ON notes (place_id, id) WHERE place_id NOT NULL;

CREATE INDEX activities_by_place_id ON activities (place_id, id) WHERE place_id NOT NULL;

CREATE INDEX appointment_staff_by_place_id ON appointment_staff (place_id, id) WHERE place_id NOT NULL;

CREATE INDEX reminders_by_place_id ON reminders (place_id, id) WHERE place_id NOT NULL;

CREATE TRIGGER consent_records_place_insert AFTER INSERT ON consent_records WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) NOT NULL BEGIN
    UPDATE consent_records SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER consent_records_place_update AFTER UPDATE OF contact_id ON consent_records WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) IS NOT NEW.place_id BEGIN
    UPDATE consent_records SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER data_subject_requests_place_insert AFTER INSERT ON data_subject_requests WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) NOT NULL BEGIN
    UPDATE data_subject_requests SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER data_subject_requests_place_update AFTER UPDATE OF contact_id ON data_subject_requests WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) IS NOT NEW.place_id BEGIN
    UPDATE data_subject_requests SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER company_research_place_insert AFTER INSERT ON company_research WHEN (SELECT location_id FROM companies WHERE id = NEW.company_id) NOT NULL BEGIN
    UPDATE company_research SET place_id = (SELECT location_id FROM companies WHERE id = NEW.company_id) WHERE id = NEW.id;
END;

CREATE TRIGGER company_research_place_update AFTER UPDATE OF company_id ON company_research WHEN (SELECT location_id FROM companies WHERE id = NEW.company_id) IS NOT NEW.place_id BEGIN
    UPDATE company_research SET place_id = (SELECT location_id FROM companies WHERE id = NEW.company_id) WHERE id = NEW.id;
END;

CREATE TRIGGER social_profiles_place_insert AFTER INSERT ON social_profiles WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) NOT NULL BEGIN
    UPDATE social_profiles SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER social_profiles_place_update AFTER UPDATE OF contact_id ON social_profiles WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) IS NOT NEW.place_id BEGIN
    UPDATE social_profiles SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER tag_links_place_insert AFTER INSERT ON tag_links WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) NOT NULL BEGIN
    UPDATE tag_links SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER tag_links_place_update AFTER UPDATE OF contact_id ON tag_links WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) IS NOT NEW.place_id BEGIN
    UPDATE tag_links SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER notes_place_insert AFTER INSERT ON notes WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) NOT NULL BEGIN
    UPDATE notes SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER notes_place_update AFTER UPDATE OF contact_id ON notes WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) IS NOT NEW.place_id BEGIN
    UPDATE notes SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER activities_place_insert AFTER INSERT ON activities WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) NOT NULL BEGIN
    UPDATE activities SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER activities_place_update AFTER UPDATE OF contact_id ON activities WHEN (SELECT location_id FROM contacts WHERE id = NEW.contact_id) IS NOT NEW.place_id BEGIN
    UPDATE activities SET place_id = (SELECT location_id FROM contacts WHERE id = NEW.contact_id) WHERE id = NEW.id;
END;

CREATE TRIGGER appointment_staff_place_insert AFTER INSERT ON appointment_staff WHEN (SELECT location_id FROM appointments WHERE id = NEW.appointment_id) NOT NULL BEGIN
    UPDATE appointment_staff SET place_id = (SELECT location_id FROM appointments WHERE id = NEW.appointment_id) WHERE id = NEW.id;
END;

CREATE TRIGGER appointment_staff_place_update AFTER UPDATE OF appointment_id ON appointment_staff WHEN (SELECT location_id FROM appointments WHERE id = NEW.appointment_id) IS NOT NEW.place_id BEGIN
    UPDATE appointment_staff SET place_id = (SELECT location_id FROM appointments WHERE id = NEW.appointment_id) WHERE id = NEW.id;
END;

CREATE TRIGGER reminders_place_insert AFTER INSERT ON reminders WHEN (SELECT location_id FROM appointments WHERE id = NEW.appointment_id) NOT NULL BEGIN
    UPDATE reminders SET place_id = (SELECT location_id FROM appointments WHERE id = NEW.appointment_id) WHERE id = NEW.id;
END;

CREATE TRIGGER reminders_place_update AFTER UPDATE OF appointment_id ON reminders WHEN (SELECT location_id FROM appointments WHERE id = NEW.appointment_id) IS NOT NEW.place_id BEGIN
    UPDATE reminders SET place_id = (SELECT location_id FROM appointments WHERE id = NEW.appointment_id) WHERE id = NEW.id;
END;

CREATE TRIGGER contacts_place_follows AFTER UPDATE OF location_id ON contacts WHEN NEW.location_id IS NOT OLD.location_id BEGIN
    UPDATE consent_records SET place_id = NEW.location_id WHERE contact_id = NEW.id;
    UPDATE data_subject_requests SET place_id = NEW.location_id WHERE contact_id = NEW.id;
    UPDATE social_profiles SET place_id = NEW.location_id WHERE contact_id = NEW.id;
    UPDATE tag_links SET place_id = NEW.location_id WHERE contact_id = NEW.id;
    UPDATE notes SET place_id = NEW.location_id WHERE contact_id = NEW.id;
    UPDATE activities SET place_id = NEW.location_id WHERE contact_id = NEW.id;
END;

CREATE TRIGGER companies_place_follows AFTER UPDATE OF location_id ON companies WHEN NEW.location_id IS NOT OLD.location_id BEGIN
    UPDATE company_research SET place_id = NEW.location_id WHERE company_id = NEW.id;
END;

CREATE TRIGGER appointments_place_follows AFTER UPDATE OF location_id ON appointments WHEN NEW.location_id IS NOT OLD.location_id BEGIN
    UPDATE appointment_staff SET place_id = NEW.location_id WHERE appointment_id = NEW.id;
    UPDATE reminders SET place_id = NEW.location_id WHERE appointment_id = NEW.id;
END;

