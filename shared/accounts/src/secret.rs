//! What is given out once and kept as a hash: refresh tokens, API keys, the tokens of links.
//!
//! Each names its tenant's database, because nothing else would tell where to look it up. The name is no secret; the
//! 32 random bytes behind it are, and nobody guesses them, so that SHA-256 without salt is enough to keep them by.

use api::Context;
use store::DatabaseName;

/// A refresh token.
pub const REFRESH: &str = "prt";
/// The token of a link.
pub const LINK: &str = "pln";
/// An API key.
pub const KEY: &str = "ptk";

/// A new secret.
pub struct Issued {
    /// What is given out: `<prefix>_<database>.<secret>`.
    pub text: String,
    /// What is kept.
    pub hash: String,
}

/// Makes a secret.
pub fn issue(context: &Context<'_>, prefix: &str, database: &DatabaseName) -> Issued {
    let secret = context.random_hex::<32>();
    Issued { hash: hash(&secret), text: format!("{prefix}_{}.{secret}", database.as_str()) }
}

/// The database and the hash of a secret that came back. Nothing when it is none of this kind.
pub fn parse(prefix: &str, text: &str) -> Option<(DatabaseName, String)> {
    let (database, secret) = text.strip_prefix(prefix)?.strip_prefix('_')?.split_once('.')?;
    Some((tenant_database(database)?, hash(secret)))
}

/// The database of a tenant, which has the tenant's id for a name. What came from outside is never the name of the
/// platform's own database.
pub fn tenant_database(tenant: &str) -> Option<DatabaseName> {
    let tenant = Some(tenant).filter(|tenant| entity::id::is_valid("ten", tenant))?;
    DatabaseName::tenant(tenant)
}

/// SHA-256 in hexadecimal.
pub fn hash(text: &str) -> String {
    hmac_sha256::Hash::hash(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two texts are the same, in a time that does not tell where they differ.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    let difference = one.iter().zip(other).fold(0, |difference, (one, other)| difference | (one ^ other));
    one.len() == other.len() && std::hint::black_box(difference) == 0
}

#[cfg(test)]
mod tests {
    use super::{REFRESH, parse, same};

    #[test]
    fn a_secret_names_a_tenant_and_nothing_else() {
        let tenant = "ten_01h2xcejqtf2nbrexx3vqjhp41";
        let parsed = parse(REFRESH, &format!("prt_{tenant}.abc"));
        assert_eq!(parsed.as_ref().map(|(database, _)| database.as_str()), Some(tenant));
        for bad in ["", "prt_platform.abc", "prt_../x.abc", "pln_ten_01h2xcejqtf2nbrexx3vqjhp41.abc", "prt_.", "prt_x"]
        {
            assert_eq!(parse(REFRESH, bad), None, "{bad}");
        }
    }

    #[test]
    fn comparison_is_exact() {
        assert!(same(b"abc", b"abc") && same(b"", b""));
        assert!(!same(b"abc", b"abd") && !same(b"abc", b"ab") && !same(b"", b"a"));
    }
}
