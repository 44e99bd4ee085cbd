//! The kinds of values that members of nodes hold.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Checker, ViewFault, unknown};

/// Longest text, characters.
const TEXT_MAX: usize = 10_000;
/// Most members of an object whose names are free.
const MEMBERS_MAX: usize = 200;

/// What a member holds.
#[derive(Debug, Clone, Copy)]
pub enum Member {
    /// Words to show, or a message of the plugin's translations.
    Text,
    /// At most so many of them.
    Texts(usize),
    /// A string of at most so many characters.
    String(usize),
    /// A name of something: a record type, a field, an action.
    Name,
    /// A list of names; a sign of order may stand before one.
    Names,
    /// An id.
    Id,
    /// Yes or no.
    Bool,
    /// A whole number between two.
    Whole(u64, u64),
    /// One of these words.
    Words(&'static [&'static str]),
    /// A decimal from 0 to 100.
    Percent,
    /// At most so many decimals or nulls.
    Decimals(usize),
    /// What a cell shows.
    Cell,
    /// Cells by name.
    Cells,
    /// At most so many cells.
    ManyCells(usize),
    /// Where a link leads.
    Place,
    /// A record that an action is called on.
    Target,
    /// A path in the package's assets.
    Asset,
    /// ISO 3166-1 alpha-2.
    Country,
    /// Nodes.
    Nodes,
    /// Nodes of these names.
    Only(&'static [&'static str]),
    /// Labelled parts with children, 1 to 12.
    Parts,
    /// At most so many objects with these members.
    Objects(usize, &'static [(&'static str, Member, bool)]),
}

const PART: &[(&str, Member, bool)] = &[("label", Member::Text, true), ("children", Member::Nodes, true)];
const TARGET: &[(&str, Member, bool)] = &[("record", Member::Name, true), ("id", Member::Id, true)];

/// The shapes of a cell that is no text: the member that says which it is, and all of them.
const CELLS: &[(&str, &[(&str, Member, bool)])] = &[
    ("number", &[("number", Member::String(40), true)]),
    ("money", &[("money", Member::String(40), true), ("currency", Member::String(3), true)]),
    ("percent", &[("percent", Member::String(40), true)]),
    ("day", &[("day", Member::String(10), true)]),
    ("instant", &[("instant", Member::String(40), true)]),
    ("yes", &[("yes", Member::Bool, true)]),
    ("record", &[("record", Member::Name, true), ("id", Member::Id, true), ("text", Member::Text, false)]),
    (
        "badge",
        &[
            ("badge", Member::Text, true),
            ("tone", Member::Words(&["neutral", "info", "good", "warn", "bad"]), false),
        ],
    ),
];

/// Checks one value.
pub(super) fn check(
    checker: &mut Checker,
    kind: Member,
    value: &mut Value,
    pointer: &str,
    depth: usize,
) -> Result<(), ViewFault> {
    let wrong = |what: &str| Err(ViewFault::invalid(pointer, what));
    let short = |value: &Value, most: usize| value.as_str().is_some_and(|text| text.chars().count() <= most);
    let fits = match kind {
        Member::Text => return text(value, pointer),
        Member::Texts(most) => return each(value, pointer, most, text),
        Member::String(most) if !short(value, most) => {
            return Err(ViewFault::invalid(pointer, format!("a string of at most {most} characters")));
        }
        Member::String(_) => true,
        Member::Name if !is_name(value) => return wrong("a name"),
        Member::Name => true,
        Member::Names => {
            return each(value, pointer, MEMBERS_MAX, |one, at| {
                if is_name(one) { Ok(()) } else { Err(ViewFault::invalid(at, "a name")) }
            });
        }
        Member::Id if value.as_str().is_none_or(|text| text.parse::<Uuid>().is_err()) => {
            return wrong("an id");
        }
        Member::Id => true,
        Member::Bool if !value.is_boolean() => return wrong("true or false"),
        Member::Bool => true,
        Member::Whole(least, most) => match value.as_u64() {
            Some(number) if (least..=most).contains(&number) => true,
            _ => return Err(ViewFault::invalid(pointer, format!("a whole number from {least} to {most}"))),
        },
        Member::Words(words) => match value.as_str() {
            Some(word) if words.contains(&word) => true,
            _ => return Err(ViewFault::invalid(pointer, format!("one of {}", words.join(", ")))),
        },
        Member::Percent => match value.as_str().and_then(decimal) {
            Some(number) if number >= 0.into() && number <= 100.into() => true,
            _ => return wrong("a decimal from 0 to 100, as a string"),
        },
        Member::Decimals(most) => {
            return each(value, pointer, most, |one, at| match one {
                Value::Null => Ok(()),
                one if one.as_str().and_then(decimal).is_some() => Ok(()),
                _ => Err(ViewFault::invalid(at, "a decimal as a string, or null")),
            });
        }
        Member::Cell => return cell(checker, value, pointer, depth),
        Member::Cells => {
            let object = members(value, pointer)?;
            for (name, one) in object.iter_mut() {
                cell(checker, one, &format!("{pointer}/{name}"), depth)?;
            }
            true
        }
        Member::ManyCells(most) => {
            return each(value, pointer, most, |one, at| cell(checker, one, at, depth));
        }
        Member::Place => return place(checker, value, pointer, depth),
        Member::Target => {
            let object = members(value, pointer)?;
            return checker.object(object, "target", TARGET, pointer, depth);
        }
        Member::Asset => match value.as_str() {
            Some(path) if is_asset(path) => true,
            _ => return wrong("a path in the package's assets, such as images/logo.png"),
        },
        Member::Country => match value.as_str() {
            Some(code) if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) => true,
            _ => return wrong("a country (ISO 3166-1 alpha-2), such as DE"),
        },
        Member::Nodes => return checker.nodes(value, pointer, depth + 1),
        Member::Only(names) => return checker.children(value, pointer, depth + 1, Some(names)),
        Member::Parts => {
            if !value.as_array().is_some_and(|parts| (1..=12).contains(&parts.len())) {
                return wrong("a list of 1 to 12 parts with label and children");
            }
            return objects(checker, value, pointer, depth, 12, PART);
        }
        Member::Objects(most, of) => return objects(checker, value, pointer, depth, most, of),
    };
    debug_assert!(fits, "every kind that does not fit has returned");
    Ok(())
}

fn objects(
    checker: &mut Checker,
    value: &mut Value,
    pointer: &str,
    depth: usize,
    most: usize,
    of: &[(&str, Member, bool)],
) -> Result<(), ViewFault> {
    each(value, pointer, most, |one, at| {
        let object = members(one, at)?;
        if object.contains_key("node") {
            return Err(unknown(&format!("{at}/node"), "this object", "no node: it is a part of one"));
        }
        checker.object(object, "part", of, at, depth)
    })
}

fn each(
    value: &mut Value,
    pointer: &str,
    most: usize,
    mut one: impl FnMut(&mut Value, &str) -> Result<(), ViewFault>,
) -> Result<(), ViewFault> {
    match value.as_array_mut() {
        Some(list) if list.len() <= most => {
            list.iter_mut().enumerate().try_for_each(|(index, item)| one(item, &format!("{pointer}/{index}")))
        }
        _ => Err(ViewFault::invalid(pointer, format!("a list of at most {most}"))),
    }
}

fn members<'v>(value: &'v mut Value, pointer: &str) -> Result<&'v mut Map<String, Value>, ViewFault> {
    match value.as_object_mut() {
        Some(object) if object.len() <= MEMBERS_MAX => Ok(object),
        _ => Err(ViewFault::invalid(pointer, format!("an object with at most {MEMBERS_MAX} members"))),
    }
}

fn text(value: &mut Value, pointer: &str) -> Result<(), ViewFault> {
    let short = |text: &str| text.chars().count() <= TEXT_MAX;
    let fits = match &*value {
        Value::String(words) => short(words),
        Value::Object(message) => {
            let named = message.get("message").and_then(Value::as_str).is_some_and(short);
            let args = message.get("args").is_none_or(|args| {
                args.as_object().is_some_and(|args| {
                    args.len() <= MEMBERS_MAX && args.values().all(|one| one.as_str().is_some_and(short))
                })
            });
            named && args && message.keys().all(|key| matches!(key.as_str(), "message" | "args"))
        }
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let what = format!("text of at most {TEXT_MAX} characters, or {{\"message\": …, \"args\": {{…}}}}");
    Err(ViewFault::invalid(pointer, what))
}

fn cell(checker: &mut Checker, value: &mut Value, pointer: &str, depth: usize) -> Result<(), ViewFault> {
    if value.is_null() {
        return Ok(());
    }
    let shape =
        value.as_object().and_then(|object| CELLS.iter().find(|(name, _)| object.contains_key(*name)));
    let Some((name, of)) = shape else { return text(value, pointer) };
    checker.object(members(value, pointer)?, name, of, pointer, depth)?;
    let held = value[*name].as_str().unwrap_or_default();
    let fits = match *name {
        "number" | "money" | "percent" => decimal(held).is_some(),
        "day" => held.parse::<chrono::NaiveDate>().is_ok(),
        "instant" => chrono::DateTime::parse_from_rfc3339(held).is_ok(),
        _ => true,
    };
    if fits { Ok(()) } else { Err(ViewFault::invalid(&format!("{pointer}/{name}"), format!("a {name}"))) }
}

fn place(checker: &mut Checker, value: &mut Value, pointer: &str, depth: usize) -> Result<(), ViewFault> {
    let object = members(value, pointer)?;
    let of: &[(&str, Member, bool)] = if object.contains_key("record") {
        TARGET
    } else if object.contains_key("list") {
        &[
            ("list", Member::Name, true),
            ("where", super::vocabulary::WHERE, false),
            ("sort", Member::Names, false),
        ]
    } else if object.contains_key("page") {
        &[("page", Member::Name, true), ("query", Member::Cells, false)]
    } else if object.contains_key("url") {
        &[("url", Member::String(2_000), true)]
    } else {
        return Err(ViewFault::invalid(pointer, "a record, a list, a page or a url"));
    };
    checker.object(object, "place", of, pointer, depth)?;
    let url = object.get("url").and_then(Value::as_str);
    if url.is_some_and(|url| !url.starts_with("https://") || url.chars().any(|c| c.is_control() || c == ' '))
    {
        return Err(ViewFault::invalid(&format!("{pointer}/url"), "an address that begins with https://"));
    }
    Ok(())
}

fn is_name(value: &Value) -> bool {
    value.as_str().is_some_and(|name| {
        !name.is_empty()
            && name.len() <= 200
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    })
}

fn is_asset(path: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.len() <= 200
        && path.split('/').all(part)
        && path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
}

/// A plain decimal: digits, at most one point, a sign; no exponent.
fn decimal(text: &str) -> Option<rust_decimal::Decimal> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    if plain { rust_decimal::Decimal::from_str_exact(text).ok() } else { None }
}
