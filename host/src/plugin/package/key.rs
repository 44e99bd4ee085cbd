//! Keys: Ed25519 (RFC 8032), private ones as PKCS #8 in PEM, public ones as `ed25519:` and base64.
//!
//! Knows how keys are written and which are trusted. Must not know what they sign.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use ed25519_dalek::{SigningKey, VerifyingKey};

const PREFIX: &str = "ed25519:";

/// A vendor's public key: `ed25519:` and base64 of its 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not written as public keys are.
    #[error("a public key is `ed25519:` and 44 characters of base64, as `keel key new` prints it")]
    NotPublic,
    /// Not written as private keys are.
    #[error("a private key is an Ed25519 key as PKCS #8 in PEM, as `keel key new` writes it")]
    NotPrivate,
    /// The machine gives no random bytes.
    #[error("this machine gives no random bytes")]
    NoRandomness,
}

impl PublicKey {
    /// The key of 32 bytes, if they are one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| KeyError::NotPublic)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::NotPublic)?;
        if key.is_weak() { Err(KeyError::NotPublic) } else { Ok(PublicKey(bytes)) }
    }

    /// The public half of a private key.
    pub fn of(key: &SigningKey) -> Self {
        PublicKey(key.verifying_key().to_bytes())
    }

    /// Its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Display for PublicKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", STANDARD.encode(self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(KeyError::NotPublic)?;
        PublicKey::from_bytes(&STANDARD.decode(encoded).map_err(|_| KeyError::NotPublic)?)
    }
}

/// Whose packages are taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedKeys {
    keys: BTreeMap<PublicKey, Standing>,
    unsigned: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Trusted,
    Revoked,
}

impl TrustedKeys {
    /// Nobody's.
    pub fn new() -> Self {
        TrustedKeys::default()
    }

    /// Those of a key too.
    pub fn trust(mut self, key: PublicKey) -> Self {
        self.keys.entry(key).or_insert(Standing::Trusted);
        self
    }

    /// Those of a key no longer, whether it was trusted or not.
    pub fn revoke(mut self, key: PublicKey) -> Self {
        self.keys.insert(key, Standing::Revoked);
        self
    }

    /// Those that nobody signed too: for development.
    pub fn unsigned_too(mut self) -> Self {
        self.unsigned = true;
        self
    }

    pub(super) fn takes_unsigned(&self) -> bool {
        self.unsigned
    }

    /// Whether a key is trusted; `None` where nobody ever said so.
    pub(super) fn standing(&self, key: &PublicKey) -> Option<bool> {
        self.keys.get(key).map(|standing| *standing == Standing::Trusted)
    }
}

/// A new private key.
pub fn new_key() -> Result<SigningKey, KeyError> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|_| KeyError::NoRandomness)?;
    Ok(SigningKey::from_bytes(&seed))
}

/// A private key as PKCS #8 in PEM.
pub fn write_key(key: &SigningKey) -> Result<String, KeyError> {
    let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::NotPrivate)?;
    Ok(pem.as_str().to_owned())
}

/// Reads a private key out of PKCS #8 in PEM.
pub fn read_key(pem: &str) -> Result<SigningKey, KeyError> {
    SigningKey::from_pkcs8_pem(pem).map_err(|_| KeyError::NotPrivate)
}
