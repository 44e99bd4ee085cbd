//! Secrets that the host makes up: of sessions, tokens and one-time passwords.
//!
//! Knows random bytes and their text forms. Must not know what a secret opens.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::service::Fault;

/// What a bearer token begins with, so that scanners of leaked secrets know it.
pub(super) const TOKEN_PREFIX: &str = "keel_pat_";

/// Letters and digits that nobody takes for another when typing them from a terminal.
const READABLE: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";

/// SHA-256 of a secret: all that the database keeps. Secrets have 256 random bits, so no salt is needed.
pub(super) fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// 256 random bits as 43 characters that need no quoting in a cookie or a header.
pub(super) fn random() -> Result<String, Fault> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes::<32>()?))
}

/// A password of four groups of five readable characters, 97 bits.
pub(super) fn readable() -> Result<String, Fault> {
    let mut text = String::with_capacity(24);
    while text.len() < 23 {
        for byte in random_bytes::<32>()? {
            // The last place of the alphabet is the dash: never drawn.
            let index = usize::from(byte & 31);
            if index == 31 || text.len() == 23 {
                continue;
            }
            if text.len() % 6 == 5 {
                text.push('-');
            }
            text.push(char::from(READABLE[index]));
        }
    }
    Ok(text)
}

fn random_bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| Fault::internal(format!("no randomness: {e}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_time_passwords_have_four_groups_and_differ() {
        let one = super::readable().unwrap();
        let groups: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(groups, [5, 5, 5, 5], "{one}");
        assert_ne!(one, super::readable().unwrap());
        assert_eq!(super::random().unwrap().len(), 43);
    }
}
