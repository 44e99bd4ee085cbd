//! Refuses what would take a customer over the limit.

use keel_sdk::prelude::*;
use keel_sdk::{Field, Guest};

/// The plugin.
pub struct Plugin;

#[cfg(target_arch = "wasm32")]
mod exports {
    use super::Plugin;
    keel_sdk::bindings::hooks::export!(Plugin with_types_in keel_sdk::bindings::hooks);
    keel_sdk::bindings::actions::export!(Plugin with_types_in keel_sdk::bindings::actions);
}

impl Guest for Plugin {
    #[cfg(not(target_arch = "wasm32"))]
    const MANIFEST: &'static str = include_str!("../plugin.toml");

    fn before(_hook: &str, change: Change) -> Result<Vec<Field>> {
        let entry = &change.new;
        let lines = entry.rows("lines");
        let accounts: Vec<Id> = lines.iter().filter_map(|line| line.get("account")).collect();
        let receivable: Vec<bool> = records::get("account", &accounts)?
            .iter()
            .map(|account| account.get::<String>("role").as_deref() == Some("receivable"))
            .collect();
        let mut more: Vec<(Id, Money)> = Vec::new();
        for (line, _) in lines.iter().zip(receivable).filter(|(_, receivable)| *receivable) {
            let Some(contact) = line.get::<Id>("contact").or_else(|| entry.get("contact")) else { continue };
            let amount: Money = line.need("company_amount")?;
            match more.iter_mut().find(|(of, _)| *of == contact) {
                Some((_, sum)) => *sum = sum.plus(&amount)?,
                None => more.push((contact, amount)),
            }
        }
        let contacts: Vec<Id> = more.iter().map(|(contact, _)| *contact).collect();
        let documents = records::get("contact", &contacts)?;
        let open = ledger::open_balances(&contacts)?;
        for ((document, open), (_, amount)) in documents.iter().zip(&open).zip(&more) {
            let Some(limit) = document.get::<Decimal>("credit_limit__limit") else { continue };
            let after = open.receivable.plus(amount)?.amount();
            if amount.minor > 0 && after > limit {
                return Err(Fault::refused(
                    "credit-limit.over",
                    format!("{after} is over the limit of {limit}."),
                )
                .at("/lines")
                .arg("limit", limit)
                .arg("after", after));
            }
        }
        Ok(Vec::new())
    }

    fn action(_action: &str, target: Option<Document>, input: Body) -> Result<Body> {
        let target = target.ok_or_else(|| Fault::invalid("target.required", "Call it on a contact."))?;
        let limit: Decimal = input.need("limit")?;
        let reason: String = input.need("reason")?;
        records::update("contact", target.id(), Body::new().with("credit_limit__limit", limit))?;
        let raise = Body::new().with("contact", target.id()).with("limit", limit).with("reason", reason);
        records::create("credit-limit.raise", raise)?;
        info!("limit of {} is {limit}", target.id());
        let open = ledger::open_balance(target.id())?.receivable.amount();
        keel_sdk::events::emit("limit-raised", Some(&target.reference()), &Body::new().with("limit", limit))?;
        Ok(Body::new().with("open", open))
    }
}
