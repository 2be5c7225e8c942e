//! Which pages may call: those whose origin (RFC 6454) is exactly one of a client's verified domains.

use api::Request;

/// The setting with the address under which the installation itself is reached, such as `https://portico.example.com`.
pub const PUBLIC_URL: &str = "PORTICO_PUBLIC_URL";

/// A verified domain of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The host name, with a port where it is not the default one.
    pub domain: String,
    /// Whether its subdomains count too.
    pub includes_subdomains: bool,
}

/// The origin of a page, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Origin<'t> {
    secure: bool,
    host: &'t str,
    port: Option<&'t str>,
}

/// The origin that a request says it comes from. A page of the installation itself sends none with a `GET`: its browser
/// says so in another header, which no script can set.
pub fn of(request: &Request, own: Option<&str>) -> Option<String> {
    if let Some(origin) = request.header("origin") {
        return Some(origin.to_owned());
    }
    let same = request.header("sec-fetch-site") == Some("same-origin");
    own.filter(|_| same).map(str::to_owned)
}

/// The installation's own origin: what the operator says it is, or where this request went, if that is this machine.
pub fn own(public_url: Option<&str>, request: &Request) -> Option<String> {
    if let Some(url) = public_url {
        let (scheme, rest) = url.split_once("://")?;
        return Some(format!("{scheme}://{}", rest.split('/').next()?).to_ascii_lowercase());
    }
    let host = request.header("host")?;
    let origin = format!("http://{host}");
    parse(&origin).filter(|parsed| is_loopback(parsed.host))?;
    Some(origin)
}

/// Whether an origin is one of these domains: `https` at the domain's own port, or `http` at a loopback address.
pub fn is_verified(origin: &str, domains: &[Verified]) -> bool {
    let Some(origin) = parse(origin) else { return false };
    (origin.secure || is_loopback(origin.host)) && domains.iter().any(|domain| matches(&origin, domain))
}

fn matches(origin: &Origin<'_>, verified: &Verified) -> bool {
    let (host, port) = split_port(&verified.domain);
    let same = host.eq_ignore_ascii_case(origin.host);
    let below = || {
        let labels = origin.host.len().checked_sub(host.len()).and_then(|length| origin.host.split_at_checked(length));
        labels
            .is_some_and(|(labels, rest)| labels.ends_with('.') && labels.len() > 1 && rest.eq_ignore_ascii_case(host))
    };
    port == origin.port && (same || verified.includes_subdomains && below())
}

/// Takes an origin apart. Nothing when it is anything else: `null`, a URL with a path, a name with a user. The default
/// port is never written in an origin.
fn parse(text: &str) -> Option<Origin<'_>> {
    let (scheme, rest) = text.split_once("://")?;
    let secure = match scheme {
        "https" => true,
        "http" => false,
        _ => return None,
    };
    let (host, port) = split_port(rest);
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    let of_address = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let fits = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => !address.is_empty() && address.bytes().all(of_address),
        None => !host.is_empty() && host.bytes().all(of_name),
    };
    let number = |port: &str| (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    (fits && port.is_none_or(number)).then_some(Origin { secure, host, port })
}

/// Host and port of `host`, `host:port`, `[address]` or `[address]:port`.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    let behind_address = authority.rfind(']').unwrap_or_default();
    match authority.rfind(':').filter(|position| *position >= behind_address) {
        Some(position) => {
            let (host, port) = authority.split_at(position);
            (host, port.strip_prefix(':'))
        }
        None => (authority, None),
    }
}

/// Whether a host is this machine, where there is nobody in between who could read along.
pub fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        || host == "localhost"
        || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(name: &str) -> Verified {
        Verified { domain: name.to_owned(), includes_subdomains: false }
    }

    #[test]
    fn an_origin_is_exactly_a_domain() {
        let domains =
            [domain("salon.example"), domain("shop.example:8443"), domain("127.0.0.1:9000"), domain("[::1]:80")];
        for good in [
            "https://salon.example",
            "https://SALON.example",
            "https://shop.example:8443",
            "http://127.0.0.1:9000",
            "http://[::1]:80",
        ] {
            assert!(is_verified(good, &domains), "{good}");
        }
        for bad in [
            "null",
            "",
            "http://salon.example",
            "https://salon.example:8443",
            "https://salon.example/",
            "https://salon.example.evil.example",
            "https://evilsalon.example",
            "https://www.salon.example",
            "https://shop.example",
            "https://me@salon.example",
            "https://salon.example:",
            "https://127.0.0.1",
            "http://127.0.0.1:9001",
            "ftp://salon.example",
            "file://",
            "salon.example",
            "https://salon.example https://salon.example",
        ] {
            assert!(!is_verified(bad, &domains), "{bad}");
        }
        assert!(!is_verified("https://salon.example", &[]));
    }

    #[test]
    fn subdomains_count_by_choice() {
        let domains = [Verified { domain: "salon.example".to_owned(), includes_subdomains: true }];
        for good in ["https://salon.example", "https://www.salon.example", "https://a.b.salon.example"] {
            assert!(is_verified(good, &domains), "{good}");
        }
        for bad in
            ["https://evilsalon.example", "https://.salon.example", "https://www.salon.example:444", "https://example"]
        {
            assert!(!is_verified(bad, &domains), "{bad}");
        }
    }

    #[test]
    fn the_installation_is_where_it_says_it_is() {
        let request =
            |host: &str| Request { headers: vec![("host".to_owned(), host.to_owned())], ..Request::default() };
        assert_eq!(own(Some("https://Portico.example/x"), &request("a")).as_deref(), Some("https://portico.example"));
        assert_eq!(own(None, &request("127.0.0.1:8787")).as_deref(), Some("http://127.0.0.1:8787"));
        // Whoever names another host reaches this machine by a name of theirs: that proves nothing.
        assert_eq!(own(None, &request("rebound.example:8787")), None);
    }

    #[test]
    fn a_page_of_ones_own_need_not_say_its_origin() {
        let mut request = Request::default();
        assert_eq!(of(&request, Some("https://own.example")), None);
        request.headers.push(("sec-fetch-site".to_owned(), "same-origin".to_owned()));
        assert_eq!(of(&request, Some("https://own.example")).as_deref(), Some("https://own.example"));
        request.headers.push(("origin".to_owned(), "null".to_owned()));
        assert_eq!(of(&request, Some("https://own.example")).as_deref(), Some("null"));
    }
}
