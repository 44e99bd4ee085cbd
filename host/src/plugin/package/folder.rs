//! A plugin's folder: `plugin.toml`, `i18n/<language>.ftl`, `assets/…`, `LICENCE`.
//!
//! Knows files. Must not know what stands in them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::open::hexadecimal;
use super::{Files, Provenance};

/// A file of the folder that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", .path.display())]
pub struct FolderError {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

const LICENCES: [&str; 6] = ["LICENCE", "LICENSE", "LICENCE.txt", "LICENSE.txt", "LICENCE.md", "LICENSE.md"];

/// What a plugin's folder brings to its package.
pub fn read_folder(folder: &Path, provenance: Provenance) -> Result<Files, FolderError> {
    let text = |path: &Path| std::fs::read_to_string(path).map_err(failed(path));
    let mut files = Files { manifest: text(&folder.join("plugin.toml"))?, provenance, ..Files::default() };
    let i18n = folder.join("i18n");
    for (name, path) in below(&i18n)? {
        files.translations.insert(name.strip_suffix(".ftl").unwrap_or(&name).to_owned(), text(&path)?);
    }
    for (name, path) in below(&folder.join("assets"))? {
        files.assets.insert(name, std::fs::read(&path).map_err(failed(&path))?);
    }
    let licence = LICENCES.iter().map(|name| folder.join(name)).find(|path| path.is_file());
    files.licence = licence.map(|path| text(&path)).transpose()?;
    Ok(files)
}

/// SHA-256 over the names and contents of a folder, hexadecimal; `target` and hidden files are left out.
pub fn source_digest(folder: &Path) -> Result<String, FolderError> {
    let mut digest = Sha256::new();
    for (name, path) in below(folder)? {
        let content = std::fs::read(&path).map_err(failed(&path))?;
        digest.update(name.len().to_le_bytes());
        digest.update(name.as_bytes());
        digest.update(Sha256::digest(&content));
    }
    Ok(hexadecimal(&digest.finalize()))
}

/// All files below a folder by their names with `/`, without what is built or hidden; none if there is no folder.
fn below(folder: &Path) -> Result<BTreeMap<String, PathBuf>, FolderError> {
    let mut found = BTreeMap::new();
    let mut queue = vec![(String::new(), folder.to_path_buf())];
    while let Some((prefix, next)) = queue.pop() {
        if !next.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&next).map_err(failed(&next))? {
            let entry = entry.map_err(failed(&next))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let (whole, path) = (format!("{prefix}{name}"), entry.path());
            if name.starts_with('.') || name == "target" {
                continue;
            }
            // A link would bring in what is not in the folder.
            match entry.file_type().map_err(failed(&path))? {
                kind if kind.is_dir() => queue.push((format!("{whole}/"), path)),
                kind if kind.is_file() => {
                    found.insert(whole, path);
                }
                _ => {}
            }
        }
    }
    Ok(found)
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_path_buf();
    move |source| FolderError { path, source }
}
