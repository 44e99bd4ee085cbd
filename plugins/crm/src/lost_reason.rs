//! Why opportunities are lost: the usual reasons.

use keel_sdk::prelude::*;

use crate::LostReason;

const USUAL: [&str; 5] =
    ["Price too high", "Chose a competitor", "No budget", "No need any more", "No answer"];

/// Makes the usual reasons where there are none; how many.
pub fn make_usual() -> Result<i64> {
    if LostReason::find().first()?.is_some() {
        return Ok(0);
    }
    for name in USUAL {
        LostReason { name: name.to_owned(), ..LostReason::default() }.create()?;
    }
    Ok(USUAL.len() as i64)
}
