//! Accounts that nobody posts to by hand: the value of stock stands on them, and goods alone change it.
//!
//! Knows that stock value is the ledger's inventory account. Must not know how goods are valued.

use std::collections::HashSet;

use uuid::Uuid;

use crate::service::{Fault, Uow};
use crate::storage::stock::company;

/// Those of these accounts on which the value of stock stands.
pub(super) async fn held_by_stock(
    uow: &mut Uow<'_>,
    company_id: Uuid,
    accounts: impl Iterator<Item = Uuid>,
) -> Result<HashSet<Uuid>, Fault> {
    let accounts: HashSet<Uuid> = accounts.collect();
    let accounts: Vec<Uuid> = accounts.into_iter().collect();
    Ok(company::held(uow.tx, company_id, &accounts).await?)
}

/// Refuses the first account that is held by stock; answers pointers such as `/lines/0/account`.
pub(super) fn refuse_held(held: &HashSet<Uuid>, accounts: impl Iterator<Item = Uuid>) -> Result<(), Fault> {
    match accounts.enumerate().find(|(_, account)| held.contains(account)) {
        None => Ok(()),
        Some((line, account)) => Err(Fault::refused(
            "ledger.account-of-stock",
            "Move or revalue the goods instead: this account holds the value of stock, which only they change.",
        )
        .arg("account", account)
        .at(format!("/lines/{line}/account"))),
    }
}
