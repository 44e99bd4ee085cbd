//! `openapi`: the description of the API, without a database.
//!
//! Knows where to write it. Must not know a route.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::http::{document, routes};
use crate::service::records::Registry;

use super::exit::{Exit, Failure};

/// What `openapi` takes.
#[derive(Debug, Args)]
pub struct OpenapiArgs {
    /// File to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the description.
pub fn run(args: OpenapiArgs) -> Result<(), Failure> {
    let text = format!("{:#}\n", document(&routes::all(), &Registry::core()));
    match args.out {
        Some(file) => {
            std::fs::write(&file, text).map_err(|error| Failure::file(&file, &error))?;
            super::tell(format!("Wrote {}", file.display()));
            Ok(())
        }
        None => {
            let written = std::io::stdout().write_all(text.as_bytes());
            written.map_err(|error| Failure::new(Exit::Failed, error.to_string()))
        }
    }
}
