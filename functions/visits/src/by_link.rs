//! `GET` and `POST /embed/appointments/{token}`: an appointment by the link that its visitor got. The link is signed, so
//! that it alone says which appointment of which tenant; it works on every page of an authorised domain of its client.

use api::command::document;
use api::input::json_object;
use api::resource::idempotency::{replayed, request_hash};
use api::{Context, Counted, Problem, Request, Response, Transaction};
use booking::{Alongside, By, Move, Rescheduling, Visit};
use domain::calendar::Method;
use entity::civil;
use serde_json::{Map, Value as Json};
use store::sql::Access;
use store::{DatabaseName, Mode, ResultSet, Statement, Task, suspension};
use visitors::door::{allowed, excused, hidden, is_verified, network, outside, own_origin, shared, visitor};
use visitors::limits::{self, ENTRIES};
use visitors::support::{batch, first, read};
use visitors::{Once, fields, origin, view};

/// An appointment that a link leads to, seen from a page that may show it.
struct Found {
    database: DatabaseName,
    origin: String,
    visit: Visit,
    /// The key of a widget that shows what is free.
    key: Option<String>,
    /// Who changes it, for the change log: the widget, or the appointment itself where it came in another way.
    actor: String,
    /// Its request is under way as long as this is there.
    _under_way: Counted,
}

/// Does something about an appointment that was found.
type Work = for<'a> fn(&'a Context<'a>, &'a Request, &'a Found) -> Task<'a, Result<Response, Problem>>;

/// The appointment.
pub fn show<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    enter(context, request, parameters, false, |context, request, found| {
        Box::pin(async move { answered(context, request, found, seen(context, found, &found.visit)) })
    })
}

/// Cancels it, or moves it.
pub fn change<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    enter(context, request, parameters, true, |context, request, found| {
        Box::pin(async move {
            let acting = context.on_behalf_of(visitor(&found.database, &found.actor));
            changed(&acting, request, found, &json_object(request)?).await
        })
    })
}

/// Finds the appointment of a link and does something about it. Its page may read what came of that.
fn enter<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
    writes: bool,
    work: Work,
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        match find(context, request, parameters, writes).await {
            Ok(found) => {
                let answer = work(context, request, &found).await;
                Ok(shared(context, &found.origin, answer))
            }
            Err(problem) => excused(context, request, Err(problem)),
        }
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
        let _under_way = limits::of_instance(context, &network(context))?;
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
    let under_way = limits::of_instance(context, &network)?;
    let of_appointment = |sql: &str| Statement::new(sql, vec![id.as_str().into()]);
    let exists = of_appointment("SELECT 1 FROM appointments WHERE id = ?1");
    let mut statements = if writes { ENTRIES.count(context, &network, &id, &exists) } else { Vec::new() };
    let counts = statements.len();
    statements.push(Visit::statement(&id, &Access::everything()));
    statements.push(of_appointment(
        "SELECT d.domain, d.includes_subdomains FROM appointments a JOIN domains d ON d.client_id = a.client_id \
         WHERE a.id = ?1 AND d.is_active = 1 AND d.verified_at IS NOT NULL",
    ));
    // The widget that it was booked with; for what was booked otherwise, another of the client's that offers the service, so
    // that its visitor may see what is free.
    statements.push(of_appointment(
        "SELECT w.id, w.key FROM appointments a JOIN widgets w ON w.client_id = a.client_id AND w.is_active = 1 \
         AND w.key IS NOT NULL WHERE a.id = ?1 AND (w.id = a.widget_id \
         OR NOT EXISTS (SELECT 1 FROM widget_services l WHERE l.widget_id = w.id) \
         OR EXISTS (SELECT 1 FROM widget_services l WHERE l.widget_id = w.id AND l.service_id = a.service_id)) \
         ORDER BY w.id IS NOT a.widget_id, w.id LIMIT 1",
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
    // What is not there was not counted either.
    let visit = Visit::read(sets.get(counts))?;
    if writes {
        ENTRIES.hold(context, &sets)?;
    }
    let widget = first(sets.get(counts + 2));
    let of_widget = |column: &str| widget.as_ref().and_then(|row| row.text(column)).map(str::to_owned);
    let actor = of_widget("id").filter(|_| visit.widget == of_widget("id")).unwrap_or_else(|| visit.id.clone());
    Ok(Found { database, origin, visit, key: of_widget("key"), actor, _under_way: under_way })
}

async fn changed(
    context: &Context<'_>,
    request: &Request,
    found: &Found,
    members: &Map<String, Json>,
) -> Result<Response, Problem> {
    let reason = fields::reason(members)?;
    let (id, database) = (found.visit.id.as_str(), &found.database);
    // The link says whose keys these are: whoever has it.
    let once = Once::new(context, request, id.to_owned(), request_hash(request));
    let mut along = Along { context, once, found };
    let outcome = match members.get("action").and_then(Json::as_str) {
        Some("cancel") => {
            let (by, step) = (By::Visitor, Move::Cancel);
            booking::change_status(context, database, by, id, step, reason.as_deref(), &mut along).await
        }
        Some("reschedule") => {
            let mut errors = Vec::new();
            let wanted = Rescheduling {
                id: id.to_owned(),
                start_ms: fields::start(members, &mut errors),
                staff: fields::staff(members, &mut errors),
                reason,
                outside_rules: false,
            };
            if !errors.is_empty() {
                return Err(Problem::invalid(errors));
            }
            booking::reschedule(context, database, By::Visitor, &wanted, &mut along).await
        }
        _ => return Err(Problem::invalid_at("/action", "not_a_choice", "Must be `cancel` or `reschedule`.")),
    };
    match outcome {
        Ok(outcome) => answered(context, request, found, seen(context, found, &outcome.visit)),
        Err(refused) => match along.once.replayed(database, &refused).await? {
            Some(row) => Ok(replayed(answered(context, request, found, view::kept(&row)?)?)),
            None => Err(refused.problem),
        },
    }
}

/// What goes along with a change: the claim of its key, and its answer.
struct Along<'a> {
    context: &'a Context<'a>,
    once: Once<'a>,
    found: &'a Found,
}

impl Alongside for Along<'_> {
    fn reads(&self) -> Vec<Statement> {
        self.once.reads()
    }

    fn look(&mut self, results: &[ResultSet]) -> Result<(), Problem> {
        self.once.look(results)
    }

    fn begin(&mut self, transaction: &mut Transaction) -> Result<(), Problem> {
        self.once.begin(transaction)
    }

    fn finish(&mut self, transaction: &mut Transaction, visit: &Visit) -> Result<(), Problem> {
        let answer = Json::Object(seen(self.context, self.found, visit));
        self.once.keep_text(transaction, &answer.to_string());
        Ok(())
    }
}

/// The members of an answer but for its links.
fn seen(context: &Context<'_>, found: &Found, visit: &Visit) -> Map<String, Json> {
    let mut members = view::of(visit);
    let can = |until_ms: i64| visit.is_live() && context.now_ms <= until_ms;
    let until = visit.cancel_until_ms().max(visit.reschedule_until_ms());
    members.insert("can_cancel".to_owned(), can(visit.cancel_until_ms()).into());
    let can_reschedule = visit.may_be_moved() && can(visit.reschedule_until_ms());
    members.insert("can_reschedule".to_owned(), can_reschedule.into());
    members.insert("until".to_owned(), civil::format_timestamp(until).into());
    members.insert("key".to_owned(), found.key.as_deref().into());
    members
}

fn answered(
    context: &Context<'_>,
    request: &Request,
    found: &Found,
    members: Map<String, Json>,
) -> Result<Response, Problem> {
    Ok(document(200, &view::linked(context, request, &found.database, members, found.visit.page.as_deref())?))
}
