//! A module: what one function serves.

use std::collections::BTreeSet;

use entity::{EntityDef, Home, Needs, OperationDef, Writes};
use serde_json::json;
use store::Task;

use crate::context::{BatchError, Context};
use crate::input::Purpose;
use crate::problem::Kind;
use crate::{Host, Problem, Request, Response, authenticate, resource};

/// One function's routes: the entities that it owns and the commands that it adds.
pub struct Module {
    /// The module's name in the catalogue, such as `contacts`.
    pub name: &'static str,
    /// The entities that it serves.
    pub entities: &'static [&'static EntityDef],
    /// Every entity of the product, for relations to other modules.
    pub catalogue: &'static [&'static [&'static EntityDef]],
    /// Its commands and queries, in groups: its own, and what it serves for the whole product.
    pub operations: &'static [&'static [Operation]],
}

/// A command or query with what carries it out.
pub struct Operation {
    /// What it is.
    pub definition: &'static OperationDef,
    /// What does it.
    pub handler: Handler,
}

/// Carries out an operation. The parameters are the parts of the path in braces, in order.
pub type Handler = for<'a> fn(&'a Context<'a>, &'a Request, &'a [String]) -> Task<'a, Result<Response, Problem>>;

impl Module {
    /// Every command and query.
    pub fn all_operations(&self) -> impl Iterator<Item = &'static Operation> + use<> {
        self.operations.iter().flat_map(|group| group.iter())
    }

    /// The entity behind a resource. What is in the platform's database is not for the API of a tenant.
    fn entity(&self, resource: &str) -> Option<&'static EntityDef> {
        self.entities.iter().copied().find(|entity| entity.resource == resource && entity.home == Home::Tenant)
    }

    /// Whether an operation takes the last segment of a path as a parameter.
    fn has_parameter_last(&self, path: &str) -> bool {
        let mut matching = self.all_operations().map(|operation| operation.definition.path);
        matching.any(|template| template.ends_with('}') && match_path(template, path).is_some())
    }

    /// Whether a path is this module's.
    pub fn serves(&self, path: &str) -> bool {
        let resource = path.strip_prefix("/api/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        self.all_operations().any(|operation| match_path(operation.definition.path, path).is_some())
            || self.entity(resource).is_some()
    }

    /// The beginnings of all paths that this module serves, of whole segments, in order: what a gateway routes by.
    pub fn prefixes(&self) -> BTreeSet<String> {
        let of_operation = |operation: &Operation| {
            let depth = if operation.definition.path.starts_with("/api/") { 3 } else { 2 };
            operation.definition.path.split('/').take(depth).collect::<Vec<_>>().join("/")
        };
        let resources = self.entities.iter().map(|entity| format!("/api/{}", entity.resource));
        self.all_operations().map(of_operation).chain(resources).collect()
    }

    /// Answers one request. Never fails: what goes wrong becomes a problem document.
    pub fn respond<'a>(&'static self, host: &'a Host, request: Request) -> Task<'a, Response> {
        Box::pin(async move {
            let context = Context::new(host, &request);
            let request_id = context.request_id.clone();
            let response = match self.route(host, context, &request).await {
                Ok(response) => response,
                Err(problem) => problem.response(&request_id),
            };
            response.with_header("x-request-id", request_id).with_header("x-content-type-options", "nosniff")
        })
    }

    async fn route(&'static self, host: &Host, context: Context<'_>, request: &Request) -> Result<Response, Problem> {
        let mut methods: Vec<&'static str> = Vec::new();
        for operation in self.all_operations() {
            let Some(parameters) = match_path(operation.definition.path, &request.path) else { continue };
            if operation.definition.method != request.method {
                methods.push(operation.definition.method);
                continue;
            }
            let context = match operation.definition.needs {
                Needs::Nothing => context,
                Needs::Caller => context.with_caller(authenticate(host, request)?),
                Needs::Grant { resource, action } => {
                    let caller = authenticate(host, request)?;
                    caller.require(resource, action, context.now_ms)?;
                    context.with_caller(caller)
                }
            };
            return (operation.handler)(&context, request, &parameters).await;
        }
        // A command on a path of the generic resource does not hide what the resource does with other methods.
        let below = request.path.strip_prefix("/api/").unwrap_or_default();
        let mut segments = below.split('/');
        let entity = self.entity(segments.next().unwrap_or_default());
        let rest: Vec<&str> = segments.collect();
        // Where a command has a name, no record has that name for its id.
        let named = !methods.is_empty() && rest.len() == 1 && !self.has_parameter_last(&request.path);
        let generic = entity.filter(|_| !named).map(|entity| generic_methods(entity, &rest)).unwrap_or_default();
        let Some(entity) = entity.filter(|_| generic.contains(&request.method.as_str())) else {
            methods.extend(generic);
            return Err(if methods.is_empty() { Problem::not_found() } else { Problem::method_not_allowed(&methods) });
        };
        let context = context.with_caller(authenticate(host, request)?);
        self.serve_resource(&context, entity, &rest, request).await
    }

    async fn serve_resource(
        &'static self,
        context: &Context<'_>,
        entity: &'static EntityDef,
        rest: &[&str],
        request: &Request,
    ) -> Result<Response, Problem> {
        let generic = entity.writes == Writes::Generic;
        match (request.method.as_str(), rest) {
            ("GET", []) => resource::list(context, entity, self.catalogue, request).await,
            ("GET", [id]) => resource::read(context, entity, self.catalogue, id, request).await,
            ("POST", []) if generic => resource::create(context, entity, request).await,
            ("POST", ["bulk"]) if generic => resource::bulk(context, entity, request).await,
            ("PATCH", [id]) if generic => resource::update(context, entity, id, Purpose::Patch, request).await,
            ("PUT", [id]) if generic => resource::update(context, entity, id, Purpose::Replace, request).await,
            ("DELETE", [id]) if generic => resource::remove(context, entity, id, request).await,
            _ => Err(Problem::not_found()),
        }
    }
}

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
