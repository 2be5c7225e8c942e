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

CREATE TABLE tenants (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT COLLATE NOCASE NOT NULL,
    slug TEXT COLLATE NOCASE NOT NULL,
    domain TEXT COLLATE NOCASE,
    status TEXT NOT NULL DEFAULT 'PROVISIONING' CHECK (status IN ('PROVISIONING', 'ACTIVE', 'SUSPENDED', 'CLOSED')),
    status_reason TEXT COLLATE NOCASE,
    timezone TEXT NOT NULL DEFAULT 'UTC',
    locale TEXT COLLATE NOCASE NOT NULL DEFAULT 'en',
    suspended_at INTEGER,
    closed_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX tenants_unique_slug ON tenants (slug);

CREATE UNIQUE INDEX tenants_unique_domain ON tenants (domain);

CREATE INDEX tenants_by_name ON tenants (name, id);

CREATE INDEX tenants_by_status ON tenants (status, id);

CREATE INDEX tenants_by_created_at ON tenants (created_at, id);

CREATE INDEX tenants_by_updated_at ON tenants (updated_at, id);

CREATE TRIGGER tenants_change_insert AFTER INSERT ON tenants BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Tenant', NEW.id, NEW.name, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.name, '"name":[' || 'null' || ',' || json_quote(NEW.name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.slug, '"slug":[' || 'null' || ',' || json_quote(NEW.slug) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.domain, '"domain":[' || 'null' || ',' || json_quote(NEW.domain) || '],', '') ||
        iif(NULL IS NOT NEW.status, '"status":[' || 'null' || ',' || json_quote(NEW.status) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.status_reason, '"status_reason":[' || 'null' || ',' || json_quote(NEW.status_reason) || '],', '') ||
        iif(NULL IS NOT NEW.timezone, '"timezone":[' || 'null' || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.locale, '"locale":[' || 'null' || ',' || json_quote(NEW.locale) || '],', '') ||
        iif(NULL IS NOT NEW.suspended_at, '"suspended_at":[' || 'null' || ',' || json_quote(NEW.suspended_at) || '],', '') ||
        iif(NULL IS NOT NEW.closed_at, '"closed_at":[' || 'null' || ',' || json_quote(NEW.closed_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER tenants_change_update AFTER UPDATE ON tenants BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Tenant', NEW.id, NEW.name, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NEW.name, '"name":[' || json_quote(OLD.name) || ',' || json_quote(NEW.name) || '],', '') ||
        iif(OLD.slug COLLATE BINARY IS NOT NEW.slug, '"slug":[' || json_quote(OLD.slug) || ',' || json_quote(NEW.slug) || '],', '') ||
        iif(OLD.domain COLLATE BINARY IS NOT NEW.domain, '"domain":[' || json_quote(OLD.domain) || ',' || json_quote(NEW.domain) || '],', '') ||
        iif(OLD.status IS NOT NEW.status, '"status":[' || json_quote(OLD.status) || ',' || json_quote(NEW.status) || '],', '') ||
        iif(OLD.status_reason COLLATE BINARY IS NOT NEW.status_reason, '"status_reason":[' || json_quote(OLD.status_reason) || ',' || json_quote(NEW.status_reason) || '],', '') ||
        iif(OLD.timezone IS NOT NEW.timezone, '"timezone":[' || json_quote(OLD.timezone) || ',' || json_quote(NEW.timezone) || '],', '') ||
        iif(OLD.locale COLLATE BINARY IS NOT NEW.locale, '"locale":[' || json_quote(OLD.locale) || ',' || json_quote(NEW.locale) || '],', '') ||
        iif(OLD.suspended_at IS NOT NEW.suspended_at, '"suspended_at":[' || json_quote(OLD.suspended_at) || ',' || json_quote(NEW.suspended_at) || '],', '') ||
        iif(OLD.closed_at IS NOT NEW.closed_at, '"closed_at":[' || json_quote(OLD.closed_at) || ',' || json_quote(NEW.closed_at) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER tenants_change_delete AFTER DELETE ON tenants BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Tenant', OLD.id, OLD.name, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.name COLLATE BINARY IS NOT NULL, '"name":[' || json_quote(OLD.name) || ',' || 'null' || '],', '') ||
        iif(OLD.slug COLLATE BINARY IS NOT NULL, '"slug":[' || json_quote(OLD.slug) || ',' || 'null' || '],', '') ||
        iif(OLD.domain COLLATE BINARY IS NOT NULL, '"domain":[' || json_quote(OLD.domain) || ',' || 'null' || '],', '') ||
        iif(OLD.status IS NOT NULL, '"status":[' || json_quote(OLD.status) || ',' || 'null' || '],', '') ||
        iif(OLD.status_reason COLLATE BINARY IS NOT NULL, '"status_reason":[' || json_quote(OLD.status_reason) || ',' || 'null' || '],', '') ||
        iif(OLD.timezone IS NOT NULL, '"timezone":[' || json_quote(OLD.timezone) || ',' || 'null' || '],', '') ||
        iif(OLD.locale COLLATE BINARY IS NOT NULL, '"locale":[' || json_quote(OLD.locale) || ',' || 'null' || '],', '') ||
        iif(OLD.suspended_at IS NOT NULL, '"suspended_at":[' || json_quote(OLD.suspended_at) || ',' || 'null' || '],', '') ||
        iif(OLD.closed_at IS NOT NULL, '"closed_at":[' || json_quote(OLD.closed_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TABLE tenant_databases (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    database_type TEXT NOT NULL CHECK (database_type IN ('EMBEDDED', 'SQLD', 'TURSO')),
    address TEXT NOT NULL,
    namespace TEXT COLLATE NOCASE,
    auth_token TEXT,
    schema_version INTEGER NOT NULL DEFAULT 0 CHECK (schema_version BETWEEN 0 AND 1000000),
    status TEXT NOT NULL DEFAULT 'CREATING' CHECK (status IN ('CREATING', 'READY', 'MIGRATING', 'FAILED', 'DROPPED')),
    migrated_at INTEGER,
    locked_by TEXT,
    locked_until INTEGER,
    last_error TEXT COLLATE NOCASE,
    backed_up_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX tenant_databases_unique_tenant_id ON tenant_databases (tenant_id);

CREATE INDEX tenant_databases_by_tenant_id ON tenant_databases (tenant_id, id);

CREATE INDEX tenant_databases_by_schema_version ON tenant_databases (schema_version, id);

CREATE INDEX tenant_databases_by_created_at ON tenant_databases (created_at, id);

CREATE INDEX tenant_databases_by_updated_at ON tenant_databases (updated_at, id);

CREATE INDEX tenant_databases_by_status_schema_version ON tenant_databases (status, schema_version, id);

CREATE TRIGGER tenant_databases_change_insert AFTER INSERT ON tenant_databases BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'TenantDatabase', NEW.id, NEW.address, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.tenant_id, '"tenant_id":[' || 'null' || ',' || json_quote(NEW.tenant_id) || '],', '') ||
        iif(NULL IS NOT NEW.database_type, '"database_type":[' || 'null' || ',' || json_quote(NEW.database_type) || '],', '') ||
        iif(NULL IS NOT NEW.address, '"address":[' || 'null' || ',' || json_quote(NEW.address) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.namespace, '"namespace":[' || 'null' || ',' || json_quote(NEW.namespace) || '],', '') ||
        iif(NULL IS NOT NEW.auth_token, '"auth_token":[' || 'null' || ',' || iif(NEW.auth_token IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.schema_version, '"schema_version":[' || 'null' || ',' || json_quote(NEW.schema_version) || '],', '') ||
        iif(NULL IS NOT NEW.status, '"status":[' || 'null' || ',' || json_quote(NEW.status) || '],', '') ||
        iif(NULL IS NOT NEW.migrated_at, '"migrated_at":[' || 'null' || ',' || json_quote(NEW.migrated_at) || '],', '') ||
        iif(NULL IS NOT NEW.locked_by, '"locked_by":[' || 'null' || ',' || json_quote(NEW.locked_by) || '],', '') ||
        iif(NULL IS NOT NEW.locked_until, '"locked_until":[' || 'null' || ',' || json_quote(NEW.locked_until) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.last_error, '"last_error":[' || 'null' || ',' || json_quote(NEW.last_error) || '],', '') ||
        iif(NULL IS NOT NEW.backed_up_at, '"backed_up_at":[' || 'null' || ',' || json_quote(NEW.backed_up_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER tenant_databases_change_update AFTER UPDATE ON tenant_databases BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'TenantDatabase', NEW.id, NEW.address, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.tenant_id IS NOT NEW.tenant_id, '"tenant_id":[' || json_quote(OLD.tenant_id) || ',' || json_quote(NEW.tenant_id) || '],', '') ||
        iif(OLD.database_type IS NOT NEW.database_type, '"database_type":[' || json_quote(OLD.database_type) || ',' || json_quote(NEW.database_type) || '],', '') ||
        iif(OLD.address IS NOT NEW.address, '"address":[' || json_quote(OLD.address) || ',' || json_quote(NEW.address) || '],', '') ||
        iif(OLD.namespace COLLATE BINARY IS NOT NEW.namespace, '"namespace":[' || json_quote(OLD.namespace) || ',' || json_quote(NEW.namespace) || '],', '') ||
        iif(OLD.auth_token IS NOT NEW.auth_token, '"auth_token":[' || iif(OLD.auth_token IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.auth_token IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.schema_version IS NOT NEW.schema_version, '"schema_version":[' || json_quote(OLD.schema_version) || ',' || json_quote(NEW.schema_version) || '],', '') ||
        iif(OLD.status IS NOT NEW.status, '"status":[' || json_quote(OLD.status) || ',' || json_quote(NEW.status) || '],', '') ||
        iif(OLD.migrated_at IS NOT NEW.migrated_at, '"migrated_at":[' || json_quote(OLD.migrated_at) || ',' || json_quote(NEW.migrated_at) || '],', '') ||
        iif(OLD.locked_by IS NOT NEW.locked_by, '"locked_by":[' || json_quote(OLD.locked_by) || ',' || json_quote(NEW.locked_by) || '],', '') ||
        iif(OLD.locked_until IS NOT NEW.locked_until, '"locked_until":[' || json_quote(OLD.locked_until) || ',' || json_quote(NEW.locked_until) || '],', '') ||
        iif(OLD.last_error COLLATE BINARY IS NOT NEW.last_error, '"last_error":[' || json_quote(OLD.last_error) || ',' || json_quote(NEW.last_error) || '],', '') ||
        iif(OLD.backed_up_at IS NOT NEW.backed_up_at, '"backed_up_at":[' || json_quote(OLD.backed_up_at) || ',' || json_quote(NEW.backed_up_at) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER tenant_databases_change_delete AFTER DELETE ON tenant_databases BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'TenantDatabase', OLD.id, OLD.address, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.tenant_id IS NOT NULL, '"tenant_id":[' || json_quote(OLD.tenant_id) || ',' || 'null' || '],', '') ||
        iif(OLD.database_type IS NOT NULL, '"database_type":[' || json_quote(OLD.database_type) || ',' || 'null' || '],', '') ||
        iif(OLD.address IS NOT NULL, '"address":[' || json_quote(OLD.address) || ',' || 'null' || '],', '') ||
        iif(OLD.namespace COLLATE BINARY IS NOT NULL, '"namespace":[' || json_quote(OLD.namespace) || ',' || 'null' || '],', '') ||
        iif(OLD.auth_token IS NOT NULL, '"auth_token":[' || iif(OLD.auth_token IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.schema_version IS NOT NULL, '"schema_version":[' || json_quote(OLD.schema_version) || ',' || 'null' || '],', '') ||
        iif(OLD.status IS NOT NULL, '"status":[' || json_quote(OLD.status) || ',' || 'null' || '],', '') ||
        iif(OLD.migrated_at IS NOT NULL, '"migrated_at":[' || json_quote(OLD.migrated_at) || ',' || 'null' || '],', '') ||
        iif(OLD.locked_by IS NOT NULL, '"locked_by":[' || json_quote(OLD.locked_by) || ',' || 'null' || '],', '') ||
        iif(OLD.locked_until IS NOT NULL, '"locked_until":[' || json_quote(OLD.locked_until) || ',' || 'null' || '],', '') ||
        iif(OLD.last_error COLLATE BINARY IS NOT NULL, '"last_error":[' || json_quote(OLD.last_error) || ',' || 'null' || '],', '') ||
        iif(OLD.backed_up_at IS NOT NULL, '"backed_up_at":[' || json_quote(OLD.backed_up_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TABLE platform_admins (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT COLLATE NOCASE NOT NULL,
    password_hash TEXT,
    first_name TEXT COLLATE NOCASE,
    last_name TEXT COLLATE NOCASE,
    is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
    last_login_at INTEGER,
    password_changed_at INTEGER,
    failed_sign_ins INTEGER NOT NULL DEFAULT 0 CHECK (failed_sign_ins BETWEEN 0 AND 1000000),
    locked_until INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX platform_admins_unique_email ON platform_admins (email);

CREATE INDEX platform_admins_by_created_at ON platform_admins (created_at, id);

CREATE INDEX platform_admins_by_updated_at ON platform_admins (updated_at, id);

CREATE TRIGGER platform_admins_change_insert AFTER INSERT ON platform_admins BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'PlatformAdmin', NEW.id, NEW.email, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.email, '"email":[' || 'null' || ',' || json_quote(NEW.email) || '],', '') ||
        iif(NULL IS NOT NEW.password_hash, '"password_hash":[' || 'null' || ',' || iif(NEW.password_hash IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.first_name, '"first_name":[' || 'null' || ',' || json_quote(NEW.first_name) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.last_name, '"last_name":[' || 'null' || ',' || json_quote(NEW.last_name) || '],', '') ||
        iif(NULL IS NOT NEW.is_active, '"is_active":[' || 'null' || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(NULL IS NOT NEW.last_login_at, '"last_login_at":[' || 'null' || ',' || json_quote(NEW.last_login_at) || '],', '') ||
        iif(NULL IS NOT NEW.password_changed_at, '"password_changed_at":[' || 'null' || ',' || json_quote(NEW.password_changed_at) || '],', '') ||
        iif(NULL IS NOT NEW.failed_sign_ins, '"failed_sign_ins":[' || 'null' || ',' || iif(NEW.failed_sign_ins IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.locked_until, '"locked_until":[' || 'null' || ',' || iif(NEW.locked_until IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER platform_admins_change_update AFTER UPDATE ON platform_admins BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'PlatformAdmin', NEW.id, NEW.email, 'UPDATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NEW.email, '"email":[' || json_quote(OLD.email) || ',' || json_quote(NEW.email) || '],', '') ||
        iif(OLD.password_hash IS NOT NEW.password_hash, '"password_hash":[' || iif(OLD.password_hash IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.password_hash IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.first_name COLLATE BINARY IS NOT NEW.first_name, '"first_name":[' || json_quote(OLD.first_name) || ',' || json_quote(NEW.first_name) || '],', '') ||
        iif(OLD.last_name COLLATE BINARY IS NOT NEW.last_name, '"last_name":[' || json_quote(OLD.last_name) || ',' || json_quote(NEW.last_name) || '],', '') ||
        iif(OLD.is_active IS NOT NEW.is_active, '"is_active":[' || json_quote(OLD.is_active) || ',' || json_quote(NEW.is_active) || '],', '') ||
        iif(OLD.last_login_at IS NOT NEW.last_login_at, '"last_login_at":[' || json_quote(OLD.last_login_at) || ',' || json_quote(NEW.last_login_at) || '],', '') ||
        iif(OLD.password_changed_at IS NOT NEW.password_changed_at, '"password_changed_at":[' || json_quote(OLD.password_changed_at) || ',' || json_quote(NEW.password_changed_at) || '],', '') ||
        iif(OLD.failed_sign_ins IS NOT NEW.failed_sign_ins, '"failed_sign_ins":[' || iif(OLD.failed_sign_ins IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.failed_sign_ins IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.locked_until IS NOT NEW.locked_until, '"locked_until":[' || iif(OLD.locked_until IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.locked_until IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER platform_admins_change_delete AFTER DELETE ON platform_admins BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'PlatformAdmin', OLD.id, OLD.email, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NULL, '"email":[' || json_quote(OLD.email) || ',' || 'null' || '],', '') ||
        iif(OLD.password_hash IS NOT NULL, '"password_hash":[' || iif(OLD.password_hash IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.first_name COLLATE BINARY IS NOT NULL, '"first_name":[' || json_quote(OLD.first_name) || ',' || 'null' || '],', '') ||
        iif(OLD.last_name COLLATE BINARY IS NOT NULL, '"last_name":[' || json_quote(OLD.last_name) || ',' || 'null' || '],', '') ||
        iif(OLD.is_active IS NOT NULL, '"is_active":[' || json_quote(OLD.is_active) || ',' || 'null' || '],', '') ||
        iif(OLD.last_login_at IS NOT NULL, '"last_login_at":[' || json_quote(OLD.last_login_at) || ',' || 'null' || '],', '') ||
        iif(OLD.password_changed_at IS NOT NULL, '"password_changed_at":[' || json_quote(OLD.password_changed_at) || ',' || 'null' || '],', '') ||
        iif(OLD.failed_sign_ins IS NOT NULL, '"failed_sign_ins":[' || iif(OLD.failed_sign_ins IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.locked_until IS NOT NULL, '"locked_until":[' || iif(OLD.locked_until IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TABLE platform_admin_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    platform_admin_id TEXT NOT NULL REFERENCES platform_admins (id) ON DELETE CASCADE,
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

CREATE UNIQUE INDEX platform_admin_sessions_unique_token_hash ON platform_admin_sessions (token_hash);

CREATE INDEX platform_admin_sessions_by_platform_admin_id ON platform_admin_sessions (platform_admin_id, id);

CREATE INDEX platform_admin_sessions_by_expires_at ON platform_admin_sessions (expires_at, id);

CREATE INDEX platform_admin_sessions_by_created_at ON platform_admin_sessions (created_at, id);

CREATE INDEX platform_admin_sessions_by_updated_at ON platform_admin_sessions (updated_at, id);

CREATE INDEX platform_admin_sessions_by_family_id ON platform_admin_sessions (family_id, id);

CREATE TRIGGER platform_admin_sessions_change_insert AFTER INSERT ON platform_admin_sessions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'PlatformAdminSession', NEW.id, NEW.ip_address, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.platform_admin_id, '"platform_admin_id":[' || 'null' || ',' || json_quote(NEW.platform_admin_id) || '],', '') ||
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

CREATE TRIGGER platform_admin_sessions_change_update AFTER UPDATE ON platform_admin_sessions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'PlatformAdminSession', NEW.id, NEW.ip_address, CASE WHEN OLD.platform_admin_id IS NOT NEW.platform_admin_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.platform_admin_id IS NOT NEW.platform_admin_id, '"platform_admin_id":[' || json_quote(OLD.platform_admin_id) || ',' || json_quote(NEW.platform_admin_id) || '],', '') ||
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

CREATE TRIGGER platform_admin_sessions_change_delete AFTER DELETE ON platform_admin_sessions BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'PlatformAdminSession', OLD.id, OLD.ip_address, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.platform_admin_id IS NOT NULL, '"platform_admin_id":[' || json_quote(OLD.platform_admin_id) || ',' || 'null' || '],', '') ||
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

CREATE TABLE logins (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT COLLATE NOCASE NOT NULL,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX logins_unique_email_tenant_id ON logins (email, tenant_id);

CREATE INDEX logins_by_email ON logins (email, id);

CREATE INDEX logins_by_tenant_id ON logins (tenant_id, id);

CREATE INDEX logins_by_user_id ON logins (user_id, id);

CREATE INDEX logins_by_created_at ON logins (created_at, id);

CREATE INDEX logins_by_updated_at ON logins (updated_at, id);

CREATE TRIGGER logins_change_insert AFTER INSERT ON logins BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Login', NEW.id, NEW.email, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.email, '"email":[' || 'null' || ',' || json_quote(NEW.email) || '],', '') ||
        iif(NULL IS NOT NEW.tenant_id, '"tenant_id":[' || 'null' || ',' || json_quote(NEW.tenant_id) || '],', '') ||
        iif(NULL IS NOT NEW.user_id, '"user_id":[' || 'null' || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER logins_change_update AFTER UPDATE ON logins BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Login', NEW.id, NEW.email, 'UPDATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NEW.email, '"email":[' || json_quote(OLD.email) || ',' || json_quote(NEW.email) || '],', '') ||
        iif(OLD.tenant_id IS NOT NEW.tenant_id, '"tenant_id":[' || json_quote(OLD.tenant_id) || ',' || json_quote(NEW.tenant_id) || '],', '') ||
        iif(OLD.user_id IS NOT NEW.user_id, '"user_id":[' || json_quote(OLD.user_id) || ',' || json_quote(NEW.user_id) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER logins_change_delete AFTER DELETE ON logins BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'Login', OLD.id, OLD.email, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.email COLLATE BINARY IS NOT NULL, '"email":[' || json_quote(OLD.email) || ',' || 'null' || '],', '') ||
        iif(OLD.tenant_id IS NOT NULL, '"tenant_id":[' || json_quote(OLD.tenant_id) || ',' || 'null' || '],', '') ||
        iif(OLD.user_id IS NOT NULL, '"user_id":[' || json_quote(OLD.user_id) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TABLE signing_keys (
    id TEXT NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL,
    algorithm TEXT NOT NULL DEFAULT 'EdDSA',
    public_key TEXT NOT NULL,
    private_key TEXT NOT NULL,
    activates_at INTEGER NOT NULL,
    retires_at INTEGER,
    expires_at INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX signing_keys_unique_key_id ON signing_keys (key_id);

CREATE INDEX signing_keys_by_activates_at ON signing_keys (activates_at, id);

CREATE INDEX signing_keys_by_created_at ON signing_keys (created_at, id);

CREATE INDEX signing_keys_by_updated_at ON signing_keys (updated_at, id);

CREATE TRIGGER signing_keys_change_insert AFTER INSERT ON signing_keys BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'SigningKey', NEW.id, NEW.key_id, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.key_id, '"key_id":[' || 'null' || ',' || json_quote(NEW.key_id) || '],', '') ||
        iif(NULL IS NOT NEW.algorithm, '"algorithm":[' || 'null' || ',' || json_quote(NEW.algorithm) || '],', '') ||
        iif(NULL IS NOT NEW.public_key, '"public_key":[' || 'null' || ',' || json_quote(NEW.public_key) || '],', '') ||
        iif(NULL IS NOT NEW.private_key, '"private_key":[' || 'null' || ',' || iif(NEW.private_key IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(NULL IS NOT NEW.activates_at, '"activates_at":[' || 'null' || ',' || json_quote(NEW.activates_at) || '],', '') ||
        iif(NULL IS NOT NEW.retires_at, '"retires_at":[' || 'null' || ',' || json_quote(NEW.retires_at) || '],', '') ||
        iif(NULL IS NOT NEW.expires_at, '"expires_at":[' || 'null' || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER signing_keys_change_update AFTER UPDATE ON signing_keys BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'SigningKey', NEW.id, NEW.key_id, 'UPDATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.key_id IS NOT NEW.key_id, '"key_id":[' || json_quote(OLD.key_id) || ',' || json_quote(NEW.key_id) || '],', '') ||
        iif(OLD.algorithm IS NOT NEW.algorithm, '"algorithm":[' || json_quote(OLD.algorithm) || ',' || json_quote(NEW.algorithm) || '],', '') ||
        iif(OLD.public_key IS NOT NEW.public_key, '"public_key":[' || json_quote(OLD.public_key) || ',' || json_quote(NEW.public_key) || '],', '') ||
        iif(OLD.private_key IS NOT NEW.private_key, '"private_key":[' || iif(OLD.private_key IS NULL, 'null', '"(sealed)"') || ',' || iif(NEW.private_key IS NULL, 'null', '"(sealed)"') || '],', '') ||
        iif(OLD.activates_at IS NOT NEW.activates_at, '"activates_at":[' || json_quote(OLD.activates_at) || ',' || json_quote(NEW.activates_at) || '],', '') ||
        iif(OLD.retires_at IS NOT NEW.retires_at, '"retires_at":[' || json_quote(OLD.retires_at) || ',' || json_quote(NEW.retires_at) || '],', '') ||
        iif(OLD.expires_at IS NOT NEW.expires_at, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || json_quote(NEW.expires_at) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER signing_keys_change_delete AFTER DELETE ON signing_keys BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'SigningKey', OLD.id, OLD.key_id, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.key_id IS NOT NULL, '"key_id":[' || json_quote(OLD.key_id) || ',' || 'null' || '],', '') ||
        iif(OLD.algorithm IS NOT NULL, '"algorithm":[' || json_quote(OLD.algorithm) || ',' || 'null' || '],', '') ||
        iif(OLD.public_key IS NOT NULL, '"public_key":[' || json_quote(OLD.public_key) || ',' || 'null' || '],', '') ||
        iif(OLD.private_key IS NOT NULL, '"private_key":[' || iif(OLD.private_key IS NULL, 'null', '"(sealed)"') || ',' || 'null' || '],', '') ||
        iif(OLD.activates_at IS NOT NULL, '"activates_at":[' || json_quote(OLD.activates_at) || ',' || 'null' || '],', '') ||
        iif(OLD.retires_at IS NOT NULL, '"retires_at":[' || json_quote(OLD.retires_at) || ',' || 'null' || '],', '') ||
        iif(OLD.expires_at IS NOT NULL, '"expires_at":[' || json_quote(OLD.expires_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TABLE audit_anchors (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    segment INTEGER NOT NULL CHECK (segment BETWEEN 1 AND 9007199254740991),
    last_change_id INTEGER NOT NULL CHECK (last_change_id BETWEEN 0 AND 9007199254740991),
    hash TEXT NOT NULL,
    sealed_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX audit_anchors_unique_tenant_id_segment ON audit_anchors (tenant_id, segment);

CREATE INDEX audit_anchors_by_tenant_id ON audit_anchors (tenant_id, id);

CREATE INDEX audit_anchors_by_created_at ON audit_anchors (created_at, id);

CREATE INDEX audit_anchors_by_updated_at ON audit_anchors (updated_at, id);

CREATE TRIGGER audit_anchors_change_insert AFTER INSERT ON audit_anchors BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'AuditAnchor', NEW.id, NEW.hash, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.tenant_id, '"tenant_id":[' || 'null' || ',' || json_quote(NEW.tenant_id) || '],', '') ||
        iif(NULL IS NOT NEW.segment, '"segment":[' || 'null' || ',' || json_quote(NEW.segment) || '],', '') ||
        iif(NULL IS NOT NEW.last_change_id, '"last_change_id":[' || 'null' || ',' || json_quote(NEW.last_change_id) || '],', '') ||
        iif(NULL IS NOT NEW.hash, '"hash":[' || 'null' || ',' || json_quote(NEW.hash) || '],', '') ||
        iif(NULL IS NOT NEW.sealed_at, '"sealed_at":[' || 'null' || ',' || json_quote(NEW.sealed_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER audit_anchors_change_update AFTER UPDATE ON audit_anchors BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'AuditAnchor', NEW.id, NEW.hash, 'UPDATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.tenant_id IS NOT NEW.tenant_id, '"tenant_id":[' || json_quote(OLD.tenant_id) || ',' || json_quote(NEW.tenant_id) || '],', '') ||
        iif(OLD.segment IS NOT NEW.segment, '"segment":[' || json_quote(OLD.segment) || ',' || json_quote(NEW.segment) || '],', '') ||
        iif(OLD.last_change_id IS NOT NEW.last_change_id, '"last_change_id":[' || json_quote(OLD.last_change_id) || ',' || json_quote(NEW.last_change_id) || '],', '') ||
        iif(OLD.hash IS NOT NEW.hash, '"hash":[' || json_quote(OLD.hash) || ',' || json_quote(NEW.hash) || '],', '') ||
        iif(OLD.sealed_at IS NOT NEW.sealed_at, '"sealed_at":[' || json_quote(OLD.sealed_at) || ',' || json_quote(NEW.sealed_at) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER audit_anchors_change_delete AFTER DELETE ON audit_anchors BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'AuditAnchor', OLD.id, OLD.hash, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.tenant_id IS NOT NULL, '"tenant_id":[' || json_quote(OLD.tenant_id) || ',' || 'null' || '],', '') ||
        iif(OLD.segment IS NOT NULL, '"segment":[' || json_quote(OLD.segment) || ',' || 'null' || '],', '') ||
        iif(OLD.last_change_id IS NOT NULL, '"last_change_id":[' || json_quote(OLD.last_change_id) || ',' || 'null' || '],', '') ||
        iif(OLD.hash IS NOT NULL, '"hash":[' || json_quote(OLD.hash) || ',' || 'null' || '],', '') ||
        iif(OLD.sealed_at IS NOT NULL, '"sealed_at":[' || json_quote(OLD.sealed_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TABLE due_items (
    id TEXT NOT NULL PRIMARY KEY,
    tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    record_id TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    payload TEXT CHECK (json_valid(payload)),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts BETWEEN 0 AND 1000000),
    locked_by TEXT,
    locked_until INTEGER,
    last_error TEXT COLLATE NOCASE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807)
) STRICT;

CREATE UNIQUE INDEX due_items_unique_tenant_id_topic_record_id ON due_items (tenant_id, topic, record_id);

CREATE INDEX due_items_by_tenant_id ON due_items (tenant_id, id);

CREATE INDEX due_items_by_due_at ON due_items (due_at, id);

CREATE INDEX due_items_by_created_at ON due_items (created_at, id);

CREATE INDEX due_items_by_updated_at ON due_items (updated_at, id);

CREATE INDEX due_items_by_due_at_tenant_id ON due_items (due_at, tenant_id, id);

CREATE TRIGGER due_items_change_insert AFTER INSERT ON due_items BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'DueItem', NEW.id, NEW.topic, 'CREATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(NULL IS NOT NEW.id, '"id":[' || 'null' || ',' || json_quote(NEW.id) || '],', '') ||
        iif(NULL IS NOT NEW.tenant_id, '"tenant_id":[' || 'null' || ',' || json_quote(NEW.tenant_id) || '],', '') ||
        iif(NULL IS NOT NEW.topic, '"topic":[' || 'null' || ',' || json_quote(NEW.topic) || '],', '') ||
        iif(NULL IS NOT NEW.record_id, '"record_id":[' || 'null' || ',' || json_quote(NEW.record_id) || '],', '') ||
        iif(NULL IS NOT NEW.due_at, '"due_at":[' || 'null' || ',' || json_quote(NEW.due_at) || '],', '') ||
        iif(NULL IS NOT NEW.payload, '"payload":[' || 'null' || ',' || json_quote(NEW.payload) || '],', '') ||
        iif(NULL IS NOT NEW.attempts, '"attempts":[' || 'null' || ',' || json_quote(NEW.attempts) || '],', '') ||
        iif(NULL IS NOT NEW.locked_by, '"locked_by":[' || 'null' || ',' || json_quote(NEW.locked_by) || '],', '') ||
        iif(NULL IS NOT NEW.locked_until, '"locked_until":[' || 'null' || ',' || json_quote(NEW.locked_until) || '],', '') ||
        iif(NULL COLLATE BINARY IS NOT NEW.last_error, '"last_error":[' || 'null' || ',' || json_quote(NEW.last_error) || '],', '') ||
        iif(NULL IS NOT NEW.created_at, '"created_at":[' || 'null' || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(NULL IS NOT NEW.created_by, '"created_by":[' || 'null' || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER due_items_change_update AFTER UPDATE ON due_items BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'DueItem', NEW.id, NEW.topic, 'UPDATE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NEW.id, '"id":[' || json_quote(OLD.id) || ',' || json_quote(NEW.id) || '],', '') ||
        iif(OLD.tenant_id IS NOT NEW.tenant_id, '"tenant_id":[' || json_quote(OLD.tenant_id) || ',' || json_quote(NEW.tenant_id) || '],', '') ||
        iif(OLD.topic IS NOT NEW.topic, '"topic":[' || json_quote(OLD.topic) || ',' || json_quote(NEW.topic) || '],', '') ||
        iif(OLD.record_id IS NOT NEW.record_id, '"record_id":[' || json_quote(OLD.record_id) || ',' || json_quote(NEW.record_id) || '],', '') ||
        iif(OLD.due_at IS NOT NEW.due_at, '"due_at":[' || json_quote(OLD.due_at) || ',' || json_quote(NEW.due_at) || '],', '') ||
        iif(OLD.payload IS NOT NEW.payload, '"payload":[' || json_quote(OLD.payload) || ',' || json_quote(NEW.payload) || '],', '') ||
        iif(OLD.attempts IS NOT NEW.attempts, '"attempts":[' || json_quote(OLD.attempts) || ',' || json_quote(NEW.attempts) || '],', '') ||
        iif(OLD.locked_by IS NOT NEW.locked_by, '"locked_by":[' || json_quote(OLD.locked_by) || ',' || json_quote(NEW.locked_by) || '],', '') ||
        iif(OLD.locked_until IS NOT NEW.locked_until, '"locked_until":[' || json_quote(OLD.locked_until) || ',' || json_quote(NEW.locked_until) || '],', '') ||
        iif(OLD.last_error COLLATE BINARY IS NOT NEW.last_error, '"last_error":[' || json_quote(OLD.last_error) || ',' || json_quote(NEW.last_error) || '],', '') ||
        iif(OLD.created_at IS NOT NEW.created_at, '"created_at":[' || json_quote(OLD.created_at) || ',' || json_quote(NEW.created_at) || '],', '') ||
        iif(OLD.created_by IS NOT NEW.created_by, '"created_by":[' || json_quote(OLD.created_by) || ',' || json_quote(NEW.created_by) || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TRIGGER due_items_change_delete AFTER DELETE ON due_items BEGIN
    INSERT INTO changes (at, actor_type, actor_id, actor_name, ip_address, user_agent, request_id, entity_type, entity_id, entity_title, action, agency_id, client_id, changes)
    SELECT coalesce(c.at, CAST(unixepoch('subsec') * 1000 AS INTEGER)), coalesce(c.actor_type, 'UNKNOWN'), c.actor_id, c.actor_name, c.ip_address, c.user_agent, c.request_id, 'DueItem', OLD.id, OLD.topic, 'DELETE', NULL, NULL, d.changes
    FROM (SELECT '{' || rtrim(
        iif(OLD.id IS NOT NULL, '"id":[' || json_quote(OLD.id) || ',' || 'null' || '],', '') ||
        iif(OLD.tenant_id IS NOT NULL, '"tenant_id":[' || json_quote(OLD.tenant_id) || ',' || 'null' || '],', '') ||
        iif(OLD.topic IS NOT NULL, '"topic":[' || json_quote(OLD.topic) || ',' || 'null' || '],', '') ||
        iif(OLD.record_id IS NOT NULL, '"record_id":[' || json_quote(OLD.record_id) || ',' || 'null' || '],', '') ||
        iif(OLD.due_at IS NOT NULL, '"due_at":[' || json_quote(OLD.due_at) || ',' || 'null' || '],', '') ||
        iif(OLD.payload IS NOT NULL, '"payload":[' || json_quote(OLD.payload) || ',' || 'null' || '],', '') ||
        iif(OLD.attempts IS NOT NULL, '"attempts":[' || json_quote(OLD.attempts) || ',' || 'null' || '],', '') ||
        iif(OLD.locked_by IS NOT NULL, '"locked_by":[' || json_quote(OLD.locked_by) || ',' || 'null' || '],', '') ||
        iif(OLD.locked_until IS NOT NULL, '"locked_until":[' || json_quote(OLD.locked_until) || ',' || 'null' || '],', '') ||
        iif(OLD.last_error COLLATE BINARY IS NOT NULL, '"last_error":[' || json_quote(OLD.last_error) || ',' || 'null' || '],', '') ||
        iif(OLD.created_at IS NOT NULL, '"created_at":[' || json_quote(OLD.created_at) || ',' || 'null' || '],', '') ||
        iif(OLD.created_by IS NOT NULL, '"created_by":[' || json_quote(OLD.created_by) || ',' || 'null' || '],', ''),
    ',') || '}' AS changes) d LEFT JOIN change_context c WHERE d.changes <> '{}';
END;

CREATE TABLE sign_in_throttles (
    id TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures BETWEEN 0 AND 1000000),
    locked_until INTEGER,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX sign_in_throttles_unique_key ON sign_in_throttles (key);

CREATE INDEX sign_in_throttles_by_expires_at ON sign_in_throttles (expires_at, id);

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

