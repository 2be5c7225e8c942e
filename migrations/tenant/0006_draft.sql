DROP TRIGGER accounts_change_delete;

DROP TRIGGER accounts_change_insert;

DROP TRIGGER accounts_change_update;

DROP TRIGGER availabilities_end_date_order_update;

DROP TRIGGER role_permissions_change_delete;

DROP TRIGGER role_permissions_change_insert;

DROP TRIGGER role_permissions_change_update;

DROP TRIGGER sessions_change_delete;

DROP TRIGGER sessions_change_insert;

DROP TRIGGER sessions_change_update;

DROP TRIGGER signed_links_change_delete;

DROP TRIGGER signed_links_change_insert;

DROP TRIGGER signed_links_change_update;

DROP TRIGGER user_group_members_change_delete;

DROP TRIGGER user_group_members_change_insert;

DROP TRIGGER user_group_members_change_update;

DROP TRIGGER user_permissions_change_delete;

DROP TRIGGER user_permissions_change_insert;

DROP TRIGGER user_permissions_change_update;

DROP TRIGGER working_hours_end_minute_order_update;

CREATE TRIGGER accounts_change_delete AFTER DELETE ON accounts BEGIN
    INSERT INTO change_log VALUES ('Account', OLD.id, OLD.provider, 'DELETE', (SELECT agency_id FROM users WHERE id = OLD.user_id), (SELECT client_id FROM users WHERE id = OLD.user_id), OLD.row_json, NULL);
END;

CREATE TRIGGER accounts_change_insert AFTER INSERT ON accounts BEGIN
    INSERT INTO change_log VALUES ('Account', NEW.id, NEW.provider, 'CREATE', (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), NULL, NEW.row_json);
END;

CREATE TRIGGER accounts_change_update AFTER UPDATE ON accounts BEGIN
    INSERT INTO change_log VALUES ('Account', NEW.id, NEW.provider, CASE WHEN OLD.user_id IS NOT NEW.user_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM users WHERE id = NEW.user_id), (SELECT client_id FROM users WHERE id = NEW.user_id), OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER availabilities_end_date_order_update BEFORE UPDATE ON availabilities WHEN (NEW.date IS NOT OLD.date OR NEW.end_date IS NOT OLD.end_date) AND NEW.end_date < NEW.date BEGIN
    SELECT RAISE(ABORT, 'order: end_date');
END;

CREATE TRIGGER companies_parent_company_id_loop BEFORE UPDATE OF parent_company_id ON companies WHEN NEW.parent_company_id IS NOT OLD.parent_company_id AND NEW.id IN (WITH RECURSIVE above(id) AS (SELECT NEW.parent_company_id UNION SELECT t.parent_company_id FROM companies t JOIN above a ON t.id = a.id) SELECT id FROM above) BEGIN
    SELECT RAISE(ABORT, 'loop: parent_company_id');
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

