//! Components, ready to be instantiated once for each request.

use std::collections::BTreeMap;
use std::sync::Arc;

use wasmtime::component::{ComponentType, Linker, Lower, ResourceTable};
use wasmtime::error::Context;
use wasmtime::{Engine, Result, Store, StoreContextMut};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::p2::bindings::ProxyPre;
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::outbound::{self, Connections, Outbound};
use crate::routes::Routes;
use crate::{compiled, manifest};

/// A component of the manifest, compiled and linked.
pub struct Ready {
    pre: ProxyPre<State>,
    environment: Vec<(String, String)>,
    variables: Arc<BTreeMap<String, String>>,
    outbound: Outbound,
}

/// What an instance has to itself.
pub struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    table: ResourceTable,
    variables: Arc<BTreeMap<String, String>>,
    outbound: Outbound,
}

/// The error of `fermyon:spin/variables`.
#[derive(ComponentType, Lower)]
#[component(variant)]
#[allow(dead_code, reason = "the interface has more cases than are used here")]
enum VariableError {
    #[component(name = "invalid-name")]
    InvalidName(String),
    #[component(name = "undefined")]
    Undefined(String),
    #[component(name = "provider")]
    Provider(String),
    #[component(name = "other")]
    Other(String),
}

impl Ready {
    /// A fresh instance's store.
    pub fn store(&self) -> Store<State> {
        let state = State {
            wasi: WasiCtx::builder().envs(&self.environment).inherit_stderr().build(),
            http: WasiHttpCtx::new(),
            table: ResourceTable::new(),
            variables: Arc::clone(&self.variables),
            outbound: self.outbound.clone(),
        };
        Store::new(self.pre.engine(), state)
    }

    /// What makes instances.
    pub fn pre(&self) -> ProxyPre<State> {
        self.pre.clone()
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.outbound }
    }
}

/// Every component of the manifest, by what calls it.
pub struct Loaded {
    /// By path.
    pub routes: Routes<Arc<Ready>>,
    /// By the clock.
    pub by_clock: Vec<Arc<Ready>>,
}

/// Compiles and links every component.
pub fn load_all(components: Vec<manifest::Component>) -> Result<Loaded> {
    let engine = Engine::default();
    let linker = linker(&engine)?;
    let connections = outbound::connections();
    let (mut routes, mut by_clock) = (Vec::new(), Vec::new());
    for component in components {
        let rings = component.by_clock;
        let paths = component.routes.clone();
        let name = component.name.clone();
        let ready = load(&linker, component, &connections).with_context(|| format!("the component {name}"))?;
        let ready = Arc::new(ready);
        by_clock.extend(rings.then(|| Arc::clone(&ready)));
        routes.extend(paths.into_iter().map(|path| (path, Arc::clone(&ready))));
    }
    Ok(Loaded { routes: Routes::new(routes), by_clock })
}

fn load(linker: &Linker<State>, component: manifest::Component, connections: &Connections) -> Result<Ready> {
    let compiled = compiled::load(linker.engine(), &component.source)?;
    Ok(Ready {
        pre: ProxyPre::new(linker.instantiate_pre(&compiled)?)?,
        environment: component.environment,
        variables: Arc::new(component.variables),
        outbound: Outbound { connections: connections.clone(), allowed: component.allowed_hosts.into() },
    })
}

fn linker(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    linker.instance("fermyon:spin-cron/cron-types@2.0.0")?;
    linker.instance("fermyon:spin/variables@2.0.0")?.func_wrap(
        "get",
        |store: StoreContextMut<'_, State>, (name,): (String,)| {
            let value = store.data().variables.get(&name).cloned();
            Ok((value.ok_or(VariableError::Undefined(name)),))
        },
    )?;
    Ok(linker)
}
