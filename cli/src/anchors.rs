//! What the platform remembers of a tenant's audit chain, once the tenant's database is of an earlier time again.

use api::Host;
use entity::Value;
use store::{DatabaseName, Statement};

use crate::command::{Failure, say};
use crate::fleet;

/// Forgets the links of the chain behind the last one that the database has: they are of a state that somebody has put
/// away on purpose. The platform's own change log keeps what was forgotten, and that a command did it.
pub async fn forget_later(host: &Host, command: &str, database: &DatabaseName) -> Result<(), Failure> {
    if *database == DatabaseName::platform() {
        return Ok(());
    }
    let newest = "SELECT coalesce(max(number), 0) FROM change_segments";
    let rows = fleet::read(host, database, newest, Vec::new()).await?;
    let last = rows.first().and_then(|row| row.first()).and_then(Value::as_integer).unwrap_or_default();
    let args: Vec<Value> = vec![database.as_str().into(), last.into()];
    let later = "FROM audit_anchors WHERE tenant_id = ?1 AND segment > ?2";
    let counted = format!("SELECT count(*) {later}");
    let rows = fleet::read(host, &DatabaseName::platform(), &counted, args.clone()).await.map_err(fleet::of_platform)?;
    let count = rows.first().and_then(|row| row.first()).and_then(Value::as_integer).unwrap_or_default();
    if count > 0 {
        fleet::write(host, command, vec![Statement::new(format!("DELETE {later}"), args)]).await?;
        let name = database.as_str();
        say(&format!("{name}: its audit chain goes on behind segment {last}; {count} later links are forgotten"));
    }
    Ok(())
}
