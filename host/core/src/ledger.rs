//! Rules of ledger.
