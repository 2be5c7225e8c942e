use entity::types::{Bounded, Instant, Line, Prose, Ref, RowId, SealedText};
use entity::{Entity, choice};

use super::Tenant;
use crate::types::Token;

choice! {
    /// How a tenant's database is reached.
    pub enum DatabaseType {
        /// A file beside the process.
        Embedded = "EMBEDDED",
        /// A namespace of a libSQL server.
        Sqld = "SQLD",
        /// A database at Turso.
        Turso = "TURSO",
    }
}

choice! {
    /// What is being done with a tenant's database.
    pub enum DatabaseStatus {
        Creating = "CREATING",
        Ready = "READY",
        Migrating = "MIGRATING",
        /// The last migration failed; see `last_error`.
        Failed = "FAILED",
        Dropped = "DROPPED",
    }
}

/// Where a tenant's database is, and at which version.
#[derive(Entity, Clone, Debug)]
#[entity(
    number = 2,
    module = "identity",
    table = "tenant_databases",
    prefix = "tdb",
    title = "address",
    home = "platform",
    writes = "commands",
    unique("tenant_id"),
    index("status, schema_version")
)]
pub struct TenantDatabase {
    #[field(1)]
    pub id: RowId,
    #[field(2, on_delete = "cascade")]
    pub tenant_id: Ref<Tenant>,
    #[field(3)]
    pub database_type: DatabaseType,
    /// The path of the file, or the URL of the server.
    #[field(4)]
    pub address: Token<2048>,
    /// The namespace at the server.
    #[field(5)]
    pub namespace: Option<Line<120>>,
    /// What the server asks for.
    #[field(6, access = "hidden")]
    pub auth_token: Option<SealedText>,
    /// The number of the last migration that was applied.
    #[field(7, index, default = 0, access = "read")]
    pub schema_version: Bounded<0, 1_000_000>,
    #[field(8, default = "CREATING", access = "read")]
    pub status: DatabaseStatus,
    #[field(9, access = "read")]
    pub migrated_at: Option<Instant>,
    /// Who migrates it now, and until when nobody else may.
    #[field(10, access = "read")]
    pub locked_by: Option<Token<64>>,
    #[field(11, access = "read")]
    pub locked_until: Option<Instant>,
    #[field(12, access = "read")]
    pub last_error: Option<Prose>,
    #[field(13, access = "read")]
    pub backed_up_at: Option<Instant>,
}
