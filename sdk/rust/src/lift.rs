//! Enums by their number in the contract: what generated bindings read an answer with.

use crate::FaultKind;
use crate::context::Actor;
use crate::guest::Operation;
use crate::ledger::TaxRole;
use crate::log::Level;
use crate::records::{MeasureKind, Operator};

macro_rules! lift {
    ($($type:ident: $($case:ident)*;)*) => { $(
        impl $type {
            /// The case with a number; the contract has no other numbers.
            #[doc(hidden)]
            pub fn _lift(number: u8) -> $type {
                const CASES: &[$type] = &[$($type::$case),*];
                CASES[usize::from(number)]
            }
        }
    )* };
}

lift! {
    Actor: User Token Plugin System;
    FaultKind: Invalid Refused Denied NotFound Stale Limit Unavailable Internal;
    Level: Debug Info Warn Error;
    MeasureKind: Count Sum Min Max;
    Operation: Create Update Delete;
    Operator: Equal NotEqual Less AtMost Greater AtLeast OneOf Contains Starts Empty Present;
    TaxRole: Base Tax;
}
