//! Spin's cron trigger, without its clock: somebody asks for an event.

use std::time::{SystemTime, UNIX_EPOCH};

use wasmtime::component::{ComponentType, Lift, Lower};
use wasmtime::{Result, bail};

use crate::component::Ready;

/// Where an event is asked for, in place of the clock.
pub const PATH: &str = "/.spin-host/cron";

/// `metadata` of `fermyon:spin-cron/cron-types`.
#[derive(ComponentType, Lower)]
#[component(record)]
struct Metadata {
    timestamp: u64,
}

/// `error` of the same.
#[derive(ComponentType, Lift)]
#[component(variant)]
enum Failure {
    #[component(name = "other")]
    Other(String),
}

/// Has a component deal with an event.
pub async fn ring(component: &Ready) -> Result<()> {
    let timestamp = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let mut store = component.store();
    let instance = component.pre().instance_pre().instantiate_async(&mut store).await?;
    let handle =
        instance.get_typed_func::<(Metadata,), (std::result::Result<(), Failure>,)>(&mut store, "handle-cron-event")?;
    match handle.call_async(&mut store, (Metadata { timestamp },)).await? {
        (Ok(()),) => Ok(()),
        (Err(Failure::Other(reason)),) => bail!("{reason}"),
    }
}
