//! `portico tenants`

use api::Host;
use entity::FieldType;
use entity::types::{EmailAddress, Line, ZoneName};
use lexopt::Parser;
use lexopt::prelude::*;
use store::{Batch, Mode, Statement, suspension};
use tenancy::tenants::{NewTenant, close_tenant, create_tenant};

use crate::command::{Command, Failure, say, wait};
use crate::fleet;
use crate::place::{self, Place};

/// The command.
pub const COMMAND: Command = Command {
    name: "tenants",
    summary: "lists, makes, suspends and drops tenants",
    help: "\
portico tenants: lists, makes, suspends and drops tenants.

  portico tenants list
  portico tenants create NAME --email ADDRESS [--user NAME] [--timezone ZONE]
      makes a tenant with a database, the system's roles, an agency, and an administrator, whose password is taken
      from PORTICO_PASSWORD or else made up and printed once
  portico tenants suspend NAME [--reason TEXT]
      keeps everybody out, visitors of its widgets too, and within ten minutes also those who are in; nothing is lost
  portico tenants resume NAME       lets them in again
  portico tenants drop NAME --yes   removes the tenant, by its slug or id, and its database with all that is in it

  --data DIR  the folder of the databases (or PORTICO_DATA; otherwise ./data). If PORTICO_DATABASE_URL names a libSQL
              server and --data is not given, the databases are there; PORTICO_DATABASE_ADMIN_URL makes and removes
              them",
    run,
};

/// What was asked for.
struct Asked {
    place: Place,
    words: Vec<String>,
    yes: bool,
    email: Option<String>,
    user: Option<String>,
    timezone: Option<String>,
    reason: Option<String>,
}

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let place = Place::from_environment();
    let mut asked =
        Asked { place, words: Vec::new(), yes: false, email: None, user: None, timezone: None, reason: None };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => asked.place.data = Some(place::path(parser)?),
            Long("yes") => asked.yes = true,
            Long("email") => asked.email = Some(place::text(parser)?),
            Long("user") => asked.user = Some(place::text(parser)?),
            Long("reason") => asked.reason = Some(place::text(parser)?),
            Long("timezone") => asked.timezone = Some(place::text(parser)?),
            Value(word) => asked.words.push(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let words: Vec<String> = std::mem::take(&mut asked.words);
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["list"] => list(&asked),
        ["create", name] => create(asked, name),
        ["suspend", name] => suspend(&asked, name),
        ["resume", name] => resume(&asked, name),
        ["drop", name] => drop_tenant(&asked, name),
        _ => Err(Failure::Usage("say what to do; see `portico tenants --help`".to_owned())),
    }
}

fn list(asked: &Asked) -> Result<(), Failure> {
    let host = asked.place.host()?;
    let tenants = wait(fleet::all(&host))??;
    say(&format!("{:<30} {:<24} {:<13} {:>7}  {}", "id", "slug", "status", "version", "name"));
    for tenant in tenants {
        let (id, slug, status, version) = (tenant.id, tenant.slug, tenant.status, tenant.schema_version);
        say(&format!("{id:<30} {slug:<24} {status:<13} {version:>7}  {}", tenant.name));
    }
    Ok(())
}

fn create(asked: Asked, organisation: &str) -> Result<(), Failure> {
    let Some(email) = asked.email else {
        return Err(Failure::Usage("say whose it is: --email ADDRESS of the administrator".to_owned()));
    };
    let host = asked.place.host()?;
    let given = asked.place.settings.get("PORTICO_PASSWORD").map(str::to_owned);
    let made_up = given.is_none();
    let password = given.unwrap_or_else(|| password(&host));
    let name = asked.user.unwrap_or_else(|| email.clone());
    let tenant = NewTenant {
        organisation: checked::<Line<200>>("the name", organisation)?,
        name: checked::<Line<250>>("--user", &name)?,
        email: checked::<EmailAddress>("--email", &email)?,
        timezone: asked.timezone.map(|zone| checked::<ZoneName>("--timezone", &zone)).transpose()?,
        password,
    };
    domain::identity::password::check(&tenant.password, Some(&tenant.email))
        .map_err(|invalid| Failure::Failed(format!("PORTICO_PASSWORD: {}", invalid.message)))?;
    let created = wait(create_tenant(&host, &tenant))??;
    say(&format!("{}  {}  agency {}", created.id, created.slug, created.agency_id));
    if made_up {
        say(&format!("{} signs in with the password {}", tenant.email, tenant.password));
    }
    Ok(())
}

/// A value that its kind takes, as the API would.
fn checked<T: FieldType>(what: &str, text: &str) -> Result<String, Failure> {
    let parsed =
        T::KIND.parse(&text.into()).map_err(|invalid| Failure::Failed(format!("{what}: {}", invalid.message)))?;
    Ok(parsed.as_text().unwrap_or(text).to_owned())
}

/// Eighty bits in letters and digits that are not mistaken for each other.
fn password(host: &Host) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
    let mut random = [0; 16];
    host.random.fill(&mut random);
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte & 31)).copied().map(char::from);
    random.iter().filter_map(letter).collect()
}

fn drop_tenant(asked: &Asked, name: &str) -> Result<(), Failure> {
    let host = asked.place.host()?;
    wait(async {
        let tenant = fleet::find(&host, name).await?;
        if !asked.yes {
            let sentence = format!("this removes all data of {} ({}) for good; say --yes", tenant.name, tenant.id);
            return Err(Failure::Failed(sentence));
        }
        close_tenant(&host, &tenant.id).await?;
        say(&format!("{} is closed and its database is gone", tenant.slug));
        Ok(())
    })?
}

fn suspend(asked: &Asked, name: &str) -> Result<(), Failure> {
    let reason = asked.reason.as_deref().map(|reason| checked::<Line<500>>("--reason", reason)).transpose()?;
    move_on(asked, name, ("ACTIVE", "SUSPENDED"), reason)?;
    say(
        "Nobody signs in any more, and its widgets and links show nothing. Access tokens that are out end within ten minutes.",
    );
    Ok(())
}

fn resume(asked: &Asked, name: &str) -> Result<(), Failure> {
    move_on(asked, name, ("SUSPENDED", "ACTIVE"), None)
}

/// Takes a tenant from one status to another. The change log of the platform's database has who did it and why.
fn move_on(asked: &Asked, name: &str, (from, to): (&str, &str), reason: Option<String>) -> Result<(), Failure> {
    let host = asked.place.host()?;
    wait(async {
        let tenant = fleet::find(&host, name).await?;
        if tenant.status != from {
            return Err(Failure::Failed(format!("{} is {}, not {from}", tenant.slug, tenant.status)));
        }
        let update = Statement::new(
            "UPDATE tenants SET status = ?1, status_reason = ?2, suspended_at = iif(?1 = 'SUSPENDED', ?3, NULL), \
             updated_at = ?3, version = version + 1 WHERE id = ?4 AND status = ?5",
            vec![to.into(), reason.into(), host.clock.now_ms().into(), tenant.id.as_str().into(), from.into()],
        );
        fleet::write(&host, "tenants", vec![update]).await?;
        say(&format!("{} is {to}", tenant.slug));
        let note = suspension::note(to == "SUSPENDED", host.clock.now_ms());
        let batch = Batch { mode: Mode::Write, statements: vec![note] };
        if host.databases.run(&tenant.database, batch).await.is_err() {
            say("Its own database was not reached: what is open to the public follows with the next tick.");
        }
        Ok(())
    })?
}
