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

CREATE TABLE tenant_migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sql TEXT NOT NULL
) STRICT;

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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'name', name, 'slug', slug, 'domain', domain, 'status', status, 'status_reason', status_reason, 'timezone', timezone, 'locale', locale), json_object('suspended_at', suspended_at, 'closed_at', closed_at, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX tenants_unique_slug ON tenants (slug);

CREATE UNIQUE INDEX tenants_unique_domain ON tenants (domain);

CREATE INDEX tenants_by_name ON tenants (name, id);

CREATE INDEX tenants_by_status ON tenants (status, id);

CREATE INDEX tenants_by_created_at ON tenants (created_at, id);

CREATE INDEX tenants_by_updated_at ON tenants (updated_at, id);

CREATE TRIGGER tenants_change_insert AFTER INSERT ON tenants BEGIN
    INSERT INTO change_log VALUES ('Tenant', NEW.id, NEW.name, 'CREATE', NULL, NULL, NULL, NEW.row_json);
END;

CREATE TRIGGER tenants_change_update AFTER UPDATE ON tenants BEGIN
    INSERT INTO change_log VALUES ('Tenant', NEW.id, NEW.name, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, NULL, NULL, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER tenants_change_delete AFTER DELETE ON tenants BEGIN
    INSERT INTO change_log VALUES ('Tenant', OLD.id, OLD.name, 'DELETE', NULL, NULL, OLD.row_json, NULL);
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'tenant_id', tenant_id, 'database_type', database_type, 'address', address, 'namespace', namespace, '*auth_token', auth_token, 'schema_version', schema_version, 'status', status), json_object('migrated_at', migrated_at, 'locked_by', locked_by, 'locked_until', locked_until, 'last_error', last_error, 'backed_up_at', backed_up_at, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX tenant_databases_unique_tenant_id ON tenant_databases (tenant_id);

CREATE INDEX tenant_databases_by_tenant_id ON tenant_databases (tenant_id, id);

CREATE INDEX tenant_databases_by_schema_version ON tenant_databases (schema_version, id);

CREATE INDEX tenant_databases_by_created_at ON tenant_databases (created_at, id);

CREATE INDEX tenant_databases_by_updated_at ON tenant_databases (updated_at, id);

CREATE INDEX tenant_databases_by_status_schema_version ON tenant_databases (status, schema_version, id);

CREATE TRIGGER tenant_databases_change_insert AFTER INSERT ON tenant_databases BEGIN
    INSERT INTO change_log VALUES ('TenantDatabase', NEW.id, NEW.address, 'CREATE', NULL, NULL, NULL, NEW.row_json);
END;

CREATE TRIGGER tenant_databases_change_update AFTER UPDATE ON tenant_databases BEGIN
    INSERT INTO change_log VALUES ('TenantDatabase', NEW.id, NEW.address, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, NULL, NULL, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER tenant_databases_change_delete AFTER DELETE ON tenant_databases BEGIN
    INSERT INTO change_log VALUES ('TenantDatabase', OLD.id, OLD.address, 'DELETE', NULL, NULL, OLD.row_json, NULL);
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'email', email, '*password_hash', password_hash, 'first_name', first_name, 'last_name', last_name, 'is_active', is_active, 'last_login_at', last_login_at, 'password_changed_at', password_changed_at), json_object('*failed_sign_ins', failed_sign_ins, '*locked_until', locked_until, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX platform_admins_unique_email ON platform_admins (email);

CREATE INDEX platform_admins_by_created_at ON platform_admins (created_at, id);

CREATE INDEX platform_admins_by_updated_at ON platform_admins (updated_at, id);

CREATE TRIGGER platform_admins_change_insert AFTER INSERT ON platform_admins BEGIN
    INSERT INTO change_log VALUES ('PlatformAdmin', NEW.id, NEW.email, 'CREATE', NULL, NULL, NULL, NEW.row_json);
END;

CREATE TRIGGER platform_admins_change_update AFTER UPDATE ON platform_admins BEGIN
    INSERT INTO change_log VALUES ('PlatformAdmin', NEW.id, NEW.email, 'UPDATE', NULL, NULL, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER platform_admins_change_delete AFTER DELETE ON platform_admins BEGIN
    INSERT INTO change_log VALUES ('PlatformAdmin', OLD.id, OLD.email, 'DELETE', NULL, NULL, OLD.row_json, NULL);
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'platform_admin_id', platform_admin_id, 'family_id', family_id, '*token_hash', token_hash, 'expires_at', expires_at, 'rotated_at', rotated_at, 'revoked_at', revoked_at, 'revoked_reason', revoked_reason), json_object('ip_address', ip_address, 'user_agent', user_agent, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX platform_admin_sessions_unique_token_hash ON platform_admin_sessions (token_hash);

CREATE INDEX platform_admin_sessions_by_platform_admin_id ON platform_admin_sessions (platform_admin_id, id);

CREATE INDEX platform_admin_sessions_by_expires_at ON platform_admin_sessions (expires_at, id);

CREATE INDEX platform_admin_sessions_by_created_at ON platform_admin_sessions (created_at, id);

CREATE INDEX platform_admin_sessions_by_updated_at ON platform_admin_sessions (updated_at, id);

CREATE INDEX platform_admin_sessions_by_family_id ON platform_admin_sessions (family_id, id);

CREATE TRIGGER platform_admin_sessions_change_insert AFTER INSERT ON platform_admin_sessions BEGIN
    INSERT INTO change_log VALUES ('PlatformAdminSession', NEW.id, NEW.ip_address, 'CREATE', NULL, NULL, NULL, NEW.row_json);
END;

CREATE TRIGGER platform_admin_sessions_change_update AFTER UPDATE ON platform_admin_sessions BEGIN
    INSERT INTO change_log VALUES ('PlatformAdminSession', NEW.id, NEW.ip_address, CASE WHEN OLD.platform_admin_id IS NOT NEW.platform_admin_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, NULL, NULL, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER platform_admin_sessions_change_delete AFTER DELETE ON platform_admin_sessions BEGIN
    INSERT INTO change_log VALUES ('PlatformAdminSession', OLD.id, OLD.ip_address, 'DELETE', NULL, NULL, OLD.row_json, NULL);
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'email', email, 'tenant_id', tenant_id, 'user_id', user_id, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX logins_unique_email_tenant_id ON logins (email, tenant_id);

CREATE INDEX logins_by_email ON logins (email, id);

CREATE INDEX logins_by_tenant_id ON logins (tenant_id, id);

CREATE INDEX logins_by_user_id ON logins (user_id, id);

CREATE INDEX logins_by_created_at ON logins (created_at, id);

CREATE INDEX logins_by_updated_at ON logins (updated_at, id);

CREATE TRIGGER logins_change_insert AFTER INSERT ON logins BEGIN
    INSERT INTO change_log VALUES ('Login', NEW.id, NEW.email, 'CREATE', NULL, NULL, NULL, NEW.row_json);
END;

CREATE TRIGGER logins_change_update AFTER UPDATE ON logins BEGIN
    INSERT INTO change_log VALUES ('Login', NEW.id, NEW.email, 'UPDATE', NULL, NULL, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER logins_change_delete AFTER DELETE ON logins BEGIN
    INSERT INTO change_log VALUES ('Login', OLD.id, OLD.email, 'DELETE', NULL, NULL, OLD.row_json, NULL);
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'tenant_id', tenant_id, 'segment', segment, 'last_change_id', last_change_id, 'hash', hash, 'sealed_at', sealed_at, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX audit_anchors_unique_tenant_id_segment ON audit_anchors (tenant_id, segment);

CREATE INDEX audit_anchors_by_tenant_id ON audit_anchors (tenant_id, id);

CREATE INDEX audit_anchors_by_created_at ON audit_anchors (created_at, id);

CREATE INDEX audit_anchors_by_updated_at ON audit_anchors (updated_at, id);

CREATE TRIGGER audit_anchors_change_insert AFTER INSERT ON audit_anchors BEGIN
    INSERT INTO change_log VALUES ('AuditAnchor', NEW.id, NEW.hash, 'CREATE', NULL, NULL, NULL, NEW.row_json);
END;

CREATE TRIGGER audit_anchors_change_update AFTER UPDATE ON audit_anchors BEGIN
    INSERT INTO change_log VALUES ('AuditAnchor', NEW.id, NEW.hash, 'UPDATE', NULL, NULL, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER audit_anchors_change_delete AFTER DELETE ON audit_anchors BEGIN
    INSERT INTO change_log VALUES ('AuditAnchor', OLD.id, OLD.hash, 'DELETE', NULL, NULL, OLD.row_json, NULL);
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
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'number', number, 'first_change_id', first_change_id, 'last_change_id', last_change_id, 'entry_count', entry_count, 'previous_hash', previous_hash, 'hash', hash, 'sealed_at', sealed_at), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX change_segments_unique_number ON change_segments (number);

CREATE UNIQUE INDEX change_segments_unique_last_change_id ON change_segments (last_change_id);

CREATE INDEX change_segments_by_created_at ON change_segments (created_at, id);

CREATE INDEX change_segments_by_updated_at ON change_segments (updated_at, id);

CREATE TRIGGER change_segments_change_insert AFTER INSERT ON change_segments BEGIN
    INSERT INTO change_log VALUES ('ChangeSegment', NEW.id, NEW.hash, 'CREATE', NULL, NULL, NULL, NEW.row_json);
END;

CREATE TRIGGER change_segments_change_update AFTER UPDATE ON change_segments BEGIN
    INSERT INTO change_log VALUES ('ChangeSegment', NEW.id, NEW.hash, 'UPDATE', NULL, NULL, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER change_segments_change_delete AFTER DELETE ON change_segments BEGIN
    INSERT INTO change_log VALUES ('ChangeSegment', OLD.id, OLD.hash, 'DELETE', NULL, NULL, OLD.row_json, NULL);
END;

