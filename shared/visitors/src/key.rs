//! The key of a widget. It names its tenant's database, because nothing else would tell where to look it up. Everybody
//! can read it in the page that shows the widget: it is no secret, and opens nothing without an authorised origin.

use api::{Context, Request};
use store::DatabaseName;

use crate::origin::PUBLIC_URL;

const PREFIX: &str = "pwk_";

/// The database that a key names. What came from outside is never the name of the platform's own.
pub fn database_of(key: &str) -> Option<DatabaseName> {
    let (tenant, rest) = key.strip_prefix(PREFIX)?.split_once('.')?;
    let fits =
        entity::id::is_valid("ten", tenant) && rest.len() == 16 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    DatabaseName::tenant(Some(tenant).filter(|_| fits)?)
}

/// A new key for a widget of a tenant.
pub fn new(context: &Context<'_>, database: &DatabaseName) -> String {
    format!("{PREFIX}{}.{}", database.as_str(), context.random_hex::<8>())
}

/// The address under which the installation is reached, without a slash at its end.
pub fn base_url(context: &Context<'_>, request: &Request) -> String {
    if let Some(url) = context.host().settings.get(PUBLIC_URL) {
        return url.trim_end_matches('/').to_owned();
    }
    let own = crate::origin::own(None, request);
    let of_host = || format!("https://{}", request.header("host").unwrap_or("localhost"));
    own.unwrap_or_else(of_host)
}

#[cfg(test)]
mod tests {
    use super::database_of;

    #[test]
    fn a_key_names_a_tenant_and_nothing_else() {
        let tenant = "ten_01h2xcejqtf2nbrexx3vqjhp41";
        let found = database_of(&format!("pwk_{tenant}.0123456789abcdef"));
        assert_eq!(found.as_ref().map(|database| database.as_str()), Some(tenant));
        for bad in ["", "demo", "pwk_platform.0123456789abcdef", "pwk_ten_01h2xcejqtf2nbrexx3vqjhp41", "pwk_../x.y"] {
            assert_eq!(database_of(bad), None, "{bad}");
        }
        assert_eq!(database_of(&format!("pwk_{tenant}.0123456789abcde'")), None);
    }
}
