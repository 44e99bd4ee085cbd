//! Reads an entry, and sets one field of it.

use keel_sdk::prelude::*;

plugin!("plugin.toml");

impl Hooks for Plugin {
    fn count_lines(change: &Change) -> Result<Body> {
        let mut debit = 0;
        for line in change.new.rows("lines") {
            let amount: Money = line.need("company_amount")?;
            debit += amount.minor.max(0);
        }
        let text = format!("{} lines, {debit}", change.new.rows("lines").len());
        Ok(Body::new().with("narration", text))
    }
}
