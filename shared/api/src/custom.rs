//! The tenant's own fields, as a function keeps them in memory.
//!
//! They are read once and kept. Every write that depends on them carries a guard with their version, so that a write
//! against old definitions is refused by the database, the definitions are read again and the write is repeated.

use std::ops::Deref;
use std::rc::Rc;

use entity::custom::{CustomField, shape_of};
use entity::{CustomShape, EntityDef, Invalid, Row, Value};
use serde_json::{Map, Value as Json};
use store::{Batch, Mode, ResultSet, Statement, Task};

use crate::caller::Caller;
use crate::context::Context;
use crate::input::Purpose;
use crate::problem::{InputError, Kind};
use crate::transaction::{Refused, Transaction};
use crate::{Problem, sql_fault_of};

/// Definitions of custom fields, and the number that says whether they are still current. What a process keeps are all
/// of a tenant; what a request works with are those that its caller may know of, because one client's own fields are
/// nobody else's business.
#[derive(Default)]
pub struct Definitions {
    version: i64,
    fields: Vec<Defined>,
    shapes: Vec<(String, Vec<CustomShape>)>,
}

/// A definition, and the agency of the client whose own it is.
#[derive(Clone)]
struct Defined {
    field: CustomField,
    agency: Option<String>,
}

impl Defined {
    /// Whether it is for all clients, or for one that the caller stands above or belongs to.
    fn is_for(&self, caller: &Caller) -> bool {
        let Some(client) = &self.field.client_id else { return true };
        match (&caller.client, &caller.agency) {
            (Some(own), _) => own == client,
            (None, Some(own)) => self.agency.as_ref() == Some(own),
            (None, None) => true,
        }
    }
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
        let definitions = Definitions::load(context).await?.seen_by(context.caller()?);
        *self = Current { definitions, fresh: true };
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
        let caller = context.caller()?;
        match context.host().memory.definitions(caller.database.as_str()) {
            Some(definitions) => Ok(Current { definitions: definitions.seen_by(caller), fresh: false }),
            None => Ok(Current { definitions: Self::load(context).await?.seen_by(caller), fresh: true }),
        }
    }

    /// The definitions of the database: a round trip, taken by the first request of a tenant and after a change.
    fn load<'a>(context: &'a Context<'_>) -> Task<'a, Result<Rc<Self>, Problem>> {
        Box::pin(async move {
            let database = &context.caller()?.database;
            let results = context.batch(database, Batch { mode: Mode::Read, statements: Self::statements() }).await;
            let results = results.map_err(|error| sql_fault_of(context, error))?;
            let definitions = Rc::new(Self::found(&results));
            context.host().memory.keep_definitions(database.as_str(), definitions.clone());
            Ok(definitions)
        })
    }

    fn statements() -> Vec<Statement> {
        vec![
            Statement::new("SELECT version FROM custom_field_version", Vec::new()),
            Statement::new(
                "SELECT f.*, c.agency_id AS agency FROM custom_fields f LEFT JOIN clients c ON c.id = f.client_id \
                 WHERE f.is_active = 1 ORDER BY f.sort_order, f.id",
                Vec::new(),
            ),
        ]
    }

    fn found(results: &[ResultSet]) -> Self {
        let version = results.first().and_then(|set| set.rows.first()).and_then(|row| row.first());
        let version = version.and_then(Value::as_integer).unwrap_or_default();
        let mut fields = Vec::new();
        if let Some(set) = results.get(1) {
            for row in &set.rows {
                let row = Row::new(&set.columns, row);
                let agency = row.text("agency").map(str::to_owned);
                fields.extend(CustomField::read(&row).map(|field| Defined { field, agency }));
            }
        }
        Definitions::of_fields(version, fields)
    }

    fn of_fields(version: i64, fields: Vec<Defined>) -> Self {
        let mut shapes: Vec<(String, Vec<CustomShape>)> = Vec::new();
        for Defined { field, .. } in &fields {
            let shape = shape_of(field);
            match shapes.iter_mut().find(|(entity, _)| *entity == field.entity) {
                Some((_, of_entity)) => of_entity.push(shape),
                None => shapes.push((field.entity.clone(), vec![shape])),
            }
        }
        Definitions { version, fields, shapes }
    }

    /// Those that a caller may know of.
    fn seen_by(self: Rc<Self>, caller: &Caller) -> Rc<Self> {
        if self.fields.iter().all(|defined| defined.is_for(caller)) {
            return self;
        }
        let seen = self.fields.iter().filter(|defined| defined.is_for(caller)).cloned().collect();
        Rc::new(Definitions::of_fields(self.version, seen))
    }

    /// What filters and sorts need to know of one entity's own fields.
    pub fn of(&self, entity: &EntityDef) -> &[CustomShape] {
        let found = self.shapes.iter().find(|(name, _)| name == entity.name);
        found.map(|(_, shapes)| shapes.as_slice()).unwrap_or_default()
    }

    /// The definitions of one entity.
    pub fn fields(&self, entity: &EntityDef) -> Vec<&CustomField> {
        self.fields.iter().map(|defined| &defined.field).filter(|field| field.entity == entity.name).collect()
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

    /// Reads the `custom_fields` member of a body. `client` is the client of the row, where the body says it.
    pub(crate) fn read(
        &self,
        entity: &EntityDef,
        value: &Json,
        purpose: Purpose,
        client: Option<&str>,
    ) -> Result<Value, Vec<Invalid>> {
        let empty = Map::new();
        let members = match value {
            Json::Object(members) => members,
            Json::Null => &empty,
            _ => return Err(vec![Invalid::wrong_type("an object")]),
        };
        let mut fields = self.fields(entity);
        if purpose == Purpose::Create {
            // Whoever sees several clients' own fields may fill in those of the row's client.
            fields.retain(|field| field.client_id.is_none() || field.client_id.as_deref() == client);
        }
        // Whose row is replaced is not known here, so that what one client asks of its own rows stays out of it.
        let shared_default = |field: &&CustomField| CustomField {
            default: field.default.clone().filter(|_| field.client_id.is_none()),
            required: field.required && field.client_id.is_none(),
            ..(*field).clone()
        };
        let replaced: Vec<CustomField> = match purpose {
            Purpose::Replace => fields.iter().map(shared_default).collect(),
            Purpose::Create | Purpose::Patch => Vec::new(),
        };
        if purpose == Purpose::Replace {
            fields = replaced.iter().collect();
        }
        let mut read = entity::custom::validate(&fields, members, purpose == Purpose::Patch)?;
        if purpose == Purpose::Create {
            // In an update a null takes a member away; a new row has none to take.
            read.retain(|_, value| !value.is_null());
        }
        Ok(Json::Object(read).to_string().into())
    }
}
