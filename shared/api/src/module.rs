//! A module: what one function serves.

use std::collections::BTreeSet;
use std::rc::Rc;

use entity::{EntityDef, Home, Needs, OperationDef, Writes};
use serde_json::json;
use store::Task;

use crate::context::{BatchError, Context};
use crate::http::TENANT_HEADER;
use crate::input::Purpose;
use crate::problem::Kind;
use crate::resource::idempotency::replayed;
use crate::resource::{Catalogue, Resource};
use crate::seal::Sealing;
use crate::{Authentication, Body, Caller, Host, Problem, Request, Response, resource};

/// One function's routes: the entities that it owns and the commands that it adds.
pub struct Module {
    /// The name of the function, such as `contacts`.
    pub name: &'static str,
    /// The entities that it serves.
    pub entities: &'static [&'static EntityDef],
    /// Every entity that its own ones point to, or that is included where one of them is asked for.
    pub catalogue: Catalogue,
    /// How it learns who is calling, if anything of it is for callers.
    pub authentication: Option<Authentication>,
    /// How it serves its entities, if it owns any.
    pub resources: Option<Resources>,
    /// How it seals, if it owns sealed fields.
    pub sealing: Option<Sealing>,
    /// Its commands and queries.
    pub operations: &'static [Operation],
}

/// A command or query with what carries it out: of its definition only what it is found and allowed by, so that nothing
/// that merely describes it is linked into the function.
pub struct Operation {
    /// The operation id, such as `merge_contacts`.
    pub name: &'static str,
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// The path with parameters in braces.
    pub path: &'static str,
    /// Who may call it.
    pub needs: Needs,
    /// What does it.
    pub handler: Handler,
    /// What answers a repetition, if the operation is carried out once for each `Idempotency-Key`, and the status of its
    /// answer.
    pub once: Option<(u16, Repeated)>,
}

impl Operation {
    /// An operation as it is defined, with its handler.
    pub const fn new(definition: &OperationDef, handler: Handler) -> Self {
        Operation {
            name: definition.name,
            method: definition.method,
            path: definition.path,
            needs: definition.needs,
            handler,
            once: None,
        }
    }

    /// The same for what is carried out once for each `Idempotency-Key`. The handler need not know: its transaction of the
    /// caller's database claims the key and keeps the answer that it was told of.
    pub const fn once(definition: &OperationDef, handler: Handler) -> Self {
        Operation { once: Some((definition.status, REPEATED)), ..Operation::new(definition, handler) }
    }
}

/// Carries out an operation. The parameters are the parts of the path in braces, in order.
pub type Handler = for<'a> fn(&'a Context<'a>, &'a Request, &'a [String]) -> Task<'a, Result<Response, Problem>>;

/// Answers a request that was carried out before, once it has ended as it would without a key.
pub type Repeated =
    for<'a> fn(&'static Module, &'a Context<'a>, Result<Response, Problem>) -> Task<'a, Result<Response, Problem>>;

/// A repetition is refused, by its key if by nothing else: what was there is gone, or taken, or of another version by then.
/// So whatever refuses a request, the answer that its key was kept with is the better one. It costs a round trip, which
/// only refused requests take.
const REPEATED: Repeated = |module, context, answer| {
    Box::pin(async move {
        let refused = match answer {
            Err(problem) if problem.status() < 500 => problem,
            answer => return answer,
        };
        match context.kept_answer().await? {
            Some((status, kept)) => Ok(replayed(kept.response(context.host(), status, module.catalogue)?)),
            None => Err(refused),
        }
    })
};

impl Module {
    /// An entity with those around it that the module knows.
    pub const fn resource(&self, entity: &'static EntityDef) -> Resource {
        Resource { entity, catalogue: self.catalogue }
    }

    /// The entity behind a resource. What is in the platform's database is not for the API of a tenant.
    fn entity(&self, resource: &str) -> Option<&'static EntityDef> {
        self.entities.iter().copied().find(|entity| entity.resource == resource && entity.home == Home::Tenant)
    }

    /// Whether the last segment of a path is the name of an operation: no record has that name for its id.
    fn ends_in_a_name(&self, path: &str) -> bool {
        let mut templates = self.operations.iter().map(|operation| operation.path);
        templates.any(|template| !template.ends_with('}') && match_path(template, path).is_some())
    }

    /// Whether a path is this module's.
    pub fn serves(&self, path: &str) -> bool {
        self.has_operation(path) || self.entity(resource_in(path)).is_some()
    }

    fn has_operation(&self, path: &str) -> bool {
        self.operations.iter().any(|operation| match_path(operation.path, path).is_some())
    }

    /// The module that serves a path: one with an operation there, before the one whose resource it is.
    pub fn serving(modules: &[&'static Module], path: &str) -> Option<&'static Module> {
        let mut all = modules.iter().copied();
        all.find(|module| module.has_operation(path))
            .or_else(|| modules.iter().copied().find(|module| module.serves(path)))
    }

    /// The beginnings of all paths that this module serves, of whole segments, in order: what a gateway routes by. A command
    /// on the rows of another module's resource is a path of its own, with `*` for what differs, and so is what one module
    /// serves amid the paths of another.
    pub fn prefixes(&self) -> BTreeSet<String> {
        let of_operation = |operation: &Operation| {
            let below_api = operation.path.starts_with("/api/");
            if !below_api {
                return pattern(operation.path);
            }
            if operation.path.contains("/{id}/") && self.entity(resource_in(operation.path)).is_none() {
                return operation.path.replace("{id}", "*");
            }
            operation.path.split('/').take(3).collect::<Vec<_>>().join("/")
        };
        let resources = self.entities.iter().map(|entity| format!("/api/{}", entity.resource));
        let all: BTreeSet<String> = self.operations.iter().map(of_operation).chain(resources).collect();
        let is_below = |path: &&String| {
            all.iter().any(|other| path.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('/')))
        };
        all.iter().filter(|path| path.starts_with("/api/") || !is_below(path)).cloned().collect()
    }

    /// Answers one request. Never fails: what goes wrong becomes a problem document. A `HEAD` is answered as the `GET`
    /// would be, without its body (RFC 9110, 9.3.2).
    pub fn respond<'a>(&'static self, host: &'a Host, mut request: Request) -> Task<'a, Response> {
        Box::pin(async move {
            if let Some(sealing) = self.sealing {
                host.memory.sealing.get_or_init(|| sealing);
            }
            let context = Context::new(host, &request);
            let (request_id, mut course) = (context.request_id.clone(), context.course());
            let head = request.method == "HEAD";
            if head {
                request.method = "GET".to_owned();
            }
            let mut answer = self.route(host, context, &request).await;
            if !answer.as_ref().is_ok_and(|response| response.status < 500) && course.again() {
                let mut context = Context::new(host, &request);
                context.request_id.clone_from(&request_id);
                course = context.course();
                answer = self.route(host, context, &request).await;
            }
            let mut response = answer.unwrap_or_else(|problem| problem.response(&request_id));
            if head {
                response.body = Body::Bytes(Vec::new());
            }
            if let Some(tenant) = course.tenant() {
                response = response.with_header(TENANT_HEADER, tenant);
            }
            response.with_header("x-request-id", request_id).with_header("x-content-type-options", "nosniff")
        })
    }

    fn authenticate<'a>(&self, host: &'a Host, request: &'a Request) -> Task<'a, Result<Rc<Caller>, Problem>> {
        match self.authentication {
            Some(authenticate) => authenticate(host, request),
            None => Box::pin(std::future::ready(Err(Problem::not_found()))),
        }
    }

    async fn route(&'static self, host: &Host, context: Context<'_>, request: &Request) -> Result<Response, Problem> {
        let mut methods: Vec<&'static str> = Vec::new();
        let named = self.ends_in_a_name(&request.path);
        for operation in self.operations.iter().filter(|operation| !(named && operation.path.ends_with('}'))) {
            let Some(parameters) = match_path(operation.path, &request.path) else { continue };
            if operation.method != request.method {
                methods.push(operation.method);
                continue;
            }
            let context = match operation.needs {
                Needs::Nothing => context,
                Needs::Caller => context.with_caller(self.authenticate(host, request).await?),
                Needs::Grant { resource, action } => {
                    let caller = self.authenticate(host, request).await?;
                    caller.require(resource, action, context.now_ms)?;
                    context.with_caller(caller)
                }
            };
            let Some((status, repeated)) = operation.once else {
                return (operation.handler)(&context, request, &parameters).await;
            };
            context.carry_out_once(request, status)?;
            let answer = (operation.handler)(&context, request, &parameters).await;
            return repeated(self, &context, answer).await;
        }
        // A command on a path of the generic resource does not hide what the resource does with other methods.
        let below = request.path.strip_prefix("/api/").unwrap_or_default();
        let mut segments = below.split('/');
        let entity = self.entity(segments.next().unwrap_or_default());
        let rest: Vec<&str> = segments.collect();
        let generic = entity
            .filter(|_| !named || rest.len() != 1)
            .map(|entity| generic_methods(entity, &rest))
            .unwrap_or_default();
        let Some(entity) = entity.filter(|_| generic.contains(&request.method.as_str())) else {
            methods.extend(generic);
            return Err(if methods.is_empty() { Problem::not_found() } else { Problem::method_not_allowed(&methods) });
        };
        let context = context.with_caller(self.authenticate(host, request).await?);
        let serve = self.resources.ok_or_else(Problem::not_found)?;
        serve(self, &context, entity, &rest, request).await
    }
}

/// The way a function serves its entities. Only the functions carry it that own some.
pub type Resources = for<'a> fn(
    &'static Module,
    &'a Context<'a>,
    &'static EntityDef,
    &'a [&'a str],
    &'a Request,
) -> Task<'a, Result<Response, Problem>>;

/// Lists, reads, creates, updates and deletes the rows of any entity, for [`Module::resources`].
pub const GENERIC: Resources = |module, context, entity, rest, request| {
    Box::pin(async move {
        let generic = entity.writes == Writes::Generic;
        if let Some(status) = status_of_write(&request.method, rest).filter(|_| generic) {
            context.carry_out_once(request, status)?;
        }
        let answer = match (request.method.as_str(), rest) {
            ("GET", []) => resource::list(context, module.resource(entity), request).await,
            ("GET", [id]) => resource::read(context, module.resource(entity), id, request).await,
            ("POST", []) if generic => resource::create(context, module.resource(entity), request).await,
            ("POST", ["bulk"]) if generic => resource::bulk(context, module.resource(entity), request).await,
            ("PATCH", [id]) if generic => {
                resource::update(context, module.resource(entity), id, Purpose::Patch, request).await
            }
            ("PUT", [id]) if generic => {
                resource::update(context, module.resource(entity), id, Purpose::Replace, request).await
            }
            ("DELETE", [id]) if generic => resource::remove(context, entity, id, request).await,
            _ => Err(Problem::not_found()),
        };
        REPEATED(module, context, answer).await
    })
};

/// The status with which a write of a generic resource is answered; nothing where nothing is written.
fn status_of_write(method: &str, rest: &[&str]) -> Option<u16> {
    match (method, rest) {
        ("POST", []) => Some(201),
        ("POST" | "PATCH" | "PUT", [_]) => Some(200),
        ("DELETE", [_]) => Some(204),
        _ => None,
    }
}

/// The resource that a path names, where it names one.
fn resource_in(path: &str) -> &str {
    path.strip_prefix("/api/").and_then(|rest| rest.split('/').next()).unwrap_or_default()
}

/// Lists and reads the rows of any entity and leaves the writing to commands, for [`Module::resources`] of a function whose
/// entities are all of that kind.
pub const READ_ONLY: Resources = |module, context, entity, rest, request| {
    Box::pin(async move {
        match rest {
            [] => resource::list(context, module.resource(entity), request).await,
            [id] => resource::read(context, module.resource(entity), id, request).await,
            _ => Err(Problem::not_found()),
        }
    })
};

/// What can be asked of a resource at the rest of a path; nothing where there is no such place.
fn generic_methods(entity: &EntityDef, rest: &[&str]) -> Vec<&'static str> {
    let generic = entity.writes == Writes::Generic;
    match rest {
        [] if generic => vec!["GET", "POST"],
        ["bulk"] if generic => vec!["POST"],
        [_] if generic => vec!["GET", "PATCH", "PUT", "DELETE"],
        [] | [_] => vec!["GET"],
        _ => Vec::new(),
    }
}

/// A template with `*` for its parameters, as far as its last word.
fn pattern(template: &str) -> String {
    let starred = template.split('/').map(|part| if part.starts_with('{') { "*" } else { part });
    starred.collect::<Vec<_>>().join("/").trim_end_matches("/*").to_owned()
}

/// The parameters of a path that matches a template, percent-decoded; nothing when it does not match.
pub fn match_path(template: &str, path: &str) -> Option<Vec<String>> {
    let mut parameters = Vec::new();
    let mut parts = path.split('/');
    for expected in template.split('/') {
        let part = parts.next()?;
        if expected.starts_with('{') {
            if part.is_empty() {
                return None;
            }
            parameters.push(percent_encoding::percent_decode_str(part).decode_utf8().ok()?.into_owned());
        } else if expected != part {
            return None;
        }
    }
    parts.next().is_none().then_some(parameters)
}

/// A statement that failed for no reason that a caller could mend: logged, and told as a defect.
pub fn sql_fault(context: &Context<'_>, code: &str, message: &str) -> Problem {
    context.log("error", "statement_failed", &[("code", json!(code)), ("message", json!(message))]);
    Problem::internal()
}

/// The same for a batch that only reads.
pub fn sql_fault_of(context: &Context<'_>, error: BatchError) -> Problem {
    match error {
        BatchError::Problem(problem) => problem,
        // A search expression or a filter that is past what the library takes.
        BatchError::Failed { code, message, .. } if code == "SQLITE_INTERRUPT" => {
            context.log("warn", "query_interrupted", &[("message", json!(message))]);
            Problem::new(Kind::Unavailable, "The query took too long. Narrow it down.")
        }
        BatchError::Failed { code, message, .. } => sql_fault(context, &code, &message),
    }
}
