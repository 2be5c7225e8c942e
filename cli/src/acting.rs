//! Acting in a tenant from the command line, past sign-in and in somebody's name.

use std::rc::Rc;

use api::http::Chunks;
use api::{Body, Caller, CallerKind, Context, Host, Module, Problem, Request};
use domain::identity::roles::system_role;
use entity::Value;

use crate::command::Failure;
use crate::fleet::{self, Tenant};

/// How long a command may take, in milliseconds.
const LONGEST: i64 = 24 * 60 * 60 * 1000;

/// Somebody who may do everything in a tenant: whoever has this address, or else its first administrator. Records are
/// theirs; the change log says that a command was at work.
pub async fn administrator(
    host: &Host,
    tenant: &Tenant,
    email: Option<&str>,
    command: &str,
) -> Result<Caller, Failure> {
    let sql = "SELECT u.id FROM users u JOIN roles r ON r.id = u.role_id \
               WHERE u.is_active AND iif(?1 IS NULL, r.name = 'ADMIN', u.email = ?1) ORDER BY u.id LIMIT 1";
    let rows = fleet::read(host, &tenant.database, sql, vec![email.map(str::to_owned).into()]).await;
    let rows = rows.map_err(|error| Failure::from(error).about(&tenant.slug))?;
    let id = rows.first().and_then(|row| row.first()).and_then(Value::as_text);
    let nobody = || Failure::Failed(format!("{} has no such active user; name one with --as ADDRESS", tenant.slug));
    let grants = system_role("ADMIN").map(|role| role.grants()).unwrap_or_default();
    Ok(Caller {
        kind: CallerKind::User,
        id: id.ok_or_else(nobody)?.to_owned(),
        name: Some(format!("portico {command}")),
        tenant: tenant.id.clone(),
        database: tenant.database.clone(),
        agency: None,
        client: None,
        location: None,
        session: None,
        grants,
        expires_at_ms: host.clock.now_ms() + LONGEST,
    })
}

/// The body of a module's operation that answers with a stream, piece by piece.
pub async fn stream(
    host: &Host,
    caller: Caller,
    module: &'static Module,
    operation: &str,
    parameters: &[String],
) -> Result<Box<dyn Chunks>, Failure> {
    let context = Context::acting(host, Rc::new(caller));
    let found = module.operations.iter().find(|candidate| candidate.name == operation);
    let found = found.ok_or_else(|| Failure::from(Problem::not_found()))?;
    match (found.handler)(&context, &Request::default(), parameters).await?.body {
        Body::Stream(chunks) => Ok(chunks),
        Body::Bytes(bytes) => Ok(Box::new(Whole(Some(bytes)))),
    }
}

/// A body that is one piece.
struct Whole(Option<Vec<u8>>);

impl Chunks for Whole {
    fn next(&mut self) -> store::Task<'_, Option<Result<Vec<u8>, String>>> {
        let piece = self.0.take().map(Ok);
        Box::pin(async move { piece })
    }
}
