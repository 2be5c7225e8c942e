//! What happens to acknowledged work when something breaks: the server is killed, told to stop, or loses its database.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod away;
mod killed;
mod stopped;
#[path = "../support/mod.rs"]
mod support;

use serde_json::{Value as Json, json};
use support::{create_tenant, send, sign_in};

/// A tenant with one client, as its administrator sees it.
pub struct Site {
    /// The tenant's id, which is also the name of its database.
    pub tenant: String,
    /// The access token of its administrator.
    pub token: String,
    /// The id of its client.
    pub client: Json,
}

impl Site {
    /// Makes one on a server at work. `make` makes the tenant.
    pub fn new(address: &str, make: impl FnOnce() -> String) -> Self {
        let tenant = make();
        let token = sign_in(address, "ann@example.com", "correct horse");
        let agency = send(address, "GET", "/api/agencies", Some(&token), None).1["data"][0]["id"].clone();
        let client = json!({"name": "Harbour Hall", "agency_id": agency});
        let (status, client) = send(address, "POST", "/api/clients", Some(&token), Some(client));
        assert_eq!(status, 201, "{client}");
        Site { tenant, token, client: client["id"].clone() }
    }

    /// The same with its database in a folder.
    pub fn in_folder(address: &str, data: &std::path::Path) -> Self {
        Site::new(address, || create_tenant(data, "Acme", "ann@example.com"))
    }

    /// The body of a new contact.
    pub fn contact(&self, email: &str) -> String {
        json!({"client_id": self.client, "email": email, "job_title": "0"}).to_string()
    }
}
