DROP INDEX outbox_messages_by_client_id;

DROP INDEX outbox_messages_by_client_id_created_at;

DROP INDEX outbox_messages_by_client_id_recipient;

DROP INDEX outbox_messages_by_client_id_status;

DROP INDEX outbox_messages_by_client_id_updated_at;

DROP INDEX outbox_messages_by_status_next_attempt_at;

DROP TRIGGER outbox_messages_change_delete;

DROP TRIGGER outbox_messages_change_insert;

DROP TRIGGER outbox_messages_change_update;

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
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'appointment_id', appointment_id, 'staff_id', staff_id, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

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
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'service_id', service_id, 'staff_id', staff_id, 'room_id', room_id, 'contact_id', contact_id, 'start_time', start_time), json_object('end_time', end_time, 'status', status, 'seats', seats, 'time_zone', time_zone, 'language', language, 'answers', answers, 'notes', notes, 'source', source), json_object('price', price, 'currency', currency, 'ics_uid', ics_uid, 'ics_sequence', ics_sequence, 'reason', reason, 'confirmed_at', confirmed_at, 'cancelled_at', cancelled_at, 'times_rescheduled', times_rescheduled), json_object('widget_id', widget_id, 'form_submission_id', form_submission_id, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

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

CREATE TABLE busy_times (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    start_time INTEGER NOT NULL,
    end_time INTEGER NOT NULL,
    uid TEXT COLLATE NOCASE
) STRICT;

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

CREATE TABLE holds (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    room_id TEXT REFERENCES rooms (id) ON DELETE CASCADE,
    start_time INTEGER NOT NULL,
    end_time INTEGER NOT NULL,
    seats INTEGER NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 1000),
    expires_at INTEGER NOT NULL,
    key_hash TEXT
) STRICT;

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

CREATE TABLE occupancies (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    room_id TEXT REFERENCES rooms (id) ON DELETE CASCADE,
    service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    appointment_id TEXT REFERENCES appointments (id) ON DELETE CASCADE,
    hold_id TEXT REFERENCES holds (id) ON DELETE CASCADE,
    start_time INTEGER NOT NULL,
    end_time INTEGER NOT NULL,
    session_start INTEGER NOT NULL,
    seats INTEGER NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 1000),
    expires_at INTEGER
) STRICT;

ALTER TABLE outbox_messages DROP COLUMN row_json;

ALTER TABLE outbox_messages ADD COLUMN calendar TEXT;

ALTER TABLE outbox_messages ADD COLUMN row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'channel', channel, 'recipient', recipient, 'subject', subject, '*body', body, 'status', status, 'attempts', attempts), json_object('next_attempt_at', next_attempt_at, 'sent_at', sent_at, 'provider_id', provider_id, 'last_error', last_error, '*calendar', calendar, 'created_at', created_at, 'created_by', created_by))) VIRTUAL;

CREATE TABLE rate_limits (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT REFERENCES clients (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    count INTEGER NOT NULL DEFAULT 0 CHECK (count BETWEEN 0 AND 1000000000),
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE reminders (
    id TEXT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE RESTRICT,
    appointment_id TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
    reminder_type TEXT NOT NULL DEFAULT 'REMINDER' CHECK (reminder_type IN ('REMINDER')),
    due_at INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'SENT', 'CANCELLED')),
    sent_at INTEGER,
    outbox_message_id TEXT REFERENCES outbox_messages (id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'appointment_id', appointment_id, 'reminder_type', reminder_type, 'due_at', due_at, 'status', status, 'sent_at', sent_at, 'outbox_message_id', outbox_message_id), json_object('created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

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
    custom_fields TEXT CHECK (json_valid(custom_fields)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    created_by TEXT,
    updated_by TEXT,
    version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 9223372036854775807),
    row_json TEXT GENERATED ALWAYS AS (json_array(json_object('id', id, 'client_id', client_id, 'location_id', location_id, 'user_id', user_id, 'name', name, 'email', email, 'phone', phone, 'job_title', job_title), json_object('bio', bio, 'photo_url', photo_url, 'time_zone', time_zone, 'priority', priority, '*calendar_feed_hash', calendar_feed_hash, 'busy_feed_url', busy_feed_url, 'busy_feed_fetched_at', busy_feed_fetched_at, 'busy_feed_due_at', busy_feed_due_at), json_object('busy_feed_error', busy_feed_error, 'is_active', is_active, 'custom_fields', custom_fields, 'created_at', created_at, 'created_by', created_by))) VIRTUAL
) STRICT;

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

CREATE INDEX appointment_staff_by_appointment_id ON appointment_staff (appointment_id, id);

CREATE INDEX appointment_staff_by_client_id ON appointment_staff (client_id, id);

CREATE INDEX appointment_staff_by_client_id_created_at ON appointment_staff (client_id, created_at, id);

CREATE INDEX appointment_staff_by_client_id_updated_at ON appointment_staff (client_id, updated_at, id);

CREATE INDEX appointment_staff_by_staff_id ON appointment_staff (staff_id, id);

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

CREATE INDEX availabilities_by_client_id ON availabilities (client_id, id);

CREATE INDEX availabilities_by_client_id_availability_type ON availabilities (client_id, availability_type, id);

CREATE INDEX availabilities_by_client_id_created_at ON availabilities (client_id, created_at, id);

CREATE INDEX availabilities_by_client_id_date ON availabilities (client_id, date, id);

CREATE INDEX availabilities_by_client_id_is_available ON availabilities (client_id, is_available, id);

CREATE INDEX availabilities_by_client_id_reason ON availabilities (client_id, reason, id);

CREATE INDEX availabilities_by_client_id_updated_at ON availabilities (client_id, updated_at, id);

CREATE INDEX availabilities_by_staff_id ON availabilities (staff_id, id);

CREATE INDEX availabilities_by_staff_id_date ON availabilities (staff_id, date, id);

CREATE INDEX busy_times_by_client_id ON busy_times (client_id, id);

CREATE INDEX busy_times_by_client_id_start_time ON busy_times (client_id, start_time, id);

CREATE INDEX busy_times_by_staff_id ON busy_times (staff_id, id);

CREATE INDEX busy_times_by_staff_id_start_time ON busy_times (staff_id, start_time, id);

CREATE INDEX form_submissions_by_appointment_id ON form_submissions (appointment_id, id);

CREATE INDEX form_submissions_by_client_id ON form_submissions (client_id, id);

CREATE INDEX form_submissions_by_client_id_created_at ON form_submissions (client_id, created_at, id);

CREATE INDEX form_submissions_by_client_id_form_name ON form_submissions (client_id, form_name, id);

CREATE INDEX form_submissions_by_client_id_status ON form_submissions (client_id, status, id);

CREATE INDEX form_submissions_by_client_id_submitted_at ON form_submissions (client_id, submitted_at, id);

CREATE INDEX form_submissions_by_client_id_updated_at ON form_submissions (client_id, updated_at, id);

CREATE INDEX form_submissions_by_contact_id ON form_submissions (contact_id, id);

CREATE INDEX form_submissions_by_contact_id_submitted_at ON form_submissions (contact_id, submitted_at, id);

CREATE INDEX form_submissions_by_lead_id ON form_submissions (lead_id, id);

CREATE INDEX form_submissions_by_widget_id ON form_submissions (widget_id, id);

CREATE INDEX holds_by_client_id ON holds (client_id, id);

CREATE INDEX holds_by_client_id_expires_at ON holds (client_id, expires_at, id);

CREATE INDEX holds_by_room_id ON holds (room_id, id);

CREATE INDEX holds_by_service_id ON holds (service_id, id);

CREATE INDEX holds_by_staff_id ON holds (staff_id, id);

CREATE INDEX leads_by_assigned_to_id ON leads (assigned_to_id, id);

CREATE INDEX leads_by_assigned_to_id_created_at ON leads (assigned_to_id, created_at, id);

CREATE INDEX leads_by_client_id ON leads (client_id, id);

CREATE INDEX leads_by_client_id_company ON leads (client_id, company, id);

CREATE INDEX leads_by_client_id_created_at ON leads (client_id, created_at, id);

CREATE INDEX leads_by_client_id_display_name ON leads (client_id, display_name, id);

CREATE INDEX leads_by_client_id_email ON leads (client_id, email, id);

CREATE INDEX leads_by_client_id_follow_up_date ON leads (client_id, follow_up_date, id);

CREATE INDEX leads_by_client_id_is_converted ON leads (client_id, is_converted, id);

CREATE INDEX leads_by_client_id_last_activity_date ON leads (client_id, last_activity_date, id);

CREATE INDEX leads_by_client_id_last_name ON leads (client_id, last_name, id);

CREATE INDEX leads_by_client_id_lead_score ON leads (client_id, lead_score, id);

CREATE INDEX leads_by_client_id_phone ON leads (client_id, phone, id);

CREATE INDEX leads_by_client_id_priority ON leads (client_id, priority, id);

CREATE INDEX leads_by_client_id_source ON leads (client_id, source, id);

CREATE INDEX leads_by_client_id_status ON leads (client_id, status, id);

CREATE INDEX leads_by_client_id_updated_at ON leads (client_id, updated_at, id);

CREATE INDEX leads_by_client_id_wanted_date ON leads (client_id, wanted_date, id);

CREATE INDEX leads_by_client_id_widget_id ON leads (client_id, widget_id, id);

CREATE INDEX leads_by_contact_id ON leads (contact_id, id);

CREATE INDEX leads_by_converted_to_company_id ON leads (converted_to_company_id, id);

CREATE INDEX leads_by_converted_to_contact_id ON leads (converted_to_contact_id, id);

CREATE INDEX leads_by_location_id ON leads (location_id, id);

CREATE INDEX occupancies_by_appointment_id ON occupancies (appointment_id, id);

CREATE INDEX occupancies_by_client_id ON occupancies (client_id, id);

CREATE INDEX occupancies_by_hold_id ON occupancies (hold_id, id);

CREATE INDEX occupancies_by_room_id ON occupancies (room_id, id);

CREATE INDEX occupancies_by_room_id_start_time ON occupancies (room_id, start_time, id);

CREATE INDEX occupancies_by_service_id ON occupancies (service_id, id);

CREATE INDEX occupancies_by_staff_id ON occupancies (staff_id, id);

CREATE INDEX occupancies_by_staff_id_start_time ON occupancies (staff_id, start_time, id);

CREATE INDEX outbox_messages_by_client_id ON outbox_messages (client_id, id);

CREATE INDEX outbox_messages_by_client_id_created_at ON outbox_messages (client_id, created_at, id);

CREATE INDEX outbox_messages_by_client_id_recipient ON outbox_messages (client_id, recipient, id);

CREATE INDEX outbox_messages_by_client_id_status ON outbox_messages (client_id, status, id);

CREATE INDEX outbox_messages_by_client_id_updated_at ON outbox_messages (client_id, updated_at, id);

CREATE INDEX outbox_messages_by_status_next_attempt_at ON outbox_messages (status, next_attempt_at, id);

CREATE INDEX rate_limits_by_client_id ON rate_limits (client_id, id);

CREATE INDEX rate_limits_by_client_id_expires_at ON rate_limits (client_id, expires_at, id);

CREATE INDEX reminders_by_appointment_id ON reminders (appointment_id, id);

CREATE INDEX reminders_by_client_id ON reminders (client_id, id);

CREATE INDEX reminders_by_client_id_created_at ON reminders (client_id, created_at, id);

CREATE INDEX reminders_by_client_id_due_at ON reminders (client_id, due_at, id);

CREATE INDEX reminders_by_client_id_updated_at ON reminders (client_id, updated_at, id);

CREATE INDEX reminders_by_outbox_message_id ON reminders (outbox_message_id, id);

CREATE INDEX reminders_by_status_due_at ON reminders (status, due_at, id);

CREATE INDEX service_rooms_by_client_id ON service_rooms (client_id, id);

CREATE INDEX service_rooms_by_client_id_created_at ON service_rooms (client_id, created_at, id);

CREATE INDEX service_rooms_by_client_id_updated_at ON service_rooms (client_id, updated_at, id);

CREATE INDEX service_rooms_by_room_id ON service_rooms (room_id, id);

CREATE INDEX service_rooms_by_service_id ON service_rooms (service_id, id);

CREATE INDEX services_by_client_id ON services (client_id, id);

CREATE INDEX services_by_client_id_created_at ON services (client_id, created_at, id);

CREATE INDEX services_by_client_id_is_active ON services (client_id, is_active, id);

CREATE INDEX services_by_client_id_name ON services (client_id, name, id);

CREATE INDEX services_by_client_id_position ON services (client_id, position, id);

CREATE INDEX services_by_client_id_updated_at ON services (client_id, updated_at, id);

CREATE INDEX services_by_location_id ON services (location_id, id);

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

CREATE INDEX staff_services_by_client_id ON staff_services (client_id, id);

CREATE INDEX staff_services_by_client_id_created_at ON staff_services (client_id, created_at, id);

CREATE INDEX staff_services_by_client_id_updated_at ON staff_services (client_id, updated_at, id);

CREATE INDEX staff_services_by_service_id ON staff_services (service_id, id);

CREATE INDEX staff_services_by_staff_id ON staff_services (staff_id, id);

CREATE INDEX widget_services_by_client_id ON widget_services (client_id, id);

CREATE INDEX widget_services_by_client_id_created_at ON widget_services (client_id, created_at, id);

CREATE INDEX widget_services_by_client_id_updated_at ON widget_services (client_id, updated_at, id);

CREATE INDEX widget_services_by_service_id ON widget_services (service_id, id);

CREATE INDEX widget_services_by_widget_id ON widget_services (widget_id, id);

CREATE INDEX widgets_by_assigned_to_id ON widgets (assigned_to_id, id);

CREATE INDEX widgets_by_client_id ON widgets (client_id, id);

CREATE INDEX widgets_by_client_id_created_at ON widgets (client_id, created_at, id);

CREATE INDEX widgets_by_client_id_is_active ON widgets (client_id, is_active, id);

CREATE INDEX widgets_by_client_id_name ON widgets (client_id, name, id);

CREATE INDEX widgets_by_client_id_updated_at ON widgets (client_id, updated_at, id);

CREATE INDEX working_hours_by_client_id ON working_hours (client_id, id);

CREATE INDEX working_hours_by_client_id_created_at ON working_hours (client_id, created_at, id);

CREATE INDEX working_hours_by_client_id_updated_at ON working_hours (client_id, updated_at, id);

CREATE INDEX working_hours_by_staff_id ON working_hours (staff_id, id);

CREATE INDEX working_hours_by_staff_id_weekday ON working_hours (staff_id, weekday, id);

CREATE TRIGGER appointment_staff_change_delete AFTER DELETE ON appointment_staff BEGIN
    INSERT INTO change_log VALUES ('AppointmentStaff', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER appointment_staff_change_insert AFTER INSERT ON appointment_staff BEGIN
    INSERT INTO change_log VALUES ('AppointmentStaff', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER appointment_staff_change_update AFTER UPDATE ON appointment_staff BEGIN
    INSERT INTO change_log VALUES ('AppointmentStaff', NEW.id, NEW.id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
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

CREATE TRIGGER availabilities_change_delete AFTER DELETE ON availabilities BEGIN
    INSERT INTO change_log VALUES ('Availability', OLD.id, OLD.reason, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER availabilities_change_insert AFTER INSERT ON availabilities BEGIN
    INSERT INTO change_log VALUES ('Availability', NEW.id, NEW.reason, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER availabilities_change_update AFTER UPDATE ON availabilities BEGIN
    INSERT INTO change_log VALUES ('Availability', NEW.id, NEW.reason, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER form_submissions_change_delete AFTER DELETE ON form_submissions BEGIN
    INSERT INTO change_log VALUES ('FormSubmission', OLD.id, OLD.form_name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER form_submissions_change_insert AFTER INSERT ON form_submissions BEGIN
    INSERT INTO change_log VALUES ('FormSubmission', NEW.id, NEW.form_name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER form_submissions_change_update AFTER UPDATE ON form_submissions BEGIN
    INSERT INTO change_log VALUES ('FormSubmission', NEW.id, NEW.form_name, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER leads_change_delete AFTER DELETE ON leads BEGIN
    INSERT INTO change_log VALUES ('Lead', OLD.id, OLD.display_name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER leads_change_insert AFTER INSERT ON leads BEGIN
    INSERT INTO change_log VALUES ('Lead', NEW.id, NEW.display_name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER leads_change_update AFTER UPDATE ON leads BEGIN
    INSERT INTO change_log VALUES ('Lead', NEW.id, NEW.display_name, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' WHEN OLD.assigned_to_id IS NOT NEW.assigned_to_id THEN 'ASSIGNMENT_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER leads_search_delete AFTER DELETE ON leads BEGIN
    INSERT INTO leads_search (leads_search, rowid, name, first_name, last_name, email, phone, company, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.first_name, OLD.last_name, OLD.email, OLD.phone, OLD.company, OLD.client_id);
END;

CREATE TRIGGER leads_search_insert AFTER INSERT ON leads BEGIN
    INSERT INTO leads_search (rowid, name, first_name, last_name, email, phone, company, client_id) VALUES (NEW.row_id, NEW.name, NEW.first_name, NEW.last_name, NEW.email, NEW.phone, NEW.company, NEW.client_id);
END;

CREATE TRIGGER leads_search_update AFTER UPDATE OF name, first_name, last_name, email, phone, company, client_id ON leads BEGIN
    INSERT INTO leads_search (leads_search, rowid, name, first_name, last_name, email, phone, company, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.first_name, OLD.last_name, OLD.email, OLD.phone, OLD.company, OLD.client_id);
    INSERT INTO leads_search (rowid, name, first_name, last_name, email, phone, company, client_id) VALUES (NEW.row_id, NEW.name, NEW.first_name, NEW.last_name, NEW.email, NEW.phone, NEW.company, NEW.client_id);
END;

CREATE TRIGGER outbox_messages_change_delete AFTER DELETE ON outbox_messages BEGIN
    INSERT INTO change_log VALUES ('OutboxMessage', OLD.id, OLD.subject, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER outbox_messages_change_insert AFTER INSERT ON outbox_messages BEGIN
    INSERT INTO change_log VALUES ('OutboxMessage', NEW.id, NEW.subject, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER outbox_messages_change_update AFTER UPDATE ON outbox_messages BEGIN
    INSERT INTO change_log VALUES ('OutboxMessage', NEW.id, NEW.subject, CASE WHEN OLD.status IS NOT NEW.status THEN 'STATUS_CHANGE' ELSE 'UPDATE' END, (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
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

CREATE TRIGGER service_rooms_change_delete AFTER DELETE ON service_rooms BEGIN
    INSERT INTO change_log VALUES ('ServiceRoom', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER service_rooms_change_insert AFTER INSERT ON service_rooms BEGIN
    INSERT INTO change_log VALUES ('ServiceRoom', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER service_rooms_change_update AFTER UPDATE ON service_rooms BEGIN
    INSERT INTO change_log VALUES ('ServiceRoom', NEW.id, NEW.id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER services_change_delete AFTER DELETE ON services BEGIN
    INSERT INTO change_log VALUES ('Service', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER services_change_insert AFTER INSERT ON services BEGIN
    INSERT INTO change_log VALUES ('Service', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER services_change_update AFTER UPDATE ON services BEGIN
    INSERT INTO change_log VALUES ('Service', NEW.id, NEW.name, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER services_search_delete AFTER DELETE ON services BEGIN
    INSERT INTO services_search (services_search, rowid, name, description, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.description, OLD.client_id);
END;

CREATE TRIGGER services_search_insert AFTER INSERT ON services BEGIN
    INSERT INTO services_search (rowid, name, description, client_id) VALUES (NEW.row_id, NEW.name, NEW.description, NEW.client_id);
END;

CREATE TRIGGER services_search_update AFTER UPDATE OF name, description, client_id ON services BEGIN
    INSERT INTO services_search (services_search, rowid, name, description, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.description, OLD.client_id);
    INSERT INTO services_search (rowid, name, description, client_id) VALUES (NEW.row_id, NEW.name, NEW.description, NEW.client_id);
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

CREATE TRIGGER staff_services_change_delete AFTER DELETE ON staff_services BEGIN
    INSERT INTO change_log VALUES ('StaffService', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER staff_services_change_insert AFTER INSERT ON staff_services BEGIN
    INSERT INTO change_log VALUES ('StaffService', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER staff_services_change_update AFTER UPDATE ON staff_services BEGIN
    INSERT INTO change_log VALUES ('StaffService', NEW.id, NEW.id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER widget_services_change_delete AFTER DELETE ON widget_services BEGIN
    INSERT INTO change_log VALUES ('WidgetService', OLD.id, OLD.id, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER widget_services_change_insert AFTER INSERT ON widget_services BEGIN
    INSERT INTO change_log VALUES ('WidgetService', NEW.id, NEW.id, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER widget_services_change_update AFTER UPDATE ON widget_services BEGIN
    INSERT INTO change_log VALUES ('WidgetService', NEW.id, NEW.id, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER widgets_change_delete AFTER DELETE ON widgets BEGIN
    INSERT INTO change_log VALUES ('Widget', OLD.id, OLD.name, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER widgets_change_insert AFTER INSERT ON widgets BEGIN
    INSERT INTO change_log VALUES ('Widget', NEW.id, NEW.name, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER widgets_change_update AFTER UPDATE ON widgets BEGIN
    INSERT INTO change_log VALUES ('Widget', NEW.id, NEW.name, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE TRIGGER widgets_search_delete AFTER DELETE ON widgets BEGIN
    INSERT INTO widgets_search (widgets_search, rowid, name, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.client_id);
END;

CREATE TRIGGER widgets_search_insert AFTER INSERT ON widgets BEGIN
    INSERT INTO widgets_search (rowid, name, client_id) VALUES (NEW.row_id, NEW.name, NEW.client_id);
END;

CREATE TRIGGER widgets_search_update AFTER UPDATE OF name, client_id ON widgets BEGIN
    INSERT INTO widgets_search (widgets_search, rowid, name, client_id) VALUES ('delete', OLD.row_id, OLD.name, OLD.client_id);
    INSERT INTO widgets_search (rowid, name, client_id) VALUES (NEW.row_id, NEW.name, NEW.client_id);
END;

CREATE TRIGGER working_hours_change_delete AFTER DELETE ON working_hours BEGIN
    INSERT INTO change_log VALUES ('WorkingHours', OLD.id, OLD.weekday, 'DELETE', (SELECT agency_id FROM clients WHERE id = OLD.client_id), OLD.client_id, OLD.row_json, NULL);
END;

CREATE TRIGGER working_hours_change_insert AFTER INSERT ON working_hours BEGIN
    INSERT INTO change_log VALUES ('WorkingHours', NEW.id, NEW.weekday, 'CREATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, NULL, NEW.row_json);
END;

CREATE TRIGGER working_hours_change_update AFTER UPDATE ON working_hours BEGIN
    INSERT INTO change_log VALUES ('WorkingHours', NEW.id, NEW.weekday, 'UPDATE', (SELECT agency_id FROM clients WHERE id = NEW.client_id), NEW.client_id, OLD.row_json, NEW.row_json);
END;

CREATE UNIQUE INDEX appointment_staff_unique_appointment_id_staff_id ON appointment_staff (appointment_id, staff_id);

CREATE UNIQUE INDEX holds_unique_key_hash ON holds (key_hash);

CREATE UNIQUE INDEX rate_limits_unique_key ON rate_limits (key);

CREATE UNIQUE INDEX service_rooms_unique_service_id_room_id ON service_rooms (service_id, room_id);

CREATE UNIQUE INDEX staff_services_unique_service_id_staff_id ON staff_services (service_id, staff_id);

CREATE UNIQUE INDEX staff_unique_calendar_feed_hash ON staff (calendar_feed_hash);

CREATE UNIQUE INDEX widget_services_unique_widget_id_service_id ON widget_services (widget_id, service_id);

CREATE UNIQUE INDEX widgets_unique_key ON widgets (key);

CREATE VIRTUAL TABLE leads_search USING fts5 (name, first_name, last_name, email, phone, company, client_id, content = 'leads', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE VIRTUAL TABLE services_search USING fts5 (name, description, client_id, content = 'services', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE VIRTUAL TABLE staff_search USING fts5 (name, email, client_id, content = 'staff', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

CREATE VIRTUAL TABLE widgets_search USING fts5 (name, client_id, content = 'widgets', content_rowid = 'row_id', tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4 5 6 7 8', detail = 'column');

