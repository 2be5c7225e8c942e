//! Where the databases are, as the arguments and the environment say.

use std::path::PathBuf;

use api::Settings;
use edge::native::Databases;
use lexopt::Parser;
use lexopt::prelude::*;
use store::{DatabaseName, EmbeddedOptions, EmbeddedTransport};

use crate::command::Failure;

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
        if self.data.is_none() && self.settings.get("PORTICO_DATABASE_URL").is_some() {
            return Ok(Databases::Server(edge::database_options(&self.settings, 0)));
        }
        self.files().map(Databases::Embedded)
    }

    /// The files in the folder.
    pub fn files(&self) -> Result<EmbeddedTransport, Failure> {
        let set = || self.settings.get("PORTICO_DATA").map(PathBuf::from);
        let folder = self.data.clone().or_else(set).unwrap_or_else(|| PathBuf::from("data"));
        Ok(EmbeddedTransport::new(EmbeddedOptions::new(folder))?)
    }
}

/// The value of an option that is a path.
pub fn path(parser: &mut Parser) -> Result<PathBuf, Failure> {
    Ok(parser.value().map(PathBuf::from)?)
}

/// A database's name, as an argument.
pub fn database(argument: std::ffi::OsString) -> Result<DatabaseName, Failure> {
    let name = argument.string()?;
    DatabaseName::tenant(&name).ok_or_else(|| Failure::Usage(format!("`{name}` cannot be the name of a database")))
}
