//! Every key of a manifest, with its type and what it says. The reader checks against these tables and the
//! reference in `README.md` is printed from them, so neither can know a key that the other does not.

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// `"text"`.
    Text,
    /// `12`.
    Integer,
    /// `true`.
    Flag,
    /// `["a", "b"]`.
    Texts,
    /// Text, a whole number, true or false: what the field takes.
    Literal,
    /// One table: `[plugin]`.
    Table(&'static Section),
    /// Tables: `[[hook]]`, or `[{ … }, { … }]`.
    Tables(&'static Section),
    /// A table of versions by plugin.
    Versions,
}

/// A key.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    pub(crate) about: &'static str,
}

/// A table and its keys.
#[derive(Debug)]
pub(crate) struct Section {
    /// `record-type.field`.
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    pub(crate) keys: &'static [Key],
}

const fn must(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, required: true, about }
}

const fn may(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, required: false, about }
}

use Shape::{Flag, Integer, Literal, Table, Tables, Text, Texts, Versions};

const NAME: Key = must("name", Text, "Kebab-case, 2 to 30 characters.");
const LABEL: Key = may("label", Text, "For people; made of the name when left out.");
const HELP: Key = may("help", Text, "One sentence for people.");
const WAS_TYPE: Key =
    may("was", Text, "Its name in the version before, when it was renamed: the data stays.");
const FIELD_NAME: Key = must("name", Text, "snake_case, 2 to 40 characters.");
const KIND: Key = must(
    "kind",
    Text,
    "`text`, `long-text`, `bool`, `integer`, `decimal`, `money`, `day`, `instant`, `reference`, `choice`, `json`.",
);
const MAX: Key = may("max", Integer, "`text`: most characters, 1 to 4000; 200 when left out.");
const SCALE: Key = may("scale", Integer, "`decimal`: digits after the point, 0 to 9; must be given.");
const CURRENCY: Key = may(
    "currency",
    Text,
    "`money`: the text field with the currency, the company's while that is empty; the company's currency when left out.",
);
const TO: Key = may("to", Text, "`reference`: the record type; must be given.");
const WORDS: Key = may("words", Texts, "`choice`: the words, kebab-case or snake_case; must be given.");
const REQUIRED: Key = may("required", Flag, "Must be given.");
const DEFAULT: Key = may("default", Literal, "When none is given. Decimals and days are written as text.");

/// Where it all begins.
pub(crate) const ROOT: Section = Section {
    title: "",
    about: "",
    keys: &[
        must("plugin", Table(&PLUGIN), ""),
        may("depends", Versions, ""),
        may("capability", Tables(&CAPABILITY), ""),
        may("record-type", Tables(&RECORD_TYPE), ""),
        may("extension", Tables(&EXTENSION), ""),
        may("setting", Tables(&SETTING), ""),
        may("action", Tables(&ACTION), ""),
        may("hook", Tables(&HOOK), ""),
        may("event", Tables(&EVENT), ""),
        may("subscription", Tables(&SUBSCRIPTION), ""),
        may("job", Tables(&JOB), ""),
        may("endpoint", Tables(&ENDPOINT), ""),
        may("page", Tables(&PAGE), ""),
        may("report", Tables(&REPORT), ""),
        may("menu", Tables(&MENU), ""),
        may("view", Tables(&VIEW), ""),
        may("role", Tables(&ROLE), ""),
        may("destroy", Tables(&DESTROY), ""),
    ],
};

const PLUGIN: Section = Section {
    title: "plugin",
    about: "What it is.",
    keys: &[
        must("id", Text, "Kebab-case, 2 to 30 characters, the same for ever: `credit-limit`."),
        must("version", Text, "Three numbers: `1.0.0`. Higher with every change of the package."),
        must("name", Text, "For people."),
        must("description", Text, "One sentence for people."),
        must("licence", Text, "SPDX expression; `LicenseRef-Proprietary` for terms of your own."),
        must("vendor", Text, "Who publishes it."),
        must("host-api", Text, "The contract it is written against: `1.0`."),
        may(
            "colour",
            Text,
            "One of the colours below, by which people tell its screens; the host chooses when left out.",
        ),
    ],
};

const CAPABILITY: Section = Section {
    title: "capability",
    about: "A right it asks for. What it covers stands in `types`, `actions` or `hosts`, as the list of capabilities says.",
    keys: &[
        must("name", Text, "One of the capabilities below."),
        may("types", Texts, "Record types that it covers."),
        may("actions", Texts, "Actions of other plugins that it covers: `sales.ship`."),
        may(
            "hosts",
            Texts,
            "Hosts that it covers: `api.example.com`; `http://host:port` only where nothing else will do.",
        ),
        must("reason", Text, "Why, for the administrator: a sentence of three words or more."),
    ],
};

const RECORD_TYPE: Section = Section {
    title: "record-type",
    about: "A kind of business object of its own; its whole name is `<plugin>.<name>`.",
    keys: &[
        NAME,
        LABEL,
        HELP,
        may("scope", Text, "`company` (each record belongs to one; when left out) or `shared`."),
        must("title", Text, "The field that names a record to people."),
        may("search", Texts, "Text fields that the search box looks into."),
        may("owner", Text, "Reference to `user` by which the row rules `own` and `team` go."),
        may("sort", Texts, "Order of lists: fields; `-field` for largest first."),
        WAS_TYPE,
        must("field", Tables(&FIELD), "Its members."),
        may("collection", Tables(&COLLECTION), "Its lines."),
    ],
};

const FIELD: Section =
    Section { title: "record-type.field", about: "A typed member; a column.", keys: FIELD_KEYS };

const FIELD_KEYS: &[Key] = &[
    FIELD_NAME,
    KIND,
    LABEL,
    HELP,
    MAX,
    SCALE,
    CURRENCY,
    TO,
    may("on-delete", Text, "`reference`: `restrict` (when left out), `cascade` or `clear`."),
    WORDS,
    REQUIRED,
    may("readonly", Flag, "Only the plugin sets it."),
    may("unique", Flag, "No two records (of one company) share it."),
    may("index", Flag, "Lists are filtered or sorted by it. References have an index anyway."),
    DEFAULT,
    WAS_TYPE,
];

const COLLECTION: Section = Section {
    title: "record-type.collection",
    about: "Numbered lines that are read and written with their record.",
    keys: &[
        must("name", Text, "snake_case, 2 to 30 characters."),
        LABEL,
        WAS_TYPE,
        must("field", Tables(&COLLECTION_FIELD), "Members of a line."),
    ],
};

const COLLECTION_FIELD: Section =
    Section { title: "record-type.collection.field", about: "As `record-type.field`.", keys: FIELD_KEYS };

const EXTENSION: Section = Section {
    title: "extension",
    about: "Fields on another's record type, called `<plugin>__<field>` there, with `_` for `-`.",
    keys: &[
        must("on", Text, "Record type of the core, or of a plugin in `depends`."),
        must("field", Tables(&EXTENSION_FIELD), "The fields; none may be required without a default."),
    ],
};

const EXTENSION_FIELD: Section =
    Section { title: "extension.field", about: "As `record-type.field`.", keys: FIELD_KEYS };

const INPUT_KEYS: &[Key] =
    &[FIELD_NAME, KIND, LABEL, HELP, MAX, SCALE, CURRENCY, TO, WORDS, REQUIRED, DEFAULT];

const SETTING: Section = Section {
    title: "setting",
    about: "What an administrator may set, for all companies or for one.",
    keys: &[
        NAME,
        must(
            "kind",
            Text,
            "`text`, `long-text`, `bool`, `integer`, `decimal`, `day`, `reference`, `choice`, or `secret`: \
             a text that is never shown again.",
        ),
        LABEL,
        HELP,
        MAX,
        SCALE,
        TO,
        WORDS,
        REQUIRED,
        DEFAULT,
    ],
};

const ACTION: Section = Section {
    title: "action",
    about: "A named command: a button, an API call, a step of a process.",
    keys: &[
        NAME,
        LABEL,
        HELP,
        may("on", Text, "Record type whose record it is called on; else it takes none."),
        may(
            "permission",
            Text,
            "Right on that record type that its user needs: `read`, `create`, `update`, `delete`, `correct`.",
        ),
        may("confirm", Text, "A question that people are asked before it runs."),
        may("emits", Texts, "Events of its own that it tells."),
        may("input", Tables(&ACTION_INPUT), "What it takes."),
        may("input-collection", Tables(&ACTION_LINES), "Lines that it takes."),
        may("output", Tables(&ACTION_OUTPUT), "What it answers."),
    ],
};

const ACTION_INPUT: Section =
    Section { title: "action.input", about: "A value that it takes.", keys: INPUT_KEYS };
const ACTION_OUTPUT: Section =
    Section { title: "action.output", about: "A value that it answers.", keys: INPUT_KEYS };
const ACTION_LINES: Section = Section {
    title: "action.input-collection",
    about: "Lines that it takes.",
    keys: &[
        must("name", Text, "snake_case, 2 to 30 characters."),
        LABEL,
        must("field", Tables(&ACTION_LINES_FIELD), "Members of a line."),
    ],
};
const ACTION_LINES_FIELD: Section =
    Section { title: "action.input-collection.field", about: "As `action.input`.", keys: INPUT_KEYS };

const HOOK: Section = Section {
    title: "hook",
    about: "A say inside the transaction of a change.",
    keys: &[
        NAME,
        must("on", Text, "Record type: of the core, its own, or of a plugin in `depends`."),
        must("change", Texts, "`create`, `update`, `delete`."),
        must("when", Text, "`before` the change is written (may complete or refuse it), or `after`."),
        may(
            "policy",
            Text,
            "When it faults: `block` the change (when left out), `skip` with a mark, `hold` the change.",
        ),
        may("order", Integer, "Lowest first, -1000 to 1000; 0 when left out. Then by plugin, then by name."),
        may("fields", Texts, "Only for updates that change one of these; for all when left out."),
        may("writes", Texts, "Fields that it may set, before the change."),
    ],
};

const EVENT: Section = Section {
    title: "event",
    about: "A fact that it tells after the commit, as `<plugin>.<name>`.",
    keys: &[NAME, LABEL],
};

const SUBSCRIPTION: Section = Section {
    title: "subscription",
    about: "Facts that it hears.",
    keys: &[
        NAME,
        must(
            "on",
            Texts,
            "Names of events: `record.created`, `sales.order-confirmed`, `sales.*`; `*` for whatever other plugins tell (needs `events.hear`). `plugin.enabled` is told to the plugin itself when it begins to work in a company.",
        ),
        may("types", Texts, "Only about records of these types; about any when left out."),
    ],
};

const JOB: Section = Section {
    title: "job",
    about: "Work at a time.",
    keys: &[
        NAME,
        LABEL,
        may(
            "schedule",
            Text,
            "Cron, five fields, UTC: `0 3 * * *`. Left out: only when the plugin schedules it.",
        ),
        may("input", Tables(&JOB_INPUT), "What runs that the plugin schedules are given."),
    ],
};

const JOB_INPUT: Section = Section { title: "job.input", about: "As `action.input`.", keys: INPUT_KEYS };

const ENDPOINT: Section = Section {
    title: "endpoint",
    about: "Inbound HTTP at `/ext/<plugin>/<name>`.",
    keys: &[
        NAME,
        LABEL,
        may("methods", Texts, "`GET`, `POST`, `PUT`, `PATCH`, `DELETE`; only `POST` when left out."),
        must(
            "auth",
            Text,
            "`token` (of Keel's own), `signature` (Standard Webhooks) or `none` (anybody may call).",
        ),
        may("secret", Text, "`signature`: the setting of kind `secret` that keys it."),
    ],
};

const PAGE: Section = Section {
    title: "page",
    about: "A screen, drawn by the host from blocks.",
    keys: &[
        NAME,
        LABEL,
        must("slot", Text, "Where it appears: one of the slots below."),
        may("on", Text, "Record type, for the slots of records and lists."),
    ],
};

const REPORT: Section = Section {
    title: "report",
    about: "A table of figures.",
    keys: &[NAME, LABEL, may("parameter", Tables(&REPORT_PARAMETER), "What it asks for.")],
};

const REPORT_PARAMETER: Section =
    Section { title: "report.parameter", about: "As `action.input`.", keys: INPUT_KEYS };

const MENU: Section = Section {
    title: "menu",
    about: "An entry of the menu. Opens a page or a list.",
    keys: &[
        must("label", Text, "For people."),
        may("page", Text, "A page of its own in the slot `page`."),
        may("record-type", Text, "A record type whose list it opens."),
        may(
            "section",
            Text,
            "Kebab-case: entries of one section stand together, under the message `section-NAME` or what the name makes.",
        ),
    ],
};

const VIEW: Section = Section {
    title: "view",
    about: "How records of a type are shown.",
    keys: &[
        must("record-type", Text, "Its own, or another's."),
        must("kind", Text, "`list`, `form`, `board`, `calendar`, `chart`."),
        must("fields", Texts, "Fields in order."),
        may(
            "group-by",
            Text,
            "`board`, `calendar`, `chart`: the field of its columns, days or bars; must be given.",
        ),
    ],
};

const ROLE: Section = Section {
    title: "role",
    about: "Permissions with a name; an administrator gives them to people.",
    keys: &[NAME, LABEL, must("permissions", Tables(&PERMISSION), "What people with this role may.")],
};

const PERMISSION: Section = Section {
    title: "role.permissions",
    about: "A permission, written as `{ type = \"contact\", operations = [\"read\"] }`.",
    keys: &[
        must("type", Text, "Record type."),
        must("operations", Texts, "`read`, `create`, `update`, `delete`, `correct`."),
        may("rows", Text, "`all` (when left out), `team` or `own`."),
    ],
};

const DESTROY: Section = Section {
    title: "destroy",
    about: "Data that this version gives up, shown to an administrator before it goes.",
    keys: &[
        must(
            "what",
            Text,
            "`raise` (a record type), `raise.note` (a field or its lines), `contact.limit` (a field of an extension).",
        ),
        must("reason", Text, "Why: a sentence of three words or more."),
    ],
};
