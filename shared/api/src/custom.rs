//! The tenant's own fields, as a function keeps them in memory.
//!
//! They are read once and kept. Every write that depends on them carries a guard with their version, so that a write
//! against old definitions is refused by the database, the definitions are read again and the write is repeated.

use std::ops::Deref;
use std::rc::Rc;

use entity::custom::{CustomField, shape_of};
use entity::{CustomShape, EntityDef, Invalid, Row, Value};
use serde_json::{Map, Value as Json};
use store::{Batch, Mode, Statement};

use crate::context::Context;
use crate::input::Purpose;
use crate::problem::{InputError, Kind};
use crate::transaction::{Refused, Transaction};
use crate::{Problem, sql_fault_of};

/// A tenant's definitions of custom fields, and the number that says whether they are still current.
#[derive(Default)]
pub struct Definitions {
    version: i64,
    fields: Vec<CustomField>,
    shapes: Vec<(String, Vec<CustomShape>)>,
}

/// Definitions as one request has them: kept from an earlier one, or just read.
pub struct Current {
    definitions: Rc<Definitions>,
    fresh: bool,
}

impl Current {
    /// Reads the definitions again, unless that was done for this request.
    pub async fn renew(&mut self, context: &Context<'_>) -> Result<bool, Problem> {
        if self.fresh {
            return Ok(false);
        }
        *self = Current { definitions: Definitions::load(context).await?, fresh: true };
        Ok(true)
    }

    /// Reads the definitions again when they are what input was refused by: they may be older than what the caller
    /// knows. Whether it is worth reading the input again.
    pub async fn renew_after(&mut self, context: &Context<'_>, refused: &[InputError]) -> Result<bool, Problem> {
        let custom = refused.iter().any(|error| error.pointer.contains("/custom_fields/"));
        if custom { self.renew(context).await } else { Ok(false) }
    }
}

impl Deref for Current {
    type Target = Definitions;

    fn deref(&self) -> &Definitions {
        &self.definitions
    }
}

/// The guard that tells old definitions from current ones.
pub struct Stale(Option<usize>);

impl Stale {
    /// Whether a transaction was refused because the definitions are old.
    pub fn is(&self, refused: &Refused) -> bool {
        self.0 == Some(refused.step) && !refused.code.is_empty()
    }
}

impl Definitions {
    /// The definitions for an entity: none when it cannot have any, the kept ones, or those of the database.
    pub async fn kept(context: &Context<'_>, entity: &EntityDef) -> Result<Current, Problem> {
        if !entity.extensible {
            return Ok(Current { definitions: Rc::default(), fresh: true });
        }
        let database = &context.caller()?.database;
        match context.host().memory.definitions(database.as_str()) {
            Some(definitions) => Ok(Current { definitions, fresh: false }),
            None => Ok(Current { definitions: Self::load(context).await?, fresh: true }),
        }
    }

    /// The definitions of the database: a round trip, taken by the first request of a tenant and after a change.
    async fn load(context: &Context<'_>) -> Result<Rc<Self>, Problem> {
        let database = &context.caller()?.database;
        let statements = vec![
            Statement::new("SELECT version FROM custom_field_version", Vec::new()),
            Statement::new("SELECT * FROM custom_fields WHERE is_active = 1 ORDER BY sort_order, id", Vec::new()),
        ];
        let results = context.batch(database, Batch { mode: Mode::Read, statements }).await;
        let results = results.map_err(|error| sql_fault_of(context, error))?;
        let version = results.first().and_then(|set| set.rows.first()).and_then(|row| row.first());
        let version = version.and_then(Value::as_integer).unwrap_or_default();
        let mut fields = Vec::new();
        if let Some(set) = results.get(1) {
            for row in &set.rows {
                fields.extend(CustomField::read(&Row::new(&set.columns, row)));
            }
        }
        let mut shapes: Vec<(String, Vec<CustomShape>)> = Vec::new();
        for field in &fields {
            let shape = shape_of(field);
            match shapes.iter_mut().find(|(entity, _)| *entity == field.entity) {
                Some((_, of_entity)) => of_entity.push(shape),
                None => shapes.push((field.entity.clone(), vec![shape])),
            }
        }
        let definitions = Rc::new(Definitions { version, fields, shapes });
        context.host().memory.keep_definitions(database.as_str(), definitions.clone());
        Ok(definitions)
    }

    /// What filters and sorts need to know of one entity's own fields.
    pub fn of(&self, entity: &EntityDef) -> &[CustomShape] {
        let found = self.shapes.iter().find(|(name, _)| name == entity.name);
        found.map(|(_, shapes)| shapes.as_slice()).unwrap_or_default()
    }

    /// The definitions of one entity.
    pub fn fields(&self, entity: &EntityDef) -> Vec<&CustomField> {
        self.fields.iter().filter(|field| field.entity == entity.name).collect()
    }

    /// Adds the guard that these definitions are current, where they matter.
    pub fn guard(&self, entity: &EntityDef, transaction: &mut Transaction) -> Stale {
        if !entity.extensible {
            return Stale(None);
        }
        let sql = "INSERT INTO guard SELECT version = ?1 FROM custom_field_version";
        let refusal = Problem::new(Kind::Conflict, "The custom fields have just changed. Try again.");
        Stale(Some(transaction.guard(Statement::new(sql, vec![self.version.into()]), refusal)))
    }

    /// Reads the `custom_fields` member of a body.
    pub(crate) fn read(&self, entity: &EntityDef, value: &Json, purpose: Purpose) -> Result<Value, Vec<Invalid>> {
        let empty = Map::new();
        let members = match value {
            Json::Object(members) => members,
            Json::Null => &empty,
            _ => return Err(vec![Invalid::wrong_type("an object")]),
        };
        let fields = self.fields(entity);
        let mut read = entity::custom::validate(&fields, members, purpose == Purpose::Patch)?;
        if purpose == Purpose::Create {
            // In an update a null takes a member away; a new row has none to take.
            read.retain(|_, value| !value.is_null());
        }
        Ok(Json::Object(read).to_string().into())
    }
}
