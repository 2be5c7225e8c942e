//! The roles that every tenant begins with, as data: those of all the seeds, and one that only reads.

use entity::permission::{EVERY_ACTION, EVERY_RESOURCE, Grant, Grants, Scope};

use super::entities::{Role, RoleLevel};
use super::permissions::{UNIFORM_ACTIONS, united};

/// A role of the system. It cannot be changed, only copied.
pub struct SystemRole {
    /// Permanent: the role's id is made of it.
    pub number: u8,
    /// What programs call it.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// Where in the hierarchy people with it belong.
    pub level: RoleLevel,
    grants: &'static [Rule],
}

/// Some actions on some resources, as far as a scope.
struct Rule {
    resources: Resources,
    actions: &'static [&'static str],
    scope: Scope,
}

/// Which resources a rule is about. Modules are meant whole, so that an entity that joins one needs no rule.
enum Resources {
    Every,
    /// All of every module but this one, without what is configuration.
    Business,
    /// All of these modules, without what is configuration.
    Modules(&'static [&'static str]),
    Named(&'static [&'static str]),
}

use Resources::{Business, Every, Modules, Named};

const EVERYTHING: &[&str] = &[EVERY_ACTION];
const READ: &[&str] = &["read"];
const WRITE: &[&str] = &["create", "read", "update"];
const EDIT: &[&str] = &["read", "update"];
const DELETE: &[&str] = &["delete"];

/// What is of this module and yet business: about a client's people and places.
const PLACES: &[&str] = &["clients", "locations", "rooms", "domains"];
const PRIVACY: &[&str] = &["consent-records", "data-subject-requests"];
/// What decides who may do what.
const PEOPLE: &[&str] = &[
    "users",
    "accounts",
    "sessions",
    "roles",
    "role-permissions",
    "user-permissions",
    "user-groups",
    "user-group-members",
    "api-keys",
    "signed-links",
    "outbox-messages",
];
/// What only people of the tenant itself see.
const TENANT: &[&str] = &["change-segments", "encryption-keys", "idempotency-keys"];
/// The audit log, and the same entries as news for everybody who may read the records.
const AUDIT: &[&str] = &["changes"];
const FEED: &[&str] = &["activity-feed"];
/// Entities of other modules that say how the others work: for administrators to write and for all to read.
const CONFIGURATION: &[&str] = &[
    "custom-fields",
    "services",
    "staff",
    "staff-services",
    "service-rooms",
    "working-hours",
    "availabilities",
    "widgets",
    "widget-services",
];
/// Whatever the role, of one's own: one's profile, sign-ins and keys, and what is known of one as staff.
const PERSONAL: &[Rule] = &[
    Rule { resources: Named(&["users"]), actions: EDIT, scope: Scope::Own },
    Rule { resources: Named(&["sessions", "api-keys", "accounts"]), actions: EVERYTHING, scope: Scope::Own },
    // Whoever serves has hours, a calendar and a wall clock of their own.
    Rule { resources: Named(&["staff"]), actions: EDIT, scope: Scope::Own },
    Rule { resources: Named(&["working-hours", "availabilities"]), actions: EVERYTHING, scope: Scope::Own },
];

/// Every system role.
pub const SYSTEM_ROLES: &[SystemRole] = &[
    SystemRole {
        number: 1,
        name: "ADMIN",
        label: "Administrator",
        description: "Does everything in the tenant.",
        level: RoleLevel::Tenant,
        grants: &[Rule { resources: Every, actions: EVERYTHING, scope: Scope::All }],
    },
    SystemRole {
        number: 2,
        name: "AGENCY_ADMIN",
        label: "Agency administrator",
        description: "Runs an agency: its clients, its people and all of their data.",
        level: RoleLevel::Agency,
        grants: &[
            Rule { resources: Business, actions: EVERYTHING, scope: Scope::Agency },
            Rule { resources: Named(CONFIGURATION), actions: EVERYTHING, scope: Scope::Agency },
            Rule { resources: Named(PLACES), actions: EVERYTHING, scope: Scope::Agency },
            Rule { resources: Named(PRIVACY), actions: EVERYTHING, scope: Scope::Agency },
            Rule { resources: Named(PEOPLE), actions: EVERYTHING, scope: Scope::Agency },
            Rule { resources: Named(&["agencies"]), actions: EDIT, scope: Scope::Agency },
            Rule { resources: Named(AUDIT), actions: READ, scope: Scope::Agency },
            Rule { resources: Named(FEED), actions: READ, scope: Scope::Agency },
        ],
    },
    SystemRole {
        number: 3,
        name: "AGENCY_USER",
        label: "Agency user",
        description: "Works with the data of the agency's clients.",
        level: RoleLevel::Agency,
        grants: &[
            Rule { resources: Business, actions: EVERYTHING, scope: Scope::Agency },
            Rule { resources: Named(CONFIGURATION), actions: READ, scope: Scope::Agency },
            Rule { resources: Named(PLACES), actions: READ, scope: Scope::Agency },
            Rule { resources: Named(PRIVACY), actions: WRITE, scope: Scope::Agency },
            Rule { resources: Named(&["agencies", "users", "user-groups"]), actions: READ, scope: Scope::Agency },
            Rule { resources: Named(FEED), actions: READ, scope: Scope::Agency },
        ],
    },
    SystemRole {
        number: 4,
        name: "CLIENT_ADMIN",
        label: "Client administrator",
        description: "Runs a client: its people, its settings and all of its data.",
        level: RoleLevel::Client,
        grants: &[
            Rule { resources: Business, actions: EVERYTHING, scope: Scope::Client },
            Rule { resources: Named(CONFIGURATION), actions: EVERYTHING, scope: Scope::Client },
            Rule { resources: Named(&["locations", "rooms", "domains"]), actions: EVERYTHING, scope: Scope::Client },
            Rule { resources: Named(PRIVACY), actions: EVERYTHING, scope: Scope::Client },
            Rule { resources: Named(PEOPLE), actions: EVERYTHING, scope: Scope::Client },
            Rule { resources: Named(&["clients"]), actions: EDIT, scope: Scope::Client },
            Rule { resources: Named(AUDIT), actions: READ, scope: Scope::Client },
            Rule { resources: Named(FEED), actions: READ, scope: Scope::Client },
        ],
    },
    SystemRole {
        number: 5,
        name: "CLIENT_USER",
        label: "Client user",
        description: "Works with the client's data, and deletes only what is their own.",
        level: RoleLevel::Client,
        grants: &[
            Rule { resources: Business, actions: WRITE, scope: Scope::Client },
            Rule { resources: Business, actions: DELETE, scope: Scope::Own },
            Rule { resources: Named(CONFIGURATION), actions: READ, scope: Scope::Client },
            Rule { resources: Named(PLACES), actions: READ, scope: Scope::Client },
            Rule { resources: Named(PRIVACY), actions: WRITE, scope: Scope::Client },
            Rule { resources: Named(&["users", "user-groups"]), actions: READ, scope: Scope::Client },
            Rule { resources: Named(FEED), actions: READ, scope: Scope::Client },
        ],
    },
    SystemRole {
        number: 6,
        name: "SALES",
        label: "Sales",
        description: "Wins customers: contacts, leads, deals, appointments and campaigns.",
        level: RoleLevel::Client,
        grants: &[
            Rule { resources: Modules(SELLING), actions: WRITE, scope: Scope::Client },
            Rule { resources: Modules(SELLING), actions: DELETE, scope: Scope::Own },
            Rule { resources: Business, actions: READ, scope: Scope::Client },
            Rule { resources: Named(CONFIGURATION), actions: READ, scope: Scope::Client },
            Rule { resources: Named(PLACES), actions: READ, scope: Scope::Client },
            Rule { resources: Named(&["consent-records"]), actions: WRITE, scope: Scope::Client },
            Rule { resources: Named(&["users", "user-groups"]), actions: READ, scope: Scope::Client },
            Rule { resources: Named(FEED), actions: READ, scope: Scope::Client },
        ],
    },
    SystemRole {
        number: 7,
        name: "PROJECT_MANAGER",
        label: "Project manager",
        description: "Delivers what was sold: projects, operations, appointments, documents.",
        level: RoleLevel::Client,
        grants: &[
            Rule { resources: Modules(DELIVERING), actions: WRITE, scope: Scope::Client },
            Rule { resources: Modules(DELIVERING), actions: DELETE, scope: Scope::Own },
            Rule { resources: Business, actions: READ, scope: Scope::Client },
            Rule { resources: Named(CONFIGURATION), actions: READ, scope: Scope::Client },
            Rule { resources: Named(PLACES), actions: READ, scope: Scope::Client },
            Rule { resources: Named(&["users", "user-groups"]), actions: READ, scope: Scope::Client },
            Rule { resources: Named(FEED), actions: READ, scope: Scope::Client },
        ],
    },
    SystemRole {
        number: 8,
        name: "STAFF",
        label: "Staff",
        description: "Works at a location, with its records and their own.",
        level: RoleLevel::Client,
        grants: &[
            Rule { resources: Modules(WORKING), actions: WRITE, scope: Scope::Location },
            Rule { resources: Modules(WORKING), actions: WRITE, scope: Scope::Own },
            Rule { resources: Modules(WORKING), actions: DELETE, scope: Scope::Own },
            Rule { resources: Named(CONFIGURATION), actions: READ, scope: Scope::Client },
            Rule { resources: Named(&["clients"]), actions: READ, scope: Scope::Client },
            Rule { resources: Named(&["locations", "rooms", "users"]), actions: READ, scope: Scope::Location },
            // The entries of the log have no location.
            Rule { resources: Named(FEED), actions: READ, scope: Scope::Own },
        ],
    },
    SystemRole {
        number: 9,
        name: "CLIENT",
        label: "Customer",
        description: "A customer of the client in the portal: sees and changes only what is their own.",
        level: RoleLevel::Client,
        grants: &[
            Rule { resources: Business, actions: READ, scope: Scope::Own },
            Rule { resources: Modules(&["projects", "appointments"]), actions: WRITE, scope: Scope::Own },
            Rule { resources: Named(FEED), actions: READ, scope: Scope::Own },
        ],
    },
    SystemRole {
        number: 10,
        name: "READ_ONLY",
        label: "Read only",
        description: "Sees the client's data and changes none of it.",
        level: RoleLevel::Client,
        grants: &[
            Rule { resources: Business, actions: READ, scope: Scope::Client },
            Rule { resources: Named(CONFIGURATION), actions: READ, scope: Scope::Client },
            Rule { resources: Named(PLACES), actions: READ, scope: Scope::Client },
            Rule { resources: Named(PRIVACY), actions: READ, scope: Scope::Client },
            Rule { resources: Named(&["users", "user-groups"]), actions: READ, scope: Scope::Client },
            Rule { resources: Named(FEED), actions: READ, scope: Scope::Client },
        ],
    },
];

const SELLING: &[&str] = &["contacts", "leads", "embed", "deals", "appointments", "marketing", "messaging"];
const DELIVERING: &[&str] = &["contacts", "projects", "operations", "appointments", "assets", "content", "messaging"];
const WORKING: &[&str] = &["contacts", "projects", "operations", "appointments", "assets", "messaging"];

/// One row of `role_permissions` of a system role.
#[derive(Clone, Debug, PartialEq)]
pub struct PermissionRow {
    /// A resource of the API, or `*`.
    pub resource: String,
    /// `*` for what the flags say, or one action.
    pub action: String,
    /// The flags, in the order of [`UNIFORM_ACTIONS`].
    pub flags: [bool; 5],
    /// How far it reaches.
    pub scope: Scope,
}

/// The system role with this name.
pub fn system_role(name: &str) -> Option<&'static SystemRole> {
    SYSTEM_ROLES.iter().find(|role| role.name == name)
}

impl SystemRole {
    /// The id of its row, the same in every tenant.
    pub fn id(&self) -> String {
        entity::id::encode(<Role as entity::Entity>::DEFINITION.prefix, self.number.into())
    }

    /// What it allows, over all entities there are.
    pub fn grants(&self) -> Grants {
        let personal = PERSONAL.iter().filter(|_| self.name != "ADMIN");
        let rules = self.grants.iter().chain(personal);
        let grant = |rule: &Rule| {
            let of = |resource: &str| Grant::new(resource, rule.actions, rule.scope);
            Grants(rule.resources.names().into_iter().map(of).collect())
        };
        united(rules.map(grant))
    }

    /// The rows that say the same in the database: for each resource one with flags, and for actions that reach
    /// further or less far one each.
    pub fn permission_rows(&self) -> Vec<PermissionRow> {
        let grants = self.grants().0;
        let most_of = |grant: &Grant| {
            let others = grants.iter().filter(|other| other.resource == grant.resource);
            others.max_by_key(|other| (is_every(other), other.actions.len())) == Some(grant)
        };
        let rows = grants.iter().flat_map(|grant| {
            let row = |action: String, flags| PermissionRow {
                resource: grant.resource.clone(),
                action,
                flags,
                scope: grant.scope,
            };
            if most_of(grant) {
                let has = |action: &str| is_every(grant) || grant.actions.iter().any(|own| own == action);
                let flags = std::array::from_fn(|position| UNIFORM_ACTIONS.get(position).is_some_and(|name| has(name)));
                return vec![row(EVERY_ACTION.to_owned(), flags)];
            }
            grant.actions.iter().map(|action| row(action.to_ascii_uppercase(), [false; 5])).collect()
        });
        rows.collect()
    }
}

fn is_every(grant: &Grant) -> bool {
    grant.actions.iter().any(|action| action == EVERY_ACTION)
}

impl Resources {
    fn names(&self) -> Vec<&'static str> {
        let of = |belongs: &dyn Fn(&str) -> bool| {
            let entities = crate::entities().filter(|entity| belongs(entity.module));
            entities.map(|entity| entity.resource).filter(|resource| !CONFIGURATION.contains(resource)).collect()
        };
        match self {
            Every => vec![EVERY_RESOURCE],
            Business => of(&|module| module != "identity"),
            Modules(modules) => of(&|module| modules.contains(&module)),
            Named(names) => names.to_vec(),
        }
    }
}

/// The resources that rules name one by one, for the test that none is forgotten.
pub fn named_resources() -> impl Iterator<Item = &'static str> {
    [PLACES, PRIVACY, PEOPLE, TENANT, AUDIT, FEED, CONFIGURATION, &["agencies"]].into_iter().flatten().copied()
}
