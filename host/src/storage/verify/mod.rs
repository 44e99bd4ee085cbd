//! Questions whose every answer is a fault of the data: each asks for rows that break one promise.
//!
//! Knows tables and what they promise each other. Must not know who asks or what is done about an answer.

mod ledger;
mod schema;
mod stock;

pub use ledger::{ClosedPeriod, CompanyChain, chains, closed_periods};
pub use schema::{foreign_keys_broken, guards_missing, pages_damaged};

use super::{DbError, Row, Sql, Tx};

/// Most answers of one question: enough to see what happened.
const ANSWERS_MAX: usize = 100;

/// One promise as a question. Its rows are: code of the company, what is at fault, and how.
pub struct Question {
    /// Stable code of the finding.
    pub code: &'static str,
    sql: &'static str,
}

/// One row that breaks a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Code of the company.
    pub company: Option<String>,
    /// What is at fault, by the number or code that people know.
    pub subject: String,
    /// How.
    pub detail: String,
}

/// Every question that one statement can ask, in the order of the documentation.
pub fn questions() -> impl Iterator<Item = &'static Question> {
    ledger::QUESTIONS.iter().chain(stock::QUESTIONS)
}

/// Asks one of them.
pub async fn ask(tx: &mut Tx, question: &Question) -> Result<Vec<Answer>, DbError> {
    let sql = format!("{} limit {ANSWERS_MAX}", question.sql);
    tx.rows(Sql::built(sql), &[]).await?.iter().map(answer).collect()
}

fn answer(row: &Row) -> Result<Answer, DbError> {
    Ok(Answer { company: row.get(0)?, subject: row.get(1)?, detail: row.get(2)? })
}
