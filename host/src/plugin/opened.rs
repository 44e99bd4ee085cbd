//! A package from outside as the administrator's use cases want it: trusted, or refused with its code.
//!
//! Knows packages and faults. Must not know how a package is put together.

use super::package::{self, PackageError, PublicKey, TrustedKeys};
use crate::service::plugins::life::{Brought, Package, Trust};
use crate::service::plugins::texts::Texts;
use crate::service::{Fault, FaultKind};

/// Reads a package and checks that it is whole, trusted and fit for this host.
pub(super) fn open(bytes: Vec<u8>, trust: &Trust) -> Result<Package, Fault> {
    let mut trusted = TrustedKeys::new();
    for key in &trust.keys {
        trusted = trusted.trust(kept(key)?);
    }
    for key in &trust.revoked {
        trusted = trusted.revoke(kept(key)?);
    }
    if trust.unsigned {
        trusted = trusted.unsigned_too();
    }
    let read = package::verify(&bytes, &trusted).map_err(|error| fault_of(&error))?;
    let package::Package { text, manifest, digest, signer, .. } = read;
    Ok(Package { manifest, text, digest, signer: signer.map(|key| key.to_string()), bytes })
}

/// What a kept package brings beside code and manifest.
pub(super) fn brought(bytes: &[u8]) -> Brought {
    match package::inspect(bytes) {
        Ok(read) => Brought { texts: Texts::read(&read.translations), assets: read.assets },
        Err(error) => {
            tracing::error!(%error, "a kept package cannot be read; its plugin has no translations and assets");
            Brought::default()
        }
    }
}

/// A public key in the one form in which it is kept.
pub(super) fn public_key(text: &str) -> Result<String, Fault> {
    let key: PublicKey = text.parse().map_err(|error: package::KeyError| {
        Fault::invalid("plugin.key", format!("This is no public key: {error}.")).at("/public_key")
    })?;
    Ok(key.to_string())
}

fn kept(key: &str) -> Result<PublicKey, Fault> {
    key.parse().map_err(|_| Fault::internal(format!("the kept key {key} cannot be read")))
}

fn fault_of(error: &PackageError) -> Fault {
    Fault::new(FaultKind::Refused, error.code(), format!("This package is not taken: {error}."))
}
