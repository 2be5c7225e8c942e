//! A widget as entries need it, and the round trip that looks it up and counts.

use api::{Context, Problem};
use entity::{Row, json};
use serde_json::Value as Json;
use store::{Mode, ResultSet, Statement};

use crate::door::{Page, hidden};
use crate::limits::{self, Limit};
use crate::support::{batch, first};

/// The condition that the widget `w` is in use, and its tenant not suspended.
pub const IN_USE: &str = "w.is_active = 1 AND NOT EXISTS (SELECT 1 FROM suspension)";

/// The statement that gives a row where there is a widget with this key in use.
pub fn in_use(key: &str) -> Statement {
    Statement::new(format!("SELECT 1 FROM widgets w WHERE w.key = ?1 AND {IN_USE}"), vec![key.into()])
}

/// A widget that is in use.
pub struct Widget {
    /// Its id.
    pub id: String,
    /// What its client calls it.
    pub name: String,
    /// The client.
    pub client: String,
    /// What visitors can do with it.
    pub kinds: Vec<String>,
    /// Zero bits that an entry must find.
    pub proof_of_work_bits: u32,
    /// Whether visitors must agree to what they are asked to.
    pub consent_required: bool,
    /// What an enquiry asks.
    pub lead_questions: Json,
    /// Who looks after an enquiry.
    pub assignment: String,
    /// The user who does, where the widget names one.
    pub assigned_to: Option<String>,
    /// Who is told of what comes in.
    pub notify_email: Option<String>,
    /// The secret of Turnstile, sealed.
    pub turnstile_secret: Option<String>,
    /// Whether Turnstile is asked for.
    pub has_turnstile: bool,
}

impl Widget {
    /// The statement for [`Widget::read`].
    pub fn statement(key: &str) -> Statement {
        let sql = format!(
            "SELECT w.* FROM widgets w JOIN clients c ON c.id = w.client_id \
             WHERE w.key = ?1 AND {IN_USE} AND c.is_active = 1"
        );
        Statement::new(sql, vec![key.into()])
    }

    /// Reads the result of [`Widget::statement`].
    pub fn read(set: Option<&ResultSet>) -> Option<Self> {
        Self::of(&first(set)?)
    }

    fn of(row: &Row<'_>) -> Option<Self> {
        let text = |column: &str| row.text(column).map(str::to_owned);
        let truth = |column: &str| row.integer(column) == Some(1);
        Some(Widget {
            id: text("id")?,
            name: text("name")?,
            client: text("client_id")?,
            kinds: row.text("kinds").and_then(json::read_strings).unwrap_or_default(),
            proof_of_work_bits: row.integer("proof_of_work_bits").and_then(|bits| bits.try_into().ok()).unwrap_or(0),
            consent_required: truth("consent_required"),
            lead_questions: crate::support::json_of(row, "lead_questions"),
            assignment: text("lead_assignment").unwrap_or_default(),
            assigned_to: text("assigned_to_id"),
            notify_email: text("notify_email"),
            has_turnstile: row.text("turnstile_site_key").is_some() && row.text("turnstile_secret").is_some(),
            turnstile_secret: text("turnstile_secret"),
        })
    }

    /// Refuses what this widget is not for.
    pub fn require(&self, kind: &str) -> Result<(), Problem> {
        if self.kinds.iter().any(|own| own == kind) { Ok(()) } else { Err(Problem::not_found()) }
    }
}

/// Counts an entry and looks its widget up, with what else is to be read: one round trip. Gives the widget and the results
/// of the further statements.
pub async fn counted(
    context: &Context<'_>,
    page: &Page,
    limit: &Limit,
    further: Vec<Statement>,
) -> Result<(Widget, Vec<ResultSet>), Problem> {
    let mut statements = limit.count(context, &page.network, &page.key, &in_use(&page.key));
    statements.push(Widget::statement(&page.key));
    statements.extend(further);
    limits::spare_database(context, limit, &page.network, &page.key)?;
    let mut results = batch(context, &page.database, Mode::Write, statements).await.map_err(hidden)?;
    // What is not there was not counted either.
    let widget = Widget::read(results.get(limits::STATEMENTS)).ok_or_else(Problem::not_found)?;
    limit.hold(context, &results)?;
    results.drain(..=limits::STATEMENTS);
    Ok((widget, results))
}
