//! Making a tenant.
//!
//! First the platform's database says that there will be one (`PROVISIONING`), then its database is made, migrated
//! and filled in one transaction, and at last the platform's database says that it is there (`ACTIVE`). Nobody signs in
//! before that. What goes wrong on the way is taken back at once; what a crash leaves behind is found by
//! [`super::clean_up`].

use std::rc::Rc;

use accounts::rows::new_row;
use accounts::{password, secret};
use api::problem::Kind;
use api::{Caller, CallerKind, Context, Host, InputError, Problem, Transaction};
use domain::identity::entities::{DatabaseType, Login, Tenant, TenantDatabase};
use entity::Entity;
use store::{DatabaseError, DatabaseName, Statement, migrate};

use super::close::take_back;
use super::seed::{self, Administrator};

/// What a tenant is made of.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// What people call it, 200 characters at most. Its first agency has the same name.
    pub organisation: String,
    /// The name of the first user, who administers everything.
    pub name: String,
    /// The address that the first user signs in with.
    pub email: String,
    /// The password of the first user; see [`domain::identity::password::check`].
    pub password: String,
    /// The zone of the tenant and its first agency, such as `Europe/Berlin`.
    pub timezone: Option<String>,
}

/// A tenant that is there.
#[derive(Clone, Debug)]
pub struct CreatedTenant {
    /// Its id, `ten_…`.
    pub id: String,
    /// The name in addresses and on the command line.
    pub slug: String,
    /// Its database, which has the tenant's id for a name.
    pub database: DatabaseName,
    /// The first agency.
    pub agency_id: String,
    /// The first user.
    pub user_id: String,
}

/// Whether it is known that the address of the first user is theirs.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum FirstUser {
    /// Whoever runs the installation says so.
    Verified,
    /// Anybody could have typed it.
    Unverified,
}

/// Makes a tenant with its database, the system's roles, an agency and an administrator, whose address is taken to be
/// theirs. For commands on the native host; sign-up does the same, and has the address confirmed.
///
/// # Errors
///
/// 409 when somebody signs in with this address already, 503 when a database is away.
pub async fn create_tenant(host: &Host, tenant: &NewTenant) -> Result<CreatedTenant, Problem> {
    create(&Context::system(host), tenant, FirstUser::Verified).await
}

pub(crate) async fn create(
    context: &Context<'_>,
    tenant: &NewTenant,
    first_user: FirstUser,
) -> Result<CreatedTenant, Problem> {
    let password_hash = password::hash(context.host(), &tenant.password)?;
    let planned = announce(context, tenant).await?;
    let administrator = Administrator { password_hash, is_verified: first_user == FirstUser::Verified };
    match fill(context, tenant, &planned, administrator).await {
        Ok(()) => Ok(planned),
        Err(problem) => match take_back(context, &planned.database).await {
            Ok(true) => Err(problem),
            Ok(false) => Ok(planned),
            Err(_) => {
                // The tick finds it.
                context.log("warn", "tenant_left_behind", &[("tenant_id", planned.id.as_str().into())]);
                Err(problem)
            }
        },
    }
}

/// Says that there will be a tenant, and takes the address for its first user.
async fn announce(context: &Context<'_>, tenant: &NewTenant) -> Result<CreatedTenant, Problem> {
    let message = "Somebody signs in with this address already.";
    let error = InputError { pointer: "/email".to_owned(), code: "taken", message: message.to_owned() };
    let taken = Problem::new(Kind::Conflict, message).with_errors(vec![error]);
    let base = slug_of(&tenant.organisation);
    let mut slug = base.clone();
    loop {
        let mut transaction = Transaction::begin(context);
        transaction.guard(
            Statement::new(
                "INSERT INTO guard SELECT NOT EXISTS (SELECT 1 FROM logins WHERE email = ?1)",
                vec![tenant.email.as_str().into()],
            ),
            taken.clone(),
        );
        let mut cells = vec![("name", tenant.organisation.as_str().into()), ("slug", slug.as_str().into())];
        if let Some(zone) = &tenant.timezone {
            cells.push(("timezone", zone.as_str().into()));
        }
        let (id, statement) = new_row(context, Tenant::DEFINITION, cells);
        let tenant_step = transaction.step(statement);
        let database = secret::tenant_database(&id).ok_or_else(Problem::internal)?;
        let user_id = context.prefixed_id("usr");
        let (database_type, address) = whereabouts(context.host(), &database);
        let cells = vec![
            ("tenant_id", id.as_str().into()),
            ("database_type", database_type.word().into()),
            ("address", address.into()),
            ("namespace", id.as_str().into()),
        ];
        transaction.step(new_row(context, TenantDatabase::DEFINITION, cells).1);
        let cells = vec![
            ("email", tenant.email.as_str().into()),
            ("tenant_id", id.as_str().into()),
            ("user_id", user_id.as_str().into()),
        ];
        transaction.step(new_row(context, Login::DEFINITION, cells).1);
        match transaction.run(context, &DatabaseName::platform(), None).await {
            Ok(_) => {
                let agency_id = context.prefixed_id("agc");
                return Ok(CreatedTenant { id, slug, database, agency_id, user_id });
            }
            // The name in addresses is somebody else's: the next try has a few random digits behind it.
            Err(refused) if refused.step == tenant_step && slug == base => {
                slug = format!("{base}-{}", context.random_hex::<4>());
            }
            Err(refused) => return Err(refused.problem),
        }
    }
}

/// Makes the database, fills it, and opens it.
async fn fill(
    context: &Context<'_>,
    tenant: &NewTenant,
    planned: &CreatedTenant,
    administrator: Administrator,
) -> Result<(), Problem> {
    let host = context.host();
    let transport = host.databases.as_ref();
    let away = |error: DatabaseError| {
        context.log("error", "tenant_not_made", &[("reason", format!("{error:?}").into())]);
        Problem::unavailable()
    };
    let version = migrate::create_tenant(transport, &planned.database, context.now_ms).await.map_err(away)?;

    let first_user =
        Caller::without_grants(CallerKind::User, &planned.database, &planned.user_id, Some(tenant.name.clone()));
    let acting = context.on_behalf_of(Rc::clone(&first_user));
    seed::fill(&acting, tenant, planned, administrator).await?;

    let mut transaction = Transaction::begin(&acting);
    let id = planned.id.as_str();
    let now = context.now_ms;
    // Not one that is being taken back, because making it took too long.
    transaction.guard(
        Statement::new(
            "INSERT INTO guard SELECT EXISTS (SELECT 1 FROM tenants WHERE id = ?1 AND status_reason IS NULL)",
            vec![id.into()],
        ),
        Problem::unavailable(),
    );
    transaction.step(Statement::new(
        "UPDATE tenants SET status = 'ACTIVE', updated_at = ?1, version = version + 1 WHERE id = ?2",
        vec![now.into(), id.into()],
    ));
    transaction.step(Statement::new(
        "UPDATE tenant_databases SET status = 'READY', schema_version = ?1, migrated_at = ?2, updated_at = ?2, \
         version = version + 1 WHERE tenant_id = ?3",
        vec![version.into(), now.into(), id.into()],
    ));
    transaction.run(&acting, &DatabaseName::platform(), None).await?;
    Ok(())
}

/// Where the host keeps databases, as far as the settings say.
fn whereabouts(host: &Host, database: &DatabaseName) -> (DatabaseType, String) {
    match host.settings.get("PORTICO_DATABASE_URL") {
        None => (DatabaseType::Embedded, format!("{}.db", database.as_str())),
        Some(url) if url.contains(".turso.io") => (DatabaseType::Turso, url.to_owned()),
        Some(url) => (DatabaseType::Sqld, url.to_owned()),
    }
}

/// The name of an organisation as a name for addresses.
fn slug_of(name: &str) -> String {
    let kept = |character: char| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { ' ' };
    let plain: String = name.chars().map(kept).take(60).collect();
    let slug = plain.split_whitespace().collect::<Vec<_>>().join("-");
    if slug.is_empty() { "tenant".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::slug_of;

    #[test]
    fn names_become_slugs() {
        assert_eq!(slug_of("  Acme & Söhne, Inc. "), "acme-s-hne-inc");
        assert_eq!(slug_of("日本"), "tenant");
        assert!(slug_of(&"long name ".repeat(20)).len() <= 60);
    }
}
