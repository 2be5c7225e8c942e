//! An entry as it came in: the form submission that is kept of every booking and every enquiry.

use api::input::Cells;
use api::{Context, Request};
use domain::embed::entities::FormSubmission;
use entity::json::object;
use entity::{Entity, Value, json};
use serde_json::{Map, Value as Json};
use store::Statement;

use crate::attribution;
use crate::contact::Visitor;
use crate::support::hash;
use crate::widget::Widget;

/// An entry that was read, with what is thought of it.
pub struct Entry {
    /// The widget that it came through.
    pub widget: Widget,
    /// The whole body.
    pub members: Map<String, Json>,
    /// Who sent it.
    pub visitor: Visitor,
    /// What was answered.
    pub answers: Map<String, Json>,
    /// What was agreed to.
    pub consent: Option<String>,
    /// Why it is kept in quarantine; empty where it is not.
    pub suspicions: Vec<&'static str>,
    /// What a repetition has the same.
    pub hash: String,
}

impl Entry {
    /// The cells of its submission, but for what it led to.
    pub fn cells(&self, context: &Context<'_>, id: &str) -> Cells {
        let text = |text: &Option<String>| Value::from(text.clone());
        let quarantined = !self.suspicions.is_empty();
        let mut cells = attribution::cells(&self.members);
        cells.extend([
            ("id", id.into()),
            ("client_id", self.widget.client.as_str().into()),
            ("widget_id", self.widget.id.as_str().into()),
            ("form_name", self.widget.name.as_str().into()),
            ("data", self.data().to_string().into()),
            ("submitted_at", context.now_ms.into()),
            ("status", if quarantined { "QUARANTINED" } else { "ACCEPTED" }.into()),
            ("status_reasons", json::write_strings(&self.suspicions).into()),
            ("spam_score", self.score().into()),
            ("ip_address", context.address.clone().into()),
            ("user_agent", context.user_agent.clone().into()),
            ("consent_text", self.consent.clone().into()),
            ("consent_at", self.consent.as_ref().map(|_| context.now_ms).into()),
            ("language", text(&self.visitor.language)),
            ("time_zone", text(&self.visitor.time_zone)),
            ("created_at", context.now_ms.into()),
            ("updated_at", context.now_ms.into()),
            ("created_by", self.widget.id.as_str().into()),
            ("updated_by", self.widget.id.as_str().into()),
            ("version", 1_i64.into()),
        ]);
        cells
    }

    /// The entry itself: who, what they wrote, what they answered.
    fn data(&self) -> Json {
        let contact = object([
            ("name", self.visitor.name.as_str().into()),
            ("email", self.visitor.email.as_deref().into()),
            ("phone", self.visitor.phone.as_deref().into()),
        ]);
        object([
            ("contact", contact),
            ("message", self.visitor.message.as_deref().into()),
            ("answers", Json::Object(self.answers.clone())),
        ])
    }

    /// From 0 to 100: the more reasons, the surer.
    fn score(&self) -> i64 {
        i64::try_from(self.suspicions.len()).unwrap_or(i64::MAX).saturating_mul(40).min(100)
    }
}

/// A new id of a submission.
pub fn new_id(context: &Context<'_>) -> String {
    context.prefixed_id(FormSubmission::NAME.prefix)
}

/// The insert of a submission.
pub fn insert(cells: &Cells) -> Statement {
    store::sql::insert(FormSubmission::NAME.table, cells, &[])
}

/// The hash of what makes two requests the same: everything but `protection`, which a repetition after a lost line has
/// anew.
pub fn request_hash(request: &Request, members: &Map<String, Json>) -> String {
    let mut same = members.clone();
    same.remove("protection");
    hash(&format!("{} {}\n{}", request.method, request.path, Json::Object(same)))
}
