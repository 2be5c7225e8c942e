//! `portico schema`

use entity::{EntityDef, FieldDef};
use lexopt::Parser;
use lexopt::prelude::*;
use serde_json::{Value as Json, json};

use crate::command::{Command, Failure, say};

/// The command.
pub const COMMAND: Command = Command {
    name: "schema",
    summary: "prints every entity and its fields",
    help: "\
portico schema: prints every entity and its fields.

  portico schema [--json]

  --json  one document for programs: {\"entities\": [{\"name\", \"module\", \"table\", \"writes\", \"fields\": [{\"name\", \"kind\",
          \"required\", \"choices\", \"references\", \"aliases\"}]}]}",
    run,
};

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut for_programs = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Long("json") => for_programs = true,
            other => return Err(other.unexpected().into()),
        }
    }
    say(&if for_programs { document() } else { listing() });
    Ok(())
}

fn document() -> String {
    let entities: Vec<Json> = domain::entities().map(entity).collect();
    format!("{:#}", json!({ "entities": entities }))
}

fn entity(entity: &EntityDef) -> Json {
    json!({
        "name": entity.name,
        "module": entity.module,
        "table": entity.table,
        "writes": entity.writes.name(),
        "fields": entity.fields().map(field).collect::<Vec<_>>(),
    })
}

fn field(field: &FieldDef) -> Json {
    json!({
        "name": field.name,
        "kind": field.kind.name(),
        "required": field.required,
        "choices": field.kind.choices(),
        "references": field.kind.references().map(|target| target.name),
        "aliases": field.aliases,
    })
}

fn listing() -> String {
    let mut text = String::new();
    for (entity, documentation) in
        domain::MODULES.iter().flat_map(|module| module.entities.iter().zip(module.documentation))
    {
        text.push_str(&format!("\n{} ({}.{}): {}\n", entity.name, entity.module, entity.table, documentation.doc));
        for field in entity.fields() {
            let target = field.kind.references().map(|target| format!(" → {}", target.name)).unwrap_or_default();
            let optional = if field.required { "" } else { "?" };
            text.push_str(&format!("  {:<28} {}{optional}{target}\n", field.name, field.kind.name()));
        }
    }
    text.trim().to_owned()
}
