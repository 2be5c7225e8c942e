use entity::Entity;
use entity::types::{Bounded, Ref, RowId};

use super::Widget;
use crate::appointments::entities::Service;
use crate::identity::entities::Client;

/// That a widget offers a service. A widget without any offers all active ones of its client.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 101,
    module = "embed",
    table = "widget_services",
    prefix = "wds",
    title = "id",
    client = "client_id",
    unique("widget_id, service_id")
)]
pub struct WidgetService {
    #[field(1)]
    pub id: RowId,
    #[field(2, access = "create")]
    pub client_id: Ref<Client>,
    #[field(3, on_delete = "cascade", access = "create")]
    pub widget_id: Ref<Widget>,
    #[field(4, on_delete = "cascade", access = "create")]
    pub service_id: Ref<Service>,
    #[field(5, default = 0)]
    pub position: Bounded<0, 1_000_000>,
}
