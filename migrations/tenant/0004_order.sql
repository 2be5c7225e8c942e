CREATE TRIGGER availabilities_end_date_order_insert BEFORE INSERT ON availabilities WHEN NEW.end_date < NEW.date BEGIN
    SELECT RAISE(ABORT, 'order: end_date');
END;

CREATE TRIGGER availabilities_end_date_order_update BEFORE UPDATE ON availabilities WHEN NEW.end_date < NEW.date BEGIN
    SELECT RAISE(ABORT, 'order: end_date');
END;

CREATE TRIGGER availabilities_end_minute_order_insert BEFORE INSERT ON availabilities WHEN NEW.end_minute <= NEW.start_minute AND (coalesce(NEW.end_date, NEW.date) = NEW.date OR (NEW.replaces_hours AND NEW.is_available)) BEGIN
    SELECT RAISE(ABORT, 'order: end_minute');
END;

CREATE TRIGGER availabilities_end_minute_order_update BEFORE UPDATE ON availabilities WHEN NEW.end_minute <= NEW.start_minute AND (coalesce(NEW.end_date, NEW.date) = NEW.date OR (NEW.replaces_hours AND NEW.is_available)) BEGIN
    SELECT RAISE(ABORT, 'order: end_minute');
END;

CREATE TRIGGER working_hours_end_minute_order_insert BEFORE INSERT ON working_hours WHEN NEW.end_minute <= NEW.start_minute BEGIN
    SELECT RAISE(ABORT, 'order: end_minute');
END;

CREATE TRIGGER working_hours_end_minute_order_update BEFORE UPDATE ON working_hours WHEN NEW.end_minute <= NEW.start_minute BEGIN
    SELECT RAISE(ABORT, 'order: end_minute');
END;

