use entity::Entity;
use entity::types::{Bounded, Instant, Ref, RowId};

use super::{Service, Staff};
use crate::identity::entities::{Client, Room};
use crate::types::Token;

/// A slot that somebody has picked and not booked yet: kept for them for a few minutes.
///
/// It is not in the change log: it comes and goes with every visitor who looks at a slot.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 89,
    module = "appointments",
    table = "holds",
    prefix = "hld",
    title = "id",
    writes = "log",
    client = "client_id",
    owners("staff_id.user_id"),
    unique("key_hash"),
    index("holder_hash, expires_at")
)]
pub struct Hold {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "read")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "read")]
    pub service_id: Ref<Service>,
    /// Who would serve; the first of them where several do together.
    #[field(4, on_delete = "cascade", access = "read")]
    pub staff_id: Ref<Staff>,
    #[field(5, on_delete = "set_null", access = "read")]
    pub room_id: Option<Ref<Room>>,
    #[field(6, access = "read")]
    pub start_time: Instant,
    #[field(7, access = "read")]
    pub end_time: Instant,
    #[field(8, default = 1, access = "read")]
    pub seats: Bounded<1, 1000>,
    /// From here on it keeps nobody out.
    #[field(9, index, access = "read")]
    pub expires_at: Instant,
    /// SHA-256 over whose it is and the `Idempotency-Key`, so that a repeated request finds its own.
    #[field(10, access = "hidden")]
    pub key_hash: Option<Token<64>>,
    /// SHA-256 over the request, so that another one under the same key is refused.
    #[field(11, access = "hidden")]
    pub request_hash: Option<Token<64>>,
    /// SHA-256 over whose it is: nobody keeps more than a few.
    #[field(12, access = "hidden")]
    pub holder_hash: Option<Token<64>>,
}
