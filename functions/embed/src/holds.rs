//! `POST /embed/{key}/holds` and `DELETE /embed/{key}/holds/{hold_id}`: a slot is kept while its form is filled.

use api::command::document;
use api::input::json_object;
use api::{Context, Problem, Request, Response};
use booking::{HoldRequest, Reach, Repetition};
use domain::appointments::entities::Hold;
use entity::json::object;
use entity::{Entity, civil};
use store::Task;
use visitors::door::{Page, visitor};
use visitors::fields;
use visitors::limits::{self, ENTRIES};
use visitors::submission::request_hash;
use visitors::support::hash;
use visitors::token::Visit;
use visitors::widget::counted;

use crate::offered::{self, Offered};

/// Keeps a slot for five minutes.
pub fn create<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    page: &'a Page,
    _visit: &'a Visit,
    _parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let members = json_object(request)?;
        let mut errors = Vec::new();
        let wanted = HoldRequest {
            service: fields::service(&members, &mut errors),
            start_ms: fields::start(&members, &mut errors),
            staff: fields::staff(&members, &mut errors),
            seats: 1,
            repetition: request.header("idempotency-key").map(|key| Repetition {
                key_hash: hash(&format!("hold\n{}\n{key}", page.key)),
                request_hash: request_hash(request, &members),
            }),
            holder: limits::holder(context, &page.network, &page.key),
        };
        let statement = offered::statement(&page.key, None, &wanted.service);
        let (widget, found) = counted(context, page, &ENTRIES, vec![statement]).await?;
        widget.require("BOOKING")?;
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        offered::require(found.first())?;
        let context = context.on_behalf_of(visitor(&page.database, &widget.id));
        let mut offered =
            Offered { key: &page.key, appointment: None, service: &wanted.service, staff: wanted.staff.as_deref() };
        let held = booking::hold(&context, &page.database, Reach::Everything, &wanted, &mut offered).await;
        let held = held.map_err(|refused| refused.problem)?;
        let staff = object([("id", held.staff.into()), ("name", held.staff_name.into())]);
        let answer = [
            ("id", held.id.into()),
            ("start", civil::format_timestamp(held.start_ms).into()),
            ("end", civil::format_timestamp(held.end_ms).into()),
            ("expires_at", civil::format_timestamp(held.expires_at_ms).into()),
            ("staff", staff),
        ];
        Ok(document(201, &object(answer)))
    })
}

/// Gives a slot back. One that is not kept any more is given back already.
pub fn release<'a>(
    context: &'a Context<'a>,
    _request: &'a Request,
    page: &'a Page,
    _visit: &'a Visit,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let hold = parameters.get(1).map(String::as_str).unwrap_or_default();
        if !entity::id::is_valid(Hold::NAME.prefix, hold) {
            return Err(Problem::not_found());
        }
        counted(context, page, &ENTRIES, Vec::new()).await?;
        booking::release(context, &page.database, hold).await?;
        Ok(Response::empty(204).with_header("cache-control", "no-store"))
    })
}
