//! `GET /api/contacts/{id}/timeline`: everything that happened with a person, newest first.
//!
//! Three streams, each the part of one index, are read in one round trip and merged. A cursor remembers where each of
//! them was left. What happened to records that were merged into this one belongs to it, for as long as they are.

use api::{Context, Problem, Request, Response, command, query, render};
use ct_codecs::{Base64UrlSafeNoPadding, Decoder, Encoder};
use domain::contacts::entities::{Activity, Contact, Note};
use domain::identity::entities::Change;
use entity::{Entity, EntityDef, FieldDef, Invalid, Value, cells, civil, json};
use serde_json::Value as Json;
use store::sql::{Access, Sql};
use store::{ResultSet, Statement, Task};

/// What is shown of a change: the feed does not say from where somebody wrote.
const OF_CHANGES: &[&str] =
    &["id", "actor_type", "actor_id", "actor_name", "entity_type", "entity_id", "entity_title", "action", "changes"];

/// The name under which changes are news: who may read these need not be allowed to read the audit log.
const FEED: &str = "activity-feed";

/// One of the streams.
struct Stream {
    name: &'static str,
    entity: &'static EntityDef,
    fields: Vec<&'static FieldDef>,
    /// The column of the time.
    at: &'static str,
    access: Access,
}

/// Everything that happened with a contact.
pub fn contact_timeline<'a>(
    context: &'a Context<'a>,
    request: &'a Request,
    parameters: &'a [String],
) -> Task<'a, Result<Response, Problem>> {
    Box::pin(async move {
        let asked = Asked::read(&request.query)?;
        let streams = streams(context);
        let statements = statements(context, &streams, &asked, parameters)?;
        let results = command::read(context, statements).await?;
        Ok(command::answer(200, merged(&streams, &results, asked)?))
    })
}

/// Whether the contact is there for the caller, and then a page of each stream.
fn statements(
    context: &Context<'_>,
    streams: &[Stream; 3],
    asked: &Asked,
    parameters: &[String],
) -> Result<Vec<Statement>, Problem> {
    let id = command::id_in(parameters, Contact::DEFINITION)?;
    let access = context.access(Contact::DEFINITION, "read")?;
    let mut statements = vec![store::sql::row_by_id(Contact::DEFINITION, &id, &access, &["id"])];
    for (stream, place) in streams.iter().zip(&asked.places) {
        statements.push(stream.page(&id, place.as_ref(), asked.limit + 1));
    }
    Ok(statements)
}

/// The streams that the caller may read. One that is not is an empty one.
fn streams(context: &Context<'_>) -> [Stream; 3] {
    let stream = |name, entity: &'static EntityDef, at, asked: Option<&[&str]>, access: Result<Access, Problem>| {
        let asked: Option<Vec<String>> = asked.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        let fields = render::visible(entity, asked.as_deref());
        Stream { name, entity, fields, at, access: access.unwrap_or_default() }
    };
    let feed = context.caller().and_then(|caller| caller.access_as(Change::DEFINITION, FEED, "read", context.now_ms));
    [
        stream("activity", Activity::DEFINITION, "created_at", None, context.access(Activity::DEFINITION, "read")),
        stream("note", Note::DEFINITION, "created_at", None, context.access(Note::DEFINITION, "read")),
        stream("change", Change::DEFINITION, "at", Some(OF_CHANGES), feed),
    ]
}

impl Stream {
    /// The rows about a contact behind a place, newest first: the time, the id, and the fields.
    fn page(&self, contact: &Value, behind: Option<&[Value; 2]>, limit: usize) -> Statement {
        let mut sql = Sql::new(&format!("SELECT t.{}, t.id", self.at));
        for field in &self.fields {
            sql.push(", t.").push(field.name);
        }
        sql.push(" FROM ").push(self.entity.table).push(" t WHERE ");
        let is_log = self.entity.name == Change::DEFINITION.name;
        if is_log {
            sql.push("t.entity_id IN (WITH RECURSIVE self(id) AS (VALUES (").bind(contact.clone());
            sql.push(") UNION SELECT m.loser_id FROM merges m JOIN self s ON m.winner_id = s.id ");
            sql.push("WHERE m.status = 'MERGED') SELECT id FROM self)");
        } else {
            sql.push("t.contact_id = ").bind(contact.clone());
        }
        sql.push(" AND ").access("t", self.entity, &self.access);
        if let Some([at, id]) = behind {
            // The log is in the order of its numbers.
            match is_log {
                true => sql.push(" AND t.id < ").bind(id.clone()),
                false => {
                    sql.push(&format!(" AND (t.{}, t.id) < (", self.at)).bind_all([at.clone(), id.clone()]).push(")")
                }
            };
        }
        match is_log {
            true => sql.push(" ORDER BY t.id DESC"),
            false => sql.push(&format!(" ORDER BY t.{} DESC, t.id DESC", self.at)),
        };
        sql.push(&format!(" LIMIT {limit}"));
        sql.finish()
    }
}

/// What a request asks for.
struct Asked {
    limit: usize,
    /// Where each stream was left.
    places: [Option<[Value; 2]>; 3],
}

impl Asked {
    fn read(text: &str) -> Result<Self, Problem> {
        let most = usize::try_from(query::MAXIMUM_LIMIT).unwrap_or_default();
        let mut asked =
            Asked { limit: usize::try_from(query::DEFAULT_LIMIT).unwrap_or_default(), places: [None, None, None] };
        for (name, value) in query::pairs(text)? {
            let refused = |code, message: &str| Problem::parameter(&name, Invalid::new(code, message));
            match name.as_str() {
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| (1..=most).contains(limit));
                    asked.limit = limit.ok_or_else(|| refused("out_of_range", "Must be between 1 and 200."))?;
                }
                "cursor" => {
                    let places = read_cursor(&value);
                    asked.places = places.ok_or_else(|| refused("cursor", "Is not a cursor of this list."))?;
                }
                _ => return Err(refused("unknown_parameter", "There is no such parameter.")),
            }
        }
        Ok(asked)
    }
}

fn read_cursor(text: &str) -> Option<[Option<[Value; 2]>; 3]> {
    let document = Base64UrlSafeNoPadding::decode_to_vec(text, None).ok()?;
    let Json::Array(streams) = json::read_bytes(&document).ok()? else { return None };
    let mut places = [None, None, None];
    if streams.len() != places.len() {
        return None;
    }
    for (place, stream) in places.iter_mut().zip(&streams) {
        *place = match stream.as_array().map(Vec::as_slice) {
            Some([at, id]) => Some([Value::from(at.as_i64()?), cells::value(id)]),
            _ if stream.is_null() => None,
            _ => return None,
        };
    }
    Some(places)
}

fn write_cursor(places: &[Option<[Value; 2]>; 3]) -> String {
    let mut streams = Vec::with_capacity(places.len());
    for place in places {
        let place = place.as_ref();
        streams.push(place.map_or(Json::Null, |[at, id]| Json::Array(vec![cells::json(at), cells::json(id)])));
    }
    Base64UrlSafeNoPadding::encode_to_string(Json::Array(streams).to_string()).unwrap_or_default()
}

/// The newest of all streams.
fn merged(streams: &[Stream; 3], results: &[ResultSet], mut asked: Asked) -> Result<String, Problem> {
    let (contact, pages) = results.split_first().ok_or_else(Problem::internal)?;
    if contact.rows.is_empty() {
        return Err(Problem::not_found());
    }
    let mut heads = [0_usize; 3];
    let mut body = String::from("{\"data\":[");
    for count in 0..asked.limit {
        let next = pages.iter().zip(&heads).enumerate().filter_map(|(position, (page, head))| {
            let row = page.rows.get(*head)?;
            Some((row.first().and_then(Value::as_integer)?, position, row))
        });
        // Of things at the same time the first stream comes first.
        let Some((at, position, row)) = next.reduce(|best, next| if next.0 > best.0 { next } else { best }) else {
            break;
        };
        let (Some(stream), Some(head), Some(place)) =
            (streams.get(position), heads.get_mut(position), asked.places.get_mut(position))
        else {
            break;
        };
        *head += 1;
        *place = row.first().cloned().zip(row.get(1).cloned()).map(|(at, id)| [at, id]);
        body.push_str(if count > 0 { ",{\"type\":" } else { "{\"type\":" });
        json::write_string(stream.name, &mut body);
        body.push_str(",\"at\":");
        json::write_string(&civil::format_timestamp(at).unwrap_or_default(), &mut body);
        body.push_str(",\"data\":");
        render::write_row(&stream.fields, row.get(2..).unwrap_or_default(), &mut body, |_| {});
        body.push('}');
    }
    let more = pages.iter().zip(heads).any(|(page, head)| page.rows.len() > head);
    body.push_str("],\"next_cursor\":");
    match more {
        true => json::write_string(&write_cursor(&asked.places), &mut body),
        false => body.push_str("null"),
    }
    body.push('}');
    Ok(body)
}
