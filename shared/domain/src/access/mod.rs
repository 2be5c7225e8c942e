//! What decides who may do what: those of identity's entities that a function of their own serves, because it alone has to
//! know every resource there is.

use crate::identity;
use crate::identity::entities::{ApiKey, Role, RolePermission, UserPermission};

entity::entities! {
    Role,
    RolePermission,
    UserPermission,
    ApiKey,
}

/// The entities that relations may lead to from here.
pub const CATALOGUE: &[&[&entity::EntityDef]] = identity::CATALOGUE;
