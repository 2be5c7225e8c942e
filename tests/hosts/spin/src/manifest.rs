//! `spin.toml`, as far as it is used here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use wasmtime::error::Context;
use wasmtime::{Result, bail};

/// A component with everything filled in.
pub struct Component {
    /// Its name in the manifest.
    pub name: String,
    /// Its WebAssembly.
    pub source: PathBuf,
    /// The routes that lead to it.
    pub routes: Vec<String>,
    /// Whether the clock calls it.
    pub by_clock: bool,
    /// Its environment.
    pub environment: Vec<(String, String)>,
    /// Its variables.
    pub variables: BTreeMap<String, String>,
    /// Where it may send requests: `http://127.0.0.1:8080`.
    pub allowed_hosts: Vec<String>,
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    variables: BTreeMap<String, Variable>,
    trigger: Triggers,
    component: BTreeMap<String, RawComponent>,
}

#[derive(Deserialize)]
struct Variable {
    default: Option<String>,
}

#[derive(Deserialize)]
struct Triggers {
    http: Vec<HttpTrigger>,
    #[serde(default)]
    cron: Vec<CronTrigger>,
}

#[derive(Deserialize)]
struct CronTrigger {
    component: String,
}

#[derive(Deserialize)]
struct HttpTrigger {
    route: String,
    component: String,
}

#[derive(Deserialize)]
struct RawComponent {
    source: PathBuf,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    variables: BTreeMap<String, String>,
    #[serde(default)]
    allowed_outbound_hosts: Vec<String>,
}

/// Reads a manifest and fills in the variables: those given, otherwise their defaults.
pub fn read(path: &Path, given: &BTreeMap<String, String>) -> Result<Vec<Component>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let manifest: Manifest = toml::from_str(&text).with_context(|| format!("{} is not valid", path.display()))?;
    let mut values = BTreeMap::new();
    for (name, variable) in &manifest.variables {
        let Some(value) = given.get(name).or(variable.default.as_ref()) else {
            bail!("the variable {name} has no value; give it with --variable {name}=…");
        };
        values.insert(name.clone(), value.clone());
    }
    if let Some(unknown) = given.keys().find(|name| !values.contains_key(*name)) {
        bail!("{} has no variable {unknown}", path.display());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    manifest.component.into_iter().map(|(name, raw)| fill(name, raw, &manifest.trigger, &values, folder)).collect()
}

fn fill(
    name: String,
    raw: RawComponent,
    triggers: &Triggers,
    values: &BTreeMap<String, String>,
    folder: &Path,
) -> Result<Component> {
    let routes = triggers.http.iter().filter(|trigger| trigger.component == name).map(|trigger| trigger.route.clone());
    let variables: Result<BTreeMap<String, String>> =
        raw.variables.into_iter().map(|(name, template)| Ok((name, expand(&template, values)?))).collect();
    let hosts: Result<Vec<String>> = raw.allowed_outbound_hosts.iter().map(|host| expand(host, values)).collect();
    Ok(Component {
        routes: routes.collect(),
        by_clock: triggers.cron.iter().any(|trigger| trigger.component == name),
        source: source(folder, &raw.source),
        environment: raw.environment.into_iter().collect(),
        variables: variables?,
        // An empty host is that of a variable without a value: nothing is allowed by it.
        allowed_hosts: hosts?.into_iter().filter(|host| !host.is_empty()).collect(),
        name,
    })
}

/// Relative to the manifest; what is in `target/` may have been built elsewhere.
fn source(folder: &Path, source: &Path) -> PathBuf {
    let below_target = source.to_str().and_then(|path| path.trim_start_matches("../").strip_prefix("target/"));
    match (std::env::var_os("CARGO_TARGET_DIR"), below_target) {
        (Some(target), Some(rest)) => Path::new(&target).join(rest),
        _ => folder.join(source),
    }
}

/// Puts values in place of `{{ name }}`.
fn expand(template: &str, values: &BTreeMap<String, String>) -> Result<String> {
    let mut result = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").with_context(|| format!("`{template}` has no `}}}}`"))?;
        let name = name.trim();
        result.push_str(before);
        result.push_str(values.get(name).with_context(|| format!("there is no variable {name}"))?);
        rest = after;
    }
    result.push_str(rest);
    Ok(result)
}
