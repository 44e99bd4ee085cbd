//! What a manifest says, read and checked. Must not know how it is read, or what the host does with it.

use std::collections::BTreeMap;

/// A semantic version (semver 2.0.0) without pre-release and build parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// Breaks.
    pub major: u32,
    /// Adds.
    pub minor: u32,
    /// Mends.
    pub patch: u32,
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// A manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// Kebab-case, 2 to 30 characters: `credit-limit`.
    pub id: String,
    /// Of this package.
    pub version: Version,
    /// For people.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// SPDX expression.
    pub licence: String,
    /// Who publishes it.
    pub vendor: String,
    /// The contract it was written against: major and minor.
    pub host_api: (u32, u32),
    /// By which people tell its screens: one of `COLOURS`.
    pub colour: Option<String>,
    /// Plugins it needs, with the least version of each (same major).
    pub depends: BTreeMap<String, Version>,
    /// What it asks for.
    pub capabilities: Vec<Capability>,
    /// Its own kinds of business objects.
    pub record_types: Vec<RecordType>,
    /// Fields it adds to other record types.
    pub extensions: Vec<Extension>,
    /// What an administrator may set, per company.
    pub settings: Vec<Field>,
    /// Named commands.
    pub actions: Vec<Action>,
    /// Its say inside transactions.
    pub hooks: Vec<Hook>,
    /// Facts it tells.
    pub events: Vec<Event>,
    /// Facts it hears.
    pub subscriptions: Vec<Subscription>,
    /// Work at a time.
    pub jobs: Vec<Job>,
    /// Inbound HTTP.
    pub endpoints: Vec<Endpoint>,
    /// Screens.
    pub pages: Vec<Page>,
    /// Tables of figures.
    pub reports: Vec<Report>,
    /// Entries of the menu.
    pub menus: Vec<Menu>,
    /// How records are shown.
    pub views: Vec<View>,
    /// Roles it brings; an administrator gives them to people.
    pub roles: Vec<Role>,
    /// Destructive steps that this version declares.
    pub destroys: Vec<Destroy>,
}

/// What a plugin asks for. Both this and an administrator's grant are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capability {
    /// One of `CAPABILITIES`: `records.read`, `ledger.post`, `http.send`, …
    pub name: String,
    /// What it covers: record types (`records.*`), actions (`actions.call`), hosts (`http.send`);
    /// empty for those that cover one thing.
    pub covers: Vec<String>,
    /// Why, for the administrator.
    pub reason: String,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One line of at most so many characters.
    Text(u32),
    /// Many lines.
    LongText,
    /// Yes or no.
    Bool,
    /// A whole number.
    Integer,
    /// An exact decimal with so many digits after the point, at most 9.
    Decimal(u32),
    /// An amount: in the record's company's currency, or in that of another field.
    Money(Option<String>),
    /// A business day.
    Day,
    /// An instant.
    Instant,
    /// A record of another type.
    Reference(String, OnDelete),
    /// One of these words.
    Choice(Vec<String>),
    /// A JSON document.
    Json,
}

/// What happens to a record when the one it refers to is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// The deletion is refused.
    Restrict,
    /// It goes too.
    Cascade,
    /// The field is emptied.
    Clear,
}

/// A constant in a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `true`.
    Bool(bool),
    /// `80`.
    Integer(i64),
    /// Text; decimals, days and instants are written as text too: `"12.50"`.
    Text(String),
}

/// A typed member of a record type, an input, an output or a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// snake_case (settings: kebab-case).
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// For people; made of the name when not given.
    pub label: String,
    /// One sentence.
    pub help: String,
    /// Must be given.
    pub required: bool,
    /// Only the plugin sets it: not changed by forms and API.
    pub readonly: bool,
    /// No two records (of one company) share it.
    pub unique: bool,
    /// Has an index.
    pub index: bool,
    /// A setting that is never shown again once it was set: `kind = "secret"`. Its kind is text.
    pub secret: bool,
    /// When none is given.
    pub default: Option<Literal>,
    /// Its name in the version before, when it was renamed.
    pub was: Option<String>,
}

/// Lines of a record type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// snake_case.
    pub name: String,
    /// For people.
    pub label: String,
    /// Members of a line.
    pub fields: Vec<Field>,
    /// Its name in the version before, when it was renamed.
    pub was: Option<String>,
}

/// A kind of business object of the plugin: `credit-limit.raise`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordType {
    /// Without the plugin's id, kebab-case: `raise`.
    pub name: String,
    /// For people.
    pub label: String,
    /// One sentence.
    pub help: String,
    /// Records belong to a company; else all companies share them.
    pub company: bool,
    /// Field that names a record.
    pub title: String,
    /// Text fields that the search box looks into.
    pub search: Vec<String>,
    /// Reference to `user` by which row rules go.
    pub owner: Option<String>,
    /// Order of lists: field, `-field` for largest first.
    pub sort: Vec<String>,
    /// Members.
    pub fields: Vec<Field>,
    /// Lines.
    pub collections: Vec<Collection>,
    /// Its name in the version before, when it was renamed.
    pub was: Option<String>,
}

/// Fields on another's record type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Record type of the core, or of a plugin in `depends`.
    pub on: String,
    /// The fields; on the record they are called `<plugin>__<field>` with `_` for `-`.
    pub fields: Vec<Field>,
}

/// A named command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Without the plugin's id, kebab-case.
    pub name: String,
    /// On the button.
    pub label: String,
    /// One sentence.
    pub help: String,
    /// Asked before it runs.
    pub confirm: Option<String>,
    /// Record type it is called on; else it takes no record.
    pub on: Option<String>,
    /// Right on the record type that its user needs; without `on`: none but being signed in.
    pub permission: Option<Operation>,
    /// Typed input.
    pub input: Vec<Field>,
    /// Lines of the input.
    pub input_collections: Vec<Collection>,
    /// Typed answer.
    pub output: Vec<Field>,
    /// Facts it tells, without the plugin's id.
    pub emits: Vec<String>,
}

/// What is done to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Seen.
    Read,
    /// Made; an entry: posted; a stock move: done.
    Create,
    /// Changed.
    Update,
    /// Deleted.
    Delete,
    /// Corrected when it is final.
    Correct,
}

impl Operation {
    /// Name in manifests and permissions.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Read => "read",
            Operation::Create => "create",
            Operation::Update => "update",
            Operation::Delete => "delete",
            Operation::Correct => "correct",
        }
    }
}

/// When a hook runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before the change is written; may complete or refuse it.
    Before,
    /// After, in the same unit of work.
    After,
}

/// What happens when a hook faults (a trap, a limit: not when it refuses).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// The change is refused.
    Block,
    /// The change goes on, with a visible mark on the record.
    Skip,
    /// The change is kept aside until an administrator releases or drops it.
    Hold,
}

/// A plugin's say inside a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Kebab-case.
    pub name: String,
    /// Record type.
    pub on: String,
    /// Create, update, delete.
    pub change: Vec<Operation>,
    /// Before or after.
    pub when: When,
    /// Lowest first; then by plugin id, then by name.
    pub order: i32,
    /// When it faults.
    pub policy: Policy,
    /// Only for updates that change one of these; empty: for all.
    pub fields: Vec<String>,
    /// Fields it may set.
    pub writes: Vec<String>,
}

/// A fact the plugin tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Without the plugin's id.
    pub name: String,
    /// For people.
    pub label: String,
}

/// Facts the plugin hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Kebab-case.
    pub name: String,
    /// Event names, whole: `record.created`, `credit-limit.limit-raised`; `sales.*` for all of one noun.
    pub on: Vec<String>,
    /// Only facts about these record types; empty: about any.
    pub types: Vec<String>,
}

/// Work at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Kebab-case.
    pub name: String,
    /// For people.
    pub label: String,
    /// Cron, five fields, in UTC; none: only when scheduled by the plugin.
    pub schedule: Option<String>,
    /// Typed input of runs that the plugin schedules.
    pub input: Vec<Field>,
}

/// Who may call an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointAuth {
    /// Anybody.
    None,
    /// A bearer token of Keel's own.
    Token,
    /// `webhook-signature` of Standard Webhooks, keyed by a secret setting of the plugin.
    Signature(String),
}

/// Inbound HTTP at `/ext/<plugin>/<name>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Kebab-case; the path.
    pub name: String,
    /// For people.
    pub label: String,
    /// Methods it takes.
    pub methods: Vec<String>,
    /// Who may call.
    pub auth: EndpointAuth,
}

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Kebab-case.
    pub name: String,
    /// For people.
    pub label: String,
    /// Where it appears: one of `SLOTS`.
    pub slot: String,
    /// Record type whose record the slot shows, for slots of records.
    pub on: Option<String>,
}

/// A table of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Kebab-case.
    pub name: String,
    /// For people.
    pub label: String,
    /// Typed parameters.
    pub parameters: Vec<Field>,
}

/// An entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// For people.
    pub label: String,
    /// Opens a page of the plugin, or
    pub page: Option<String>,
    /// a list of a record type.
    pub record_type: Option<String>,
    /// Kebab-case; entries of one section stand together.
    pub section: Option<String>,
}

/// How records of a type are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Own record type without the plugin's id, or another's whole name.
    pub record_type: String,
    /// `list`, `form`, `board`, `calendar`, `chart`.
    pub kind: String,
    /// Fields in order.
    pub fields: Vec<String>,
    /// Board: the choice or reference of its columns. Calendar: the day.
    pub group_by: Option<String>,
}

/// A permission of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// Record type, whole name.
    pub record_type: String,
    /// What may be done.
    pub operations: Vec<Operation>,
    /// `own`, `team` or `all`.
    pub rows: String,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Kebab-case.
    pub name: String,
    /// For people.
    pub label: String,
    /// Its permissions.
    pub permissions: Vec<Permission>,
}

/// A destructive step, declared so that it can be shown before it happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destroy {
    /// `raise` (a record type), `raise.note` (a field), `contact.limit` (a field of an extension).
    pub what: String,
    /// Why, for the administrator.
    pub reason: String,
}
