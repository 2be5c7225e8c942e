//! Who may do what, compiled so that it fits into a token: grants of actions on resources, each with a scope.

use serde_json::{Map, Value as Json};

use crate::order;

/// The resource that stands for every resource.
pub const EVERY_RESOURCE: &str = "*";
/// The action that stands for every action.
pub const EVERY_ACTION: &str = "*";

/// How far a grant reaches. Wider scopes are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// What the user owns.
    Own,
    /// The user's location.
    Location,
    /// The user's client.
    Client,
    /// The user's agency and all its clients.
    Agency,
    /// The whole tenant.
    All,
}

impl Scope {
    /// Every scope, narrowest first.
    pub const ALL: &'static [Scope] = &[Scope::Own, Scope::Location, Scope::Client, Scope::Agency, Scope::All];

    /// The word in the database and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Scope::Own => "OWN",
            Scope::Location => "LOCATION",
            Scope::Client => "CLIENT",
            Scope::Agency => "AGENCY",
            Scope::All => "ALL",
        }
    }

    /// The scope of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.word() == word)
    }
}

/// One grant, or one denial.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// A resource such as `contacts`, or `*`.
    pub resource: String,
    /// Actions such as `read` or `merge`, or `*`. Sorted.
    pub actions: Vec<String>,
    /// How far it reaches.
    pub scope: Scope,
    /// A filter document that a row must match besides.
    pub condition: Option<Json>,
    /// When it ends, in milliseconds since 1970.
    pub expires_at_ms: Option<i64>,
    /// Whether it grants. A denial takes the actions away, whatever else grants them.
    pub allowed: bool,
}

impl Grant {
    /// A plain grant.
    pub fn new(resource: &str, actions: &[&str], scope: Scope) -> Self {
        let mut actions: Vec<String> = actions.iter().map(|action| (*action).to_owned()).collect();
        order::sort_by(&mut actions, Ord::cmp);
        Grant { resource: resource.to_owned(), actions, scope, condition: None, expires_at_ms: None, allowed: true }
    }

    fn covers(&self, resource: &str, action: &str, now_ms: i64) -> bool {
        (self.resource == resource || self.resource == EVERY_RESOURCE)
            && self.actions.iter().any(|granted| granted == action || granted == EVERY_ACTION)
            && self.expires_at_ms.is_none_or(|expiry| expiry > now_ms)
    }
}

/// Everything a caller is granted. Nothing is allowed that is not granted here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grants(pub Vec<Grant>);

impl Grants {
    /// The grants that allow an action, widest first; none when it is not allowed. A grant that another one contains
    /// is left out.
    pub fn allowing(&self, resource: &str, action: &str, now_ms: i64) -> Vec<&Grant> {
        let covering: Vec<&Grant> = self.0.iter().filter(|grant| grant.covers(resource, action, now_ms)).collect();
        if covering.iter().any(|grant| !grant.allowed) {
            return Vec::new();
        }
        let widest = covering.iter().filter(|grant| grant.condition.is_none()).map(|grant| grant.scope).max();
        let mut allowing: Vec<&Grant> = Vec::new();
        for grant in covering {
            let contained = match (&grant.condition, widest) {
                // What somebody owns may be at another location than their own.
                (_, Some(Scope::Location)) if grant.scope == Scope::Own => false,
                (Some(_), Some(widest)) => grant.scope <= widest,
                (None, Some(widest)) => grant.scope < widest,
                (_, None) => false,
            };
            let repeated = allowing.iter().any(|kept| kept.scope == grant.scope && kept.condition == grant.condition);
            if !contained && !repeated {
                allowing.push(grant);
            }
        }
        order::sort_by(&mut allowing, |one, other| other.scope.cmp(&one.scope));
        allowing
    }

    /// Grants of the same actions, scope, condition and expiry put together, in a stable order.
    pub fn compiled(mut self) -> Self {
        let key = |grant: &Grant| {
            let condition = grant.condition.as_ref().map(Json::to_string);
            (grant.resource.clone(), !grant.allowed, grant.scope, condition, grant.expires_at_ms)
        };
        order::sort_by(&mut self.0, |one, other| key(one).cmp(&key(other)));
        let mut compiled: Vec<Grant> = Vec::new();
        for grant in self.0 {
            match compiled.last_mut().filter(|last| key(last) == key(&grant)) {
                Some(last) => last.actions.extend(grant.actions),
                None => compiled.push(grant),
            }
        }
        for grant in &mut compiled {
            order::sort_by(&mut grant.actions, Ord::cmp);
            grant.actions.dedup();
            if grant.actions.iter().any(|action| action == EVERY_ACTION) {
                grant.actions = vec![EVERY_ACTION.to_owned()];
            }
        }
        Grants(compiled)
    }

    /// The compact form for tokens: an array of `{r, a, s, c?, x?, d?}`, where `r` names every resource with the same
    /// rest.
    pub fn to_json(&self) -> Json {
        let mut groups: Vec<(&Grant, Vec<&str>)> = Vec::new();
        for grant in &self.0 {
            let alike = |other: &Grant| {
                Grant { resource: String::new(), ..grant.clone() } == Grant { resource: String::new(), ..other.clone() }
            };
            match groups.iter_mut().find(|(first, _)| alike(first)) {
                Some((_, resources)) => resources.push(&grant.resource),
                None => groups.push((grant, vec![&grant.resource])),
            }
        }
        let write = |(grant, resources): (&Grant, Vec<&str>)| {
            let mut members = Map::new();
            members.insert("r".to_owned(), resources.join(" ").into());
            members.insert("a".to_owned(), grant.actions.join(" ").into());
            members.insert("s".to_owned(), grant.scope.word().into());
            if let Some(condition) = &grant.condition {
                members.insert("c".to_owned(), condition.clone());
            }
            if let Some(expiry) = grant.expires_at_ms {
                members.insert("x".to_owned(), expiry.into());
            }
            if !grant.allowed {
                members.insert("d".to_owned(), true.into());
            }
            Json::Object(members)
        };
        groups.into_iter().map(write).collect()
    }

    /// Reads the compact form. Nothing when a part is not understood: an unknown part may be a restriction.
    pub fn from_json(json: &Json) -> Option<Self> {
        let read = |grant: &Json| {
            let members = grant.as_object()?;
            if members.keys().any(|key| !matches!(key.as_str(), "r" | "a" | "s" | "c" | "x" | "d")) {
                return None;
            }
            let expires_at_ms = match members.get("x") {
                Some(expiry) => Some(expiry.as_i64()?),
                None => None,
            };
            let grant = Grant {
                resource: String::new(),
                actions: members.get("a")?.as_str()?.split(' ').map(str::to_owned).collect(),
                scope: Scope::from_word(members.get("s")?.as_str()?)?,
                condition: members.get("c").cloned(),
                expires_at_ms,
                allowed: members.get("d").is_none(),
            };
            let resources = members.get("r")?.as_str()?.split(' ');
            Some(resources.map(|resource| Grant { resource: resource.to_owned(), ..grant.clone() }).collect::<Vec<_>>())
        };
        let grants = json.as_array()?.iter().map(read).collect::<Option<Vec<Vec<Grant>>>>()?;
        Some(Grants(grants.concat()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scopes(grants: &Grants, resource: &str, action: &str) -> Vec<Scope> {
        grants.allowing(resource, action, 1_000).iter().map(|grant| grant.scope).collect()
    }

    #[test]
    fn allow_nothing_that_is_not_granted() {
        let grants = Grants(vec![Grant::new("contacts", &["read"], Scope::Client)]);
        assert_eq!(scopes(&grants, "contacts", "read"), [Scope::Client]);
        assert!(scopes(&grants, "contacts", "update").is_empty());
        assert!(scopes(&grants, "companies", "read").is_empty());
        assert!(scopes(&Grants::default(), "contacts", "read").is_empty());
    }

    #[test]
    fn unite_and_keep_the_widest() {
        let conditional =
            Grant { condition: Some(json!({"all": []})), ..Grant::new("contacts", &["read"], Scope::Agency) };
        let grants = Grants(vec![
            Grant::new("*", &["read"], Scope::Own),
            Grant::new("contacts", &["*"], Scope::Client),
            conditional,
        ]);
        assert_eq!(scopes(&grants, "contacts", "read"), [Scope::Agency, Scope::Client]);
        assert_eq!(scopes(&grants, "companies", "read"), [Scope::Own]);
    }

    #[test]
    fn let_a_denial_win_until_it_expires() {
        let denial =
            Grant { allowed: false, expires_at_ms: Some(2_000), ..Grant::new("contacts", &["delete"], Scope::All) };
        let grants = Grants(vec![Grant::new("*", &["*"], Scope::All), denial]);
        assert!(grants.allowing("contacts", "delete", 1_999).is_empty());
        assert_eq!(grants.allowing("contacts", "delete", 2_000).len(), 1);
        assert_eq!(scopes(&grants, "contacts", "read"), [Scope::All]);
    }

    #[test]
    fn survive_the_way_through_a_token() {
        let grants = Grants(vec![
            Grant::new("tags", &["read"], Scope::Client),
            Grant::new("contacts", &["read"], Scope::Client),
            Grant { expires_at_ms: Some(5), ..Grant::new("notes", &["read", "create"], Scope::Own) },
            Grant { condition: Some(json!({"any": []})), allowed: false, ..Grant::new("*", &["*"], Scope::All) },
        ])
        .compiled();
        let token = grants.to_json();
        assert_eq!(Grants::from_json(&token).map(Grants::compiled), Some(grants));
        assert_eq!(token.as_array().map(Vec::len), Some(3), "grants that are alike share an entry");
        assert_eq!(Grants::from_json(&json!([{"r": "*", "a": "*", "s": "ALL", "new": 1}])), None);
    }
}
