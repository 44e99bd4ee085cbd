//! The hash chain: what of an entry is sealed, byte by byte.
//!
//! Knows the canonical form, version 1. Must not know how rows are stored: both databases, and any
//! copy between them, give the same bytes.
//!
//! Form: the tag `keel.entry.v1`, then each field in the order below. A number is 8 bytes big-endian; a
//! day is its text `YYYY-MM-DD`; an instant is microseconds since 1970 UTC; text and ids are their
//! length (8 bytes) and their bytes; an absent field is the byte 0, a present one the byte 1 and the field.
//! Lines follow their count, dimensions follow theirs. The hash is SHA-256 of the previous hash and these bytes.

use super::entry::Line;
use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// What the first entry of a company names as its previous hash.
pub const GENESIS: Hash = [0; 32];

/// Everything of an entry that the chain seals.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its company.
    pub company: Uuid,
    /// Its journal.
    pub journal: Uuid,
    /// Its period.
    pub period: Uuid,
    /// Its number.
    pub number: &'a str,
    /// Its business day.
    pub entry_on: NaiveDate,
    /// When it was posted.
    pub posted_at: DateTime<Utc>,
    /// The word of its kind.
    pub kind: &'a str,
    /// The other party's number.
    pub reference: Option<&'a str>,
    /// Free text.
    pub narration: Option<&'a str>,
    /// Whom it is about.
    pub contact: Option<Uuid>,
    /// The entry it takes back.
    pub reverses: Option<Uuid>,
    /// Its place in the chain, from 1.
    pub chain_no: i64,
    /// Where it came from: actor kind, plugin, its version, package digest, hook or action, source type.
    pub origin: [Option<&'a str>; 6],
    /// The actor and the source record.
    pub origin_ids: [Option<Uuid>; 2],
    /// Its lines in order.
    pub lines: &'a [Line],
}

/// The link of an entry: SHA-256 over the previous link and the entry's canonical bytes.
pub fn link(previous: &Hash, facts: &Facts<'_>) -> Hash {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(canonical(facts));
    hash.finalize().into()
}

/// The canonical bytes of an entry, version 1.
pub fn canonical(facts: &Facts<'_>) -> Vec<u8> {
    let mut out = Bytes(Vec::with_capacity(256 + facts.lines.len() * 128));
    out.0.extend_from_slice(b"keel.entry.v1");
    for id in [facts.id, facts.company, facts.journal, facts.period] {
        out.id(id);
    }
    out.text(facts.number);
    out.day(facts.entry_on);
    out.number(facts.posted_at.timestamp_micros());
    out.text(facts.kind);
    out.maybe(facts.reference, Bytes::text);
    out.maybe(facts.narration, Bytes::text);
    out.maybe(facts.contact, Bytes::id);
    out.maybe(facts.reverses, Bytes::id);
    out.number(facts.chain_no);
    for text in facts.origin {
        out.maybe(text, Bytes::text);
    }
    for id in facts.origin_ids {
        out.maybe(id, Bytes::id);
    }
    out.number(facts.lines.len() as i64);
    for line in facts.lines {
        write_line(&mut out, line);
    }
    out.0
}

fn write_line(out: &mut Bytes, line: &Line) {
    out.id(line.account);
    out.number(line.amount_minor);
    out.text(line.currency.as_str());
    out.number(line.company_minor);
    out.maybe(line.contact, Bytes::id);
    out.maybe(line.due_on, Bytes::day);
    out.maybe(line.description.as_deref(), Bytes::text);
    out.maybe(line.tax, |out, (code, role)| {
        out.id(code);
        out.text(role.as_str());
    });
    out.maybe(line.tax_base_minor, Bytes::number);
    out.maybe(line.tax_box.as_deref(), Bytes::text);
    out.maybe(line.tax_box_minor, Bytes::number);
    out.maybe(line.quantity_e6, Bytes::number);
    out.number(line.dimensions.len() as i64);
    for (dimension, value) in &line.dimensions {
        out.id(*dimension);
        out.id(*value);
    }
}

struct Bytes(Vec<u8>);

impl Bytes {
    fn number(&mut self, value: i64) {
        self.0.extend_from_slice(&value.to_be_bytes());
    }

    fn text(&mut self, value: &str) {
        self.number(value.len() as i64);
        self.0.extend_from_slice(value.as_bytes());
    }

    fn id(&mut self, value: Uuid) {
        self.number(16);
        self.0.extend_from_slice(value.as_bytes());
    }

    fn day(&mut self, value: NaiveDate) {
        self.text(&value.format("%Y-%m-%d").to_string());
    }

    fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            None => self.0.push(0),
            Some(value) => {
                self.0.push(1);
                write(self, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts<'a>(lines: &'a [Line], narration: Option<&'a str>) -> Facts<'a> {
        Facts {
            id: Uuid::from_u128(1),
            company: Uuid::from_u128(2),
            journal: Uuid::from_u128(3),
            period: Uuid::from_u128(4),
            number: "GEN/2026/00001",
            entry_on: "2026-01-31".parse().expect("day"),
            posted_at: DateTime::from_timestamp_micros(1_769_853_600_000_000).expect("instant"),
            kind: "normal",
            reference: None,
            narration,
            contact: None,
            reverses: None,
            chain_no: 1,
            origin: [Some("user"), None, None, None, None, None],
            origin_ids: [None, None],
            lines,
        }
    }

    fn lines(amount: i64) -> Vec<Line> {
        let usd = "USD".parse().expect("currency");
        vec![
            Line::plain(Uuid::from_u128(5), amount, usd, amount),
            Line::plain(Uuid::from_u128(6), -amount, usd, -amount),
        ]
    }

    #[test]
    fn the_form_is_frozen() {
        let hex: String =
            link(&GENESIS, &facts(&lines(100), None)).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "450a93dfe8b8f75b3b89567de5802a45fea0bfeede39150a6f7f6ccae11fa8c3");
    }

    #[test]
    fn every_change_breaks_the_link() {
        let (a, b) = (lines(100), lines(101));
        let first = link(&GENESIS, &facts(&a, None));
        assert_ne!(first, link(&GENESIS, &facts(&b, None)));
        assert_ne!(first, link(&GENESIS, &facts(&a, Some(""))));
        assert_ne!(first, link(&first, &facts(&a, None)));
    }
}
