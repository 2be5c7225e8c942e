//! `PATCH /api/users/{id}`.

use api::input::Purpose;
use api::{Context, Problem, Request, Response, resource};
use domain::identity::entities::User;
use entity::Entity;

/// Changes a profile. What decides over access (address, role, place) is no part of it: the declaration says so.
pub async fn update(context: &Context<'_>, request: &Request, id: &str) -> Result<Response, Problem> {
    resource::update(context, crate::MODULE.resource(User::DEFINITION), id, Purpose::Patch, request).await
}
