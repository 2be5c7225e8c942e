//! The keys of an installation: `keys.json` in the data folder, for its owner alone.
//!
//! Of those that sign access tokens, the first signs and all verify. Rotating puts a new one in front and keeps the
//! one before, whose tokens are still out. Of those that seal what the databases keep secret, the first seals and all
//! open. Settings in the environment count instead of the file.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use api::{Host, Settings, seal, token};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::command::Failure;

/// How many keys verify: the one that signs and the one before it.
const LIVE: usize = 2;

/// The keys of an installation.
pub struct Keys {
    file: PathBuf,
    /// Those that sign, the newest first.
    pub keys: Vec<Key>,
    /// Those that seal, the newest first. None is ever dropped: what it sealed would be lost.
    sealing: Vec<String>,
}

/// A pair of keys.
#[derive(Clone, Serialize, Deserialize)]
pub struct Key {
    /// The `kid` in the header of a token.
    pub id: String,
    /// The value of the setting `PORTICO_SIGNING_KEY`.
    pub signing_key: String,
    /// What it is verified with.
    pub public_key: String,
    /// In milliseconds since 1970.
    pub made_at_ms: i64,
}

/// What is in the file.
#[derive(Serialize, Deserialize)]
struct Document {
    keys: Vec<Key>,
    sealing_keys: Vec<String>,
}

impl Keys {
    /// The keys of a data folder; none if there is no file yet.
    pub fn read(folder: &Path) -> Result<Keys, Failure> {
        let file = folder.join("keys.json");
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Keys { file, keys: Vec::new(), sealing: Vec::new() });
            }
            Err(error) => return Err(about(&file, error)),
        };
        let document: Document = serde_json::from_str(&text).map_err(|error| {
            let advice = "put it back from a copy: what was sealed with its keys opens with nothing else";
            about(&file, format!("these are no keys ({error}); {advice}"))
        })?;
        Ok(Keys { file, keys: document.keys, sealing: document.sealing_keys })
    }

    /// Puts a new key in front of those that sign, in the file too, and drops those that are no longer needed.
    pub fn rotate(&mut self, host: &Host) -> Result<(), Failure> {
        self.renew(host)?;
        self.write()
    }

    /// Puts a new key in front of those that seal, in the file too.
    pub fn rotate_sealing(&mut self, host: &Host) -> Result<(), Failure> {
        if self.keys.is_empty() {
            self.renew(host)?;
        } else {
            self.sealing.insert(0, new_sealing_key(host));
        }
        self.write()
    }

    /// The settings that the keys are for: name and value.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let Some(first) = self.keys.first() else { return Vec::new() };
        let public = self.keys.iter().map(|key| (key.id.clone(), Json::from(key.public_key.clone())));
        let public = Json::Object(public.collect::<Map<_, _>>()).to_string();
        vec![
            (token::SIGNING_KEY, first.signing_key.clone()),
            (token::PUBLIC_KEYS, public),
            (seal::SEALING_KEYS, self.sealing.join(",")),
        ]
    }

    fn renew(&mut self, host: &Host) -> Result<(), Failure> {
        let mut keys = vec![new_key(host)?];
        keys.append(&mut self.keys);
        keys.truncate(LIVE);
        self.keys = keys;
        if self.sealing.is_empty() {
            self.sealing.push(new_sealing_key(host));
        }
        Ok(())
    }

    /// Replaces the file as a whole, so that a reader finds the old keys or the new ones.
    fn write(&self) -> Result<(), Failure> {
        let document = Document { keys: self.keys.clone(), sealing_keys: self.sealing.clone() };
        let mut text = serde_json::to_string_pretty(&document).map_err(Failure::because)?;
        text.push('\n');
        write_privately(&self.file, &text)
    }
}

/// What to do where there are no keys yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Make them for good: a server does.
    Make,
    /// Do with keys that only this process knows: a command that speaks to the API inside of it does.
    Pass,
}

/// Adds the keys of a folder to the settings. What the environment sets counts.
pub fn add_to(settings: &mut Settings, folder: &Path, host: &Host, missing: Missing) -> Result<(), Failure> {
    if settings.get(token::SIGNING_KEY).is_some() != settings.get(token::PUBLIC_KEYS).is_some() {
        let sentence = "set both PORTICO_SIGNING_KEY and PORTICO_PUBLIC_KEYS, or neither to use keys of the folder";
        return Err(Failure::Failed(sentence.to_owned()));
    }
    if settings.get(token::SIGNING_KEY).is_some() && settings.get(seal::SEALING_KEYS).is_some() {
        return Ok(());
    }
    let mut keys = Keys::read(folder)?;
    if keys.keys.is_empty() {
        keys.renew(host)?;
        if missing == Missing::Make {
            keys.write()?;
        }
    }
    for (name, value) in keys.settings() {
        if settings.get(name).is_none() {
            settings.set(name.to_owned(), value);
        }
    }
    Ok(())
}

fn new_key(host: &Host) -> Result<Key, Failure> {
    let mut seed = [0; 32];
    host.random.fill(&mut seed);
    let id = new_id(host);
    let pair = token::new_key(&id, seed);
    let (signing_key, public_key) = pair.ok_or_else(|| Failure::Failed("no key could be made".to_owned()))?;
    Ok(Key { id, signing_key, public_key, made_at_ms: host.clock.now_ms() })
}

fn new_sealing_key(host: &Host) -> String {
    let mut bytes = [0; 32];
    host.random.fill(&mut bytes);
    seal::new_key(&new_id(host), bytes)
}

fn new_id(host: &Host) -> String {
    let mut name = [0; 6];
    host.random.fill(&mut name);
    name.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes a file that appears whole or not at all, readable by its owner only.
pub fn write_privately(file: &Path, text: &str) -> Result<(), Failure> {
    let draft = file.with_extension("new");
    let write = || -> std::io::Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        // A draft that a killed process left behind may have other permissions.
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut output = private(&draft)?;
        output.write_all(text.as_bytes())?;
        output.sync_all()?;
        fs::rename(&draft, file)
    };
    write().map_err(|error| about(file, error))
}

fn private(file: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

fn about(file: &Path, cause: impl std::fmt::Display) -> Failure {
    Failure::Failed(format!("{}: {cause}", file.display()))
}
