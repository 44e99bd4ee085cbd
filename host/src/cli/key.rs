//! `key`: a vendor's keys, with which packages are signed.
//!
//! Knows files and their rights. Must not know what a key signs.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use ed25519_dalek::SigningKey;

use super::exit::{Exit, Failure};
use super::tell;
use crate::plugin::package::{KeyError, PublicKey, new_key, read_key, write_key};

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Make a key, keep its private half in a file, and print its public half
    New {
        /// File to write; one that is there is never written over
        #[arg(long, value_name = "FILE", default_value = "keel-key.pem")]
        out: PathBuf,
    },
    /// Print the public half of a key
    Show {
        /// File with the private half
        file: PathBuf,
    },
}

/// Does one of them.
pub fn run(command: KeyCommand) -> Result<(), Failure> {
    match command {
        KeyCommand::New { out } => {
            let key = new_key()?;
            write(&out, &write_key(&key)?)?;
            tell(format!("The private key is in {}: whoever has it signs in your name.", out.display()));
            println!("{}", PublicKey::of(&key));
        }
        KeyCommand::Show { file } => println!("{}", PublicKey::of(&read(&file)?)),
    }
    Ok(())
}

/// The private key in a file.
pub fn read(file: &Path) -> Result<SigningKey, Failure> {
    let pem = std::fs::read_to_string(file).map_err(|error| Failure::file(file, &error))?;
    read_key(&pem).map_err(|error| Failure::new(Exit::Failed, format!("{}: {error}", file.display())))
}

fn write(file: &Path, pem: &str) -> Result<(), Failure> {
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let written = made.and_then(|mut made| made.write_all(pem.as_bytes()).and_then(|()| made.sync_all()));
    written.map_err(|error| Failure::file(file, &error))
}

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        Failure::new(Exit::Failed, error.to_string())
    }
}
