//! What one evaluation may take. Every loop and every text that grows asks here first.

use std::cell::Cell;
use std::fmt;

/// Deepest calls of functions in functions.
pub(crate) const CALLS_MAX: u32 = 32;
/// Longest text, in bytes.
pub(crate) const TEXT_MAX: usize = 256 << 10;
/// Longest list.
pub(crate) const LIST_MAX: usize = 10_000;

/// How many steps are left. One node of an expression, one item of a list and 64 bytes of text are a step each.
#[derive(Debug)]
pub struct Budget {
    steps: Cell<u64>,
    calls: Cell<u32>,
}

/// Why an evaluation was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvaluateError {
    /// It took more steps than it was given.
    Steps,
    /// Functions called each other too deeply.
    Calls,
    /// A text or list grew too large.
    Size,
}

impl EvaluateError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            EvaluateError::Steps => "feel.steps",
            EvaluateError::Calls => "feel.calls",
            EvaluateError::Size => "feel.size",
        }
    }
}

impl fmt::Display for EvaluateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EvaluateError::Steps => "The expression takes too many steps; make its lists shorter.",
            EvaluateError::Calls => "Functions of the expression call each other too deeply.",
            EvaluateError::Size => "A text or list of the expression grows too large.",
        })
    }
}

impl std::error::Error for EvaluateError {}

impl Default for Budget {
    fn default() -> Budget {
        Budget::of(100_000)
    }
}

impl Budget {
    /// So many steps.
    pub fn of(steps: u64) -> Budget {
        Budget { steps: Cell::new(steps), calls: Cell::new(0) }
    }

    pub(crate) fn take(&self, steps: usize) -> Result<(), EvaluateError> {
        let left = self.steps.get().checked_sub(steps as u64).ok_or(EvaluateError::Steps)?;
        self.steps.set(left);
        Ok(())
    }

    pub(crate) fn text(&self, bytes: usize) -> Result<(), EvaluateError> {
        if bytes > TEXT_MAX { Err(EvaluateError::Size) } else { self.take(1 + bytes / 64) }
    }

    pub(crate) fn list(&self, items: usize) -> Result<(), EvaluateError> {
        if items > LIST_MAX { Err(EvaluateError::Size) } else { self.take(items) }
    }

    pub(crate) fn enter(&self) -> Result<(), EvaluateError> {
        if self.calls.get() >= CALLS_MAX {
            return Err(EvaluateError::Calls);
        }
        self.calls.set(self.calls.get() + 1);
        Ok(())
    }

    pub(crate) fn leave(&self) {
        self.calls.set(self.calls.get().saturating_sub(1));
    }
}
