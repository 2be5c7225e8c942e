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

CREATE TABLE custom_field_version (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version INTEGER NOT NULL
) STRICT;

INSERT INTO custom_field_version VALUES (1, 1);

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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE INDEX agencies_by_name ON agencies (name, id);

CREATE INDEX agencies_by_is_active ON agencies (is_active, id);

CREATE INDEX agencies_by_created_at ON agencies (created_at, id);

CREATE INDEX agencies_by_updated_at ON agencies (updated_at, id);

CREATE VIRTUAL TABLE agencies_search USING fts5 (name, content = 'agencies', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', detail = 'column');

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
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Agency', NEW.id, NEW.name, 'CREATE', NEW.id, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.email, '"email":[' || 'null' || ',' || json_quote(NEW.email) || '],', '') ||
        iif(NULL IS NOT NEW.phone, '"phone":[' || 'null' || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(NULL IS NOT NEW.website, '"website":[' || 'null' || ',' || json_quote(NEW.website) || '],', '') ||
        iif(NULL IS NOT NEW.address, '"address":[' || 'null' || ',' || json_quote(NEW.address) || '],', '') ||
        iif(NULL IS NOT NEW.timezone, '"timezone":[' || 'null' || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.locale, '"locale":[' || 'null' || ',' || json_quote(NEW.locale) || '],', '') ||
        iif(NULL IS NOT NEW.currency, '"currency":[' || 'null' || ',' || json_quote(NEW.currency) || '],', '') ||
        iif(NULL IS NOT NEW.logo_url, '"logo_url":[' || 'null' || ',' || json_quote(NEW.logo_url) || '],', '') ||
        iif(NULL IS NOT NEW.is_active, '"is_active":[' || 'null' || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(NULL IS NOT NEW.settings, '"settings":[' || 'null' || ',' || json_quote(NEW.settings) || '],', '') ||
        iif(NULL IS NOT NEW.custom_fields, '"custom_fields":[' || 'null' || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER agencies_change_update AFTER UPDATE ON agencies BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Agency', NEW.id, NEW.name, 'UPDATE', NEW.id, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NEW.email, '"email":[' || json_quote(OLD.email) || ',' || json_quote(NEW.email) || '],', '') ||
        iif(OLD.phone IS NOT NEW.phone, '"phone":[' || json_quote(OLD.phone) || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(OLD.website IS NOT NEW.website, '"website":[' || json_quote(OLD.website) || ',' || json_quote(NEW.website) || '],', '') ||
        iif(OLD.address IS NOT NEW.address, '"address":[' || json_quote(OLD.address) || ',' || json_quote(NEW.address) || '],', '') ||
        iif(OLD.timezone IS NOT NEW.timezone, '"timezone":[' || json_quote(OLD.timezone) || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(OLD.locale COLLATE BINARY IS NOT NEW.locale, '"locale":[' || json_quote(OLD.locale) || ',' || json_quote(NEW.locale) || '],', '') ||
        iif(OLD.currency IS NOT NEW.currency, '"currency":[' || json_quote(OLD.currency) || ',' || json_quote(NEW.currency) || '],', '') ||
        iif(OLD.logo_url IS NOT NEW.logo_url, '"logo_url":[' || json_quote(OLD.logo_url) || ',' || json_quote(NEW.logo_url) || '],', '') ||
        iif(OLD.is_active IS NOT NEW.is_active, '"is_active":[' || json_quote(OLD.is_active) || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(OLD.settings IS NOT NEW.settings, '"settings":[' || json_quote(OLD.settings) || ',' || json_quote(NEW.settings) || '],', '') ||
        iif(OLD.custom_fields IS NOT NEW.custom_fields, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER agencies_change_delete AFTER DELETE ON agencies BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Agency', OLD.id, OLD.name, 'DELETE', OLD.id, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NULL, '"email":[' || json_quote(OLD.email) || ',' || 'null' || '],', '') ||
        iif(OLD.phone IS NOT NULL, '"phone":[' || json_quote(OLD.phone) || ',' || 'null' || '],', '') ||
        iif(OLD.website IS NOT NULL, '"website":[' || json_quote(OLD.website) || ',' || 'null' || '],', '') ||
        iif(OLD.address IS NOT NULL, '"address":[' || json_quote(OLD.address) || ',' || 'null' || '],', '') ||
        iif(OLD.timezone IS NOT NULL, '"timezone":[' || json_quote(OLD.timezone) || ',' || 'null' || '],', '') ||
        iif(OLD.locale COLLATE BINARY IS NOT NULL, '"locale":[' || json_quote(OLD.locale) || ',' || 'null' || '],', '') ||
        iif(OLD.currency IS NOT NULL, '"currency":[' || json_quote(OLD.currency) || ',' || 'null' || '],', '') ||
        iif(OLD.logo_url IS NOT NULL, '"logo_url":[' || json_quote(OLD.logo_url) || ',' || 'null' || '],', '') ||
        iif(OLD.is_active IS NOT NULL, '"is_active":[' || json_quote(OLD.is_active) || ',' || 'null' || '],', '') ||
        iif(OLD.settings IS NOT NULL, '"settings":[' || json_quote(OLD.settings) || ',' || 'null' || '],', '') ||
        iif(OLD.custom_fields IS NOT NULL, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE INDEX clients_by_agency_id ON clients (agency_id, id);

CREATE INDEX clients_by_name ON clients (name, id);

CREATE INDEX clients_by_industry ON clients (industry, id);

CREATE INDEX clients_by_is_active ON clients (is_active, id);

CREATE INDEX clients_by_created_at ON clients (created_at, id);

CREATE INDEX clients_by_updated_at ON clients (updated_at, id);

CREATE VIRTUAL TABLE clients_search USING fts5 (name, legal_name, content = 'clients', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', detail = 'column');

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
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Client', NEW.id, NEW.name, 'CREATE', NEW.agency_id, NEW.id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.agency_id, '"agency_id":[' || 'null' || ',' || json_quote(NEW.agency_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.legal_name, '"legal_name":[' || 'null' || ',' || json_quote(NEW.legal_name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.email, '"email":[' || 'null' || ',' || json_quote(NEW.email) || '],', '') ||
        iif(NULL IS NOT NEW.phone, '"phone":[' || 'null' || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(NULL IS NOT NEW.website, '"website":[' || 'null' || ',' || json_quote(NEW.website) || '],', '') ||
        iif(NULL IS NOT NEW.address, '"address":[' || 'null' || ',' || json_quote(NEW.address) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.industry, '"industry":[' || 'null' || ',' || json_quote(NEW.industry) || '],', '') ||
        iif(NULL IS NOT NEW.timezone, '"timezone":[' || 'null' || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.locale, '"locale":[' || 'null' || ',' || json_quote(NEW.locale) || '],', '') ||
        iif(NULL IS NOT NEW.currency, '"currency":[' || 'null' || ',' || json_quote(NEW.currency) || '],', '') ||
        iif(NULL IS NOT NEW.logo_url, '"logo_url":[' || 'null' || ',' || json_quote(NEW.logo_url) || '],', '') ||
        iif(NULL IS NOT NEW.is_active, '"is_active":[' || 'null' || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(NULL IS NOT NEW.settings, '"settings":[' || 'null' || ',' || json_quote(NEW.settings) || '],', '') ||
        iif(NULL IS NOT NEW.custom_fields, '"custom_fields":[' || 'null' || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER clients_change_update AFTER UPDATE ON clients BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Client', NEW.id, NEW.name, 'UPDATE', NEW.agency_id, NEW.id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.agency_id IS NOT NEW.agency_id, '"agency_id":[' || json_quote(OLD.agency_id) || ',' || json_quote(NEW.agency_id) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.legal_name COLLATE BINARY IS NOT NEW.legal_name, '"legal_name":[' || json_quote(OLD.legal_name) || ',' || json_quote(NEW.legal_name) || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NEW.email, '"email":[' || json_quote(OLD.email) || ',' || json_quote(NEW.email) || '],', '') ||
        iif(OLD.phone IS NOT NEW.phone, '"phone":[' || json_quote(OLD.phone) || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(OLD.website IS NOT NEW.website, '"website":[' || json_quote(OLD.website) || ',' || json_quote(NEW.website) || '],', '') ||
        iif(OLD.address IS NOT NEW.address, '"address":[' || json_quote(OLD.address) || ',' || json_quote(NEW.address) || '],', '') ||
        iif(OLD.industry COLLATE BINARY IS NOT NEW.industry, '"industry":[' || json_quote(OLD.industry) || ',' || json_quote(NEW.industry) || '],', '') ||
        iif(OLD.timezone IS NOT NEW.timezone, '"timezone":[' || json_quote(OLD.timezone) || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(OLD.locale COLLATE BINARY IS NOT NEW.locale, '"locale":[' || json_quote(OLD.locale) || ',' || json_quote(NEW.locale) || '],', '') ||
        iif(OLD.currency IS NOT NEW.currency, '"currency":[' || json_quote(OLD.currency) || ',' || json_quote(NEW.currency) || '],', '') ||
        iif(OLD.logo_url IS NOT NEW.logo_url, '"logo_url":[' || json_quote(OLD.logo_url) || ',' || json_quote(NEW.logo_url) || '],', '') ||
        iif(OLD.is_active IS NOT NEW.is_active, '"is_active":[' || json_quote(OLD.is_active) || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(OLD.settings IS NOT NEW.settings, '"settings":[' || json_quote(OLD.settings) || ',' || json_quote(NEW.settings) || '],', '') ||
        iif(OLD.custom_fields IS NOT NEW.custom_fields, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER clients_change_delete AFTER DELETE ON clients BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Client', OLD.id, OLD.name, 'DELETE', OLD.agency_id, OLD.id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.agency_id IS NOT NULL, '"agency_id":[' || json_quote(OLD.agency_id) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.legal_name COLLATE BINARY IS NOT NULL, '"legal_name":[' || json_quote(OLD.legal_name) || ',' || 'null' || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NULL, '"email":[' || json_quote(OLD.email) || ',' || 'null' || '],', '') ||
        iif(OLD.phone IS NOT NULL, '"phone":[' || json_quote(OLD.phone) || ',' || 'null' || '],', '') ||
        iif(OLD.website IS NOT NULL, '"website":[' || json_quote(OLD.website) || ',' || 'null' || '],', '') ||
        iif(OLD.address IS NOT NULL, '"address":[' || json_quote(OLD.address) || ',' || 'null' || '],', '') ||
        iif(OLD.industry COLLATE BINARY IS NOT NULL, '"industry":[' || json_quote(OLD.industry) || ',' || 'null' || '],', '') ||
        iif(OLD.timezone IS NOT NULL, '"timezone":[' || json_quote(OLD.timezone) || ',' || 'null' || '],', '') ||
        iif(OLD.locale COLLATE BINARY IS NOT NULL, '"locale":[' || json_quote(OLD.locale) || ',' || 'null' || '],', '') ||
        iif(OLD.currency IS NOT NULL, '"currency":[' || json_quote(OLD.currency) || ',' || 'null' || '],', '') ||
        iif(OLD.logo_url IS NOT NULL, '"logo_url":[' || json_quote(OLD.logo_url) || ',' || 'null' || '],', '') ||
        iif(OLD.is_active IS NOT NULL, '"is_active":[' || json_quote(OLD.is_active) || ',' || 'null' || '],', '') ||
        iif(OLD.settings IS NOT NULL, '"settings":[' || json_quote(OLD.settings) || ',' || 'null' || '],', '') ||
        iif(OLD.custom_fields IS NOT NULL, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX domains_unique_client_id_domain ON domains (client_id, domain);

CREATE INDEX domains_by_client_id ON domains (client_id, id);

CREATE INDEX domains_by_client_id_domain ON domains (client_id, domain, id);

CREATE INDEX domains_by_client_id_created_at ON domains (client_id, created_at, id);

CREATE INDEX domains_by_client_id_updated_at ON domains (client_id, updated_at, id);

CREATE TRIGGER domains_change_insert AFTER INSERT ON domains BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Domain', NEW.id, NEW.domain, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.domain, '"domain":[' || 'null' || ',' || json_quote(NEW.domain) || '],', '') ||
        iif(NULL IS NOT NEW.includes_subdomains, '"includes_subdomains":[' || 'null' || ',' || json_quote(NEW.includes_subdomains) || '],', '') ||
        iif(NULL IS NOT NEW.is_active, '"is_active":[' || 'null' || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(NULL IS NOT NEW.verification_token, '"verification_token":[' || 'null' || ',' || json_quote(NEW.verification_token) || '],', '') ||
        iif(NULL IS NOT NEW.verification_method, '"verification_method":[' || 'null' || ',' || json_quote(NEW.verification_method) || '],', '') ||
        iif(NULL IS NOT NEW.verified_at, '"verified_at":[' || 'null' || ',' || json_quote(NEW.verified_at) || '],', '') ||
        iif(NULL IS NOT NEW.last_checked_at, '"last_checked_at":[' || 'null' || ',' || json_quote(NEW.last_checked_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER domains_change_update AFTER UPDATE ON domains BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Domain', NEW.id, NEW.domain, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.domain COLLATE BINARY IS NOT NEW.domain, '"domain":[' || json_quote(OLD.domain) || ',' || json_quote(NEW.domain) || '],', '') ||
        iif(OLD.includes_subdomains IS NOT NEW.includes_subdomains, '"includes_subdomains":[' || json_quote(OLD.includes_subdomains) || ',' || json_quote(NEW.includes_subdomains) || '],', '') ||
        iif(OLD.is_active IS NOT NEW.is_active, '"is_active":[' || json_quote(OLD.is_active) || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(OLD.verification_token IS NOT NEW.verification_token, '"verification_token":[' || json_quote(OLD.verification_token) || ',' || json_quote(NEW.verification_token) || '],', '') ||
        iif(OLD.verification_method IS NOT NEW.verification_method, '"verification_method":[' || json_quote(OLD.verification_method) || ',' || json_quote(NEW.verification_method) || '],', '') ||
        iif(OLD.verified_at IS NOT NEW.verified_at, '"verified_at":[' || json_quote(OLD.verified_at) || ',' || json_quote(NEW.verified_at) || '],', '') ||
        iif(OLD.last_checked_at IS NOT NEW.last_checked_at, '"last_checked_at":[' || json_quote(OLD.last_checked_at) || ',' || json_quote(NEW.last_checked_at) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER domains_change_delete AFTER DELETE ON domains BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Domain', OLD.id, OLD.domain, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.domain COLLATE BINARY IS NOT NULL, '"domain":[' || json_quote(OLD.domain) || ',' || 'null' || '],', '') ||
        iif(OLD.includes_subdomains IS NOT NULL, '"includes_subdomains":[' || json_quote(OLD.includes_subdomains) || ',' || 'null' || '],', '') ||
        iif(OLD.is_active IS NOT NULL, '"is_active":[' || json_quote(OLD.is_active) || ',' || 'null' || '],', '') ||
        iif(OLD.verification_token IS NOT NULL, '"verification_token":[' || json_quote(OLD.verification_token) || ',' || 'null' || '],', '') ||
        iif(OLD.verification_method IS NOT NULL, '"verification_method":[' || json_quote(OLD.verification_method) || ',' || 'null' || '],', '') ||
        iif(OLD.verified_at IS NOT NULL, '"verified_at":[' || json_quote(OLD.verified_at) || ',' || 'null' || '],', '') ||
        iif(OLD.last_checked_at IS NOT NULL, '"last_checked_at":[' || json_quote(OLD.last_checked_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX locations_unique_client_id_name ON locations (client_id, name);

CREATE INDEX locations_by_client_id ON locations (client_id, id);

CREATE INDEX locations_by_client_id_name ON locations (client_id, name, id);

CREATE INDEX locations_by_client_id_location_type ON locations (client_id, location_type, id);

CREATE INDEX locations_by_client_id_is_active ON locations (client_id, is_active, id);

CREATE INDEX locations_by_client_id_created_at ON locations (client_id, created_at, id);

CREATE INDEX locations_by_client_id_updated_at ON locations (client_id, updated_at, id);

CREATE VIRTUAL TABLE locations_search USING fts5 (name, code, client_id, content = 'locations', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', detail = 'column');

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
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Location', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL IS NOT NEW.location_type, '"location_type":[' || 'null' || ',' || json_quote(NEW.location_type) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.code, '"code":[' || 'null' || ',' || json_quote(NEW.code) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.description, '"description":[' || 'null' || ',' || json_quote(NEW.description) || '],', '') ||
        iif(NULL IS NOT NEW.address, '"address":[' || 'null' || ',' || json_quote(NEW.address) || '],', '') ||
        iif(NULL IS NOT NEW.latitude, '"latitude":[' || 'null' || ',' || json_quote(NEW.latitude) || '],', '') ||
        iif(NULL IS NOT NEW.longitude, '"longitude":[' || 'null' || ',' || json_quote(NEW.longitude) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.email, '"email":[' || 'null' || ',' || json_quote(NEW.email) || '],', '') ||
        iif(NULL IS NOT NEW.phone, '"phone":[' || 'null' || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(NULL IS NOT NEW.timezone, '"timezone":[' || 'null' || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(NULL IS NOT NEW.capacity, '"capacity":[' || 'null' || ',' || json_quote(NEW.capacity) || '],', '') ||
        iif(NULL IS NOT NEW.opening_hours, '"opening_hours":[' || 'null' || ',' || json_quote(NEW.opening_hours) || '],', '') ||
        iif(NULL IS NOT NEW.is_active, '"is_active":[' || 'null' || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(NULL IS NOT NEW.custom_fields, '"custom_fields":[' || 'null' || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER locations_change_update AFTER UPDATE ON locations BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Location', NEW.id, NEW.name, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.location_type IS NOT NEW.location_type, '"location_type":[' || json_quote(OLD.location_type) || ',' || json_quote(NEW.location_type) || '],', '') ||
        iif(OLD.code COLLATE BINARY IS NOT NEW.code, '"code":[' || json_quote(OLD.code) || ',' || json_quote(NEW.code) || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NEW.description, '"description":[' || json_quote(OLD.description) || ',' || json_quote(NEW.description) || '],', '') ||
        iif(OLD.address IS NOT NEW.address, '"address":[' || json_quote(OLD.address) || ',' || json_quote(NEW.address) || '],', '') ||
        iif(OLD.latitude IS NOT NEW.latitude, '"latitude":[' || json_quote(OLD.latitude) || ',' || json_quote(NEW.latitude) || '],', '') ||
        iif(OLD.longitude IS NOT NEW.longitude, '"longitude":[' || json_quote(OLD.longitude) || ',' || json_quote(NEW.longitude) || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NEW.email, '"email":[' || json_quote(OLD.email) || ',' || json_quote(NEW.email) || '],', '') ||
        iif(OLD.phone IS NOT NEW.phone, '"phone":[' || json_quote(OLD.phone) || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(OLD.timezone IS NOT NEW.timezone, '"timezone":[' || json_quote(OLD.timezone) || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(OLD.capacity IS NOT NEW.capacity, '"capacity":[' || json_quote(OLD.capacity) || ',' || json_quote(NEW.capacity) || '],', '') ||
        iif(OLD.opening_hours IS NOT NEW.opening_hours, '"opening_hours":[' || json_quote(OLD.opening_hours) || ',' || json_quote(NEW.opening_hours) || '],', '') ||
        iif(OLD.is_active IS NOT NEW.is_active, '"is_active":[' || json_quote(OLD.is_active) || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(OLD.custom_fields IS NOT NEW.custom_fields, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER locations_change_delete AFTER DELETE ON locations BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Location', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.location_type IS NOT NULL, '"location_type":[' || json_quote(OLD.location_type) || ',' || 'null' || '],', '') ||
        iif(OLD.code COLLATE BINARY IS NOT NULL, '"code":[' || json_quote(OLD.code) || ',' || 'null' || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NULL, '"description":[' || json_quote(OLD.description) || ',' || 'null' || '],', '') ||
        iif(OLD.address IS NOT NULL, '"address":[' || json_quote(OLD.address) || ',' || 'null' || '],', '') ||
        iif(OLD.latitude IS NOT NULL, '"latitude":[' || json_quote(OLD.latitude) || ',' || 'null' || '],', '') ||
        iif(OLD.longitude IS NOT NULL, '"longitude":[' || json_quote(OLD.longitude) || ',' || 'null' || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NULL, '"email":[' || json_quote(OLD.email) || ',' || 'null' || '],', '') ||
        iif(OLD.phone IS NOT NULL, '"phone":[' || json_quote(OLD.phone) || ',' || 'null' || '],', '') ||
        iif(OLD.timezone IS NOT NULL, '"timezone":[' || json_quote(OLD.timezone) || ',' || 'null' || '],', '') ||
        iif(OLD.capacity IS NOT NULL, '"capacity":[' || json_quote(OLD.capacity) || ',' || 'null' || '],', '') ||
        iif(OLD.opening_hours IS NOT NULL, '"opening_hours":[' || json_quote(OLD.opening_hours) || ',' || 'null' || '],', '') ||
        iif(OLD.is_active IS NOT NULL, '"is_active":[' || json_quote(OLD.is_active) || ',' || 'null' || '],', '') ||
        iif(OLD.custom_fields IS NOT NULL, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX rooms_unique_location_id_name ON rooms (location_id, name);

CREATE INDEX rooms_by_client_id ON rooms (client_id, id);

CREATE INDEX rooms_by_location_id ON rooms (location_id, id);

CREATE INDEX rooms_by_client_id_name ON rooms (client_id, name, id);

CREATE INDEX rooms_by_client_id_capacity ON rooms (client_id, capacity, id);

CREATE INDEX rooms_by_client_id_is_active ON rooms (client_id, is_active, id);

CREATE INDEX rooms_by_client_id_created_at ON rooms (client_id, created_at, id);

CREATE INDEX rooms_by_client_id_updated_at ON rooms (client_id, updated_at, id);

CREATE TRIGGER rooms_change_insert AFTER INSERT ON rooms BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Room', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.location_id, '"location_id":[' || 'null' || ',' || json_quote(NEW.location_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.floor, '"floor":[' || 'null' || ',' || json_quote(NEW.floor) || '],', '') ||
        iif(NULL IS NOT NEW.capacity, '"capacity":[' || 'null' || ',' || json_quote(NEW.capacity) || '],', '') ||
        iif(NULL IS NOT NEW.area, '"area":[' || 'null' || ',' || json_quote(NEW.area) || '],', '') ||
        iif(NULL IS NOT NEW.features, '"features":[' || 'null' || ',' || json_quote(NEW.features) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.description, '"description":[' || 'null' || ',' || json_quote(NEW.description) || '],', '') ||
        iif(NULL IS NOT NEW.is_active, '"is_active":[' || 'null' || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(NULL IS NOT NEW.custom_fields, '"custom_fields":[' || 'null' || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER rooms_change_update AFTER UPDATE ON rooms BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Room', NEW.id, NEW.name, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.location_id IS NOT NEW.location_id, '"location_id":[' || json_quote(OLD.location_id) || ',' || json_quote(NEW.location_id) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.floor COLLATE BINARY IS NOT NEW.floor, '"floor":[' || json_quote(OLD.floor) || ',' || json_quote(NEW.floor) || '],', '') ||
        iif(OLD.capacity IS NOT NEW.capacity, '"capacity":[' || json_quote(OLD.capacity) || ',' || json_quote(NEW.capacity) || '],', '') ||
        iif(OLD.area IS NOT NEW.area, '"area":[' || json_quote(OLD.area) || ',' || json_quote(NEW.area) || '],', '') ||
        iif(OLD.features IS NOT NEW.features, '"features":[' || json_quote(OLD.features) || ',' || json_quote(NEW.features) || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NEW.description, '"description":[' || json_quote(OLD.description) || ',' || json_quote(NEW.description) || '],', '') ||
        iif(OLD.is_active IS NOT NEW.is_active, '"is_active":[' || json_quote(OLD.is_active) || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(OLD.custom_fields IS NOT NEW.custom_fields, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER rooms_change_delete AFTER DELETE ON rooms BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Room', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.location_id IS NOT NULL, '"location_id":[' || json_quote(OLD.location_id) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.floor COLLATE BINARY IS NOT NULL, '"floor":[' || json_quote(OLD.floor) || ',' || 'null' || '],', '') ||
        iif(OLD.capacity IS NOT NULL, '"capacity":[' || json_quote(OLD.capacity) || ',' || 'null' || '],', '') ||
        iif(OLD.area IS NOT NULL, '"area":[' || json_quote(OLD.area) || ',' || 'null' || '],', '') ||
        iif(OLD.features IS NOT NULL, '"features":[' || json_quote(OLD.features) || ',' || 'null' || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NULL, '"description":[' || json_quote(OLD.description) || ',' || 'null' || '],', '') ||
        iif(OLD.is_active IS NOT NULL, '"is_active":[' || json_quote(OLD.is_active) || ',' || 'null' || '],', '') ||
        iif(OLD.custom_fields IS NOT NULL, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
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

CREATE VIRTUAL TABLE users_search USING fts5 (name, first_name, last_name, email, client_id, content = 'users', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', detail = 'column');

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
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'User', NEW.id, NEW.email, 'CREATE', NEW.agency_id, NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.agency_id, '"agency_id":[' || 'null' || ',' || json_quote(NEW.agency_id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.location_id, '"location_id":[' || 'null' || ',' || json_quote(NEW.location_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.email, '"email":[' || 'null' || ',' || json_quote(NEW.email) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.username, '"username":[' || 'null' || ',' || json_quote(NEW.username) || '],', '') ||
        iif(NULL IS NOT NEW.password_hash, '"password_hash":[' || 'null' || ',' || iif(NEW.password_hash IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.first_name, '"first_name":[' || 'null' || ',' || json_quote(NEW.first_name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.middle_name, '"middle_name":[' || 'null' || ',' || json_quote(NEW.middle_name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.last_name, '"last_name":[' || 'null' || ',' || json_quote(NEW.last_name) || '],', '') ||
        iif(NULL IS NOT NEW.image, '"image":[' || 'null' || ',' || json_quote(NEW.image) || '],', '') ||
        iif(NULL IS NOT NEW.email_verified, '"email_verified":[' || 'null' || ',' || json_quote(NEW.email_verified) || '],', '') ||
        iif(NULL IS NOT NEW.phone, '"phone":[' || 'null' || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.job_title, '"job_title":[' || 'null' || ',' || json_quote(NEW.job_title) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.department, '"department":[' || 'null' || ',' || json_quote(NEW.department) || '],', '') ||
        iif(NULL IS NOT NEW.role_id, '"role_id":[' || 'null' || ',' || json_quote(NEW.role_id) || '],', '') ||
        iif(NULL IS NOT NEW.is_active, '"is_active":[' || 'null' || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(NULL IS NOT NEW.last_login_at, '"last_login_at":[' || 'null' || ',' || json_quote(NEW.last_login_at) || '],', '') ||
        iif(NULL IS NOT NEW.timezone, '"timezone":[' || 'null' || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.locale, '"locale":[' || 'null' || ',' || json_quote(NEW.locale) || '],', '') ||
        iif(NULL IS NOT NEW.password_changed_at, '"password_changed_at":[' || 'null' || ',' || json_quote(NEW.password_changed_at) || '],', '') ||
        iif(NULL IS NOT NEW.deactivated_at, '"deactivated_at":[' || 'null' || ',' || json_quote(NEW.deactivated_at) || '],', '') ||
        iif(NULL IS NOT NEW.custom_fields, '"custom_fields":[' || 'null' || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER users_change_update AFTER UPDATE ON users BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'User', NEW.id, NEW.email, 'UPDATE', NEW.agency_id, NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.agency_id IS NOT NEW.agency_id, '"agency_id":[' || json_quote(OLD.agency_id) || ',' || json_quote(NEW.agency_id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.location_id IS NOT NEW.location_id, '"location_id":[' || json_quote(OLD.location_id) || ',' || json_quote(NEW.location_id) || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NEW.email, '"email":[' || json_quote(OLD.email) || ',' || json_quote(NEW.email) || '],', '') ||
        iif(OLD.username COLLATE BINARY IS NOT NEW.username, '"username":[' || json_quote(OLD.username) || ',' || json_quote(NEW.username) || '],', '') ||
        iif(OLD.password_hash IS NOT NEW.password_hash, '"password_hash":[' || iif(OLD.password_hash IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.password_hash IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.first_name COLLATE BINARY IS NOT NEW.first_name, '"first_name":[' || json_quote(OLD.first_name) || ',' || json_quote(NEW.first_name) || '],', '') ||
        iif(OLD.middle_name COLLATE BINARY IS NOT NEW.middle_name, '"middle_name":[' || json_quote(OLD.middle_name) || ',' || json_quote(NEW.middle_name) || '],', '') ||
        iif(OLD.last_name COLLATE BINARY IS NOT NEW.last_name, '"last_name":[' || json_quote(OLD.last_name) || ',' || json_quote(NEW.last_name) || '],', '') ||
        iif(OLD.image IS NOT NEW.image, '"image":[' || json_quote(OLD.image) || ',' || json_quote(NEW.image) || '],', '') ||
        iif(OLD.email_verified IS NOT NEW.email_verified, '"email_verified":[' || json_quote(OLD.email_verified) || ',' || json_quote(NEW.email_verified) || '],', '') ||
        iif(OLD.phone IS NOT NEW.phone, '"phone":[' || json_quote(OLD.phone) || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(OLD.job_title COLLATE BINARY IS NOT NEW.job_title, '"job_title":[' || json_quote(OLD.job_title) || ',' || json_quote(NEW.job_title) || '],', '') ||
        iif(OLD.department COLLATE BINARY IS NOT NEW.department, '"department":[' || json_quote(OLD.department) || ',' || json_quote(NEW.department) || '],', '') ||
        iif(OLD.role_id IS NOT NEW.role_id, '"role_id":[' || json_quote(OLD.role_id) || ',' || json_quote(NEW.role_id) || '],', '') ||
        iif(OLD.is_active IS NOT NEW.is_active, '"is_active":[' || json_quote(OLD.is_active) || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(OLD.last_login_at IS NOT NEW.last_login_at, '"last_login_at":[' || json_quote(OLD.last_login_at) || ',' || json_quote(NEW.last_login_at) || '],', '') ||
        iif(OLD.timezone IS NOT NEW.timezone, '"timezone":[' || json_quote(OLD.timezone) || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(OLD.locale COLLATE BINARY IS NOT NEW.locale, '"locale":[' || json_quote(OLD.locale) || ',' || json_quote(NEW.locale) || '],', '') ||
        iif(OLD.password_changed_at IS NOT NEW.password_changed_at, '"password_changed_at":[' || json_quote(OLD.password_changed_at) || ',' || json_quote(NEW.password_changed_at) || '],', '') ||
        iif(OLD.deactivated_at IS NOT NEW.deactivated_at, '"deactivated_at":[' || json_quote(OLD.deactivated_at) || ',' || json_quote(NEW.deactivated_at) || '],', '') ||
        iif(OLD.custom_fields IS NOT NEW.custom_fields, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER users_change_delete AFTER DELETE ON users BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'User', OLD.id, OLD.email, 'DELETE', OLD.agency_id, OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.agency_id IS NOT NULL, '"agency_id":[' || json_quote(OLD.agency_id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.location_id IS NOT NULL, '"location_id":[' || json_quote(OLD.location_id) || ',' || 'null' || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NULL, '"email":[' || json_quote(OLD.email) || ',' || 'null' || '],', '') ||
        iif(OLD.username COLLATE BINARY IS NOT NULL, '"username":[' || json_quote(OLD.username) || ',' || 'null' || '],', '') ||
        iif(OLD.password_hash IS NOT NULL, '"password_hash":[' || iif(OLD.password_hash IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.first_name COLLATE BINARY IS NOT NULL, '"first_name":[' || json_quote(OLD.first_name) || ',' || 'null' || '],', '') ||
        iif(OLD.middle_name COLLATE BINARY IS NOT NULL, '"middle_name":[' || json_quote(OLD.middle_name) || ',' || 'null' || '],', '') ||
        iif(OLD.last_name COLLATE BINARY IS NOT NULL, '"last_name":[' || json_quote(OLD.last_name) || ',' || 'null' || '],', '') ||
        iif(OLD.image IS NOT NULL, '"image":[' || json_quote(OLD.image) || ',' || 'null' || '],', '') ||
        iif(OLD.email_verified IS NOT NULL, '"email_verified":[' || json_quote(OLD.email_verified) || ',' || 'null' || '],', '') ||
        iif(OLD.phone IS NOT NULL, '"phone":[' || json_quote(OLD.phone) || ',' || 'null' || '],', '') ||
        iif(OLD.job_title COLLATE BINARY IS NOT NULL, '"job_title":[' || json_quote(OLD.job_title) || ',' || 'null' || '],', '') ||
        iif(OLD.department COLLATE BINARY IS NOT NULL, '"department":[' || json_quote(OLD.department) || ',' || 'null' || '],', '') ||
        iif(OLD.role_id IS NOT NULL, '"role_id":[' || json_quote(OLD.role_id) || ',' || 'null' || '],', '') ||
        iif(OLD.is_active IS NOT NULL, '"is_active":[' || json_quote(OLD.is_active) || ',' || 'null' || '],', '') ||
        iif(OLD.last_login_at IS NOT NULL, '"last_login_at":[' || json_quote(OLD.last_login_at) || ',' || 'null' || '],', '') ||
        iif(OLD.timezone IS NOT NULL, '"timezone":[' || json_quote(OLD.timezone) || ',' || 'null' || '],', '') ||
        iif(OLD.locale COLLATE BINARY IS NOT NULL, '"locale":[' || json_quote(OLD.locale) || ',' || 'null' || '],', '') ||
        iif(OLD.password_changed_at IS NOT NULL, '"password_changed_at":[' || json_quote(OLD.password_changed_at) || ',' || 'null' || '],', '') ||
        iif(OLD.deactivated_at IS NOT NULL, '"deactivated_at":[' || json_quote(OLD.deactivated_at) || ',' || 'null' || '],', '') ||
        iif(OLD.custom_fields IS NOT NULL, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX accounts_unique_provider_provider_account_id ON accounts (provider, provider_account_id);

CREATE INDEX accounts_by_user_id ON accounts (user_id, id);

CREATE INDEX accounts_by_created_at ON accounts (created_at, id);

CREATE INDEX accounts_by_updated_at ON accounts (updated_at, id);

CREATE TRIGGER accounts_change_insert AFTER INSERT ON accounts BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Account', NEW.id, NEW.provider, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.user_id, '"user_id":[' || 'null' || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(NULL IS NOT NEW.account_type, '"account_type":[' || 'null' || ',' || json_quote(NEW.account_type) || '],', '') ||
        iif(NULL IS NOT NEW.provider, '"provider":[' || 'null' || ',' || json_quote(NEW.provider) || '],', '') ||
        iif(NULL IS NOT NEW.provider_account_id, '"provider_account_id":[' || 'null' || ',' || json_quote(NEW.provider_account_id) || '],', '') ||
        iif(NULL IS NOT NEW.refresh_token, '"refresh_token":[' || 'null' || ',' || iif(NEW.refresh_token IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.access_token, '"access_token":[' || 'null' || ',' || iif(NEW.access_token IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.expires_at, '"expires_at":[' || 'null' || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(NULL IS NOT NEW.token_type, '"token_type":[' || 'null' || ',' || json_quote(NEW.token_type) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.scope, '"scope":[' || 'null' || ',' || json_quote(NEW.scope) || '],', '') ||
        iif(NULL IS NOT NEW.id_token, '"id_token":[' || 'null' || ',' || iif(NEW.id_token IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.session_state, '"session_state":[' || 'null' || ',' || iif(NEW.session_state IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER accounts_change_update AFTER UPDATE ON accounts BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Account', NEW.id, NEW.provider, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.user_id IS NOT NEW.user_id, '"user_id":[' || json_quote(OLD.user_id) || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(OLD.account_type IS NOT NEW.account_type, '"account_type":[' || json_quote(OLD.account_type) || ',' || json_quote(NEW.account_type) || '],', '') ||
        iif(OLD.provider IS NOT NEW.provider, '"provider":[' || json_quote(OLD.provider) || ',' || json_quote(NEW.provider) || '],', '') ||
        iif(OLD.provider_account_id IS NOT NEW.provider_account_id, '"provider_account_id":[' || json_quote(OLD.provider_account_id) || ',' || json_quote(NEW.provider_account_id) || '],', '') ||
        iif(OLD.refresh_token IS NOT NEW.refresh_token, '"refresh_token":[' || iif(OLD.refresh_token IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.refresh_token IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.access_token IS NOT NEW.access_token, '"access_token":[' || iif(OLD.access_token IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.access_token IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.expires_at IS NOT NEW.expires_at, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(OLD.token_type IS NOT NEW.token_type, '"token_type":[' || json_quote(OLD.token_type) || ',' || json_quote(NEW.token_type) || '],', '') ||
        iif(OLD.scope COLLATE BINARY IS NOT NEW.scope, '"scope":[' || json_quote(OLD.scope) || ',' || json_quote(NEW.scope) || '],', '') ||
        iif(OLD.id_token IS NOT NEW.id_token, '"id_token":[' || iif(OLD.id_token IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.id_token IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.session_state IS NOT NEW.session_state, '"session_state":[' || iif(OLD.session_state IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.session_state IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER accounts_change_delete AFTER DELETE ON accounts BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Account', OLD.id, OLD.provider, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.user_id IS NOT NULL, '"user_id":[' || json_quote(OLD.user_id) || ',' || 'null' || '],', '') ||
        iif(OLD.account_type IS NOT NULL, '"account_type":[' || json_quote(OLD.account_type) || ',' || 'null' || '],', '') ||
        iif(OLD.provider IS NOT NULL, '"provider":[' || json_quote(OLD.provider) || ',' || 'null' || '],', '') ||
        iif(OLD.provider_account_id IS NOT NULL, '"provider_account_id":[' || json_quote(OLD.provider_account_id) || ',' || 'null' || '],', '') ||
        iif(OLD.refresh_token IS NOT NULL, '"refresh_token":[' || iif(OLD.refresh_token IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.access_token IS NOT NULL, '"access_token":[' || iif(OLD.access_token IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.expires_at IS NOT NULL, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || 'null' || '],', '') ||
        iif(OLD.token_type IS NOT NULL, '"token_type":[' || json_quote(OLD.token_type) || ',' || 'null' || '],', '') ||
        iif(OLD.scope COLLATE BINARY IS NOT NULL, '"scope":[' || json_quote(OLD.scope) || ',' || 'null' || '],', '') ||
        iif(OLD.id_token IS NOT NULL, '"id_token":[' || iif(OLD.id_token IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.session_state IS NOT NULL, '"session_state":[' || iif(OLD.session_state IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX sessions_unique_token_hash ON sessions (token_hash);

CREATE INDEX sessions_by_user_id ON sessions (user_id, id);

CREATE INDEX sessions_by_expires_at ON sessions (expires_at, id);

CREATE INDEX sessions_by_created_at ON sessions (created_at, id);

CREATE INDEX sessions_by_updated_at ON sessions (updated_at, id);

CREATE INDEX sessions_by_family_id ON sessions (family_id, id);

CREATE TRIGGER sessions_change_insert AFTER INSERT ON sessions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Session', NEW.id, NEW.ip_address, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.user_id, '"user_id":[' || 'null' || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(NULL IS NOT NEW.family_id, '"family_id":[' || 'null' || ',' || json_quote(NEW.family_id) || '],', '') ||
        iif(NULL IS NOT NEW.token_hash, '"token_hash":[' || 'null' || ',' || iif(NEW.token_hash IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.expires_at, '"expires_at":[' || 'null' || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(NULL IS NOT NEW.rotated_at, '"rotated_at":[' || 'null' || ',' || json_quote(NEW.rotated_at) || '],', '') ||
        iif(NULL IS NOT NEW.revoked_at, '"revoked_at":[' || 'null' || ',' || json_quote(NEW.revoked_at) || '],', '') ||
        iif(NULL IS NOT NEW.revoked_reason, '"revoked_reason":[' || 'null' || ',' || json_quote(NEW.revoked_reason) || '],', '') ||
        iif(NULL IS NOT NEW.ip_address, '"ip_address":[' || 'null' || ',' || json_quote(NEW.ip_address) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.user_agent, '"user_agent":[' || 'null' || ',' || json_quote(NEW.user_agent) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER sessions_change_update AFTER UPDATE ON sessions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Session', NEW.id, NEW.ip_address, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.user_id IS NOT NEW.user_id, '"user_id":[' || json_quote(OLD.user_id) || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(OLD.family_id IS NOT NEW.family_id, '"family_id":[' || json_quote(OLD.family_id) || ',' || json_quote(NEW.family_id) || '],', '') ||
        iif(OLD.token_hash IS NOT NEW.token_hash, '"token_hash":[' || iif(OLD.token_hash IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.token_hash IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.expires_at IS NOT NEW.expires_at, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(OLD.rotated_at IS NOT NEW.rotated_at, '"rotated_at":[' || json_quote(OLD.rotated_at) || ',' || json_quote(NEW.rotated_at) || '],', '') ||
        iif(OLD.revoked_at IS NOT NEW.revoked_at, '"revoked_at":[' || json_quote(OLD.revoked_at) || ',' || json_quote(NEW.revoked_at) || '],', '') ||
        iif(OLD.revoked_reason IS NOT NEW.revoked_reason, '"revoked_reason":[' || json_quote(OLD.revoked_reason) || ',' || json_quote(NEW.revoked_reason) || '],', '') ||
        iif(OLD.ip_address IS NOT NEW.ip_address, '"ip_address":[' || json_quote(OLD.ip_address) || ',' || json_quote(NEW.ip_address) || '],', '') ||
        iif(OLD.user_agent COLLATE BINARY IS NOT NEW.user_agent, '"user_agent":[' || json_quote(OLD.user_agent) || ',' || json_quote(NEW.user_agent) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER sessions_change_delete AFTER DELETE ON sessions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Session', OLD.id, OLD.ip_address, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.user_id IS NOT NULL, '"user_id":[' || json_quote(OLD.user_id) || ',' || 'null' || '],', '') ||
        iif(OLD.family_id IS NOT NULL, '"family_id":[' || json_quote(OLD.family_id) || ',' || 'null' || '],', '') ||
        iif(OLD.token_hash IS NOT NULL, '"token_hash":[' || iif(OLD.token_hash IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.expires_at IS NOT NULL, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || 'null' || '],', '') ||
        iif(OLD.rotated_at IS NOT NULL, '"rotated_at":[' || json_quote(OLD.rotated_at) || ',' || 'null' || '],', '') ||
        iif(OLD.revoked_at IS NOT NULL, '"revoked_at":[' || json_quote(OLD.revoked_at) || ',' || 'null' || '],', '') ||
        iif(OLD.revoked_reason IS NOT NULL, '"revoked_reason":[' || json_quote(OLD.revoked_reason) || ',' || 'null' || '],', '') ||
        iif(OLD.ip_address IS NOT NULL, '"ip_address":[' || json_quote(OLD.ip_address) || ',' || 'null' || '],', '') ||
        iif(OLD.user_agent COLLATE BINARY IS NOT NULL, '"user_agent":[' || json_quote(OLD.user_agent) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX roles_unique_agency_id_client_id_name ON roles (agency_id, client_id, name);

CREATE INDEX roles_by_client_id ON roles (client_id, id);

CREATE INDEX roles_by_agency_id ON roles (agency_id, id);

CREATE INDEX roles_by_client_id_name ON roles (client_id, name, id);

CREATE INDEX roles_by_client_id_label ON roles (client_id, label, id);

CREATE INDEX roles_by_client_id_created_at ON roles (client_id, created_at, id);

CREATE INDEX roles_by_client_id_updated_at ON roles (client_id, updated_at, id);

CREATE TRIGGER roles_change_insert AFTER INSERT ON roles BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Role', NEW.id, NEW.label, 'CREATE', NEW.agency_id, NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.agency_id, '"agency_id":[' || 'null' || ',' || json_quote(NEW.agency_id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.label, '"label":[' || 'null' || ',' || json_quote(NEW.label) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.description, '"description":[' || 'null' || ',' || json_quote(NEW.description) || '],', '') ||
        iif(NULL IS NOT NEW.level, '"level":[' || 'null' || ',' || json_quote(NEW.level) || '],', '') ||
        iif(NULL IS NOT NEW.permissions, '"permissions":[' || 'null' || ',' || json_quote(NEW.permissions) || '],', '') ||
        iif(NULL IS NOT NEW.is_active, '"is_active":[' || 'null' || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(NULL IS NOT NEW.is_system, '"is_system":[' || 'null' || ',' || json_quote(NEW.is_system) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER roles_change_update AFTER UPDATE ON roles BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Role', NEW.id, NEW.label, 'UPDATE', NEW.agency_id, NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.agency_id IS NOT NEW.agency_id, '"agency_id":[' || json_quote(OLD.agency_id) || ',' || json_quote(NEW.agency_id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.label COLLATE BINARY IS NOT NEW.label, '"label":[' || json_quote(OLD.label) || ',' || json_quote(NEW.label) || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NEW.description, '"description":[' || json_quote(OLD.description) || ',' || json_quote(NEW.description) || '],', '') ||
        iif(OLD.level IS NOT NEW.level, '"level":[' || json_quote(OLD.level) || ',' || json_quote(NEW.level) || '],', '') ||
        iif(OLD.permissions IS NOT NEW.permissions, '"permissions":[' || json_quote(OLD.permissions) || ',' || json_quote(NEW.permissions) || '],', '') ||
        iif(OLD.is_active IS NOT NEW.is_active, '"is_active":[' || json_quote(OLD.is_active) || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(OLD.is_system IS NOT NEW.is_system, '"is_system":[' || json_quote(OLD.is_system) || ',' || json_quote(NEW.is_system) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER roles_change_delete AFTER DELETE ON roles BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Role', OLD.id, OLD.label, 'DELETE', OLD.agency_id, OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.agency_id IS NOT NULL, '"agency_id":[' || json_quote(OLD.agency_id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.label COLLATE BINARY IS NOT NULL, '"label":[' || json_quote(OLD.label) || ',' || 'null' || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NULL, '"description":[' || json_quote(OLD.description) || ',' || 'null' || '],', '') ||
        iif(OLD.level IS NOT NULL, '"level":[' || json_quote(OLD.level) || ',' || 'null' || '],', '') ||
        iif(OLD.permissions IS NOT NULL, '"permissions":[' || json_quote(OLD.permissions) || ',' || 'null' || '],', '') ||
        iif(OLD.is_active IS NOT NULL, '"is_active":[' || json_quote(OLD.is_active) || ',' || 'null' || '],', '') ||
        iif(OLD.is_system IS NOT NULL, '"is_system":[' || json_quote(OLD.is_system) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX role_permissions_unique_role_id_resource_action ON role_permissions (role_id, resource, action);

CREATE INDEX role_permissions_by_role_id ON role_permissions (role_id, id);

CREATE INDEX role_permissions_by_resource ON role_permissions (resource, id);

CREATE INDEX role_permissions_by_created_at ON role_permissions (created_at, id);

CREATE INDEX role_permissions_by_updated_at ON role_permissions (updated_at, id);

CREATE TRIGGER role_permissions_change_insert AFTER INSERT ON role_permissions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'RolePermission', NEW.id, NEW.resource, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.role_id, '"role_id":[' || 'null' || ',' || json_quote(NEW.role_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.resource, '"resource":[' || 'null' || ',' || json_quote(NEW.resource) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.action, '"action":[' || 'null' || ',' || json_quote(NEW.action) || '],', '') ||
        iif(NULL IS NOT NEW.can_access, '"can_access":[' || 'null' || ',' || json_quote(NEW.can_access) || '],', '') ||
        iif(NULL IS NOT NEW.can_create, '"can_create":[' || 'null' || ',' || json_quote(NEW.can_create) || '],', '') ||
        iif(NULL IS NOT NEW.can_read, '"can_read":[' || 'null' || ',' || json_quote(NEW.can_read) || '],', '') ||
        iif(NULL IS NOT NEW.can_update, '"can_update":[' || 'null' || ',' || json_quote(NEW.can_update) || '],', '') ||
        iif(NULL IS NOT NEW.can_delete, '"can_delete":[' || 'null' || ',' || json_quote(NEW.can_delete) || '],', '') ||
        iif(NULL IS NOT NEW.can_approve, '"can_approve":[' || 'null' || ',' || json_quote(NEW.can_approve) || '],', '') ||
        iif(NULL IS NOT NEW.scope, '"scope":[' || 'null' || ',' || json_quote(NEW.scope) || '],', '') ||
        iif(NULL IS NOT NEW.conditions, '"conditions":[' || 'null' || ',' || json_quote(NEW.conditions) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER role_permissions_change_update AFTER UPDATE ON role_permissions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'RolePermission', NEW.id, NEW.resource, 'UPDATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.role_id IS NOT NEW.role_id, '"role_id":[' || json_quote(OLD.role_id) || ',' || json_quote(NEW.role_id) || '],', '') ||
        iif(OLD.resource COLLATE BINARY IS NOT NEW.resource, '"resource":[' || json_quote(OLD.resource) || ',' || json_quote(NEW.resource) || '],', '') ||
        iif(OLD.action COLLATE BINARY IS NOT NEW.action, '"action":[' || json_quote(OLD.action) || ',' || json_quote(NEW.action) || '],', '') ||
        iif(OLD.can_access IS NOT NEW.can_access, '"can_access":[' || json_quote(OLD.can_access) || ',' || json_quote(NEW.can_access) || '],', '') ||
        iif(OLD.can_create IS NOT NEW.can_create, '"can_create":[' || json_quote(OLD.can_create) || ',' || json_quote(NEW.can_create) || '],', '') ||
        iif(OLD.can_read IS NOT NEW.can_read, '"can_read":[' || json_quote(OLD.can_read) || ',' || json_quote(NEW.can_read) || '],', '') ||
        iif(OLD.can_update IS NOT NEW.can_update, '"can_update":[' || json_quote(OLD.can_update) || ',' || json_quote(NEW.can_update) || '],', '') ||
        iif(OLD.can_delete IS NOT NEW.can_delete, '"can_delete":[' || json_quote(OLD.can_delete) || ',' || json_quote(NEW.can_delete) || '],', '') ||
        iif(OLD.can_approve IS NOT NEW.can_approve, '"can_approve":[' || json_quote(OLD.can_approve) || ',' || json_quote(NEW.can_approve) || '],', '') ||
        iif(OLD.scope IS NOT NEW.scope, '"scope":[' || json_quote(OLD.scope) || ',' || json_quote(NEW.scope) || '],', '') ||
        iif(OLD.conditions IS NOT NEW.conditions, '"conditions":[' || json_quote(OLD.conditions) || ',' || json_quote(NEW.conditions) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER role_permissions_change_delete AFTER DELETE ON role_permissions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'RolePermission', OLD.id, OLD.resource, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.role_id IS NOT NULL, '"role_id":[' || json_quote(OLD.role_id) || ',' || 'null' || '],', '') ||
        iif(OLD.resource COLLATE BINARY IS NOT NULL, '"resource":[' || json_quote(OLD.resource) || ',' || 'null' || '],', '') ||
        iif(OLD.action COLLATE BINARY IS NOT NULL, '"action":[' || json_quote(OLD.action) || ',' || 'null' || '],', '') ||
        iif(OLD.can_access IS NOT NULL, '"can_access":[' || json_quote(OLD.can_access) || ',' || 'null' || '],', '') ||
        iif(OLD.can_create IS NOT NULL, '"can_create":[' || json_quote(OLD.can_create) || ',' || 'null' || '],', '') ||
        iif(OLD.can_read IS NOT NULL, '"can_read":[' || json_quote(OLD.can_read) || ',' || 'null' || '],', '') ||
        iif(OLD.can_update IS NOT NULL, '"can_update":[' || json_quote(OLD.can_update) || ',' || 'null' || '],', '') ||
        iif(OLD.can_delete IS NOT NULL, '"can_delete":[' || json_quote(OLD.can_delete) || ',' || 'null' || '],', '') ||
        iif(OLD.can_approve IS NOT NULL, '"can_approve":[' || json_quote(OLD.can_approve) || ',' || 'null' || '],', '') ||
        iif(OLD.scope IS NOT NULL, '"scope":[' || json_quote(OLD.scope) || ',' || 'null' || '],', '') ||
        iif(OLD.conditions IS NOT NULL, '"conditions":[' || json_quote(OLD.conditions) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX user_permissions_unique_user_id_resource_action ON user_permissions (user_id, resource, action);

CREATE INDEX user_permissions_by_user_id ON user_permissions (user_id, id);

CREATE INDEX user_permissions_by_resource ON user_permissions (resource, id);

CREATE INDEX user_permissions_by_expires_at ON user_permissions (expires_at, id);

CREATE INDEX user_permissions_by_granted_by ON user_permissions (granted_by, id);

CREATE INDEX user_permissions_by_created_at ON user_permissions (created_at, id);

CREATE INDEX user_permissions_by_updated_at ON user_permissions (updated_at, id);

CREATE TRIGGER user_permissions_change_insert AFTER INSERT ON user_permissions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'UserPermission', NEW.id, NEW.resource, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.user_id, '"user_id":[' || 'null' || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.resource, '"resource":[' || 'null' || ',' || json_quote(NEW.resource) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.action, '"action":[' || 'null' || ',' || json_quote(NEW.action) || '],', '') ||
        iif(NULL IS NOT NEW.granted, '"granted":[' || 'null' || ',' || json_quote(NEW.granted) || '],', '') ||
        iif(NULL IS NOT NEW.scope, '"scope":[' || 'null' || ',' || json_quote(NEW.scope) || '],', '') ||
        iif(NULL IS NOT NEW.conditions, '"conditions":[' || 'null' || ',' || json_quote(NEW.conditions) || '],', '') ||
        iif(NULL IS NOT NEW.expires_at, '"expires_at":[' || 'null' || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.reason, '"reason":[' || 'null' || ',' || json_quote(NEW.reason) || '],', '') ||
        iif(NULL IS NOT NEW.granted_by, '"granted_by":[' || 'null' || ',' || json_quote(NEW.granted_by) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER user_permissions_change_update AFTER UPDATE ON user_permissions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'UserPermission', NEW.id, NEW.resource, 'UPDATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.user_id IS NOT NEW.user_id, '"user_id":[' || json_quote(OLD.user_id) || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(OLD.resource COLLATE BINARY IS NOT NEW.resource, '"resource":[' || json_quote(OLD.resource) || ',' || json_quote(NEW.resource) || '],', '') ||
        iif(OLD.action COLLATE BINARY IS NOT NEW.action, '"action":[' || json_quote(OLD.action) || ',' || json_quote(NEW.action) || '],', '') ||
        iif(OLD.granted IS NOT NEW.granted, '"granted":[' || json_quote(OLD.granted) || ',' || json_quote(NEW.granted) || '],', '') ||
        iif(OLD.scope IS NOT NEW.scope, '"scope":[' || json_quote(OLD.scope) || ',' || json_quote(NEW.scope) || '],', '') ||
        iif(OLD.conditions IS NOT NEW.conditions, '"conditions":[' || json_quote(OLD.conditions) || ',' || json_quote(NEW.conditions) || '],', '') ||
        iif(OLD.expires_at IS NOT NEW.expires_at, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(OLD.reason COLLATE BINARY IS NOT NEW.reason, '"reason":[' || json_quote(OLD.reason) || ',' || json_quote(NEW.reason) || '],', '') ||
        iif(OLD.granted_by IS NOT NEW.granted_by, '"granted_by":[' || json_quote(OLD.granted_by) || ',' || json_quote(NEW.granted_by) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER user_permissions_change_delete AFTER DELETE ON user_permissions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'UserPermission', OLD.id, OLD.resource, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.user_id IS NOT NULL, '"user_id":[' || json_quote(OLD.user_id) || ',' || 'null' || '],', '') ||
        iif(OLD.resource COLLATE BINARY IS NOT NULL, '"resource":[' || json_quote(OLD.resource) || ',' || 'null' || '],', '') ||
        iif(OLD.action COLLATE BINARY IS NOT NULL, '"action":[' || json_quote(OLD.action) || ',' || 'null' || '],', '') ||
        iif(OLD.granted IS NOT NULL, '"granted":[' || json_quote(OLD.granted) || ',' || 'null' || '],', '') ||
        iif(OLD.scope IS NOT NULL, '"scope":[' || json_quote(OLD.scope) || ',' || 'null' || '],', '') ||
        iif(OLD.conditions IS NOT NULL, '"conditions":[' || json_quote(OLD.conditions) || ',' || 'null' || '],', '') ||
        iif(OLD.expires_at IS NOT NULL, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || 'null' || '],', '') ||
        iif(OLD.reason COLLATE BINARY IS NOT NULL, '"reason":[' || json_quote(OLD.reason) || ',' || 'null' || '],', '') ||
        iif(OLD.granted_by IS NOT NULL, '"granted_by":[' || json_quote(OLD.granted_by) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE INDEX user_groups_by_client_id ON user_groups (client_id, id);

CREATE INDEX user_groups_by_agency_id ON user_groups (agency_id, id);

CREATE INDEX user_groups_by_client_id_name ON user_groups (client_id, name, id);

CREATE INDEX user_groups_by_client_id_group_type ON user_groups (client_id, group_type, id);

CREATE INDEX user_groups_by_role_id ON user_groups (role_id, id);

CREATE INDEX user_groups_by_client_id_is_active ON user_groups (client_id, is_active, id);

CREATE INDEX user_groups_by_client_id_created_at ON user_groups (client_id, created_at, id);

CREATE INDEX user_groups_by_client_id_updated_at ON user_groups (client_id, updated_at, id);

CREATE TRIGGER user_groups_change_insert AFTER INSERT ON user_groups BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'UserGroup', NEW.id, NEW.name, 'CREATE', NEW.agency_id, NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.agency_id, '"agency_id":[' || 'null' || ',' || json_quote(NEW.agency_id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.description, '"description":[' || 'null' || ',' || json_quote(NEW.description) || '],', '') ||
        iif(NULL IS NOT NEW.group_type, '"group_type":[' || 'null' || ',' || json_quote(NEW.group_type) || '],', '') ||
        iif(NULL IS NOT NEW.role_id, '"role_id":[' || 'null' || ',' || json_quote(NEW.role_id) || '],', '') ||
        iif(NULL IS NOT NEW.is_active, '"is_active":[' || 'null' || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER user_groups_change_update AFTER UPDATE ON user_groups BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'UserGroup', NEW.id, NEW.name, 'UPDATE', NEW.agency_id, NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.agency_id IS NOT NEW.agency_id, '"agency_id":[' || json_quote(OLD.agency_id) || ',' || json_quote(NEW.agency_id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NEW.description, '"description":[' || json_quote(OLD.description) || ',' || json_quote(NEW.description) || '],', '') ||
        iif(OLD.group_type IS NOT NEW.group_type, '"group_type":[' || json_quote(OLD.group_type) || ',' || json_quote(NEW.group_type) || '],', '') ||
        iif(OLD.role_id IS NOT NEW.role_id, '"role_id":[' || json_quote(OLD.role_id) || ',' || json_quote(NEW.role_id) || '],', '') ||
        iif(OLD.is_active IS NOT NEW.is_active, '"is_active":[' || json_quote(OLD.is_active) || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER user_groups_change_delete AFTER DELETE ON user_groups BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'UserGroup', OLD.id, OLD.name, 'DELETE', OLD.agency_id, OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.agency_id IS NOT NULL, '"agency_id":[' || json_quote(OLD.agency_id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NULL, '"description":[' || json_quote(OLD.description) || ',' || 'null' || '],', '') ||
        iif(OLD.group_type IS NOT NULL, '"group_type":[' || json_quote(OLD.group_type) || ',' || 'null' || '],', '') ||
        iif(OLD.role_id IS NOT NULL, '"role_id":[' || json_quote(OLD.role_id) || ',' || 'null' || '],', '') ||
        iif(OLD.is_active IS NOT NULL, '"is_active":[' || json_quote(OLD.is_active) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX user_group_members_unique_user_group_id_user_id ON user_group_members (user_group_id, user_id);

CREATE INDEX user_group_members_by_user_group_id ON user_group_members (user_group_id, id);

CREATE INDEX user_group_members_by_user_id ON user_group_members (user_id, id);

CREATE INDEX user_group_members_by_created_at ON user_group_members (created_at, id);

CREATE INDEX user_group_members_by_updated_at ON user_group_members (updated_at, id);

CREATE TRIGGER user_group_members_change_insert AFTER INSERT ON user_group_members BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'UserGroupMember', NEW.id, NEW.user_id, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.user_group_id, '"user_group_id":[' || 'null' || ',' || json_quote(NEW.user_group_id) || '],', '') ||
        iif(NULL IS NOT NEW.user_id, '"user_id":[' || 'null' || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(NULL IS NOT NEW.is_lead, '"is_lead":[' || 'null' || ',' || json_quote(NEW.is_lead) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER user_group_members_change_update AFTER UPDATE ON user_group_members BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'UserGroupMember', NEW.id, NEW.user_id, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.user_group_id IS NOT NEW.user_group_id, '"user_group_id":[' || json_quote(OLD.user_group_id) || ',' || json_quote(NEW.user_group_id) || '],', '') ||
        iif(OLD.user_id IS NOT NEW.user_id, '"user_id":[' || json_quote(OLD.user_id) || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(OLD.is_lead IS NOT NEW.is_lead, '"is_lead":[' || json_quote(OLD.is_lead) || ',' || json_quote(NEW.is_lead) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER user_group_members_change_delete AFTER DELETE ON user_group_members BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'UserGroupMember', OLD.id, OLD.user_id, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.user_group_id IS NOT NULL, '"user_group_id":[' || json_quote(OLD.user_group_id) || ',' || 'null' || '],', '') ||
        iif(OLD.user_id IS NOT NULL, '"user_id":[' || json_quote(OLD.user_id) || ',' || 'null' || '],', '') ||
        iif(OLD.is_lead IS NOT NULL, '"is_lead":[' || json_quote(OLD.is_lead) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
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
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ApiKey', NEW.id, NEW.name, 'CREATE', NEW.agency_id, NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.agency_id, '"agency_id":[' || 'null' || ',' || json_quote(NEW.agency_id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.user_id, '"user_id":[' || 'null' || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL IS NOT NEW.token_prefix, '"token_prefix":[' || 'null' || ',' || json_quote(NEW.token_prefix) || '],', '') ||
        iif(NULL IS NOT NEW.token_hash, '"token_hash":[' || 'null' || ',' || iif(NEW.token_hash IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.permissions, '"permissions":[' || 'null' || ',' || json_quote(NEW.permissions) || '],', '') ||
        iif(NULL IS NOT NEW.expires_at, '"expires_at":[' || 'null' || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(NULL IS NOT NEW.last_used_at, '"last_used_at":[' || 'null' || ',' || json_quote(NEW.last_used_at) || '],', '') ||
        iif(NULL IS NOT NEW.revoked_at, '"revoked_at":[' || 'null' || ',' || json_quote(NEW.revoked_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER api_keys_change_update AFTER UPDATE ON api_keys BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ApiKey', NEW.id, NEW.name, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, NEW.agency_id, NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.agency_id IS NOT NEW.agency_id, '"agency_id":[' || json_quote(OLD.agency_id) || ',' || json_quote(NEW.agency_id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.user_id IS NOT NEW.user_id, '"user_id":[' || json_quote(OLD.user_id) || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.token_prefix IS NOT NEW.token_prefix, '"token_prefix":[' || json_quote(OLD.token_prefix) || ',' || json_quote(NEW.token_prefix) || '],', '') ||
        iif(OLD.token_hash IS NOT NEW.token_hash, '"token_hash":[' || iif(OLD.token_hash IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.token_hash IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.permissions IS NOT NEW.permissions, '"permissions":[' || json_quote(OLD.permissions) || ',' || json_quote(NEW.permissions) || '],', '') ||
        iif(OLD.expires_at IS NOT NEW.expires_at, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(OLD.last_used_at IS NOT NEW.last_used_at, '"last_used_at":[' || json_quote(OLD.last_used_at) || ',' || json_quote(NEW.last_used_at) || '],', '') ||
        iif(OLD.revoked_at IS NOT NEW.revoked_at, '"revoked_at":[' || json_quote(OLD.revoked_at) || ',' || json_quote(NEW.revoked_at) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER api_keys_change_delete AFTER DELETE ON api_keys BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ApiKey', OLD.id, OLD.name, 'DELETE', OLD.agency_id, OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.agency_id IS NOT NULL, '"agency_id":[' || json_quote(OLD.agency_id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.user_id IS NOT NULL, '"user_id":[' || json_quote(OLD.user_id) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.token_prefix IS NOT NULL, '"token_prefix":[' || json_quote(OLD.token_prefix) || ',' || 'null' || '],', '') ||
        iif(OLD.token_hash IS NOT NULL, '"token_hash":[' || iif(OLD.token_hash IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.permissions IS NOT NULL, '"permissions":[' || json_quote(OLD.permissions) || ',' || 'null' || '],', '') ||
        iif(OLD.expires_at IS NOT NULL, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || 'null' || '],', '') ||
        iif(OLD.last_used_at IS NOT NULL, '"last_used_at":[' || json_quote(OLD.last_used_at) || ',' || 'null' || '],', '') ||
        iif(OLD.revoked_at IS NOT NULL, '"revoked_at":[' || json_quote(OLD.revoked_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX change_segments_unique_number ON change_segments (number);

CREATE UNIQUE INDEX change_segments_unique_last_change_id ON change_segments (last_change_id);

CREATE INDEX change_segments_by_created_at ON change_segments (created_at, id);

CREATE INDEX change_segments_by_updated_at ON change_segments (updated_at, id);

CREATE TRIGGER change_segments_change_insert AFTER INSERT ON change_segments BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ChangeSegment', NEW.id, NEW.hash, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.number, '"number":[' || 'null' || ',' || json_quote(NEW.number) || '],', '') ||
        iif(NULL IS NOT NEW.first_change_id, '"first_change_id":[' || 'null' || ',' || json_quote(NEW.first_change_id) || '],', '') ||
        iif(NULL IS NOT NEW.last_change_id, '"last_change_id":[' || 'null' || ',' || json_quote(NEW.last_change_id) || '],', '') ||
        iif(NULL IS NOT NEW.entry_count, '"entry_count":[' || 'null' || ',' || json_quote(NEW.entry_count) || '],', '') ||
        iif(NULL IS NOT NEW.previous_hash, '"previous_hash":[' || 'null' || ',' || json_quote(NEW.previous_hash) || '],', '') ||
        iif(NULL IS NOT NEW.hash, '"hash":[' || 'null' || ',' || json_quote(NEW.hash) || '],', '') ||
        iif(NULL IS NOT NEW.sealed_at, '"sealed_at":[' || 'null' || ',' || json_quote(NEW.sealed_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER change_segments_change_update AFTER UPDATE ON change_segments BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ChangeSegment', NEW.id, NEW.hash, 'UPDATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.number IS NOT NEW.number, '"number":[' || json_quote(OLD.number) || ',' || json_quote(NEW.number) || '],', '') ||
        iif(OLD.first_change_id IS NOT NEW.first_change_id, '"first_change_id":[' || json_quote(OLD.first_change_id) || ',' || json_quote(NEW.first_change_id) || '],', '') ||
        iif(OLD.last_change_id IS NOT NEW.last_change_id, '"last_change_id":[' || json_quote(OLD.last_change_id) || ',' || json_quote(NEW.last_change_id) || '],', '') ||
        iif(OLD.entry_count IS NOT NEW.entry_count, '"entry_count":[' || json_quote(OLD.entry_count) || ',' || json_quote(NEW.entry_count) || '],', '') ||
        iif(OLD.previous_hash IS NOT NEW.previous_hash, '"previous_hash":[' || json_quote(OLD.previous_hash) || ',' || json_quote(NEW.previous_hash) || '],', '') ||
        iif(OLD.hash IS NOT NEW.hash, '"hash":[' || json_quote(OLD.hash) || ',' || json_quote(NEW.hash) || '],', '') ||
        iif(OLD.sealed_at IS NOT NEW.sealed_at, '"sealed_at":[' || json_quote(OLD.sealed_at) || ',' || json_quote(NEW.sealed_at) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER change_segments_change_delete AFTER DELETE ON change_segments BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ChangeSegment', OLD.id, OLD.hash, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.number IS NOT NULL, '"number":[' || json_quote(OLD.number) || ',' || 'null' || '],', '') ||
        iif(OLD.first_change_id IS NOT NULL, '"first_change_id":[' || json_quote(OLD.first_change_id) || ',' || 'null' || '],', '') ||
        iif(OLD.last_change_id IS NOT NULL, '"last_change_id":[' || json_quote(OLD.last_change_id) || ',' || 'null' || '],', '') ||
        iif(OLD.entry_count IS NOT NULL, '"entry_count":[' || json_quote(OLD.entry_count) || ',' || 'null' || '],', '') ||
        iif(OLD.previous_hash IS NOT NULL, '"previous_hash":[' || json_quote(OLD.previous_hash) || ',' || 'null' || '],', '') ||
        iif(OLD.hash IS NOT NULL, '"hash":[' || json_quote(OLD.hash) || ',' || 'null' || '],', '') ||
        iif(OLD.sealed_at IS NOT NULL, '"sealed_at":[' || json_quote(OLD.sealed_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE INDEX encryption_keys_by_client_id ON encryption_keys (client_id, id);

CREATE INDEX encryption_keys_by_client_id_status ON encryption_keys (client_id, status, id);

CREATE INDEX encryption_keys_by_client_id_created_at ON encryption_keys (client_id, created_at, id);

CREATE INDEX encryption_keys_by_client_id_updated_at ON encryption_keys (client_id, updated_at, id);

CREATE INDEX encryption_keys_by_entity_type_entity_id_field_name ON encryption_keys (entity_type, entity_id, field_name, id);

CREATE TRIGGER encryption_keys_change_insert AFTER INSERT ON encryption_keys BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'EncryptionKey', NEW.id, NEW.algorithm, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.entity_type, '"entity_type":[' || 'null' || ',' || json_quote(NEW.entity_type) || '],', '') ||
        iif(NULL IS NOT NEW.entity_id, '"entity_id":[' || 'null' || ',' || json_quote(NEW.entity_id) || '],', '') ||
        iif(NULL IS NOT NEW.field_name, '"field_name":[' || 'null' || ',' || json_quote(NEW.field_name) || '],', '') ||
        iif(NULL IS NOT NEW.encrypted_value, '"encrypted_value":[' || 'null' || ',' || iif(NEW.encrypted_value IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.encryption_key, '"encryption_key":[' || 'null' || ',' || json_quote(NEW.encryption_key) || '],', '') ||
        iif(NULL IS NOT NEW.algorithm, '"algorithm":[' || 'null' || ',' || json_quote(NEW.algorithm) || '],', '') ||
        iif(NULL IS NOT NEW.iv, '"iv":[' || 'null' || ',' || iif(NEW.iv IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.tag, '"tag":[' || 'null' || ',' || iif(NEW.tag IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.status, '"status":[' || 'null' || ',' || json_quote(NEW.status) || '],', '') ||
        iif(NULL IS NOT NEW.retired_at, '"retired_at":[' || 'null' || ',' || json_quote(NEW.retired_at) || '],', '') ||
        iif(NULL IS NOT NEW.destroyed_at, '"destroyed_at":[' || 'null' || ',' || json_quote(NEW.destroyed_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER encryption_keys_change_update AFTER UPDATE ON encryption_keys BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'EncryptionKey', NEW.id, NEW.algorithm, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.entity_type IS NOT NEW.entity_type, '"entity_type":[' || json_quote(OLD.entity_type) || ',' || json_quote(NEW.entity_type) || '],', '') ||
        iif(OLD.entity_id IS NOT NEW.entity_id, '"entity_id":[' || json_quote(OLD.entity_id) || ',' || json_quote(NEW.entity_id) || '],', '') ||
        iif(OLD.field_name IS NOT NEW.field_name, '"field_name":[' || json_quote(OLD.field_name) || ',' || json_quote(NEW.field_name) || '],', '') ||
        iif(OLD.encrypted_value IS NOT NEW.encrypted_value, '"encrypted_value":[' || iif(OLD.encrypted_value IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.encrypted_value IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.encryption_key IS NOT NEW.encryption_key, '"encryption_key":[' || json_quote(OLD.encryption_key) || ',' || json_quote(NEW.encryption_key) || '],', '') ||
        iif(OLD.algorithm IS NOT NEW.algorithm, '"algorithm":[' || json_quote(OLD.algorithm) || ',' || json_quote(NEW.algorithm) || '],', '') ||
        iif(OLD.iv IS NOT NEW.iv, '"iv":[' || iif(OLD.iv IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.iv IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.tag IS NOT NEW.tag, '"tag":[' || iif(OLD.tag IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.tag IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.status IS NOT NEW.status, '"status":[' || json_quote(OLD.status) || ',' || json_quote(NEW.status) || '],', '') ||
        iif(OLD.retired_at IS NOT NEW.retired_at, '"retired_at":[' || json_quote(OLD.retired_at) || ',' || json_quote(NEW.retired_at) || '],', '') ||
        iif(OLD.destroyed_at IS NOT NEW.destroyed_at, '"destroyed_at":[' || json_quote(OLD.destroyed_at) || ',' || json_quote(NEW.destroyed_at) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER encryption_keys_change_delete AFTER DELETE ON encryption_keys BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'EncryptionKey', OLD.id, OLD.algorithm, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.entity_type IS NOT NULL, '"entity_type":[' || json_quote(OLD.entity_type) || ',' || 'null' || '],', '') ||
        iif(OLD.entity_id IS NOT NULL, '"entity_id":[' || json_quote(OLD.entity_id) || ',' || 'null' || '],', '') ||
        iif(OLD.field_name IS NOT NULL, '"field_name":[' || json_quote(OLD.field_name) || ',' || 'null' || '],', '') ||
        iif(OLD.encrypted_value IS NOT NULL, '"encrypted_value":[' || iif(OLD.encrypted_value IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.encryption_key IS NOT NULL, '"encryption_key":[' || json_quote(OLD.encryption_key) || ',' || 'null' || '],', '') ||
        iif(OLD.algorithm IS NOT NULL, '"algorithm":[' || json_quote(OLD.algorithm) || ',' || 'null' || '],', '') ||
        iif(OLD.iv IS NOT NULL, '"iv":[' || iif(OLD.iv IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.tag IS NOT NULL, '"tag":[' || iif(OLD.tag IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.status IS NOT NULL, '"status":[' || json_quote(OLD.status) || ',' || 'null' || '],', '') ||
        iif(OLD.retired_at IS NOT NULL, '"retired_at":[' || json_quote(OLD.retired_at) || ',' || 'null' || '],', '') ||
        iif(OLD.destroyed_at IS NOT NULL, '"destroyed_at":[' || json_quote(OLD.destroyed_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE INDEX consent_records_by_client_id ON consent_records (client_id, id);

CREATE INDEX consent_records_by_contact_id ON consent_records (contact_id, id);

CREATE INDEX consent_records_by_client_id_purpose ON consent_records (client_id, purpose, id);

CREATE INDEX consent_records_by_client_id_status ON consent_records (client_id, status, id);

CREATE INDEX consent_records_by_client_id_given_at ON consent_records (client_id, given_at, id);

CREATE INDEX consent_records_by_client_id_expires_at ON consent_records (client_id, expires_at, id);

CREATE INDEX consent_records_by_client_id_created_at ON consent_records (client_id, created_at, id);

CREATE INDEX consent_records_by_client_id_updated_at ON consent_records (client_id, updated_at, id);

CREATE INDEX consent_records_by_contact_id_purpose_given_at ON consent_records (contact_id, purpose, given_at, id);

CREATE TRIGGER consent_records_change_insert AFTER INSERT ON consent_records BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ConsentRecord', NEW.id, NEW.purpose, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.contact_id, '"contact_id":[' || 'null' || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(NULL IS NOT NEW.purpose, '"purpose":[' || 'null' || ',' || json_quote(NEW.purpose) || '],', '') ||
        iif(NULL IS NOT NEW.legal_basis, '"legal_basis":[' || 'null' || ',' || json_quote(NEW.legal_basis) || '],', '') ||
        iif(NULL IS NOT NEW.status, '"status":[' || 'null' || ',' || json_quote(NEW.status) || '],', '') ||
        iif(NULL IS NOT NEW.given_at, '"given_at":[' || 'null' || ',' || json_quote(NEW.given_at) || '],', '') ||
        iif(NULL IS NOT NEW.withdrawn_at, '"withdrawn_at":[' || 'null' || ',' || json_quote(NEW.withdrawn_at) || '],', '') ||
        iif(NULL IS NOT NEW.expires_at, '"expires_at":[' || 'null' || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.source, '"source":[' || 'null' || ',' || json_quote(NEW.source) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.wording, '"wording":[' || 'null' || ',' || json_quote(NEW.wording) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.policy_version, '"policy_version":[' || 'null' || ',' || json_quote(NEW.policy_version) || '],', '') ||
        iif(NULL IS NOT NEW.ip_address, '"ip_address":[' || 'null' || ',' || json_quote(NEW.ip_address) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.user_agent, '"user_agent":[' || 'null' || ',' || json_quote(NEW.user_agent) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER consent_records_change_update AFTER UPDATE ON consent_records BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ConsentRecord', NEW.id, NEW.purpose, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.contact_id IS NOT NEW.contact_id, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(OLD.purpose IS NOT NEW.purpose, '"purpose":[' || json_quote(OLD.purpose) || ',' || json_quote(NEW.purpose) || '],', '') ||
        iif(OLD.legal_basis IS NOT NEW.legal_basis, '"legal_basis":[' || json_quote(OLD.legal_basis) || ',' || json_quote(NEW.legal_basis) || '],', '') ||
        iif(OLD.status IS NOT NEW.status, '"status":[' || json_quote(OLD.status) || ',' || json_quote(NEW.status) || '],', '') ||
        iif(OLD.given_at IS NOT NEW.given_at, '"given_at":[' || json_quote(OLD.given_at) || ',' || json_quote(NEW.given_at) || '],', '') ||
        iif(OLD.withdrawn_at IS NOT NEW.withdrawn_at, '"withdrawn_at":[' || json_quote(OLD.withdrawn_at) || ',' || json_quote(NEW.withdrawn_at) || '],', '') ||
        iif(OLD.expires_at IS NOT NEW.expires_at, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(OLD.source COLLATE BINARY IS NOT NEW.source, '"source":[' || json_quote(OLD.source) || ',' || json_quote(NEW.source) || '],', '') ||
        iif(OLD.wording COLLATE BINARY IS NOT NEW.wording, '"wording":[' || json_quote(OLD.wording) || ',' || json_quote(NEW.wording) || '],', '') ||
        iif(OLD.policy_version COLLATE BINARY IS NOT NEW.policy_version, '"policy_version":[' || json_quote(OLD.policy_version) || ',' || json_quote(NEW.policy_version) || '],', '') ||
        iif(OLD.ip_address IS NOT NEW.ip_address, '"ip_address":[' || json_quote(OLD.ip_address) || ',' || json_quote(NEW.ip_address) || '],', '') ||
        iif(OLD.user_agent COLLATE BINARY IS NOT NEW.user_agent, '"user_agent":[' || json_quote(OLD.user_agent) || ',' || json_quote(NEW.user_agent) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER consent_records_change_delete AFTER DELETE ON consent_records BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ConsentRecord', OLD.id, OLD.purpose, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.contact_id IS NOT NULL, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || 'null' || '],', '') ||
        iif(OLD.purpose IS NOT NULL, '"purpose":[' || json_quote(OLD.purpose) || ',' || 'null' || '],', '') ||
        iif(OLD.legal_basis IS NOT NULL, '"legal_basis":[' || json_quote(OLD.legal_basis) || ',' || 'null' || '],', '') ||
        iif(OLD.status IS NOT NULL, '"status":[' || json_quote(OLD.status) || ',' || 'null' || '],', '') ||
        iif(OLD.given_at IS NOT NULL, '"given_at":[' || json_quote(OLD.given_at) || ',' || 'null' || '],', '') ||
        iif(OLD.withdrawn_at IS NOT NULL, '"withdrawn_at":[' || json_quote(OLD.withdrawn_at) || ',' || 'null' || '],', '') ||
        iif(OLD.expires_at IS NOT NULL, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || 'null' || '],', '') ||
        iif(OLD.source COLLATE BINARY IS NOT NULL, '"source":[' || json_quote(OLD.source) || ',' || 'null' || '],', '') ||
        iif(OLD.wording COLLATE BINARY IS NOT NULL, '"wording":[' || json_quote(OLD.wording) || ',' || 'null' || '],', '') ||
        iif(OLD.policy_version COLLATE BINARY IS NOT NULL, '"policy_version":[' || json_quote(OLD.policy_version) || ',' || 'null' || '],', '') ||
        iif(OLD.ip_address IS NOT NULL, '"ip_address":[' || json_quote(OLD.ip_address) || ',' || 'null' || '],', '') ||
        iif(OLD.user_agent COLLATE BINARY IS NOT NULL, '"user_agent":[' || json_quote(OLD.user_agent) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
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

CREATE TRIGGER data_subject_requests_change_insert AFTER INSERT ON data_subject_requests BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'DataSubjectRequest', NEW.id, NEW.email, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.contact_id, '"contact_id":[' || 'null' || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.email, '"email":[' || 'null' || ',' || json_quote(NEW.email) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL IS NOT NEW.request_type, '"request_type":[' || 'null' || ',' || json_quote(NEW.request_type) || '],', '') ||
        iif(NULL IS NOT NEW.status, '"status":[' || 'null' || ',' || json_quote(NEW.status) || '],', '') ||
        iif(NULL IS NOT NEW.received_at, '"received_at":[' || 'null' || ',' || json_quote(NEW.received_at) || '],', '') ||
        iif(NULL IS NOT NEW.due_at, '"due_at":[' || 'null' || ',' || json_quote(NEW.due_at) || '],', '') ||
        iif(NULL IS NOT NEW.completed_at, '"completed_at":[' || 'null' || ',' || json_quote(NEW.completed_at) || '],', '') ||
        iif(NULL IS NOT NEW.owner_id, '"owner_id":[' || 'null' || ',' || json_quote(NEW.owner_id) || '],', '') ||
        iif(NULL IS NOT NEW.verification_note, '"verification_note":[' || 'null' || ',' || iif(NEW.verification_note IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.response, '"response":[' || 'null' || ',' || json_quote(NEW.response) || '],', '') ||
        iif(NULL IS NOT NEW.export_file_id, '"export_file_id":[' || 'null' || ',' || json_quote(NEW.export_file_id) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER data_subject_requests_change_update AFTER UPDATE ON data_subject_requests BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'DataSubjectRequest', NEW.id, NEW.email, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' WHEN OLD.owner_id IS NOT NEW.owner_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.contact_id IS NOT NEW.contact_id, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NEW.email, '"email":[' || json_quote(OLD.email) || ',' || json_quote(NEW.email) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.request_type IS NOT NEW.request_type, '"request_type":[' || json_quote(OLD.request_type) || ',' || json_quote(NEW.request_type) || '],', '') ||
        iif(OLD.status IS NOT NEW.status, '"status":[' || json_quote(OLD.status) || ',' || json_quote(NEW.status) || '],', '') ||
        iif(OLD.received_at IS NOT NEW.received_at, '"received_at":[' || json_quote(OLD.received_at) || ',' || json_quote(NEW.received_at) || '],', '') ||
        iif(OLD.due_at IS NOT NEW.due_at, '"due_at":[' || json_quote(OLD.due_at) || ',' || json_quote(NEW.due_at) || '],', '') ||
        iif(OLD.completed_at IS NOT NEW.completed_at, '"completed_at":[' || json_quote(OLD.completed_at) || ',' || json_quote(NEW.completed_at) || '],', '') ||
        iif(OLD.owner_id IS NOT NEW.owner_id, '"owner_id":[' || json_quote(OLD.owner_id) || ',' || json_quote(NEW.owner_id) || '],', '') ||
        iif(OLD.verification_note IS NOT NEW.verification_note, '"verification_note":[' || iif(OLD.verification_note IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.verification_note IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.response COLLATE BINARY IS NOT NEW.response, '"response":[' || json_quote(OLD.response) || ',' || json_quote(NEW.response) || '],', '') ||
        iif(OLD.export_file_id IS NOT NEW.export_file_id, '"export_file_id":[' || json_quote(OLD.export_file_id) || ',' || json_quote(NEW.export_file_id) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER data_subject_requests_change_delete AFTER DELETE ON data_subject_requests BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'DataSubjectRequest', OLD.id, OLD.email, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.contact_id IS NOT NULL, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || 'null' || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NULL, '"email":[' || json_quote(OLD.email) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.request_type IS NOT NULL, '"request_type":[' || json_quote(OLD.request_type) || ',' || 'null' || '],', '') ||
        iif(OLD.status IS NOT NULL, '"status":[' || json_quote(OLD.status) || ',' || 'null' || '],', '') ||
        iif(OLD.received_at IS NOT NULL, '"received_at":[' || json_quote(OLD.received_at) || ',' || 'null' || '],', '') ||
        iif(OLD.due_at IS NOT NULL, '"due_at":[' || json_quote(OLD.due_at) || ',' || 'null' || '],', '') ||
        iif(OLD.completed_at IS NOT NULL, '"completed_at":[' || json_quote(OLD.completed_at) || ',' || 'null' || '],', '') ||
        iif(OLD.owner_id IS NOT NULL, '"owner_id":[' || json_quote(OLD.owner_id) || ',' || 'null' || '],', '') ||
        iif(OLD.verification_note IS NOT NULL, '"verification_note":[' || iif(OLD.verification_note IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.response COLLATE BINARY IS NOT NULL, '"response":[' || json_quote(OLD.response) || ',' || 'null' || '],', '') ||
        iif(OLD.export_file_id IS NOT NULL, '"export_file_id":[' || json_quote(OLD.export_file_id) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX signed_links_unique_token_hash ON signed_links (token_hash);

CREATE INDEX signed_links_by_purpose ON signed_links (purpose, id);

CREATE INDEX signed_links_by_user_id ON signed_links (user_id, id);

CREATE INDEX signed_links_by_expires_at ON signed_links (expires_at, id);

CREATE INDEX signed_links_by_created_at ON signed_links (created_at, id);

CREATE INDEX signed_links_by_updated_at ON signed_links (updated_at, id);

CREATE TRIGGER signed_links_change_insert AFTER INSERT ON signed_links BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'SignedLink', NEW.id, NEW.email, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.purpose, '"purpose":[' || 'null' || ',' || json_quote(NEW.purpose) || '],', '') ||
        iif(NULL IS NOT NEW.user_id, '"user_id":[' || 'null' || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.email, '"email":[' || 'null' || ',' || json_quote(NEW.email) || '],', '') ||
        iif(NULL IS NOT NEW.token_hash, '"token_hash":[' || 'null' || ',' || iif(NEW.token_hash IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.expires_at, '"expires_at":[' || 'null' || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(NULL IS NOT NEW.used_at, '"used_at":[' || 'null' || ',' || json_quote(NEW.used_at) || '],', '') ||
        iif(NULL IS NOT NEW.revoked_at, '"revoked_at":[' || 'null' || ',' || json_quote(NEW.revoked_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER signed_links_change_update AFTER UPDATE ON signed_links BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'SignedLink', NEW.id, NEW.email, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.purpose IS NOT NEW.purpose, '"purpose":[' || json_quote(OLD.purpose) || ',' || json_quote(NEW.purpose) || '],', '') ||
        iif(OLD.user_id IS NOT NEW.user_id, '"user_id":[' || json_quote(OLD.user_id) || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NEW.email, '"email":[' || json_quote(OLD.email) || ',' || json_quote(NEW.email) || '],', '') ||
        iif(OLD.token_hash IS NOT NEW.token_hash, '"token_hash":[' || iif(OLD.token_hash IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.token_hash IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.expires_at IS NOT NEW.expires_at, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(OLD.used_at IS NOT NEW.used_at, '"used_at":[' || json_quote(OLD.used_at) || ',' || json_quote(NEW.used_at) || '],', '') ||
        iif(OLD.revoked_at IS NOT NEW.revoked_at, '"revoked_at":[' || json_quote(OLD.revoked_at) || ',' || json_quote(NEW.revoked_at) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER signed_links_change_delete AFTER DELETE ON signed_links BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'SignedLink', OLD.id, OLD.email, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.purpose IS NOT NULL, '"purpose":[' || json_quote(OLD.purpose) || ',' || 'null' || '],', '') ||
        iif(OLD.user_id IS NOT NULL, '"user_id":[' || json_quote(OLD.user_id) || ',' || 'null' || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NULL, '"email":[' || json_quote(OLD.email) || ',' || 'null' || '],', '') ||
        iif(OLD.token_hash IS NOT NULL, '"token_hash":[' || iif(OLD.token_hash IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.expires_at IS NOT NULL, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || 'null' || '],', '') ||
        iif(OLD.used_at IS NOT NULL, '"used_at":[' || json_quote(OLD.used_at) || ',' || 'null' || '],', '') ||
        iif(OLD.revoked_at IS NOT NULL, '"revoked_at":[' || json_quote(OLD.revoked_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE INDEX outbox_messages_by_client_id ON outbox_messages (client_id, id);

CREATE INDEX outbox_messages_by_client_id_recipient ON outbox_messages (client_id, recipient, id);

CREATE INDEX outbox_messages_by_client_id_status ON outbox_messages (client_id, status, id);

CREATE INDEX outbox_messages_by_client_id_created_at ON outbox_messages (client_id, created_at, id);

CREATE INDEX outbox_messages_by_client_id_updated_at ON outbox_messages (client_id, updated_at, id);

CREATE INDEX outbox_messages_by_status_next_attempt_at ON outbox_messages (status, next_attempt_at, id);

CREATE TRIGGER outbox_messages_change_insert AFTER INSERT ON outbox_messages BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'OutboxMessage', NEW.id, NEW.subject, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.channel, '"channel":[' || 'null' || ',' || json_quote(NEW.channel) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.recipient, '"recipient":[' || 'null' || ',' || json_quote(NEW.recipient) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.subject, '"subject":[' || 'null' || ',' || json_quote(NEW.subject) || '],', '') ||
        iif(NULL IS NOT NEW.body, '"body":[' || 'null' || ',' || iif(NEW.body IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.status, '"status":[' || 'null' || ',' || json_quote(NEW.status) || '],', '') ||
        iif(NULL IS NOT NEW.attempts, '"attempts":[' || 'null' || ',' || json_quote(NEW.attempts) || '],', '') ||
        iif(NULL IS NOT NEW.next_attempt_at, '"next_attempt_at":[' || 'null' || ',' || json_quote(NEW.next_attempt_at) || '],', '') ||
        iif(NULL IS NOT NEW.sent_at, '"sent_at":[' || 'null' || ',' || json_quote(NEW.sent_at) || '],', '') ||
        iif(NULL IS NOT NEW.provider_id, '"provider_id":[' || 'null' || ',' || json_quote(NEW.provider_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.last_error, '"last_error":[' || 'null' || ',' || json_quote(NEW.last_error) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER outbox_messages_change_update AFTER UPDATE ON outbox_messages BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'OutboxMessage', NEW.id, NEW.subject, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.channel IS NOT NEW.channel, '"channel":[' || json_quote(OLD.channel) || ',' || json_quote(NEW.channel) || '],', '') ||
        iif(OLD.recipient COLLATE BINARY IS NOT NEW.recipient, '"recipient":[' || json_quote(OLD.recipient) || ',' || json_quote(NEW.recipient) || '],', '') ||
        iif(OLD.subject COLLATE BINARY IS NOT NEW.subject, '"subject":[' || json_quote(OLD.subject) || ',' || json_quote(NEW.subject) || '],', '') ||
        iif(OLD.body IS NOT NEW.body, '"body":[' || iif(OLD.body IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.body IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.status IS NOT NEW.status, '"status":[' || json_quote(OLD.status) || ',' || json_quote(NEW.status) || '],', '') ||
        iif(OLD.attempts IS NOT NEW.attempts, '"attempts":[' || json_quote(OLD.attempts) || ',' || json_quote(NEW.attempts) || '],', '') ||
        iif(OLD.next_attempt_at IS NOT NEW.next_attempt_at, '"next_attempt_at":[' || json_quote(OLD.next_attempt_at) || ',' || json_quote(NEW.next_attempt_at) || '],', '') ||
        iif(OLD.sent_at IS NOT NEW.sent_at, '"sent_at":[' || json_quote(OLD.sent_at) || ',' || json_quote(NEW.sent_at) || '],', '') ||
        iif(OLD.provider_id IS NOT NEW.provider_id, '"provider_id":[' || json_quote(OLD.provider_id) || ',' || json_quote(NEW.provider_id) || '],', '') ||
        iif(OLD.last_error COLLATE BINARY IS NOT NEW.last_error, '"last_error":[' || json_quote(OLD.last_error) || ',' || json_quote(NEW.last_error) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER outbox_messages_change_delete AFTER DELETE ON outbox_messages BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'OutboxMessage', OLD.id, OLD.subject, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.channel IS NOT NULL, '"channel":[' || json_quote(OLD.channel) || ',' || 'null' || '],', '') ||
        iif(OLD.recipient COLLATE BINARY IS NOT NULL, '"recipient":[' || json_quote(OLD.recipient) || ',' || 'null' || '],', '') ||
        iif(OLD.subject COLLATE BINARY IS NOT NULL, '"subject":[' || json_quote(OLD.subject) || ',' || 'null' || '],', '') ||
        iif(OLD.body IS NOT NULL, '"body":[' || iif(OLD.body IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.status IS NOT NULL, '"status":[' || json_quote(OLD.status) || ',' || 'null' || '],', '') ||
        iif(OLD.attempts IS NOT NULL, '"attempts":[' || json_quote(OLD.attempts) || ',' || 'null' || '],', '') ||
        iif(OLD.next_attempt_at IS NOT NULL, '"next_attempt_at":[' || json_quote(OLD.next_attempt_at) || ',' || 'null' || '],', '') ||
        iif(OLD.sent_at IS NOT NULL, '"sent_at":[' || json_quote(OLD.sent_at) || ',' || 'null' || '],', '') ||
        iif(OLD.provider_id IS NOT NULL, '"provider_id":[' || json_quote(OLD.provider_id) || ',' || 'null' || '],', '') ||
        iif(OLD.last_error COLLATE BINARY IS NOT NULL, '"last_error":[' || json_quote(OLD.last_error) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
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

CREATE VIRTUAL TABLE contacts_search USING fts5 (name, first_name, last_name, email, phone, company_name, client_id, content = 'contacts', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', detail = 'column');

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
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Contact', NEW.id, NEW.display_name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.location_id, '"location_id":[' || 'null' || ',' || json_quote(NEW.location_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.salutation, '"salutation":[' || 'null' || ',' || json_quote(NEW.salutation) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.first_name, '"first_name":[' || 'null' || ',' || json_quote(NEW.first_name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.middle_name, '"middle_name":[' || 'null' || ',' || json_quote(NEW.middle_name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.last_name, '"last_name":[' || 'null' || ',' || json_quote(NEW.last_name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.preferred_name, '"preferred_name":[' || 'null' || ',' || json_quote(NEW.preferred_name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.email, '"email":[' || 'null' || ',' || json_quote(NEW.email) || '],', '') ||
        iif(NULL IS NOT NEW.email_verified, '"email_verified":[' || 'null' || ',' || json_quote(NEW.email_verified) || '],', '') ||
        iif(NULL IS NOT NEW.phone, '"phone":[' || 'null' || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(NULL IS NOT NEW.mobile, '"mobile":[' || 'null' || ',' || json_quote(NEW.mobile) || '],', '') ||
        iif(NULL IS NOT NEW.work_phone, '"work_phone":[' || 'null' || ',' || json_quote(NEW.work_phone) || '],', '') ||
        iif(NULL IS NOT NEW.fax, '"fax":[' || 'null' || ',' || json_quote(NEW.fax) || '],', '') ||
        iif(NULL IS NOT NEW.website, '"website":[' || 'null' || ',' || json_quote(NEW.website) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.job_title, '"job_title":[' || 'null' || ',' || json_quote(NEW.job_title) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.department, '"department":[' || 'null' || ',' || json_quote(NEW.department) || '],', '') ||
        iif(NULL IS NOT NEW.is_decision_maker, '"is_decision_maker":[' || 'null' || ',' || json_quote(NEW.is_decision_maker) || '],', '') ||
        iif(NULL IS NOT NEW.company_id, '"company_id":[' || 'null' || ',' || json_quote(NEW.company_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.company_name, '"company_name":[' || 'null' || ',' || json_quote(NEW.company_name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.linked_in, '"linked_in":[' || 'null' || ',' || json_quote(NEW.linked_in) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.twitter, '"twitter":[' || 'null' || ',' || json_quote(NEW.twitter) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.instagram, '"instagram":[' || 'null' || ',' || json_quote(NEW.instagram) || '],', '') ||
        iif(NULL IS NOT NEW.social_profiles, '"social_profiles":[' || 'null' || ',' || json_quote(NEW.social_profiles) || '],', '') ||
        iif(NULL IS NOT NEW.avatar_url, '"avatar_url":[' || 'null' || ',' || json_quote(NEW.avatar_url) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.address_line1, '"address_line1":[' || 'null' || ',' || json_quote(NEW.address_line1) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.address_line2, '"address_line2":[' || 'null' || ',' || json_quote(NEW.address_line2) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.city, '"city":[' || 'null' || ',' || json_quote(NEW.city) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.state, '"state":[' || 'null' || ',' || json_quote(NEW.state) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.postal_code, '"postal_code":[' || 'null' || ',' || json_quote(NEW.postal_code) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.country, '"country":[' || 'null' || ',' || json_quote(NEW.country) || '],', '') ||
        iif(NULL IS NOT NEW.latitude, '"latitude":[' || 'null' || ',' || json_quote(NEW.latitude) || '],', '') ||
        iif(NULL IS NOT NEW.longitude, '"longitude":[' || 'null' || ',' || json_quote(NEW.longitude) || '],', '') ||
        iif(NULL IS NOT NEW.timezone, '"timezone":[' || 'null' || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.language, '"language":[' || 'null' || ',' || json_quote(NEW.language) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.gender, '"gender":[' || 'null' || ',' || json_quote(NEW.gender) || '],', '') ||
        iif(NULL IS NOT NEW.birthday, '"birthday":[' || 'null' || ',' || json_quote(NEW.birthday) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.spouse_name, '"spouse_name":[' || 'null' || ',' || json_quote(NEW.spouse_name) || '],', '') ||
        iif(NULL IS NOT NEW.children_names, '"children_names":[' || 'null' || ',' || json_quote(NEW.children_names) || '],', '') ||
        iif(NULL IS NOT NEW.contact_type, '"contact_type":[' || 'null' || ',' || json_quote(NEW.contact_type) || '],', '') ||
        iif(NULL IS NOT NEW.status, '"status":[' || 'null' || ',' || json_quote(NEW.status) || '],', '') ||
        iif(NULL IS NOT NEW.lead_source, '"lead_source":[' || 'null' || ',' || json_quote(NEW.lead_source) || '],', '') ||
        iif(NULL IS NOT NEW.lead_status, '"lead_status":[' || 'null' || ',' || json_quote(NEW.lead_status) || '],', '') ||
        iif(NULL IS NOT NEW.lead_score, '"lead_score":[' || 'null' || ',' || json_quote(NEW.lead_score) || '],', '') ||
        iif(NULL IS NOT NEW.lead_heat, '"lead_heat":[' || 'null' || ',' || json_quote(NEW.lead_heat) || '],', '') ||
        iif(NULL IS NOT NEW.engagement_score, '"engagement_score":[' || 'null' || ',' || json_quote(NEW.engagement_score) || '],', '') ||
        iif(NULL IS NOT NEW.last_score_update, '"last_score_update":[' || 'null' || ',' || json_quote(NEW.last_score_update) || '],', '') ||
        iif(NULL IS NOT NEW.estimated_value, '"estimated_value":[' || 'null' || ',' || json_quote(NEW.estimated_value) || '],', '') ||
        iif(NULL IS NOT NEW.currency, '"currency":[' || 'null' || ',' || json_quote(NEW.currency) || '],', '') ||
        iif(NULL IS NOT NEW.tags, '"tags":[' || 'null' || ',' || json_quote(NEW.tags) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.notes, '"notes":[' || 'null' || ',' || json_quote(NEW.notes) || '],', '') ||
        iif(NULL IS NOT NEW.preferences, '"preferences":[' || 'null' || ',' || json_quote(NEW.preferences) || '],', '') ||
        iif(NULL IS NOT NEW.owner_id, '"owner_id":[' || 'null' || ',' || json_quote(NEW.owner_id) || '],', '') ||
        iif(NULL IS NOT NEW.marketing_consent, '"marketing_consent":[' || 'null' || ',' || json_quote(NEW.marketing_consent) || '],', '') ||
        iif(NULL IS NOT NEW.marketing_consent_date, '"marketing_consent_date":[' || 'null' || ',' || json_quote(NEW.marketing_consent_date) || '],', '') ||
        iif(NULL IS NOT NEW.data_processing_consent, '"data_processing_consent":[' || 'null' || ',' || json_quote(NEW.data_processing_consent) || '],', '') ||
        iif(NULL IS NOT NEW.email_opt_out, '"email_opt_out":[' || 'null' || ',' || json_quote(NEW.email_opt_out) || '],', '') ||
        iif(NULL IS NOT NEW.do_not_call, '"do_not_call":[' || 'null' || ',' || json_quote(NEW.do_not_call) || '],', '') ||
        iif(NULL IS NOT NEW.is_active, '"is_active":[' || 'null' || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(NULL IS NOT NEW.last_contacted_at, '"last_contacted_at":[' || 'null' || ',' || json_quote(NEW.last_contacted_at) || '],', '') ||
        iif(NULL IS NOT NEW.last_activity_date, '"last_activity_date":[' || 'null' || ',' || json_quote(NEW.last_activity_date) || '],', '') ||
        iif(NULL IS NOT NEW.external_id, '"external_id":[' || 'null' || ',' || json_quote(NEW.external_id) || '],', '') ||
        iif(NULL IS NOT NEW.custom_fields, '"custom_fields":[' || 'null' || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER contacts_change_update AFTER UPDATE ON contacts BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Contact', NEW.id, NEW.display_name, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' WHEN OLD.owner_id IS NOT NEW.owner_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.location_id IS NOT NEW.location_id, '"location_id":[' || json_quote(OLD.location_id) || ',' || json_quote(NEW.location_id) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.salutation COLLATE BINARY IS NOT NEW.salutation, '"salutation":[' || json_quote(OLD.salutation) || ',' || json_quote(NEW.salutation) || '],', '') ||
        iif(OLD.first_name COLLATE BINARY IS NOT NEW.first_name, '"first_name":[' || json_quote(OLD.first_name) || ',' || json_quote(NEW.first_name) || '],', '') ||
        iif(OLD.middle_name COLLATE BINARY IS NOT NEW.middle_name, '"middle_name":[' || json_quote(OLD.middle_name) || ',' || json_quote(NEW.middle_name) || '],', '') ||
        iif(OLD.last_name COLLATE BINARY IS NOT NEW.last_name, '"last_name":[' || json_quote(OLD.last_name) || ',' || json_quote(NEW.last_name) || '],', '') ||
        iif(OLD.preferred_name COLLATE BINARY IS NOT NEW.preferred_name, '"preferred_name":[' || json_quote(OLD.preferred_name) || ',' || json_quote(NEW.preferred_name) || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NEW.email, '"email":[' || json_quote(OLD.email) || ',' || json_quote(NEW.email) || '],', '') ||
        iif(OLD.email_verified IS NOT NEW.email_verified, '"email_verified":[' || json_quote(OLD.email_verified) || ',' || json_quote(NEW.email_verified) || '],', '') ||
        iif(OLD.phone IS NOT NEW.phone, '"phone":[' || json_quote(OLD.phone) || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(OLD.mobile IS NOT NEW.mobile, '"mobile":[' || json_quote(OLD.mobile) || ',' || json_quote(NEW.mobile) || '],', '') ||
        iif(OLD.work_phone IS NOT NEW.work_phone, '"work_phone":[' || json_quote(OLD.work_phone) || ',' || json_quote(NEW.work_phone) || '],', '') ||
        iif(OLD.fax IS NOT NEW.fax, '"fax":[' || json_quote(OLD.fax) || ',' || json_quote(NEW.fax) || '],', '') ||
        iif(OLD.website IS NOT NEW.website, '"website":[' || json_quote(OLD.website) || ',' || json_quote(NEW.website) || '],', '') ||
        iif(OLD.job_title COLLATE BINARY IS NOT NEW.job_title, '"job_title":[' || json_quote(OLD.job_title) || ',' || json_quote(NEW.job_title) || '],', '') ||
        iif(OLD.department COLLATE BINARY IS NOT NEW.department, '"department":[' || json_quote(OLD.department) || ',' || json_quote(NEW.department) || '],', '') ||
        iif(OLD.is_decision_maker IS NOT NEW.is_decision_maker, '"is_decision_maker":[' || json_quote(OLD.is_decision_maker) || ',' || json_quote(NEW.is_decision_maker) || '],', '') ||
        iif(OLD.company_id IS NOT NEW.company_id, '"company_id":[' || json_quote(OLD.company_id) || ',' || json_quote(NEW.company_id) || '],', '') ||
        iif(OLD.company_name COLLATE BINARY IS NOT NEW.company_name, '"company_name":[' || json_quote(OLD.company_name) || ',' || json_quote(NEW.company_name) || '],', '') ||
        iif(OLD.linked_in COLLATE BINARY IS NOT NEW.linked_in, '"linked_in":[' || json_quote(OLD.linked_in) || ',' || json_quote(NEW.linked_in) || '],', '') ||
        iif(OLD.twitter COLLATE BINARY IS NOT NEW.twitter, '"twitter":[' || json_quote(OLD.twitter) || ',' || json_quote(NEW.twitter) || '],', '') ||
        iif(OLD.instagram COLLATE BINARY IS NOT NEW.instagram, '"instagram":[' || json_quote(OLD.instagram) || ',' || json_quote(NEW.instagram) || '],', '') ||
        iif(OLD.social_profiles IS NOT NEW.social_profiles, '"social_profiles":[' || json_quote(OLD.social_profiles) || ',' || json_quote(NEW.social_profiles) || '],', '') ||
        iif(OLD.avatar_url IS NOT NEW.avatar_url, '"avatar_url":[' || json_quote(OLD.avatar_url) || ',' || json_quote(NEW.avatar_url) || '],', '') ||
        iif(OLD.address_line1 COLLATE BINARY IS NOT NEW.address_line1, '"address_line1":[' || json_quote(OLD.address_line1) || ',' || json_quote(NEW.address_line1) || '],', '') ||
        iif(OLD.address_line2 COLLATE BINARY IS NOT NEW.address_line2, '"address_line2":[' || json_quote(OLD.address_line2) || ',' || json_quote(NEW.address_line2) || '],', '') ||
        iif(OLD.city COLLATE BINARY IS NOT NEW.city, '"city":[' || json_quote(OLD.city) || ',' || json_quote(NEW.city) || '],', '') ||
        iif(OLD.state COLLATE BINARY IS NOT NEW.state, '"state":[' || json_quote(OLD.state) || ',' || json_quote(NEW.state) || '],', '') ||
        iif(OLD.postal_code COLLATE BINARY IS NOT NEW.postal_code, '"postal_code":[' || json_quote(OLD.postal_code) || ',' || json_quote(NEW.postal_code) || '],', '') ||
        iif(OLD.country COLLATE BINARY IS NOT NEW.country, '"country":[' || json_quote(OLD.country) || ',' || json_quote(NEW.country) || '],', '') ||
        iif(OLD.latitude IS NOT NEW.latitude, '"latitude":[' || json_quote(OLD.latitude) || ',' || json_quote(NEW.latitude) || '],', '') ||
        iif(OLD.longitude IS NOT NEW.longitude, '"longitude":[' || json_quote(OLD.longitude) || ',' || json_quote(NEW.longitude) || '],', '') ||
        iif(OLD.timezone IS NOT NEW.timezone, '"timezone":[' || json_quote(OLD.timezone) || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(OLD.language COLLATE BINARY IS NOT NEW.language, '"language":[' || json_quote(OLD.language) || ',' || json_quote(NEW.language) || '],', '') ||
        iif(OLD.gender COLLATE BINARY IS NOT NEW.gender, '"gender":[' || json_quote(OLD.gender) || ',' || json_quote(NEW.gender) || '],', '') ||
        iif(OLD.birthday IS NOT NEW.birthday, '"birthday":[' || json_quote(OLD.birthday) || ',' || json_quote(NEW.birthday) || '],', '') ||
        iif(OLD.spouse_name COLLATE BINARY IS NOT NEW.spouse_name, '"spouse_name":[' || json_quote(OLD.spouse_name) || ',' || json_quote(NEW.spouse_name) || '],', '') ||
        iif(OLD.children_names IS NOT NEW.children_names, '"children_names":[' || json_quote(OLD.children_names) || ',' || json_quote(NEW.children_names) || '],', '') ||
        iif(OLD.contact_type IS NOT NEW.contact_type, '"contact_type":[' || json_quote(OLD.contact_type) || ',' || json_quote(NEW.contact_type) || '],', '') ||
        iif(OLD.status IS NOT NEW.status, '"status":[' || json_quote(OLD.status) || ',' || json_quote(NEW.status) || '],', '') ||
        iif(OLD.lead_source IS NOT NEW.lead_source, '"lead_source":[' || json_quote(OLD.lead_source) || ',' || json_quote(NEW.lead_source) || '],', '') ||
        iif(OLD.lead_status IS NOT NEW.lead_status, '"lead_status":[' || json_quote(OLD.lead_status) || ',' || json_quote(NEW.lead_status) || '],', '') ||
        iif(OLD.lead_score IS NOT NEW.lead_score, '"lead_score":[' || json_quote(OLD.lead_score) || ',' || json_quote(NEW.lead_score) || '],', '') ||
        iif(OLD.lead_heat IS NOT NEW.lead_heat, '"lead_heat":[' || json_quote(OLD.lead_heat) || ',' || json_quote(NEW.lead_heat) || '],', '') ||
        iif(OLD.engagement_score IS NOT NEW.engagement_score, '"engagement_score":[' || json_quote(OLD.engagement_score) || ',' || json_quote(NEW.engagement_score) || '],', '') ||
        iif(OLD.last_score_update IS NOT NEW.last_score_update, '"last_score_update":[' || json_quote(OLD.last_score_update) || ',' || json_quote(NEW.last_score_update) || '],', '') ||
        iif(OLD.estimated_value IS NOT NEW.estimated_value, '"estimated_value":[' || json_quote(OLD.estimated_value) || ',' || json_quote(NEW.estimated_value) || '],', '') ||
        iif(OLD.currency IS NOT NEW.currency, '"currency":[' || json_quote(OLD.currency) || ',' || json_quote(NEW.currency) || '],', '') ||
        iif(OLD.tags IS NOT NEW.tags, '"tags":[' || json_quote(OLD.tags) || ',' || json_quote(NEW.tags) || '],', '') ||
        iif(OLD.notes COLLATE BINARY IS NOT NEW.notes, '"notes":[' || json_quote(OLD.notes) || ',' || json_quote(NEW.notes) || '],', '') ||
        iif(OLD.preferences IS NOT NEW.preferences, '"preferences":[' || json_quote(OLD.preferences) || ',' || json_quote(NEW.preferences) || '],', '') ||
        iif(OLD.owner_id IS NOT NEW.owner_id, '"owner_id":[' || json_quote(OLD.owner_id) || ',' || json_quote(NEW.owner_id) || '],', '') ||
        iif(OLD.marketing_consent IS NOT NEW.marketing_consent, '"marketing_consent":[' || json_quote(OLD.marketing_consent) || ',' || json_quote(NEW.marketing_consent) || '],', '') ||
        iif(OLD.marketing_consent_date IS NOT NEW.marketing_consent_date, '"marketing_consent_date":[' || json_quote(OLD.marketing_consent_date) || ',' || json_quote(NEW.marketing_consent_date) || '],', '') ||
        iif(OLD.data_processing_consent IS NOT NEW.data_processing_consent, '"data_processing_consent":[' || json_quote(OLD.data_processing_consent) || ',' || json_quote(NEW.data_processing_consent) || '],', '') ||
        iif(OLD.email_opt_out IS NOT NEW.email_opt_out, '"email_opt_out":[' || json_quote(OLD.email_opt_out) || ',' || json_quote(NEW.email_opt_out) || '],', '') ||
        iif(OLD.do_not_call IS NOT NEW.do_not_call, '"do_not_call":[' || json_quote(OLD.do_not_call) || ',' || json_quote(NEW.do_not_call) || '],', '') ||
        iif(OLD.is_active IS NOT NEW.is_active, '"is_active":[' || json_quote(OLD.is_active) || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(OLD.last_contacted_at IS NOT NEW.last_contacted_at, '"last_contacted_at":[' || json_quote(OLD.last_contacted_at) || ',' || json_quote(NEW.last_contacted_at) || '],', '') ||
        iif(OLD.last_activity_date IS NOT NEW.last_activity_date, '"last_activity_date":[' || json_quote(OLD.last_activity_date) || ',' || json_quote(NEW.last_activity_date) || '],', '') ||
        iif(OLD.external_id IS NOT NEW.external_id, '"external_id":[' || json_quote(OLD.external_id) || ',' || json_quote(NEW.external_id) || '],', '') ||
        iif(OLD.custom_fields IS NOT NEW.custom_fields, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER contacts_change_delete AFTER DELETE ON contacts BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Contact', OLD.id, OLD.display_name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.location_id IS NOT NULL, '"location_id":[' || json_quote(OLD.location_id) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.salutation COLLATE BINARY IS NOT NULL, '"salutation":[' || json_quote(OLD.salutation) || ',' || 'null' || '],', '') ||
        iif(OLD.first_name COLLATE BINARY IS NOT NULL, '"first_name":[' || json_quote(OLD.first_name) || ',' || 'null' || '],', '') ||
        iif(OLD.middle_name COLLATE BINARY IS NOT NULL, '"middle_name":[' || json_quote(OLD.middle_name) || ',' || 'null' || '],', '') ||
        iif(OLD.last_name COLLATE BINARY IS NOT NULL, '"last_name":[' || json_quote(OLD.last_name) || ',' || 'null' || '],', '') ||
        iif(OLD.preferred_name COLLATE BINARY IS NOT NULL, '"preferred_name":[' || json_quote(OLD.preferred_name) || ',' || 'null' || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NULL, '"email":[' || json_quote(OLD.email) || ',' || 'null' || '],', '') ||
        iif(OLD.email_verified IS NOT NULL, '"email_verified":[' || json_quote(OLD.email_verified) || ',' || 'null' || '],', '') ||
        iif(OLD.phone IS NOT NULL, '"phone":[' || json_quote(OLD.phone) || ',' || 'null' || '],', '') ||
        iif(OLD.mobile IS NOT NULL, '"mobile":[' || json_quote(OLD.mobile) || ',' || 'null' || '],', '') ||
        iif(OLD.work_phone IS NOT NULL, '"work_phone":[' || json_quote(OLD.work_phone) || ',' || 'null' || '],', '') ||
        iif(OLD.fax IS NOT NULL, '"fax":[' || json_quote(OLD.fax) || ',' || 'null' || '],', '') ||
        iif(OLD.website IS NOT NULL, '"website":[' || json_quote(OLD.website) || ',' || 'null' || '],', '') ||
        iif(OLD.job_title COLLATE BINARY IS NOT NULL, '"job_title":[' || json_quote(OLD.job_title) || ',' || 'null' || '],', '') ||
        iif(OLD.department COLLATE BINARY IS NOT NULL, '"department":[' || json_quote(OLD.department) || ',' || 'null' || '],', '') ||
        iif(OLD.is_decision_maker IS NOT NULL, '"is_decision_maker":[' || json_quote(OLD.is_decision_maker) || ',' || 'null' || '],', '') ||
        iif(OLD.company_id IS NOT NULL, '"company_id":[' || json_quote(OLD.company_id) || ',' || 'null' || '],', '') ||
        iif(OLD.company_name COLLATE BINARY IS NOT NULL, '"company_name":[' || json_quote(OLD.company_name) || ',' || 'null' || '],', '') ||
        iif(OLD.linked_in COLLATE BINARY IS NOT NULL, '"linked_in":[' || json_quote(OLD.linked_in) || ',' || 'null' || '],', '') ||
        iif(OLD.twitter COLLATE BINARY IS NOT NULL, '"twitter":[' || json_quote(OLD.twitter) || ',' || 'null' || '],', '') ||
        iif(OLD.instagram COLLATE BINARY IS NOT NULL, '"instagram":[' || json_quote(OLD.instagram) || ',' || 'null' || '],', '') ||
        iif(OLD.social_profiles IS NOT NULL, '"social_profiles":[' || json_quote(OLD.social_profiles) || ',' || 'null' || '],', '') ||
        iif(OLD.avatar_url IS NOT NULL, '"avatar_url":[' || json_quote(OLD.avatar_url) || ',' || 'null' || '],', '') ||
        iif(OLD.address_line1 COLLATE BINARY IS NOT NULL, '"address_line1":[' || json_quote(OLD.address_line1) || ',' || 'null' || '],', '') ||
        iif(OLD.address_line2 COLLATE BINARY IS NOT NULL, '"address_line2":[' || json_quote(OLD.address_line2) || ',' || 'null' || '],', '') ||
        iif(OLD.city COLLATE BINARY IS NOT NULL, '"city":[' || json_quote(OLD.city) || ',' || 'null' || '],', '') ||
        iif(OLD.state COLLATE BINARY IS NOT NULL, '"state":[' || json_quote(OLD.state) || ',' || 'null' || '],', '') ||
        iif(OLD.postal_code COLLATE BINARY IS NOT NULL, '"postal_code":[' || json_quote(OLD.postal_code) || ',' || 'null' || '],', '') ||
        iif(OLD.country COLLATE BINARY IS NOT NULL, '"country":[' || json_quote(OLD.country) || ',' || 'null' || '],', '') ||
        iif(OLD.latitude IS NOT NULL, '"latitude":[' || json_quote(OLD.latitude) || ',' || 'null' || '],', '') ||
        iif(OLD.longitude IS NOT NULL, '"longitude":[' || json_quote(OLD.longitude) || ',' || 'null' || '],', '') ||
        iif(OLD.timezone IS NOT NULL, '"timezone":[' || json_quote(OLD.timezone) || ',' || 'null' || '],', '') ||
        iif(OLD.language COLLATE BINARY IS NOT NULL, '"language":[' || json_quote(OLD.language) || ',' || 'null' || '],', '') ||
        iif(OLD.gender COLLATE BINARY IS NOT NULL, '"gender":[' || json_quote(OLD.gender) || ',' || 'null' || '],', '') ||
        iif(OLD.birthday IS NOT NULL, '"birthday":[' || json_quote(OLD.birthday) || ',' || 'null' || '],', '') ||
        iif(OLD.spouse_name COLLATE BINARY IS NOT NULL, '"spouse_name":[' || json_quote(OLD.spouse_name) || ',' || 'null' || '],', '') ||
        iif(OLD.children_names IS NOT NULL, '"children_names":[' || json_quote(OLD.children_names) || ',' || 'null' || '],', '') ||
        iif(OLD.contact_type IS NOT NULL, '"contact_type":[' || json_quote(OLD.contact_type) || ',' || 'null' || '],', '') ||
        iif(OLD.status IS NOT NULL, '"status":[' || json_quote(OLD.status) || ',' || 'null' || '],', '') ||
        iif(OLD.lead_source IS NOT NULL, '"lead_source":[' || json_quote(OLD.lead_source) || ',' || 'null' || '],', '') ||
        iif(OLD.lead_status IS NOT NULL, '"lead_status":[' || json_quote(OLD.lead_status) || ',' || 'null' || '],', '') ||
        iif(OLD.lead_score IS NOT NULL, '"lead_score":[' || json_quote(OLD.lead_score) || ',' || 'null' || '],', '') ||
        iif(OLD.lead_heat IS NOT NULL, '"lead_heat":[' || json_quote(OLD.lead_heat) || ',' || 'null' || '],', '') ||
        iif(OLD.engagement_score IS NOT NULL, '"engagement_score":[' || json_quote(OLD.engagement_score) || ',' || 'null' || '],', '') ||
        iif(OLD.last_score_update IS NOT NULL, '"last_score_update":[' || json_quote(OLD.last_score_update) || ',' || 'null' || '],', '') ||
        iif(OLD.estimated_value IS NOT NULL, '"estimated_value":[' || json_quote(OLD.estimated_value) || ',' || 'null' || '],', '') ||
        iif(OLD.currency IS NOT NULL, '"currency":[' || json_quote(OLD.currency) || ',' || 'null' || '],', '') ||
        iif(OLD.tags IS NOT NULL, '"tags":[' || json_quote(OLD.tags) || ',' || 'null' || '],', '') ||
        iif(OLD.notes COLLATE BINARY IS NOT NULL, '"notes":[' || json_quote(OLD.notes) || ',' || 'null' || '],', '') ||
        iif(OLD.preferences IS NOT NULL, '"preferences":[' || json_quote(OLD.preferences) || ',' || 'null' || '],', '') ||
        iif(OLD.owner_id IS NOT NULL, '"owner_id":[' || json_quote(OLD.owner_id) || ',' || 'null' || '],', '') ||
        iif(OLD.marketing_consent IS NOT NULL, '"marketing_consent":[' || json_quote(OLD.marketing_consent) || ',' || 'null' || '],', '') ||
        iif(OLD.marketing_consent_date IS NOT NULL, '"marketing_consent_date":[' || json_quote(OLD.marketing_consent_date) || ',' || 'null' || '],', '') ||
        iif(OLD.data_processing_consent IS NOT NULL, '"data_processing_consent":[' || json_quote(OLD.data_processing_consent) || ',' || 'null' || '],', '') ||
        iif(OLD.email_opt_out IS NOT NULL, '"email_opt_out":[' || json_quote(OLD.email_opt_out) || ',' || 'null' || '],', '') ||
        iif(OLD.do_not_call IS NOT NULL, '"do_not_call":[' || json_quote(OLD.do_not_call) || ',' || 'null' || '],', '') ||
        iif(OLD.is_active IS NOT NULL, '"is_active":[' || json_quote(OLD.is_active) || ',' || 'null' || '],', '') ||
        iif(OLD.last_contacted_at IS NOT NULL, '"last_contacted_at":[' || json_quote(OLD.last_contacted_at) || ',' || 'null' || '],', '') ||
        iif(OLD.last_activity_date IS NOT NULL, '"last_activity_date":[' || json_quote(OLD.last_activity_date) || ',' || 'null' || '],', '') ||
        iif(OLD.external_id IS NOT NULL, '"external_id":[' || json_quote(OLD.external_id) || ',' || 'null' || '],', '') ||
        iif(OLD.custom_fields IS NOT NULL, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
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

CREATE VIRTUAL TABLE companies_search USING fts5 (name, legal_name, dba, website, email, client_id, content = 'companies', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', detail = 'column');

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

CREATE TRIGGER companies_change_insert AFTER INSERT ON companies BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Company', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.location_id, '"location_id":[' || 'null' || ',' || json_quote(NEW.location_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.legal_name, '"legal_name":[' || 'null' || ',' || json_quote(NEW.legal_name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.dba, '"dba":[' || 'null' || ',' || json_quote(NEW.dba) || '],', '') ||
        iif(NULL IS NOT NEW.website, '"website":[' || 'null' || ',' || json_quote(NEW.website) || '],', '') ||
        iif(NULL IS NOT NEW.phone, '"phone":[' || 'null' || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(NULL IS NOT NEW.fax, '"fax":[' || 'null' || ',' || json_quote(NEW.fax) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.email, '"email":[' || 'null' || ',' || json_quote(NEW.email) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.address_line1, '"address_line1":[' || 'null' || ',' || json_quote(NEW.address_line1) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.address_line2, '"address_line2":[' || 'null' || ',' || json_quote(NEW.address_line2) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.city, '"city":[' || 'null' || ',' || json_quote(NEW.city) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.state, '"state":[' || 'null' || ',' || json_quote(NEW.state) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.postal_code, '"postal_code":[' || 'null' || ',' || json_quote(NEW.postal_code) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.country, '"country":[' || 'null' || ',' || json_quote(NEW.country) || '],', '') ||
        iif(NULL IS NOT NEW.latitude, '"latitude":[' || 'null' || ',' || json_quote(NEW.latitude) || '],', '') ||
        iif(NULL IS NOT NEW.longitude, '"longitude":[' || 'null' || ',' || json_quote(NEW.longitude) || '],', '') ||
        iif(NULL IS NOT NEW.timezone, '"timezone":[' || 'null' || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.industry, '"industry":[' || 'null' || ',' || json_quote(NEW.industry) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.sector, '"sector":[' || 'null' || ',' || json_quote(NEW.sector) || '],', '') ||
        iif(NULL IS NOT NEW.size, '"size":[' || 'null' || ',' || json_quote(NEW.size) || '],', '') ||
        iif(NULL IS NOT NEW.revenue, '"revenue":[' || 'null' || ',' || json_quote(NEW.revenue) || '],', '') ||
        iif(NULL IS NOT NEW.currency, '"currency":[' || 'null' || ',' || json_quote(NEW.currency) || '],', '') ||
        iif(NULL IS NOT NEW.employee_count, '"employee_count":[' || 'null' || ',' || json_quote(NEW.employee_count) || '],', '') ||
        iif(NULL IS NOT NEW.founded_year, '"founded_year":[' || 'null' || ',' || json_quote(NEW.founded_year) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.ticker_symbol, '"ticker_symbol":[' || 'null' || ',' || json_quote(NEW.ticker_symbol) || '],', '') ||
        iif(NULL IS NOT NEW.is_public, '"is_public":[' || 'null' || ',' || json_quote(NEW.is_public) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.prospect_assignment, '"prospect_assignment":[' || 'null' || ',' || json_quote(NEW.prospect_assignment) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.prospect_reengagement, '"prospect_reengagement":[' || 'null' || ',' || json_quote(NEW.prospect_reengagement) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.notes, '"notes":[' || 'null' || ',' || json_quote(NEW.notes) || '],', '') ||
        iif(NULL IS NOT NEW.tags, '"tags":[' || 'null' || ',' || json_quote(NEW.tags) || '],', '') ||
        iif(NULL IS NOT NEW.last_activity_date, '"last_activity_date":[' || 'null' || ',' || json_quote(NEW.last_activity_date) || '],', '') ||
        iif(NULL IS NOT NEW.parent_company_id, '"parent_company_id":[' || 'null' || ',' || json_quote(NEW.parent_company_id) || '],', '') ||
        iif(NULL IS NOT NEW.owner_id, '"owner_id":[' || 'null' || ',' || json_quote(NEW.owner_id) || '],', '') ||
        iif(NULL IS NOT NEW.external_id, '"external_id":[' || 'null' || ',' || json_quote(NEW.external_id) || '],', '') ||
        iif(NULL IS NOT NEW.custom_fields, '"custom_fields":[' || 'null' || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER companies_change_update AFTER UPDATE ON companies BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Company', NEW.id, NEW.name, CASE WHEN OLD.owner_id IS NOT NEW.owner_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.location_id IS NOT NEW.location_id, '"location_id":[' || json_quote(OLD.location_id) || ',' || json_quote(NEW.location_id) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.legal_name COLLATE BINARY IS NOT NEW.legal_name, '"legal_name":[' || json_quote(OLD.legal_name) || ',' || json_quote(NEW.legal_name) || '],', '') ||
        iif(OLD.dba COLLATE BINARY IS NOT NEW.dba, '"dba":[' || json_quote(OLD.dba) || ',' || json_quote(NEW.dba) || '],', '') ||
        iif(OLD.website IS NOT NEW.website, '"website":[' || json_quote(OLD.website) || ',' || json_quote(NEW.website) || '],', '') ||
        iif(OLD.phone IS NOT NEW.phone, '"phone":[' || json_quote(OLD.phone) || ',' || json_quote(NEW.phone) || '],', '') ||
        iif(OLD.fax IS NOT NEW.fax, '"fax":[' || json_quote(OLD.fax) || ',' || json_quote(NEW.fax) || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NEW.email, '"email":[' || json_quote(OLD.email) || ',' || json_quote(NEW.email) || '],', '') ||
        iif(OLD.address_line1 COLLATE BINARY IS NOT NEW.address_line1, '"address_line1":[' || json_quote(OLD.address_line1) || ',' || json_quote(NEW.address_line1) || '],', '') ||
        iif(OLD.address_line2 COLLATE BINARY IS NOT NEW.address_line2, '"address_line2":[' || json_quote(OLD.address_line2) || ',' || json_quote(NEW.address_line2) || '],', '') ||
        iif(OLD.city COLLATE BINARY IS NOT NEW.city, '"city":[' || json_quote(OLD.city) || ',' || json_quote(NEW.city) || '],', '') ||
        iif(OLD.state COLLATE BINARY IS NOT NEW.state, '"state":[' || json_quote(OLD.state) || ',' || json_quote(NEW.state) || '],', '') ||
        iif(OLD.postal_code COLLATE BINARY IS NOT NEW.postal_code, '"postal_code":[' || json_quote(OLD.postal_code) || ',' || json_quote(NEW.postal_code) || '],', '') ||
        iif(OLD.country COLLATE BINARY IS NOT NEW.country, '"country":[' || json_quote(OLD.country) || ',' || json_quote(NEW.country) || '],', '') ||
        iif(OLD.latitude IS NOT NEW.latitude, '"latitude":[' || json_quote(OLD.latitude) || ',' || json_quote(NEW.latitude) || '],', '') ||
        iif(OLD.longitude IS NOT NEW.longitude, '"longitude":[' || json_quote(OLD.longitude) || ',' || json_quote(NEW.longitude) || '],', '') ||
        iif(OLD.timezone IS NOT NEW.timezone, '"timezone":[' || json_quote(OLD.timezone) || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(OLD.industry COLLATE BINARY IS NOT NEW.industry, '"industry":[' || json_quote(OLD.industry) || ',' || json_quote(NEW.industry) || '],', '') ||
        iif(OLD.sector COLLATE BINARY IS NOT NEW.sector, '"sector":[' || json_quote(OLD.sector) || ',' || json_quote(NEW.sector) || '],', '') ||
        iif(OLD.size IS NOT NEW.size, '"size":[' || json_quote(OLD.size) || ',' || json_quote(NEW.size) || '],', '') ||
        iif(OLD.revenue IS NOT NEW.revenue, '"revenue":[' || json_quote(OLD.revenue) || ',' || json_quote(NEW.revenue) || '],', '') ||
        iif(OLD.currency IS NOT NEW.currency, '"currency":[' || json_quote(OLD.currency) || ',' || json_quote(NEW.currency) || '],', '') ||
        iif(OLD.employee_count IS NOT NEW.employee_count, '"employee_count":[' || json_quote(OLD.employee_count) || ',' || json_quote(NEW.employee_count) || '],', '') ||
        iif(OLD.founded_year IS NOT NEW.founded_year, '"founded_year":[' || json_quote(OLD.founded_year) || ',' || json_quote(NEW.founded_year) || '],', '') ||
        iif(OLD.ticker_symbol COLLATE BINARY IS NOT NEW.ticker_symbol, '"ticker_symbol":[' || json_quote(OLD.ticker_symbol) || ',' || json_quote(NEW.ticker_symbol) || '],', '') ||
        iif(OLD.is_public IS NOT NEW.is_public, '"is_public":[' || json_quote(OLD.is_public) || ',' || json_quote(NEW.is_public) || '],', '') ||
        iif(OLD.prospect_assignment COLLATE BINARY IS NOT NEW.prospect_assignment, '"prospect_assignment":[' || json_quote(OLD.prospect_assignment) || ',' || json_quote(NEW.prospect_assignment) || '],', '') ||
        iif(OLD.prospect_reengagement COLLATE BINARY IS NOT NEW.prospect_reengagement, '"prospect_reengagement":[' || json_quote(OLD.prospect_reengagement) || ',' || json_quote(NEW.prospect_reengagement) || '],', '') ||
        iif(OLD.notes COLLATE BINARY IS NOT NEW.notes, '"notes":[' || json_quote(OLD.notes) || ',' || json_quote(NEW.notes) || '],', '') ||
        iif(OLD.tags IS NOT NEW.tags, '"tags":[' || json_quote(OLD.tags) || ',' || json_quote(NEW.tags) || '],', '') ||
        iif(OLD.last_activity_date IS NOT NEW.last_activity_date, '"last_activity_date":[' || json_quote(OLD.last_activity_date) || ',' || json_quote(NEW.last_activity_date) || '],', '') ||
        iif(OLD.parent_company_id IS NOT NEW.parent_company_id, '"parent_company_id":[' || json_quote(OLD.parent_company_id) || ',' || json_quote(NEW.parent_company_id) || '],', '') ||
        iif(OLD.owner_id IS NOT NEW.owner_id, '"owner_id":[' || json_quote(OLD.owner_id) || ',' || json_quote(NEW.owner_id) || '],', '') ||
        iif(OLD.external_id IS NOT NEW.external_id, '"external_id":[' || json_quote(OLD.external_id) || ',' || json_quote(NEW.external_id) || '],', '') ||
        iif(OLD.custom_fields IS NOT NEW.custom_fields, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || json_quote(NEW.custom_fields) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER companies_change_delete AFTER DELETE ON companies BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Company', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.location_id IS NOT NULL, '"location_id":[' || json_quote(OLD.location_id) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.legal_name COLLATE BINARY IS NOT NULL, '"legal_name":[' || json_quote(OLD.legal_name) || ',' || 'null' || '],', '') ||
        iif(OLD.dba COLLATE BINARY IS NOT NULL, '"dba":[' || json_quote(OLD.dba) || ',' || 'null' || '],', '') ||
        iif(OLD.website IS NOT NULL, '"website":[' || json_quote(OLD.website) || ',' || 'null' || '],', '') ||
        iif(OLD.phone IS NOT NULL, '"phone":[' || json_quote(OLD.phone) || ',' || 'null' || '],', '') ||
        iif(OLD.fax IS NOT NULL, '"fax":[' || json_quote(OLD.fax) || ',' || 'null' || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NULL, '"email":[' || json_quote(OLD.email) || ',' || 'null' || '],', '') ||
        iif(OLD.address_line1 COLLATE BINARY IS NOT NULL, '"address_line1":[' || json_quote(OLD.address_line1) || ',' || 'null' || '],', '') ||
        iif(OLD.address_line2 COLLATE BINARY IS NOT NULL, '"address_line2":[' || json_quote(OLD.address_line2) || ',' || 'null' || '],', '') ||
        iif(OLD.city COLLATE BINARY IS NOT NULL, '"city":[' || json_quote(OLD.city) || ',' || 'null' || '],', '') ||
        iif(OLD.state COLLATE BINARY IS NOT NULL, '"state":[' || json_quote(OLD.state) || ',' || 'null' || '],', '') ||
        iif(OLD.postal_code COLLATE BINARY IS NOT NULL, '"postal_code":[' || json_quote(OLD.postal_code) || ',' || 'null' || '],', '') ||
        iif(OLD.country COLLATE BINARY IS NOT NULL, '"country":[' || json_quote(OLD.country) || ',' || 'null' || '],', '') ||
        iif(OLD.latitude IS NOT NULL, '"latitude":[' || json_quote(OLD.latitude) || ',' || 'null' || '],', '') ||
        iif(OLD.longitude IS NOT NULL, '"longitude":[' || json_quote(OLD.longitude) || ',' || 'null' || '],', '') ||
        iif(OLD.timezone IS NOT NULL, '"timezone":[' || json_quote(OLD.timezone) || ',' || 'null' || '],', '') ||
        iif(OLD.industry COLLATE BINARY IS NOT NULL, '"industry":[' || json_quote(OLD.industry) || ',' || 'null' || '],', '') ||
        iif(OLD.sector COLLATE BINARY IS NOT NULL, '"sector":[' || json_quote(OLD.sector) || ',' || 'null' || '],', '') ||
        iif(OLD.size IS NOT NULL, '"size":[' || json_quote(OLD.size) || ',' || 'null' || '],', '') ||
        iif(OLD.revenue IS NOT NULL, '"revenue":[' || json_quote(OLD.revenue) || ',' || 'null' || '],', '') ||
        iif(OLD.currency IS NOT NULL, '"currency":[' || json_quote(OLD.currency) || ',' || 'null' || '],', '') ||
        iif(OLD.employee_count IS NOT NULL, '"employee_count":[' || json_quote(OLD.employee_count) || ',' || 'null' || '],', '') ||
        iif(OLD.founded_year IS NOT NULL, '"founded_year":[' || json_quote(OLD.founded_year) || ',' || 'null' || '],', '') ||
        iif(OLD.ticker_symbol COLLATE BINARY IS NOT NULL, '"ticker_symbol":[' || json_quote(OLD.ticker_symbol) || ',' || 'null' || '],', '') ||
        iif(OLD.is_public IS NOT NULL, '"is_public":[' || json_quote(OLD.is_public) || ',' || 'null' || '],', '') ||
        iif(OLD.prospect_assignment COLLATE BINARY IS NOT NULL, '"prospect_assignment":[' || json_quote(OLD.prospect_assignment) || ',' || 'null' || '],', '') ||
        iif(OLD.prospect_reengagement COLLATE BINARY IS NOT NULL, '"prospect_reengagement":[' || json_quote(OLD.prospect_reengagement) || ',' || 'null' || '],', '') ||
        iif(OLD.notes COLLATE BINARY IS NOT NULL, '"notes":[' || json_quote(OLD.notes) || ',' || 'null' || '],', '') ||
        iif(OLD.tags IS NOT NULL, '"tags":[' || json_quote(OLD.tags) || ',' || 'null' || '],', '') ||
        iif(OLD.last_activity_date IS NOT NULL, '"last_activity_date":[' || json_quote(OLD.last_activity_date) || ',' || 'null' || '],', '') ||
        iif(OLD.parent_company_id IS NOT NULL, '"parent_company_id":[' || json_quote(OLD.parent_company_id) || ',' || 'null' || '],', '') ||
        iif(OLD.owner_id IS NOT NULL, '"owner_id":[' || json_quote(OLD.owner_id) || ',' || 'null' || '],', '') ||
        iif(OLD.external_id IS NOT NULL, '"external_id":[' || json_quote(OLD.external_id) || ',' || 'null' || '],', '') ||
        iif(OLD.custom_fields IS NOT NULL, '"custom_fields":[' || json_quote(OLD.custom_fields) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE INDEX company_research_by_client_id ON company_research (client_id, id);

CREATE INDEX company_research_by_company_id ON company_research (company_id, id);

CREATE INDEX company_research_by_client_id_title ON company_research (client_id, title, id);

CREATE INDEX company_research_by_client_id_research_type ON company_research (client_id, research_type, id);

CREATE INDEX company_research_by_client_id_ai_generated ON company_research (client_id, ai_generated, id);

CREATE INDEX company_research_by_client_id_created_at ON company_research (client_id, created_at, id);

CREATE INDEX company_research_by_client_id_updated_at ON company_research (client_id, updated_at, id);

CREATE VIRTUAL TABLE company_research_search USING fts5 (title, content, client_id, content = 'company_research', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', detail = 'column');

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
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'CompanyResearch', NEW.id, NEW.title, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.company_id, '"company_id":[' || 'null' || ',' || json_quote(NEW.company_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.title, '"title":[' || 'null' || ',' || json_quote(NEW.title) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.content, '"content":[' || 'null' || ',' || json_quote(NEW.content) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.source, '"source":[' || 'null' || ',' || json_quote(NEW.source) || '],', '') ||
        iif(NULL IS NOT NEW.url, '"url":[' || 'null' || ',' || json_quote(NEW.url) || '],', '') ||
        iif(NULL IS NOT NEW.research_type, '"research_type":[' || 'null' || ',' || json_quote(NEW.research_type) || '],', '') ||
        iif(NULL IS NOT NEW.ai_generated, '"ai_generated":[' || 'null' || ',' || json_quote(NEW.ai_generated) || '],', '') ||
        iif(NULL IS NOT NEW.confidence, '"confidence":[' || 'null' || ',' || json_quote(NEW.confidence) || '],', '') ||
        iif(NULL IS NOT NEW.tags, '"tags":[' || 'null' || ',' || json_quote(NEW.tags) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER company_research_change_update AFTER UPDATE ON company_research BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'CompanyResearch', NEW.id, NEW.title, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.company_id IS NOT NEW.company_id, '"company_id":[' || json_quote(OLD.company_id) || ',' || json_quote(NEW.company_id) || '],', '') ||
        iif(OLD.title COLLATE BINARY IS NOT NEW.title, '"title":[' || json_quote(OLD.title) || ',' || json_quote(NEW.title) || '],', '') ||
        iif(OLD.content COLLATE BINARY IS NOT NEW.content, '"content":[' || json_quote(OLD.content) || ',' || json_quote(NEW.content) || '],', '') ||
        iif(OLD.source COLLATE BINARY IS NOT NEW.source, '"source":[' || json_quote(OLD.source) || ',' || json_quote(NEW.source) || '],', '') ||
        iif(OLD.url IS NOT NEW.url, '"url":[' || json_quote(OLD.url) || ',' || json_quote(NEW.url) || '],', '') ||
        iif(OLD.research_type IS NOT NEW.research_type, '"research_type":[' || json_quote(OLD.research_type) || ',' || json_quote(NEW.research_type) || '],', '') ||
        iif(OLD.ai_generated IS NOT NEW.ai_generated, '"ai_generated":[' || json_quote(OLD.ai_generated) || ',' || json_quote(NEW.ai_generated) || '],', '') ||
        iif(OLD.confidence IS NOT NEW.confidence, '"confidence":[' || json_quote(OLD.confidence) || ',' || json_quote(NEW.confidence) || '],', '') ||
        iif(OLD.tags IS NOT NEW.tags, '"tags":[' || json_quote(OLD.tags) || ',' || json_quote(NEW.tags) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER company_research_change_delete AFTER DELETE ON company_research BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'CompanyResearch', OLD.id, OLD.title, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.company_id IS NOT NULL, '"company_id":[' || json_quote(OLD.company_id) || ',' || 'null' || '],', '') ||
        iif(OLD.title COLLATE BINARY IS NOT NULL, '"title":[' || json_quote(OLD.title) || ',' || 'null' || '],', '') ||
        iif(OLD.content COLLATE BINARY IS NOT NULL, '"content":[' || json_quote(OLD.content) || ',' || 'null' || '],', '') ||
        iif(OLD.source COLLATE BINARY IS NOT NULL, '"source":[' || json_quote(OLD.source) || ',' || 'null' || '],', '') ||
        iif(OLD.url IS NOT NULL, '"url":[' || json_quote(OLD.url) || ',' || 'null' || '],', '') ||
        iif(OLD.research_type IS NOT NULL, '"research_type":[' || json_quote(OLD.research_type) || ',' || 'null' || '],', '') ||
        iif(OLD.ai_generated IS NOT NULL, '"ai_generated":[' || json_quote(OLD.ai_generated) || ',' || 'null' || '],', '') ||
        iif(OLD.confidence IS NOT NULL, '"confidence":[' || json_quote(OLD.confidence) || ',' || 'null' || '],', '') ||
        iif(OLD.tags IS NOT NULL, '"tags":[' || json_quote(OLD.tags) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE INDEX social_profiles_by_client_id ON social_profiles (client_id, id);

CREATE INDEX social_profiles_by_contact_id ON social_profiles (contact_id, id);

CREATE INDEX social_profiles_by_client_id_platform ON social_profiles (client_id, platform, id);

CREATE INDEX social_profiles_by_client_id_username ON social_profiles (client_id, username, id);

CREATE INDEX social_profiles_by_client_id_created_at ON social_profiles (client_id, created_at, id);

CREATE INDEX social_profiles_by_client_id_updated_at ON social_profiles (client_id, updated_at, id);

CREATE TRIGGER social_profiles_change_insert AFTER INSERT ON social_profiles BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'SocialProfile', NEW.id, NEW.username, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.contact_id, '"contact_id":[' || 'null' || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(NULL IS NOT NEW.platform, '"platform":[' || 'null' || ',' || json_quote(NEW.platform) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.username, '"username":[' || 'null' || ',' || json_quote(NEW.username) || '],', '') ||
        iif(NULL IS NOT NEW.profile_url, '"profile_url":[' || 'null' || ',' || json_quote(NEW.profile_url) || '],', '') ||
        iif(NULL IS NOT NEW.profile_id, '"profile_id":[' || 'null' || ',' || json_quote(NEW.profile_id) || '],', '') ||
        iif(NULL IS NOT NEW.is_verified, '"is_verified":[' || 'null' || ',' || json_quote(NEW.is_verified) || '],', '') ||
        iif(NULL IS NOT NEW.last_sync_at, '"last_sync_at":[' || 'null' || ',' || json_quote(NEW.last_sync_at) || '],', '') ||
        iif(NULL IS NOT NEW.metadata, '"metadata":[' || 'null' || ',' || json_quote(NEW.metadata) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER social_profiles_change_update AFTER UPDATE ON social_profiles BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'SocialProfile', NEW.id, NEW.username, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.contact_id IS NOT NEW.contact_id, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(OLD.platform IS NOT NEW.platform, '"platform":[' || json_quote(OLD.platform) || ',' || json_quote(NEW.platform) || '],', '') ||
        iif(OLD.username COLLATE BINARY IS NOT NEW.username, '"username":[' || json_quote(OLD.username) || ',' || json_quote(NEW.username) || '],', '') ||
        iif(OLD.profile_url IS NOT NEW.profile_url, '"profile_url":[' || json_quote(OLD.profile_url) || ',' || json_quote(NEW.profile_url) || '],', '') ||
        iif(OLD.profile_id IS NOT NEW.profile_id, '"profile_id":[' || json_quote(OLD.profile_id) || ',' || json_quote(NEW.profile_id) || '],', '') ||
        iif(OLD.is_verified IS NOT NEW.is_verified, '"is_verified":[' || json_quote(OLD.is_verified) || ',' || json_quote(NEW.is_verified) || '],', '') ||
        iif(OLD.last_sync_at IS NOT NEW.last_sync_at, '"last_sync_at":[' || json_quote(OLD.last_sync_at) || ',' || json_quote(NEW.last_sync_at) || '],', '') ||
        iif(OLD.metadata IS NOT NEW.metadata, '"metadata":[' || json_quote(OLD.metadata) || ',' || json_quote(NEW.metadata) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER social_profiles_change_delete AFTER DELETE ON social_profiles BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'SocialProfile', OLD.id, OLD.username, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.contact_id IS NOT NULL, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || 'null' || '],', '') ||
        iif(OLD.platform IS NOT NULL, '"platform":[' || json_quote(OLD.platform) || ',' || 'null' || '],', '') ||
        iif(OLD.username COLLATE BINARY IS NOT NULL, '"username":[' || json_quote(OLD.username) || ',' || 'null' || '],', '') ||
        iif(OLD.profile_url IS NOT NULL, '"profile_url":[' || json_quote(OLD.profile_url) || ',' || 'null' || '],', '') ||
        iif(OLD.profile_id IS NOT NULL, '"profile_id":[' || json_quote(OLD.profile_id) || ',' || 'null' || '],', '') ||
        iif(OLD.is_verified IS NOT NULL, '"is_verified":[' || json_quote(OLD.is_verified) || ',' || 'null' || '],', '') ||
        iif(OLD.last_sync_at IS NOT NULL, '"last_sync_at":[' || json_quote(OLD.last_sync_at) || ',' || 'null' || '],', '') ||
        iif(OLD.metadata IS NOT NULL, '"metadata":[' || json_quote(OLD.metadata) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX tags_unique_client_id_name ON tags (client_id, name);

CREATE INDEX tags_by_client_id ON tags (client_id, id);

CREATE INDEX tags_by_client_id_name ON tags (client_id, name, id);

CREATE INDEX tags_by_client_id_created_at ON tags (client_id, created_at, id);

CREATE INDEX tags_by_client_id_updated_at ON tags (client_id, updated_at, id);

CREATE TRIGGER tags_change_insert AFTER INSERT ON tags BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Tag', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.color, '"color":[' || 'null' || ',' || json_quote(NEW.color) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.description, '"description":[' || 'null' || ',' || json_quote(NEW.description) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER tags_change_update AFTER UPDATE ON tags BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Tag', NEW.id, NEW.name, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.color COLLATE BINARY IS NOT NEW.color, '"color":[' || json_quote(OLD.color) || ',' || json_quote(NEW.color) || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NEW.description, '"description":[' || json_quote(OLD.description) || ',' || json_quote(NEW.description) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER tags_change_delete AFTER DELETE ON tags BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Tag', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.color COLLATE BINARY IS NOT NULL, '"color":[' || json_quote(OLD.color) || ',' || 'null' || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NULL, '"description":[' || json_quote(OLD.description) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX tag_links_unique_tag_id_contact_id ON tag_links (tag_id, contact_id);

CREATE UNIQUE INDEX tag_links_unique_tag_id_company_id ON tag_links (tag_id, company_id);

CREATE INDEX tag_links_by_client_id ON tag_links (client_id, id);

CREATE INDEX tag_links_by_tag_id ON tag_links (tag_id, id);

CREATE INDEX tag_links_by_contact_id ON tag_links (contact_id, id);

CREATE INDEX tag_links_by_company_id ON tag_links (company_id, id);

CREATE INDEX tag_links_by_client_id_created_at ON tag_links (client_id, created_at, id);

CREATE INDEX tag_links_by_client_id_updated_at ON tag_links (client_id, updated_at, id);

CREATE TRIGGER tag_links_change_insert AFTER INSERT ON tag_links BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'TagLink', NEW.id, NEW.tag_id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.tag_id, '"tag_id":[' || 'null' || ',' || json_quote(NEW.tag_id) || '],', '') ||
        iif(NULL IS NOT NEW.contact_id, '"contact_id":[' || 'null' || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(NULL IS NOT NEW.company_id, '"company_id":[' || 'null' || ',' || json_quote(NEW.company_id) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER tag_links_change_update AFTER UPDATE ON tag_links BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'TagLink', NEW.id, NEW.tag_id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.tag_id IS NOT NEW.tag_id, '"tag_id":[' || json_quote(OLD.tag_id) || ',' || json_quote(NEW.tag_id) || '],', '') ||
        iif(OLD.contact_id IS NOT NEW.contact_id, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(OLD.company_id IS NOT NEW.company_id, '"company_id":[' || json_quote(OLD.company_id) || ',' || json_quote(NEW.company_id) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER tag_links_change_delete AFTER DELETE ON tag_links BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'TagLink', OLD.id, OLD.tag_id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.tag_id IS NOT NULL, '"tag_id":[' || json_quote(OLD.tag_id) || ',' || 'null' || '],', '') ||
        iif(OLD.contact_id IS NOT NULL, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || 'null' || '],', '') ||
        iif(OLD.company_id IS NOT NULL, '"company_id":[' || json_quote(OLD.company_id) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
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

CREATE INDEX notes_by_contact_id_created_at ON notes (contact_id, created_at, id);

CREATE VIRTUAL TABLE notes_search USING fts5 (title, content, client_id, content = 'notes', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', detail = 'column');

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
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Note', NEW.id, NEW.title, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.contact_id, '"contact_id":[' || 'null' || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(NULL IS NOT NEW.company_id, '"company_id":[' || 'null' || ',' || json_quote(NEW.company_id) || '],', '') ||
        iif(NULL IS NOT NEW.deal_id, '"deal_id":[' || 'null' || ',' || json_quote(NEW.deal_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.title, '"title":[' || 'null' || ',' || json_quote(NEW.title) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.content, '"content":[' || 'null' || ',' || json_quote(NEW.content) || '],', '') ||
        iif(NULL IS NOT NEW.note_type, '"note_type":[' || 'null' || ',' || json_quote(NEW.note_type) || '],', '') ||
        iif(NULL IS NOT NEW.is_pinned, '"is_pinned":[' || 'null' || ',' || json_quote(NEW.is_pinned) || '],', '') ||
        iif(NULL IS NOT NEW.is_private, '"is_private":[' || 'null' || ',' || json_quote(NEW.is_private) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER notes_change_update AFTER UPDATE ON notes BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Note', NEW.id, NEW.title, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.contact_id IS NOT NEW.contact_id, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(OLD.company_id IS NOT NEW.company_id, '"company_id":[' || json_quote(OLD.company_id) || ',' || json_quote(NEW.company_id) || '],', '') ||
        iif(OLD.deal_id IS NOT NEW.deal_id, '"deal_id":[' || json_quote(OLD.deal_id) || ',' || json_quote(NEW.deal_id) || '],', '') ||
        iif(OLD.title COLLATE BINARY IS NOT NEW.title, '"title":[' || json_quote(OLD.title) || ',' || json_quote(NEW.title) || '],', '') ||
        iif(OLD.content COLLATE BINARY IS NOT NEW.content, '"content":[' || json_quote(OLD.content) || ',' || json_quote(NEW.content) || '],', '') ||
        iif(OLD.note_type IS NOT NEW.note_type, '"note_type":[' || json_quote(OLD.note_type) || ',' || json_quote(NEW.note_type) || '],', '') ||
        iif(OLD.is_pinned IS NOT NEW.is_pinned, '"is_pinned":[' || json_quote(OLD.is_pinned) || ',' || json_quote(NEW.is_pinned) || '],', '') ||
        iif(OLD.is_private IS NOT NEW.is_private, '"is_private":[' || json_quote(OLD.is_private) || ',' || json_quote(NEW.is_private) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER notes_change_delete AFTER DELETE ON notes BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Note', OLD.id, OLD.title, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.contact_id IS NOT NULL, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || 'null' || '],', '') ||
        iif(OLD.company_id IS NOT NULL, '"company_id":[' || json_quote(OLD.company_id) || ',' || 'null' || '],', '') ||
        iif(OLD.deal_id IS NOT NULL, '"deal_id":[' || json_quote(OLD.deal_id) || ',' || 'null' || '],', '') ||
        iif(OLD.title COLLATE BINARY IS NOT NULL, '"title":[' || json_quote(OLD.title) || ',' || 'null' || '],', '') ||
        iif(OLD.content COLLATE BINARY IS NOT NULL, '"content":[' || json_quote(OLD.content) || ',' || 'null' || '],', '') ||
        iif(OLD.note_type IS NOT NULL, '"note_type":[' || json_quote(OLD.note_type) || ',' || 'null' || '],', '') ||
        iif(OLD.is_pinned IS NOT NULL, '"is_pinned":[' || json_quote(OLD.is_pinned) || ',' || 'null' || '],', '') ||
        iif(OLD.is_private IS NOT NULL, '"is_private":[' || json_quote(OLD.is_private) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
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

CREATE VIRTUAL TABLE activities_search USING fts5 (subject, description, client_id, content = 'activities', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3', detail = 'column');

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
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Activity', NEW.id, NEW.subject, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.contact_id, '"contact_id":[' || 'null' || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(NULL IS NOT NEW.company_id, '"company_id":[' || 'null' || ',' || json_quote(NEW.company_id) || '],', '') ||
        iif(NULL IS NOT NEW.lead_id, '"lead_id":[' || 'null' || ',' || json_quote(NEW.lead_id) || '],', '') ||
        iif(NULL IS NOT NEW.deal_id, '"deal_id":[' || 'null' || ',' || json_quote(NEW.deal_id) || '],', '') ||
        iif(NULL IS NOT NEW.campaign_id, '"campaign_id":[' || 'null' || ',' || json_quote(NEW.campaign_id) || '],', '') ||
        iif(NULL IS NOT NEW.activity_type, '"activity_type":[' || 'null' || ',' || json_quote(NEW.activity_type) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.subject, '"subject":[' || 'null' || ',' || json_quote(NEW.subject) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.description, '"description":[' || 'null' || ',' || json_quote(NEW.description) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.outcome, '"outcome":[' || 'null' || ',' || json_quote(NEW.outcome) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.next_action, '"next_action":[' || 'null' || ',' || json_quote(NEW.next_action) || '],', '') ||
        iif(NULL IS NOT NEW.scheduled_at, '"scheduled_at":[' || 'null' || ',' || json_quote(NEW.scheduled_at) || '],', '') ||
        iif(NULL IS NOT NEW.completed_date, '"completed_date":[' || 'null' || ',' || json_quote(NEW.completed_date) || '],', '') ||
        iif(NULL IS NOT NEW.duration, '"duration":[' || 'null' || ',' || json_quote(NEW.duration) || '],', '') ||
        iif(NULL IS NOT NEW.cost, '"cost":[' || 'null' || ',' || json_quote(NEW.cost) || '],', '') ||
        iif(NULL IS NOT NEW.currency, '"currency":[' || 'null' || ',' || json_quote(NEW.currency) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.notes, '"notes":[' || 'null' || ',' || json_quote(NEW.notes) || '],', '') ||
        iif(NULL IS NOT NEW.email_id, '"email_id":[' || 'null' || ',' || json_quote(NEW.email_id) || '],', '') ||
        iif(NULL IS NOT NEW.performed_by_id, '"performed_by_id":[' || 'null' || ',' || json_quote(NEW.performed_by_id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.old_value, '"old_value":[' || 'null' || ',' || json_quote(NEW.old_value) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.new_value, '"new_value":[' || 'null' || ',' || json_quote(NEW.new_value) || '],', '') ||
        iif(NULL IS NOT NEW.metadata, '"metadata":[' || 'null' || ',' || json_quote(NEW.metadata) || '],', '') ||
        iif(NULL IS NOT NEW.url, '"url":[' || 'null' || ',' || json_quote(NEW.url) || '],', '') ||
        iif(NULL IS NOT NEW.ip_address, '"ip_address":[' || 'null' || ',' || json_quote(NEW.ip_address) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.user_agent, '"user_agent":[' || 'null' || ',' || json_quote(NEW.user_agent) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER activities_change_update AFTER UPDATE ON activities BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Activity', NEW.id, NEW.subject, CASE WHEN OLD.performed_by_id IS NOT NEW.performed_by_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.contact_id IS NOT NEW.contact_id, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || json_quote(NEW.contact_id) || '],', '') ||
        iif(OLD.company_id IS NOT NEW.company_id, '"company_id":[' || json_quote(OLD.company_id) || ',' || json_quote(NEW.company_id) || '],', '') ||
        iif(OLD.lead_id IS NOT NEW.lead_id, '"lead_id":[' || json_quote(OLD.lead_id) || ',' || json_quote(NEW.lead_id) || '],', '') ||
        iif(OLD.deal_id IS NOT NEW.deal_id, '"deal_id":[' || json_quote(OLD.deal_id) || ',' || json_quote(NEW.deal_id) || '],', '') ||
        iif(OLD.campaign_id IS NOT NEW.campaign_id, '"campaign_id":[' || json_quote(OLD.campaign_id) || ',' || json_quote(NEW.campaign_id) || '],', '') ||
        iif(OLD.activity_type IS NOT NEW.activity_type, '"activity_type":[' || json_quote(OLD.activity_type) || ',' || json_quote(NEW.activity_type) || '],', '') ||
        iif(OLD.subject COLLATE BINARY IS NOT NEW.subject, '"subject":[' || json_quote(OLD.subject) || ',' || json_quote(NEW.subject) || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NEW.description, '"description":[' || json_quote(OLD.description) || ',' || json_quote(NEW.description) || '],', '') ||
        iif(OLD.outcome COLLATE BINARY IS NOT NEW.outcome, '"outcome":[' || json_quote(OLD.outcome) || ',' || json_quote(NEW.outcome) || '],', '') ||
        iif(OLD.next_action COLLATE BINARY IS NOT NEW.next_action, '"next_action":[' || json_quote(OLD.next_action) || ',' || json_quote(NEW.next_action) || '],', '') ||
        iif(OLD.scheduled_at IS NOT NEW.scheduled_at, '"scheduled_at":[' || json_quote(OLD.scheduled_at) || ',' || json_quote(NEW.scheduled_at) || '],', '') ||
        iif(OLD.completed_date IS NOT NEW.completed_date, '"completed_date":[' || json_quote(OLD.completed_date) || ',' || json_quote(NEW.completed_date) || '],', '') ||
        iif(OLD.duration IS NOT NEW.duration, '"duration":[' || json_quote(OLD.duration) || ',' || json_quote(NEW.duration) || '],', '') ||
        iif(OLD.cost IS NOT NEW.cost, '"cost":[' || json_quote(OLD.cost) || ',' || json_quote(NEW.cost) || '],', '') ||
        iif(OLD.currency IS NOT NEW.currency, '"currency":[' || json_quote(OLD.currency) || ',' || json_quote(NEW.currency) || '],', '') ||
        iif(OLD.notes COLLATE BINARY IS NOT NEW.notes, '"notes":[' || json_quote(OLD.notes) || ',' || json_quote(NEW.notes) || '],', '') ||
        iif(OLD.email_id IS NOT NEW.email_id, '"email_id":[' || json_quote(OLD.email_id) || ',' || json_quote(NEW.email_id) || '],', '') ||
        iif(OLD.performed_by_id IS NOT NEW.performed_by_id, '"performed_by_id":[' || json_quote(OLD.performed_by_id) || ',' || json_quote(NEW.performed_by_id) || '],', '') ||
        iif(OLD.old_value COLLATE BINARY IS NOT NEW.old_value, '"old_value":[' || json_quote(OLD.old_value) || ',' || json_quote(NEW.old_value) || '],', '') ||
        iif(OLD.new_value COLLATE BINARY IS NOT NEW.new_value, '"new_value":[' || json_quote(OLD.new_value) || ',' || json_quote(NEW.new_value) || '],', '') ||
        iif(OLD.metadata IS NOT NEW.metadata, '"metadata":[' || json_quote(OLD.metadata) || ',' || json_quote(NEW.metadata) || '],', '') ||
        iif(OLD.url IS NOT NEW.url, '"url":[' || json_quote(OLD.url) || ',' || json_quote(NEW.url) || '],', '') ||
        iif(OLD.ip_address IS NOT NEW.ip_address, '"ip_address":[' || json_quote(OLD.ip_address) || ',' || json_quote(NEW.ip_address) || '],', '') ||
        iif(OLD.user_agent COLLATE BINARY IS NOT NEW.user_agent, '"user_agent":[' || json_quote(OLD.user_agent) || ',' || json_quote(NEW.user_agent) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER activities_change_delete AFTER DELETE ON activities BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Activity', OLD.id, OLD.subject, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.contact_id IS NOT NULL, '"contact_id":[' || json_quote(OLD.contact_id) || ',' || 'null' || '],', '') ||
        iif(OLD.company_id IS NOT NULL, '"company_id":[' || json_quote(OLD.company_id) || ',' || 'null' || '],', '') ||
        iif(OLD.lead_id IS NOT NULL, '"lead_id":[' || json_quote(OLD.lead_id) || ',' || 'null' || '],', '') ||
        iif(OLD.deal_id IS NOT NULL, '"deal_id":[' || json_quote(OLD.deal_id) || ',' || 'null' || '],', '') ||
        iif(OLD.campaign_id IS NOT NULL, '"campaign_id":[' || json_quote(OLD.campaign_id) || ',' || 'null' || '],', '') ||
        iif(OLD.activity_type IS NOT NULL, '"activity_type":[' || json_quote(OLD.activity_type) || ',' || 'null' || '],', '') ||
        iif(OLD.subject COLLATE BINARY IS NOT NULL, '"subject":[' || json_quote(OLD.subject) || ',' || 'null' || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NULL, '"description":[' || json_quote(OLD.description) || ',' || 'null' || '],', '') ||
        iif(OLD.outcome COLLATE BINARY IS NOT NULL, '"outcome":[' || json_quote(OLD.outcome) || ',' || 'null' || '],', '') ||
        iif(OLD.next_action COLLATE BINARY IS NOT NULL, '"next_action":[' || json_quote(OLD.next_action) || ',' || 'null' || '],', '') ||
        iif(OLD.scheduled_at IS NOT NULL, '"scheduled_at":[' || json_quote(OLD.scheduled_at) || ',' || 'null' || '],', '') ||
        iif(OLD.completed_date IS NOT NULL, '"completed_date":[' || json_quote(OLD.completed_date) || ',' || 'null' || '],', '') ||
        iif(OLD.duration IS NOT NULL, '"duration":[' || json_quote(OLD.duration) || ',' || 'null' || '],', '') ||
        iif(OLD.cost IS NOT NULL, '"cost":[' || json_quote(OLD.cost) || ',' || 'null' || '],', '') ||
        iif(OLD.currency IS NOT NULL, '"currency":[' || json_quote(OLD.currency) || ',' || 'null' || '],', '') ||
        iif(OLD.notes COLLATE BINARY IS NOT NULL, '"notes":[' || json_quote(OLD.notes) || ',' || 'null' || '],', '') ||
        iif(OLD.email_id IS NOT NULL, '"email_id":[' || json_quote(OLD.email_id) || ',' || 'null' || '],', '') ||
        iif(OLD.performed_by_id IS NOT NULL, '"performed_by_id":[' || json_quote(OLD.performed_by_id) || ',' || 'null' || '],', '') ||
        iif(OLD.old_value COLLATE BINARY IS NOT NULL, '"old_value":[' || json_quote(OLD.old_value) || ',' || 'null' || '],', '') ||
        iif(OLD.new_value COLLATE BINARY IS NOT NULL, '"new_value":[' || json_quote(OLD.new_value) || ',' || 'null' || '],', '') ||
        iif(OLD.metadata IS NOT NULL, '"metadata":[' || json_quote(OLD.metadata) || ',' || 'null' || '],', '') ||
        iif(OLD.url IS NOT NULL, '"url":[' || json_quote(OLD.url) || ',' || 'null' || '],', '') ||
        iif(OLD.ip_address IS NOT NULL, '"ip_address":[' || json_quote(OLD.ip_address) || ',' || 'null' || '],', '') ||
        iif(OLD.user_agent COLLATE BINARY IS NOT NULL, '"user_agent":[' || json_quote(OLD.user_agent) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
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
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'CustomField', NEW.id, NEW.label, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.entity_type, '"entity_type":[' || 'null' || ',' || json_quote(NEW.entity_type) || '],', '') ||
        iif(NULL IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.label, '"label":[' || 'null' || ',' || json_quote(NEW.label) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.description, '"description":[' || 'null' || ',' || json_quote(NEW.description) || '],', '') ||
        iif(NULL IS NOT NEW.field_type, '"field_type":[' || 'null' || ',' || json_quote(NEW.field_type) || '],', '') ||
        iif(NULL IS NOT NEW.is_required, '"is_required":[' || 'null' || ',' || json_quote(NEW.is_required) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.default_value, '"default_value":[' || 'null' || ',' || json_quote(NEW.default_value) || '],', '') ||
        iif(NULL IS NOT NEW.options, '"options":[' || 'null' || ',' || json_quote(NEW.options) || '],', '') ||
        iif(NULL IS NOT NEW.validation, '"validation":[' || 'null' || ',' || json_quote(NEW.validation) || '],', '') ||
        iif(NULL IS NOT NEW.is_active, '"is_active":[' || 'null' || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(NULL IS NOT NEW.sort_order, '"sort_order":[' || 'null' || ',' || json_quote(NEW.sort_order) || '],', '') ||
        iif(NULL IS NOT NEW.is_indexed, '"is_indexed":[' || 'null' || ',' || json_quote(NEW.is_indexed) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER custom_fields_change_update AFTER UPDATE ON custom_fields BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'CustomField', NEW.id, NEW.label, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.entity_type IS NOT NEW.entity_type, '"entity_type":[' || json_quote(OLD.entity_type) || ',' || json_quote(NEW.entity_type) || '],', '') ||
        iif(OLD.name IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.label COLLATE BINARY IS NOT NEW.label, '"label":[' || json_quote(OLD.label) || ',' || json_quote(NEW.label) || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NEW.description, '"description":[' || json_quote(OLD.description) || ',' || json_quote(NEW.description) || '],', '') ||
        iif(OLD.field_type IS NOT NEW.field_type, '"field_type":[' || json_quote(OLD.field_type) || ',' || json_quote(NEW.field_type) || '],', '') ||
        iif(OLD.is_required IS NOT NEW.is_required, '"is_required":[' || json_quote(OLD.is_required) || ',' || json_quote(NEW.is_required) || '],', '') ||
        iif(OLD.default_value COLLATE BINARY IS NOT NEW.default_value, '"default_value":[' || json_quote(OLD.default_value) || ',' || json_quote(NEW.default_value) || '],', '') ||
        iif(OLD.options IS NOT NEW.options, '"options":[' || json_quote(OLD.options) || ',' || json_quote(NEW.options) || '],', '') ||
        iif(OLD.validation IS NOT NEW.validation, '"validation":[' || json_quote(OLD.validation) || ',' || json_quote(NEW.validation) || '],', '') ||
        iif(OLD.is_active IS NOT NEW.is_active, '"is_active":[' || json_quote(OLD.is_active) || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(OLD.sort_order IS NOT NEW.sort_order, '"sort_order":[' || json_quote(OLD.sort_order) || ',' || json_quote(NEW.sort_order) || '],', '') ||
        iif(OLD.is_indexed IS NOT NEW.is_indexed, '"is_indexed":[' || json_quote(OLD.is_indexed) || ',' || json_quote(NEW.is_indexed) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER custom_fields_change_delete AFTER DELETE ON custom_fields BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'CustomField', OLD.id, OLD.label, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.entity_type IS NOT NULL, '"entity_type":[' || json_quote(OLD.entity_type) || ',' || 'null' || '],', '') ||
        iif(OLD.name IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.label COLLATE BINARY IS NOT NULL, '"label":[' || json_quote(OLD.label) || ',' || 'null' || '],', '') ||
        iif(OLD.description COLLATE BINARY IS NOT NULL, '"description":[' || json_quote(OLD.description) || ',' || 'null' || '],', '') ||
        iif(OLD.field_type IS NOT NULL, '"field_type":[' || json_quote(OLD.field_type) || ',' || 'null' || '],', '') ||
        iif(OLD.is_required IS NOT NULL, '"is_required":[' || json_quote(OLD.is_required) || ',' || 'null' || '],', '') ||
        iif(OLD.default_value COLLATE BINARY IS NOT NULL, '"default_value":[' || json_quote(OLD.default_value) || ',' || 'null' || '],', '') ||
        iif(OLD.options IS NOT NULL, '"options":[' || json_quote(OLD.options) || ',' || 'null' || '],', '') ||
        iif(OLD.validation IS NOT NULL, '"validation":[' || json_quote(OLD.validation) || ',' || 'null' || '],', '') ||
        iif(OLD.is_active IS NOT NULL, '"is_active":[' || json_quote(OLD.is_active) || ',' || 'null' || '],', '') ||
        iif(OLD.sort_order IS NOT NULL, '"sort_order":[' || json_quote(OLD.sort_order) || ',' || 'null' || '],', '') ||
        iif(OLD.is_indexed IS NOT NULL, '"is_indexed":[' || json_quote(OLD.is_indexed) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE INDEX import_jobs_by_client_id ON import_jobs (client_id, id);

CREATE INDEX import_jobs_by_client_id_entity_type ON import_jobs (client_id, entity_type, id);

CREATE INDEX import_jobs_by_client_id_status ON import_jobs (client_id, status, id);

CREATE INDEX import_jobs_by_client_id_created_at ON import_jobs (client_id, created_at, id);

CREATE INDEX import_jobs_by_client_id_updated_at ON import_jobs (client_id, updated_at, id);

CREATE TRIGGER import_jobs_change_insert AFTER INSERT ON import_jobs BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ImportJob', NEW.id, NEW.file_name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.entity_type, '"entity_type":[' || 'null' || ',' || json_quote(NEW.entity_type) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.file_name, '"file_name":[' || 'null' || ',' || json_quote(NEW.file_name) || '],', '') ||
        iif(NULL IS NOT NEW.status, '"status":[' || 'null' || ',' || json_quote(NEW.status) || '],', '') ||
        iif(NULL IS NOT NEW.is_dry_run, '"is_dry_run":[' || 'null' || ',' || json_quote(NEW.is_dry_run) || '],', '') ||
        iif(NULL IS NOT NEW.dialect, '"dialect":[' || 'null' || ',' || json_quote(NEW.dialect) || '],', '') ||
        iif(NULL IS NOT NEW.mapping, '"mapping":[' || 'null' || ',' || json_quote(NEW.mapping) || '],', '') ||
        iif(NULL IS NOT NEW.options, '"options":[' || 'null' || ',' || json_quote(NEW.options) || '],', '') ||
        iif(NULL IS NOT NEW.upsert_key, '"upsert_key":[' || 'null' || ',' || json_quote(NEW.upsert_key) || '],', '') ||
        iif(NULL IS NOT NEW.total_bytes, '"total_bytes":[' || 'null' || ',' || json_quote(NEW.total_bytes) || '],', '') ||
        iif(NULL IS NOT NEW.processed_bytes, '"processed_bytes":[' || 'null' || ',' || json_quote(NEW.processed_bytes) || '],', '') ||
        iif(NULL IS NOT NEW.processed_rows, '"processed_rows":[' || 'null' || ',' || json_quote(NEW.processed_rows) || '],', '') ||
        iif(NULL IS NOT NEW.created_rows, '"created_rows":[' || 'null' || ',' || json_quote(NEW.created_rows) || '],', '') ||
        iif(NULL IS NOT NEW.updated_rows, '"updated_rows":[' || 'null' || ',' || json_quote(NEW.updated_rows) || '],', '') ||
        iif(NULL IS NOT NEW.rejected_rows, '"rejected_rows":[' || 'null' || ',' || json_quote(NEW.rejected_rows) || '],', '') ||
        iif(NULL IS NOT NEW.started_at, '"started_at":[' || 'null' || ',' || json_quote(NEW.started_at) || '],', '') ||
        iif(NULL IS NOT NEW.completed_at, '"completed_at":[' || 'null' || ',' || json_quote(NEW.completed_at) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.error, '"error":[' || 'null' || ',' || json_quote(NEW.error) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER import_jobs_change_update AFTER UPDATE ON import_jobs BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ImportJob', NEW.id, NEW.file_name, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.entity_type IS NOT NEW.entity_type, '"entity_type":[' || json_quote(OLD.entity_type) || ',' || json_quote(NEW.entity_type) || '],', '') ||
        iif(OLD.file_name COLLATE BINARY IS NOT NEW.file_name, '"file_name":[' || json_quote(OLD.file_name) || ',' || json_quote(NEW.file_name) || '],', '') ||
        iif(OLD.status IS NOT NEW.status, '"status":[' || json_quote(OLD.status) || ',' || json_quote(NEW.status) || '],', '') ||
        iif(OLD.is_dry_run IS NOT NEW.is_dry_run, '"is_dry_run":[' || json_quote(OLD.is_dry_run) || ',' || json_quote(NEW.is_dry_run) || '],', '') ||
        iif(OLD.dialect IS NOT NEW.dialect, '"dialect":[' || json_quote(OLD.dialect) || ',' || json_quote(NEW.dialect) || '],', '') ||
        iif(OLD.mapping IS NOT NEW.mapping, '"mapping":[' || json_quote(OLD.mapping) || ',' || json_quote(NEW.mapping) || '],', '') ||
        iif(OLD.options IS NOT NEW.options, '"options":[' || json_quote(OLD.options) || ',' || json_quote(NEW.options) || '],', '') ||
        iif(OLD.upsert_key IS NOT NEW.upsert_key, '"upsert_key":[' || json_quote(OLD.upsert_key) || ',' || json_quote(NEW.upsert_key) || '],', '') ||
        iif(OLD.total_bytes IS NOT NEW.total_bytes, '"total_bytes":[' || json_quote(OLD.total_bytes) || ',' || json_quote(NEW.total_bytes) || '],', '') ||
        iif(OLD.processed_bytes IS NOT NEW.processed_bytes, '"processed_bytes":[' || json_quote(OLD.processed_bytes) || ',' || json_quote(NEW.processed_bytes) || '],', '') ||
        iif(OLD.processed_rows IS NOT NEW.processed_rows, '"processed_rows":[' || json_quote(OLD.processed_rows) || ',' || json_quote(NEW.processed_rows) || '],', '') ||
        iif(OLD.created_rows IS NOT NEW.created_rows, '"created_rows":[' || json_quote(OLD.created_rows) || ',' || json_quote(NEW.created_rows) || '],', '') ||
        iif(OLD.updated_rows IS NOT NEW.updated_rows, '"updated_rows":[' || json_quote(OLD.updated_rows) || ',' || json_quote(NEW.updated_rows) || '],', '') ||
        iif(OLD.rejected_rows IS NOT NEW.rejected_rows, '"rejected_rows":[' || json_quote(OLD.rejected_rows) || ',' || json_quote(NEW.rejected_rows) || '],', '') ||
        iif(OLD.started_at IS NOT NEW.started_at, '"started_at":[' || json_quote(OLD.started_at) || ',' || json_quote(NEW.started_at) || '],', '') ||
        iif(OLD.completed_at IS NOT NEW.completed_at, '"completed_at":[' || json_quote(OLD.completed_at) || ',' || json_quote(NEW.completed_at) || '],', '') ||
        iif(OLD.error COLLATE BINARY IS NOT NEW.error, '"error":[' || json_quote(OLD.error) || ',' || json_quote(NEW.error) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER import_jobs_change_delete AFTER DELETE ON import_jobs BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ImportJob', OLD.id, OLD.file_name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.entity_type IS NOT NULL, '"entity_type":[' || json_quote(OLD.entity_type) || ',' || 'null' || '],', '') ||
        iif(OLD.file_name COLLATE BINARY IS NOT NULL, '"file_name":[' || json_quote(OLD.file_name) || ',' || 'null' || '],', '') ||
        iif(OLD.status IS NOT NULL, '"status":[' || json_quote(OLD.status) || ',' || 'null' || '],', '') ||
        iif(OLD.is_dry_run IS NOT NULL, '"is_dry_run":[' || json_quote(OLD.is_dry_run) || ',' || 'null' || '],', '') ||
        iif(OLD.dialect IS NOT NULL, '"dialect":[' || json_quote(OLD.dialect) || ',' || 'null' || '],', '') ||
        iif(OLD.mapping IS NOT NULL, '"mapping":[' || json_quote(OLD.mapping) || ',' || 'null' || '],', '') ||
        iif(OLD.options IS NOT NULL, '"options":[' || json_quote(OLD.options) || ',' || 'null' || '],', '') ||
        iif(OLD.upsert_key IS NOT NULL, '"upsert_key":[' || json_quote(OLD.upsert_key) || ',' || 'null' || '],', '') ||
        iif(OLD.total_bytes IS NOT NULL, '"total_bytes":[' || json_quote(OLD.total_bytes) || ',' || 'null' || '],', '') ||
        iif(OLD.processed_bytes IS NOT NULL, '"processed_bytes":[' || json_quote(OLD.processed_bytes) || ',' || 'null' || '],', '') ||
        iif(OLD.processed_rows IS NOT NULL, '"processed_rows":[' || json_quote(OLD.processed_rows) || ',' || 'null' || '],', '') ||
        iif(OLD.created_rows IS NOT NULL, '"created_rows":[' || json_quote(OLD.created_rows) || ',' || 'null' || '],', '') ||
        iif(OLD.updated_rows IS NOT NULL, '"updated_rows":[' || json_quote(OLD.updated_rows) || ',' || 'null' || '],', '') ||
        iif(OLD.rejected_rows IS NOT NULL, '"rejected_rows":[' || json_quote(OLD.rejected_rows) || ',' || 'null' || '],', '') ||
        iif(OLD.started_at IS NOT NULL, '"started_at":[' || json_quote(OLD.started_at) || ',' || 'null' || '],', '') ||
        iif(OLD.completed_at IS NOT NULL, '"completed_at":[' || json_quote(OLD.completed_at) || ',' || 'null' || '],', '') ||
        iif(OLD.error COLLATE BINARY IS NOT NULL, '"error":[' || json_quote(OLD.error) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX import_rejections_unique_import_job_id_row_number ON import_rejections (import_job_id, row_number);

CREATE INDEX import_rejections_by_client_id ON import_rejections (client_id, id);

CREATE INDEX import_rejections_by_import_job_id ON import_rejections (import_job_id, id);

CREATE INDEX import_rejections_by_client_id_row_number ON import_rejections (client_id, row_number, id);

CREATE INDEX import_rejections_by_client_id_created_at ON import_rejections (client_id, created_at, id);

CREATE INDEX import_rejections_by_client_id_updated_at ON import_rejections (client_id, updated_at, id);

CREATE TRIGGER import_rejections_change_insert AFTER INSERT ON import_rejections BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ImportRejection', NEW.id, NEW.row_number, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.import_job_id, '"import_job_id":[' || 'null' || ',' || json_quote(NEW.import_job_id) || '],', '') ||
        iif(NULL IS NOT NEW.row_number, '"row_number":[' || 'null' || ',' || json_quote(NEW.row_number) || '],', '') ||
        iif(NULL IS NOT NEW.cells, '"cells":[' || 'null' || ',' || json_quote(NEW.cells) || '],', '') ||
        iif(NULL IS NOT NEW.reasons, '"reasons":[' || 'null' || ',' || json_quote(NEW.reasons) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER import_rejections_change_update AFTER UPDATE ON import_rejections BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ImportRejection', NEW.id, NEW.row_number, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.import_job_id IS NOT NEW.import_job_id, '"import_job_id":[' || json_quote(OLD.import_job_id) || ',' || json_quote(NEW.import_job_id) || '],', '') ||
        iif(OLD.row_number IS NOT NEW.row_number, '"row_number":[' || json_quote(OLD.row_number) || ',' || json_quote(NEW.row_number) || '],', '') ||
        iif(OLD.cells IS NOT NEW.cells, '"cells":[' || json_quote(OLD.cells) || ',' || json_quote(NEW.cells) || '],', '') ||
        iif(OLD.reasons IS NOT NEW.reasons, '"reasons":[' || json_quote(OLD.reasons) || ',' || json_quote(NEW.reasons) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER import_rejections_change_delete AFTER DELETE ON import_rejections BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'ImportRejection', OLD.id, OLD.row_number, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.import_job_id IS NOT NULL, '"import_job_id":[' || json_quote(OLD.import_job_id) || ',' || 'null' || '],', '') ||
        iif(OLD.row_number IS NOT NULL, '"row_number":[' || json_quote(OLD.row_number) || ',' || 'null' || '],', '') ||
        iif(OLD.cells IS NOT NULL, '"cells":[' || json_quote(OLD.cells) || ',' || 'null' || '],', '') ||
        iif(OLD.reasons IS NOT NULL, '"reasons":[' || json_quote(OLD.reasons) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE INDEX merges_by_client_id ON merges (client_id, id);

CREATE INDEX merges_by_client_id_entity_type ON merges (client_id, entity_type, id);

CREATE INDEX merges_by_client_id_winner_id ON merges (client_id, winner_id, id);

CREATE INDEX merges_by_client_id_loser_id ON merges (client_id, loser_id, id);

CREATE INDEX merges_by_client_id_status ON merges (client_id, status, id);

CREATE INDEX merges_by_client_id_created_at ON merges (client_id, created_at, id);

CREATE INDEX merges_by_client_id_updated_at ON merges (client_id, updated_at, id);

CREATE TRIGGER merges_change_insert AFTER INSERT ON merges BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Merge', NEW.id, NEW.loser_id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.entity_type, '"entity_type":[' || 'null' || ',' || json_quote(NEW.entity_type) || '],', '') ||
        iif(NULL IS NOT NEW.winner_id, '"winner_id":[' || 'null' || ',' || json_quote(NEW.winner_id) || '],', '') ||
        iif(NULL IS NOT NEW.loser_id, '"loser_id":[' || 'null' || ',' || json_quote(NEW.loser_id) || '],', '') ||
        iif(NULL IS NOT NEW.status, '"status":[' || 'null' || ',' || json_quote(NEW.status) || '],', '') ||
        iif(NULL IS NOT NEW.choices, '"choices":[' || 'null' || ',' || json_quote(NEW.choices) || '],', '') ||
        iif(NULL IS NOT NEW.loser_row, '"loser_row":[' || 'null' || ',' || json_quote(NEW.loser_row) || '],', '') ||
        iif(NULL IS NOT NEW.winner_before, '"winner_before":[' || 'null' || ',' || json_quote(NEW.winner_before) || '],', '') ||
        iif(NULL IS NOT NEW.winner_after, '"winner_after":[' || 'null' || ',' || json_quote(NEW.winner_after) || '],', '') ||
        iif(NULL IS NOT NEW.winner_version, '"winner_version":[' || 'null' || ',' || json_quote(NEW.winner_version) || '],', '') ||
        iif(NULL IS NOT NEW.undone_at, '"undone_at":[' || 'null' || ',' || json_quote(NEW.undone_at) || '],', '') ||
        iif(NULL IS NOT NEW.undone_by, '"undone_by":[' || 'null' || ',' || json_quote(NEW.undone_by) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER merges_change_update AFTER UPDATE ON merges BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Merge', NEW.id, NEW.loser_id, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.entity_type IS NOT NEW.entity_type, '"entity_type":[' || json_quote(OLD.entity_type) || ',' || json_quote(NEW.entity_type) || '],', '') ||
        iif(OLD.winner_id IS NOT NEW.winner_id, '"winner_id":[' || json_quote(OLD.winner_id) || ',' || json_quote(NEW.winner_id) || '],', '') ||
        iif(OLD.loser_id IS NOT NEW.loser_id, '"loser_id":[' || json_quote(OLD.loser_id) || ',' || json_quote(NEW.loser_id) || '],', '') ||
        iif(OLD.status IS NOT NEW.status, '"status":[' || json_quote(OLD.status) || ',' || json_quote(NEW.status) || '],', '') ||
        iif(OLD.choices IS NOT NEW.choices, '"choices":[' || json_quote(OLD.choices) || ',' || json_quote(NEW.choices) || '],', '') ||
        iif(OLD.loser_row IS NOT NEW.loser_row, '"loser_row":[' || json_quote(OLD.loser_row) || ',' || json_quote(NEW.loser_row) || '],', '') ||
        iif(OLD.winner_before IS NOT NEW.winner_before, '"winner_before":[' || json_quote(OLD.winner_before) || ',' || json_quote(NEW.winner_before) || '],', '') ||
        iif(OLD.winner_after IS NOT NEW.winner_after, '"winner_after":[' || json_quote(OLD.winner_after) || ',' || json_quote(NEW.winner_after) || '],', '') ||
        iif(OLD.winner_version IS NOT NEW.winner_version, '"winner_version":[' || json_quote(OLD.winner_version) || ',' || json_quote(NEW.winner_version) || '],', '') ||
        iif(OLD.undone_at IS NOT NEW.undone_at, '"undone_at":[' || json_quote(OLD.undone_at) || ',' || json_quote(NEW.undone_at) || '],', '') ||
        iif(OLD.undone_by IS NOT NEW.undone_by, '"undone_by":[' || json_quote(OLD.undone_by) || ',' || json_quote(NEW.undone_by) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER merges_change_delete AFTER DELETE ON merges BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Merge', OLD.id, OLD.loser_id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.entity_type IS NOT NULL, '"entity_type":[' || json_quote(OLD.entity_type) || ',' || 'null' || '],', '') ||
        iif(OLD.winner_id IS NOT NULL, '"winner_id":[' || json_quote(OLD.winner_id) || ',' || 'null' || '],', '') ||
        iif(OLD.loser_id IS NOT NULL, '"loser_id":[' || json_quote(OLD.loser_id) || ',' || 'null' || '],', '') ||
        iif(OLD.status IS NOT NULL, '"status":[' || json_quote(OLD.status) || ',' || 'null' || '],', '') ||
        iif(OLD.choices IS NOT NULL, '"choices":[' || json_quote(OLD.choices) || ',' || 'null' || '],', '') ||
        iif(OLD.loser_row IS NOT NULL, '"loser_row":[' || json_quote(OLD.loser_row) || ',' || 'null' || '],', '') ||
        iif(OLD.winner_before IS NOT NULL, '"winner_before":[' || json_quote(OLD.winner_before) || ',' || 'null' || '],', '') ||
        iif(OLD.winner_after IS NOT NULL, '"winner_after":[' || json_quote(OLD.winner_after) || ',' || 'null' || '],', '') ||
        iif(OLD.winner_version IS NOT NULL, '"winner_version":[' || json_quote(OLD.winner_version) || ',' || 'null' || '],', '') ||
        iif(OLD.undone_at IS NOT NULL, '"undone_at":[' || json_quote(OLD.undone_at) || ',' || 'null' || '],', '') ||
        iif(OLD.undone_by IS NOT NULL, '"undone_by":[' || json_quote(OLD.undone_by) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX merge_moves_unique_merge_id_record_id_field_name ON merge_moves (merge_id, record_id, field_name);

CREATE INDEX merge_moves_by_client_id ON merge_moves (client_id, id);

CREATE INDEX merge_moves_by_merge_id ON merge_moves (merge_id, id);

CREATE INDEX merge_moves_by_client_id_record_id ON merge_moves (client_id, record_id, id);

CREATE INDEX merge_moves_by_client_id_created_at ON merge_moves (client_id, created_at, id);

CREATE INDEX merge_moves_by_client_id_updated_at ON merge_moves (client_id, updated_at, id);

CREATE TRIGGER merge_moves_change_insert AFTER INSERT ON merge_moves BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'MergeMove', NEW.id, NEW.record_id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.client_id, '"client_id":[' || 'null' || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(NULL IS NOT NEW.merge_id, '"merge_id":[' || 'null' || ',' || json_quote(NEW.merge_id) || '],', '') ||
        iif(NULL IS NOT NEW.move_type, '"move_type":[' || 'null' || ',' || json_quote(NEW.move_type) || '],', '') ||
        iif(NULL IS NOT NEW.entity_type, '"entity_type":[' || 'null' || ',' || json_quote(NEW.entity_type) || '],', '') ||
        iif(NULL IS NOT NEW.record_id, '"record_id":[' || 'null' || ',' || json_quote(NEW.record_id) || '],', '') ||
        iif(NULL IS NOT NEW.field_name, '"field_name":[' || 'null' || ',' || json_quote(NEW.field_name) || '],', '') ||
        iif(NULL IS NOT NEW.removed_row, '"removed_row":[' || 'null' || ',' || json_quote(NEW.removed_row) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER merge_moves_change_update AFTER UPDATE ON merge_moves BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'MergeMove', NEW.id, NEW.record_id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.client_id IS NOT NEW.client_id, '"client_id":[' || json_quote(OLD.client_id) || ',' || json_quote(NEW.client_id) || '],', '') ||
        iif(OLD.merge_id IS NOT NEW.merge_id, '"merge_id":[' || json_quote(OLD.merge_id) || ',' || json_quote(NEW.merge_id) || '],', '') ||
        iif(OLD.move_type IS NOT NEW.move_type, '"move_type":[' || json_quote(OLD.move_type) || ',' || json_quote(NEW.move_type) || '],', '') ||
        iif(OLD.entity_type IS NOT NEW.entity_type, '"entity_type":[' || json_quote(OLD.entity_type) || ',' || json_quote(NEW.entity_type) || '],', '') ||
        iif(OLD.record_id IS NOT NEW.record_id, '"record_id":[' || json_quote(OLD.record_id) || ',' || json_quote(NEW.record_id) || '],', '') ||
        iif(OLD.field_name IS NOT NEW.field_name, '"field_name":[' || json_quote(OLD.field_name) || ',' || json_quote(NEW.field_name) || '],', '') ||
        iif(OLD.removed_row IS NOT NEW.removed_row, '"removed_row":[' || json_quote(OLD.removed_row) || ',' || json_quote(NEW.removed_row) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER merge_moves_change_delete AFTER DELETE ON merge_moves BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'MergeMove', OLD.id, OLD.record_id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.client_id IS NOT NULL, '"client_id":[' || json_quote(OLD.client_id) || ',' || 'null' || '],', '') ||
        iif(OLD.merge_id IS NOT NULL, '"merge_id":[' || json_quote(OLD.merge_id) || ',' || 'null' || '],', '') ||
        iif(OLD.move_type IS NOT NULL, '"move_type":[' || json_quote(OLD.move_type) || ',' || 'null' || '],', '') ||
        iif(OLD.entity_type IS NOT NULL, '"entity_type":[' || json_quote(OLD.entity_type) || ',' || 'null' || '],', '') ||
        iif(OLD.record_id IS NOT NULL, '"record_id":[' || json_quote(OLD.record_id) || ',' || 'null' || '],', '') ||
        iif(OLD.field_name IS NOT NULL, '"field_name":[' || json_quote(OLD.field_name) || ',' || 'null' || '],', '') ||
        iif(OLD.removed_row IS NOT NULL, '"removed_row":[' || json_quote(OLD.removed_row) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
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

CREATE TRIGGER custom_fields_version_insert AFTER INSERT ON custom_fields BEGIN
    UPDATE custom_field_version SET version = version + 1;
END;

CREATE TRIGGER custom_fields_version_update AFTER UPDATE ON custom_fields BEGIN
    UPDATE custom_field_version SET version = version + 1;
END;

CREATE TRIGGER custom_fields_version_delete AFTER DELETE ON custom_fields BEGIN
    UPDATE custom_field_version SET version = version + 1;
END;

