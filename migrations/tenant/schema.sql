CREATE TABLE migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE change_context (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    at INTEGER NOT NULL,
    actor_type TEXT NOT NULL,
    actor_id TEXT,
    actor_name TEXT,
    ip_address TEXT,
    user_agent TEXT,
    request_id TEXT
) STRICT;

CREATE VIEW guard AS SELECT 1 AS passes;

CREATE TRIGGER guard_refuses INSTEAD OF INSERT ON guard WHEN NEW.passes IS NOT 1 BEGIN
    SELECT RAISE(ABORT, 'guard');
END;

CREATE VIEW change_log AS SELECT 0 AS entity, 0 AS id, 0 AS title, 0 AS action, 0 AS agency, 0 AS client, 0 AS old, 0 AS new;

CREATE TRIGGER change_log_insert INSTEAD OF INSERT ON change_log WHEN NEW.old IS NOT NEW.new BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, NEW.entity, NEW.id, NEW.title, NEW.action, NEW.agency, NEW.client, (
        SELECT json_group_object(ltrim(key, '*'), json_array(iif(NEW.new IS NULL, here, there), iif(NEW.new IS NULL, there, here))) FROM (
            SELECT key, iif(here NOT NULL AND key LIKE '*%', '(sealed)', here) AS here, iif(there NOT NULL AND key LIKE '*%', '(sealed)', there) AS there FROM (
                SELECT m.key, m.value AS here, p.there ->> m.key AS there FROM (
                    SELECT value AS here, iif(NEW.new IS NULL, NULL, NEW.old -> key) AS there FROM json_each(coalesce(NEW.new, NEW.old)) LIMIT -1
                ) p, json_each(p.here) m WHERE p.here IS NOT p.there
            ) WHERE here IS NOT there))
    FROM (SELECT 1) LEFT JOIN change_context c;
END;

CREATE TABLE custom_field_version (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version INTEGER NOT NULL
) STRICT;

INSERT INTO custom_field_version VALUES (1, 1);

CREATE TABLE suspension (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE agencies (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT COLLATE NOCASE NOT NULL,
    email TEXT COLLATE NOCASE,
    phone TEXT,
    website TEXT,
    address TEXT CHECK (json_valid(address)),
    timezone TEXT NOT NULL DEFAULT 'UTC',
    locale TEXT COLLATE NOCASE NOT NULL DEFAULT 'en',
    currency TEXT NOT NULL DEFAULT 'EUR',
    logo_url TEXT,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    settings TEXT CHECK (json_valid(settings)),
    custom_fields TEXT CHECK (json_valid(custom_fields)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'name', name, 'email', email, 'phone', phone, 'website', website, 'address', address, 'timezone', timezone, 'locale', locale), json_object('currency', currency, 'logo_url', logo_url, 'is_active', is_active, 'settings', settings, 'custom_fields', custom_fields, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX agencies_by_name ON agencies (name, id);

CREATE INDEX agencies_by_is_active ON agencies (is_active, id);

CREATE INDEX agencies_by_created_at ON agencies (created_at, id);

CREATE INDEX agencies_by_updated_at ON agencies (updated_at, id);

CREATE INDEX agencies_by_created_by ON agencies (created_by, id);

CREATE VIRTUAL TABLE agencies_search USING fts5 (name, content = 'agencies', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER agencies_search_insert AFTER INSERT ON agencies BEGIN
    INSERT INTO agencies_search (rowid, name) VALUES (NEW.row_id, NEW.name);
END;

CREATE TRIGGER agencies_search_delete AFTER DELETE ON agencies BEGIN
    INSERT INTO agencies_search (agencies_search, rowid, name) VALUES ('delete', OLD.row_id, OLD.name);
END;

CREATE TRIGGER agencies_search_update AFTER UPDATE OF name ON agencies BEGIN
    INSERT INTO agencies_search (agencies_search, rowid, name) VALUES ('delete', OLD.row_id, OLD.name);
    INSERT INTO agencies_search (rowid, name) VALUES (NEW.row_id, NEW.name);
END;

CREATE TRIGGER agencies_change_insert AFTER INSERT ON agencies BEGIN
    INSERT INTO change_log VALUES ('Agency', NEW.id, NEW.name, 'CREATE', NEW.id, NULL, NULL, NEW.row_json);
END;

CREATE TRIGGER agencies_change_update AFTER UPDATE ON agencies BEGIN
    INSERT INTO change_log VALUES ('Agency', NEW.id, NEW.name, 'UPDATE', NEW.id, NULL, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER agencies_change_delete AFTER DELETE ON agencies BEGIN
    INSERT INTO change_log VALUES ('Agency', OLD.id, OLD.name, 'DELETE', OLD.id, NULL, OLD.row_json, NULL);
END;

CREATE TABLE clients (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    agency_id TEXT NOT NULL REFERENCES agencies (id) ON DELETE RESTRICT,
    name TEXT COLLATE NOCASE NOT NULL,
    legal_name TEXT COLLATE NOCASE,
    email TEXT COLLATE NOCASE,
    phone TEXT,
    website TEXT,
    address TEXT CHECK (json_valid(address)),
    industry TEXT COLLATE NOCASE,
    timezone TEXT NOT NULL DEFAULT 'UTC',
    locale TEXT COLLATE NOCASE NOT NULL DEFAULT 'en',
    currency TEXT NOT NULL DEFAULT 'EUR',
    logo_url TEXT,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    settings TEXT CHECK (json_valid(settings)),
    custom_fields TEXT CHECK (json_valid(custom_fields)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'agency_id', agency_id, 'name', name, 'legal_name', legal_name, 'email', email, 'phone', phone, 'website', website, 'address', address), json_object('industry', industry, 'timezone', timezone, 'locale', locale, 'currency', currency, 'logo_url', logo_url, 'is_active', is_active, 'settings', settings, 'custom_fields', custom_fields), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX clients_by_agency_id ON clients (agency_id, id);

CREATE INDEX clients_by_name ON clients (name, id);

CREATE INDEX clients_by_industry ON clients (industry, id);

CREATE INDEX clients_by_is_active ON clients (is_active, id);

CREATE INDEX clients_by_created_at ON clients (created_at, id);

CREATE INDEX clients_by_updated_at ON clients (updated_at, id);

CREATE INDEX clients_by_created_by ON clients (created_by, id);

CREATE VIRTUAL TABLE clients_search USING fts5 (name, legal_name, content = 'clients', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER clients_search_insert AFTER INSERT ON clients BEGIN
    INSERT INTO clients_search (rowid, name, legal_name) VALUES (NEW.row_id, NEW.name, NEW.legal_name);
END;

CREATE TRIGGER clients_search_delete AFTER DELETE ON clients BEGIN
    INSERT INTO clients_search (clients_search, rowid, name, legal_name) VALUES ('delete', OLD.row_id, OLD.name, OLD.legal_name);
END;

CREATE TRIGGER clients_search_update AFTER UPDATE OF name, legal_name ON clients BEGIN
    INSERT INTO clients_search (clients_search, rowid, name, legal_name) VALUES ('delete', OLD.row_id, OLD.name, OLD.legal_name);
    INSERT INTO clients_search (rowid, name, legal_name) VALUES (NEW.row_id, NEW.name, NEW.legal_name);
END;

CREATE TRIGGER clients_change_insert AFTER INSERT ON clients BEGIN
    INSERT INTO change_log VALUES ('Client', NEW.id, NEW.name, 'CREATE', NEW.agency_id, NEW.id, NULL, NEW.row_json);
END;

CREATE TRIGGER clients_change_update AFTER UPDATE ON clients BEGIN
    INSERT INTO change_log VALUES ('Client', NEW.id, NEW.name, 'UPDATE', NEW.agency_id, NEW.id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER clients_change_delete AFTER DELETE ON clients BEGIN
    INSERT INTO change_log VALUES ('Client', OLD.id, OLD.name, 'DELETE', OLD.agency_id, OLD.id, OLD.row_json, NULL);
END;

CREATE TABLE domains (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    domain TEXT COLLATE NOCASE NOT NULL,
    includes_subdomains INTEGER NOT NULL DEFAULT 0 CHECK (includes_subdomains IN (0, 1)),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    verification_token TEXT,
    verification_method TEXT CHECK (verification_method IN ('DNS', 'FILE', 'META_TAG')),
    verified_at INTEGER,
    last_checked_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'domain', domain, 'includes_subdomains', includes_subdomains, 'is_active', is_active, 'verification_token', verification_token, 'verification_method', verification_method, 'verified_at', verified_at), json_object('last_checked_at', last_checked_at, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX domains_unique_client_id_domain ON domains (client_id, domain);

CREATE INDEX domains_by_client_id ON domains (client_id, id);

CREATE INDEX domains_by_client_id_domain ON domains (client_id, domain, id);

CREATE INDEX domains_by_client_id_created_at ON domains (client_id, created_at, id);

CREATE INDEX domains_by_client_id_updated_at ON domains (client_id, updated_at, id);

CREATE INDEX domains_by_created_by ON domains (created_by, id);

CREATE TRIGGER domains_change_insert AFTER INSERT ON domains BEGIN
    INSERT INTO change_log VALUES ('Domain', NEW.id, NEW.domain, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER domains_change_update AFTER UPDATE ON domains BEGIN
    INSERT INTO change_log VALUES ('Domain', NEW.id, NEW.domain, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER domains_change_delete AFTER DELETE ON domains BEGIN
    INSERT INTO change_log VALUES ('Domain', OLD.id, OLD.domain, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE locations (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    name TEXT COLLATE NOCASE NOT NULL,
    location_type TEXT NOT NULL DEFAULT 'OTHER' CHECK (location_type IN ('VENUE', 'BRANCH', 'WAREHOUSE', 'OFFICE', 'STORE', 'OTHER')),
    code TEXT COLLATE NOCASE,
    description TEXT COLLATE NOCASE,
    address TEXT CHECK (json_valid(address)),
    latitude INTEGER,
    longitude INTEGER,
    email TEXT COLLATE NOCASE,
    phone TEXT,
    timezone TEXT,
    capacity INTEGER CHECK (capacity BETWEEN 0 AND 1000000),
    opening_hours TEXT CHECK (json_valid(opening_hours)),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    custom_fields TEXT CHECK (json_valid(custom_fields)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'name', name, 'location_type', location_type, 'code', code, 'description', description, 'address', address, 'latitude', latitude), json_object('longitude', longitude, 'email', email, 'phone', phone, 'timezone', timezone, 'capacity', capacity, 'opening_hours', opening_hours, 'is_active', is_active, 'custom_fields', custom_fields), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX locations_unique_client_id_name ON locations (client_id, name);

CREATE INDEX locations_by_client_id ON locations (client_id, id);

CREATE INDEX locations_by_client_id_name ON locations (client_id, name, id);

CREATE INDEX locations_by_client_id_location_type ON locations (client_id, location_type, id);

CREATE INDEX locations_by_client_id_is_active ON locations (client_id, is_active, id);

CREATE INDEX locations_by_client_id_created_at ON locations (client_id, created_at, id);

CREATE INDEX locations_by_client_id_updated_at ON locations (client_id, updated_at, id);

CREATE INDEX locations_by_created_by ON locations (created_by, id);

CREATE VIRTUAL TABLE locations_search USING fts5 (name, code, client_id, content = 'locations', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER locations_search_insert AFTER INSERT ON locations BEGIN
    INSERT INTO locations_search (rowid, name, code, client_id) VALUES (NEW.row_id, NEW.name, NEW.code, NEW.client_id);
END;

CREATE TRIGGER locations_search_delete AFTER DELETE ON locations BEGIN
    INSERT INTO locations_search (locations_search, rowid, name, code, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.code, OLD.client_id);
END;

CREATE TRIGGER locations_search_update AFTER UPDATE OF name, code, client_id ON locations BEGIN
    INSERT INTO locations_search (locations_search, rowid, name, code, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.code, OLD.client_id);
    INSERT INTO locations_search (rowid, name, code, client_id) VALUES (NEW.row_id, NEW.name, NEW.code, NEW.client_id);
END;

CREATE TRIGGER locations_change_insert AFTER INSERT ON locations BEGIN
    INSERT INTO change_log VALUES ('Location', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER locations_change_update AFTER UPDATE ON locations BEGIN
    INSERT INTO change_log VALUES ('Location', NEW.id, NEW.name, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER locations_change_delete AFTER DELETE ON locations BEGIN
    INSERT INTO change_log VALUES ('Location', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE rooms (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    location_id TEXT NOT NULL REFERENCES locations (id) ON DELETE RESTRICT,
    name TEXT COLLATE NOCASE NOT NULL,
    floor TEXT COLLATE NOCASE,
    capacity INTEGER CHECK (capacity BETWEEN 0 AND 1000000),
    area INTEGER,
    features TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(features)),
    description TEXT COLLATE NOCASE,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    custom_fields TEXT CHECK (json_valid(custom_fields)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'name', name, 'floor', floor, 'capacity', capacity, 'area', area, 'features', features), json_object('description', description, 'is_active', is_active, 'custom_fields', custom_fields, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX rooms_unique_location_id_name ON rooms (location_id, name);

CREATE INDEX rooms_by_client_id ON rooms (client_id, id);

CREATE INDEX rooms_by_location_id ON rooms (location_id, id);

CREATE INDEX rooms_by_client_id_name ON rooms (client_id, name, id);

CREATE INDEX rooms_by_client_id_capacity ON rooms (client_id, capacity, id);

CREATE INDEX rooms_by_client_id_is_active ON rooms (client_id, is_active, id);

CREATE INDEX rooms_by_client_id_created_at ON rooms (client_id, created_at, id);

CREATE INDEX rooms_by_client_id_updated_at ON rooms (client_id, updated_at, id);

CREATE INDEX rooms_by_created_by ON rooms (created_by, id);

CREATE TRIGGER rooms_change_insert AFTER INSERT ON rooms BEGIN
    INSERT INTO change_log VALUES ('Room', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER rooms_change_update AFTER UPDATE ON rooms BEGIN
    INSERT INTO change_log VALUES ('Room', NEW.id, NEW.name, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER rooms_change_delete AFTER DELETE ON rooms BEGIN
    INSERT INTO change_log VALUES ('Room', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE users (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    agency_id TEXT REFERENCES agencies (id) ON DELETE RESTRICT,
    client_id TEXT REFERENCES clients (id) ON DELETE RESTRICT,
    location_id TEXT REFERENCES locations (id) ON DELETE SET NULL,
    email TEXT COLLATE NOCASE NOT NULL,
    username TEXT COLLATE NOCASE,
    password_hash TEXT,
    name TEXT COLLATE NOCASE,
    first_name TEXT COLLATE NOCASE,
    middle_name TEXT COLLATE NOCASE,
    last_name TEXT COLLATE NOCASE,
    image TEXT,
    email_verified INTEGER,
    phone TEXT,
    job_title TEXT COLLATE NOCASE,
    department TEXT COLLATE NOCASE,
    role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE RESTRICT,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    last_login_at INTEGER,
    timezone TEXT,
    locale TEXT COLLATE NOCASE,
    password_changed_at INTEGER,
    deactivated_at INTEGER,
    custom_fields TEXT CHECK (json_valid(custom_fields)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'agency_id', agency_id, 'client_id', client_id, 'location_id', location_id, 'email', email, 'username', username, '*password_hash', password_hash, 'name', name), json_object('first_name', first_name, 'middle_name', middle_name, 'last_name', last_name, 'image', image, 'email_verified', email_verified, 'phone', phone, 'job_title', job_title, 'department', department), json_object('role_id', role_id, 'is_active', is_active, 'last_login_at', last_login_at, 'timezone', timezone, 'locale', locale, 'password_changed_at', password_changed_at, 'deactivated_at', deactivated_at, 'custom_fields', custom_fields), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX users_unique_email ON users (email);

CREATE UNIQUE INDEX users_unique_username ON users (username);

CREATE INDEX users_by_client_id ON users (client_id, id);

CREATE INDEX users_by_agency_id ON users (agency_id, id);

CREATE INDEX users_by_location_id ON users (location_id, id);

CREATE INDEX users_by_client_id_email ON users (client_id, email, id);

CREATE INDEX users_by_client_id_name ON users (client_id, name, id);

CREATE INDEX users_by_client_id_last_name ON users (client_id, last_name, id);

CREATE INDEX users_by_role_id ON users (role_id, id);

CREATE INDEX users_by_client_id_is_active ON users (client_id, is_active, id);

CREATE INDEX users_by_client_id_last_login_at ON users (client_id, last_login_at, id);

CREATE INDEX users_by_client_id_created_at ON users (client_id, created_at, id);

CREATE INDEX users_by_client_id_updated_at ON users (client_id, updated_at, id);

CREATE VIRTUAL TABLE users_search USING fts5 (name, first_name, last_name, email, client_id, content = 'users', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER users_search_insert AFTER INSERT ON users BEGIN
    INSERT INTO users_search (rowid, name, first_name, last_name, email, client_id) VALUES (NEW.row_id, NEW.name, NEW.first_name, NEW.last_name, NEW.email, NEW.client_id);
END;

CREATE TRIGGER users_search_delete AFTER DELETE ON users BEGIN
    INSERT INTO users_search (users_search, rowid, name, first_name, last_name, email, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.first_name, OLD.last_name, OLD.email, OLD.client_id);
END;

CREATE TRIGGER users_search_update AFTER UPDATE OF name, first_name, last_name, email, client_id ON users BEGIN
    INSERT INTO users_search (users_search, rowid, name, first_name, last_name, email, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.first_name, OLD.last_name, OLD.email, OLD.client_id);
    INSERT INTO users_search (rowid, name, first_name, last_name, email, client_id) VALUES (NEW.row_id, NEW.name, NEW.first_name, NEW.last_name, NEW.email, NEW.client_id);
END;

CREATE TRIGGER users_change_insert AFTER INSERT ON users BEGIN
    INSERT INTO change_log VALUES ('User', NEW.id, NEW.email, 'CREATE', NEW.agency_id, NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER users_change_update AFTER UPDATE ON users BEGIN
    INSERT INTO change_log VALUES ('User', NEW.id, NEW.email, 'UPDATE', NEW.agency_id, NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER users_change_delete AFTER DELETE ON users BEGIN
    INSERT INTO change_log VALUES ('User', OLD.id, OLD.email, 'DELETE', OLD.agency_id, OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    account_type TEXT NOT NULL DEFAULT 'oidc',
    provider TEXT NOT NULL,
    provider_account_id TEXT NOT NULL,
    refresh_token TEXT,
    access_token TEXT,
    expires_at INTEGER,
    token_type TEXT,
    scope TEXT COLLATE NOCASE,
    id_token TEXT,
    session_state TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'user_id', user_id, 'account_type', account_type, 'provider', provider, 'provider_account_id', provider_account_id, '*refresh_token', refresh_token, '*access_token', access_token, 'expires_at', expires_at), json_object('token_type', token_type, 'scope', scope, '*id_token', id_token, '*session_state', session_state, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX accounts_unique_provider_provider_account_id ON accounts (provider, provider_account_id);

CREATE INDEX accounts_by_user_id ON accounts (user_id, id);

CREATE INDEX accounts_by_created_at ON accounts (created_at, id);

CREATE INDEX accounts_by_updated_at ON accounts (updated_at, id);

CREATE TRIGGER accounts_change_insert AFTER INSERT ON accounts BEGIN
    INSERT INTO change_log VALUES ('Account', NEW.id, NEW.provider, 'CREATE', (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), NULL, NEW.row_json);
END;

CREATE TRIGGER accounts_change_update AFTER UPDATE ON accounts BEGIN
    INSERT INTO change_log VALUES ('Account', NEW.id, NEW.provider, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER accounts_change_delete AFTER DELETE ON accounts BEGIN
    INSERT INTO change_log VALUES ('Account', OLD.id, OLD.provider, 'DELETE', (SELECT agency_id FROM users WHERE id = OLD.user_id), (SELECT client_id FROM users WHERE id = OLD.user_id), OLD.row_json, NULL);
END;

CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    family_id TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    rotated_at INTEGER,
    revoked_at INTEGER,
    revoked_reason TEXT CHECK (revoked_reason IN ('SIGNED_OUT', 'REUSED', 'PASSWORD_CHANGED', 'DEACTIVATED', 'REVOKED')),
    ip_address TEXT,
    user_agent TEXT COLLATE NOCASE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'user_id', user_id, 'family_id', family_id, '*token_hash', token_hash, 'expires_at', expires_at, 'rotated_at', rotated_at, 'revoked_at', revoked_at, 'revoked_reason', revoked_reason), json_object('ip_address', ip_address, 'user_agent', user_agent, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX sessions_unique_token_hash ON sessions (token_hash);

CREATE INDEX sessions_by_user_id ON sessions (user_id, id);

CREATE INDEX sessions_by_expires_at ON sessions (expires_at, id);

CREATE INDEX sessions_by_created_at ON sessions (created_at, id);

CREATE INDEX sessions_by_updated_at ON sessions (updated_at, id);

CREATE INDEX sessions_by_family_id ON sessions (family_id, id);

CREATE TRIGGER sessions_change_insert AFTER INSERT ON sessions BEGIN
    INSERT INTO change_log VALUES ('Session', NEW.id, NEW.ip_address, 'CREATE', (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), NULL, NEW.row_json);
END;

CREATE TRIGGER sessions_change_update AFTER UPDATE ON sessions BEGIN
    INSERT INTO change_log VALUES ('Session', NEW.id, NEW.ip_address, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER sessions_change_delete AFTER DELETE ON sessions BEGIN
    INSERT INTO change_log VALUES ('Session', OLD.id, OLD.ip_address, 'DELETE', (SELECT agency_id FROM users WHERE id = OLD.user_id), (SELECT client_id FROM users WHERE id = OLD.user_id), OLD.row_json, NULL);
END;

CREATE TABLE user_groups (
    id TEXT NOT NULL PRIMARY KEY,
    agency_id TEXT REFERENCES agencies (id) ON DELETE RESTRICT,
    client_id TEXT REFERENCES clients (id) ON DELETE RESTRICT,
    name TEXT COLLATE NOCASE NOT NULL,
    description TEXT COLLATE NOCASE,
    group_type TEXT NOT NULL DEFAULT 'CUSTOM' CHECK (group_type IN ('SALES_TEAM', 'MARKETING_TEAM', 'FINANCE_TEAM', 'MANAGEMENT', 'CUSTOM')),
    role_id TEXT REFERENCES roles (id) ON DELETE SET NULL,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'agency_id', agency_id, 'client_id', client_id, 'name', name, 'description', description, 'group_type', group_type, 'role_id', role_id, 'is_active', is_active), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX user_groups_by_client_id ON user_groups (client_id, id);

CREATE INDEX user_groups_by_agency_id ON user_groups (agency_id, id);

CREATE INDEX user_groups_by_client_id_name ON user_groups (client_id, name, id);

CREATE INDEX user_groups_by_client_id_group_type ON user_groups (client_id, group_type, id);

CREATE INDEX user_groups_by_role_id ON user_groups (role_id, id);

CREATE INDEX user_groups_by_client_id_is_active ON user_groups (client_id, is_active, id);

CREATE INDEX user_groups_by_client_id_created_at ON user_groups (client_id, created_at, id);

CREATE INDEX user_groups_by_client_id_updated_at ON user_groups (client_id, updated_at, id);

CREATE INDEX user_groups_by_created_by ON user_groups (created_by, id);

CREATE TRIGGER user_groups_change_insert AFTER INSERT ON user_groups BEGIN
    INSERT INTO change_log VALUES ('UserGroup', NEW.id, NEW.name, 'CREATE', NEW.agency_id, NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER user_groups_change_update AFTER UPDATE ON user_groups BEGIN
    INSERT INTO change_log VALUES ('UserGroup', NEW.id, NEW.name, 'UPDATE', NEW.agency_id, NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER user_groups_change_delete AFTER DELETE ON user_groups BEGIN
    INSERT INTO change_log VALUES ('UserGroup', OLD.id, OLD.name, 'DELETE', OLD.agency_id, OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE user_group_members (
    id TEXT NOT NULL PRIMARY KEY,
    user_group_id TEXT NOT NULL REFERENCES user_groups (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    is_lead INTEGER NOT NULL DEFAULT 0 CHECK (is_lead IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'user_group_id', user_group_id, 'user_id', user_id, 'is_lead', is_lead, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX user_group_members_unique_user_group_id_user_id ON user_group_members (user_group_id, user_id);

CREATE INDEX user_group_members_by_user_group_id ON user_group_members (user_group_id, id);

CREATE INDEX user_group_members_by_user_id ON user_group_members (user_id, id);

CREATE INDEX user_group_members_by_created_at ON user_group_members (created_at, id);

CREATE INDEX user_group_members_by_updated_at ON user_group_members (updated_at, id);

CREATE TRIGGER user_group_members_change_insert AFTER INSERT ON user_group_members BEGIN
    INSERT INTO change_log VALUES ('UserGroupMember', NEW.id, NEW.user_id, 'CREATE', (SELECT agency_id FROM user_groups WHERE id = NEW.user_group_id), (SELECT client_id FROM user_groups WHERE id = NEW.user_group_id), NULL, NEW.row_json);
END;

CREATE TRIGGER user_group_members_change_update AFTER UPDATE ON user_group_members BEGIN
    INSERT INTO change_log VALUES ('UserGroupMember', NEW.id, NEW.user_id, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM user_groups WHERE id = NEW.user_group_id), (SELECT client_id FROM user_groups WHERE id = NEW.user_group_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER user_group_members_change_delete AFTER DELETE ON user_group_members BEGIN
    INSERT INTO change_log VALUES ('UserGroupMember', OLD.id, OLD.user_id, 'DELETE', (SELECT agency_id FROM user_groups WHERE id = OLD.user_group_id), (SELECT client_id FROM user_groups WHERE id = OLD.user_group_id), OLD.row_json, NULL);
END;

CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor_type TEXT NOT NULL CHECK (actor_type IN ('USER', 'API_KEY', 'SYSTEM', 'INTEGRATION', 'VISITOR', 'PLATFORM_ADMIN', 'UNKNOWN')),
    actor_id TEXT,
    actor_name TEXT COLLATE NOCASE,
    ip_address TEXT,
    user_agent TEXT COLLATE NOCASE,
    request_id TEXT,
    entity_type TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    entity_title TEXT COLLATE NOCASE,
    action TEXT NOT NULL CHECK (action IN ('CREATE', 'UPDATE', 'DELETE', 'STATUS_CHANGE', 'ASSIGNMENT_CHANGE', 'STAGE_CHANGE')),
    agency_id TEXT,
    client_id TEXT,
    project_id TEXT,
    changes TEXT NOT NULL CHECK (json_valid(changes)),
    description TEXT COLLATE NOCASE,
    metadata TEXT CHECK (json_valid(metadata))
) STRICT;

CREATE INDEX changes_by_client_id ON changes (client_id, id);

CREATE INDEX changes_by_agency_id ON changes (agency_id, id);

CREATE INDEX changes_by_entity_id ON changes (entity_id, id);

CREATE INDEX changes_by_actor_id ON changes (actor_id, id);

CREATE TABLE change_segments (
    id TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 9007199254740991),
    first_change_id INTEGER NOT NULL CHECK (first_change_id BETWEEN 1 AND 9007199254740991),
    last_change_id INTEGER NOT NULL CHECK (last_change_id BETWEEN 1 AND 9007199254740991),
    entry_count INTEGER NOT NULL CHECK (entry_count BETWEEN 1 AND 9007199254740991),
    previous_hash TEXT,
    hash TEXT NOT NULL,
    sealed_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'number', number, 'first_change_id', first_change_id, 'last_change_id', last_change_id, 'entry_count', entry_count, 'previous_hash', previous_hash, 'hash', hash, 'sealed_at', sealed_at), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX change_segments_unique_number ON change_segments (number);

CREATE UNIQUE INDEX change_segments_unique_last_change_id ON change_segments (last_change_id);

CREATE INDEX change_segments_by_created_at ON change_segments (created_at, id);

CREATE INDEX change_segments_by_updated_at ON change_segments (updated_at, id);

CREATE INDEX change_segments_by_created_by ON change_segments (created_by, id);

CREATE TRIGGER change_segments_change_insert AFTER INSERT ON change_segments BEGIN
    INSERT INTO change_log VALUES ('ChangeSegment', NEW.id, NEW.hash, 'CREATE', NULL, NULL, NULL, NEW.row_json);
END;

CREATE TRIGGER change_segments_change_update AFTER UPDATE ON change_segments BEGIN
    INSERT INTO change_log VALUES ('ChangeSegment', NEW.id, NEW.hash, 'UPDATE', NULL, NULL, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER change_segments_change_delete AFTER DELETE ON change_segments BEGIN
    INSERT INTO change_log VALUES ('ChangeSegment', OLD.id, OLD.hash, 'DELETE', NULL, NULL, OLD.row_json, NULL);
END;

CREATE TABLE encryption_keys (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT REFERENCES clients (id) ON DELETE RESTRICT,
    entity_type TEXT,
    entity_id TEXT,
    field_name TEXT,
    encrypted_value TEXT,
    encryption_key TEXT NOT NULL,
    algorithm TEXT NOT NULL DEFAULT 'AES-256-GCM',
    iv TEXT NOT NULL,
    tag TEXT,
    status TEXT NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'RETIRED', 'DESTROYED')),
    retired_at INTEGER,
    destroyed_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'entity_type', entity_type, 'entity_id', entity_id, 'field_name', field_name, '*encrypted_value', encrypted_value, 'encryption_key', encryption_key, 'algorithm', algorithm), json_object('*iv', iv, '*tag', tag, 'status', status, 'retired_at', retired_at, 'destroyed_at', destroyed_at, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX encryption_keys_by_client_id ON encryption_keys (client_id, id);

CREATE INDEX encryption_keys_by_client_id_status ON encryption_keys (client_id, status, id);

CREATE INDEX encryption_keys_by_client_id_created_at ON encryption_keys (client_id, created_at, id);

CREATE INDEX encryption_keys_by_client_id_updated_at ON encryption_keys (client_id, updated_at, id);

CREATE INDEX encryption_keys_by_created_by ON encryption_keys (created_by, id);

CREATE INDEX encryption_keys_by_entity_type_entity_id_field_name ON encryption_keys (entity_type, entity_id, field_name, id);

CREATE TRIGGER encryption_keys_change_insert AFTER INSERT ON encryption_keys BEGIN
    INSERT INTO change_log VALUES ('EncryptionKey', NEW.id, NEW.algorithm, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER encryption_keys_change_update AFTER UPDATE ON encryption_keys BEGIN
    INSERT INTO change_log VALUES ('EncryptionKey', NEW.id, NEW.algorithm, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER encryption_keys_change_delete AFTER DELETE ON encryption_keys BEGIN
    INSERT INTO change_log VALUES ('EncryptionKey', OLD.id, OLD.algorithm, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE consent_records (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    contact_id TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('MARKETING_EMAIL', 'MARKETING_SMS', 'MARKETING_PHONE', 'MARKETING_POST', 'DATA_PROCESSING', 'PROFILING', 'ANALYTICS', 'THIRD_PARTY_SHARING', 'OTHER')),
    legal_basis TEXT NOT NULL DEFAULT 'CONSENT' CHECK (legal_basis IN ('CONSENT', 'CONTRACT', 'LEGAL_OBLIGATION', 'VITAL_INTERESTS', 'PUBLIC_TASK', 'LEGITIMATE_INTERESTS')),
    status TEXT NOT NULL DEFAULT 'GRANTED' CHECK (status IN ('GRANTED', 'DENIED', 'WITHDRAWN')),
    given_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    expires_at INTEGER,
    source TEXT COLLATE NOCASE,
    wording TEXT COLLATE NOCASE,
    policy_version TEXT COLLATE NOCASE,
    ip_address TEXT,
    user_agent TEXT COLLATE NOCASE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    place_id TEXT,
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'contact_id', contact_id, 'purpose', purpose, 'legal_basis', legal_basis, 'status', status, 'given_at', given_at, 'withdrawn_at', withdrawn_at), json_object('expires_at', expires_at, 'source', source, 'wording', wording, 'policy_version', policy_version, 'ip_address', ip_address, 'user_agent', user_agent, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX consent_records_by_client_id ON consent_records (client_id, id);

CREATE INDEX consent_records_by_contact_id ON consent_records (contact_id, id);

CREATE INDEX consent_records_by_client_id_purpose ON consent_records (client_id, purpose, id);

CREATE INDEX consent_records_by_client_id_status ON consent_records (client_id, status, id);

CREATE INDEX consent_records_by_client_id_given_at ON consent_records (client_id, given_at, id);

CREATE INDEX consent_records_by_client_id_expires_at ON consent_records (client_id, expires_at, id);

CREATE INDEX consent_records_by_client_id_created_at ON consent_records (client_id, created_at, id);

CREATE INDEX consent_records_by_client_id_updated_at ON consent_records (client_id, updated_at, id);

CREATE INDEX consent_records_by_created_by ON consent_records (created_by, id);

CREATE INDEX consent_records_by_contact_id_purpose_given_at ON consent_records (contact_id, purpose, given_at, id);

CREATE INDEX consent_records_by_place_id ON consent_records (place_id, id) WHERE place_id NOT NULL;

CREATE TRIGGER consent_records_change_insert AFTER INSERT ON consent_records BEGIN
    INSERT INTO change_log VALUES ('ConsentRecord', NEW.id, NEW.purpose, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER consent_records_change_update AFTER UPDATE ON consent_records BEGIN
    INSERT INTO change_log VALUES ('ConsentRecord', NEW.id, NEW.purpose, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER consent_records_change_delete AFTER DELETE ON consent_records BEGIN
    INSERT INTO change_log VALUES ('ConsentRecord', OLD.id, OLD.purpose, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE data_subject_requests (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    contact_id TEXT REFERENCES contacts (id) ON DELETE SET NULL,
    email TEXT COLLATE NOCASE NOT NULL,
    name TEXT COLLATE NOCASE,
    request_type TEXT NOT NULL CHECK (request_type IN ('ACCESS', 'RECTIFICATION', 'ERASURE', 'RESTRICTION', 'PORTABILITY', 'OBJECTION')),
    status TEXT NOT NULL DEFAULT 'RECEIVED' CHECK (status IN ('RECEIVED', 'VERIFYING', 'IN_PROGRESS', 'COMPLETED', 'REJECTED')),
    received_at INTEGER NOT NULL,
    due_at INTEGER,
    completed_at INTEGER,
    owner_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    verification_note TEXT,
    response TEXT COLLATE NOCASE,
    export_file_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    place_id TEXT,
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'contact_id', contact_id, 'email', email, 'name', name, 'request_type', request_type, 'status', status, 'received_at', received_at), json_object('due_at', due_at, 'completed_at', completed_at, 'owner_id', owner_id, '*verification_note', verification_note, 'response', response, 'export_file_id', export_file_id, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX data_subject_requests_by_client_id ON data_subject_requests (client_id, id);

CREATE INDEX data_subject_requests_by_contact_id ON data_subject_requests (contact_id, id);

CREATE INDEX data_subject_requests_by_client_id_email ON data_subject_requests (client_id, email, id);

CREATE INDEX data_subject_requests_by_client_id_request_type ON data_subject_requests (client_id, request_type, id);

CREATE INDEX data_subject_requests_by_client_id_status ON data_subject_requests (client_id, status, id);

CREATE INDEX data_subject_requests_by_client_id_received_at ON data_subject_requests (client_id, received_at, id);

CREATE INDEX data_subject_requests_by_client_id_due_at ON data_subject_requests (client_id, due_at, id);

CREATE INDEX data_subject_requests_by_owner_id ON data_subject_requests (owner_id, id);

CREATE INDEX data_subject_requests_by_client_id_created_at ON data_subject_requests (client_id, created_at, id);

CREATE INDEX data_subject_requests_by_client_id_updated_at ON data_subject_requests (client_id, updated_at, id);

CREATE INDEX data_subject_requests_by_place_id ON data_subject_requests (place_id, id) WHERE place_id NOT NULL;

CREATE TRIGGER data_subject_requests_change_insert AFTER INSERT ON data_subject_requests BEGIN
    INSERT INTO change_log VALUES ('DataSubjectRequest', NEW.id, NEW.email, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER data_subject_requests_change_update AFTER UPDATE ON data_subject_requests BEGIN
    INSERT INTO change_log VALUES ('DataSubjectRequest', NEW.id, NEW.email, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' WHEN OLD.owner_id IS NOT NEW.owner_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER data_subject_requests_change_delete AFTER DELETE ON data_subject_requests BEGIN
    INSERT INTO change_log VALUES ('DataSubjectRequest', OLD.id, OLD.email, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE signed_links (
    id TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('INVITATION', 'PASSWORD_RESET', 'EMAIL_VERIFICATION')),
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    email TEXT COLLATE NOCASE NOT NULL,
    token_hash TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    revoked_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'purpose', purpose, 'user_id', user_id, 'email', email, '*token_hash', token_hash, 'expires_at', expires_at, 'used_at', used_at, 'revoked_at', revoked_at), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX signed_links_unique_token_hash ON signed_links (token_hash);

CREATE INDEX signed_links_by_purpose ON signed_links (purpose, id);

CREATE INDEX signed_links_by_user_id ON signed_links (user_id, id);

CREATE INDEX signed_links_by_expires_at ON signed_links (expires_at, id);

CREATE INDEX signed_links_by_created_at ON signed_links (created_at, id);

CREATE INDEX signed_links_by_updated_at ON signed_links (updated_at, id);

CREATE TRIGGER signed_links_change_insert AFTER INSERT ON signed_links BEGIN
    INSERT INTO change_log VALUES ('SignedLink', NEW.id, NEW.email, 'CREATE', (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), NULL, NEW.row_json);
END;

CREATE TRIGGER signed_links_change_update AFTER UPDATE ON signed_links BEGIN
    INSERT INTO change_log VALUES ('SignedLink', NEW.id, NEW.email, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER signed_links_change_delete AFTER DELETE ON signed_links BEGIN
    INSERT INTO change_log VALUES ('SignedLink', OLD.id, OLD.email, 'DELETE', (SELECT agency_id FROM users WHERE id = OLD.user_id), (SELECT client_id FROM users WHERE id = OLD.user_id), OLD.row_json, NULL);
END;

CREATE TABLE outbox_messages (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT REFERENCES clients (id) ON DELETE RESTRICT,
    channel TEXT NOT NULL DEFAULT 'EMAIL' CHECK (channel IN ('EMAIL', 'SMS')),
    recipient TEXT COLLATE NOCASE NOT NULL,
    subject TEXT COLLATE NOCASE,
    body TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'SENT', 'FAILED', 'CANCELLED')),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 1000000),
    next_attempt_at INTEGER,
    sent_at INTEGER,
    provider_id TEXT,
    last_error TEXT COLLATE NOCASE,
    calendar TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'channel', channel, 'recipient', recipient, 'subject', subject, '*body', body, 'status', status, 'attempts', attempts), json_object('next_attempt_at', next_attempt_at, 'sent_at', sent_at, 'provider_id', provider_id, 'last_error', last_error, '*calendar', calendar, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX outbox_messages_by_client_id ON outbox_messages (client_id, id);

CREATE INDEX outbox_messages_by_client_id_recipient ON outbox_messages (client_id, recipient, id);

CREATE INDEX outbox_messages_by_client_id_status ON outbox_messages (client_id, status, id);

CREATE INDEX outbox_messages_by_client_id_created_at ON outbox_messages (client_id, created_at, id);

CREATE INDEX outbox_messages_by_client_id_updated_at ON outbox_messages (client_id, updated_at, id);

CREATE INDEX outbox_messages_by_created_by ON outbox_messages (created_by, id);

CREATE INDEX outbox_messages_by_status_next_attempt_at ON outbox_messages (status, next_attempt_at, id);

CREATE TRIGGER outbox_messages_change_insert AFTER INSERT ON outbox_messages BEGIN
    INSERT INTO change_log VALUES ('OutboxMessage', NEW.id, NEW.subject, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER outbox_messages_change_update AFTER UPDATE ON outbox_messages BEGIN
    INSERT INTO change_log VALUES ('OutboxMessage', NEW.id, NEW.subject, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER outbox_messages_change_delete AFTER DELETE ON outbox_messages BEGIN
    INSERT INTO change_log VALUES ('OutboxMessage', OLD.id, OLD.subject, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE idempotency_keys (
    id TEXT NOT NULL PRIMARY KEY,
    actor_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status_code INTEGER NOT NULL CHECK (status_code BETWEEN 100 AND 599),
    response_headers TEXT COLLATE NOCASE,
    response_body TEXT COLLATE NOCASE,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX idempotency_keys_unique_actor_id_key ON idempotency_keys (actor_id, key);

CREATE INDEX idempotency_keys_by_expires_at ON idempotency_keys (expires_at, id);

CREATE TABLE roles (
    id TEXT NOT NULL PRIMARY KEY,
    agency_id TEXT REFERENCES agencies (id) ON DELETE RESTRICT,
    client_id TEXT REFERENCES clients (id) ON DELETE RESTRICT,
    name TEXT COLLATE NOCASE NOT NULL,
    label TEXT COLLATE NOCASE NOT NULL,
    description TEXT COLLATE NOCASE,
    level TEXT NOT NULL CHECK (level IN ('TENANT', 'AGENCY', 'CLIENT')),
    permissions TEXT CHECK (json_valid(permissions)),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    is_system INTEGER NOT NULL DEFAULT 0 CHECK (is_system IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'agency_id', agency_id, 'client_id', client_id, 'name', name, 'label', label, 'description', description, 'level', level, 'permissions', permissions), json_object('is_active', is_active, 'is_system', is_system, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX roles_unique_agency_id_client_id_name ON roles (agency_id, client_id, name);

CREATE INDEX roles_by_client_id ON roles (client_id, id);

CREATE INDEX roles_by_agency_id ON roles (agency_id, id);

CREATE INDEX roles_by_client_id_name ON roles (client_id, name, id);

CREATE INDEX roles_by_client_id_label ON roles (client_id, label, id);

CREATE INDEX roles_by_client_id_created_at ON roles (client_id, created_at, id);

CREATE INDEX roles_by_client_id_updated_at ON roles (client_id, updated_at, id);

CREATE TRIGGER roles_change_insert AFTER INSERT ON roles BEGIN
    INSERT INTO change_log VALUES ('Role', NEW.id, NEW.label, 'CREATE', NEW.agency_id, NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER roles_change_update AFTER UPDATE ON roles BEGIN
    INSERT INTO change_log VALUES ('Role', NEW.id, NEW.label, 'UPDATE', NEW.agency_id, NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER roles_change_delete AFTER DELETE ON roles BEGIN
    INSERT INTO change_log VALUES ('Role', OLD.id, OLD.label, 'DELETE', OLD.agency_id, OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE role_permissions (
    id TEXT NOT NULL PRIMARY KEY,
    role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    resource TEXT COLLATE NOCASE NOT NULL,
    action TEXT COLLATE NOCASE NOT NULL DEFAULT '*',
    can_access INTEGER NOT NULL DEFAULT 1 CHECK (can_access IN (0, 1)),
    can_create INTEGER NOT NULL DEFAULT 0 CHECK (can_create IN (0, 1)),
    can_read INTEGER NOT NULL DEFAULT 0 CHECK (can_read IN (0, 1)),
    can_update INTEGER NOT NULL DEFAULT 0 CHECK (can_update IN (0, 1)),
    can_delete INTEGER NOT NULL DEFAULT 0 CHECK (can_delete IN (0, 1)),
    can_approve INTEGER NOT NULL DEFAULT 0 CHECK (can_approve IN (0, 1)),
    scope TEXT NOT NULL DEFAULT 'OWN' CHECK (scope IN ('OWN', 'LOCATION', 'CLIENT', 'AGENCY', 'ALL')),
    conditions TEXT CHECK (json_valid(conditions)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'role_id', role_id, 'resource', resource, 'action', action, 'can_access', can_access, 'can_create', can_create, 'can_read', can_read, 'can_update', can_update), json_object('can_delete', can_delete, 'can_approve', can_approve, 'scope', scope, 'conditions', conditions, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX role_permissions_unique_role_id_resource_action ON role_permissions (role_id, resource, action);

CREATE INDEX role_permissions_by_role_id ON role_permissions (role_id, id);

CREATE INDEX role_permissions_by_resource ON role_permissions (resource, id);

CREATE INDEX role_permissions_by_created_at ON role_permissions (created_at, id);

CREATE INDEX role_permissions_by_updated_at ON role_permissions (updated_at, id);

CREATE TRIGGER role_permissions_change_insert AFTER INSERT ON role_permissions BEGIN
    INSERT INTO change_log VALUES ('RolePermission', NEW.id, NEW.resource, 'CREATE', (SELECT agency_id FROM roles WHERE id = NEW.role_id), (SELECT client_id FROM roles WHERE id = NEW.role_id), NULL, NEW.row_json);
END;

CREATE TRIGGER role_permissions_change_update AFTER UPDATE ON role_permissions BEGIN
    INSERT INTO change_log VALUES ('RolePermission', NEW.id, NEW.resource, 'UPDATE', (SELECT agency_id FROM roles WHERE id = NEW.role_id), (SELECT client_id FROM roles WHERE id = NEW.role_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER role_permissions_change_delete AFTER DELETE ON role_permissions BEGIN
    INSERT INTO change_log VALUES ('RolePermission', OLD.id, OLD.resource, 'DELETE', (SELECT agency_id FROM roles WHERE id = OLD.role_id), (SELECT client_id FROM roles WHERE id = OLD.role_id), OLD.row_json, NULL);
END;

CREATE TABLE user_permissions (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    resource TEXT COLLATE NOCASE NOT NULL,
    action TEXT COLLATE NOCASE NOT NULL,
    granted INTEGER NOT NULL DEFAULT 1 CHECK (granted IN (0, 1)),
    scope TEXT NOT NULL DEFAULT 'OWN' CHECK (scope IN ('OWN', 'LOCATION', 'CLIENT', 'AGENCY', 'ALL')),
    conditions TEXT CHECK (json_valid(conditions)),
    expires_at INTEGER,
    reason TEXT COLLATE NOCASE,
    granted_by TEXT REFERENCES users (id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'user_id', user_id, 'resource', resource, 'action', action, 'granted', granted, 'scope', scope, 'conditions', conditions, 'expires_at', expires_at), json_object('reason', reason, 'granted_by', granted_by, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX user_permissions_unique_user_id_resource_action ON user_permissions (user_id, resource, action);

CREATE INDEX user_permissions_by_user_id ON user_permissions (user_id, id);

CREATE INDEX user_permissions_by_resource ON user_permissions (resource, id);

CREATE INDEX user_permissions_by_expires_at ON user_permissions (expires_at, id);

CREATE INDEX user_permissions_by_granted_by ON user_permissions (granted_by, id);

CREATE INDEX user_permissions_by_created_at ON user_permissions (created_at, id);

CREATE INDEX user_permissions_by_updated_at ON user_permissions (updated_at, id);

CREATE INDEX user_permissions_by_created_by ON user_permissions (created_by, id);

CREATE TRIGGER user_permissions_change_insert AFTER INSERT ON user_permissions BEGIN
    INSERT INTO change_log VALUES ('UserPermission', NEW.id, NEW.resource, 'CREATE', (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), NULL, NEW.row_json);
END;

CREATE TRIGGER user_permissions_change_update AFTER UPDATE ON user_permissions BEGIN
    INSERT INTO change_log VALUES ('UserPermission', NEW.id, NEW.resource, 'UPDATE', (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER user_permissions_change_delete AFTER DELETE ON user_permissions BEGIN
    INSERT INTO change_log VALUES ('UserPermission', OLD.id, OLD.resource, 'DELETE', (SELECT agency_id FROM users WHERE id = OLD.user_id), (SELECT client_id FROM users WHERE id = OLD.user_id), OLD.row_json, NULL);
END;

CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    agency_id TEXT REFERENCES agencies (id) ON DELETE RESTRICT,
    client_id TEXT REFERENCES clients (id) ON DELETE RESTRICT,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT COLLATE NOCASE NOT NULL,
    token_prefix TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    permissions TEXT NOT NULL CHECK (json_valid(permissions)),
    expires_at INTEGER,
    last_used_at INTEGER,
    revoked_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'agency_id', agency_id, 'client_id', client_id, 'user_id', user_id, 'name', name, 'token_prefix', token_prefix, '*token_hash', token_hash, 'permissions', permissions), json_object('expires_at', expires_at, 'last_used_at', last_used_at, 'revoked_at', revoked_at, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX api_keys_unique_token_hash ON api_keys (token_hash);

CREATE INDEX api_keys_by_client_id ON api_keys (client_id, id);

CREATE INDEX api_keys_by_agency_id ON api_keys (agency_id, id);

CREATE INDEX api_keys_by_user_id ON api_keys (user_id, id);

CREATE INDEX api_keys_by_client_id_name ON api_keys (client_id, name, id);

CREATE INDEX api_keys_by_client_id_expires_at ON api_keys (client_id, expires_at, id);

CREATE INDEX api_keys_by_client_id_created_at ON api_keys (client_id, created_at, id);

CREATE INDEX api_keys_by_client_id_updated_at ON api_keys (client_id, updated_at, id);

CREATE TRIGGER api_keys_change_insert AFTER INSERT ON api_keys BEGIN
    INSERT INTO change_log VALUES ('ApiKey', NEW.id, NEW.name, 'CREATE', NEW.agency_id, NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER api_keys_change_update AFTER UPDATE ON api_keys BEGIN
    INSERT INTO change_log VALUES ('ApiKey', NEW.id, NEW.name, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, NEW.agency_id, NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER api_keys_change_delete AFTER DELETE ON api_keys BEGIN
    INSERT INTO change_log VALUES ('ApiKey', OLD.id, OLD.name, 'DELETE', OLD.agency_id, OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE contacts (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    location_id TEXT REFERENCES locations (id) ON DELETE SET NULL,
    name TEXT COLLATE NOCASE,
    display_name TEXT COLLATE NOCASE GENERATED ALWAYS AS (coalesce(name, nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), company_name, email, phone)) VIRTUAL,
    salutation TEXT COLLATE NOCASE,
    first_name TEXT COLLATE NOCASE,
    middle_name TEXT COLLATE NOCASE,
    last_name TEXT COLLATE NOCASE,
    preferred_name TEXT COLLATE NOCASE,
    email TEXT COLLATE NOCASE,
    email_verified INTEGER NOT NULL DEFAULT 0 CHECK (email_verified IN (0, 1)),
    phone TEXT,
    mobile TEXT,
    work_phone TEXT,
    fax TEXT,
    website TEXT,
    job_title TEXT COLLATE NOCASE,
    department TEXT COLLATE NOCASE,
    is_decision_maker INTEGER NOT NULL DEFAULT 0 CHECK (is_decision_maker IN (0, 1)),
    company_id TEXT REFERENCES companies (id) ON DELETE SET NULL,
    company_name TEXT COLLATE NOCASE,
    linked_in TEXT COLLATE NOCASE,
    twitter TEXT COLLATE NOCASE,
    instagram TEXT COLLATE NOCASE,
    social_profiles TEXT CHECK (json_valid(social_profiles)),
    avatar_url TEXT,
    address_line1 TEXT COLLATE NOCASE,
    address_line2 TEXT COLLATE NOCASE,
    city TEXT COLLATE NOCASE,
    state TEXT COLLATE NOCASE,
    postal_code TEXT COLLATE NOCASE,
    country TEXT COLLATE NOCASE,
    latitude INTEGER,
    longitude INTEGER,
    timezone TEXT,
    language TEXT COLLATE NOCASE,
    gender TEXT COLLATE NOCASE,
    birthday TEXT CHECK (length(birthday) = 10),
    spouse_name TEXT COLLATE NOCASE,
    children_names TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(children_names)),
    contact_type TEXT NOT NULL DEFAULT 'PROSPECT' CHECK (contact_type IN ('PROSPECT', 'LEAD', 'CUSTOMER', 'PARTNER', 'VENDOR', 'INFLUENCER', 'PRESS', 'INVESTOR', 'OTHER')),
    status TEXT NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('UNQUALIFIED', 'PROSPECT', 'LEAD', 'QUALIFIED', 'CUSTOMER', 'LOST', 'ACTIVE', 'INACTIVE', 'UNSUBSCRIBED', 'BOUNCED', 'DO_NOT_CONTACT', 'ARCHIVED')),
    lead_source TEXT CHECK (lead_source IN ('WEBSITE', 'FACEBOOK', 'INSTAGRAM', 'LINKEDIN', 'REFERRAL', 'DIRECT', 'EMAIL_CAMPAIGN', 'SOCIAL_MEDIA', 'COLD_CALL', 'TRADE_SHOW', 'WEBINAR', 'ADVERTISEMENT', 'PARTNER', 'EVENT', 'PAID_SEARCH', 'ORGANIC_SEARCH', 'DIRECT_MAIL', 'TELEMARKETING', 'OTHER')),
    lead_status TEXT CHECK (lead_status IN ('NEW', 'CONTACTED', 'INTERESTED', 'NOT_INTERESTED', 'QUALIFIED', 'NURTURING', 'PROPOSAL_SENT', 'NEGOTIATION', 'WON', 'LOST', 'CONVERTED', 'DEAD', 'ARCHIVED')),
    lead_score INTEGER NOT NULL DEFAULT 0 CHECK (lead_score BETWEEN 0 AND 100),
    lead_heat INTEGER NOT NULL DEFAULT 0 CHECK (lead_heat BETWEEN 0 AND 100),
    engagement_score INTEGER NOT NULL DEFAULT 0 CHECK (engagement_score BETWEEN 0 AND 1000000),
    last_score_update INTEGER,
    estimated_value INTEGER,
    currency TEXT,
    tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
    notes TEXT COLLATE NOCASE,
    preferences TEXT CHECK (json_valid(preferences)),
    owner_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    marketing_consent INTEGER NOT NULL DEFAULT 0 CHECK (marketing_consent IN (0, 1)),
    marketing_consent_date INTEGER,
    data_processing_consent INTEGER NOT NULL DEFAULT 0 CHECK (data_processing_consent IN (0, 1)),
    email_opt_out INTEGER NOT NULL DEFAULT 0 CHECK (email_opt_out IN (0, 1)),
    do_not_call INTEGER NOT NULL DEFAULT 0 CHECK (do_not_call IN (0, 1)),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    last_contacted_at INTEGER,
    last_activity_date INTEGER,
    external_id TEXT,
    custom_fields TEXT CHECK (json_valid(custom_fields)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'name', name, 'salutation', salutation, 'first_name', first_name, 'middle_name', middle_name, 'last_name', last_name), json_object('preferred_name', preferred_name, 'email', email, 'email_verified', email_verified, 'phone', phone, 'mobile', mobile, 'work_phone', work_phone, 'fax', fax, 'website', website), json_object('job_title', job_title, 'department', department, 'is_decision_maker', is_decision_maker, 'company_id', company_id, 'company_name', company_name, 'linked_in', linked_in, 'twitter', twitter, 'instagram', instagram), json_object('social_profiles', social_profiles, 'avatar_url', avatar_url, 'address_line1', address_line1, 'address_line2', address_line2, 'city', city, 'state', state, 'postal_code', postal_code, 'country', country), json_object('latitude', latitude, 'longitude', longitude, 'timezone', timezone, 'language', language, 'gender', gender, 'birthday', birthday, 'spouse_name', spouse_name, 'children_names', children_names), json_object('contact_type', contact_type, 'status', status, 'lead_source', lead_source, 'lead_status', lead_status, 'lead_score', lead_score, 'lead_heat', lead_heat, 'engagement_score', engagement_score, 'last_score_update', last_score_update), json_object('estimated_value', estimated_value, 'currency', currency, 'tags', tags, 'notes', notes, 'preferences', preferences, 'owner_id', owner_id, 'marketing_consent', marketing_consent, 'marketing_consent_date', marketing_consent_date), json_object('data_processing_consent', data_processing_consent, 'email_opt_out', email_opt_out, 'do_not_call', do_not_call, 'is_active', is_active, 'last_contacted_at', last_contacted_at, 'last_activity_date', last_activity_date, 'external_id', external_id, 'custom_fields', custom_fields), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX contacts_by_client_id ON contacts (client_id, id);

CREATE INDEX contacts_by_location_id ON contacts (location_id, id);

CREATE INDEX contacts_by_client_id_display_name ON contacts (client_id, display_name, id);

CREATE INDEX contacts_by_client_id_last_name ON contacts (client_id, last_name, id);

CREATE INDEX contacts_by_client_id_email ON contacts (client_id, email, id);

CREATE INDEX contacts_by_client_id_phone ON contacts (client_id, phone, id);

CREATE INDEX contacts_by_client_id_mobile ON contacts (client_id, mobile, id);

CREATE INDEX contacts_by_company_id ON contacts (company_id, id);

CREATE INDEX contacts_by_client_id_company_name ON contacts (client_id, company_name, id);

CREATE INDEX contacts_by_client_id_contact_type ON contacts (client_id, contact_type, id);

CREATE INDEX contacts_by_client_id_status ON contacts (client_id, status, id);

CREATE INDEX contacts_by_client_id_lead_source ON contacts (client_id, lead_source, id);

CREATE INDEX contacts_by_client_id_lead_status ON contacts (client_id, lead_status, id);

CREATE INDEX contacts_by_client_id_lead_score ON contacts (client_id, lead_score, id);

CREATE INDEX contacts_by_owner_id ON contacts (owner_id, id);

CREATE INDEX contacts_by_client_id_last_contacted_at ON contacts (client_id, last_contacted_at, id);

CREATE INDEX contacts_by_client_id_last_activity_date ON contacts (client_id, last_activity_date, id);

CREATE INDEX contacts_by_client_id_external_id ON contacts (client_id, external_id, id);

CREATE INDEX contacts_by_client_id_created_at ON contacts (client_id, created_at, id);

CREATE INDEX contacts_by_client_id_updated_at ON contacts (client_id, updated_at, id);

CREATE VIRTUAL TABLE contacts_search USING fts5 (name, first_name, last_name, email, phone, company_name, client_id, content = 'contacts', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER contacts_search_insert AFTER INSERT ON contacts BEGIN
    INSERT INTO contacts_search (rowid, name, first_name, last_name, email, phone, company_name, client_id) VALUES (NEW.row_id, NEW.name, NEW.first_name, NEW.last_name, NEW.email, NEW.phone, NEW.company_name, NEW.client_id);
END;

CREATE TRIGGER contacts_search_delete AFTER DELETE ON contacts BEGIN
    INSERT INTO contacts_search (contacts_search, rowid, name, first_name, last_name, email, phone, company_name, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.first_name, OLD.last_name, OLD.email, OLD.phone, OLD.company_name, OLD.client_id);
END;

CREATE TRIGGER contacts_search_update AFTER UPDATE OF name, first_name, last_name, email, phone, company_name, client_id ON contacts BEGIN
    INSERT INTO contacts_search (contacts_search, rowid, name, first_name, last_name, email, phone, company_name, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.first_name, OLD.last_name, OLD.email, OLD.phone, OLD.company_name, OLD.client_id);
    INSERT INTO contacts_search (rowid, name, first_name, last_name, email, phone, company_name, client_id) VALUES (NEW.row_id, NEW.name, NEW.first_name, NEW.last_name, NEW.email, NEW.phone, NEW.company_name, NEW.client_id);
END;

CREATE TRIGGER contacts_change_insert AFTER INSERT ON contacts BEGIN
    INSERT INTO change_log VALUES ('Contact', NEW.id, NEW.display_name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER contacts_change_update AFTER UPDATE ON contacts BEGIN
    INSERT INTO change_log VALUES ('Contact', NEW.id, NEW.display_name, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' WHEN OLD.owner_id IS NOT NEW.owner_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER contacts_change_delete AFTER DELETE ON contacts BEGIN
    INSERT INTO change_log VALUES ('Contact', OLD.id, OLD.display_name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE companies (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    location_id TEXT REFERENCES locations (id) ON DELETE SET NULL,
    name TEXT COLLATE NOCASE NOT NULL,
    legal_name TEXT COLLATE NOCASE,
    dba TEXT COLLATE NOCASE,
    website TEXT,
    phone TEXT,
    fax TEXT,
    email TEXT COLLATE NOCASE,
    address_line1 TEXT COLLATE NOCASE,
    address_line2 TEXT COLLATE NOCASE,
    city TEXT COLLATE NOCASE,
    state TEXT COLLATE NOCASE,
    postal_code TEXT COLLATE NOCASE,
    country TEXT COLLATE NOCASE,
    latitude INTEGER,
    longitude INTEGER,
    timezone TEXT,
    industry TEXT COLLATE NOCASE,
    sector TEXT COLLATE NOCASE,
    size TEXT CHECK (size IN ('MICRO_1_10', 'SMALL_11_50', 'MEDIUM_51_200', 'LARGE_201_1000', 'ENTERPRISE_1000_PLUS')),
    revenue INTEGER,
    currency TEXT,
    employee_count INTEGER CHECK (employee_count BETWEEN 0 AND 100000000),
    founded_year INTEGER CHECK (founded_year BETWEEN 0 AND 9999),
    ticker_symbol TEXT COLLATE NOCASE,
    is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)),
    prospect_assignment TEXT COLLATE NOCASE,
    prospect_reengagement TEXT COLLATE NOCASE,
    notes TEXT COLLATE NOCASE,
    tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
    last_activity_date INTEGER,
    parent_company_id TEXT REFERENCES companies (id) ON DELETE SET NULL,
    owner_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    external_id TEXT,
    custom_fields TEXT CHECK (json_valid(custom_fields)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'name', name, 'legal_name', legal_name, 'dba', dba, 'website', website, 'phone', phone), json_object('fax', fax, 'email', email, 'address_line1', address_line1, 'address_line2', address_line2, 'city', city, 'state', state, 'postal_code', postal_code, 'country', country), json_object('latitude', latitude, 'longitude', longitude, 'timezone', timezone, 'industry', industry, 'sector', sector, 'size', size, 'revenue', revenue, 'currency', currency), json_object('employee_count', employee_count, 'founded_year', founded_year, 'ticker_symbol', ticker_symbol, 'is_public', is_public, 'prospect_assignment', prospect_assignment, 'prospect_reengagement', prospect_reengagement, 'notes', notes, 'tags', tags), json_object('last_activity_date', last_activity_date, 'parent_company_id', parent_company_id, 'owner_id', owner_id, 'external_id', external_id, 'custom_fields', custom_fields, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX companies_by_client_id ON companies (client_id, id);

CREATE INDEX companies_by_location_id ON companies (location_id, id);

CREATE INDEX companies_by_client_id_name ON companies (client_id, name, id);

CREATE INDEX companies_by_client_id_website ON companies (client_id, website, id);

CREATE INDEX companies_by_client_id_phone ON companies (client_id, phone, id);

CREATE INDEX companies_by_client_id_email ON companies (client_id, email, id);

CREATE INDEX companies_by_client_id_city ON companies (client_id, city, id);

CREATE INDEX companies_by_client_id_industry ON companies (client_id, industry, id);

CREATE INDEX companies_by_client_id_size ON companies (client_id, size, id);

CREATE INDEX companies_by_client_id_last_activity_date ON companies (client_id, last_activity_date, id);

CREATE INDEX companies_by_parent_company_id ON companies (parent_company_id, id);

CREATE INDEX companies_by_owner_id ON companies (owner_id, id);

CREATE INDEX companies_by_client_id_external_id ON companies (client_id, external_id, id);

CREATE INDEX companies_by_client_id_created_at ON companies (client_id, created_at, id);

CREATE INDEX companies_by_client_id_updated_at ON companies (client_id, updated_at, id);

CREATE VIRTUAL TABLE companies_search USING fts5 (name, legal_name, dba, website, email, client_id, content = 'companies', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER companies_search_insert AFTER INSERT ON companies BEGIN
    INSERT INTO companies_search (rowid, name, legal_name, dba, website, email, client_id) VALUES (NEW.row_id, NEW.name, NEW.legal_name, NEW.dba, NEW.website, NEW.email, NEW.client_id);
END;

CREATE TRIGGER companies_search_delete AFTER DELETE ON companies BEGIN
    INSERT INTO companies_search (companies_search, rowid, name, legal_name, dba, website, email, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.legal_name, OLD.dba, OLD.website, OLD.email, OLD.client_id);
END;

CREATE TRIGGER companies_search_update AFTER UPDATE OF name, legal_name, dba, website, email, client_id ON companies BEGIN
    INSERT INTO companies_search (companies_search, rowid, name, legal_name, dba, website, email, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.legal_name, OLD.dba, OLD.website, OLD.email, OLD.client_id);
    INSERT INTO companies_search (rowid, name, legal_name, dba, website, email, client_id) VALUES (NEW.row_id, NEW.name, NEW.legal_name, NEW.dba, NEW.website, NEW.email, NEW.client_id);
END;

CREATE TRIGGER companies_parent_company_id_loop BEFORE UPDATE OF parent_company_id ON companies WHEN NEW.parent_company_id IS NOT OLD.parent_company_id AND NEW.id IN (WITH RECURSIVE above(id) AS (SELECT NEW.parent_company_id UNION SELECT t.parent_company_id FROM companies t JOIN above a ON t.id = a.id) SELECT id FROM above) BEGIN
    SELECT RAISE(ABORT, 'loop: parent_company_id');
END;

CREATE TRIGGER companies_change_insert AFTER INSERT ON companies BEGIN
    INSERT INTO change_log VALUES ('Company', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER companies_change_update AFTER UPDATE ON companies BEGIN
    INSERT INTO change_log VALUES ('Company', NEW.id, NEW.name, CASE WHEN OLD.owner_id IS NOT NEW.owner_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER companies_change_delete AFTER DELETE ON companies BEGIN
    INSERT INTO change_log VALUES ('Company', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE company_research (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    company_id TEXT NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    title TEXT COLLATE NOCASE NOT NULL,
    content TEXT COLLATE NOCASE NOT NULL,
    source TEXT COLLATE NOCASE,
    url TEXT,
    research_type TEXT NOT NULL DEFAULT 'OTHER' CHECK (research_type IN ('COMPANY_INFO', 'FINANCIAL_DATA', 'MARKET_ANALYSIS', 'COMPETITOR_ANALYSIS', 'NEWS_ARTICLES', 'SOCIAL_MEDIA', 'AI_GENERATED', 'OTHER')),
    ai_generated INTEGER NOT NULL DEFAULT 0 CHECK (ai_generated IN (0, 1)),
    confidence INTEGER,
    tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    place_id TEXT,
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'company_id', company_id, 'title', title, 'content', content, 'source', source, 'url', url, 'research_type', research_type), json_object('ai_generated', ai_generated, 'confidence', confidence, 'tags', tags, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX company_research_by_client_id ON company_research (client_id, id);

CREATE INDEX company_research_by_company_id ON company_research (company_id, id);

CREATE INDEX company_research_by_client_id_title ON company_research (client_id, title, id);

CREATE INDEX company_research_by_client_id_research_type ON company_research (client_id, research_type, id);

CREATE INDEX company_research_by_client_id_ai_generated ON company_research (client_id, ai_generated, id);

CREATE INDEX company_research_by_client_id_created_at ON company_research (client_id, created_at, id);

CREATE INDEX company_research_by_client_id_updated_at ON company_research (client_id, updated_at, id);

CREATE INDEX company_research_by_created_by ON company_research (created_by, id);

CREATE INDEX company_research_by_place_id ON company_research (place_id, id) WHERE place_id NOT NULL;

CREATE VIRTUAL TABLE company_research_search USING fts5 (title, content, client_id, content = 'company_research', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER company_research_search_insert AFTER INSERT ON company_research BEGIN
    INSERT INTO company_research_search (rowid, title, content, client_id) VALUES (NEW.row_id, NEW.title, NEW.content, NEW.client_id);
END;

CREATE TRIGGER company_research_search_delete AFTER DELETE ON company_research BEGIN
    INSERT INTO company_research_search (company_research_search, rowid, title, content, client_id) VALUES ('delete', OLD.row_id, OLD.title, OLD.content, OLD.client_id);
END;

CREATE TRIGGER company_research_search_update AFTER UPDATE OF title, content, client_id ON company_research BEGIN
    INSERT INTO company_research_search (company_research_search, rowid, title, content, client_id) VALUES ('delete', OLD.row_id, OLD.title, OLD.content, OLD.client_id);
    INSERT INTO company_research_search (rowid, title, content, client_id) VALUES (NEW.row_id, NEW.title, NEW.content, NEW.client_id);
END;

CREATE TRIGGER company_research_change_insert AFTER INSERT ON company_research BEGIN
    INSERT INTO change_log VALUES ('CompanyResearch', NEW.id, NEW.title, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER company_research_change_update AFTER UPDATE ON company_research BEGIN
    INSERT INTO change_log VALUES ('CompanyResearch', NEW.id, NEW.title, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER company_research_change_delete AFTER DELETE ON company_research BEGIN
    INSERT INTO change_log VALUES ('CompanyResearch', OLD.id, OLD.title, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE social_profiles (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    contact_id TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    platform TEXT NOT NULL CHECK (platform IN ('LINKEDIN', 'FACEBOOK', 'TWITTER', 'INSTAGRAM', 'YOUTUBE', 'TIKTOK', 'OTHER')),
    username TEXT COLLATE NOCASE,
    profile_url TEXT,
    profile_id TEXT,
    is_verified INTEGER NOT NULL DEFAULT 0 CHECK (is_verified IN (0, 1)),
    last_sync_at INTEGER,
    metadata TEXT CHECK (json_valid(metadata)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    place_id TEXT,
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'contact_id', contact_id, 'platform', platform, 'username', username, 'profile_url', profile_url, 'profile_id', profile_id, 'is_verified', is_verified), json_object('last_sync_at', last_sync_at, 'metadata', metadata, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX social_profiles_by_client_id ON social_profiles (client_id, id);

CREATE INDEX social_profiles_by_contact_id ON social_profiles (contact_id, id);

CREATE INDEX social_profiles_by_client_id_platform ON social_profiles (client_id, platform, id);

CREATE INDEX social_profiles_by_client_id_username ON social_profiles (client_id, username, id);

CREATE INDEX social_profiles_by_client_id_created_at ON social_profiles (client_id, created_at, id);

CREATE INDEX social_profiles_by_client_id_updated_at ON social_profiles (client_id, updated_at, id);

CREATE INDEX social_profiles_by_created_by ON social_profiles (created_by, id);

CREATE INDEX social_profiles_by_place_id ON social_profiles (place_id, id) WHERE place_id NOT NULL;

CREATE TRIGGER social_profiles_change_insert AFTER INSERT ON social_profiles BEGIN
    INSERT INTO change_log VALUES ('SocialProfile', NEW.id, NEW.username, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER social_profiles_change_update AFTER UPDATE ON social_profiles BEGIN
    INSERT INTO change_log VALUES ('SocialProfile', NEW.id, NEW.username, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER social_profiles_change_delete AFTER DELETE ON social_profiles BEGIN
    INSERT INTO change_log VALUES ('SocialProfile', OLD.id, OLD.username, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE tags (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    name TEXT COLLATE NOCASE NOT NULL,
    color TEXT COLLATE NOCASE,
    description TEXT COLLATE NOCASE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'name', name, 'color', color, 'description', description, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX tags_unique_client_id_name ON tags (client_id, name);

CREATE INDEX tags_by_client_id ON tags (client_id, id);

CREATE INDEX tags_by_client_id_name ON tags (client_id, name, id);

CREATE INDEX tags_by_client_id_created_at ON tags (client_id, created_at, id);

CREATE INDEX tags_by_client_id_updated_at ON tags (client_id, updated_at, id);

CREATE INDEX tags_by_created_by ON tags (created_by, id);

CREATE TRIGGER tags_change_insert AFTER INSERT ON tags BEGIN
    INSERT INTO change_log VALUES ('Tag', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER tags_change_update AFTER UPDATE ON tags BEGIN
    INSERT INTO change_log VALUES ('Tag', NEW.id, NEW.name, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER tags_change_delete AFTER DELETE ON tags BEGIN
    INSERT INTO change_log VALUES ('Tag', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE tag_links (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    tag_id TEXT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    contact_id TEXT REFERENCES contacts (id) ON DELETE CASCADE,
    company_id TEXT REFERENCES companies (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    place_id TEXT,
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'tag_id', tag_id, 'contact_id', contact_id, 'company_id', company_id, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX tag_links_unique_tag_id_contact_id ON tag_links (tag_id, contact_id);

CREATE UNIQUE INDEX tag_links_unique_tag_id_company_id ON tag_links (tag_id, company_id);

CREATE INDEX tag_links_by_client_id ON tag_links (client_id, id);

CREATE INDEX tag_links_by_tag_id ON tag_links (tag_id, id);

CREATE INDEX tag_links_by_contact_id ON tag_links (contact_id, id);

CREATE INDEX tag_links_by_company_id ON tag_links (company_id, id);

CREATE INDEX tag_links_by_client_id_created_at ON tag_links (client_id, created_at, id);

CREATE INDEX tag_links_by_client_id_updated_at ON tag_links (client_id, updated_at, id);

CREATE INDEX tag_links_by_created_by ON tag_links (created_by, id);

CREATE INDEX tag_links_by_place_id ON tag_links (place_id, id) WHERE place_id NOT NULL;

CREATE TRIGGER tag_links_change_insert AFTER INSERT ON tag_links BEGIN
    INSERT INTO change_log VALUES ('TagLink', NEW.id, NEW.tag_id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER tag_links_change_update AFTER UPDATE ON tag_links BEGIN
    INSERT INTO change_log VALUES ('TagLink', NEW.id, NEW.tag_id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER tag_links_change_delete AFTER DELETE ON tag_links BEGIN
    INSERT INTO change_log VALUES ('TagLink', OLD.id, OLD.tag_id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE notes (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    contact_id TEXT REFERENCES contacts (id) ON DELETE CASCADE,
    company_id TEXT REFERENCES companies (id) ON DELETE CASCADE,
    deal_id TEXT,
    title TEXT COLLATE NOCASE,
    content TEXT COLLATE NOCASE NOT NULL,
    note_type TEXT NOT NULL DEFAULT 'GENERAL' CHECK (note_type IN ('GENERAL', 'MEETING_NOTES', 'CALL_NOTES', 'RESEARCH_NOTES', 'TASK_NOTES', 'OTHER')),
    is_pinned INTEGER NOT NULL DEFAULT 0 CHECK (is_pinned IN (0, 1)),
    is_private INTEGER NOT NULL DEFAULT 0 CHECK (is_private IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    place_id TEXT,
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'contact_id', contact_id, 'company_id', company_id, 'deal_id', deal_id, 'title', title, 'content', content, 'note_type', note_type), json_object('is_pinned', is_pinned, 'is_private', is_private, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX notes_by_client_id ON notes (client_id, id);

CREATE INDEX notes_by_contact_id ON notes (contact_id, id);

CREATE INDEX notes_by_company_id ON notes (company_id, id);

CREATE INDEX notes_by_client_id_deal_id ON notes (client_id, deal_id, id);

CREATE INDEX notes_by_client_id_title ON notes (client_id, title, id);

CREATE INDEX notes_by_client_id_note_type ON notes (client_id, note_type, id);

CREATE INDEX notes_by_client_id_is_pinned ON notes (client_id, is_pinned, id);

CREATE INDEX notes_by_client_id_created_at ON notes (client_id, created_at, id);

CREATE INDEX notes_by_client_id_updated_at ON notes (client_id, updated_at, id);

CREATE INDEX notes_by_created_by ON notes (created_by, id);

CREATE INDEX notes_by_contact_id_created_at ON notes (contact_id, created_at, id);

CREATE INDEX notes_by_place_id ON notes (place_id, id) WHERE place_id NOT NULL;

CREATE VIRTUAL TABLE notes_search USING fts5 (title, content, client_id, content = 'notes', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER notes_search_insert AFTER INSERT ON notes BEGIN
    INSERT INTO notes_search (rowid, title, content, client_id) VALUES (NEW.row_id, NEW.title, NEW.content, NEW.client_id);
END;

CREATE TRIGGER notes_search_delete AFTER DELETE ON notes BEGIN
    INSERT INTO notes_search (notes_search, rowid, title, content, client_id) VALUES ('delete', OLD.row_id, OLD.title, OLD.content, OLD.client_id);
END;

CREATE TRIGGER notes_search_update AFTER UPDATE OF title, content, client_id ON notes BEGIN
    INSERT INTO notes_search (notes_search, rowid, title, content, client_id) VALUES ('delete', OLD.row_id, OLD.title, OLD.content, OLD.client_id);
    INSERT INTO notes_search (rowid, title, content, client_id) VALUES (NEW.row_id, NEW.title, NEW.content, NEW.client_id);
END;

CREATE TRIGGER notes_change_insert AFTER INSERT ON notes BEGIN
    INSERT INTO change_log VALUES ('Note', NEW.id, NEW.title, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER notes_change_update AFTER UPDATE ON notes BEGIN
    INSERT INTO change_log VALUES ('Note', NEW.id, NEW.title, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER notes_change_delete AFTER DELETE ON notes BEGIN
    INSERT INTO change_log VALUES ('Note', OLD.id, OLD.title, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE activities (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    contact_id TEXT REFERENCES contacts (id) ON DELETE CASCADE,
    company_id TEXT REFERENCES companies (id) ON DELETE CASCADE,
    lead_id TEXT,
    deal_id TEXT,
    campaign_id TEXT,
    activity_type TEXT NOT NULL CHECK (activity_type IN ('EMAIL_SENT', 'EMAIL_RECEIVED', 'EMAIL_OPENED', 'EMAIL_CLICKED', 'CALL_OUTBOUND', 'CALL_INBOUND', 'MEETING', 'NOTE', 'TASK_COMPLETED', 'DEAL_CREATED', 'DEAL_WON', 'DEAL_LOST', 'FORM_SUBMISSION', 'WEBSITE_VISIT', 'DOCUMENT_VIEWED', 'CAMPAIGN_ADDED', 'STATUS_CHANGED', 'CREATED', 'STAGE_CHANGED', 'AMOUNT_CHANGED', 'OWNER_CHANGED', 'CONTACT_ADDED', 'CONTACT_REMOVED', 'NOTE_ADDED', 'MEETING_SCHEDULED', 'PROPOSAL_SENT', 'WON', 'LOST', 'REOPENED', 'PAGE_VIEW', 'EMAIL_OPEN', 'EMAIL_CLICK', 'PHONE_CALL', 'SOCIAL_ENGAGEMENT', 'EMAIL', 'FOLLOW_UP', 'DEMO', 'SITE_VISIT', 'OTHER')),
    subject TEXT COLLATE NOCASE,
    description TEXT COLLATE NOCASE,
    outcome TEXT COLLATE NOCASE,
    next_action TEXT COLLATE NOCASE,
    scheduled_at INTEGER,
    completed_date INTEGER,
    duration INTEGER CHECK (duration >= 0),
    cost INTEGER,
    currency TEXT,
    notes TEXT COLLATE NOCASE,
    email_id TEXT,
    performed_by_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    old_value TEXT COLLATE NOCASE,
    new_value TEXT COLLATE NOCASE,
    metadata TEXT CHECK (json_valid(metadata)),
    url TEXT,
    ip_address TEXT,
    user_agent TEXT COLLATE NOCASE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    place_id TEXT,
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'contact_id', contact_id, 'company_id', company_id, 'lead_id', lead_id, 'deal_id', deal_id, 'campaign_id', campaign_id, 'activity_type', activity_type), json_object('subject', subject, 'description', description, 'outcome', outcome, 'next_action', next_action, 'scheduled_at', scheduled_at, 'completed_date', completed_date, 'duration', duration, 'cost', cost), json_object('currency', currency, 'notes', notes, 'email_id', email_id, 'performed_by_id', performed_by_id, 'old_value', old_value, 'new_value', new_value, 'metadata', metadata, 'url', url), json_object('ip_address', ip_address, 'user_agent', user_agent, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX activities_by_client_id ON activities (client_id, id);

CREATE INDEX activities_by_contact_id ON activities (contact_id, id);

CREATE INDEX activities_by_company_id ON activities (company_id, id);

CREATE INDEX activities_by_client_id_lead_id ON activities (client_id, lead_id, id);

CREATE INDEX activities_by_client_id_deal_id ON activities (client_id, deal_id, id);

CREATE INDEX activities_by_client_id_campaign_id ON activities (client_id, campaign_id, id);

CREATE INDEX activities_by_client_id_activity_type ON activities (client_id, activity_type, id);

CREATE INDEX activities_by_client_id_subject ON activities (client_id, subject, id);

CREATE INDEX activities_by_client_id_scheduled_at ON activities (client_id, scheduled_at, id);

CREATE INDEX activities_by_client_id_completed_date ON activities (client_id, completed_date, id);

CREATE INDEX activities_by_performed_by_id ON activities (performed_by_id, id);

CREATE INDEX activities_by_client_id_created_at ON activities (client_id, created_at, id);

CREATE INDEX activities_by_client_id_updated_at ON activities (client_id, updated_at, id);

CREATE INDEX activities_by_contact_id_created_at ON activities (contact_id, created_at, id);

CREATE INDEX activities_by_deal_id_created_at ON activities (deal_id, created_at, id);

CREATE INDEX activities_by_place_id ON activities (place_id, id) WHERE place_id NOT NULL;

CREATE VIRTUAL TABLE activities_search USING fts5 (subject, description, client_id, content = 'activities', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER activities_search_insert AFTER INSERT ON activities BEGIN
    INSERT INTO activities_search (rowid, subject, description, client_id) VALUES (NEW.row_id, NEW.subject, NEW.description, NEW.client_id);
END;

CREATE TRIGGER activities_search_delete AFTER DELETE ON activities BEGIN
    INSERT INTO activities_search (activities_search, rowid, subject, description, client_id) VALUES ('delete', OLD.row_id, OLD.subject, OLD.description, OLD.client_id);
END;

CREATE TRIGGER activities_search_update AFTER UPDATE OF subject, description, client_id ON activities BEGIN
    INSERT INTO activities_search (activities_search, rowid, subject, description, client_id) VALUES ('delete', OLD.row_id, OLD.subject, OLD.description, OLD.client_id);
    INSERT INTO activities_search (rowid, subject, description, client_id) VALUES (NEW.row_id, NEW.subject, NEW.description, NEW.client_id);
END;

CREATE TRIGGER activities_change_insert AFTER INSERT ON activities BEGIN
    INSERT INTO change_log VALUES ('Activity', NEW.id, NEW.subject, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER activities_change_update AFTER UPDATE ON activities BEGIN
    INSERT INTO change_log VALUES ('Activity', NEW.id, NEW.subject, CASE WHEN OLD.performed_by_id IS NOT NEW.performed_by_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER activities_change_delete AFTER DELETE ON activities BEGIN
    INSERT INTO change_log VALUES ('Activity', OLD.id, OLD.subject, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE custom_fields (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT REFERENCES clients (id) ON DELETE RESTRICT,
    entity_type TEXT NOT NULL CHECK (entity_type IN ('CONTACT', 'COMPANY', 'DEAL', 'LEAD', 'TASK', 'CONTENT', 'COMMUNICATION', 'AGENCY', 'CLIENT', 'LOCATION', 'ROOM', 'USER', 'APPOINTMENT', 'SERVICE', 'STAFF', 'PRODUCT', 'QUOTE', 'INVOICE', 'PROJECT', 'JOURNEY', 'EQUIPMENT', 'INVENTORY_ITEM', 'STORAGE_UNIT', 'ASSET', 'CAMPAIGN')),
    name TEXT NOT NULL,
    label TEXT COLLATE NOCASE NOT NULL,
    description TEXT COLLATE NOCASE,
    field_type TEXT NOT NULL CHECK (field_type IN ('TEXT', 'TEXTAREA', 'NUMBER', 'DECIMAL', 'DATE', 'DATETIME', 'BOOLEAN', 'DROPDOWN', 'MULTI_SELECT', 'RADIO', 'CHECKBOX', 'URL', 'EMAIL', 'PHONE', 'CURRENCY')),
    is_required INTEGER NOT NULL DEFAULT 0 CHECK (is_required IN (0, 1)),
    default_value TEXT COLLATE NOCASE,
    options TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(options)),
    validation TEXT CHECK (json_valid(validation)),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    sort_order INTEGER NOT NULL DEFAULT 0 CHECK (sort_order BETWEEN 0 AND 1000000),
    is_indexed INTEGER NOT NULL DEFAULT 0 CHECK (is_indexed IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'entity_type', entity_type, 'name', name, 'label', label, 'description', description, 'field_type', field_type, 'is_required', is_required), json_object('default_value', default_value, 'options', options, 'validation', validation, 'is_active', is_active, 'sort_order', sort_order, 'is_indexed', is_indexed, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX custom_fields_unique_entity_type_name ON custom_fields (entity_type, name);

CREATE INDEX custom_fields_by_client_id ON custom_fields (client_id, id);

CREATE INDEX custom_fields_by_client_id_entity_type ON custom_fields (client_id, entity_type, id);

CREATE INDEX custom_fields_by_client_id_name ON custom_fields (client_id, name, id);

CREATE INDEX custom_fields_by_client_id_label ON custom_fields (client_id, label, id);

CREATE INDEX custom_fields_by_client_id_field_type ON custom_fields (client_id, field_type, id);

CREATE INDEX custom_fields_by_client_id_is_active ON custom_fields (client_id, is_active, id);

CREATE INDEX custom_fields_by_client_id_sort_order ON custom_fields (client_id, sort_order, id);

CREATE INDEX custom_fields_by_client_id_created_at ON custom_fields (client_id, created_at, id);

CREATE INDEX custom_fields_by_client_id_updated_at ON custom_fields (client_id, updated_at, id);

CREATE TRIGGER custom_fields_change_insert AFTER INSERT ON custom_fields BEGIN
    INSERT INTO change_log VALUES ('CustomField', NEW.id, NEW.label, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER custom_fields_change_update AFTER UPDATE ON custom_fields BEGIN
    INSERT INTO change_log VALUES ('CustomField', NEW.id, NEW.label, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER custom_fields_change_delete AFTER DELETE ON custom_fields BEGIN
    INSERT INTO change_log VALUES ('CustomField', OLD.id, OLD.label, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE merges (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    entity_type TEXT NOT NULL,
    winner_id TEXT NOT NULL,
    loser_id TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'MERGED' CHECK (status IN ('MERGED', 'UNDONE')),
    choices TEXT CHECK (json_valid(choices)),
    loser_row TEXT NOT NULL CHECK (json_valid(loser_row)),
    winner_before TEXT NOT NULL CHECK (json_valid(winner_before)),
    winner_after TEXT NOT NULL CHECK (json_valid(winner_after)),
    winner_version INTEGER NOT NULL CHECK (winner_version BETWEEN 1 AND 9007199254740991),
    undone_at INTEGER,
    undone_by TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'entity_type', entity_type, 'winner_id', winner_id, 'loser_id', loser_id, 'status', status, 'choices', choices, 'loser_row', loser_row), json_object('winner_before', winner_before, 'winner_after', winner_after, 'winner_version', winner_version, 'undone_at', undone_at, 'undone_by', undone_by, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX merges_by_client_id ON merges (client_id, id);

CREATE INDEX merges_by_client_id_entity_type ON merges (client_id, entity_type, id);

CREATE INDEX merges_by_client_id_winner_id ON merges (client_id, winner_id, id);

CREATE INDEX merges_by_client_id_loser_id ON merges (client_id, loser_id, id);

CREATE INDEX merges_by_client_id_status ON merges (client_id, status, id);

CREATE INDEX merges_by_client_id_created_at ON merges (client_id, created_at, id);

CREATE INDEX merges_by_client_id_updated_at ON merges (client_id, updated_at, id);

CREATE INDEX merges_by_created_by ON merges (created_by, id);

CREATE TRIGGER merges_change_insert AFTER INSERT ON merges BEGIN
    INSERT INTO change_log VALUES ('Merge', NEW.id, NEW.loser_id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER merges_change_update AFTER UPDATE ON merges BEGIN
    INSERT INTO change_log VALUES ('Merge', NEW.id, NEW.loser_id, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER merges_change_delete AFTER DELETE ON merges BEGIN
    INSERT INTO change_log VALUES ('Merge', OLD.id, OLD.loser_id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE merge_moves (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    merge_id TEXT NOT NULL REFERENCES merges (id) ON DELETE CASCADE,
    move_type TEXT NOT NULL CHECK (move_type IN ('MOVED', 'REMOVED')),
    entity_type TEXT NOT NULL,
    record_id TEXT NOT NULL,
    field_name TEXT NOT NULL,
    removed_row TEXT CHECK (json_valid(removed_row)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'merge_id', merge_id, 'move_type', move_type, 'entity_type', entity_type, 'record_id', record_id, 'field_name', field_name, 'removed_row', removed_row), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX merge_moves_unique_merge_id_record_id_field_name ON merge_moves (merge_id, record_id, field_name);

CREATE INDEX merge_moves_by_client_id ON merge_moves (client_id, id);

CREATE INDEX merge_moves_by_merge_id ON merge_moves (merge_id, id);

CREATE INDEX merge_moves_by_client_id_record_id ON merge_moves (client_id, record_id, id);

CREATE INDEX merge_moves_by_client_id_created_at ON merge_moves (client_id, created_at, id);

CREATE INDEX merge_moves_by_client_id_updated_at ON merge_moves (client_id, updated_at, id);

CREATE INDEX merge_moves_by_created_by ON merge_moves (created_by, id);

CREATE TRIGGER merge_moves_change_insert AFTER INSERT ON merge_moves BEGIN
    INSERT INTO change_log VALUES ('MergeMove', NEW.id, NEW.record_id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER merge_moves_change_update AFTER UPDATE ON merge_moves BEGIN
    INSERT INTO change_log VALUES ('MergeMove', NEW.id, NEW.record_id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER merge_moves_change_delete AFTER DELETE ON merge_moves BEGIN
    INSERT INTO change_log VALUES ('MergeMove', OLD.id, OLD.record_id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE import_jobs (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    entity_type TEXT NOT NULL,
    file_name TEXT COLLATE NOCASE NOT NULL,
    status TEXT NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
    is_dry_run INTEGER NOT NULL DEFAULT 0 CHECK (is_dry_run IN (0, 1)),
    dialect TEXT CHECK (json_valid(dialect)),
    mapping TEXT CHECK (json_valid(mapping)),
    options TEXT CHECK (json_valid(options)),
    upsert_key TEXT,
    total_bytes INTEGER CHECK (total_bytes BETWEEN 0 AND 9007199254740991),
    processed_bytes INTEGER NOT NULL DEFAULT 0 CHECK (processed_bytes BETWEEN 0 AND 9007199254740991),
    processed_rows INTEGER NOT NULL DEFAULT 0 CHECK (processed_rows BETWEEN 0 AND 9007199254740991),
    created_rows INTEGER NOT NULL DEFAULT 0 CHECK (created_rows BETWEEN 0 AND 9007199254740991),
    updated_rows INTEGER NOT NULL DEFAULT 0 CHECK (updated_rows BETWEEN 0 AND 9007199254740991),
    rejected_rows INTEGER NOT NULL DEFAULT 0 CHECK (rejected_rows BETWEEN 0 AND 9007199254740991),
    started_at INTEGER,
    completed_at INTEGER,
    error TEXT COLLATE NOCASE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'entity_type', entity_type, 'file_name', file_name, 'status', status, 'is_dry_run', is_dry_run, 'dialect', dialect, 'mapping', mapping), json_object('options', options, 'upsert_key', upsert_key, 'total_bytes', total_bytes, 'processed_bytes', processed_bytes, 'processed_rows', processed_rows, 'created_rows', created_rows, 'updated_rows', updated_rows, 'rejected_rows', rejected_rows), json_object('started_at', started_at, 'completed_at', completed_at, 'error', error, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX import_jobs_by_client_id ON import_jobs (client_id, id);

CREATE INDEX import_jobs_by_client_id_entity_type ON import_jobs (client_id, entity_type, id);

CREATE INDEX import_jobs_by_client_id_status ON import_jobs (client_id, status, id);

CREATE INDEX import_jobs_by_client_id_created_at ON import_jobs (client_id, created_at, id);

CREATE INDEX import_jobs_by_client_id_updated_at ON import_jobs (client_id, updated_at, id);

CREATE INDEX import_jobs_by_created_by ON import_jobs (created_by, id);

CREATE TRIGGER import_jobs_change_insert AFTER INSERT ON import_jobs BEGIN
    INSERT INTO change_log VALUES ('ImportJob', NEW.id, NEW.file_name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER import_jobs_change_update AFTER UPDATE ON import_jobs BEGIN
    INSERT INTO change_log VALUES ('ImportJob', NEW.id, NEW.file_name, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER import_jobs_change_delete AFTER DELETE ON import_jobs BEGIN
    INSERT INTO change_log VALUES ('ImportJob', OLD.id, OLD.file_name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE import_rejections (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    import_job_id TEXT NOT NULL REFERENCES import_jobs (id) ON DELETE CASCADE,
    row_number INTEGER NOT NULL CHECK (row_number BETWEEN 1 AND 9007199254740991),
    cells TEXT NOT NULL CHECK (json_valid(cells)),
    reasons TEXT NOT NULL CHECK (json_valid(reasons)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'import_job_id', import_job_id, 'row_number', row_number, 'cells', cells, 'reasons', reasons, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX import_rejections_unique_import_job_id_row_number ON import_rejections (import_job_id, row_number);

CREATE INDEX import_rejections_by_client_id ON import_rejections (client_id, id);

CREATE INDEX import_rejections_by_import_job_id ON import_rejections (import_job_id, id);

CREATE INDEX import_rejections_by_client_id_row_number ON import_rejections (client_id, row_number, id);

CREATE INDEX import_rejections_by_client_id_created_at ON import_rejections (client_id, created_at, id);

CREATE INDEX import_rejections_by_client_id_updated_at ON import_rejections (client_id, updated_at, id);

CREATE INDEX import_rejections_by_created_by ON import_rejections (created_by, id);

CREATE TRIGGER import_rejections_change_insert AFTER INSERT ON import_rejections BEGIN
    INSERT INTO change_log VALUES ('ImportRejection', NEW.id, NEW.row_number, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER import_rejections_change_update AFTER UPDATE ON import_rejections BEGIN
    INSERT INTO change_log VALUES ('ImportRejection', NEW.id, NEW.row_number, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER import_rejections_change_delete AFTER DELETE ON import_rejections BEGIN
    INSERT INTO change_log VALUES ('ImportRejection', OLD.id, OLD.row_number, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE import_parts (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    import_job_id TEXT NOT NULL REFERENCES import_jobs (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL CHECK (sequence BETWEEN 0 AND 9007199254740991),
    content_hash TEXT NOT NULL,
    first_row INTEGER NOT NULL CHECK (first_row BETWEEN 1 AND 9007199254740991),
    total_rows INTEGER NOT NULL CHECK (total_rows BETWEEN 0 AND 9007199254740991),
    processed_rows INTEGER NOT NULL DEFAULT 0 CHECK (processed_rows BETWEEN 0 AND 9007199254740991),
    created_rows INTEGER NOT NULL DEFAULT 0 CHECK (created_rows BETWEEN 0 AND 9007199254740991),
    updated_rows INTEGER NOT NULL DEFAULT 0 CHECK (updated_rows BETWEEN 0 AND 9007199254740991),
    rejected_rows INTEGER NOT NULL DEFAULT 0 CHECK (rejected_rows BETWEEN 0 AND 9007199254740991)
) STRICT;

CREATE UNIQUE INDEX import_parts_unique_import_job_id_sequence ON import_parts (import_job_id, sequence);

CREATE INDEX import_parts_by_client_id ON import_parts (client_id, id);

CREATE INDEX import_parts_by_import_job_id ON import_parts (import_job_id, id);

CREATE TABLE services (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    location_id TEXT REFERENCES locations (id) ON DELETE SET NULL,
    name TEXT COLLATE NOCASE NOT NULL,
    description TEXT COLLATE NOCASE,
    duration_minutes INTEGER NOT NULL CHECK (duration_minutes BETWEEN 1 AND 720),
    price INTEGER,
    currency TEXT,
    shows_price INTEGER NOT NULL DEFAULT 1 CHECK (shows_price IN (0, 1)),
    buffer_before_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before_minutes BETWEEN 0 AND 240),
    buffer_after_minutes INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after_minutes BETWEEN 0 AND 240),
    minimum_notice_minutes INTEGER NOT NULL DEFAULT 0 CHECK (minimum_notice_minutes BETWEEN 0 AND 525600),
    horizon_days INTEGER NOT NULL DEFAULT 60 CHECK (horizon_days BETWEEN 1 AND 365),
    slot_step_minutes INTEGER CHECK (slot_step_minutes BETWEEN 5 AND 720),
    capacity INTEGER NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 1000),
    assignment TEXT NOT NULL DEFAULT 'ANY_LEAST_RECENT' CHECK (assignment IN ('ANY_LEAST_RECENT', 'ANY_PRIORITY', 'COLLECTIVE')),
    staff_choice INTEGER NOT NULL DEFAULT 1 CHECK (staff_choice IN (0, 1)),
    requires_approval INTEGER NOT NULL DEFAULT 0 CHECK (requires_approval IN (0, 1)),
    cancel_notice_minutes INTEGER NOT NULL DEFAULT 0 CHECK (cancel_notice_minutes BETWEEN 0 AND 525600),
    reschedule_notice_minutes INTEGER NOT NULL DEFAULT 0 CHECK (reschedule_notice_minutes BETWEEN 0 AND 525600),
    room_required INTEGER NOT NULL DEFAULT 0 CHECK (room_required IN (0, 1)),
    questions TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(questions)),
    reminder_minutes TEXT NOT NULL DEFAULT '[1440]' CHECK (json_valid(reminder_minutes)),
    colour TEXT,
    location_note TEXT COLLATE NOCASE,
    position INTEGER NOT NULL DEFAULT 0 CHECK (position BETWEEN 0 AND 1000000),
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    custom_fields TEXT CHECK (json_valid(custom_fields)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'name', name, 'description', description, 'duration_minutes', duration_minutes, 'price', price, 'currency', currency), json_object('shows_price', shows_price, 'buffer_before_minutes', buffer_before_minutes, 'buffer_after_minutes', buffer_after_minutes, 'minimum_notice_minutes', minimum_notice_minutes, 'horizon_days', horizon_days, 'slot_step_minutes', slot_step_minutes, 'capacity', capacity, 'assignment', assignment), json_object('staff_choice', staff_choice, 'requires_approval', requires_approval, 'cancel_notice_minutes', cancel_notice_minutes, 'reschedule_notice_minutes', reschedule_notice_minutes, 'room_required', room_required, 'questions', questions, 'reminder_minutes', reminder_minutes, 'colour', colour), json_object('location_note', location_note, 'position', position, 'is_active', is_active, 'custom_fields', custom_fields, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX services_by_client_id ON services (client_id, id);

CREATE INDEX services_by_location_id ON services (location_id, id);

CREATE INDEX services_by_client_id_name ON services (client_id, name, id);

CREATE INDEX services_by_client_id_position ON services (client_id, position, id);

CREATE INDEX services_by_client_id_is_active ON services (client_id, is_active, id);

CREATE INDEX services_by_client_id_created_at ON services (client_id, created_at, id);

CREATE INDEX services_by_client_id_updated_at ON services (client_id, updated_at, id);

CREATE INDEX services_by_created_by ON services (created_by, id);

CREATE VIRTUAL TABLE services_search USING fts5 (name, description, client_id, content = 'services', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER services_search_insert AFTER INSERT ON services BEGIN
    INSERT INTO services_search (rowid, name, description, client_id) VALUES (NEW.row_id, NEW.name, NEW.description, NEW.client_id);
END;

CREATE TRIGGER services_search_delete AFTER DELETE ON services BEGIN
    INSERT INTO services_search (services_search, rowid, name, description, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.description, OLD.client_id);
END;

CREATE TRIGGER services_search_update AFTER UPDATE OF name, description, client_id ON services BEGIN
    INSERT INTO services_search (services_search, rowid, name, description, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.description, OLD.client_id);
    INSERT INTO services_search (rowid, name, description, client_id) VALUES (NEW.row_id, NEW.name, NEW.description, NEW.client_id);
END;

CREATE TRIGGER services_change_insert AFTER INSERT ON services BEGIN
    INSERT INTO change_log VALUES ('Service', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER services_change_update AFTER UPDATE ON services BEGIN
    INSERT INTO change_log VALUES ('Service', NEW.id, NEW.name, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER services_change_delete AFTER DELETE ON services BEGIN
    INSERT INTO change_log VALUES ('Service', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE staff (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    location_id TEXT REFERENCES locations (id) ON DELETE SET NULL,
    user_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    name TEXT COLLATE NOCASE NOT NULL,
    email TEXT COLLATE NOCASE,
    phone TEXT,
    job_title TEXT COLLATE NOCASE,
    bio TEXT COLLATE NOCASE,
    photo_url TEXT,
    time_zone TEXT,
    priority INTEGER NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 1000000),
    calendar_feed_hash TEXT,
    busy_feed_url TEXT,
    busy_feed_fetched_at INTEGER,
    busy_feed_due_at INTEGER,
    busy_feed_error TEXT COLLATE NOCASE,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    is_notified INTEGER NOT NULL DEFAULT 1 CHECK (is_notified IN (0, 1)),
    busy_feed_warning TEXT COLLATE NOCASE,
    custom_fields TEXT CHECK (json_valid(custom_fields)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'user_id', user_id, 'name', name, 'email', email, 'phone', phone, 'job_title', job_title), json_object('bio', bio, 'photo_url', photo_url, 'time_zone', time_zone, 'priority', priority, '*calendar_feed_hash', calendar_feed_hash, 'busy_feed_url', busy_feed_url, 'busy_feed_error', busy_feed_error, 'is_active', is_active), json_object('is_notified', is_notified, 'busy_feed_warning', busy_feed_warning, 'custom_fields', custom_fields, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX staff_unique_calendar_feed_hash ON staff (calendar_feed_hash);

CREATE INDEX staff_by_client_id ON staff (client_id, id);

CREATE INDEX staff_by_location_id ON staff (location_id, id);

CREATE INDEX staff_by_user_id ON staff (user_id, id);

CREATE INDEX staff_by_client_id_name ON staff (client_id, name, id);

CREATE INDEX staff_by_client_id_email ON staff (client_id, email, id);

CREATE INDEX staff_by_client_id_priority ON staff (client_id, priority, id);

CREATE INDEX staff_by_client_id_is_active ON staff (client_id, is_active, id);

CREATE INDEX staff_by_client_id_created_at ON staff (client_id, created_at, id);

CREATE INDEX staff_by_client_id_updated_at ON staff (client_id, updated_at, id);

CREATE INDEX staff_by_busy_feed_due_at ON staff (busy_feed_due_at, id);

CREATE VIRTUAL TABLE staff_search USING fts5 (name, email, client_id, content = 'staff', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER staff_search_insert AFTER INSERT ON staff BEGIN
    INSERT INTO staff_search (rowid, name, email, client_id) VALUES (NEW.row_id, NEW.name, NEW.email, NEW.client_id);
END;

CREATE TRIGGER staff_search_delete AFTER DELETE ON staff BEGIN
    INSERT INTO staff_search (staff_search, rowid, name, email, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.email, OLD.client_id);
END;

CREATE TRIGGER staff_search_update AFTER UPDATE OF name, email, client_id ON staff BEGIN
    INSERT INTO staff_search (staff_search, rowid, name, email, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.email, OLD.client_id);
    INSERT INTO staff_search (rowid, name, email, client_id) VALUES (NEW.row_id, NEW.name, NEW.email, NEW.client_id);
END;

CREATE TRIGGER staff_busy_feed_url_follows AFTER UPDATE OF busy_feed_url ON staff WHEN OLD.busy_feed_url IS NOT NEW.busy_feed_url BEGIN
    DELETE FROM busy_times WHERE staff_id = NEW.id; UPDATE staff SET busy_feed_due_at = NULL, busy_feed_fetched_at = NULL, busy_feed_error = NULL WHERE id = NEW.id;
END;

CREATE TRIGGER staff_change_insert AFTER INSERT ON staff BEGIN
    INSERT INTO change_log VALUES ('Staff', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER staff_change_update AFTER UPDATE ON staff BEGIN
    INSERT INTO change_log VALUES ('Staff', NEW.id, NEW.name, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER staff_change_delete AFTER DELETE ON staff BEGIN
    INSERT INTO change_log VALUES ('Staff', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE staff_services (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    priority INTEGER CHECK (priority BETWEEN 0 AND 1000000),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'staff_id', staff_id, 'service_id', service_id, 'priority', priority, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX staff_services_unique_service_id_staff_id ON staff_services (service_id, staff_id);

CREATE INDEX staff_services_by_client_id ON staff_services (client_id, id);

CREATE INDEX staff_services_by_staff_id ON staff_services (staff_id, id);

CREATE INDEX staff_services_by_service_id ON staff_services (service_id, id);

CREATE INDEX staff_services_by_client_id_created_at ON staff_services (client_id, created_at, id);

CREATE INDEX staff_services_by_client_id_updated_at ON staff_services (client_id, updated_at, id);

CREATE TRIGGER staff_services_change_insert AFTER INSERT ON staff_services BEGIN
    INSERT INTO change_log VALUES ('StaffService', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER staff_services_change_update AFTER UPDATE ON staff_services BEGIN
    INSERT INTO change_log VALUES ('StaffService', NEW.id, NEW.id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER staff_services_change_delete AFTER DELETE ON staff_services BEGIN
    INSERT INTO change_log VALUES ('StaffService', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE service_rooms (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    room_id TEXT NOT NULL REFERENCES rooms (id) ON DELETE CASCADE,
    priority INTEGER NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 1000000),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'service_id', service_id, 'room_id', room_id, 'priority', priority, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX service_rooms_unique_service_id_room_id ON service_rooms (service_id, room_id);

CREATE INDEX service_rooms_by_client_id ON service_rooms (client_id, id);

CREATE INDEX service_rooms_by_service_id ON service_rooms (service_id, id);

CREATE INDEX service_rooms_by_room_id ON service_rooms (room_id, id);

CREATE INDEX service_rooms_by_client_id_created_at ON service_rooms (client_id, created_at, id);

CREATE INDEX service_rooms_by_client_id_updated_at ON service_rooms (client_id, updated_at, id);

CREATE INDEX service_rooms_by_created_by ON service_rooms (created_by, id);

CREATE TRIGGER service_rooms_change_insert AFTER INSERT ON service_rooms BEGIN
    INSERT INTO change_log VALUES ('ServiceRoom', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER service_rooms_change_update AFTER UPDATE ON service_rooms BEGIN
    INSERT INTO change_log VALUES ('ServiceRoom', NEW.id, NEW.id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER service_rooms_change_delete AFTER DELETE ON service_rooms BEGIN
    INSERT INTO change_log VALUES ('ServiceRoom', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE working_hours (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    weekday TEXT NOT NULL CHECK (weekday IN ('MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY')),
    start_minute INTEGER NOT NULL CHECK (start_minute BETWEEN 0 AND 1439),
    end_minute INTEGER NOT NULL CHECK (end_minute BETWEEN 1 AND 2880),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'staff_id', staff_id, 'weekday', weekday, 'start_minute', start_minute, 'end_minute', end_minute, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX working_hours_by_client_id ON working_hours (client_id, id);

CREATE INDEX working_hours_by_staff_id ON working_hours (staff_id, id);

CREATE INDEX working_hours_by_client_id_created_at ON working_hours (client_id, created_at, id);

CREATE INDEX working_hours_by_client_id_updated_at ON working_hours (client_id, updated_at, id);

CREATE INDEX working_hours_by_staff_id_weekday ON working_hours (staff_id, weekday, id);

CREATE TRIGGER working_hours_end_minute_order_insert BEFORE INSERT ON working_hours WHEN NEW.end_minute <= NEW.start_minute BEGIN
    SELECT RAISE(ABORT, 'order: end_minute');
END;

CREATE TRIGGER working_hours_end_minute_order_update BEFORE UPDATE ON working_hours WHEN (NEW.start_minute IS NOT OLD.start_minute OR NEW.end_minute IS NOT OLD.end_minute) AND NEW.end_minute <= NEW.start_minute BEGIN
    SELECT RAISE(ABORT, 'order: end_minute');
END;

CREATE TRIGGER working_hours_change_insert AFTER INSERT ON working_hours BEGIN
    INSERT INTO change_log VALUES ('WorkingHours', NEW.id, NEW.weekday, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER working_hours_change_update AFTER UPDATE ON working_hours BEGIN
    INSERT INTO change_log VALUES ('WorkingHours', NEW.id, NEW.weekday, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER working_hours_change_delete AFTER DELETE ON working_hours BEGIN
    INSERT INTO change_log VALUES ('WorkingHours', OLD.id, OLD.weekday, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE availabilities (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    staff_id TEXT REFERENCES staff (id) ON DELETE CASCADE,
    date TEXT NOT NULL CHECK (length(date) = 10),
    end_date TEXT CHECK (length(end_date) = 10),
    start_minute INTEGER CHECK (start_minute BETWEEN 0 AND 1439),
    end_minute INTEGER CHECK (end_minute BETWEEN 1 AND 2880),
    is_available INTEGER NOT NULL DEFAULT 1 CHECK (is_available IN (0, 1)),
    replaces_hours INTEGER NOT NULL DEFAULT 0 CHECK (replaces_hours IN (0, 1)),
    availability_type TEXT NOT NULL DEFAULT 'PERSONAL' CHECK (availability_type IN ('PERSONAL', 'SICK', 'VACATION', 'TRAINING', 'MAINTENANCE', 'HOLIDAY', 'OTHER')),
    reason TEXT COLLATE NOCASE,
    notes TEXT COLLATE NOCASE,
    recurring_pattern TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'staff_id', staff_id, 'date', date, 'end_date', end_date, 'start_minute', start_minute, 'end_minute', end_minute, 'is_available', is_available), json_object('replaces_hours', replaces_hours, 'availability_type', availability_type, 'reason', reason, 'notes', notes, 'recurring_pattern', recurring_pattern, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX availabilities_by_client_id ON availabilities (client_id, id);

CREATE INDEX availabilities_by_staff_id ON availabilities (staff_id, id);

CREATE INDEX availabilities_by_client_id_date ON availabilities (client_id, date, id);

CREATE INDEX availabilities_by_client_id_is_available ON availabilities (client_id, is_available, id);

CREATE INDEX availabilities_by_client_id_availability_type ON availabilities (client_id, availability_type, id);

CREATE INDEX availabilities_by_client_id_reason ON availabilities (client_id, reason, id);

CREATE INDEX availabilities_by_client_id_created_at ON availabilities (client_id, created_at, id);

CREATE INDEX availabilities_by_client_id_updated_at ON availabilities (client_id, updated_at, id);

CREATE INDEX availabilities_by_staff_id_date ON availabilities (staff_id, date, id);

CREATE TRIGGER availabilities_end_date_order_insert BEFORE INSERT ON availabilities WHEN NEW.end_date < NEW.date BEGIN
    SELECT RAISE(ABORT, 'order: end_date');
END;

CREATE TRIGGER availabilities_end_date_order_update BEFORE UPDATE ON availabilities WHEN (NEW.date IS NOT OLD.date OR NEW.end_date IS NOT OLD.end_date) AND NEW.end_date < NEW.date BEGIN
    SELECT RAISE(ABORT, 'order: end_date');
END;

CREATE TRIGGER availabilities_end_minute_order_insert BEFORE INSERT ON availabilities WHEN NEW.end_minute <= NEW.start_minute AND (coalesce(NEW.end_date, NEW.date) = NEW.date OR (NEW.replaces_hours AND NEW.is_available)) BEGIN
    SELECT RAISE(ABORT, 'order: end_minute');
END;

CREATE TRIGGER availabilities_end_minute_order_update BEFORE UPDATE ON availabilities WHEN NEW.end_minute <= NEW.start_minute AND (coalesce(NEW.end_date, NEW.date) = NEW.date OR (NEW.replaces_hours AND NEW.is_available)) BEGIN
    SELECT RAISE(ABORT, 'order: end_minute');
END;

CREATE TRIGGER availabilities_change_insert AFTER INSERT ON availabilities BEGIN
    INSERT INTO change_log VALUES ('Availability', NEW.id, NEW.reason, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER availabilities_change_update AFTER UPDATE ON availabilities BEGIN
    INSERT INTO change_log VALUES ('Availability', NEW.id, NEW.reason, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER availabilities_change_delete AFTER DELETE ON availabilities BEGIN
    INSERT INTO change_log VALUES ('Availability', OLD.id, OLD.reason, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE busy_times (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    start_time INTEGER NOT NULL,
    end_time INTEGER NOT NULL,
    uid TEXT COLLATE NOCASE
) STRICT;

CREATE INDEX busy_times_by_client_id ON busy_times (client_id, id);

CREATE INDEX busy_times_by_staff_id ON busy_times (staff_id, id);

CREATE INDEX busy_times_by_client_id_start_time ON busy_times (client_id, start_time, id);

CREATE INDEX busy_times_by_staff_id_start_time ON busy_times (staff_id, start_time, id);

CREATE TABLE appointments (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    location_id TEXT REFERENCES locations (id) ON DELETE SET NULL,
    service_id TEXT NOT NULL REFERENCES services (id) ON DELETE RESTRICT,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    room_id TEXT REFERENCES rooms (id) ON DELETE SET NULL,
    contact_id TEXT REFERENCES contacts (id) ON DELETE SET NULL,
    start_time INTEGER NOT NULL,
    end_time INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'SCHEDULED' CHECK (status IN ('SCHEDULED', 'CONFIRMED', 'COMPLETED', 'CANCELLED', 'NO_SHOW')),
    seats INTEGER NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 1000),
    time_zone TEXT NOT NULL,
    language TEXT COLLATE NOCASE NOT NULL,
    answers TEXT CHECK (json_valid(answers)),
    notes TEXT COLLATE NOCASE,
    source TEXT NOT NULL DEFAULT 'STAFF' CHECK (source IN ('STAFF', 'WIDGET', 'IMPORT')),
    price INTEGER,
    currency TEXT,
    ics_uid TEXT COLLATE NOCASE NOT NULL,
    ics_sequence INTEGER NOT NULL DEFAULT 0 CHECK (ics_sequence BETWEEN 0 AND 1000000),
    reason TEXT COLLATE NOCASE,
    confirmed_at INTEGER,
    cancelled_at INTEGER,
    times_rescheduled INTEGER NOT NULL DEFAULT 0 CHECK (times_rescheduled BETWEEN 0 AND 1000000),
    widget_id TEXT,
    form_submission_id TEXT,
    guest_name TEXT COLLATE NOCASE,
    guest_email TEXT COLLATE NOCASE,
    guest_phone TEXT,
    outside_rules INTEGER NOT NULL DEFAULT 0 CHECK (outside_rules IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'service_id', service_id, 'staff_id', staff_id, 'room_id', room_id, 'contact_id', contact_id, 'start_time', start_time), json_object('end_time', end_time, 'status', status, 'seats', seats, 'time_zone', time_zone, 'language', language, 'answers', answers, 'notes', notes, 'source', source), json_object('price', price, 'currency', currency, 'ics_uid', ics_uid, 'ics_sequence', ics_sequence, 'reason', reason, 'confirmed_at', confirmed_at, 'cancelled_at', cancelled_at, 'times_rescheduled', times_rescheduled), json_object('widget_id', widget_id, 'form_submission_id', form_submission_id, 'guest_name', guest_name, 'guest_email', guest_email, 'guest_phone', guest_phone, 'outside_rules', outside_rules, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX appointments_by_client_id ON appointments (client_id, id);

CREATE INDEX appointments_by_location_id ON appointments (location_id, id);

CREATE INDEX appointments_by_service_id ON appointments (service_id, id);

CREATE INDEX appointments_by_staff_id ON appointments (staff_id, id);

CREATE INDEX appointments_by_room_id ON appointments (room_id, id);

CREATE INDEX appointments_by_contact_id ON appointments (contact_id, id);

CREATE INDEX appointments_by_client_id_start_time ON appointments (client_id, start_time, id);

CREATE INDEX appointments_by_client_id_status ON appointments (client_id, status, id);

CREATE INDEX appointments_by_client_id_created_at ON appointments (client_id, created_at, id);

CREATE INDEX appointments_by_client_id_updated_at ON appointments (client_id, updated_at, id);

CREATE INDEX appointments_by_staff_id_start_time ON appointments (staff_id, start_time, id);

CREATE INDEX appointments_by_staff_id_created_at ON appointments (staff_id, created_at, id);

CREATE INDEX appointments_by_status_end_time ON appointments (status, end_time, id);

CREATE TRIGGER appointments_contact_id_follows AFTER UPDATE OF contact_id ON appointments WHEN OLD.contact_id IS NOT NEW.contact_id BEGIN
    UPDATE appointments SET guest_name = NULL, guest_email = NULL, guest_phone = NULL WHERE id = NEW.id AND NEW.contact_id IS NULL;
END;

CREATE TRIGGER appointments_change_insert AFTER INSERT ON appointments BEGIN
    INSERT INTO change_log VALUES ('Appointment', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER appointments_change_update AFTER UPDATE ON appointments BEGIN
    INSERT INTO change_log VALUES ('Appointment', NEW.id, NEW.id, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER appointments_change_delete AFTER DELETE ON appointments BEGIN
    INSERT INTO change_log VALUES ('Appointment', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE appointment_staff (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    appointment_id TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE RESTRICT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    place_id TEXT,
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'appointment_id', appointment_id, 'staff_id', staff_id, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX appointment_staff_unique_appointment_id_staff_id ON appointment_staff (appointment_id, staff_id);

CREATE INDEX appointment_staff_by_client_id ON appointment_staff (client_id, id);

CREATE INDEX appointment_staff_by_appointment_id ON appointment_staff (appointment_id, id);

CREATE INDEX appointment_staff_by_staff_id ON appointment_staff (staff_id, id);

CREATE INDEX appointment_staff_by_client_id_created_at ON appointment_staff (client_id, created_at, id);

CREATE INDEX appointment_staff_by_client_id_updated_at ON appointment_staff (client_id, updated_at, id);

CREATE INDEX appointment_staff_by_place_id ON appointment_staff (place_id, id) WHERE place_id NOT NULL;

CREATE TRIGGER appointment_staff_change_insert AFTER INSERT ON appointment_staff BEGIN
    INSERT INTO change_log VALUES ('AppointmentStaff', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER appointment_staff_change_update AFTER UPDATE ON appointment_staff BEGIN
    INSERT INTO change_log VALUES ('AppointmentStaff', NEW.id, NEW.id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER appointment_staff_change_delete AFTER DELETE ON appointment_staff BEGIN
    INSERT INTO change_log VALUES ('AppointmentStaff', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE holds (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    room_id TEXT REFERENCES rooms (id) ON DELETE SET NULL,
    start_time INTEGER NOT NULL,
    end_time INTEGER NOT NULL,
    seats INTEGER NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 1000),
    expires_at INTEGER NOT NULL,
    key_hash TEXT,
    request_hash TEXT,
    holder_hash TEXT
) STRICT;

CREATE UNIQUE INDEX holds_unique_key_hash ON holds (key_hash);

CREATE INDEX holds_by_client_id ON holds (client_id, id);

CREATE INDEX holds_by_service_id ON holds (service_id, id);

CREATE INDEX holds_by_staff_id ON holds (staff_id, id);

CREATE INDEX holds_by_room_id ON holds (room_id, id);

CREATE INDEX holds_by_client_id_expires_at ON holds (client_id, expires_at, id);

CREATE INDEX holds_by_holder_hash_expires_at ON holds (holder_hash, expires_at, id);

CREATE TABLE occupancies (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    room_id TEXT REFERENCES rooms (id) ON DELETE SET NULL,
    service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    appointment_id TEXT REFERENCES appointments (id) ON DELETE CASCADE,
    hold_id TEXT REFERENCES holds (id) ON DELETE CASCADE,
    start_time INTEGER NOT NULL,
    end_time INTEGER NOT NULL,
    session_start INTEGER NOT NULL,
    seats INTEGER NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 1000),
    expires_at INTEGER
) STRICT;

CREATE INDEX occupancies_by_client_id ON occupancies (client_id, id);

CREATE INDEX occupancies_by_staff_id ON occupancies (staff_id, id);

CREATE INDEX occupancies_by_room_id ON occupancies (room_id, id);

CREATE INDEX occupancies_by_service_id ON occupancies (service_id, id);

CREATE INDEX occupancies_by_appointment_id ON occupancies (appointment_id, id);

CREATE INDEX occupancies_by_hold_id ON occupancies (hold_id, id);

CREATE INDEX occupancies_by_staff_id_start_time ON occupancies (staff_id, start_time, id);

CREATE INDEX occupancies_by_room_id_start_time ON occupancies (room_id, start_time, id);

CREATE TABLE reminders (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    appointment_id TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    reminder_type TEXT NOT NULL DEFAULT 'REMINDER' CHECK (reminder_type IN ('REMINDER', 'NOTICE')),
    due_at INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'SENT', 'CANCELLED')),
    sent_at INTEGER,
    outbox_message_id TEXT REFERENCES outbox_messages (id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    place_id TEXT,
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'appointment_id', appointment_id, 'reminder_type', reminder_type, 'due_at', due_at, 'status', status, 'sent_at', sent_at, 'outbox_message_id', outbox_message_id), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX reminders_by_client_id ON reminders (client_id, id);

CREATE INDEX reminders_by_appointment_id ON reminders (appointment_id, id);

CREATE INDEX reminders_by_client_id_due_at ON reminders (client_id, due_at, id);

CREATE INDEX reminders_by_outbox_message_id ON reminders (outbox_message_id, id);

CREATE INDEX reminders_by_client_id_created_at ON reminders (client_id, created_at, id);

CREATE INDEX reminders_by_client_id_updated_at ON reminders (client_id, updated_at, id);

CREATE INDEX reminders_by_created_by ON reminders (created_by, id);

CREATE INDEX reminders_by_status_due_at ON reminders (status, due_at, id);

CREATE INDEX reminders_by_place_id ON reminders (place_id, id) WHERE place_id NOT NULL;

CREATE TRIGGER reminders_change_insert AFTER INSERT ON reminders BEGIN
    INSERT INTO change_log VALUES ('Reminder', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER reminders_change_update AFTER UPDATE ON reminders BEGIN
    INSERT INTO change_log VALUES ('Reminder', NEW.id, NEW.id, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER reminders_change_delete AFTER DELETE ON reminders BEGIN
    INSERT INTO change_log VALUES ('Reminder', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE widgets (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    name TEXT COLLATE NOCASE NOT NULL,
    key TEXT,
    kinds TEXT NOT NULL DEFAULT '["BOOKING","LEAD"]' CHECK (json_valid(kinds)),
    theme TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(theme)),
    texts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(texts)),
    language TEXT COLLATE NOCASE NOT NULL DEFAULT 'en',
    languages TEXT NOT NULL DEFAULT '["en","de","fr","es","ar"]' CHECK (json_valid(languages)),
    position TEXT NOT NULL DEFAULT 'INLINE' CHECK (position IN ('INLINE', 'POPUP', 'FLOATING')),
    lead_questions TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(lead_questions)),
    privacy_url TEXT,
    consent_text TEXT COLLATE NOCASE,
    consent_required INTEGER NOT NULL DEFAULT 0 CHECK (consent_required IN (0, 1)),
    turnstile_site_key TEXT,
    turnstile_secret TEXT,
    proof_of_work_bits INTEGER NOT NULL DEFAULT 14 CHECK (proof_of_work_bits BETWEEN 0 AND 24),
    notify_email TEXT COLLATE NOCASE,
    lead_assignment TEXT NOT NULL DEFAULT 'NOBODY' CHECK (lead_assignment IN ('NOBODY', 'PERSON', 'LEAST_RECENT')),
    assigned_to_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'name', name, 'key', key, 'kinds', kinds, 'theme', theme, 'texts', texts, 'language', language), json_object('languages', languages, 'position', position, 'lead_questions', lead_questions, 'privacy_url', privacy_url, 'consent_text', consent_text, 'consent_required', consent_required, 'turnstile_site_key', turnstile_site_key, '*turnstile_secret', turnstile_secret), json_object('proof_of_work_bits', proof_of_work_bits, 'notify_email', notify_email, 'lead_assignment', lead_assignment, 'assigned_to_id', assigned_to_id, 'is_active', is_active, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX widgets_unique_key ON widgets (key);

CREATE INDEX widgets_by_client_id ON widgets (client_id, id);

CREATE INDEX widgets_by_client_id_name ON widgets (client_id, name, id);

CREATE INDEX widgets_by_assigned_to_id ON widgets (assigned_to_id, id);

CREATE INDEX widgets_by_client_id_is_active ON widgets (client_id, is_active, id);

CREATE INDEX widgets_by_client_id_created_at ON widgets (client_id, created_at, id);

CREATE INDEX widgets_by_client_id_updated_at ON widgets (client_id, updated_at, id);

CREATE INDEX widgets_by_created_by ON widgets (created_by, id);

CREATE VIRTUAL TABLE widgets_search USING fts5 (name, client_id, content = 'widgets', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER widgets_search_insert AFTER INSERT ON widgets BEGIN
    INSERT INTO widgets_search (rowid, name, client_id) VALUES (NEW.row_id, NEW.name, NEW.client_id);
END;

CREATE TRIGGER widgets_search_delete AFTER DELETE ON widgets BEGIN
    INSERT INTO widgets_search (widgets_search, rowid, name, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.client_id);
END;

CREATE TRIGGER widgets_search_update AFTER UPDATE OF name, client_id ON widgets BEGIN
    INSERT INTO widgets_search (widgets_search, rowid, name, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.client_id);
    INSERT INTO widgets_search (rowid, name, client_id) VALUES (NEW.row_id, NEW.name, NEW.client_id);
END;

CREATE TRIGGER widgets_change_insert AFTER INSERT ON widgets BEGIN
    INSERT INTO change_log VALUES ('Widget', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER widgets_change_update AFTER UPDATE ON widgets BEGIN
    INSERT INTO change_log VALUES ('Widget', NEW.id, NEW.name, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER widgets_change_delete AFTER DELETE ON widgets BEGIN
    INSERT INTO change_log VALUES ('Widget', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE widget_services (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    widget_id TEXT NOT NULL REFERENCES widgets (id) ON DELETE CASCADE,
    service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    position INTEGER NOT NULL DEFAULT 0 CHECK (position BETWEEN 0 AND 1000000),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'widget_id', widget_id, 'service_id', service_id, 'position', position, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX widget_services_unique_widget_id_service_id ON widget_services (widget_id, service_id);

CREATE INDEX widget_services_by_client_id ON widget_services (client_id, id);

CREATE INDEX widget_services_by_widget_id ON widget_services (widget_id, id);

CREATE INDEX widget_services_by_service_id ON widget_services (service_id, id);

CREATE INDEX widget_services_by_client_id_created_at ON widget_services (client_id, created_at, id);

CREATE INDEX widget_services_by_client_id_updated_at ON widget_services (client_id, updated_at, id);

CREATE INDEX widget_services_by_created_by ON widget_services (created_by, id);

CREATE TRIGGER widget_services_change_insert AFTER INSERT ON widget_services BEGIN
    INSERT INTO change_log VALUES ('WidgetService', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER widget_services_change_update AFTER UPDATE ON widget_services BEGIN
    INSERT INTO change_log VALUES ('WidgetService', NEW.id, NEW.id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER widget_services_change_delete AFTER DELETE ON widget_services BEGIN
    INSERT INTO change_log VALUES ('WidgetService', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE form_submissions (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    widget_id TEXT REFERENCES widgets (id) ON DELETE SET NULL,
    form_name TEXT COLLATE NOCASE NOT NULL,
    contact_id TEXT REFERENCES contacts (id) ON DELETE SET NULL,
    lead_id TEXT REFERENCES leads (id) ON DELETE SET NULL,
    appointment_id TEXT REFERENCES appointments (id) ON DELETE SET NULL,
    data TEXT NOT NULL CHECK (json_valid(data)),
    submitted_at INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'ACCEPTED' CHECK (status IN ('ACCEPTED', 'QUARANTINED', 'REJECTED')),
    status_reasons TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(status_reasons)),
    spam_score INTEGER NOT NULL DEFAULT 0 CHECK (spam_score BETWEEN 0 AND 100),
    source_url TEXT COLLATE NOCASE,
    referrer TEXT COLLATE NOCASE,
    utm_source TEXT COLLATE NOCASE,
    utm_medium TEXT COLLATE NOCASE,
    utm_campaign TEXT COLLATE NOCASE,
    utm_term TEXT COLLATE NOCASE,
    utm_content TEXT COLLATE NOCASE,
    gclid TEXT COLLATE NOCASE,
    fbclid TEXT COLLATE NOCASE,
    ttclid TEXT COLLATE NOCASE,
    li_fat_id TEXT COLLATE NOCASE,
    ip_address TEXT,
    user_agent TEXT COLLATE NOCASE,
    consent_text TEXT COLLATE NOCASE,
    consent_at INTEGER,
    language TEXT COLLATE NOCASE,
    time_zone TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'widget_id', widget_id, 'form_name', form_name, 'contact_id', contact_id, 'lead_id', lead_id, 'appointment_id', appointment_id, 'data', data), json_object('submitted_at', submitted_at, 'status', status, 'status_reasons', status_reasons, 'spam_score', spam_score, 'source_url', source_url, 'referrer', referrer, 'utm_source', utm_source, 'utm_medium', utm_medium), json_object('utm_campaign', utm_campaign, 'utm_term', utm_term, 'utm_content', utm_content, 'gclid', gclid, 'fbclid', fbclid, 'ttclid', ttclid, 'li_fat_id', li_fat_id, 'ip_address', ip_address), json_object('user_agent', user_agent, 'consent_text', consent_text, 'consent_at', consent_at, 'language', language, 'time_zone', time_zone, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX form_submissions_by_client_id ON form_submissions (client_id, id);

CREATE INDEX form_submissions_by_widget_id ON form_submissions (widget_id, id);

CREATE INDEX form_submissions_by_client_id_form_name ON form_submissions (client_id, form_name, id);

CREATE INDEX form_submissions_by_contact_id ON form_submissions (contact_id, id);

CREATE INDEX form_submissions_by_lead_id ON form_submissions (lead_id, id);

CREATE INDEX form_submissions_by_appointment_id ON form_submissions (appointment_id, id);

CREATE INDEX form_submissions_by_client_id_submitted_at ON form_submissions (client_id, submitted_at, id);

CREATE INDEX form_submissions_by_client_id_status ON form_submissions (client_id, status, id);

CREATE INDEX form_submissions_by_client_id_created_at ON form_submissions (client_id, created_at, id);

CREATE INDEX form_submissions_by_client_id_updated_at ON form_submissions (client_id, updated_at, id);

CREATE INDEX form_submissions_by_created_by ON form_submissions (created_by, id);

CREATE INDEX form_submissions_by_contact_id_submitted_at ON form_submissions (contact_id, submitted_at, id);

CREATE TRIGGER form_submissions_change_insert AFTER INSERT ON form_submissions BEGIN
    INSERT INTO change_log VALUES ('FormSubmission', NEW.id, NEW.form_name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER form_submissions_change_update AFTER UPDATE ON form_submissions BEGIN
    INSERT INTO change_log VALUES ('FormSubmission', NEW.id, NEW.form_name, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER form_submissions_change_delete AFTER DELETE ON form_submissions BEGIN
    INSERT INTO change_log VALUES ('FormSubmission', OLD.id, OLD.form_name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TABLE rate_limits (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT REFERENCES clients (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    count INTEGER NOT NULL DEFAULT 0 CHECK (count BETWEEN 0 AND 1000000000),
    expires_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX rate_limits_unique_key ON rate_limits (key);

CREATE INDEX rate_limits_by_client_id ON rate_limits (client_id, id);

CREATE INDEX rate_limits_by_client_id_expires_at ON rate_limits (client_id, expires_at, id);

CREATE TABLE leads (
    row_id INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    location_id TEXT REFERENCES locations (id) ON DELETE SET NULL,
    contact_id TEXT REFERENCES contacts (id) ON DELETE SET NULL,
    name TEXT COLLATE NOCASE,
    display_name TEXT COLLATE NOCASE GENERATED ALWAYS AS (coalesce(name, nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), company, email, phone)) VIRTUAL,
    first_name TEXT COLLATE NOCASE,
    last_name TEXT COLLATE NOCASE,
    email TEXT COLLATE NOCASE,
    phone TEXT,
    company TEXT COLLATE NOCASE,
    job_title TEXT COLLATE NOCASE,
    website TEXT,
    address TEXT COLLATE NOCASE,
    city TEXT COLLATE NOCASE,
    state TEXT COLLATE NOCASE,
    zip_code TEXT COLLATE NOCASE,
    country TEXT COLLATE NOCASE,
    language TEXT COLLATE NOCASE,
    time_zone TEXT,
    source TEXT CHECK (source IN ('WEBSITE', 'FACEBOOK', 'INSTAGRAM', 'LINKEDIN', 'REFERRAL', 'DIRECT', 'EMAIL_CAMPAIGN', 'SOCIAL_MEDIA', 'COLD_CALL', 'TRADE_SHOW', 'WEBINAR', 'ADVERTISEMENT', 'PARTNER', 'EVENT', 'PAID_SEARCH', 'ORGANIC_SEARCH', 'DIRECT_MAIL', 'TELEMARKETING', 'OTHER')),
    source_details TEXT COLLATE NOCASE,
    status TEXT NOT NULL DEFAULT 'NEW' CHECK (status IN ('NEW', 'CONTACTED', 'INTERESTED', 'NOT_INTERESTED', 'QUALIFIED', 'NURTURING', 'PROPOSAL_SENT', 'NEGOTIATION', 'WON', 'LOST', 'CONVERTED', 'DEAD', 'ARCHIVED')),
    priority TEXT NOT NULL DEFAULT 'MEDIUM' CHECK (priority IN ('LOW', 'MEDIUM', 'HIGH', 'URGENT')),
    lead_score INTEGER NOT NULL DEFAULT 0 CHECK (lead_score BETWEEN 0 AND 100),
    qualification_criteria TEXT CHECK (json_valid(qualification_criteria)),
    message TEXT COLLATE NOCASE,
    answers TEXT CHECK (json_valid(answers)),
    estimated_value INTEGER,
    currency TEXT,
    wanted_date TEXT CHECK (length(wanted_date) = 10),
    follow_up_date TEXT CHECK (length(follow_up_date) = 10),
    last_contact INTEGER,
    last_activity_date INTEGER,
    contact_history TEXT CHECK (json_valid(contact_history)),
    assigned_to_id TEXT REFERENCES users (id) ON DELETE SET NULL,
    notes TEXT COLLATE NOCASE,
    tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
    is_converted INTEGER NOT NULL DEFAULT 0 CHECK (is_converted IN (0, 1)),
    converted_to_contact_id TEXT REFERENCES contacts (id) ON DELETE SET NULL,
    converted_to_company_id TEXT REFERENCES companies (id) ON DELETE SET NULL,
    converted_at INTEGER,
    widget_id TEXT,
    form_submission_id TEXT,
    custom_fields TEXT CHECK (json_valid(custom_fields)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'contact_id', contact_id, 'name', name, 'first_name', first_name, 'last_name', last_name, 'email', email), json_object('phone', phone, 'company', company, 'job_title', job_title, 'website', website, 'address', address, 'city', city, 'state', state, 'zip_code', zip_code), json_object('country', country, 'language', language, 'time_zone', time_zone, 'source', source, 'source_details', source_details, 'status', status, 'priority', priority, 'lead_score', lead_score), json_object('qualification_criteria', qualification_criteria, 'message', message, 'answers', answers, 'estimated_value', estimated_value, 'currency', currency, 'wanted_date', wanted_date, 'follow_up_date', follow_up_date, 'last_contact', last_contact), json_object('last_activity_date', last_activity_date, 'contact_history', contact_history, 'assigned_to_id', assigned_to_id, 'notes', notes, 'tags', tags, 'is_converted', is_converted, 'converted_to_contact_id', converted_to_contact_id, 'converted_to_company_id', converted_to_company_id), json_object('converted_at', converted_at, 'widget_id', widget_id, 'form_submission_id', form_submission_id, 'custom_fields', custom_fields, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE INDEX leads_by_client_id ON leads (client_id, id);

CREATE INDEX leads_by_location_id ON leads (location_id, id);

CREATE INDEX leads_by_contact_id ON leads (contact_id, id);

CREATE INDEX leads_by_client_id_display_name ON leads (client_id, display_name, id);

CREATE INDEX leads_by_client_id_last_name ON leads (client_id, last_name, id);

CREATE INDEX leads_by_client_id_email ON leads (client_id, email, id);

CREATE INDEX leads_by_client_id_phone ON leads (client_id, phone, id);

CREATE INDEX leads_by_client_id_company ON leads (client_id, company, id);

CREATE INDEX leads_by_client_id_source ON leads (client_id, source, id);

CREATE INDEX leads_by_client_id_status ON leads (client_id, status, id);

CREATE INDEX leads_by_client_id_priority ON leads (client_id, priority, id);

CREATE INDEX leads_by_client_id_lead_score ON leads (client_id, lead_score, id);

CREATE INDEX leads_by_client_id_wanted_date ON leads (client_id, wanted_date, id);

CREATE INDEX leads_by_client_id_follow_up_date ON leads (client_id, follow_up_date, id);

CREATE INDEX leads_by_client_id_last_activity_date ON leads (client_id, last_activity_date, id);

CREATE INDEX leads_by_assigned_to_id ON leads (assigned_to_id, id);

CREATE INDEX leads_by_client_id_is_converted ON leads (client_id, is_converted, id);

CREATE INDEX leads_by_converted_to_contact_id ON leads (converted_to_contact_id, id);

CREATE INDEX leads_by_converted_to_company_id ON leads (converted_to_company_id, id);

CREATE INDEX leads_by_client_id_widget_id ON leads (client_id, widget_id, id);

CREATE INDEX leads_by_client_id_created_at ON leads (client_id, created_at, id);

CREATE INDEX leads_by_client_id_updated_at ON leads (client_id, updated_at, id);

CREATE INDEX leads_by_assigned_to_id_created_at ON leads (assigned_to_id, created_at, id);

CREATE VIRTUAL TABLE leads_search USING fts5 (name, first_name, last_name, email, phone, company, client_id, content = 'leads', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE TRIGGER leads_search_insert AFTER INSERT ON leads BEGIN
    INSERT INTO leads_search (rowid, name, first_name, last_name, email, phone, company, client_id) VALUES (NEW.row_id, NEW.name, NEW.first_name, NEW.last_name, NEW.email, NEW.phone, NEW.company, NEW.client_id);
END;

CREATE TRIGGER leads_search_delete AFTER DELETE ON leads BEGIN
    INSERT INTO leads_search (leads_search, rowid, name, first_name, last_name, email, phone, company, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.first_name, OLD.last_name, OLD.email, OLD.phone, OLD.company, OLD.client_id);
END;

CREATE TRIGGER leads_search_update AFTER UPDATE OF name, first_name, last_name, email, phone, company, client_id ON leads BEGIN
    INSERT INTO leads_search (leads_search, rowid, name, first_name, last_name, email, phone, company, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.first_name, OLD.last_name, OLD.email, OLD.phone, OLD.company, OLD.client_id);
    INSERT INTO leads_search (rowid, name, first_name, last_name, email, phone, company, client_id) VALUES (NEW.row_id, NEW.name, NEW.first_name, NEW.last_name, NEW.email, NEW.phone, NEW.company, NEW.client_id);
END;

CREATE TRIGGER leads_change_insert AFTER INSERT ON leads BEGIN
    INSERT INTO change_log VALUES ('Lead', NEW.id, NEW.display_name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER leads_change_update AFTER UPDATE ON leads BEGIN
    INSERT INTO change_log VALUES ('Lead', NEW.id, NEW.display_name, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' WHEN OLD.assigned_to_id IS NOT NEW.assigned_to_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER leads_change_delete AFTER DELETE ON leads BEGIN
    INSERT INTO change_log VALUES ('Lead', OLD.id, OLD.display_name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

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

CREATE TRIGGER custom_fields_version_insert AFTER INSERT ON custom_fields BEGIN
    UPDATE custom_field_version SET version = version + 1;
END;

CREATE TRIGGER custom_fields_version_update AFTER UPDATE ON custom_fields BEGIN
    UPDATE custom_field_version SET version = version + 1;
END;

CREATE TRIGGER custom_fields_version_delete AFTER DELETE ON custom_fields BEGIN
    UPDATE custom_field_version SET version = version + 1;
END;

