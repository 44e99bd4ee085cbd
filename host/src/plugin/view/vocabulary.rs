//! The nodes of view documents, version 1: the table of `wit/README.md`, line by line.

use serde_json::{Map, Value};

use super::member::Member::{self, *};

const TONE: Member = Words(&["neutral", "info", "good", "warn", "bad"]);

/// What a node has: name, kind, whether it must be there; `None`: this host does not know the node.
pub fn members(node: &str) -> Option<&'static [(&'static str, Member, bool)]> {
    Some(match node {
        "stack" => &[
            ("children", Nodes, true),
            ("direction", Words(&["down", "across"]), false),
            ("gap", Words(&["none", "small", "large"]), false),
        ],
        "grid" => &[("children", Nodes, true), ("columns", Whole(1, 6), false)],
        "section" => &[("title", Text, true), ("children", Nodes, true), ("closed", Bool, false)],
        "tabs" => &[("tabs", Parts, true)],
        "dialog" => &[("label", Text, true), ("title", Text, true), ("children", Nodes, true)],
        "wizard" => &[("steps", Parts, true)],
        "heading" => &[("text", Text, true), ("level", Whole(1, 3), false)],
        "text" => &[("text", Text, true), ("tone", TONE, false)],
        "code" => &[("text", Text, true)],
        "banner" => &[("text", Text, true), ("tone", TONE, false), ("title", Text, false)],
        "empty" => &[("title", Text, true), ("text", Text, false), ("children", Nodes, false)],
        "stat" => &[
            ("label", Text, true),
            ("value", Cell, true),
            ("hint", Text, false),
            ("tone", TONE, false),
            ("open", Place, false),
        ],
        "badge" => &[("text", Text, true), ("tone", TONE, false)],
        "progress" => &[("label", Text, true), ("percent", Percent, true), ("tone", TONE, false)],
        "facts" => &[("rows", Objects(500, &[("label", Text, true), ("value", Cell, true)]), true)],
        "table" => &[
            (
                "columns",
                Objects(
                    30,
                    &[
                        ("name", Name, true),
                        ("label", Text, true),
                        ("align", Words(&["start", "end"]), false),
                    ],
                ),
                true,
            ),
            ("rows", Objects(500, &[("cells", Cells, true), ("open", Place, false)]), true),
            ("empty", Text, false),
        ],
        "records" => &[
            ("type", Name, true),
            ("fields", Names, false),
            ("where", WHERE, false),
            ("sort", Names, false),
            ("limit", Whole(1, 100), false),
        ],
        "field" => &[("record", Name, true), ("id", Id, true), ("field", Name, true)],
        "lines" => {
            &[("record", Name, true), ("id", Id, true), ("collection", Name, true), ("fields", Names, false)]
        }
        "board" | "calendar" => &[
            ("type", Name, true),
            ("group-by", Name, true),
            ("fields", Names, false),
            ("where", WHERE, false),
        ],
        "timeline" => &[("record", Name, true), ("id", Id, true)],
        "chart" => &[
            ("kind", Words(&["bar", "line", "area", "pie"]), true),
            ("title", Text, true),
            ("labels", Texts(400), true),
            ("series", Objects(12, &[("label", Text, true), ("values", Decimals(400), true)]), true),
            ("unit", Text, false),
            ("stacked", Bool, false),
        ],
        "button" => &[
            ("label", Text, true),
            ("action", Name, true),
            ("target", Target, false),
            ("input", Cells, false),
            ("tone", TONE, false),
            ("confirm", Text, false),
        ],
        "form" => &[
            ("action", Name, true),
            ("target", Target, false),
            ("input", Cells, false),
            ("asks", Names, false),
            ("fields", Objects(50, FIELD), false),
            ("into", Name, false),
            ("submit", Text, false),
            ("buttons", Objects(6, BUTTON), false),
        ],
        "link" => &[("label", Text, true), ("open", Place, true)],
        "menu" => &[("label", Text, true), ("children", Only(&["button", "link"]), true)],
        "image" => &[("asset", Asset, true), ("alt", Text, true)],
        "file" => &[("record", Name, true), ("id", Id, true), ("file", Id, true)],
        "address" => &[("lines", Texts(10), true), ("country", Country, false)],
        "barcode" => &[
            ("kind", Words(&["code128", "ean13", "qr"]), true),
            ("value", String(1_000), true),
            ("alt", Text, true),
        ],
        "diagram" => {
            &[("kind", Words(&["bpmn"]), true), ("source", String(200_000), true), ("alt", Text, true)]
        }
        "divider" => &[],
        _ => return None,
    })
}

/// Conditions on records.
pub(super) const WHERE: Member = Objects(
    20,
    &[
        ("field", Name, true),
        ("operator", OPERATOR, true),
        ("value", Cell, false),
        ("values", ManyCells(100), false),
    ],
);

/// A field of a form that no manifest declares.
const FIELD: &[(&str, Member, bool)] = &[
    ("name", Name, true),
    ("label", Text, true),
    ("kind", Words(&["text", "long-text", "bool", "integer", "decimal", "day", "choice"]), true),
    ("help", Text, false),
    ("required", Bool, false),
    ("choices", Objects(200, &[("value", String(200), true), ("label", Text, false)]), false),
    ("value", Cell, false),
];

/// One of several ways to send a form.
const BUTTON: &[(&str, Member, bool)] =
    &[("label", Text, true), ("input", Cells, false), ("tone", TONE, false)];

const OPERATOR: Member = Words(&[
    "equal",
    "not-equal",
    "less",
    "at-most",
    "greater",
    "at-least",
    "one-of",
    "contains",
    "starts",
    "empty",
    "present",
]);

/// What members of a node must be together, in words, when they are not.
pub fn together(node: &str, object: &Map<std::string::String, Value>) -> Result<(), &'static str> {
    let list = |name: &str| object.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    match node {
        "table" => {
            let named =
                |name: &std::string::String| list("columns").iter().any(|column| column["name"] == **name);
            let fits = |row: &Value| row["cells"].as_object().is_some_and(|cells| cells.keys().all(named));
            if list("rows").iter().all(fits) { Ok(()) } else { Err("cells by the names of the columns") }
        }
        "chart" => {
            let labels = list("labels").len();
            let fits = |one: &Value| one["values"].as_array().is_some_and(|values| values.len() == labels);
            if !list("series").iter().all(fits) {
                Err("one value a label in each series")
            } else if object["kind"] == "pie" && list("series").len() != 1 {
                Err("one series in a pie")
            } else {
                Ok(())
            }
        }
        "form" => {
            let fields = list("fields");
            let chosen = |field: &Value| field["kind"] == "choice";
            let has_choices = |field: &Value| field["choices"].as_array().is_some_and(|all| !all.is_empty());
            let twice = |at: usize| fields[..at].iter().any(|other| other["name"] == fields[at]["name"]);
            if object.contains_key("fields") != object.contains_key("into") {
                Err("fields and, as `into`, the json input that they are collected in")
            } else if fields.iter().any(|field| chosen(field) != has_choices(field)) {
                Err("choices to each field of kind choice, and to no other")
            } else if (0..fields.len()).any(twice) {
                Err("each field a name of its own")
            } else if object.contains_key("submit") && object.contains_key("buttons") {
                Err("submit or buttons")
            } else {
                Ok(())
            }
        }
        _ => Ok(()),
    }
}
