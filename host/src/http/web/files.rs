//! Files of the web interface: inside the program, or in a folder that its makers work in.
//!
//! Knows names and media types. Must not know addresses or headers.

use std::borrow::Cow;
use std::path::Path;

use rust_embed::RustEmbed;

/// What `npm run build` made. Builds for development read it from the source tree when they are asked.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Built;

/// A file by its path under the folder; `None` when it is not there, or is not under it.
pub(super) async fn read(folder: Option<&Path>, path: &str) -> Option<Cow<'static, [u8]>> {
    let plain = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0', ':']);
    if !path.split('/').all(plain) {
        return None;
    }
    match folder {
        Some(folder) => tokio::fs::read(folder.join(path)).await.ok().map(Cow::Owned),
        None => Built::get(path).map(|file| file.data),
    }
}

/// The media type of a name that the build may give; other files are not served.
pub(super) fn media_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "ftl" | "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "wasm" => "application/wasm",
        _ => return None,
    })
}
