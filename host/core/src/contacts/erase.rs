//! Erasing a person: what goes, what the books keep, and what must be settled first.
//!
//! Source: Regulation (EU) 2016/679 art. 17: erasure on request, except (3)(b) what a law obliges to
//! keep. Posted entries, moves and their audit rows carry only the id and stay; invoices already sent
//! are documents of the books. Everything else that names the person goes.

use uuid::Uuid;

/// What hangs on a person now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holdings {
    /// A natural person, not an organisation.
    pub is_person: bool,
    /// Merged away into this one.
    pub merged_into: Option<Uuid>,
    /// Already erased.
    pub erased: bool,
    /// Is the contact of a user who may log in.
    pub active_user: bool,
    /// Ledger items not settled yet.
    pub open_items: u64,
}

/// Why a person is not erased. Returned in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EraseError {
    /// Organisations have no personal data of their own; their people do.
    #[error("only a person is erased; an organisation is made inactive")]
    NotAPerson,
    /// A redirect: its survivor holds the data.
    #[error("this contact was merged into {survivor}")]
    Merged {
        /// Where it leads.
        survivor: Uuid,
    },
    /// Nothing is left.
    #[error("this contact was already erased")]
    AlreadyErased,
    /// The login would lose its owner.
    #[error("a user who can log in belongs to this contact")]
    ActiveUser,
    /// Who owes whom must stay known until it is settled.
    #[error("{count} open items are not settled")]
    OpenItems {
        /// How many.
        count: u64,
    },
}

impl EraseError {
    /// The stable code of this refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAPerson => "contact.erase-not-a-person",
            Self::Merged { .. } => "contact.already-merged",
            Self::AlreadyErased => "contact.already-erased",
            Self::ActiveUser => "contact.erase-active-user",
            Self::OpenItems { .. } => "contact.erase-open-items",
        }
    }
}

/// The name that stays in place of the person's.
pub const ERASED_NAME: &str = "Erased person";

/// Whether the person may be erased now.
pub fn may_erase(holdings: Holdings) -> Result<(), EraseError> {
    if !holdings.is_person {
        return Err(EraseError::NotAPerson);
    }
    if let Some(survivor) = holdings.merged_into {
        return Err(EraseError::Merged { survivor });
    }
    if holdings.erased {
        return Err(EraseError::AlreadyErased);
    }
    if holdings.active_user {
        return Err(EraseError::ActiveUser);
    }
    if holdings.open_items > 0 {
        return Err(EraseError::OpenItems { count: holdings.open_items });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_come_in_their_order() {
        let person = Holdings { is_person: true, ..Holdings::default() };
        for (holdings, expected) in [
            (person, Ok(())),
            (Holdings::default(), Err("contact.erase-not-a-person")),
            (
                Holdings { merged_into: Some(Uuid::from_u128(1)), erased: true, ..person },
                Err("contact.already-merged"),
            ),
            (Holdings { erased: true, active_user: true, ..person }, Err("contact.already-erased")),
            (Holdings { active_user: true, open_items: 2, ..person }, Err("contact.erase-active-user")),
            (Holdings { open_items: 2, ..person }, Err("contact.erase-open-items")),
        ] {
            assert_eq!(may_erase(holdings).map_err(EraseError::code), expected);
        }
    }
}
