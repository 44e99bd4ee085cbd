//! Fields: of records, lines, inputs and settings.
//!
//! Knows which keys belong to which kind. Must not know where the field is declared, but for its [`Rules`].

use super::entry::{At, Entry, Spot};
use super::reference::Target;
use super::{Case, Reader};
use crate::finding::Code;
use crate::keys::Section;
use crate::model::{Field, Kind, Literal, OnDelete};
use crate::names;
use crate::rule::{literal, name};
use crate::words::{KINDS, RESERVED_FIELDS, SETTING_KINDS, SQL_WORDS};

/// Longest name that a column may have, so that indexes and constraints named after it fit 63 bytes.
const COLUMN_MAX: usize = 50;
/// Most fields of one place.
const FIELDS_MAX: usize = 100;

/// What holds where a field is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// A column of an own table; whether each record has a company.
    Column { company: bool },
    /// A column beside another's record.
    Extension,
    /// A value given to a call or answered by it.
    Value,
    /// What an administrator sets.
    Setting,
}

impl<'t> Reader<'t> {
    /// The fields under a key.
    pub(super) fn fields(
        &mut self,
        parent: &Entry<'t>,
        key: &str,
        section: &'static Section,
        rules: Rules,
    ) -> Vec<Field> {
        let entries = self.entries(parent, key, section);
        if let Some(one) = entries.get(FIELDS_MAX) {
            let at = one.at.clone();
            let message = format!("there are {} fields here, {FIELDS_MAX} at most are taken", entries.len());
            self.find(&at, Code::TooLong, message, "put some of them into a record type of their own");
        }
        let fields: Vec<Field> = entries.iter().map(|entry| self.field(entry, rules)).collect();
        let at = |entry: &Entry<'t>| entry.text("name").map_or(entry.at.clone(), |name| name.at);
        self.once("fields", fields.iter().zip(&entries).map(|(field, entry)| (&field.name[..], at(entry))));
        for (at_field, (field, entry)) in fields.iter().zip(&entries).enumerate() {
            if matches!(rules, Rules::Column { .. } | Rules::Extension) {
                let column = names::column(&field.name, &field.kind);
                let twin = fields[..at_field].iter().find(|other| {
                    other.name != field.name && names::column(&other.name, &other.kind) == column
                });
                if let Some(twin) = twin {
                    let message =
                        format!("`{}` and `{}` would both be kept as `{column}`", twin.name, field.name);
                    self.find(&at(entry), Code::Duplicate, message, "give one of them another name");
                }
            }
            if let Kind::Money(Some(currency)) = &field.kind {
                let found = fields.iter().find(|other| other.name == *currency);
                if !found.is_some_and(|other| matches!(other.kind, Kind::Text(_))) {
                    let place = entry.text("currency").map_or(entry.at.clone(), |text| text.at);
                    let message = format!("there is no text field `{currency}` beside `{}`", field.name);
                    self.find(
                        &place,
                        Code::UnknownField,
                        message,
                        "add the field, with kind = \"text\" and max = 3",
                    );
                }
            }
        }
        self.was_free(&fields, &entries, |field| (&field.name, field.was.as_deref()));
        fields
    }

    /// Finds `was` that names what is still there.
    pub(super) fn was_free<T>(
        &mut self,
        all: &[T],
        entries: &[Entry<'t>],
        named: impl Fn(&T) -> (&str, Option<&str>),
    ) {
        for (one, entry) in all.iter().zip(entries) {
            let (name, Some(was)) = named(one) else { continue };
            let there = all.iter().map(&named).any(|(other, renamed)| other == was && renamed.is_none());
            if there || name == was {
                let at = entry.key_at("was");
                let message = format!("`{name}` was not called `{was}`: that is declared here as well");
                self.find(&at, Code::Contradiction, message, "take `was` out, or the other declaration");
            }
        }
    }

    fn field(&mut self, entry: &Entry<'t>, rules: Rules) -> Field {
        let case = if rules == Rules::Setting { Case::Kebab } else { Case::Snake };
        let name = self.name(entry, case, if rules == Rules::Setting { 30 } else { 40 });
        let (kind, secret) = self.kind(entry, rules);
        let at = entry.text("name").map_or(entry.at.clone(), |text| text.at);
        self.column(&name, &kind, rules, &at);
        let label = self.label(entry, &name);
        let help = self.help(entry);
        let required = entry.flag("required");
        let default = self.default(entry, &kind, secret);
        let has_default = default.is_some() || entry.has("default");
        if rules == Rules::Extension && required && !has_default {
            let place = entry.key_at("required");
            let message = format!("`{name}` must be given, and the records that are there have none");
            self.find(&place, Code::Contradiction, message, "give it a default, or make it optional");
        }
        let wide = matches!(kind, Kind::Json | Kind::LongText);
        self.only(entry, "unique", !wide, "fields of one short value");
        self.only(entry, "index", !wide, "fields of one short value");
        Field {
            was: self.was(entry, case),
            readonly: entry.flag("readonly"),
            unique: entry.flag("unique"),
            index: entry.flag("index"),
            name,
            kind,
            label,
            help,
            required,
            secret,
            default,
        }
    }

    pub(super) fn was(&mut self, entry: &Entry<'t>, case: Case) -> Option<String> {
        let was = entry.text("was")?;
        self.written(&was, case, 40);
        Some(was.value.to_owned())
    }

    /// Finds names that the host or the database uses itself.
    fn column(&mut self, name: &str, kind: &Kind, rules: Rules, at: &At) {
        let column = match rules {
            Rules::Column { .. } => names::column(name, kind),
            Rules::Extension => names::column(&names::extension_field(&self.id, name), kind),
            Rules::Value | Rules::Setting => return,
        };
        let own = matches!(rules, Rules::Column { .. });
        if own && (RESERVED_FIELDS.contains(&name) || RESERVED_FIELDS.contains(&column.as_str())) {
            let message = format!("the host uses `{name}` itself");
            self.find(at, Code::ReservedName, message, format!("write a name such as `its_{name}`"));
        } else if own && SQL_WORDS.contains(&column.as_str()) {
            let message = format!("`{name}` is a word of SQL, no column can be called so");
            self.find(at, Code::ReservedName, message, format!("write a name such as `its_{name}`"));
        }
        if column.len() > COLUMN_MAX {
            let message = format!("its column `{column}` has {} characters", column.len());
            self.find(at, Code::TooLong, message, format!("write a name that makes {COLUMN_MAX} at most"));
        }
    }

    fn kind(&mut self, entry: &Entry<'t>, rules: Rules) -> (Kind, bool) {
        let words = if rules == Rules::Setting { SETTING_KINDS } else { KINDS };
        let text = entry.text("kind");
        let Some(kind) = text.as_ref().and_then(|text| self.word(text, "kind", words)) else {
            return (Kind::Json, false);
        };
        for (key, of) in [
            ("max", &["text"][..]),
            ("scale", &["decimal"]),
            ("currency", &["money"]),
            ("to", &["reference"]),
            ("on-delete", &["reference"]),
            ("words", &["choice"]),
        ] {
            self.only(entry, key, of.contains(&kind), &format!("fields of kind {}", of.join(", ")));
        }
        let kind_of = match kind {
            "text" => Kind::Text(self.bounded(entry, "max", 1, 4000).unwrap_or(200)),
            "secret" => Kind::Text(500),
            "long-text" => Kind::LongText,
            "bool" => Kind::Bool,
            "integer" => Kind::Integer,
            "decimal" => {
                self.needs(entry, "scale", "how many digits it has after the point", "scale = 2");
                Kind::Decimal(self.bounded(entry, "scale", 0, 9).unwrap_or(0))
            }
            "money" => {
                if !entry.has("currency") && rules == (Rules::Column { company: false }) {
                    let message = "an amount shared by all companies needs its currency beside it";
                    let fix = "add a text field and name it: currency = \"currency\"";
                    self.find(&entry.at, Code::Contradiction, message, fix);
                }
                Kind::Money(entry.text("currency").map(|text| text.value.to_owned()))
            }
            "day" => Kind::Day,
            "instant" => Kind::Instant,
            "reference" => self.reference_kind(entry),
            "choice" => self.choice_kind(entry),
            _ => Kind::Json,
        };
        (kind_of, kind == "secret")
    }

    fn reference_kind(&mut self, entry: &Entry<'t>) -> Kind {
        self.needs(entry, "to", "which record type it refers to", "to = \"contact\"");
        let words = ["restrict", "cascade", "clear"];
        let on_delete = match self.choice(entry, "on-delete", &words) {
            "cascade" => OnDelete::Cascade,
            "clear" => OnDelete::Clear,
            _ => OnDelete::Restrict,
        };
        if on_delete == OnDelete::Clear && entry.flag("required") {
            let at = entry.key_at("on-delete");
            let message = "a field that must be given cannot be emptied";
            self.find(
                &at,
                Code::Contradiction,
                message,
                "write \"restrict\" or \"cascade\", or make it optional",
            );
        }
        let to = entry.text("to").map_or_else(String::new, |to| {
            let whole = self.whole(to.value);
            self.refer(&to.at, Target::Referable(whole.clone()));
            whole
        });
        Kind::Reference(to, on_delete)
    }

    fn choice_kind(&mut self, entry: &Entry<'t>) -> Kind {
        self.needs(entry, "words", "which words it may be", "words = [\"new\", \"done\"]");
        let words = self.list(entry, "words", 1);
        for word in &words {
            if !(name::is_kebab(word.value) || name::is_snake(word.value)) || word.value.len() > 40 {
                let fix =
                    format!("write `{}`; what people read is its translation", name::mended(word.value, '-'));
                self.find(&word.at, Code::BadName, format!("`{}` is no word of a choice", word.value), fix);
            }
        }
        Kind::Choice(words.iter().map(|word| word.value.to_owned()).collect())
    }

    fn needs(&mut self, entry: &Entry<'t>, key: &str, what: &str, sample: &str) {
        if !entry.has(key) {
            let at = entry.key_at("kind");
            self.find(
                &at,
                Code::MissingKey,
                format!("the field does not say {what}"),
                format!("add `{sample}`"),
            );
        }
    }

    fn bounded(&mut self, entry: &Entry<'t>, key: &str, least: u32, most: u32) -> Option<u32> {
        let given = entry.integer(key)?;
        let within = u32::try_from(given.value).ok().filter(|value| (least..=most).contains(value));
        if within.is_none() {
            let message = format!("`{key}` is {}", given.value);
            self.find(&given.at, Code::Value, message, format!("write a number from {least} to {most}"));
        }
        within
    }

    fn default(&mut self, entry: &Entry<'t>, kind: &Kind, secret: bool) -> Option<Literal> {
        let Spot { value, at } = entry.item("default")?;
        let literal = (value.as_bool().map(Literal::Bool))
            .or_else(|| value.as_integer().map(Literal::Integer))
            .or_else(|| value.as_str().map(|text| Literal::Text(text.to_owned())))?;
        if secret {
            self.find(
                &at,
                Code::Default,
                "a secret has no default",
                "take it out: the administrator sets it",
            );
        } else if !entry.has("kind") || matches!(kind, Kind::Choice(words) if words.is_empty()) {
            // Said already, where the kind is.
        } else if let Some(fix) = literal::wrong(kind, &literal) {
            self.find(&at, Code::Default, format!("{literal} is no value of this field ({kind})"), fix);
        }
        Some(literal)
    }
}
