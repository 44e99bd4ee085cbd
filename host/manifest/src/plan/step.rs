//! What a plan is made of: places, steps, refusals.
//!
//! Knows what can happen to a schema and to the rest of a plugin. Must not know how a database does it.

use crate::model::{Collection, Field, Literal, RecordType, Version};

/// What happens between two versions of a plugin: nothing to one (install), one to nothing (uninstall).
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Id of the plugin.
    pub plugin: String,
    /// Version that is there now.
    pub from: Option<Version>,
    /// Version that shall be.
    pub to: Option<Version>,
    /// In the order in which they are done: rights, what goes, renames, changes, what comes, indexes, the rest.
    pub steps: Vec<Step>,
    /// Why it must not be done. Empty: it may.
    pub refusals: Vec<Refusal>,
}

/// Why a plan must not be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable: `plan.not-declared`.
    pub code: &'static str,
    /// `raise.note`.
    pub subject: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub fix: String,
}

/// Where fields live.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// An own record type, without the plugin's id.
    Record(String),
    /// Lines of an own record type.
    Collection {
        /// Without the plugin's id.
        record_type: String,
        /// Its name.
        collection: String,
    },
    /// Another's record type, by its whole name.
    Extension(String),
}

/// What kind of thing a step of no schema is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A plugin it needs.
    Dependency,
    /// What an administrator may set.
    Setting,
    /// A named command.
    Action,
    /// A say inside transactions.
    Hook,
    /// A fact it tells.
    Event,
    /// Facts it hears.
    Subscription,
    /// Work at a time.
    Job,
    /// Inbound HTTP.
    Endpoint,
    /// A screen.
    Page,
    /// A table of figures.
    Report,
    /// An entry of the menu.
    Menu,
    /// How records are shown.
    View,
    /// Permissions with a name.
    Role,
}

/// What changes about a field that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldChange {
    /// Text may be longer; `None`: of any length.
    Longer(Option<u32>),
    /// A choice has these words too.
    MoreWords(Vec<String>),
    /// May be empty now.
    Optional,
    /// Must be given now; where it is empty it gets this.
    Required(Literal),
    /// Only how it is called, explained, filled in or guarded: nothing in the schema.
    Shown,
}

/// One thing that happens. Names in steps that destroy are the old ones, in all others the new ones,
/// in renames both.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Asks for a capability that it did not ask for, or for more that it covers.
    AskCapability {
        /// Its name.
        name: String,
        /// What is new of what it covers; empty for those that cover one thing.
        covers: Vec<String>,
        /// Why, from the manifest.
        reason: String,
    },
    /// No longer asks for a capability, or for some of what it covered.
    DropCapability {
        /// Its name.
        name: String,
        /// What is no longer covered; empty for those that cover one thing.
        covers: Vec<String>,
    },
    /// An index goes, before its field changes or goes.
    DestroyIndex {
        /// Whose.
        place: Place,
        /// As it was.
        field: Field,
        /// The index that holds `unique`; else the one that only finds.
        unique: bool,
    },
    /// A field goes with its data.
    DestroyField {
        /// Whose.
        place: Place,
        /// As it was.
        field: Field,
        /// Why, from the manifest, or because the plugin goes.
        reason: String,
    },
    /// Lines go with their data and indexes.
    DestroyCollection {
        /// Whose, without the plugin's id.
        record_type: String,
        /// As they were.
        collection: Collection,
        /// Why.
        reason: String,
    },
    /// A record type goes with its data and indexes. Its lines went before.
    DestroyRecordType {
        /// As it was.
        record_type: RecordType,
        /// Why.
        reason: String,
    },
    /// Something that the older version does not know stays when going back to it, so that nothing is lost.
    Keep {
        /// `raise.note`.
        subject: String,
    },
    /// A record type is called otherwise; its lines go with it.
    RenameRecordType {
        /// As it was.
        from: RecordType,
        /// As it shall be.
        to: String,
    },
    /// Lines are called otherwise.
    RenameCollection {
        /// New name of the record type.
        record_type: String,
        /// Was.
        from: String,
        /// Shall be.
        to: String,
    },
    /// A field is called otherwise; its data stays.
    RenameField {
        /// Whose.
        place: Place,
        /// As it was.
        from: Field,
        /// As it shall be called.
        to: String,
    },
    /// Something about a record type that its table does not show: label, title, search, order.
    ChangeRecordType {
        /// As it was.
        from: RecordType,
        /// As it shall be.
        to: RecordType,
    },
    /// A field changes and stays.
    ChangeField {
        /// Whose.
        place: Place,
        /// As it was.
        from: Field,
        /// As it shall be.
        to: Field,
        /// What changes.
        changes: Vec<FieldChange>,
    },
    /// A record type comes.
    CreateRecordType {
        /// As it shall be, but without lines (`AddCollection` follows) and without fields that refer to
        /// what does not exist yet (`AddField` follows). What its required fields refer to is there.
        record_type: RecordType,
    },
    /// Lines come.
    AddCollection {
        /// Whose, without the plugin's id.
        record_type: String,
        /// As they shall be.
        collection: Collection,
    },
    /// A field comes. When the table has rows, the field is optional or has a default.
    ///
    /// It may be there already: a plugin that went back to an older version kept it.
    AddField {
        /// Whose.
        place: Place,
        /// As it shall be.
        field: Field,
    },
    /// An index comes: every reference has one, and what is marked `index` or `unique`.
    ///
    /// A unique one fails when the data has duplicates. Within one company, where the records have companies.
    CreateIndex {
        /// Whose.
        place: Place,
        /// As it shall be.
        field: Field,
        /// Holds `unique`; else it only finds.
        unique: bool,
    },
    /// Something else comes.
    Add {
        /// What kind.
        part: Part,
        /// Its name.
        name: String,
    },
    /// Something else changes.
    Change {
        /// What kind.
        part: Part,
        /// Its name.
        name: String,
        /// What it does now, where that is worth a line.
        note: String,
    },
    /// Something else goes.
    Remove {
        /// What kind.
        part: Part,
        /// Its name.
        name: String,
    },
}

impl Plan {
    /// Whether the new version asks for rights that the old one did not ask for.
    pub fn asks_more(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::AskCapability { .. }))
    }

    /// Whether data goes.
    pub fn destroys(&self) -> bool {
        self.steps.iter().any(Step::destroys)
    }

    /// The steps that change tables, in order.
    pub fn schema(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.is_schema())
    }
}

impl Step {
    /// Whether data goes.
    pub fn destroys(&self) -> bool {
        matches!(
            self,
            Step::DestroyField { .. } | Step::DestroyCollection { .. } | Step::DestroyRecordType { .. }
        )
    }

    /// Whether tables change.
    pub fn is_schema(&self) -> bool {
        match self {
            Step::DestroyIndex { .. }
            | Step::DestroyField { .. }
            | Step::DestroyCollection { .. }
            | Step::DestroyRecordType { .. }
            | Step::RenameRecordType { .. }
            | Step::RenameCollection { .. }
            | Step::RenameField { .. }
            | Step::CreateRecordType { .. }
            | Step::AddCollection { .. }
            | Step::AddField { .. }
            | Step::CreateIndex { .. } => true,
            Step::ChangeField { changes, .. } => changes.iter().any(|change| *change != FieldChange::Shown),
            Step::AskCapability { .. }
            | Step::DropCapability { .. }
            | Step::Keep { .. }
            | Step::ChangeRecordType { .. }
            | Step::Add { .. }
            | Step::Change { .. }
            | Step::Remove { .. } => false,
        }
    }
}
