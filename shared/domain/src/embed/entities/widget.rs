use entity::types::{Bounded, Choices, EmailAddress, LanguageTag, Line, Prose, Ref, RowId, SealedText, WebAddress};
use entity::{Entity, choice};
use serde_json::Value as Json;

use crate::identity::entities::{Client, User};
use crate::questions::Questions;
use crate::types::Token;

choice! {
    /// What visitors can do with a widget.
    pub enum WidgetKind {
        Booking = "BOOKING",
        Lead = "LEAD",
    }
}

choice! {
    /// Where a widget is on its page.
    pub enum WidgetPosition {
        Inline = "INLINE",
        Popup = "POPUP",
        Floating = "FLOATING",
    }
}

choice! {
    /// Who looks after an enquiry that comes in.
    pub enum LeadAssignment {
        /// Nobody, until somebody takes it.
        Nobody = "NOBODY",
        /// The user that the widget names.
        Person = "PERSON",
        /// The active user of the client who was given one the longest time ago.
        LeastRecent = "LEAST_RECENT",
    }
}

/// What a client puts on websites of its own, for visitors to book and to ask. It shows on the verified domains of the
/// client and nowhere else.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 100,
    module = "embed",
    table = "widgets",
    prefix = "wdg",
    title = "name",
    client = "client_id",
    search("name"),
    unique("key")
)]
pub struct Widget {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, index)]
    pub name: Line<200>,
    /// What pages name it by; nothing secret. The server makes it.
    #[field(4, access = "read")]
    pub key: Option<Token<80>>,
    #[field(5, default = r#"["BOOKING","LEAD"]"#)]
    pub kinds: Choices<WidgetKind>,
    /// `{accent, radius, color_scheme, font}`.
    #[field(6, default = "{}")]
    pub theme: Json,
    /// Words of the client's own, by the names of the widget's.
    #[field(7, default = "{}")]
    pub texts: Json,
    #[field(8, default = "en")]
    pub language: LanguageTag,
    /// The languages that visitors may switch to.
    #[field(9, default = r#"["en","de","fr","es","ar"]"#)]
    pub languages: Vec<String>,
    #[field(10, default = "INLINE")]
    pub position: WidgetPosition,
    /// What an enquiry asks: `[{id, label, kind, choices, required}]`.
    #[field(11, default = "[]")]
    pub lead_questions: Questions,
    #[field(12)]
    pub privacy_url: Option<WebAddress>,
    #[field(13)]
    pub consent_text: Option<Prose>,
    #[field(14, default = false)]
    pub consent_required: bool,
    /// The public key of Cloudflare Turnstile, where the client uses it.
    #[field(15)]
    pub turnstile_site_key: Option<Token<100>>,
    #[field(16)]
    pub turnstile_secret: Option<SealedText>,
    /// Leading zero bits that a visitor's browser must find; 0 asks for no work.
    #[field(17, default = 14)]
    pub proof_of_work_bits: Bounded<0, 24>,
    /// Who is told of what comes in.
    #[field(18)]
    pub notify_email: Option<EmailAddress>,
    #[field(19, default = "NOBODY")]
    pub lead_assignment: LeadAssignment,
    /// The user for assignment to a person.
    #[field(20, on_delete = "set_null")]
    pub assigned_to_id: Option<Ref<User>>,
    #[field(21, index, default = true)]
    pub is_active: bool,
}
