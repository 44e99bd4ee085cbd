//! Merging two records of one person or organisation: who stays, what moves.
//!
//! Knows which values win. Must not know tables, nor which other tables point at contacts.

use uuid::Uuid;

/// What is known of each side before a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// The contact.
    pub id: Uuid,
    /// A natural person, not an organisation.
    pub is_person: bool,
    /// Already merged away into this one.
    pub merged_into: Option<Uuid>,
    /// Its personal data was erased.
    pub erased: bool,
}

/// Why two contacts are not merged. Returned in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Both are one record.
    #[error("a contact cannot be merged with itself")]
    Same,
    /// One of them was merged before.
    #[error("contact {contact} was merged into {survivor}")]
    AlreadyMerged {
        /// The one that is a redirect.
        contact: Uuid,
        /// Where it leads.
        survivor: Uuid,
    },
    /// One of them was erased: nothing is left to compare.
    #[error("contact {contact} was erased")]
    Erased {
        /// Which.
        contact: Uuid,
    },
    /// A person and an organisation.
    #[error("a person and an organisation are two contacts")]
    KindsDiffer,
}

impl MergeError {
    /// The stable code of this refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "contact.merge-with-itself",
            Self::AlreadyMerged { .. } => "contact.already-merged",
            Self::Erased { .. } => "contact.erased",
            Self::KindsDiffer => "contact.kinds-differ",
        }
    }
}

/// Whether the two may become one.
pub fn may_merge(survivor: Side, loser: Side) -> Result<(), MergeError> {
    if survivor.id == loser.id {
        return Err(MergeError::Same);
    }
    for side in [survivor, loser] {
        if let Some(into) = side.merged_into {
            return Err(MergeError::AlreadyMerged { contact: side.id, survivor: into });
        }
    }
    for side in [survivor, loser] {
        if side.erased {
            return Err(MergeError::Erased { contact: side.id });
        }
    }
    if survivor.is_person != loser.is_person {
        return Err(MergeError::KindsDiffer);
    }
    Ok(())
}

/// Whose value a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice {
    /// The one that stays.
    Survivor,
    /// The one that becomes a redirect.
    Loser,
}

/// The value of a field after the merge: the chosen side's, or else the survivor's, or else the
/// loser's: what one side does not know the other tells.
pub fn value<T>(survivor: Option<T>, loser: Option<T>, choice: Option<Choice>) -> Option<T> {
    match choice {
        Some(Choice::Loser) => loser,
        Some(Choice::Survivor) => survivor,
        None => survivor.or(loser),
    }
}

/// Which rows of the loser's collection the survivor lacks, by their keys, in order.
pub fn rows_to_move(survivor: &[String], loser: &[String]) -> Vec<usize> {
    let mut seen: Vec<&String> = survivor.iter().collect();
    let mut moved = Vec::new();
    for (index, key) in loser.iter().enumerate() {
        if !seen.contains(&key) {
            seen.push(key);
            moved.push(index);
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_come_in_their_order() {
        let one = Side { id: Uuid::from_u128(1), is_person: true, merged_into: None, erased: false };
        let two = Side { id: Uuid::from_u128(2), ..one };
        let gone = Side { merged_into: Some(Uuid::from_u128(3)), erased: true, ..two };
        for (survivor, loser, expected) in [
            (one, two, Ok(())),
            (one, one, Err("contact.merge-with-itself")),
            (one, gone, Err("contact.already-merged")),
            (gone, one, Err("contact.already-merged")),
            (one, Side { erased: true, is_person: false, ..two }, Err("contact.erased")),
            (one, Side { is_person: false, ..two }, Err("contact.kinds-differ")),
        ] {
            assert_eq!(may_merge(survivor, loser).map_err(MergeError::code), expected);
        }
    }

    #[test]
    fn the_survivor_keeps_what_it_knows_and_learns_the_rest() {
        for (survivor, loser, choice, expected) in [
            (Some(1), Some(2), None, Some(1)),
            (None, Some(2), None, Some(2)),
            (Some(1), Some(2), Some(Choice::Loser), Some(2)),
            (Some(1), None, Some(Choice::Loser), None),
            (None, Some(2), Some(Choice::Survivor), None),
        ] {
            assert_eq!(value(survivor, loser, choice), expected);
        }
        let keys = |all: &[&str]| all.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>();
        assert_eq!(rows_to_move(&keys(&["a"]), &keys(&["b", "a", "b", "c"])), vec![0, 3]);
    }
}
