//! Which organisations an address signs in to.

use accounts::secret::tenant_database;
use entity::Row;
use store::{DatabaseName, ResultSet, Statement};

/// The most organisations that are tried for one address: each costs a hash. Whoever belongs to more names one.
const MOST: i64 = 4;

/// Where somebody may be.
pub struct Login {
    /// The tenant's database.
    pub database: DatabaseName,
    /// The user.
    pub user: String,
    /// What the tenant is called.
    pub organisation: String,
}

/// The query for the logins of an address: of the tenant that is named, or of all, beginning with the one that the address
/// came to first.
pub fn find(email: &str, tenant: Option<&str>) -> Statement {
    Statement::new(
        "SELECT l.tenant_id, l.user_id, t.name FROM logins l JOIN tenants t ON t.id = l.tenant_id \
         WHERE l.email = ?1 AND t.status = 'ACTIVE' AND (?2 IS NULL OR t.slug = ?2) ORDER BY l.id LIMIT ?3",
        vec![email.into(), tenant.into(), MOST.into()],
    )
}

/// The result of [`find`].
pub fn read(found: &ResultSet) -> Vec<Login> {
    let login = |row: &Vec<entity::Value>| {
        let row = Row::new(&found.columns, row);
        let text = |column: &str| row.text(column).map(str::to_owned);
        Some(Login {
            database: tenant_database(row.text("tenant_id")?)?,
            user: text("user_id")?,
            organisation: text("name")?,
        })
    };
    found.rows.iter().filter_map(login).collect()
}
