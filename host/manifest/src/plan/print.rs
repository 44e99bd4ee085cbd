//! A plan in words: one line a step, with `+` for what comes, `~` for what changes, `-` for what goes.

use std::fmt::{self, Display, Formatter};

use super::step::{FieldChange, Part, Place, Plan, Refusal, Step};
use crate::model::{Field, Kind, Literal, OnDelete};

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Place::Record(name) | Place::Extension(name) => f.write_str(name),
            Place::Collection { record_type, collection } => write!(f, "{record_type}.{collection}"),
        }
    }
}

impl Part {
    /// As the manifest calls it.
    pub fn name(self) -> &'static str {
        match self {
            Part::Dependency => "dependency",
            Part::Setting => "setting",
            Part::Action => "action",
            Part::Hook => "hook",
            Part::Event => "event",
            Part::Subscription => "subscription",
            Part::Job => "job",
            Part::Endpoint => "endpoint",
            Part::Page => "page",
            Part::Report => "report",
            Part::Menu => "menu",
            Part::View => "view",
            Part::Role => "role",
        }
    }
}

impl Display for Kind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Text(max) => write!(f, "text of at most {max} characters"),
            Kind::LongText => f.write_str("long text"),
            Kind::Bool => f.write_str("yes or no"),
            Kind::Integer => f.write_str("whole number"),
            Kind::Decimal(scale) => write!(f, "decimal with {scale} digits after the point"),
            Kind::Money(None) => f.write_str("amount in the company's currency"),
            Kind::Money(Some(field)) => write!(f, "amount in the currency of `{field}`"),
            Kind::Day => f.write_str("day"),
            Kind::Instant => f.write_str("instant"),
            Kind::Reference(to, OnDelete::Restrict) => write!(f, "reference to {to}, which keeps it"),
            Kind::Reference(to, OnDelete::Cascade) => write!(f, "reference to {to}, goes with it"),
            Kind::Reference(to, OnDelete::Clear) => write!(f, "reference to {to}, emptied with it"),
            Kind::Choice(words) => write!(f, "one of {}", words.join(", ")),
            Kind::Json => f.write_str("JSON"),
        }
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Bool(value) => write!(f, "{value}"),
            Literal::Integer(value) => write!(f, "{value}"),
            Literal::Text(value) => write!(f, "\"{value}\""),
        }
    }
}

impl Display for FieldChange {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            FieldChange::Longer(Some(max)) => write!(f, "at most {max} characters"),
            FieldChange::Longer(None) => f.write_str("of any length"),
            FieldChange::MoreWords(words) => write!(f, "may be {} too", words.join(", ")),
            FieldChange::Optional => f.write_str("may be empty"),
            FieldChange::Required(fill) => write!(f, "must be given; {fill} where it is empty"),
            FieldChange::Shown => f.write_str("shown or filled in otherwise"),
        }
    }
}

fn described(field: &Field) -> String {
    let mut text = format!("{}: {}", field.name, field.kind);
    if field.required {
        text.push_str(", required");
    }
    if let Some(default) = &field.default {
        text.push_str(&format!(", else {default}"));
    }
    text
}

fn covering(covers: &[String]) -> String {
    if covers.is_empty() { String::new() } else { format!(" for {}", covers.join(", ")) }
}

fn index(unique: bool) -> &'static str {
    if unique { "unique index" } else { "index" }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Step::AskCapability { name, covers, reason } => {
                write!(f, "+ asks for {name}{}: {reason}", covering(covers))
            }
            Step::DropCapability { name, covers } => {
                write!(f, "- no longer asks for {name}{}", covering(covers))
            }
            Step::DestroyIndex { place, field, unique } => {
                write!(f, "- {} on {place}.{}", index(*unique), field.name)
            }
            Step::DestroyField { place, field, reason } => {
                write!(f, "- field {place}.{} with its data: {reason}", field.name)
            }
            Step::DestroyCollection { record_type, collection, reason } => {
                write!(f, "- lines {record_type}.{} with their data: {reason}", collection.name)
            }
            Step::DestroyRecordType { record_type, reason } => {
                write!(f, "- record type {} with its data: {reason}", record_type.name)
            }
            Step::Keep { subject } => {
                write!(f, "~ {subject} stays as it is: the older version does not know it, its data is kept")
            }
            Step::RenameRecordType { from, to } => write!(f, "~ record type {} is called {to}", from.name),
            Step::RenameCollection { record_type, from, to } => {
                write!(f, "~ lines {record_type}.{from} are called {to}")
            }
            Step::RenameField { place, from, to } => {
                write!(f, "~ field {place}.{} is called {to}, with its data", from.name)
            }
            Step::ChangeRecordType { to, .. } => {
                write!(f, "~ record type {}: shown, searched or sorted otherwise", to.name)
            }
            Step::ChangeField { place, to, changes, .. } => {
                let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
                write!(f, "~ field {place}.{}: {}", to.name, changes.join("; "))
            }
            Step::CreateRecordType { record_type } => {
                let fields: Vec<String> = record_type.fields.iter().map(described).collect();
                let scope = if record_type.company { "per company" } else { "shared by all companies" };
                write!(f, "+ record type {} ({scope}): {}", record_type.name, fields.join("; "))
            }
            Step::AddCollection { record_type, collection } => {
                let fields: Vec<String> = collection.fields.iter().map(described).collect();
                write!(f, "+ lines {record_type}.{}: {}", collection.name, fields.join("; "))
            }
            Step::AddField { place, field } => write!(f, "+ field {place}.{}", described(field)),
            Step::CreateIndex { place, field, unique } => {
                write!(f, "+ {} on {place}.{}", index(*unique), field.name)
            }
            Step::Add { part, name } => write!(f, "+ {} {name}", part.name()),
            Step::Change { part, name, note } if note.is_empty() => write!(f, "~ {} {name}", part.name()),
            Step::Change { part, name, note } => write!(f, "~ {} {name}: {note}", part.name()),
            Step::Remove { part, name } => write!(f, "- {} {name}", part.name()),
        }
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "! {}: {} ({}). {}", self.subject, self.message, self.code, self.fix)
    }
}

impl Display for Plan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (&self.from, &self.to) {
            (None, Some(to)) => writeln!(f, "{} {to}, new", self.plugin)?,
            (Some(from), None) => writeln!(f, "{} {from}, goes", self.plugin)?,
            (Some(from), Some(to)) => writeln!(f, "{} {from}, becomes {to}", self.plugin)?,
            (None, None) => writeln!(f, "nothing")?,
        }
        for step in &self.steps {
            writeln!(f, "  {step}")?;
        }
        for refusal in &self.refusals {
            writeln!(f, "  {refusal}")?;
        }
        Ok(())
    }
}
