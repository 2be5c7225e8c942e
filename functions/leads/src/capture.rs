//! An enquiry becomes a lead: one that is there already from the same person, or a new one, with who looks after it.

use api::input::Cells;
use api::seal::{self, Place};
use api::{Context, Problem, Transaction};
use domain::contacts::entities::Activity;
use domain::embed::entities::FormSubmission;
use domain::identity::entities::OutboxMessage;
use domain::leads::entities::Lead;
use entity::{Entity, Value};
use store::Statement;
use store::sql::{Sql, insert_with};

/// An enquiry of a person.
pub struct Enquiry {
    /// The client that is asked.
    pub client: String,
    /// The widget that it came through, if that is still there.
    pub widget: Option<String>,
    /// Its submission.
    pub submission: String,
    /// Who asks.
    pub name: String,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// What they wrote.
    pub message: Option<String>,
    /// What they answered, as JSON.
    pub answers: String,
    /// The language that they read.
    pub language: Option<String>,
    /// The zone that they are in.
    pub time_zone: Option<String>,
    /// The page that they asked on.
    pub page: Option<String>,
    /// Who looks after it: `NOBODY`, `PERSON` or `LEAST_RECENT`.
    pub assignment: String,
    /// The person.
    pub assigned_to: Option<String>,
    /// Who is told.
    pub notify_email: Option<String>,
}

impl Enquiry {
    /// Adds the lead, unless the same person has an open one of this client; then that one is heard of again.
    pub fn plan_lead(&self, context: &Context<'_>, transaction: &mut Transaction) {
        let now = Value::from(context.now_ms);
        let text = |text: &Option<String>| Value::from(text.clone());
        let writer: Value = self.writer(context);
        let page: Option<String> = self.page.as_deref().map(|page| page.chars().take(500).collect());
        let cells: Cells = vec![
            ("id", context.prefixed_id(Lead::NAME.prefix).into()),
            ("client_id", self.client.as_str().into()),
            ("name", self.name.as_str().into()),
            ("email", text(&self.email)),
            ("phone", text(&self.phone)),
            ("language", text(&self.language)),
            ("time_zone", text(&self.time_zone)),
            ("source", "WEBSITE".into()),
            ("source_details", page.into()),
            ("status", "NEW".into()),
            ("priority", "MEDIUM".into()),
            ("lead_score", 0_i64.into()),
            ("message", text(&self.message)),
            ("answers", self.answers.as_str().into()),
            ("last_activity_date", now.clone()),
            ("tags", "[]".into()),
            ("is_converted", false.into()),
            ("widget_id", text(&self.widget)),
            ("form_submission_id", self.submission.as_str().into()),
            ("created_at", now.clone()),
            ("updated_at", now.clone()),
            ("created_by", writer.clone()),
            ("updated_by", writer.clone()),
            ("version", 1_i64.into()),
        ];
        let mut known = Sql::new("UPDATE leads SET last_activity_date = ");
        known.bind(now.clone()).push(", updated_at = ").bind(now).push(", updated_by = ").bind(writer);
        known.push(", contact_id = coalesce(contact_id, (").append(self.contact()).push("))");
        known.push(", version = version + 1 WHERE id = (").append(self.lead()).push(")");
        // First what is there, so that a new one is not written twice.
        transaction.step(known.finish());
        let found = [("contact_id", self.contact()), ("assigned_to_id", self.assignee())];
        transaction.step(insert_with(Lead::NAME.table, cells, &found, Some(self.lead())));
    }

    /// Adds the submission with these cells, and what else follows from an enquiry: an activity, and a message to whoever
    /// is told.
    pub fn plan_rest(
        &self,
        context: &Context<'_>,
        submission: Cells,
        transaction: &mut Transaction,
    ) -> Result<(), Problem> {
        let found = [("lead_id", self.lead()), ("contact_id", self.contact_of_lead())];
        transaction.step(insert_with(FormSubmission::NAME.table, submission, &found, None));
        self.plan_activity(context, transaction);
        self.plan_message(context, transaction)
    }

    /// Adds the activity of an enquiry.
    pub fn plan_activity(&self, context: &Context<'_>, transaction: &mut Transaction) {
        let page: Option<String> = self.page.as_deref().map(|page| page.chars().take(500).collect());
        let cells: Cells = vec![
            ("id", context.prefixed_id(Activity::NAME.prefix).into()),
            ("client_id", self.client.as_str().into()),
            ("activity_type", "FORM_SUBMISSION".into()),
            ("subject", format!("Enquiry of {}", self.name).chars().take(250).collect::<String>().into()),
            ("description", self.message.clone().into()),
            ("completed_date", context.now_ms.into()),
            ("url", page.into()),
            ("ip_address", context.address.clone().into()),
            ("user_agent", context.user_agent.clone().into()),
            ("created_at", context.now_ms.into()),
            ("updated_at", context.now_ms.into()),
            ("created_by", self.writer(context)),
            ("updated_by", self.writer(context)),
            ("version", 1_i64.into()),
        ];
        let found = [("lead_id", self.lead()), ("contact_id", self.contact_of_lead())];
        transaction.step(insert_with(Activity::NAME.table, cells, &found, None));
    }

    /// Adds the message that tells somebody of the client.
    pub fn plan_message(&self, context: &Context<'_>, transaction: &mut Transaction) -> Result<(), Problem> {
        let Some(recipient) = &self.notify_email else { return Ok(()) };
        let id = context.prefixed_id(OutboxMessage::NAME.prefix);
        let place = Place { table: OutboxMessage::NAME.table, column: "body", id: &id };
        let reach = [&self.email, &self.phone].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
        let body = format!("{} ({reach}):\n\n{}\n", self.name, self.message.as_deref().unwrap_or_default());
        let cells: Cells = vec![
            ("body", seal::seal(context.host(), place, &body)?.into()),
            ("id", id.as_str().into()),
            ("client_id", self.client.as_str().into()),
            ("channel", "EMAIL".into()),
            ("recipient", recipient.as_str().into()),
            ("subject", format!("Enquiry of {}", self.name).chars().take(250).collect::<String>().into()),
            ("status", "PENDING".into()),
            ("attempts", 0_i64.into()),
            ("next_attempt_at", context.now_ms.into()),
            ("created_at", context.now_ms.into()),
            ("updated_at", context.now_ms.into()),
            ("created_by", self.writer(context)),
            ("updated_by", self.writer(context)),
            ("version", 1_i64.into()),
        ];
        transaction.step(store::sql::insert(OutboxMessage::NAME.table, &cells, &[]));
        Ok(())
    }

    /// The person's open lead of this client, if there is one.
    pub fn lead(&self) -> Statement {
        let mut sql = self.same_person("leads");
        sql.push(" AND is_converted = 0 AND status NOT IN ('WON', 'LOST', 'CONVERTED', 'DEAD', 'ARCHIVED')");
        sql.push(" ORDER BY id DESC LIMIT 1");
        sql.finish()
    }

    /// The contact that the lead has for its person.
    pub fn contact_of_lead(&self) -> Statement {
        let mut sql = Sql::new("SELECT contact_id FROM leads WHERE id = (");
        sql.append(self.lead()).push(")");
        sql.finish()
    }

    /// The person as a contact of this client, the one that has been there for the longest time.
    fn contact(&self) -> Statement {
        let mut sql = self.same_person("contacts");
        sql.push(" ORDER BY id LIMIT 1");
        sql.finish()
    }

    /// Who is the same person: whoever has the address or the number. What is not known matches nobody.
    fn same_person(&self, table: &str) -> Sql {
        let mut sql = Sql::new("SELECT id FROM ");
        sql.push(table).push(" WHERE client_id = ").bind(self.client.as_str());
        sql.push(" AND (email = ").bind(Value::from(self.email.clone()));
        sql.push(" OR phone = ").bind(Value::from(self.phone.clone())).push(")");
        sql
    }

    /// Who looks after a new lead.
    fn assignee(&self) -> Statement {
        match self.assignment.as_str() {
            "PERSON" => Statement::new(
                "SELECT id FROM users WHERE id = ?1 AND is_active = 1",
                vec![self.assigned_to.clone().into()],
            ),
            // In turn: whoever was given a lead the longest time ago, and those first who never were. Customers in the
            // portal and those who only read are given none.
            "LEAST_RECENT" => Statement::new(
                "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id WHERE u.client_id = ?1 AND u.is_active = 1 AND \
                 r.is_active = 1 AND r.name NOT IN ('CLIENT', 'READ_ONLY') ORDER BY (SELECT max(l.created_at) FROM leads l \
                 WHERE l.assigned_to_id = u.id), u.id LIMIT 1",
                vec![self.client.as_str().into()],
            ),
            _ => Statement::new("SELECT NULL", Vec::new()),
        }
    }

    fn writer(&self, context: &Context<'_>) -> Value {
        match context.caller() {
            Ok(caller) => caller.id.as_str().into(),
            Err(_) => self.widget.clone().into(),
        }
    }
}
