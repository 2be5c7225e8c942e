//! What an entity is, as constant data.

use serde_json::{Map, Value as Json};

use crate::{FieldKind, Invalid, kinds};

/// A table and everything that is done with it, declared once.
///
/// `#[derive(Entity)]` makes one from a struct. DDL, validation, SQL, REST, OpenAPI, permissions, search and the
/// change log are functions over it.
pub struct EntityDef {
    /// Permanent: a rename keeps it, a removal leaves a tombstone.
    pub number: u16,
    /// The name in the catalogue, such as `Contact`.
    pub name: &'static str,
    /// The module of the catalogue that it belongs to, such as `contacts`. Another function may serve it.
    pub module: &'static str,
    /// The table, such as `contacts`.
    pub table: &'static str,
    /// The resource in the API, such as `social-profiles`.
    pub resource: &'static str,
    /// Three to six letters before every id, such as `ctc`.
    pub prefix: &'static str,
    /// The database it lives in.
    pub home: Home,
    /// Who writes it.
    pub writes: Writes,
    /// Which of its columns decide who may see a row.
    pub scope: ScopeColumns,
    /// The boolean column of rows that only whoever created them may read or change, whatever others are granted.
    pub private_when: Option<&'static str>,
    /// Whether the number of rows is without bound, so that a full scan is a defect.
    pub grows: bool,
    /// Whether tenants may add custom fields.
    pub extensible: bool,
    /// The field that names a row to people.
    pub title: &'static str,
    /// Fields found by full-text search; empty when it has none.
    pub search: &'static [&'static str],
    /// Declared fields, in order. [`EntityDef::fields`] adds those that every entity has.
    pub declared: &'static [FieldDef],
    /// Sets of columns that are unique together, `scope` columns included.
    pub unique: &'static [&'static [&'static str]],
    /// Further indexes, each a list of columns.
    pub indexes: &'static [&'static [&'static str]],
    /// Pairs of fields of which one comes before the other.
    pub ordered: &'static [Ordered],
    /// What fields by themselves cannot tell: finds what is wrong with the members of a whole row, as they are sent.
    pub check: Option<Check>,
    /// Fields that the server itself keeps up to date, and that say nothing of what anybody did: the change log leaves
    /// them out.
    pub unlogged: &'static [&'static str],
    /// What follows in the same transaction from a change of a field, whoever changes it.
    pub follows: &'static [Follows],
    /// Numbers of removed fields, which no field may take again.
    pub tombstones: &'static [u16],
}

/// Finds what is wrong with the members of a row as they are sent. What a field says by itself is told already.
pub type Check = fn(&Map<String, Json>) -> Vec<Invalid>;

/// One field that comes before another, wherever both have a value: the database refuses a row in which it does not,
/// whoever writes it.
pub struct Ordered {
    /// The field that comes first.
    pub before: &'static str,
    /// The one that comes after it, and is named when the row is refused.
    pub after: &'static str,
    /// Whether both may be the same.
    pub may_equal: bool,
    /// The SQL condition over `NEW` under which it matters; always when empty.
    pub when: Option<&'static str>,
}

/// What the database does itself when a field of a row changes, for what must never be left as it was.
pub struct Follows {
    /// The field.
    pub field: &'static str,
    /// The SQL statements that follow, of `OLD` and `NEW`, each with its semicolon.
    pub sql: &'static str,
}

/// What a field knows of the entity that it points to. The definition itself is looked up where somebody needs it: a
/// function that writes references would otherwise carry the fields of the entities behind them, and of those behind
/// these, which is the whole product.
#[derive(Debug, PartialEq, Eq)]
pub struct EntityName {
    /// The name in the catalogue, such as `Contact`.
    pub name: &'static str,
    /// The table, such as `contacts`.
    pub table: &'static str,
    /// Three to six letters before every id, such as `ctc`.
    pub prefix: &'static str,
    /// The database it lives in.
    pub home: Home,
}

/// One field of an entity.
pub struct FieldDef {
    /// Permanent, like the entity's.
    pub number: u16,
    /// The column and the JSON member, in snake_case.
    pub name: &'static str,
    /// Column, validation, encoding, schema and operators.
    pub kind: &'static dyn FieldKind,
    /// Whether every row has a value.
    pub required: bool,
    /// The value of a row created without one, as JSON text.
    pub default: Option<&'static str>,
    /// The SQL expression over the row's other columns that the database computes it by. Nobody writes it then.
    pub generated: Option<&'static str>,
    /// Who may write it.
    pub access: FieldAccess,
    /// Whether lists are filtered and sorted by it with an index.
    pub indexed: bool,
    /// What happens to the row when the row that this field points to is deleted.
    pub on_delete: OnDelete,
    /// Names of the same thing in other systems: what an import maps to it.
    pub aliases: &'static [&'static str],
}

/// The database of an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// The platform's own.
    Platform,
    /// Each tenant's.
    Tenant,
}

/// Who writes an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writes {
    /// The planner's create, update and delete.
    Generic,
    /// Named commands only; the API reads.
    Commands,
    /// The database itself, by triggers; the API reads.
    Log,
}

impl Writes {
    /// The name, as `portico schema --json` prints it.
    pub fn name(self) -> &'static str {
        match self {
            Writes::Generic => "generic",
            Writes::Commands => "commands",
            Writes::Log => "log",
        }
    }
}

/// Who may write a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldAccess {
    /// Whoever may write the row.
    Write,
    /// Whoever creates the row; afterwards it stays.
    Create,
    /// The server. A request that names it is refused.
    Read,
    /// The server, and no response shows it: password hashes, token hashes.
    Hidden,
}

/// What a deleted row does to those that point to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// The deletion is refused while this row is there.
    Restrict,
    /// This row goes too.
    Cascade,
    /// This row stays, pointing to nothing.
    SetNull,
}

impl OnDelete {
    /// The clause in DDL.
    pub fn ddl(self) -> &'static str {
        match self {
            OnDelete::Restrict => "RESTRICT",
            OnDelete::Cascade => "CASCADE",
            OnDelete::SetNull => "SET NULL",
        }
    }
}

/// The columns that place a row in the hierarchy tenant > agency > client > location, and name its owner.
///
/// A path `reference.column` takes the column of the row that the reference points to.
#[derive(Clone, Copy, Debug, Default)]
pub struct ScopeColumns {
    /// The agency that the row belongs to.
    pub agency: Option<&'static str>,
    /// The client that the row belongs to.
    pub client: Option<&'static str>,
    /// The location that the row belongs to.
    pub location: Option<&'static str>,
    /// The users who own the row: any of these columns.
    pub owners: &'static [&'static str],
    /// Whether a row without agency and client is for everybody in the tenant to read, such as a system role.
    pub shared_when_unset: bool,
}

/// Numbers from here on belong to the fields that every entity has.
pub const STANDARD_FIELDS_FROM: u16 = 900;

const fn standard(number: u16, name: &'static str, kind: &'static dyn FieldKind) -> FieldDef {
    FieldDef {
        number,
        name,
        kind,
        required: true,
        default: None,
        generated: None,
        access: FieldAccess::Read,
        indexed: false,
        on_delete: OnDelete::Restrict,
        aliases: &[],
    }
}

static STAMPS: [FieldDef; 5] = [
    FieldDef {
        indexed: true,
        aliases: &["createdate", "created date", "added_at"],
        ..standard(900, "created_at", &kinds::Timestamp)
    },
    FieldDef {
        indexed: true,
        aliases: &["lastmodifieddate", "last modified date"],
        ..standard(901, "updated_at", &kinds::Timestamp)
    },
    FieldDef {
        required: false,
        aliases: &["created_by_id", "creator_id", "added_by_id"],
        ..standard(902, "created_by", &kinds::ActorId)
    },
    FieldDef {
        required: false,
        aliases: &["updated_by_id", "last_edited_by_id"],
        ..standard(903, "updated_by", &kinds::ActorId)
    },
    standard(904, "version", &kinds::Integer { minimum: 1, maximum: i64::MAX }),
];

static CUSTOM: [FieldDef; 1] =
    [FieldDef { required: false, access: FieldAccess::Write, ..standard(905, "custom_fields", &kinds::CustomValues) }];

impl EntityDef {
    /// Every field: the declared ones, then those that every entity has.
    pub fn fields(&self) -> impl Iterator<Item = &FieldDef> + use<'_> {
        let stamps: &[FieldDef] = if self.is_stamped() { &STAMPS } else { &[] };
        let custom: &[FieldDef] = if self.extensible { &CUSTOM } else { &[] };
        self.declared.iter().chain(custom).chain(stamps)
    }

    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&FieldDef> {
        self.fields().find(|field| field.name == name)
    }

    /// Whether rows carry creation and update stamps and a version.
    pub fn is_stamped(&self) -> bool {
        self.writes != Writes::Log
    }
}

/// What an entity and its fields mean, in sentences. Apart from the definition, so that only the function that describes
/// the product carries it.
pub struct Documentation {
    /// What the entity stands for.
    pub doc: &'static str,
    /// The declared fields that say more than their names, each with its sentence.
    pub fields: &'static [(&'static str, &'static str)],
}

/// What the fields mean that every entity has.
const STANDARD: &[(&str, &str)] = &[
    ("created_at", "When the row was created."),
    ("updated_at", "When the row was last written."),
    ("created_by", "The user or key that created the row."),
    ("updated_by", "The user or key that last wrote the row."),
    ("version", "Counts the writes of this row: the entity tag for `If-Match`."),
    ("custom_fields", "Values of the fields that the tenant defined."),
];

impl Documentation {
    /// The sentence about a field; empty when its name says it.
    pub fn of(&self, field: &str) -> &'static str {
        let sentence = self.fields.iter().chain(STANDARD).find(|(name, _)| *name == field);
        sentence.map(|(_, sentence)| *sentence).unwrap_or_default()
    }
}

/// A struct that stands for an entity.
pub trait Entity: Sized {
    /// What a reference to it knows.
    const NAME: &'static EntityName;
    /// Its definition.
    const DEFINITION: &'static EntityDef;
    /// What it means.
    const DOCUMENTATION: &'static Documentation;

    /// Reads a row by column names.
    fn read(row: &crate::Row<'_>) -> Result<Self, crate::ReadError>;
}

/// The entities of a module, in order of their numbers: `ENTITIES` and, beside it, `DOCUMENTATION`.
#[macro_export]
macro_rules! entities {
    ($($entity:ident),+ $(,)?) => {
        /// Every entity of the module, in order of their numbers.
        pub const ENTITIES: &[&$crate::EntityDef] = &[$(<$entity as $crate::Entity>::DEFINITION),+];
        /// What they mean, in the same order.
        pub const DOCUMENTATION: &[&$crate::Documentation] = &[$(<$entity as $crate::Entity>::DOCUMENTATION),+];
    };
}
