//! Who is calling, and what of an entity they may reach.

use std::rc::Rc;

use entity::permission::{Grants, Scope};
use entity::{EntityDef, Filter, Home, Shape};
use store::DatabaseName;
use store::sql::{Access, Reach, Rule};

use crate::Problem;

/// What kind of caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerKind {
    /// A person who signed in.
    User,
    /// A program with an API key.
    ApiKey,
    /// Somebody on a client's website, whom nobody knows. No token speaks of one.
    Visitor,
}

impl CallerKind {
    /// The word in the change log.
    pub fn word(self) -> &'static str {
        match self {
            CallerKind::User => "USER",
            CallerKind::ApiKey => "API_KEY",
            CallerKind::Visitor => "VISITOR",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [CallerKind::User, CallerKind::ApiKey].into_iter().find(|kind| kind.word() == word)
    }
}

/// Who is calling: what the access token says.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    /// A person or a program.
    pub kind: CallerKind,
    /// The user's or the key's id.
    pub id: String,
    /// The name, for the change log.
    pub name: Option<String>,
    /// The tenant's id.
    pub tenant: String,
    /// The tenant's database.
    pub database: DatabaseName,
    /// The agency that the caller is bound to.
    pub agency: Option<String>,
    /// The client that the caller is bound to.
    pub client: Option<String>,
    /// The location that the caller is bound to.
    pub location: Option<String>,
    /// The session behind the token, for signing out.
    pub session: Option<String>,
    /// What is granted.
    pub grants: Grants,
    /// When the token ends, in milliseconds since 1970.
    pub expires_at_ms: i64,
}

impl Caller {
    /// Somebody who is known but not signed in, by a link, a token or the page that they are on: for the change log, and
    /// without any grant.
    pub fn without_grants(kind: CallerKind, database: &DatabaseName, id: &str, name: Option<String>) -> Rc<Self> {
        Rc::new(Caller {
            kind,
            id: id.to_owned(),
            name,
            tenant: database.as_str().to_owned(),
            database: database.clone(),
            agency: None,
            client: None,
            location: None,
            session: None,
            grants: Grants::default(),
            expires_at_ms: 0,
        })
    }

    /// What of an entity the caller may reach with an action; forbidden when that is nothing.
    pub fn access(&self, entity: &'static EntityDef, action: &str, now_ms: i64) -> Result<Access, Problem> {
        self.access_as(entity, entity.resource, action, now_ms)
    }

    /// The same under the name of another resource, such as the activity feed over the change log.
    pub fn access_as(
        &self,
        entity: &'static EntityDef,
        resource: &str,
        action: &str,
        now_ms: i64,
    ) -> Result<Access, Problem> {
        if entity.home != Home::Tenant {
            return Err(Problem::forbidden());
        }
        let mut rules = Vec::new();
        for grant in self.grants.allowing(resource, action, now_ms) {
            let Some(reach) = self.reach(grant.scope) else { continue };
            let condition = match &grant.condition {
                None => None,
                Some(document) => {
                    // A condition that no longer fits the entity lets nothing through.
                    let Ok(filter) = Filter::parse(document, &Shape::of(entity)) else { continue };
                    Some(filter)
                }
            };
            rules.push(Rule { reach, condition });
        }
        if rules.is_empty() {
            return Err(Problem::forbidden());
        }
        Ok(Access { rules, shared_too: action == "read", author: Some(self.id.clone()) })
    }

    /// Whether an action on a resource is granted at all, for commands that are not about rows.
    pub fn require(&self, resource: &str, action: &str, now_ms: i64) -> Result<(), Problem> {
        let allowing = self.grants.allowing(resource, action, now_ms);
        let reaches = allowing.iter().any(|grant| self.reach(grant.scope).is_some());
        if reaches { Ok(()) } else { Err(Problem::forbidden()) }
    }

    /// The part of the hierarchy that a scope means for this caller; nothing when the caller is not bound to such a
    /// part.
    fn reach(&self, scope: Scope) -> Option<Reach> {
        match scope {
            Scope::All => Some(Reach::All),
            Scope::Agency => self.agency.clone().map(Reach::Agency),
            Scope::Client => self.client.clone().map(Reach::Client),
            Scope::Location => {
                let (client, location) = self.client.clone().zip(self.location.clone())?;
                Some(Reach::Location { client, location })
            }
            Scope::Own => {
                Some(Reach::Own { user: self.id.clone(), client: self.client.clone(), agency: self.agency.clone() })
            }
        }
    }
}
