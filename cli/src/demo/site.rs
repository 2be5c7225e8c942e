//! The salon's website, on an origin of its own: another port of this machine, as a real one is another server.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use api::{Host, Settings};
use edge::native::{self, Databases, Folder, Options, Running};
use serde_json::{Value as Json, json};

use super::{ADMIN, Demo, PASSWORD};
use crate::command::Failure;
use crate::inside::{Client, text};

const FILES: &[(&str, &str)] = &[
    ("index.html", include_str!("../../../widget/demo/index.html")),
    ("style.css", include_str!("../../../widget/demo/style.css")),
    ("demo.js", include_str!("../../../widget/demo/demo.js")),
    ("logo.svg", include_str!("../../../widget/demo/logo.svg")),
];

/// Serves the website, on the port behind that of the platform if it is free.
pub fn serve(folder: &Path, platform: SocketAddr, databases: &Databases) -> Result<Running, Failure> {
    let path = path_in(folder);
    for (name, content) in FILES {
        write(&path.join(name), content)?;
    }
    let serve_on = |port: u16| {
        let address = SocketAddr::new(platform.ip(), port);
        let mut options = Options::new(address, databases.clone(), Settings::default());
        options.threads = 1;
        options.access_log = false;
        options.folders = vec![Folder { prefix: "/".to_owned(), path: path.clone(), is_shared: false }];
        native::start(options, &[])
    };
    let next = if platform.port() == 0 { 0 } else { platform.port().saturating_add(1) };
    serve_on(next).or_else(|_| serve_on(0)).map_err(Failure::because)
}

/// Shows that the website is the salon's, as anybody else does: by a file under a path that everybody knows.
pub async fn verify(host: &Host, demo: &Demo, folder: &Path, site: SocketAddr) -> Result<(), Failure> {
    let admin = Client::signed_in(host, ADMIN, PASSWORD).await?;
    let list = format!("/api/domains?client_id={}&domain={site}", demo.salon_client_id);
    let found = admin.get(&list).await?.pointer("/data/0").cloned();
    let domain = match found {
        Some(domain) => domain,
        None => {
            let domain = json!({"client_id": demo.salon_client_id, "domain": site.to_string()});
            admin.post("/api/domains", domain).await?
        }
    };
    let path = format!("/api/domains/{}/verify", text(&domain, "id")?);
    let mut state = admin.post(&path, json!({})).await?;
    if state.get("verified_at").is_none_or(Json::is_null) {
        let token = state.pointer("/publish_file/content").and_then(Json::as_str).unwrap_or_default();
        write(&path_in(folder).join(".well-known/portico-verification.txt"), token)?;
        state = admin.post(&path, json!({})).await?;
    }
    match state.get("verified_at").is_none_or(Json::is_null) {
        true => Err(Failure::Failed("the demo's website could not be verified".to_owned())),
        false => Ok(()),
    }
}

/// Tells the website where the platform is.
pub fn configure(demo: &Demo, folder: &Path) -> Result<(), Failure> {
    let config = json!({"base": demo.base_url, "key": demo.widget_key});
    write(&path_in(folder).join("demo-config.js"), &format!("window.PORTICO_DEMO = {config};\n"))
}

fn path_in(folder: &Path) -> PathBuf {
    folder.join("demo-site")
}

fn write(file: &Path, content: &str) -> Result<(), Failure> {
    let failed = |error| Failure::Failed(format!("{}: {error}", file.display()));
    fs::create_dir_all(file.parent().unwrap_or(file)).map_err(failed)?;
    fs::write(file, content).map_err(failed)
}
