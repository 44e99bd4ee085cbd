//! Ids of records: a UUID that is cheap to copy. Must not know what it names.

use std::fmt;

use crate::Fault;

/// The id of a record. The default is the nil id, which no record has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Id(u128);

impl Id {
    /// The id that no record has.
    pub const NIL: Id = Id(0);

    /// An id of 128 bits; tests number their records with it.
    pub const fn from_u128(bits: u128) -> Id {
        Id(bits)
    }

    /// Reads `019a3c1e-7d1a-7cc0-9a57-5b1f0c6de4aa`.
    pub fn parse(text: &str) -> Result<Id, Fault> {
        Id::read(text).ok_or_else(|| Fault::invalid("value.not-an-id", "Give an id, a UUID with hyphens."))
    }

    /// Whether it names no record.
    pub fn is_nil(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn read(text: &str) -> Option<Id> {
        if text.len() != 36 {
            return None;
        }
        let mut bits: u128 = 0;
        for (at, byte) in text.bytes().enumerate() {
            match (at, byte) {
                (8 | 13 | 18 | 23, b'-') => {}
                (8 | 13 | 18 | 23, _) => return None,
                (_, byte) => bits = bits << 4 | u128::from(char::from(byte).to_digit(16)?),
            }
        }
        Some(Id(bits))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.to_be_bytes();
        let mut text = [b'-'; 36];
        let mut at = 0;
        for byte in bytes {
            if matches!(at, 8 | 13 | 18 | 23) {
                at += 1;
            }
            for digit in [byte >> 4, byte & 15] {
                text[at] = if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
                at += 1;
            }
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written() {
        let text = "019a3c1e-7d1a-7cc0-9a57-5b1f0c6de4aa";
        assert_eq!(Id::parse(text).unwrap().to_string(), text);
        for bad in ["", "019a3c1e7d1a7cc09a575b1f0c6de4aa", "019a3c1e-7d1a-7cc0-9a57-5b1f0c6de4ag"] {
            assert_eq!(Id::parse(bad).unwrap_err().code, "value.not-an-id", "{bad}");
        }
    }
}
