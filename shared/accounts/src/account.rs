//! A user as sign-ins see them: where they belong, and what their token is compiled from.

use api::{Caller, CallerKind, Host, Problem, token};
use domain::identity::entities::UserPermission;
use domain::identity::permissions;
use entity::permission::Grants;
use entity::{Entity, Row, Value, json};
use store::sql::Sql;
use store::{DatabaseName, ResultSet, Statement};

use crate::answer::ACCESS_TOKEN_MS;

/// A user, with everything that a token says of them.
pub struct Account {
    /// The user's id.
    pub id: String,
    /// The name in the change log.
    pub name: Option<String>,
    /// The hash of the password, if there is one.
    pub password_hash: Option<String>,
    /// Whether they may sign in.
    pub is_active: bool,
    /// Where they belong.
    pub agency: Option<String>,
    /// Where they belong.
    pub client: Option<String>,
    /// Where they belong.
    pub location: Option<String>,
    /// What they may do now.
    pub grants: Grants,
}

/// How many statements [`statements`] gives, and so how many results [`Account::read`] and [`Standing::read`] take.
pub const STATEMENTS: usize = 3;

/// The statements that read the account of the one user whom the query `who` gives.
pub fn statements(who: &Statement, now_ms: i64) -> Vec<Statement> {
    statements_but(who, Value::Null, now_ms)
}

/// The same without what one group gives, for whoever decides what it is to give.
pub fn statements_but(who: &Statement, group: Value, now_ms: i64) -> Vec<Statement> {
    let mut user = Sql::new(
        "SELECT u.id, \
         coalesce(u.name, trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, ''))) AS name, \
         u.password_hash, u.is_active, u.agency_id, u.client_id, u.location_id, \
         iif(r.is_active, r.permissions, NULL) AS permissions \
         FROM users u JOIN roles r ON r.id = u.role_id WHERE u.id = (",
    );
    user.append(who.clone()).push(")");
    let mut groups = Sql::new(
        "SELECT r.permissions FROM user_group_members m JOIN user_groups g ON g.id = m.user_group_id \
         JOIN roles r ON r.id = g.role_id WHERE g.is_active = 1 AND r.is_active = 1 AND m.user_id = (",
    );
    groups.append(who.clone()).push(") AND g.id IS NOT ").bind(group);
    let mut personal = Sql::new("SELECT * FROM user_permissions WHERE user_id = (");
    personal.append(who.clone()).push(") AND (expires_at IS NULL OR expires_at > ").bind(now_ms).push(")");
    vec![user.finish(), groups.finish(), personal.finish()]
}

/// What a user may do, by where it comes from.
pub struct Standing {
    /// What their own role allows.
    pub role: Grants,
    /// What the roles of their groups allow, and what was allowed and forbidden to them alone.
    pub others: Vec<Grants>,
}

impl Standing {
    /// Reads the results of [`statements`]; nothing when there is no such user.
    pub fn read(sets: &[ResultSet], now_ms: i64) -> Option<Self> {
        let [user, groups, personal] = sets else { return None };
        let row = Row::new(&user.columns, user.rows.first()?);
        let mut others: Vec<Grants> = groups.rows.iter().filter_map(|row| row.first()).filter_map(grants_of).collect();
        let personal: Vec<UserPermission> = personal
            .rows
            .iter()
            .filter_map(|row| UserPermission::read(&Row::new(&personal.columns, row)).ok())
            .collect();
        others.push(permissions::compile(&[], &personal, now_ms));
        Some(Standing { role: row.cell("permissions").and_then(grants_of).unwrap_or_default(), others })
    }

    /// All of it.
    pub fn grants(self) -> Grants {
        permissions::united(self.others.into_iter().chain([self.role]))
    }

    /// All of it and more.
    pub fn with(mut self, more: Grants) -> Grants {
        self.others.push(more);
        self.grants()
    }
}

impl Account {
    /// Reads the results of [`statements`]; nothing when there is no such user.
    pub fn read(sets: &[ResultSet], now_ms: i64) -> Option<Self> {
        let user = sets.first()?;
        let row = Row::new(&user.columns, user.rows.first()?);
        let text = |column: &str| row.text(column).filter(|text| !text.is_empty()).map(str::to_owned);
        Some(Account {
            id: text("id")?,
            name: text("name"),
            password_hash: text("password_hash"),
            is_active: row.integer("is_active") == Some(1),
            agency: text("agency_id"),
            client: text("client_id"),
            location: text("location_id"),
            grants: Standing::read(sets, now_ms)?.grants(),
        })
    }

    /// The caller that the user is, from now on for as long as a token lasts. `session` is the family of the session.
    pub fn caller(&self, database: &DatabaseName, session: Option<String>, now_ms: i64) -> Caller {
        Caller {
            kind: CallerKind::User,
            id: self.id.clone(),
            name: self.name.clone(),
            tenant: database.as_str().to_owned(),
            database: database.clone(),
            agency: self.agency.clone(),
            client: self.client.clone(),
            location: self.location.clone(),
            session,
            grants: self.grants.clone(),
            expires_at_ms: now_ms + ACCESS_TOKEN_MS,
        }
    }

    /// An access token.
    pub fn access_token(&self, host: &Host, database: &DatabaseName, session: String) -> Result<String, Problem> {
        token::sign(host, &self.caller(database, Some(session), host.clock.now_ms()))
    }
}

/// The grants in a role's `permissions`. What is not understood allows nothing.
pub fn grants_of(cell: &Value) -> Option<Grants> {
    Grants::from_json(&json::read(cell.as_text()?)?)
}
