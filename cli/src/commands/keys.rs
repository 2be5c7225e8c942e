//! `portico keys`

use lexopt::Parser;
use lexopt::prelude::*;

use crate::command::{Command, Failure, say};
use crate::keys::Keys;
use crate::place::{self, Place};

/// How long a token lasts: for so long the key of before must not be dropped.
const TOKENS_LAST_MS: i64 = 10 * 60 * 1000;

/// The command.
pub const COMMAND: Command = Command {
    name: "keys",
    summary: "looks after the keys that access tokens are signed with",
    help: "\
portico keys: looks after the keys that access tokens are signed with.

They are in DIR/keys.json, which `portico serve` makes on its first start, beside the keys that seal what the databases
keep secret. Keep a copy of that file apart from those of the databases: what was sealed opens with nothing else.
PORTICO_SIGNING_KEY, PORTICO_PUBLIC_KEYS and PORTICO_SEALING_KEYS in the environment count instead.

  portico keys list      the keys that are live, the one that signs first
  portico keys rotate    makes a new key that signs from the next start of the server on; the one before still
                         verifies, so that nobody is signed out
  portico keys settings  prints all three settings, secrets too, for functions that run elsewhere

  --data DIR  the folder of the keys (or PORTICO_DATA; otherwise ./data)
  --force     rotate although the key was replaced within the last ten minutes, and tokens of the key before that
              may be out",
    run,
};

fn run(parser: &mut Parser) -> Result<(), Failure> {
    let mut place = Place::from_environment();
    let (mut action, mut force) = (None, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => place.data = Some(place::path(parser)?),
            Long("force") => force = true,
            Value(word) if action.is_none() => action = Some(word.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let mut keys = Keys::read(&place.folder())?;
    match action.as_deref() {
        Some("list") => list(&keys),
        Some("rotate") => return rotate(&place, &mut keys, force),
        Some("settings") => {
            let settings = keys.settings();
            if settings.is_empty() {
                return Err(Failure::Failed("there are no keys yet; `portico keys rotate` makes the first".to_owned()));
            }
            for (name, value) in settings {
                say(&format!("{name}={value}"));
            }
        }
        _ => return Err(Failure::Usage("say what to do: list, rotate or settings".to_owned())),
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
