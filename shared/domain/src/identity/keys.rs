//! What keys for programs may do.

use entity::Invalid;
use entity::permission::{EVERY_RESOURCE, Grant, Grants, Scope};
use serde_json::Value as Json;

use super::permissions::narrowed;

/// Reads what a key is to do: `[{resource, actions, scope?}]`. Keys only allow. `known` says which resources there are.
///
/// # Errors
///
/// The first thing that does not fit, with the way to it.
pub fn read_key_permissions(items: &[Json], known: &dyn Fn(&str) -> bool) -> Result<Grants, Invalid> {
    let mut grants = Vec::new();
    for (position, item) in items.iter().enumerate() {
        grants.push(read_key_permission(item, known).map_err(|invalid| invalid.at(position))?);
    }
    if grants.is_empty() {
        return Err(Invalid::new("required", "Must allow something."));
    }
    Ok(Grants(grants))
}

fn read_key_permission(item: &Json, known: &dyn Fn(&str) -> bool) -> Result<Grant, Invalid> {
    let members = item.as_object().ok_or_else(|| Invalid::wrong_type("an object"))?;
    if let Some(unknown) = members.keys().find(|name| !matches!(name.as_str(), "resource" | "actions" | "scope")) {
        let shown: String = unknown.chars().take(100).collect();
        return Err(Invalid::new("unknown_field", "There is no such member.").at(shown));
    }
    let resource = members.get("resource").and_then(Json::as_str);
    let resource = resource.ok_or_else(|| Invalid::wrong_type("a string").at("resource"))?;
    if !known(resource) {
        return Err(Invalid::new("not_found", "Must be a resource of the API, or *.").at("resource"));
    }
    let wrong = || Invalid::new("wrong_type", "Must be 1 to 50 names of actions.").at("actions");
    let actions = members.get("actions").and_then(Json::as_array).filter(|list| (1..=50).contains(&list.len()));
    let named = |action: &Json| {
        let action = action.as_str().filter(|action| (1..=80).contains(&action.len()))?;
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        (action == "*" || action.bytes().all(letters)).then(|| action.to_ascii_lowercase().replace('_', "-"))
    };
    let actions: Option<Vec<String>> = actions.ok_or_else(wrong)?.iter().map(named).collect();
    let actions = actions.ok_or_else(wrong)?;
    let scope = match members.get("scope") {
        None => Scope::Own,
        Some(word) => word
            .as_str()
            .and_then(Scope::from_word)
            .ok_or_else(|| Invalid::new("not_a_choice", "Must be OWN, LOCATION, CLIENT, AGENCY or ALL.").at("scope"))?,
    };
    let names: Vec<&str> = actions.iter().map(String::as_str).collect();
    Ok(Grant::new(resource, &names, scope))
}

/// What a key may do: what it says and its user may do too, as far as both reach. `agency`, `client` and `location` say
/// where the user belongs; `key_agency` and `key_client`, where the key does.
pub fn of_key(
    written: &Grants,
    user: &Grants,
    place: (Option<&str>, Option<&str>, Option<&str>),
    key: (Option<&str>, Option<&str>),
) -> Grants {
    let (agency, client, location) = place;
    // A scope that means nothing for the user must not come to mean something for the key.
    let means = |grant: &Grant| match grant.scope {
        Scope::Own | Scope::All => true,
        Scope::Location => client.is_some() && location.is_some(),
        Scope::Client => client.is_some(),
        Scope::Agency => agency.is_some(),
    };
    let user = Grants(user.0.iter().filter(|grant| !grant.allowed || means(grant)).cloned().collect());
    let widest = match key {
        (_, Some(_)) => Scope::Client,
        (Some(_), None) => Scope::Agency,
        (None, None) => Scope::All,
    };
    let place_of_key = Grants(vec![Grant::new(EVERY_RESOURCE, &["*"], widest)]);
    narrowed(&narrowed(written, &user), &place_of_key)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn scope_of(grants: &Grants) -> Option<Scope> {
        grants.allowing("contacts", "read", 0).first().map(|grant| grant.scope)
    }

    #[test]
    fn a_key_reaches_no_further_than_its_user_and_its_place() {
        let grant = |scope| Grants(vec![Grant::new("contacts", &["read"], scope)]);
        let (agency, client) = (Some("agc"), Some("cli"));
        let all = grant(Scope::All);
        assert_eq!(scope_of(&of_key(&all, &all, (None, None, None), (None, None))), Some(Scope::All));
        assert_eq!(scope_of(&of_key(&all, &all, (None, None, None), (agency, client))), Some(Scope::Client));
        let of_agency = of_key(&all, &grant(Scope::Agency), (agency, None, None), (agency, None));
        assert_eq!(scope_of(&of_agency), Some(Scope::Agency));
        // CLIENT means nothing for somebody of the agency: a key for a client must not give it a meaning.
        let of_client = of_key(&all, &grant(Scope::Client), (agency, None, None), (agency, client));
        assert_eq!(scope_of(&of_client), None);
        let other = Grants(vec![Grant::new("companies", &["*"], Scope::All)]);
        assert_eq!(scope_of(&of_key(&all, &other, (None, None, None), (None, None))), None);
    }

    fn known(resource: &str) -> bool {
        resource == "contacts"
    }

    #[test]
    fn permissions_name_what_is_there() {
        assert!(read_key_permissions(&[json!({"resource": "contacts", "actions": ["READ"]})], &known).is_ok());
        for bad in [
            json!({"resource": "nothing", "actions": ["read"]}),
            json!({"resource": "contacts", "actions": []}),
            json!({"resource": "contacts", "actions": ["read"], "scope": "EVERYTHING"}),
            json!({"resource": "contacts", "actions": ["read"], "granted": false}),
            json!(7),
        ] {
            assert!(read_key_permissions(std::slice::from_ref(&bad), &known).is_err(), "{bad}");
        }
        assert!(read_key_permissions(&[], &known).is_err());
    }
}
