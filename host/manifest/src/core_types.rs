//! The record types of the core, as far as a manifest can speak of them.
//!
//! They stand in `core.types`, which a test of the host holds against its own declarations and writes:
//! `KEEL_WRITE_SNAPSHOT=1 cargo test -p keel-tests --test doors plugin_manifest`.

use std::sync::LazyLock;

/// A record type of the core.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoreType {
    /// Its name.
    pub name: &'static str,
    /// Records belong to a company.
    pub company: bool,
    /// Lines of other records, without an id of their own.
    pub lines: bool,
    /// Made and never changed.
    pub final_rows: bool,
    /// Fields and collections.
    pub members: Vec<&'static str>,
}

static ALL: LazyLock<Vec<CoreType>> =
    LazyLock::new(|| include_str!("core.types").lines().filter_map(CoreType::parse).collect());

/// Fields of final records that a hook may complete before they become final: words, never figures.
pub const COMPLETED: [(&str, &str); 2] = [("entry", "reference"), ("entry", "narration")];

/// All of them, by name.
pub fn all() -> &'static [CoreType] {
    &ALL
}

/// The record type of a name.
pub fn find(name: &str) -> Option<&'static CoreType> {
    ALL.iter().find(|one| one.name == name)
}

impl CoreType {
    /// `contact: shared; name emails …`, with `lines` and `final` after the scope.
    fn parse(line: &'static str) -> Option<CoreType> {
        let (name, rest) = line.split_once(": ")?;
        let (marks, members) = rest.split_once("; ")?;
        let marked = |mark: &str| marks.split(' ').any(|one| one == mark);
        Some(CoreType {
            name,
            company: marked("company"),
            lines: marked("lines"),
            final_rows: marked("final"),
            members: members.split(' ').collect(),
        })
    }
}
