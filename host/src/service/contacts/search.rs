//! Contacts by any part of name, phone, mail or number, as somebody types.

use keel_core::contacts::search::{Rank, rank, terms};
use keel_core::contacts::text::fold;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::may_all;
use crate::service::{Fault, Op, Uow};
use crate::storage::contacts::search::{self as store, Candidate};

/// Answers at most.
const LIMIT_MAX: u16 = 100;
/// Candidates weighed for each answer: enough to rank well, few enough to stay under ten milliseconds.
const CANDIDATES_PER_HIT: i64 = 3;

/// What is looked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct SearchContacts {
    /// Any part of name, code, phone, mail, tax number or account, in any script.
    pub q: String,
    /// Answers at most; 20 unless told, 100 at most.
    #[serde(default = "twenty")]
    pub limit: u16,
}

fn twenty() -> u16 {
    20
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Hit {
    /// The contact.
    pub id: Uuid,
    /// `person` or `organisation`.
    pub kind: String,
    /// Number or short name.
    pub code: Option<String>,
    /// As shown.
    pub name: String,
    /// `exact`, `prefix`, `word`, `part`: how it was found, best first.
    pub rank: String,
}

/// Contacts that answer, best first: exact, then by the beginning of the name, then of any word, then by
/// any part. Merged contacts are found under their survivor.
pub async fn search(uow: &mut Uow<'_>, input: SearchContacts) -> Result<Vec<Hit>, Fault> {
    let hidden = may_all(uow, Op::Read)?.hidden_fields;
    // What a role does not show must not be found out by searching for it.
    let by_name_only = ["code", "phones", "emails", "websites", "tax_numbers", "bank_accounts"]
        .iter()
        .any(|field| hidden.contains(*field));
    let terms = terms(&input.q);
    let limit = usize::from(input.limit.clamp(1, LIMIT_MAX));
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let typed = fold(&input.q);
    let mut found = candidates(uow, &typed, &terms, limit).await?;
    if by_name_only {
        for one in &mut found {
            one.code = None;
            one.search_text = format!(" {} ", one.name_key);
        }
    }
    let mut ranked: Vec<(Rank, Candidate)> = found
        .into_iter()
        .filter_map(|one| {
            let by_code = one.code.as_deref().is_some_and(|code| fold(code) == typed).then_some(Rank::Exact);
            let by_name = one.name_key.starts_with(&typed).then_some(Rank::Prefix);
            let rank = by_code.or_else(|| rank(&one.name_key, &one.search_text, &terms)).or(by_name)?;
            Some((rank, one))
        })
        .collect();
    ranked.sort_by(|(a, left), (b, right)| {
        a.cmp(b).then_with(|| left.name_key.cmp(&right.name_key)).then_with(|| left.id.cmp(&right.id))
    });
    ranked.dedup_by(|(_, a), (_, b)| a.id == b.id);
    ranked.truncate(limit);
    Ok(ranked
        .into_iter()
        .map(|(rank, one)| Hit {
            id: one.id,
            kind: one.kind,
            code: one.code,
            name: one.name,
            rank: rank_name(rank).to_owned(),
        })
        .collect())
}

/// Candidates in three steps, each only if those before did not fill the answer.
async fn candidates(
    uow: &mut Uow<'_>,
    typed: &str,
    terms: &[String],
    limit: usize,
) -> Result<Vec<Candidate>, Fault> {
    let most = CANDIDATES_PER_HIT * i64::try_from(limit).unwrap_or(1);
    let mut found = store::by_prefix(uow.tx, typed, most).await?;
    // A whole number or mail address comes first even when a name begins like it.
    if found.len() < limit {
        let words: Vec<String> = terms.iter().map(|term| format!(" {term}")).collect();
        add(&mut found, store::by_parts(uow.tx, &words, most).await?);
    }
    if found.len() < limit {
        add(&mut found, store::by_parts(uow.tx, terms, most).await?);
    }
    Ok(found)
}

fn add(found: &mut Vec<Candidate>, more: Vec<Candidate>) {
    for one in more {
        if !found.iter().any(|known| known.id == one.id) {
            found.push(one);
        }
    }
}

const fn rank_name(rank: Rank) -> &'static str {
    match rank {
        Rank::Exact => "exact",
        Rank::Prefix => "prefix",
        Rank::WordPrefix => "word",
        Rank::Substring => "part",
    }
}
