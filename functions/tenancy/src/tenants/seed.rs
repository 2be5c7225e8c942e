//! What every tenant begins with.

use api::{Context, Host, Problem, Transaction};
use domain::identity::entities::{Agency, User};
use domain::identity::roles::{SYSTEM_ROLES, system_role};
use entity::{Entity, Value};
use serde_json::{Value as Json, json};
use store::{DatabaseName, Statement};

use super::create::{CreatedTenant, NewTenant};

/// The first user, as far as the tenant does not say.
pub struct Administrator {
    /// The hash of the password.
    pub password_hash: String,
    /// Whether the address is known to be theirs.
    pub is_verified: bool,
}

/// Fills a new tenant's database in one transaction: the system's roles, an agency, the first user.
pub async fn fill(
    context: &Context<'_>,
    tenant: &NewTenant,
    planned: &CreatedTenant,
    administrator: Administrator,
) -> Result<(), Problem> {
    let mut transaction = Transaction::begin(context);
    transaction.step(roles(context));
    transaction.step(permissions(context));
    let agency: Vec<(&str, Value)> = vec![
        ("name", tenant.organisation.as_str().into()),
        ("timezone", tenant.timezone.as_deref().unwrap_or("UTC").into()),
    ];
    transaction.step(row(context, Agency::DEFINITION, &planned.agency_id, agency));
    let role = system_role("ADMIN").ok_or_else(Problem::internal)?;
    let user: Vec<(&str, Value)> = vec![
        ("email", tenant.email.as_str().into()),
        ("name", tenant.name.as_str().into()),
        ("password_hash", administrator.password_hash.into()),
        ("password_changed_at", context.now_ms.into()),
        ("email_verified", administrator.is_verified.then_some(context.now_ms).into()),
        ("role_id", role.id().into()),
        ("is_active", true.into()),
    ];
    transaction.step(row(context, User::DEFINITION, &planned.user_id, user));
    transaction.run(context, &planned.database, None).await?;
    Ok(())
}

/// Brings the roles of the system in a tenant's database to what this version of the platform says: for tenants that
/// were made by an older one. Custom roles stay as they are.
///
/// # Errors
///
/// 503 when the database is away.
pub async fn renew_system_roles(host: &Host, database: &DatabaseName) -> Result<(), Problem> {
    let context = &Context::system(host);
    let mut transaction = Transaction::begin(context);
    transaction.step(Statement::new(
        "DELETE FROM role_permissions WHERE role_id IN (SELECT id FROM roles WHERE is_system = 1)",
        Vec::new(),
    ));
    transaction.step(roles(context));
    transaction.step(permissions(context));
    transaction.run(context, database, None).await?;
    Ok(())
}

/// One statement for all roles: their number grows with the product, the text of the statement does not.
fn roles(context: &Context<'_>) -> Statement {
    let role = |role: &'static domain::identity::roles::SystemRole| {
        let permissions = role.grants().to_json().to_string();
        json!([role.id(), role.name, role.label, role.description, role.level.word(), permissions])
    };
    let rows: Json = SYSTEM_ROLES.iter().map(role).collect();
    Statement::new(
        "INSERT INTO roles (id, name, label, description, level, permissions, is_active, is_system, created_at, \
         updated_at, created_by, updated_by, version) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, \
         value ->> 4, value ->> 5, 1, 1, ?2, ?2, ?3, ?3, 1 FROM json_each(?1) WHERE true ON CONFLICT (id) DO UPDATE SET \
         label = excluded.label, description = excluded.description, permissions = excluded.permissions, \
         updated_at = excluded.updated_at, updated_by = excluded.updated_by, version = version + 1",
        vec![rows.to_string().into(), context.now_ms.into(), writer(context)],
    )
}

fn permissions(context: &Context<'_>) -> Statement {
    let mut rows: Vec<Json> = Vec::new();
    for role in SYSTEM_ROLES {
        for row in role.permission_rows() {
            let id = context.prefixed_id("rlp");
            let [create, read, update, delete, approve] = row.flags.map(i64::from);
            let scope = row.scope.word();
            rows.push(json!([id, role.id(), row.resource, row.action, create, read, update, delete, approve, scope]));
        }
    }
    Statement::new(
        "INSERT INTO role_permissions (id, role_id, resource, action, can_access, can_create, can_read, can_update, \
         can_delete, can_approve, scope, created_at, updated_at, created_by, updated_by, version) SELECT value ->> 0, \
         value ->> 1, value ->> 2, value ->> 3, 1, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, \
         value ->> 9, ?2, ?2, ?3, ?3, 1 FROM json_each(?1)",
        vec![Json::Array(rows).to_string().into(), context.now_ms.into(), writer(context)],
    )
}

fn row(
    context: &Context<'_>,
    entity: &'static entity::EntityDef,
    id: &str,
    mut cells: Vec<(&'static str, Value)>,
) -> Statement {
    cells.push(("id", id.into()));
    cells.push(("created_at", context.now_ms.into()));
    cells.push(("updated_at", context.now_ms.into()));
    cells.push(("created_by", writer(context)));
    cells.push(("updated_by", writer(context)));
    cells.push(("version", 1_i64.into()));
    store::sql::insert(entity.table, &cells, &[])
}

fn writer(context: &Context<'_>) -> Value {
    context.caller().ok().map(|caller| caller.id.clone()).into()
}
