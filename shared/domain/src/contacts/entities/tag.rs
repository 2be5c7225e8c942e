use entity::Entity;
use entity::types::{Line, Ref, RowId};

use crate::identity::entities::Client;

/// A word from a client's list, to mark records with.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 54,
    module = "contacts",
    table = "tags",
    prefix = "tag",
    title = "name",
    client = "client_id",
    unique("client_id, name")
)]
pub struct Tag {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, index)]
    pub name: Line<80>,
    /// A colour as in CSS, such as `#2f6fde`.
    #[field(4)]
    pub color: Option<Line<20>>,
    #[field(5)]
    pub description: Option<Line<500>>,
}
