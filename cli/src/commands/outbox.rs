//! `portico outbox`

use std::path::PathBuf;

use api::Host;
use api::seal::{self, Place as Sealed};
use domain::identity::entities::OutboxMessage;
use entity::{Entity, Value};
use lexopt::Parser;
use lexopt::prelude::*;

use crate::command::{Command, Failure, say, wait};
use crate::fleet;
use crate::keys::write_privately;
use crate::mail::Mail;
use crate::place::{self, Place};

/// The command.
pub const COMMAND: Command = Command {
    name: "outbox",
    summary: "shows the messages that wait to be sent, as mails with their invitations",
    help: "\
portico outbox: shows the messages of a tenant to users and visitors, the newest first.

They wait until whoever runs the installation sends them on. Their texts are sealed in the database, because they hold
links that let their readers in, and the API does not show them: take care where you put the files.

  portico outbox --tenant NAME

  --to DIR        write each as a file that mail programs open (.eml), with the invitation that goes with it
  --for ADDRESS   only those to this address
  --limit N       how many (20)
  --data DIR      the folder of the databases (or PORTICO_DATA; otherwise ./data). If PORTICO_DATABASE_URL names a libSQL
                  server and --data is not given, the databases are there",
    run,
};

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let (mut tenant, mut folder, mut recipient, mut limit) = (None, None::<PathBuf>, None, 20_u32);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("tenant") => tenant = Some(place::text(parser)?),
            Long("to") => folder = Some(place::path(parser)?),
            Long("for") => recipient = Some(place::text(parser)?),
            Long("limit") => limit = parser.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let tenant = tenant.ok_or_else(|| Failure::Usage("say whose they are: --tenant NAME".to_owned()))?;
    let host = place.host()?;
    wait(async {
        let tenant = fleet::find(&host, &tenant).await?;
        let sql = "SELECT id, created_at, status, channel, recipient, subject, body, calendar FROM outbox_messages \
                   WHERE ?1 IS NULL OR recipient = ?1 ORDER BY id DESC LIMIT ?2";
        let rows = fleet::read(&host, &tenant.database, sql, vec![recipient.into(), i64::from(limit).into()]).await?;
        for row in &rows {
            let text = |position: usize| row.get(position).and_then(Value::as_text).unwrap_or_default();
            let at = row.get(1).and_then(Value::as_integer).unwrap_or_default();
            let when = entity::civil::format_timestamp(at).unwrap_or_default();
            say(&format!("{}  {when}  {:<9}  {}  {}  {}", text(0), text(2), text(3), text(4), text(5)));
            if let Some(folder) = &folder {
                let mail = Mail {
                    id: text(0),
                    at_ms: at,
                    recipient: text(4),
                    subject: text(5),
                    body: &opened(&host, "body", text(0), text(6))?,
                    calendar: &opened(&host, "calendar", text(0), text(7))?,
                };
                write_privately(&folder.join(format!("{}.eml", mail.id)), &mail.render())?;
            }
        }
        if rows.is_empty() {
            say("there is nothing in it");
        }
        Ok(())
    })?
}

/// A sealed cell in clear; nothing for an empty one.
fn opened(host: &Host, column: &str, id: &str, sealed: &str) -> Result<String, Failure> {
    if sealed.is_empty() {
        return Ok(String::new());
    }
    let place = Sealed { table: OutboxMessage::DEFINITION.table, column, id };
    seal::open(host, place, sealed).ok_or_else(|| {
        Failure::Failed(format!(
            "{id}: none of the keys opens it; put back the keys.json that belongs to these databases, or set \
             PORTICO_SEALING_KEYS"
        ))
    })
}
