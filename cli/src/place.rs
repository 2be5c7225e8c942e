//! Where the databases are, as the arguments and the environment say.

use std::path::PathBuf;

use api::{Host, Settings};
use edge::native::Databases;
use lexopt::Parser;
use lexopt::prelude::*;
use store::{DatabaseName, EmbeddedOptions, EmbeddedTransport};

use crate::command::Failure;
use crate::keys::{self, Missing};

/// Where the databases are.
pub struct Place {
    /// The folder that `--data` names.
    pub data: Option<PathBuf>,
    /// Every setting in the environment.
    pub settings: Settings,
}

impl Place {
    /// What the environment says.
    pub fn from_environment() -> Self {
        Place { data: None, settings: edge::native::settings_from_environment() }
    }

    /// The databases: the files in the folder, unless a server is set and no folder was asked for.
    pub fn databases(&self) -> Result<Databases, Failure> {
        if self.on_server() {
            return Ok(Databases::Server(edge::database_options(&self.settings, 0)));
        }
        self.files().map(Databases::Embedded)
    }

    /// The files in the folder.
    pub fn files(&self) -> Result<EmbeddedTransport, Failure> {
        Ok(EmbeddedTransport::new(EmbeddedOptions::new(self.folder()))?)
    }

    /// The folder of the databases and keys.
    pub fn folder(&self) -> PathBuf {
        let set = || self.settings.get("PORTICO_DATA").map(PathBuf::from);
        self.data.clone().or_else(set).unwrap_or_else(|| PathBuf::from("data"))
    }

    /// The ports for a command that works on databases that are there already. A folder without any is a slip of
    /// the pen, and nothing is made in it.
    pub fn host(&self) -> Result<Host, Failure> {
        if !self.on_server() && !self.has_platform() {
            let folder = self.folder();
            let advice = "is --data the right folder? `portico serve` makes a new one";
            return Err(Failure::Failed(format!("{}: there is no platform database here; {advice}", folder.display())));
        }
        let databases = self.databases()?;
        let mut settings = self.settings.clone();
        let host = edge::native::host(&databases, &settings);
        keys::add_to(&mut settings, &self.folder(), &host, Missing::Pass)?;
        Ok(edge::native::host(&databases, &settings))
    }

    /// Whether the databases are on a libSQL server.
    pub fn on_server(&self) -> bool {
        self.data.is_none() && self.settings.get("PORTICO_DATABASE_URL").is_some()
    }

    /// Whether the folder has the platform's database.
    pub fn has_platform(&self) -> bool {
        self.folder().join(format!("{}.db", DatabaseName::platform().as_str())).is_file()
    }
}

/// The value of an option that is a path.
pub fn path(parser: &mut Parser) -> Result<PathBuf, Failure> {
    Ok(parser.value().map(PathBuf::from)?)
}

/// The value of an option that is text.
pub fn text(parser: &mut Parser) -> Result<String, Failure> {
    Ok(parser.value()?.string()?)
}

/// A database's name, as an argument.
pub fn database(argument: std::ffi::OsString) -> Result<DatabaseName, Failure> {
    let name = argument.string()?;
    DatabaseName::tenant(&name).ok_or_else(|| Failure::Usage(format!("`{name}` cannot be the name of a database")))
}
