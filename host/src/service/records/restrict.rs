//! Which rows an actor may see or change.

use crate::service::{Actor, Allowed, RowRule};
use crate::storage::records::Restriction;

/// The rows that a permission covers.
pub fn restriction(actor: &Actor, allowed: &Allowed) -> Restriction {
    let me = actor.user_id.unwrap_or_default();
    Restriction {
        companies: allowed.companies.as_ref().map(|companies| companies.iter().copied().collect()),
        owners: match allowed.rows {
            RowRule::All => None,
            RowRule::Own => Some(vec![me]),
            RowRule::Team => Some(std::iter::once(me).chain(actor.team.iter().copied()).collect()),
        },
    }
}
