//! A module: what one function serves.

use entity::{EntityDef, Needs, OperationDef, Writes};
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
    /// Its commands and queries.
    pub operations: &'static [Operation],
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
    /// Whether a path is this module's.
    pub fn serves(&self, path: &str) -> bool {
        let resource = path.strip_prefix("/api/").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        self.operations.iter().any(|operation| match_path(operation.definition.path, path).is_some())
            || self.entities.iter().any(|entity| entity.resource == resource)
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
        let mut other_method = false;
        for operation in self.operations {
            let Some(parameters) = match_path(operation.definition.path, &request.path) else { continue };
            if operation.definition.method != request.method {
                other_method = true;
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
        let mut segments = request.path.trim_start_matches("/api/").split('/');
        let resource = segments.next().unwrap_or_default();
        let entity = self.entities.iter().copied().find(|entity| entity.resource == resource);
        let rest: Vec<&str> = segments.collect();
        let Some(entity) = entity.filter(|_| !other_method || rest.len() < 2) else {
            return Err(if other_method { method_not_allowed() } else { Problem::not_found() });
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
            (_, [] | [_]) => Err(method_not_allowed()),
            _ => Err(Problem::not_found()),
        }
    }
}

fn method_not_allowed() -> Problem {
    Problem::new(Kind::MethodNotAllowed, "See /api/openapi.json for what can be asked here.")
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
