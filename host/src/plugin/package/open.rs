//! Reads a package: to look at it, or to take it.

use sha2::{Digest, Sha256};

use super::container::{Container, take_apart};
use super::error::{PackageError, SectionFault};
use super::key::{PublicKey, TrustedKeys};
use super::section::Section;
use super::{Package, compatible, signature};

/// Reads a package that anybody may have signed, or nobody. A signature that does not hold is refused.
pub fn inspect(bytes: &[u8]) -> Result<Package, PackageError> {
    let container = take_apart(bytes)?;
    let text = manifest(&container)?;
    let signer = signer(bytes, &container)?;
    read(bytes, &container, text, signer)
}

/// Reads a package that is to be taken: signed by a trusted key, whole, and fit for this host.
pub fn verify(bytes: &[u8], trusted: &TrustedKeys) -> Result<Package, PackageError> {
    let container = take_apart(bytes)?;
    let text = manifest(&container)?;
    let signer = signer(bytes, &container)?;
    match signer {
        None if !trusted.takes_unsigned() => return Err(PackageError::Unsigned),
        None => {}
        Some(key) => match trusted.standing(&key) {
            None => return Err(PackageError::KeyUnknown { key }),
            Some(false) => return Err(PackageError::KeyRevoked { key }),
            Some(true) => {}
        },
    }
    let package = read(bytes, &container, text, signer)?;
    compatible::check(&package.manifest, &package.imports, &package.exports)?;
    Ok(package)
}

fn manifest<'b>(container: &Container<'b>) -> Result<&'b str, PackageError> {
    let missing = || PackageError::Section { name: Section::Manifest.name(), fault: SectionFault::Missing };
    container.manifest.ok_or_else(missing)
}

fn signer(bytes: &[u8], container: &Container<'_>) -> Result<Option<PublicKey>, PackageError> {
    let read = |(content, start): (&[u8], usize)| signature::signer(&bytes[..start], content);
    container.signature.map(read).transpose()
}

fn read(
    bytes: &[u8],
    container: &Container<'_>,
    text: &str,
    signer: Option<PublicKey>,
) -> Result<Package, PackageError> {
    Ok(Package {
        text: text.to_owned(),
        manifest: compatible::manifest(text)?,
        translations: container.translations.clone(),
        assets: container.assets.clone(),
        licence: container.licence.clone(),
        provenance: container.provenance.clone().unwrap_or_default(),
        signer,
        digest: hexadecimal(&Sha256::digest(bytes)),
        imports: container.imports.clone(),
        exports: container.exports.clone(),
    })
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
