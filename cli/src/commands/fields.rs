//! `portico fields`

use api::Host;
use entity::custom::{CustomField, shape_of};
use entity::{Row, Shape};
use lexopt::Parser;
use lexopt::prelude::*;
use store::sql::{Actor, begin_changes, custom_index, custom_index_name, end_changes};
use store::{Batch, Mode, Statement};

use crate::command::{Command, Failure, say, wait};
use crate::fleet::{self, Tenant};
use crate::place::{self, Place};

/// The command.
pub const COMMAND: Command = Command {
    name: "fields",
    summary: "lists the fields that a tenant added, and gives one an index of its own",
    help: "\
portico fields: lists the fields that a tenant added, and gives one an index of its own.

Lists over many records filter and sort by a field quickly when it has an index. It is paid for by every write to a
record of that kind, and while it is made (a few seconds for a million records) nobody else writes.

  portico fields list --tenant NAME                 every field, and whether it has an index
  portico fields promote --tenant NAME ENTITY FIELD  makes the index of a field, such as `Contact shoe_size`
  portico fields demote --tenant NAME ENTITY FIELD   takes it away

  --tenant NAME  the tenant, by its slug or id
  --data DIR     the folder of the databases (or PORTICO_DATA; otherwise ./data). If PORTICO_DATABASE_URL names a
                 libSQL server and --data is not given, the databases are there",
    run,
};

/// Every index is paid for by every write.
const MOST: i64 = 16;

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let (mut tenant, mut words) = (None, Vec::new());
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("tenant") => tenant = Some(place::text(parser)?),
            Value(word) if words.len() < 3 => words.push(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let tenant = tenant.ok_or_else(|| Failure::Usage("say which tenant: --tenant NAME".to_owned()))?;
    let (promotes, entity, name) = match words.as_slice() {
        ["list"] => (None, "", ""),
        ["promote", entity, name] => (Some(true), *entity, *name),
        ["demote", entity, name] => (Some(false), *entity, *name),
        _ => return Err(Failure::Usage("say what to do: list, or promote or demote with ENTITY and FIELD".to_owned())),
    };
    let host = place.host()?;
    wait(async {
        let tenant = fleet::find(&host, &tenant).await?;
        let fields = fields(&host, &tenant).await?;
        let Some(promotes) = promotes else {
            for Defined { field, indexed, .. } in &fields {
                say(&format!("{} {}{}", field.entity, field.name, if *indexed { ", with an index" } else { "" }));
            }
            return Ok(());
        };
        let found = fields.iter().find(|defined| defined.field.entity == entity && defined.field.name == name);
        let found = found.ok_or_else(|| {
            Failure::Failed(format!("{} has no field `{name}` of `{entity}`; see `portico fields list`", tenant.slug))
        })?;
        let count = fields.iter().filter(|defined| defined.indexed && defined.field.entity == entity);
        if promotes && !found.indexed && count.count() >= usize::try_from(MOST).unwrap_or_default() {
            let sentence = format!("{MOST} fields of `{entity}` have an index, and more would slow every write down");
            return Err(Failure::Failed(format!("{sentence}; demote another one first")));
        }
        change(&host, &tenant, found, promotes).await?;
        say(&format!("{entity} {name}{}", if promotes { " has an index" } else { " has no index" }));
        Ok(())
    })?
}

/// A tenant's own field.
struct Defined {
    id: String,
    field: CustomField,
    indexed: bool,
}

async fn fields(host: &Host, tenant: &Tenant) -> Result<Vec<Defined>, Failure> {
    let sql = "SELECT * FROM custom_fields ORDER BY entity_type, name";
    let batch = Batch { mode: Mode::Read, statements: vec![Statement::new(sql, Vec::new())] };
    let results = host.databases.run(&tenant.database, batch).await?;
    let rows = results.iter().flat_map(|set| set.rows.iter().map(|row| Row::new(&set.columns, row)));
    let defined = |row: Row<'_>| {
        let indexed = row.integer("is_indexed") == Some(1);
        Some(Defined { id: row.text("id")?.to_owned(), field: CustomField::read(&row)?, indexed })
    };
    Ok(rows.filter_map(defined).collect())
}

/// Makes or takes away the index, and notes it, in one transaction.
async fn change(host: &Host, tenant: &Tenant, defined: &Defined, promotes: bool) -> Result<(), Failure> {
    let Defined { id, field, .. } = defined;
    let none = || Failure::Failed(format!("no index serves a field like `{}` of `{}`", field.name, field.entity));
    let entity = domain::entity(&field.entity).ok_or_else(none)?;
    let custom = [shape_of(field)];
    let view = Shape { entity, custom: &custom }.find(&format!("custom_fields.{}", field.name));
    let index = view.and_then(|view| custom_index(entity, &view)).ok_or_else(none)?;
    let now = host.clock.now_ms();
    let name = Some("portico fields".to_owned());
    let actor = Actor { kind: "SYSTEM", name, ..Actor::default() };
    // One of that name may be left of a field that was deleted.
    let drop = format!("DROP INDEX IF EXISTS {}", custom_index_name(entity, &field.name));
    let noted = "UPDATE custom_fields SET is_indexed = ?2, updated_at = ?3, version = version + 1 WHERE id = ?1";
    let args = vec![id.clone().into(), promotes.into(), now.into()];
    let mut statements = vec![begin_changes(&actor, now), Statement::new(noted, args), end_changes()];
    statements.push(Statement::new(drop, Vec::new()));
    if promotes {
        statements.push(Statement::new(index, Vec::new()));
    }
    host.databases.run(&tenant.database, Batch { mode: Mode::Write, statements }).await?;
    Ok(())
}
