//! Bringing an installation to the newest schema.

use api::Host;
use entity::{EntityDef, Home};
use store::migrate::{self, Migration};
use store::{DatabaseError, DatabaseName, Statement};
use tenancy::tenants::renew_system_roles;

use crate::command::{Failure, say};
use crate::fleet::{self, Tenant};

/// What became of the tenants.
#[derive(Default)]
pub struct Outcome {
    /// Those that lacked something and do no longer, or would.
    pub migrated: usize,
    /// Those that had everything.
    pub current: usize,
    /// Those that could not be migrated: the tenant and why.
    pub failed: Vec<String>,
}

impl Outcome {
    /// A failure unless all went well.
    pub fn check(&self) -> Result<(), Failure> {
        let Some(first) = self.failed.first() else { return Ok(()) };
        let count = self.failed.len();
        Err(Failure::Failed(format!(
            "{count} of the tenants could not be migrated ({first}); mend that and run it again"
        )))
    }
}

/// Makes the platform's database or migrates it, and puts the tenants' migrations and schema there for the functions. Whether it was
/// made.
pub async fn platform(host: &Host) -> Result<bool, Failure> {
    let (transport, platform, now) = (host.databases.as_ref(), DatabaseName::platform(), host.clock.now_ms());
    let entities: Vec<&'static EntityDef> = domain::entities().collect();
    let made = match migrate::version(transport, &platform).await {
        Ok(0) | Err(DatabaseError::Missing) => {
            migrate::create(transport, &platform, Home::Platform, &entities, now).await.map(|()| true)
        }
        Ok(_) => {
            let migrations = migrate::migrations(Home::Platform);
            migrate::migrate(transport, &platform, &migrations, now).await.map(|_| false)
        }
        Err(error) => Err(error),
    };
    let made = made.map_err(fleet::of_platform)?;
    migrate::publish(transport, &entities).await.map_err(fleet::of_platform)?;
    Ok(made)
}

/// The numbers of the migrations that the platform's database lacks.
pub async fn platform_lacks(host: &Host) -> Result<Vec<Migration>, Failure> {
    let version = migrate::version(host.databases.as_ref(), &DatabaseName::platform()).await;
    lacking(migrate::migrations(Home::Platform), version.map_err(fleet::of_platform)?)
}

fn lacking(migrations: Vec<Migration>, version: i64) -> Result<Vec<Migration>, Failure> {
    let newest = newest(&migrations);
    if version > newest {
        let sentence = format!("it is at version {version} and this program knows {newest}; use the newer program");
        return Err(Failure::Failed(sentence));
    }
    Ok(migrations.into_iter().filter(|migration| migration.number > version).collect())
}

fn newest(migrations: &[Migration]) -> i64 {
    migrations.last().map_or(0, |migration| migration.number)
}

/// Those of the tenants that are behind, as far as the platform knows.
pub fn behind(tenants: Vec<Tenant>) -> Vec<Tenant> {
    let newest = newest(&migrate::migrations(Home::Tenant));
    tenants.into_iter().filter(|tenant| tenant.schema_version < newest).collect()
}

/// Migrates tenants one after the other, with a line for each that lacks something. One that fails does not keep the
/// others from theirs. It can be stopped at any time and run again: each migration of each database is one
/// transaction, and what the platform notes of it follows from the database itself.
pub async fn tenants(host: &Host, tenants: &[Tenant], dry_run: bool) -> Result<Outcome, Failure> {
    let migrations = migrate::migrations(Home::Tenant);
    let mut outcome = Outcome::default();
    for (number, tenant) in (1..).zip(tenants) {
        let place = format!("{number}/{} {}", tenants.len(), tenant.slug);
        match one(host, tenant, &migrations, dry_run).await {
            Ok(done) if done.is_empty() => outcome.current += 1,
            Ok(done) => {
                outcome.migrated += 1;
                say(&format!("{place}: {}{}", if dry_run { "would get " } else { "" }, names(&done)));
            }
            Err(Failure::Failed(why) | Failure::Usage(why)) => {
                say(&format!("{place}: failed: {why}"));
                outcome.failed.push(format!("{}: {why}", tenant.slug));
            }
        }
    }
    Ok(outcome)
}

/// Migrations by number and name.
pub fn names(migrations: &[Migration]) -> String {
    let names = migrations.iter().map(|migration| format!("{:04} {}", migration.number, migration.name));
    names.collect::<Vec<_>>().join(", ")
}

async fn one(host: &Host, tenant: &Tenant, migrations: &[Migration], dry_run: bool) -> Result<Vec<Migration>, Failure> {
    let transport = host.databases.as_ref();
    let version = migrate::version(transport, &tenant.database).await?;
    let lacking = lacking(migrations.to_vec(), version)?;
    if dry_run {
        return Ok(lacking);
    }
    if !lacking.is_empty() {
        let migrated = migrate::migrate(transport, &tenant.database, migrations, host.clock.now_ms()).await;
        if let Err(error) = migrated {
            // Another process may have been at it and done: then all is well.
            let done = migrate::version(transport, &tenant.database).await.is_ok_and(|now| now == newest(migrations));
            if !done {
                note_failure(host, tenant, &error).await?;
                return Err(error.into());
            }
        }
    }
    if tenant.schema_version != newest(migrations) || tenant.database_status == "FAILED" {
        // What a migration brings, the roles of the system are to speak of.
        renew_system_roles(host, &tenant.database).await?;
        note_version(host, tenant, newest(migrations)).await?;
    }
    Ok(lacking)
}

async fn note_version(host: &Host, tenant: &Tenant, version: i64) -> Result<(), Failure> {
    let sql = "UPDATE tenant_databases SET schema_version = ?2, status = 'READY', last_error = NULL, migrated_at = ?3, \
               updated_at = ?3, version = version + 1 WHERE tenant_id = ?1";
    let args = vec![tenant.id.clone().into(), version.into(), host.clock.now_ms().into()];
    fleet::write(host, "migrate", vec![Statement::new(sql, args)]).await
}

async fn note_failure(host: &Host, tenant: &Tenant, error: &DatabaseError) -> Result<(), Failure> {
    // A database that was away is as it was before.
    let DatabaseError::Failed { code, message, .. } = error else { return Ok(()) };
    let sql = "UPDATE tenant_databases SET status = 'FAILED', last_error = ?2, updated_at = ?3, version = version + 1 \
               WHERE tenant_id = ?1";
    let args = vec![tenant.id.clone().into(), format!("{message} ({code})").into(), host.clock.now_ms().into()];
    fleet::write(host, "migrate", vec![Statement::new(sql, args)]).await
}
