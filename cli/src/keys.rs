//! The keys that access tokens are signed with: `keys.json` in the data folder, for its owner alone.
//!
//! The first key signs, and all of them verify. Rotating puts a new one in front and keeps the one before, whose
//! tokens are still out. Settings in the environment count instead of the file.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use api::{Host, Settings, token};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::command::Failure;

/// How many keys verify: the one that signs and the one before it.
const LIVE: usize = 2;

/// The keys of an installation.
pub struct Keys {
    file: PathBuf,
    /// The newest first.
    pub keys: Vec<Key>,
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
}

impl Keys {
    /// The keys of a data folder; none if there is no file yet.
    pub fn read(folder: &Path) -> Result<Keys, Failure> {
        let file = folder.join("keys.json");
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Keys { file, keys: Vec::new() }),
            Err(error) => return Err(about(&file, error)),
        };
        let document: Document = serde_json::from_str(&text).map_err(|error| {
            let advice = "put it back from a copy, or remove it to make new keys, which signs everybody out";
            about(&file, format!("these are no keys ({error}); {advice}"))
        })?;
        Ok(Keys { file, keys: document.keys })
    }

    /// Puts a new key in front, in the file too, and drops those that are no longer needed.
    pub fn rotate(&mut self, host: &Host) -> Result<(), Failure> {
        let mut keys = vec![new_key(host)?];
        keys.append(&mut self.keys);
        keys.truncate(LIVE);
        self.keys = keys;
        self.write()
    }

    /// The two settings: name and value.
    pub fn settings(&self) -> Option<[(&'static str, String); 2]> {
        let signing = self.keys.first()?.signing_key.clone();
        let public = self.keys.iter().map(|key| (key.id.clone(), Json::from(key.public_key.clone())));
        let public = Json::Object(public.collect::<Map<_, _>>()).to_string();
        Some([(token::SIGNING_KEY, signing), (token::PUBLIC_KEYS, public)])
    }

    /// Replaces the file as a whole, so that a reader finds the old keys or the new ones.
    fn write(&self) -> Result<(), Failure> {
        let document = Document { keys: self.keys.clone() };
        let mut text = serde_json::to_string_pretty(&document).map_err(Failure::because)?;
        text.push('\n');
        write_privately(&self.file, &text)
    }
}

/// Adds the keys of a folder to the settings, making them on the first start. What the environment sets counts.
pub fn add_to(settings: &mut Settings, folder: &Path, host: &Host) -> Result<(), Failure> {
    let (signing, public) = (settings.get(token::SIGNING_KEY), settings.get(token::PUBLIC_KEYS));
    match (signing.is_some(), public.is_some()) {
        (true, true) => return Ok(()),
        (false, false) => {}
        _ => {
            let sentence = "set both PORTICO_SIGNING_KEY and PORTICO_PUBLIC_KEYS, or neither to use keys of the folder";
            return Err(Failure::Failed(sentence.to_owned()));
        }
    }
    let mut keys = Keys::read(folder)?;
    if keys.keys.is_empty() {
        keys.rotate(host)?;
    }
    settings.0.extend(keys.settings().into_iter().flatten().map(|(name, value)| (name.to_owned(), value)));
    Ok(())
}

/// Keys that only this process knows, for commands that speak to the API inside of it.
pub fn add_passing(settings: &mut Settings, host: &Host) -> Result<(), Failure> {
    let keys = Keys { file: PathBuf::new(), keys: vec![new_key(host)?] };
    settings.0.extend(keys.settings().into_iter().flatten().map(|(name, value)| (name.to_owned(), value)));
    Ok(())
}

fn new_key(host: &Host) -> Result<Key, Failure> {
    let (mut seed, mut name) = ([0; 32], [0; 6]);
    host.random.fill(&mut seed);
    host.random.fill(&mut name);
    let id: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
    let pair = token::new_key(&id, seed);
    let (signing_key, public_key) = pair.ok_or_else(|| Failure::Failed("no key could be made".to_owned()))?;
    Ok(Key { id, signing_key, public_key, made_at_ms: host.clock.now_ms() })
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
