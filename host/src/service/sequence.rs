//! Gapless numbers for documents outside the ledger, whose journals number their own.
//!
//! Knows how a number is written. Must not know documents.

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Fault, Input, Op, Uow};
use crate::storage::{Scope, sequence};

/// A wish for the next number.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct NextNumber {
    /// Company.
    pub company: Uuid,
    /// Code of the sequence.
    pub code: String,
    /// Day of the document, which says the year; today without it.
    #[serde(default)]
    pub on: Option<NaiveDate>,
}

impl Input for NextNumber {
    fn scope(&self) -> Scope {
        Scope::Company(self.company)
    }
}

/// A number that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Numbered {
    /// As it stands on the document: prefix and padded number.
    pub number: String,
}

/// Takes the next number of a sequence. Gapless: a unit of work that is rolled back gives it back, and
/// units of one company never interleave.
pub async fn next(uow: &mut Uow<'_>, input: NextNumber) -> Result<Numbered, Fault> {
    uow.may("sequence", Op::Update, Some(input.company))?;
    let found = sequence::find(uow.tx, input.company, &input.code).await?;
    let row = found.ok_or_else(|| Fault::not_found("sequence", &input.code).at("/code"))?;
    let year = input.on.unwrap_or_else(|| uow.ctx.today()).year();
    let number = sequence::take(uow.tx, row.id, row.per_year.then_some(year)).await?;
    Ok(Numbered { number: written(&row.prefix, row.padding, year, number) })
}

fn written(prefix: &str, padding: i64, year: i32, number: i64) -> String {
    let width = usize::try_from(padding).unwrap_or(0);
    format!("{}{number:0width$}", prefix.replace("{year}", &year.to_string()))
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn a_number_is_prefix_and_padded_count() {
        for (prefix, padding, number, expected) in
            [("SO-", 5, 7, "SO-00007"), ("{year}/", 0, 12, "2026/12"), ("", 3, 12345, "12345")]
        {
            assert_eq!(written(prefix, padding, 2026, number), expected);
        }
    }
}
