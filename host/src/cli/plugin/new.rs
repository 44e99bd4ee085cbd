//! `plugin new`: a folder that builds at once.
//!
//! Knows the files of a plugin. Must not know what they say: they are templates beside this file.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::exit::{Exit, Failure};
use crate::cli::tell;

/// What `plugin new` takes.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Id of the plugin: small letters, digits and hyphens, such as credit-limit
    id: String,
    /// Folder to make [default: the id]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Folder of the crate keel-sdk, where it is not to come from crates.io
    #[arg(long, value_name = "DIR")]
    sdk: Option<PathBuf>,
}

/// A file of a new plugin, and its template.
const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("template/Cargo.toml.in")),
    ("plugin.toml", include_str!("template/plugin.toml.in")),
    ("src/lib.rs", include_str!("template/lib.rs.in")),
    ("i18n/en.ftl", include_str!("template/en.ftl.in")),
    ("tests/greet.rs", include_str!("template/greet.rs.in")),
    ("tests/greet.toml", include_str!("template/greet.toml.in")),
    (".gitignore", "/target\n"),
];

/// Makes the folder.
pub fn run(args: &NewArgs) -> Result<(), Failure> {
    let folder = args.dir.clone().unwrap_or_else(|| PathBuf::from(&args.id));
    if folder.exists() && std::fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("{} is not empty: name another folder with --dir", folder.display());
        return Err(Failure::new(Exit::Failed, message));
    }
    let filled = |template: &str| -> Result<String, Failure> {
        Ok(template
            .replace("{{id}}", &args.id)
            .replace("{{crate}}", &args.id.replace('-', "_"))
            .replace("{{name}}", &keel_manifest::names::label(&args.id))
            .replace("{{sdk}}", &sdk(args.sdk.as_deref())?))
    };
    let manifest = filled(include_str!("template/plugin.toml.in"))?;
    if let Err(findings) = keel_manifest::read(&manifest, "plugin.toml") {
        let told = findings.first().map(|finding| format!("{}: {}", finding.message, finding.fix));
        return Err(Failure::new(Exit::Usage, format!("{}: {}", args.id, told.unwrap_or_default())));
    }
    for (name, template) in FILES {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(&folder);
        std::fs::create_dir_all(parent).map_err(|error| Failure::file(parent, &error))?;
        std::fs::write(&path, filled(template)?).map_err(|error| Failure::file(&path, &error))?;
    }
    let shown = folder.display();
    tell(format!("Made {shown}. Next: keel plugin test {shown}, then keel plugin build {shown}"));
    Ok(())
}

/// How `Cargo.toml` names the SDK: by path, or this host's own version.
fn sdk(folder: Option<&Path>) -> Result<String, Failure> {
    let Some(folder) = folder else {
        return Ok(format!("\"{}\"", env!("CARGO_PKG_VERSION")));
    };
    let folder = folder.canonicalize().map_err(|error| Failure::file(folder, &error))?;
    if !folder.join("Cargo.toml").is_file() {
        let message = format!("{} is no crate: name the folder sdk/rust of keel", folder.display());
        return Err(Failure::new(Exit::Usage, message));
    }
    Ok(format!("{{ path = {:?} }}", folder.display().to_string()))
}
