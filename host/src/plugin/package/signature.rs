//! The signature: Ed25519 over the SHA-256 of everything before it.
//!
//! Knows the bytes of the last section. Must not know whose keys are trusted.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use super::container::take_apart;
use super::error::{PackageError, SectionFault};
use super::key::PublicKey;
use super::section::Section;

/// So that no signature over something else can ever be one over a package.
const DOMAIN: &[u8] = b"keel package signature 1\0";
/// First byte of the section.
const FORMAT: u8 = 1;
const KEY_BYTES: usize = 32;
const SIGNATURE_BYTES: usize = 64;

fn message(before: &[u8]) -> Vec<u8> {
    [DOMAIN, &Sha256::digest(before)].concat()
}

/// Signs a package; a signature that it has gives way.
pub fn sign(package: &[u8], key: &SigningKey) -> Result<Vec<u8>, PackageError> {
    let container = take_apart(package)?;
    if container.manifest.is_none() {
        let name = Section::Manifest.name();
        return Err(PackageError::Section { name, fault: SectionFault::Missing });
    }
    let end = container.signature.map_or(package.len(), |(_, start)| start);
    let mut signed = package[..end].to_vec();
    let signature = key.sign(&message(&signed));
    let content = [&[FORMAT][..], PublicKey::of(key).as_bytes(), &signature.to_bytes()].concat();
    Section::Signature.write(&content, &mut signed);
    Ok(signed)
}

/// Whose signature a package bears, if it is one over these bytes.
pub(super) fn signer(before: &[u8], content: &[u8]) -> Result<PublicKey, PackageError> {
    let unreadable =
        || PackageError::Section { name: Section::Signature.name(), fault: SectionFault::Unreadable };
    if content.len() != 1 + KEY_BYTES + SIGNATURE_BYTES || content[0] != FORMAT {
        return Err(unreadable());
    }
    let (key, signature) = content[1..].split_at(KEY_BYTES);
    let key = PublicKey::from_bytes(key).map_err(|_| unreadable())?;
    let signature = Signature::from_slice(signature).map_err(|_| unreadable())?;
    let verifying = VerifyingKey::from_bytes(key.as_bytes()).map_err(|_| unreadable())?;
    let holds = verifying.verify_strict(&message(before), &signature).is_ok();
    if holds { Ok(key) } else { Err(PackageError::SignatureWrong { key }) }
}
