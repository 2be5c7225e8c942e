//! Whom a row is for, as a SQL condition. No statement over an entity is rendered without one.

use entity::{EntityDef, Filter, Value, Writes};

use super::Sql;

/// What a caller may reach of one entity: rows that any of the rules lets through; none when there is no rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Access {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Whether rows that belong to no agency and no client may be seen too, where the entity shares them.
    pub shared_too: bool,
    /// Who asks: private rows are only for their author. Nobody where the system itself asks, which reaches them all.
    pub author: Option<String>,
}

/// One rule: where a row must be, and what must hold of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Where.
    pub reach: Reach,
    /// What must hold besides.
    pub condition: Option<Filter>,
}

/// A part of the hierarchy tenant > agency > client > location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The whole tenant database.
    All,
    /// An agency and all its clients.
    Agency(String),
    /// One client.
    Client(String),
    /// One location of a client.
    Location {
        /// The client.
        client: String,
        /// The location.
        location: String,
    },
    /// What a user owns, within the client or agency that the user is bound to.
    Own {
        /// The user.
        user: String,
        /// The client, if the user is bound to one.
        client: Option<String>,
        /// The agency, if the user is bound to one.
        agency: Option<String>,
    },
}

impl Access {
    /// Access to every row: for the system itself, never for a caller.
    pub fn everything() -> Self {
        Access { rules: vec![Rule { reach: Reach::All, condition: None }], shared_too: true, author: None }
    }

    /// The one client that every rule is bound to, if there is one.
    pub fn client(&self) -> Option<&str> {
        let mut clients = self.rules.iter().map(|rule| match &rule.reach {
            Reach::Client(client) | Reach::Location { client, .. } => Some(client.as_str()),
            Reach::Own { client, .. } => client.as_deref(),
            Reach::All | Reach::Agency(_) => None,
        });
        let first = clients.next()??;
        clients.all(|client| client == Some(first)).then_some(first)
    }

    /// Whether nothing can be reached.
    pub fn is_none(&self) -> bool {
        self.rules.is_empty()
    }
}

impl Sql {
    /// Appends the condition that lets through what `access` reaches of `entity` under `alias`.
    pub fn access(&mut self, alias: &str, entity: &EntityDef, access: &Access) -> &mut Self {
        self.access_by(alias, entity, access, &access.rules)
    }

    /// The same by some of its rules alone.
    pub(super) fn access_by(&mut self, alias: &str, entity: &EntityDef, access: &Access, rules: &[Rule]) -> &mut Self {
        if rules.is_empty() {
            return self.push("0");
        }
        self.push("(");
        if let Some((column, author)) = entity.private_when.zip(access.author.as_deref()) {
            self.push("(").push(alias).push(".").push(column).push(" = 0 OR ");
            self.path_is(alias, entity, "created_by", author).push(") AND (");
        }
        for (position, rule) in rules.iter().enumerate() {
            if position > 0 {
                self.push(" OR ");
            }
            self.rule(alias, entity, rule);
        }
        if access.shared_too && entity.scope.shared_when_unset {
            for (position, path) in [entity.scope.agency, entity.scope.client].into_iter().flatten().enumerate() {
                self.push(if position == 0 { " OR (" } else { " AND " });
                self.path(alias, entity, path).push(" IS NULL");
            }
            self.push(")");
        }
        if entity.private_when.is_some() && access.author.is_some() {
            self.push(")");
        }
        self.push(")")
    }

    fn rule(&mut self, alias: &str, entity: &EntityDef, rule: &Rule) -> &mut Self {
        match &rule.condition {
            None => self.reach(alias, entity, &rule.reach),
            Some(condition) => {
                self.push("(").reach(alias, entity, &rule.reach).push(" AND ");
                self.filter(alias, condition).push(")")
            }
        }
    }

    fn reach(&mut self, alias: &str, entity: &EntityDef, reach: &Reach) -> &mut Self {
        match reach {
            Reach::All => self.push("1"),
            Reach::Agency(agency) => self.in_agency(alias, entity, agency),
            Reach::Client(client) => self.in_client(alias, entity, client),
            Reach::Location { client, location } => match entity.scope.location {
                Some(path) => self.path_is(alias, entity, path, location),
                // What people write and has no location belongs to the client as a whole: tags, definitions, settings.
                None if entity.writes == Writes::Generic => self.in_client(alias, entity, client),
                // What commands and the database write may hold rows of any location: merges, rejected imports, the log.
                None => self.push("0"),
            },
            Reach::Own { user, client, agency } => {
                self.push("(").owned(alias, entity, user);
                // The plus keeps SQLite from walking the rows of the whole client for those of one user.
                if let Some(client) = client.as_deref().filter(|_| entity.scope.client.is_some()) {
                    self.push(" AND +").in_client(alias, entity, client);
                } else if let Some(agency) = agency.as_deref().filter(|_| has_place(entity)) {
                    self.push(" AND +").in_agency(alias, entity, agency);
                }
                self.push(")")
            }
        }
    }

    fn in_agency(&mut self, alias: &str, entity: &EntityDef, agency: &str) -> &mut Self {
        match (entity.scope.agency, entity.scope.client) {
            (Some(path), _) => self.path_is(alias, entity, path, agency),
            (None, Some(path)) => {
                self.push("(").path(alias, entity, path).push(" IN (SELECT id FROM clients WHERE agency_id = ");
                self.bind(agency).push("))")
            }
            (None, None) => self.push("0"),
        }
    }

    fn in_client(&mut self, alias: &str, entity: &EntityDef, client: &str) -> &mut Self {
        match entity.scope.client {
            Some(path) => self.path_is(alias, entity, path, client),
            None => self.push("0"),
        }
    }

    fn owned(&mut self, alias: &str, entity: &EntityDef, user: &str) -> &mut Self {
        let owners = owners(entity);
        if owners.is_empty() {
            return self.push("0");
        }
        self.push("(");
        for (position, owner) in owners.iter().enumerate() {
            if position > 0 {
                self.push(" OR ");
            }
            self.path_is(alias, entity, owner, user);
        }
        self.push(")")
    }

    fn path_is(&mut self, alias: &str, entity: &EntityDef, path: &str, value: &str) -> &mut Self {
        self.path(alias, entity, path).push(" = ").bind(Value::from(value))
    }

    /// A column of the row, or `reference.column` of the row that it points to.
    fn path(&mut self, alias: &str, entity: &EntityDef, path: &str) -> &mut Self {
        let Some((reference, column)) = path.split_once('.') else { return self.push(alias).push(".").push(path) };
        let target = entity.field(reference).and_then(|field| field.kind.references());
        match target.map(|target| target.table) {
            Some(table) => self.push(&format!("(SELECT p.{column} FROM {table} p WHERE p.id = {alias}.{reference})")),
            None => self.push("NULL"),
        }
    }
}

/// The paths to the users who own a row: whoever created it, where the declaration names nobody.
pub(super) fn owners(entity: &EntityDef) -> &'static [&'static str] {
    match entity.scope.owners {
        [] if entity.is_stamped() => &["created_by"],
        owners => owners,
    }
}

fn has_place(entity: &EntityDef) -> bool {
    entity.scope.agency.is_some() || entity.scope.client.is_some()
}
