//! What the platform remembers of a tenant's audit chain, once the tenant's database is of an earlier time again.

use std::collections::BTreeMap;

use api::Host;
use entity::Value;
use serde_json::Value as Json;
use store::{DatabaseName, Statement, migrate};

use crate::command::{Failure, say};
use crate::fleet;

/// What is forgotten of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Forget {
    /// The links behind the last one that the database has: a copy was put back.
    Later,
    /// Every link that is not the database's: somebody says that the chain that is there is the right one.
    Others,
}

/// Forgets links of a tenant's chain, so that it goes on from the one that the database has. The platform's own change log
/// keeps what was forgotten, and that a command did it.
pub async fn forget(host: &Host, command: &str, database: &DatabaseName, what: Forget) -> Result<(), Failure> {
    // A copy of something else has no chain, and a place without tenants has nobody who remembers one.
    let platform = DatabaseName::platform();
    for either in [database, &platform] {
        if *database == platform || migrate::version(host.databases.as_ref(), either).await? == 0 {
            return Ok(());
        }
    }
    let segments = fleet::read(host, database, "SELECT number, hash FROM change_segments", Vec::new()).await?;
    let segments: BTreeMap<i64, &str> =
        segments.iter().filter_map(|row| Some((row.first()?.as_integer()?, row.get(1)?.as_text()?))).collect();
    let last = segments.keys().next_back().copied().unwrap_or_default();

    let remembered = "SELECT id, segment, hash FROM audit_anchors WHERE tenant_id = ?1";
    let anchors = fleet::read(host, &platform, remembered, vec![database.as_str().into()]).await;
    let forgotten = |row: &Vec<Value>| {
        let segment = row.get(1)?.as_integer()?;
        let other = segments.get(&segment).copied() != row.get(2)?.as_text();
        let forgets = segment > last || (what == Forget::Others && other);
        forgets.then(|| row.first()?.as_text().map(Json::from)).flatten()
    };
    let ids: Vec<Json> = anchors.map_err(fleet::of_platform)?.iter().filter_map(forgotten).collect();
    if !ids.is_empty() {
        let (count, name) = (ids.len(), database.as_str());
        let delete = "DELETE FROM audit_anchors WHERE id IN (SELECT value FROM json_each(?1))";
        let statement = Statement::new(delete, vec![Json::Array(ids).to_string().into()]);
        fleet::write(host, command, vec![statement]).await?;
        say(&format!("{name}: its audit chain goes on behind segment {last}; {count} other links are forgotten"));
    }
    Ok(())
}
