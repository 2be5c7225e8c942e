use entity::types::{Instant, Ref, RowId};
use entity::{Entity, choice};

use super::Client;
use crate::types::{RecordId, Token};

choice! {
    /// What a key is good for.
    pub enum EncryptionKeyStatus {
        /// Seals and opens.
        Active = "ACTIVE",
        /// Opens what it sealed, until that is sealed anew.
        Retired = "RETIRED",
        /// Its bytes are gone, and with them what it sealed.
        Destroyed = "DESTROYED",
    }
}

/// A key that seals fields, itself sealed under a master key that is in no database.
///
/// Sealed text carries the id of its key, so that keys are exchanged while the system runs. A key may be narrowed to a
/// client, an entity, a field or a single record; to destroy such a key is to erase what it sealed, in every backup.
///
/// The command that answers a request for erasure will write it, with a key for each person. Until then all is sealed under the
/// master key itself.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 26,
    module = "identity",
    table = "encryption_keys",
    prefix = "ekey",
    title = "algorithm",
    writes = "commands",
    client = "client_id",
    index("entity_type, entity_id, field_name")
)]
pub struct EncryptionKey {
    #[field(1)]
    pub id: RowId,
    /// Whose data it seals; empty for the tenant's.
    #[field(2, access = "create")]
    pub client_id: Option<Ref<Client>>,
    /// The entity whose fields it seals; empty for all.
    #[field(3, access = "create")]
    pub entity_type: Option<Token<60>>,
    /// The one record that it seals; empty for all.
    #[field(4, access = "create")]
    pub entity_id: Option<RecordId>,
    #[field(5, access = "create")]
    pub field_name: Option<Token<63>>,
    /// The key's bytes, sealed under the master key.
    #[field(6, access = "hidden")]
    pub encrypted_value: Option<Token<512>>,
    /// The name of the master key.
    #[field(7, access = "read")]
    pub encryption_key: Token<64>,
    #[field(8, default = "AES-256-GCM", access = "read")]
    pub algorithm: Token<40>,
    /// The initialisation vector of `encrypted_value`.
    #[field(9, access = "hidden")]
    pub iv: Token<64>,
    /// The authentication tag of `encrypted_value`, where the algorithm keeps it apart.
    #[field(10, access = "hidden")]
    pub tag: Option<Token<64>>,
    #[field(11, index, default = "ACTIVE", access = "read")]
    pub status: EncryptionKeyStatus,
    #[field(12, access = "read")]
    pub retired_at: Option<Instant>,
    #[field(13, access = "read")]
    pub destroyed_at: Option<Instant>,
}
