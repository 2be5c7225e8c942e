use entity::Entity;
use entity::types::{Ref, RowId};

use super::{Company, Contact, Tag};
use crate::identity::entities::Client;

/// A tag on a contact or on a company.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 55,
    module = "contacts",
    table = "tag_links",
    prefix = "tgl",
    title = "tag_id",
    client = "client_id",
    location = "contact_id.location_id",
    unique("tag_id, contact_id"),
    unique("tag_id, company_id")
)]
pub struct TagLink {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "create")]
    pub tag_id: Ref<Tag>,
    #[field(4, on_delete = "cascade", access = "create")]
    pub contact_id: Option<Ref<Contact>>,
    #[field(5, on_delete = "cascade", access = "create")]
    pub company_id: Option<Ref<Company>>,
}
