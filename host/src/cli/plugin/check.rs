//! `plugin check`: every finding in a manifest, with its line.
//!
//! Knows how findings are shown. Must not know a rule.

use std::path::PathBuf;

use clap::Args;
use keel_manifest::{Finding, Manifest};

use crate::cli::exit::{Exit, Failure};
use crate::cli::tell;

/// What `plugin check` takes.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Folder of the plugin
    #[arg(default_value = ".")]
    folder: PathBuf,
}

/// Checks the manifest.
pub fn run(args: &CheckArgs) -> Result<(), Failure> {
    let manifest = manifest(&args.folder)?;
    println!("{} {}: the manifest is good", manifest.id, manifest.version);
    Ok(())
}

/// The manifest of a plugin's folder. Findings are told one by one before it fails.
pub fn manifest(folder: &std::path::Path) -> Result<Manifest, Failure> {
    let path = folder.join("plugin.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, &error))?;
    let file = path.strip_prefix(".").unwrap_or(&path).display().to_string();
    keel_manifest::read(&text, &file).map_err(|findings| {
        for finding in &findings {
            tell(shown(finding, &text));
        }
        let count = match findings.len() {
            1 => "1 finding".to_owned(),
            many => format!("{many} findings"),
        };
        Failure::new(Exit::Failed, format!("{file}: {count}"))
    })
}

/// A finding with the line that it is about, the word underlined.
pub fn shown(finding: &Finding, text: &str) -> String {
    let Finding { file, line, column, code, message, fix } = finding;
    let source = text.lines().nth(line - 1).unwrap_or_default();
    let gutter = " ".repeat(line.to_string().len());
    let indent: String =
        source.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let rest: Vec<char> = source.chars().skip(column - 1).collect();
    let underline = "^".repeat(word(&rest).max(1));
    format!(
        "error[{code}]: {message}\n{gutter}--> {file}:{line}:{column}\n{gutter} |\n{line} | {source}\n\
         {gutter} | {indent}{underline}\n{gutter} = fix: {fix}\n"
    )
}

/// How many characters the value or key has that begins here.
fn word(rest: &[char]) -> usize {
    match rest.first() {
        Some('"') => rest.iter().skip(1).position(|c| *c == '"').map_or(rest.len(), |end| end + 2),
        Some('[') => rest.iter().rposition(|c| *c == ']').map_or(rest.len(), |end| end + 1),
        _ => rest.iter().take_while(|c| !c.is_whitespace() && !"=,]}".contains(**c)).count(),
    }
}
