//! Files that are served as they are: the widget for other people's websites, and websites to try it on.

use std::path::{Path, PathBuf};

use api::{Body, Request, Response};

/// A folder, and where its files are.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The beginning of the paths, with a slash at both ends: `/widget/`.
    pub prefix: String,
    /// The folder.
    pub path: PathBuf,
    /// Whether pages of every origin may use the files, and keep those below a version for ever.
    pub is_shared: bool,
}

/// For a few minutes: what is new is to be seen soon.
const SOON: &str = "public, max-age=300";
/// What is below a version never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The file that a request names; nothing where there is none, or none such is served.
pub(super) fn respond(folders: &[Folder], request: &Request) -> Option<Response> {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return None;
    }
    let in_folder = |folder: &Folder| {
        let rest = request.path.strip_prefix(&folder.prefix)?;
        let file = file_of(rest)?;
        let content = std::fs::read(folder.path.join(&file)).ok()?;
        Some(answer(folder, &file, content))
    };
    let mut response = folders.iter().find_map(in_folder)?;
    if request.method == "HEAD" {
        response.body = Body::Bytes(Vec::new());
    }
    Some(response)
}

fn answer(folder: &Folder, file: &str, content: Vec<u8>) -> Response {
    let response = Response::bytes(200, content_type(file), content).with_header("x-content-type-options", "nosniff");
    if !folder.is_shared {
        return response.with_header("cache-control", "no-cache");
    }
    let lasting = file.split_once('/').is_some_and(|(version, _)| is_version(version));
    response
        .with_header("cache-control", if lasting { FOR_EVER } else { SOON })
        .with_header("access-control-allow-origin", "*")
        .with_header("cross-origin-resource-policy", "cross-origin")
}

/// A version is a hash of sixteen hexadecimal digits; other folders are named by words.
fn is_version(segment: &str) -> bool {
    segment.len() == 16 && segment.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The file behind the rest of a path: plain names alone, so that it is never above the folder.
fn file_of(rest: &str) -> Option<String> {
    let rest = if rest.is_empty() || rest.ends_with('/') { format!("{rest}index.html") } else { rest.to_owned() };
    let plain = |segment: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        !segment.is_empty() && segment.bytes().all(allowed) && segment.bytes().any(|byte| byte != b'.')
    };
    rest.split('/').all(plain).then_some(rest)
}

fn content_type(file: &str) -> &'static str {
    match Path::new(file).extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "txt" | "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_folder_are_named() {
        assert_eq!(file_of("widget.js").as_deref(), Some("widget.js"));
        assert_eq!(file_of("").as_deref(), Some("index.html"));
        assert_eq!(file_of("preview/").as_deref(), Some("preview/index.html"));
        assert_eq!(file_of(".well-known/x.txt").as_deref(), Some(".well-known/x.txt"));
        for bad in ["../secret", "a/../b", "a//b", "/etc/passwd", "a\\b", "%2e%2e/x", "..", "a/.", "x y", "a\0b"] {
            assert_eq!(file_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn versions_are_told_from_words() {
        assert!(is_version("03fa9c4e5d6b7a80"));
        assert!(!is_version("preview") && !is_version("demo"));
    }
}
