//! Every operation × every role × everybody whose rows are not theirs: refused, and nothing changed.

use api::token;
use domain::identity::entities::RoleLevel;
use domain::identity::roles::{SYSTEM_ROLES, SystemRole};
use entity::{FieldAccess, Home};
use serde_json::{Map, Value as Json, json};
use testkit::{Place, Reply};

use crate::calls::{Call, Operation};
use crate::world::{PLACES, World, entities};

/// Somebody else's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Foreign {
    Tenant,
    Agency,
    Client,
    Location,
}

impl Foreign {
    const ALL: [Foreign; 4] = [Foreign::Tenant, Foreign::Agency, Foreign::Client, Foreign::Location];

    /// Where the rows are.
    fn place(self) -> Place {
        match self {
            Foreign::Tenant => Place::Location(0),
            Foreign::Agency => Place::Client(2),
            Foreign::Client => Place::Location(2),
            Foreign::Location => Place::Location(1),
        }
    }

    /// Whether a role stands on this side of the border: an agency's own people do see all of its clients.
    fn is_border_for(self, role: &SystemRole) -> bool {
        match self {
            Foreign::Tenant => true,
            Foreign::Agency => role.level != RoleLevel::Tenant,
            Foreign::Client => role.level == RoleLevel::Client,
            // Only this role is bound to its location.
            Foreign::Location => role.name == "STAFF",
        }
    }
}

/// Where somebody with a role stands.
fn home(role: &SystemRole) -> Place {
    match role.level {
        RoleLevel::Tenant => Place::Tenant,
        RoleLevel::Agency => Place::Agency(0),
        RoleLevel::Client if role.name == "STAFF" => Place::Location(0),
        RoleLevel::Client => Place::Client(0),
    }
}

/// Statuses that say no without saying that the request itself was malformed.
const REFUSALS: [u16; 6] = [401, 403, 404, 409, 412, 422];

fn leaks(world: &World, place: Place, call: &Call, reply: &Reply) -> Option<String> {
    let (text, sent) = (reply.text(), call.sent());
    let leaked = |part: &String| text.contains(part.as_str()) && !sent.contains(part.as_str());
    std::iter::once(World::marker(place)).chain(world.rows_of(place)).find(leaked)
}

#[tokio::test]
async fn nobody_reaches_the_rows_of_others() {
    let world = World::new().await;
    let operations = Operation::all(&world.document);
    let before = world.dump().await;
    let mut cases = 0;
    let mut failures: Vec<String> = Vec::new();
    for foreign in Foreign::ALL {
        let place = foreign.place();
        for operation in operations.iter().filter(|operation| !operation.public) {
            let located = operation.entity().is_some_and(|entity| entity.scope.location.is_some());
            if foreign == Foreign::Location && !located && !operation.lists() {
                continue;
            }
            for call in operation.calls(&world, place).await {
                for role in SYSTEM_ROLES.iter().filter(|role| foreign.is_border_for(role)) {
                    let person = world.person(role.name, home(role), foreign == Foreign::Tenant);
                    let writes = world.writes().await;
                    let reply = world.app.respond(call.of(&world, &person)).await;
                    cases += 1;
                    let case = format!("{} as {} of another {foreign:?}", operation.id, role.name);
                    // In their own tenant people list and create what is theirs.
                    let own = operation.lists()
                        || operation.about_oneself()
                        || foreign == Foreign::Tenant && !operation.path.contains('{') && reply.status < 300;
                    if !own && !REFUSALS.contains(&reply.status) || reply.status >= 500 {
                        failures.push(format!("{case}: {} {} {}", reply.status, call.path, reply.text()));
                    }
                    if let Some(leaked) = leaks(&world, place, &call, &reply) {
                        failures.push(format!("{case}: {leaked} is in the answer"));
                    }
                    if world.writes().await != writes && !operation.about_oneself() {
                        failures.push(format!("{case}: something was written"));
                    }
                }
            }
        }
    }
    report(&failures);
    let after = world.dump().await;
    let differing = before.iter().zip(&after).find(|(before, after)| before != after);
    assert!(before.len() == after.len() && differing.is_none(), "the database has changed: {differing:?}");
    assert!(cases > operations.len() * SYSTEM_ROLES.len(), "only {cases} cases");
}

/// What is open to everybody asks for something else: a password, a link, the key of a widget. Without it there is nothing.
#[tokio::test]
async fn what_is_open_to_everybody_shows_nothing_of_anybody() {
    let world = World::new().await;
    let before = world.dump().await;
    let operations = Operation::all(&world.document);
    let public: Vec<&Operation> = operations.iter().filter(|operation| operation.public).collect();
    let mut failures = Vec::new();
    for operation in &public {
        for place in PLACES {
            for call in operation.calls(&world, place).await {
                let reply = world.app.respond(call.request(&world, None)).await;
                if reply.status >= 500 {
                    failures.push(format!("{}: {} {}", operation.id, reply.status, reply.text()));
                }
                if let Some(leaked) = leaks(&world, place, &call, &reply) {
                    failures.push(format!("{}: {leaked} is in the answer", operation.id));
                }
            }
        }
    }
    report(&failures);
    assert!(before == world.dump().await, "the database has changed");
    assert!(public.len() > 10, "only {} operations are open", public.len());
}

#[tokio::test]
async fn a_token_that_does_not_hold_opens_nothing() {
    let world = World::new().await;
    let operations = Operation::all(&world.document);
    let before = world.dump().await;
    let mut failures = Vec::new();
    for role in SYSTEM_ROLES {
        let person = world.person(role.name, home(role), false);
        let good = world.app.token(&person.caller);
        let tokens = [
            ("no token", None),
            ("an expired token", Some(expired(&world, &person.caller))),
            ("a tampered token", Some(tampered(&good))),
            ("a token of an unknown key", Some(foreign_key(&world, &person.caller))),
            ("a token without a signature", Some(unsigned(&good))),
            ("a token signed with the public key as a secret", Some(other_algorithm(&good))),
        ];
        for operation in operations.iter().filter(|operation| !operation.public) {
            let calls = operation.calls(&world, Place::Location(0)).await;
            for (name, token) in &tokens {
                for call in &calls {
                    let reply = world.app.respond(call.request(&world, token.as_deref())).await;
                    if reply.status != 401 || reply.round_trips > 0 {
                        failures.push(format!("{} as {} with {name}: {}", operation.id, role.name, reply.status));
                    }
                    if reply.header("www-authenticate") != Some("Bearer") {
                        failures.push(format!("{} does not say how to sign in", operation.id));
                    }
                }
            }
        }
    }
    report(&failures);
    assert!(before == world.dump().await, "the database has changed");
}

fn report(failures: &[String]) {
    let shown: Vec<&str> = failures.iter().take(40).map(String::as_str).collect();
    assert!(failures.is_empty(), "{} cases failed:\n{}", failures.len(), shown.join("\n"));
}

fn expired(world: &World, caller: &api::Caller) -> String {
    let expires_at_ms = api::Clock::now_ms(world.app.clock.as_ref()) - 1;
    token::sign(&world.app.host, &api::Caller { expires_at_ms, ..caller.clone() }).expect("a signing key")
}

/// The same token with other claims: everybody's grants, for somebody else.
fn tampered(token: &str) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let mut claims: Json = serde_json::from_slice(&decode(parts[1])).expect("claims");
    claims["grants"] = json!([{"r": "*", "a": "*", "s": "ALL"}]);
    claims["name"] = json!("Somebody else");
    format!("{}.{}.{}", parts[0], encode(claims.to_string().as_bytes()), parts[2])
}

fn foreign_key(world: &World, caller: &api::Caller) -> String {
    let (signing, _) = token::new_key("test", [8; 32]).expect("a key pair");
    let mut settings = (*world.app.host.settings).clone();
    settings.set(token::SIGNING_KEY.to_owned(), signing);
    let host = api::Host { settings: std::rc::Rc::new(settings), ..world.app.host.clone() };
    let expires_at_ms = api::Clock::now_ms(world.app.clock.as_ref()) + 600_000;
    token::sign(&host, &api::Caller { expires_at_ms, ..caller.clone() }).expect("a signing key")
}

fn unsigned(token: &str) -> String {
    let claims = token.split('.').nth(1).unwrap_or_default();
    format!("{}.{claims}.", encode(br#"{"alg":"none","typ":"JWT","kid":"test"}"#))
}

/// A token whose header asks for HMAC, which a careless check would do with the public key.
fn other_algorithm(token: &str) -> String {
    let rest = token.split_once('.').map(|(_, rest)| rest).unwrap_or_default();
    format!("{}.{rest}", encode(br#"{"alg":"HS256","typ":"JWT","kid":"test"}"#))
}

fn encode(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for position in 0..=chunk.len() {
            text.push(char::from(LETTERS[(bits >> (18 - 6 * position) & 63) as usize]));
        }
    }
    text
}

fn decode(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'-' => 62,
        _ => 63,
    };
    let mut bytes = Vec::new();
    for chunk in text.as_bytes().chunks(4) {
        let bits = chunk.iter().fold(0_u32, |bits, letter| bits << 6 | u32::from(value(*letter)));
        let bits = bits << (6 * (4 - chunk.len()));
        bytes.extend(&bits.to_be_bytes()[1..chunk.len()]);
    }
    bytes
}

#[tokio::test]
async fn no_reference_may_lead_to_the_rows_of_others() {
    let world = World::new().await;
    let mut failures = Vec::new();
    let me = world.app.client_admin();
    let refused = |reply: &Reply| REFUSALS.contains(&reply.status);
    for entity in entities().filter(|entity| World::generic(entity)) {
        let writable = [FieldAccess::Write, FieldAccess::Create];
        for field in entity.declared.iter().filter(|field| writable.contains(&field.access)) {
            let target = field.kind.references().and_then(|target| domain::entity(target.name));
            let Some(target) = target.filter(|target| target.home == Home::Tenant) else { continue };
            for place in [Place::Location(2), Place::Client(2)] {
                let row = world.row(target, place).await;
                if row == world.row(target, Place::Location(0)).await {
                    // Two clients may have the same agency.
                    continue;
                }
                let mut body = world.body(entity, Place::Location(0), &writable).await;
                body.insert(field.name.to_owned(), json!(row));
                let path = format!("/api/{}", entity.resource);
                let created = world.app.post(&me, &path, Json::Object(body.clone())).await;
                let bulk = json!({"operations": [{"op": "create", "data": body}]});
                let many = world.app.post(&me, &format!("{path}/bulk"), bulk).await;
                let mut replies = vec![("create", created), ("bulk", many)];
                if field.access == FieldAccess::Write {
                    let own = world.row(entity, Place::Location(0)).await;
                    let patch = world.app.patch(&me, &format!("{path}/{own}"), json!({field.name: row})).await;
                    replies.push(("patch", patch));
                }
                for (how, reply) in replies.iter().filter(|(_, reply)| !refused(reply)) {
                    failures.push(format!("{how} of {} with {}: {}", entity.name, field.name, reply.status));
                }
            }
        }
    }
    report(&failures);
}

#[tokio::test]
async fn no_inclusion_leads_to_the_rows_of_others() {
    let world = World::new().await;
    // Rows that point across the border, as only a defect could make them.
    for entity in entities() {
        for field in entity.declared {
            let target = field.kind.references().and_then(|target| domain::entity(target.name));
            let Some(target) = target else { continue };
            // What a row points to may be what decides whose it is.
            let paths = [entity.scope.client, entity.scope.agency, entity.scope.location];
            let decides = |path: &str| path.split('.').next() == Some(field.name);
            let scope = paths.into_iter().flatten().any(decides) || entity.scope.owners.contains(&field.name);
            let unique = entity.unique.iter().any(|columns| columns.contains(&field.name));
            if scope || unique || target.home != Home::Tenant {
                continue;
            }
            for (mine, theirs) in [(Place::Location(0), Place::Location(2)), (Place::Location(2), Place::Location(0))] {
                let row = world.row(target, theirs).await;
                let members = Map::from_iter([(field.name.to_owned(), json!(row))]);
                world.insert(entity, mine, members, None).await;
            }
        }
    }
    let mut failures = Vec::new();
    let mut asked = 0;
    for role in SYSTEM_ROLES.iter().filter(|role| role.level == RoleLevel::Client) {
        let person = world.person(role.name, home(role), false);
        for entity in entities() {
            let schema = &world.document["components"]["schemas"][entity.name]["properties"];
            let relations = schema.as_object().into_iter().flatten().map(|(name, _)| name);
            for relation in relations.filter(|relation| entity.field(relation).is_none()) {
                let path = format!("/api/{}?limit=200&fields=id&include={relation}", entity.resource);
                let reply = world.app.get(&person, &path).await;
                asked += 1;
                let marked = PLACES.into_iter().skip(2).map(World::marker).find(|marker| reply.text().contains(marker));
                if ![200, 403].contains(&reply.status) || marked.is_some() {
                    failures.push(format!("{path} as {}: {} {marked:?}", role.name, reply.status));
                }
            }
        }
    }
    report(&failures);
    assert!(asked > 200, "only {asked} inclusions");
}
