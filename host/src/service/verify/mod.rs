//! `verify`: proves on a live database that what the core guarantees is so.
//!
//! Knows every guarantee, and what to do when one does not hold. Must not know SQL. It reads one snapshot
//! and changes nothing; each guarantee is one check, and says how many rows it covered.

mod chain;
mod checks;

pub use checks::{CHECKS, Check};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Fault, Uow};
use crate::storage::verify::{self as store, WRONG_MAX, Wrong};
use checks::How;

/// One place where a guarantee does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Stable id of the check that found it.
    pub check: String,
    /// Where: company, document, line.
    pub place: String,
    /// What is wrong there.
    pub what: String,
    /// What to do.
    pub fix: String,
}

/// One check that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Checked {
    /// Stable id.
    pub check: String,
    /// What it proves.
    pub proves: String,
    /// How many rows (or objects of the schema) it covered.
    pub covered: i64,
    /// How many findings; more than a hundred are counted as 101.
    pub found: usize,
}

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verification {
    /// Whether nothing was found.
    pub clean: bool,
    /// Every check, in order.
    pub checks: Vec<Checked>,
    /// Every finding, at most a hundred of each check.
    pub findings: Vec<Finding>,
}

/// What a verification can be asked with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Verify {
    /// Only this check; all without it.
    #[serde(default)]
    pub check: Option<String>,
}

/// Checks everything, for administrators.
pub async fn verify(uow: &mut Uow<'_>, question: Verify) -> Result<Verification, Fault> {
    run(uow, question, |_, _| {}).await
}

/// Checks everything; `progress` hears the id of each check before it begins, and how many rows it covered after.
pub async fn run(
    uow: &mut Uow<'_>,
    question: Verify,
    mut progress: impl FnMut(&'static Check, Option<i64>),
) -> Result<Verification, Fault> {
    uow.ctx.actor.must_administer()?;
    let mut all = Verification { clean: true, checks: Vec::new(), findings: Vec::new() };
    if let Some(id) = &question.check
        && !CHECKS.iter().any(|check| check.id == id)
    {
        return Err(Fault::not_found("check", id).at("/check"));
    }
    for check in CHECKS.iter().filter(|check| question.check.as_deref().is_none_or(|id| id == check.id)) {
        progress(check, None);
        let (covered, wrong) = answer(uow, check).await?;
        progress(check, Some(covered));
        all.clean &= wrong.is_empty();
        all.checks.push(Checked {
            check: check.id.to_owned(),
            proves: check.proves.to_owned(),
            covered,
            found: wrong.len().min(WRONG_MAX + 1),
        });
        all.findings.extend(wrong.into_iter().take(WRONG_MAX).map(|wrong| finding(check, wrong)));
    }
    Ok(all)
}

async fn answer(uow: &mut Uow<'_>, check: &Check) -> Result<(i64, Vec<Wrong>), Fault> {
    Ok(match check.how {
        How::Probe(probe) => store::ask(uow.tx, probe).await?,
        How::Chain => chain::links(uow).await?,
        How::Numbers => chain::numbers(uow).await?,
        How::Periods => store::period::late(uow.tx).await?,
        How::References => store::platform::references(uow.tx).await?,
        How::Integrity => store::platform::integrity(uow.tx).await?,
        How::Schema(part) => store::schema::compare(uow.tx, part).await?,
    })
}

fn finding(check: &Check, wrong: Wrong) -> Finding {
    let what = match (wrong.found, wrong.expected) {
        (Some(found), Some(expected)) => format!("{}: {found}, not {expected}", check.wrong),
        (Some(found), None) => format!("{}: {found}", check.wrong),
        _ => check.wrong.to_owned(),
    };
    Finding { check: check.id.to_owned(), place: wrong.place, what, fix: check.fix.to_owned() }
}
