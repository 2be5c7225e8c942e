//! `GET` and `POST /embed/appointments/{token}`: an appointment by the link that its visitor got. The link is signed, so
//! that it alone says which appointment of which tenant; it works on every page of an authorised domain of its client.

use api::input::json_object;
use api::{Context, Problem, Request, Response};
use booking::{By, Move, Rescheduling, Visit};
use domain::calendar::Method;
use entity::civil;
use serde_json::{Map, Value as Json};
use store::sql::Access;
use store::{DatabaseName, Mode, ResultSet, Statement, Task, suspension};
use visitors::door::{allowed, excused, hidden, is_verified, network, outside, own_origin, shared, visitor};
use visitors::limits::{self, ENTRIES};
use visitors::support::{batch, document, first, read};
use visitors::{fields, origin, view};

/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 500;

/// An appointment that a link leads to, seen from a page that may show it.
struct Found {
    database: DatabaseName,
    origin: String,
    visit: Visit,
    /// The key of the widget that it came through.
    key: Option<String>,
    /// Who changes it, for the change log: the widget, or the appointment itself where it came in another way.
    actor: String,
}

/// The appointment.
pub fn show<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let found = match find(context, request, parameters, false).await {
            Ok(found) => found,
            Err(problem) => return excused(context, request, Err(problem)),
        };
        let answer = seen(context, request, &found, &found.visit);
        Ok(shared(context, &found.origin, answer))
    })
}

/// Cancels it, or moves it.
pub fn change<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let found = match find(context, request, parameters, true).await {
            Ok(found) => found,
            Err(problem) => return excused(context, request, Err(problem)),
        };
        let acting = context.on_behalf_of(visitor(&found.database, &found.actor));
        let answer = match json_object(request) {
            Ok(members) => changed(&acting, request, &found, &members).await,
            Err(problem) => Err(problem),
        };
        Ok(shared(context, &found.origin, answer))
    })
}

/// What a browser asks before it sends anything.
pub fn preflight<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let found = find(context, request, parameters, false).await?;
        Ok(allowed(&found.origin))
    })
}

/// The appointment as an iCalendar file. A link in a page or a letter leads here, with no origin: whoever has it is let in.
pub fn calendar<'a>(
    context: &'a Context<'a>,
    _request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let token = parameters.first().map(String::as_str).unwrap_or_default();
        limits::of_instance(context, &network(context))?;
        let (database, id) = booking::open(context.host(), token).ok_or_else(Problem::not_found)?;
        let statements = vec![Visit::statement(&id, &Access::everything()), suspension::find()];
        let sets = read(context, &database, statements).await.map_err(hidden)?;
        require_open(sets.get(1))?;
        let visit = Visit::read(sets.first())?;
        let url = booking::manage_url(context.host(), visit.page.as_deref(), token);
        let text = booking::invitation(&visit, Method::Publish, visit.sequence, context.now_ms, &url);
        Ok(Response::bytes(200, "text/calendar; charset=utf-8", text)
            .with_header("content-disposition", "attachment; filename=\"appointment.ics\"")
            .with_header("cache-control", "no-store"))
    })
}

/// A tenant that is suspended has no appointments for anybody outside.
fn require_open(suspension: Option<&ResultSet>) -> Result<(), Problem> {
    if first(suspension).is_some() { Err(Problem::not_found()) } else { Ok(()) }
}

/// Finds the appointment of a link, for a page that may show it; counted where something is to be written.
async fn find(context: &Context<'_>, request: &Request, parameters: &[String], writes: bool) -> Result<Found, Problem> {
    let token = parameters.first().map(String::as_str).unwrap_or_default();
    let (database, id) = booking::open(context.host(), token).ok_or_else(Problem::not_found)?;
    let own = own_origin(context, request);
    let origin = origin::of(request, own.as_deref()).ok_or_else(outside)?;
    let network = network(context);
    limits::of_instance(context, &network)?;
    let mut statements = if writes { ENTRIES.count(context, &network, &id) } else { Vec::new() };
    let counts = statements.len();
    statements.push(Visit::statement(&id, &Access::everything()));
    let of_appointment = |sql: &str| Statement::new(sql, vec![id.as_str().into()]);
    statements.push(of_appointment(
        "SELECT d.domain, d.includes_subdomains FROM appointments a JOIN domains d ON d.client_id = a.client_id \
         WHERE a.id = ?1 AND d.is_active = 1 AND d.verified_at IS NOT NULL",
    ));
    statements.push(of_appointment(
        "SELECT w.id, w.key FROM appointments a JOIN widgets w ON w.id = a.widget_id AND w.is_active = 1 WHERE a.id = ?1",
    ));
    statements.push(suspension::find());
    if writes {
        limits::spare_database(context, &ENTRIES, &network, &id)?;
    }
    let mode = if writes { Mode::Write } else { Mode::Read };
    let sets: Vec<ResultSet> = batch(context, &database, mode, statements).await.map_err(hidden)?;
    require_open(sets.get(counts + 3))?;
    if own.as_deref() != Some(origin.as_str()) && !is_verified(&origin, sets.get(counts + 1)) {
        return Err(outside());
    }
    if writes {
        ENTRIES.hold(context, &sets)?;
    }
    let visit = Visit::read(sets.get(counts))?;
    let widget = first(sets.get(counts + 2));
    let of_widget = |column: &str| widget.as_ref().and_then(|row| row.text(column)).map(str::to_owned);
    let actor = of_widget("id").unwrap_or_else(|| visit.id.clone());
    Ok(Found { database, origin, visit, key: of_widget("key"), actor })
}

async fn changed(
    context: &Context<'_>,
    request: &Request,
    found: &Found,
    members: &Map<String, Json>,
) -> Result<Response, Problem> {
    let reason = members.get("reason").and_then(Json::as_str).map(str::trim).filter(|reason| !reason.is_empty());
    let reason: Option<String> = reason.map(|reason| reason.chars().take(LONGEST_REASON).collect());
    let id = found.visit.id.as_str();
    let visit = match members.get("action").and_then(Json::as_str) {
        Some("cancel") => {
            let step = Move::Cancel;
            booking::change_status(context, &found.database, By::Visitor, id, step, reason.as_deref()).await?.visit
        }
        Some("reschedule") => {
            let mut errors = Vec::new();
            let wanted = Rescheduling {
                id: id.to_owned(),
                start_ms: fields::start(members, &mut errors),
                staff: fields::staff(members, &mut errors),
                reason,
            };
            if !errors.is_empty() {
                return Err(Problem::invalid(errors));
            }
            let changed = booking::reschedule(context, &found.database, By::Visitor, &wanted).await;
            changed.map_err(|refused| refused.problem)?.visit
        }
        _ => return Err(Problem::invalid_at("/action", "not_a_choice", "Must be `cancel` or `reschedule`.")),
    };
    seen(context, request, found, &visit)
}

fn seen(context: &Context<'_>, request: &Request, found: &Found, visit: &Visit) -> Result<Response, Problem> {
    let mut members = view::of(context, request, &found.database, visit, None)?;
    let can = |until_ms: i64| visit.is_live() && context.now_ms <= until_ms;
    let until = visit.cancel_until_ms().max(visit.reschedule_until_ms());
    members.insert("can_cancel".to_owned(), can(visit.cancel_until_ms()).into());
    members.insert("can_reschedule".to_owned(), can(visit.reschedule_until_ms()).into());
    members.insert("until".to_owned(), civil::format_timestamp(until).into());
    members.insert("key".to_owned(), found.key.as_deref().into());
    Ok(document(200, &Json::Object(members)))
}
