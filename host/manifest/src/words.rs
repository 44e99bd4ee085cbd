//! The closed lists of a manifest: capabilities, slots, kinds, events of the core, and what contract there is.
//!
//! Knows words. Must not know what stands behind them.

/// The newest contract that this reader knows: major and minor.
pub const HOST_API: (u32, u32) = (1, 1);

/// What a capability covers, and the key that lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covers {
    /// Record types: `types`.
    Types,
    /// Actions of other plugins: `actions`.
    Actions,
    /// Hosts of the network: `hosts`.
    Hosts,
    /// One thing: no key.
    Nothing,
}

impl Covers {
    /// The key that lists what is covered.
    pub fn key(self) -> Option<&'static str> {
        match self {
            Covers::Types => Some("types"),
            Covers::Actions => Some("actions"),
            Covers::Hosts => Some("hosts"),
            Covers::Nothing => None,
        }
    }
}

/// A capability that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapabilityWord {
    /// Its name.
    pub name: &'static str,
    /// What it covers.
    pub covers: Covers,
    /// What may be done with it, for an administrator.
    pub about: &'static str,
}

const fn capability(name: &'static str, covers: Covers, about: &'static str) -> CapabilityWord {
    CapabilityWord { name, covers, about }
}

/// All capabilities. Own record types need none.
pub const CAPABILITIES: &[CapabilityWord] = &[
    capability("records.read", Covers::Types, "Reads records of these types."),
    capability("records.create", Covers::Types, "Makes records of these types."),
    capability("records.update", Covers::Types, "Changes records of these types."),
    capability("records.delete", Covers::Types, "Deletes records of these types."),
    capability("ledger.read", Covers::Nothing, "Reads balances and open items."),
    capability("ledger.post", Covers::Nothing, "Posts entries, which are final."),
    capability("ledger.reverse", Covers::Nothing, "Posts reversals of entries."),
    capability("ledger.reconcile", Covers::Nothing, "Settles open items with each other."),
    capability("stock.read", Covers::Nothing, "Reads what is on hand."),
    capability("stock.plan", Covers::Nothing, "Plans, reserves and cancels stock moves."),
    capability("stock.move", Covers::Nothing, "Does stock moves, which are final."),
    capability("contacts.search", Covers::Nothing, "Searches people and organisations."),
    capability(
        "actions.call",
        Covers::Actions,
        "Calls these actions of other plugins; `[\"*\"]` every action of every plugin, also of those that are not in `depends`.",
    ),
    capability(
        "events.hear",
        Covers::Nothing,
        "Hears every fact that any plugin tells (`on = [\"*\"]`), also of plugins that are not in `depends`.",
    ),
    capability("jobs.schedule", Covers::Nothing, "Schedules its own jobs."),
    capability("http.send", Covers::Hosts, "Sends what it likes to these hosts on the network."),
    capability("files.read", Covers::Nothing, "Reads files on records."),
    capability("files.write", Covers::Nothing, "Adds files to records."),
    capability("mail.send", Covers::Nothing, "Sends mail to anybody, in the company's name."),
];

/// What an administrator should know before they grant something that reaches as far as there are plugins.
pub fn warning(capability: &str, covers: &str) -> Option<&'static str> {
    match (capability, covers) {
        ("actions.call", "*") => Some(
            "It may call every action of every plugin, also of those that are installed later. In the name of a user it \
             does no more than that user may; on its own account it does whatever the called plugin may.",
        ),
        ("events.hear", _) => Some(
            "It hears what every plugin tells, also those that are installed later, with names, amounts and whatever \
             else stands in it, whoever may see the records.",
        ),
        _ => None,
    }
}

/// Places of the screen, and whether each is on a record type (`on`).
pub const SLOTS: &[(&str, bool)] = &[
    ("page", false),
    ("record-panel", true),
    ("record-action", true),
    ("list-action", true),
    ("dashboard-card", false),
    ("my-work", false),
    ("settings", false),
    ("report", false),
];

/// Colours that a plugin may wear, beside those of the house.
pub const COLOURS: &[&str] =
    &["blue", "cyan", "green", "grey", "indigo", "lime", "orange", "pink", "red", "teal", "violet", "yellow"];

/// Kinds of fields.
pub const KINDS: &[&str] = &[
    "text",
    "long-text",
    "bool",
    "integer",
    "decimal",
    "money",
    "day",
    "instant",
    "reference",
    "choice",
    "json",
];

/// Kinds of settings.
pub const SETTING_KINDS: &[&str] =
    &["text", "long-text", "bool", "integer", "decimal", "day", "reference", "choice", "secret"];

/// Kinds of views.
pub const VIEWS: &[&str] = &["list", "form", "board", "calendar", "chart"];

/// Methods of endpoints.
pub const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Facts that the core tells.
pub const CORE_EVENTS: &[&str] = &[
    "record.created",
    "record.updated",
    "record.deleted",
    "contact.merged",
    "contact.erased",
    "plugin.enabled",
    "ledger.chart-installed",
    "ledger.entry-posted",
    "ledger.fiscal-year-opened",
    "ledger.fiscal-year-closed",
    "ledger.period-reopened",
    "ledger.period-closed",
    "ledger.period-sealed",
    "stock.move-done",
    "stock.revalued",
    "stock.count-posted",
    "task.reminder-due",
    "timeline.posted",
];

/// Ids that no plugin may have: words of the host, of its URLs and of its events.
pub const RESERVED_IDS: &[&str] = &[
    "keel", "core", "host", "system", "plugin", "plugins", "admin", "api", "ext", "app", "record", "records",
    "ledger", "stock", "contacts", "action", "actions", "event", "events", "job", "jobs", "http", "file",
    "files", "mail", "log", "timeline", "auth", "report", "reports", "page", "pages", "sqlite", "postgres",
];

/// Names that no field of a record may have: the host's own.
pub const RESERVED_FIELDS: &[&str] = &[
    "id",
    "version",
    "created_at",
    "updated_at",
    "company",
    "company_id",
    "line_no",
    "parent",
    "search_text",
    "type",
    "tags",
    "etag",
];

/// Words of SQL that PostgreSQL or SQLite do not take as a column's name as it stands.
pub const SQL_WORDS: &[&str] = &[
    "add",
    "all",
    "alter",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "autoincrement",
    "between",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "commit",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "delete",
    "desc",
    "distinct",
    "do",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "if",
    "ilike",
    "in",
    "index",
    "initially",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "nothing",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "rowid",
    "select",
    "session_user",
    "set",
    "similar",
    "some",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "transaction",
    "true",
    "union",
    "unique",
    "update",
    "user",
    "using",
    "values",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
];

/// Types that say who may do what: no plugin changes them, nor does a role that it brings.
pub const GUARDED_TYPES: &[&str] = &["api-token", "role", "user", "webhook-endpoint"];

/// The word nearest to one that there is not, if any is near.
pub fn nearest<'w>(word: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let far = word.chars().count().max(3) / 3 + 1;
    let measured = words.into_iter().map(|one| (distance(word, one), one));
    measured
        .filter(|(distance, _)| *distance <= far)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, one)| one)
}

/// How many letters are to be changed, added, dropped or swapped.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}
