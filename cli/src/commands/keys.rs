//! `portico keys`

use entity::Home;
use lexopt::Parser;
use lexopt::prelude::*;
use store::DatabaseName;

use crate::command::{Command, Failure, say, wait};
use crate::fleet;
use crate::keys::Keys;
use crate::place::{self, Place};
use crate::resealing::{self, Resealed};

/// How long a token lasts: for so long the key of before must not be dropped.
const TOKENS_LAST_MS: i64 = 10 * 60 * 1000;

/// The command.
pub const COMMAND: Command = Command {
    name: "keys",
    summary: "looks after the keys that sign access tokens and seal what is secret",
    help: "\
portico keys: looks after the keys that sign access tokens and seal what is secret.

They are in DIR/keys.json, which `portico serve` makes on its first start, beside the keys that seal what the databases
keep secret. Keep a copy of that file apart from those of the databases: what was sealed opens with nothing else.
PORTICO_SIGNING_KEY, PORTICO_PUBLIC_KEYS and PORTICO_SEALING_KEYS in the environment count instead.

  portico keys list      the keys that are live, the one that signs first
  portico keys rotate    makes a new key that signs from the next start of the server on; the one before still
                         verifies, so that nobody is signed out
  portico keys rotate --sealing
                         makes a new key that seals from the next start of the server on; those before still open
  portico keys reseal    seals again, under the newest key, what older ones have sealed in any database. It can be
                         stopped and begun again. Keep the older keys for as long as you keep copies from before
  portico keys settings  prints all three settings, secrets too, for functions that run elsewhere

  --data DIR  the folder of the keys (or PORTICO_DATA; otherwise ./data)
  --sealing   rotate the keys that seal, not those that sign
  --force     rotate although the key was replaced within the last ten minutes, and tokens of the key before that
              may be out",
    run,
};

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let (mut action, mut force, mut sealing) = (None, false, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("force") => force = true,
            Long("sealing") => sealing = true,
            Value(word) if action.is_none() => action = Some(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let mut keys = Keys::read(&place.folder())?;
    match action.as_deref() {
        Some("list") => list(&keys),
        Some("rotate") if sealing => return rotate_sealing(&place, &mut keys),
        Some("rotate") => return rotate(&place, &mut keys, force),
        Some("reseal") => return reseal(&place),
        Some("settings") => {
            let settings = keys.settings();
            if settings.is_empty() {
                return Err(Failure::Failed("there are no keys yet; `portico keys rotate` makes the first".to_owned()));
            }
            for (name, value) in settings {
                say(&format!("{name}={value}"));
            }
        }
        _ => return Err(Failure::Usage("say what to do: list, rotate, reseal or settings".to_owned())),
    }
    Ok(())
}

fn list(keys: &Keys) {
    for (key, role) in keys.keys.iter().zip(["signs and verifies", "verifies"]) {
        say(&format!("{}  {role}  {}", key.id, key.public_key));
    }
}

fn rotate(place: &Place, keys: &mut Keys, force: bool) -> Result<(), Failure> {
    let host = edge::native::host(&place.databases()?, &place.settings);
    let newest = keys.keys.first().filter(|_| keys.keys.len() > 1);
    let early = newest.is_some_and(|key| host.clock.now_ms() - key.made_at_ms < TOKENS_LAST_MS);
    if early && !force {
        let sentence = "the key was replaced less than ten minutes ago, and tokens of the one before may be out; wait \
                        that long, or sign their owners out with --force";
        return Err(Failure::Failed(sentence.to_owned()));
    }
    keys.rotate(&host)?;
    list(keys);
    say("Restart the server, so that it signs with the new key.");
    Ok(())
}

fn rotate_sealing(place: &Place, keys: &mut Keys) -> Result<(), Failure> {
    keys.rotate_sealing(&edge::native::host(&place.databases()?, &place.settings))?;
    say("Restart the server, so that it seals with the new key. Then run `portico keys reseal`.");
    Ok(())
}

/// Goes through the platform's database and those of all tenants. One that fails does not keep the others from theirs.
fn reseal(place: &Place) -> Result<(), Failure> {
    let host = place.host()?;
    wait(async {
        let tenants = fleet::chosen(&host, None).await?;
        let databases = tenants.iter().map(|tenant| (tenant.slug.as_str(), tenant.database.clone(), Home::Tenant));
        let platform = ("the platform", DatabaseName::platform(), Home::Platform);
        let (mut done, mut failed) = (Resealed::default(), 0);
        for (position, (name, database, home)) in std::iter::once(platform).chain(databases).enumerate() {
            let count = format!("{}/{}", position + 1, tenants.len() + 1);
            match resealing::database(&host, &database, home).await {
                Ok(Resealed { cells, lost }) => {
                    say(&format!("{count} {name}: {cells} sealed again, {lost} that no key opens"));
                    done = Resealed { cells: done.cells + cells, lost: done.lost + lost };
                }
                Err(problem) => {
                    say(&format!("{count} {name}: failed: {}", problem.detail));
                    failed += 1;
                }
            }
        }
        match (failed, done.lost) {
            (0, 0) => Ok(()),
            (0, lost) => Err(Failure::Failed(format!("{lost} sealed cells open with none of the keys"))),
            _ => Err(Failure::Failed(format!("{failed} of the databases could not be done; run it again"))),
        }
    })?
}
