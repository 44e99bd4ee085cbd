//! Contacts that may be one: while somebody types a new one, and all there are.

use std::collections::HashSet;

use chrono::NaiveDate;
use keel_core::contacts::duplicate::{POSSIBLE, Profile, Score, score};
use keel_core::contacts::search::terms;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{contact_type, country, keys, load, may_all, phone};
use crate::service::{Fault, Op, Uow};
use crate::storage::contacts::duplicates::{self as store, Block};
use crate::storage::contacts::search;
use crate::storage::records::{self, Record, Restriction, Value};

/// Contacts of one block that are compared with each other: a switchboard of thousands is no duplicate.
const BLOCK_MAX: usize = 24;
/// Candidates that are compared with a draft.
const CANDIDATES_MAX: i64 = 60;

/// A contact as far as somebody has typed it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FindDuplicates {
    /// The contact itself when it is already kept: it is no duplicate of its own.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// `person` or `organisation`.
    pub kind: String,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Country, by code or name: how phones are read.
    #[serde(default)]
    pub country: Option<String>,
    /// City.
    #[serde(default)]
    pub city: Option<String>,
    /// Phone numbers.
    #[serde(default)]
    pub phones: Vec<String>,
    /// E-mail addresses.
    #[serde(default)]
    pub emails: Vec<String>,
    /// Tax numbers, with or without their country.
    #[serde(default)]
    pub tax_numbers: Vec<String>,
    /// Day of birth.
    #[serde(default)]
    pub born_on: Option<NaiveDate>,
}

/// A contact that may be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Duplicate {
    /// The contact.
    pub id: Uuid,
    /// As shown.
    pub name: String,
    /// How likely it is the same, 0 to 100.
    pub percent: u8,
    /// Why, strongest first: `tax-number`, `email`, `phone`, `same-name`, …
    pub reasons: Vec<String>,
}

/// Refuses who may not see what is compared: the reasons would tell it.
fn may_compare(uow: &Uow<'_>) -> Result<(), Fault> {
    let allowed = may_all(uow, Op::Read)?;
    let compared = ["name", "phones", "emails", "tax_numbers", "bank_accounts", "addresses", "born_on"];
    if compared.iter().any(|field| allowed.hidden_fields.contains(*field)) {
        return Err(Fault::denied("Your role hides fields that duplicates are found by."));
    }
    Ok(())
}

/// Kept contacts that may be the one being typed, most likely first.
pub async fn find(uow: &mut Uow<'_>, draft: FindDuplicates) -> Result<Vec<Duplicate>, Fault> {
    may_compare(uow)?;
    let record = draft_record(&draft);
    let wanted = keys::profile(&record);
    let mut ids: Vec<Uuid> = Vec::new();
    for block in Block::ALL {
        ids.extend(store::having(uow.tx, block, &block_keys(block, &wanted), CANDIDATES_MAX).await?);
    }
    // Names that only look alike: the longest words tell most.
    let mut words = terms(&draft.name);
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    for word in words.iter().take(2).filter(|word| word.chars().count() >= 3) {
        let part = [format!(" {}", word.chars().take(5).collect::<String>())];
        let found = search::by_parts(uow.tx, &part, CANDIDATES_MAX).await?;
        ids.extend(found.into_iter().map(|one| one.id));
    }
    let mut seen: HashSet<Uuid> = draft.id.into_iter().collect();
    ids.retain(|id| seen.insert(*id));
    let mut found = Vec::new();
    for id in ids {
        let other = load(uow, id).await?;
        let points = score(&wanted, &keys::profile(&other));
        if points.percent >= POSSIBLE {
            found.push(duplicate(id, &other, &points));
        }
    }
    found.sort_by(|a, b| b.percent.cmp(&a.percent).then_with(|| a.name.cmp(&b.name)));
    Ok(found)
}

fn draft_record(draft: &FindDuplicates) -> Record {
    let home = draft.country.as_deref().and_then(country::country);
    let row = |fields: &[(&str, Option<String>)]| -> Record {
        fields.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.clone()))).collect()
    };
    let phones = draft
        .phones
        .iter()
        .map(|given| row(&[("given", Some(given.clone())), ("e164", phone::recognise(given, home).e164)]))
        .collect();
    let emails = draft.emails.iter().map(|one| row(&[("address", Some(one.to_lowercase()))])).collect();
    let tax_numbers = draft
        .tax_numbers
        .iter()
        .map(|given| {
            let bare: String =
                given.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
            let prefixed = bare
                .get(..2)
                .and_then(country::country)
                .filter(|_| !bare.starts_with(|c: char| c.is_ascii_digit()));
            let number = if prefixed.is_some() { bare[2..].to_owned() } else { bare };
            row(&[("country", prefixed.or(home).map(str::to_owned)), ("number", Some(number))])
        })
        .collect();
    Record::from_iter([
        ("kind".to_owned(), Value::from(draft.kind.as_str())),
        ("name".to_owned(), Value::from(draft.name.as_str())),
        ("born_on".to_owned(), Value::from(draft.born_on)),
        ("addresses".to_owned(), Value::Rows(vec![row(&[("city_given", draft.city.clone())])])),
        ("phones".to_owned(), Value::Rows(phones)),
        ("emails".to_owned(), Value::Rows(emails)),
        ("tax_numbers".to_owned(), Value::Rows(tax_numbers)),
    ])
}

fn block_keys(block: Block, profile: &Profile) -> Vec<String> {
    match block {
        // The block compares numbers without their country; the score compares both.
        Block::TaxNumber => {
            profile.tax_numbers.iter().filter_map(|n| n.get(2..)).map(str::to_owned).collect()
        }
        Block::Iban => profile.ibans.clone(),
        Block::Email => profile.emails.clone(),
        Block::Phone => profile.phones.iter().filter(|n| n.starts_with('+')).cloned().collect(),
        Block::Name if profile.match_key.is_empty() => Vec::new(),
        Block::Name => vec![profile.match_key.clone()],
    }
}

fn duplicate(id: Uuid, record: &Record, score: &Score) -> Duplicate {
    Duplicate {
        id,
        name: super::text(record, "name").unwrap_or_default().to_owned(),
        percent: score.percent,
        reasons: score.reasons.iter().map(|reason| reason.name().to_owned()).collect(),
    }
}

/// Which pairs are asked for.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ListDuplicates {
    /// Pairs at least this likely, 0 to 100; 50 unless told.
    #[serde(default = "possible")]
    pub min_percent: u8,
    /// Shared keys looked at in one request; 200 unless told, 1,000 at most.
    #[serde(default = "two_hundred")]
    pub limit: u16,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

fn possible() -> u8 {
    POSSIBLE
}

fn two_hundred() -> u16 {
    200
}

/// Two contacts that may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Pair {
    /// The older.
    pub first: Duplicate,
    /// The newer.
    pub second: Duplicate,
}

/// A page of pairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Pairs {
    /// Pairs, most likely first within the page.
    pub pairs: Vec<Pair>,
    /// Where the next page starts; nothing when this was the last.
    pub next: Option<String>,
}

/// Kept contacts that may be one, block by block: tax number, account, mail, phone, name.
pub async fn list(uow: &mut Uow<'_>, input: ListDuplicates) -> Result<Pairs, Fault> {
    may_compare(uow)?;
    let kind = contact_type(uow)?;
    let keys_max = i64::from(input.limit.clamp(1, 1_000));
    let (first, mut after) = cursor(input.after.as_deref())?;
    let mut pairs: Vec<Pair> = Vec::new();
    let mut next = None;
    for (at, block) in Block::ALL.into_iter().enumerate().skip(first) {
        let shared = store::shared(uow.tx, block, &after, keys_max).await?;
        after = String::new();
        let mut at_key = 0;
        let groups: Vec<&[(String, Uuid)]> = shared.chunk_by(|a, b| a.0 == b.0).collect();
        for group in &groups {
            at_key += 1;
            let mut members: Vec<(Uuid, Record)> = Vec::new();
            for (_, id) in group.iter().take(BLOCK_MAX) {
                if let Some(record) = records::get(uow.tx, &kind, *id, &Restriction::default()).await? {
                    members.push((*id, record));
                }
            }
            compare(&members, input.min_percent, &mut pairs);
        }
        if at_key == keys_max
            && let Some((key, _)) = shared.last()
        {
            next = Some(format!("{at}:{key}"));
            break;
        }
    }
    pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.second.percent), pair.first.id, pair.second.id));
    pairs.dedup_by_key(|pair| (pair.first.id, pair.second.id));
    Ok(Pairs { pairs, next })
}

fn compare(members: &[(Uuid, Record)], least: u8, pairs: &mut Vec<Pair>) {
    let profiles: Vec<Profile> = members.iter().map(|(_, record)| keys::profile(record)).collect();
    for (left, (id, record)) in members.iter().enumerate() {
        for (right, (other_id, other)) in members.iter().enumerate().skip(left + 1) {
            let points = score(&profiles[left], &profiles[right]);
            if points.percent >= least {
                pairs.push(Pair {
                    first: duplicate(*id, record, &points),
                    second: duplicate(*other_id, other, &points),
                });
            }
        }
    }
}

fn cursor(after: Option<&str>) -> Result<(usize, String), Fault> {
    let Some(text) = after else { return Ok((0, String::new())) };
    text.split_once(':')
        .and_then(|(block, key)| Some((block.parse().ok()?, key.to_owned())))
        .ok_or_else(|| Fault::invalid("cursor", "Give `next` of the page before, as it was.").at("/after"))
}
