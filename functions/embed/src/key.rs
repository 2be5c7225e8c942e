//! The key of a widget. It names its tenant's database, because nothing else would tell where to look it up. Everybody
//! can read it in the page that shows the widget: it is no secret, and opens nothing without an authorised origin.

use api::resource::{guard_row, id_of};
use api::{Context, Problem, Request, Response, Transaction};
use domain::embed::entities::Widget;
use entity::{Entity, json, json::object};
use store::sql::update;
use store::{DatabaseName, Task};

use crate::origin::PUBLIC_URL;
use crate::support::document;

const PREFIX: &str = "pwk_";

/// The database that a key names. What came from outside is never the name of the platform's own.
pub fn database_of(key: &str) -> Option<DatabaseName> {
    let (tenant, rest) = key.strip_prefix(PREFIX)?.split_once('.')?;
    let fits =
        entity::id::is_valid("ten", tenant) && rest.len() == 16 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    DatabaseName::tenant(Some(tenant).filter(|_| fits)?)
}

/// `POST /api/widgets/{id}/key`: gives a widget a key, and says what to paste. Pages with the key of before show nothing
/// from then on.
pub fn make<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let id = id_of(Widget::DEFINITION, parameters.first().map(String::as_str).unwrap_or_default())?;
        let caller = context.caller()?;
        let key = format!("{PREFIX}{}.{}", caller.database.as_str(), context.random_hex::<8>());
        let mut transaction = Transaction::begin(context);
        guard_row(context, Widget::DEFINITION, &id, None, "update", &mut transaction)?;
        let cells = [
            ("key", key.as_str().into()),
            ("updated_at", context.now_ms.into()),
            ("updated_by", caller.id.as_str().into()),
        ];
        transaction.step(update(Widget::DEFINITION, &id, &cells, &[]));
        transaction.run(context, &caller.database, Some(Widget::DEFINITION)).await?;
        let base = base_url(context, request);
        let mut snippet = String::from("<script src=");
        json::write_string(&format!("{base}/widget/widget.js"), &mut snippet);
        snippet.push_str(" data-widget=");
        json::write_string(&key, &mut snippet);
        snippet.push_str(" async></script>");
        let members = [("key", key.into()), ("snippet", snippet.into())];
        Ok(document(200, &object(members)))
    })
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
