use entity::types::{Instant, Line, Ref, RowId, WebAddress};
use entity::{Entity, choice};
use serde_json::Value as Json;

use super::Contact;
use crate::identity::entities::Client;
use crate::types::Token;

choice! {
    /// A social network.
    pub enum SocialPlatform {
        LinkedIn = "LINKEDIN",
        Facebook = "FACEBOOK",
        Twitter = "TWITTER",
        Instagram = "INSTAGRAM",
        YouTube = "YOUTUBE",
        TikTok = "TIKTOK",
        Other = "OTHER",
    }
}

/// A contact's profile on a social network.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 53,
    module = "contacts",
    table = "social_profiles",
    prefix = "sop",
    title = "username",
    client = "client_id",
    location = "contact_id.location_id"
)]
pub struct SocialProfile {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "create")]
    pub contact_id: Ref<Contact>,
    #[field(4, index)]
    pub platform: SocialPlatform,
    #[field(5, index)]
    pub username: Option<Line<120>>,
    #[field(6)]
    pub profile_url: Option<WebAddress>,
    /// What the network calls the profile.
    #[field(7)]
    pub profile_id: Option<Token<255>>,
    #[field(8, default = false)]
    pub is_verified: bool,
    #[field(9)]
    pub last_sync_at: Option<Instant>,
    /// What else the network says.
    #[field(10)]
    pub metadata: Option<Json>,
}
