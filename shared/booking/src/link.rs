//! The link by which a visitor comes back to an appointment: it names tenant and appointment, and is signed with a key
//! of the installation, so that there is nothing to keep and a repeated answer has the same link.

use api::{Host, seal};
use store::DatabaseName;

/// The setting with the address under which the installation is reached, such as `https://portico.example.com`.
const PUBLIC_URL: &str = "PORTICO_PUBLIC_URL";
/// The hosted page below it.
const HOSTED_PAGE: &str = "/widget/appointment/";
/// What the keys are for.
const PURPOSE: &str = "appointment-link";
/// How many hexadecimal digits of the signature a link has: 128 bits.
const DIGITS: usize = 32;

/// The token of an appointment's link. Nothing where the installation has no keys.
pub fn issue(host: &Host, database: &DatabaseName, appointment: &str) -> Option<String> {
    let named = format!("{}.{appointment}", database.as_str());
    let key = seal::derived(host, PURPOSE).into_iter().next()?;
    Some(format!("{named}.{}", signature(&named, &key)))
}

/// The database and the appointment of a token that was issued here; nothing for any other text.
pub fn open(host: &Host, token: &str) -> Option<(DatabaseName, String)> {
    let (named, given) = token.rsplit_once('.')?;
    let (tenant, appointment) = named.split_once('.')?;
    let keys = seal::derived(host, PURPOSE);
    if !keys.iter().any(|key| same(&signature(named, key), given)) {
        return None;
    }
    let tenant = Some(tenant).filter(|tenant| entity::id::is_valid("ten", tenant))?;
    Some((DatabaseName::tenant(tenant)?, appointment.to_owned()))
}

/// The address of the page where a visitor looks after an appointment: the one that it was booked on, where the widget is,
/// or else the hosted one. Empty where there is neither. The token is behind the `#`, which no browser sends to a server.
pub fn manage_url(host: &Host, page: Option<&str>, token: &str) -> String {
    let hosted = || {
        let url = host.settings.get(PUBLIC_URL).filter(|url| !url.is_empty())?;
        Some(format!("{}{HOSTED_PAGE}", url.trim_end_matches('/')))
    };
    let page = page.map(str::to_owned).or_else(hosted);
    page.map(|page| format!("{page}#portico_appointment={token}")).unwrap_or_default()
}

/// A page's address without what is behind its path. Nothing where it holds what no path holds: it came from a visitor.
pub fn without_query(page: &str) -> Option<String> {
    let page = page.split(['?', '#']).next().unwrap_or_default();
    let of_path = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%[]".contains(&byte);
    (page.len() <= 1000 && page.bytes().all(of_path)).then(|| page.to_owned())
}

fn signature(named: &str, key: &[u8; 32]) -> String {
    let mac = hmac_sha256::HMAC::mac(named.as_bytes(), key);
    mac.iter().map(|byte| format!("{byte:02x}")).collect::<String>().chars().take(DIGITS).collect()
}

/// Compares in a time that does not tell where two texts differ.
fn same(one: &str, other: &str) -> bool {
    let difference = one.bytes().zip(other.bytes()).fold(0, |difference, (one, other)| difference | (one ^ other));
    one.len() == other.len() && std::hint::black_box(difference) == 0
}
