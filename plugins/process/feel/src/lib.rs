//! FEEL, the expression language of DMN 1.5, in the subset that `README.md` of the plugin lists, with exact decimals.
//!
//! `parse` gives an expression, `evaluate` a value within a budget of steps. Knows no clock, no network, no host;
//! must not know processes.

#![warn(missing_docs)]

mod arithmetic;
mod budget;
mod builtin;
mod calendar;
mod compare;
mod eval;
mod expr;
mod lex;
mod parse;
mod scope;
mod value;

pub use budget::{Budget, EvaluateError};
pub use calendar::{DateTime, Time};
pub use eval::{Outcome, evaluate, test};
pub use expr::Expr;
pub use parse::{ParseError, parse, parse_tests};
pub use scope::Scope;
pub use value::{Bound, Range, Value};

pub use chrono::NaiveDate;
pub use rust_decimal::Decimal;
