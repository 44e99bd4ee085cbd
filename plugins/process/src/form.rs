//! Forms of user tasks: kept as JSON with the task, and held against what is given.

use keel_sdk::prelude::*;
use process_bpmn::{FieldKind, Kind, Node};
use process_feel::{Decimal as Exact, Value as Feel};
use serde_json::{Value as Json, json};

/// The form of a step; none when it asks for nothing and has one way to be done.
pub fn written(node: &Node) -> Option<String> {
    let Kind::User(task) = &node.kind else { return None };
    if task.fields.is_empty() && task.outcomes.is_empty() {
        return None;
    }
    let fields = task.fields.iter().map(|field| {
        let (kind, choices) = match &field.kind {
            FieldKind::Text => ("text", Vec::new()),
            FieldKind::Boolean => ("boolean", Vec::new()),
            FieldKind::Number => ("number", Vec::new()),
            FieldKind::Date => ("date", Vec::new()),
            FieldKind::Choice(words) => ("choice", words.clone()),
        };
        json!({"name": field.name, "label": field.label, "kind": kind, "required": field.required, "choices": choices})
    });
    let outcomes = task.outcomes.iter().map(|(name, label)| json!({"name": name, "label": label}));
    Some(json!({"fields": fields.collect::<Vec<_>>(), "outcomes": outcomes.collect::<Vec<_>>()}).to_string())
}

/// A field of a kept form.
pub struct Asked {
    pub name: String,
    pub label: String,
    kind: String,
    pub required: bool,
    choices: Vec<String>,
}

/// A kept form.
#[derive(Default)]
pub struct Form {
    pub fields: Vec<Asked>,
    /// Word and label.
    pub outcomes: Vec<(String, String)>,
}

impl Form {
    /// Reads what `written` wrote.
    pub fn read(text: Option<&str>) -> Form {
        let json: Json = text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let list = |name: &str| json.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
        let word = |of: &Json, name: &str| of.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
        let asked = |field: &Json| Asked {
            name: word(field, "name"),
            label: word(field, "label"),
            kind: word(field, "kind"),
            required: field.get("required") == Some(&Json::Bool(true)),
            choices: field
                .get("choices")
                .and_then(Json::as_array)
                .map(|all| all.iter().filter_map(Json::as_str).map(str::to_owned).collect())
                .unwrap_or_default(),
        };
        Form {
            fields: list("fields").iter().map(asked).collect(),
            outcomes: list("outcomes").iter().map(|one| (word(one, "name"), word(one, "label"))).collect(),
        }
    }

    /// Values that keep the form, with the outcome among them.
    pub fn checked(&self, outcome: Option<&str>, given: &Feel) -> Result<Feel> {
        let outcome = outcome.filter(|outcome| !outcome.is_empty());
        let known = outcome.map_or(self.outcomes.is_empty(), |outcome| {
            self.outcomes.iter().any(|(word, _)| word == outcome)
        });
        if !known {
            let words: Vec<&str> = self.outcomes.iter().map(|(word, _)| word.as_str()).collect();
            let message = match words.is_empty() {
                true => "This step has one way to be done: leave the outcome out.".to_owned(),
                false => format!("Choose one of: {}.", words.join(", ")),
            };
            let fault = Fault::invalid("process.outcome", message).at("/input/outcome");
            return Err(fault.arg("words", words.join(", ")));
        }
        let Feel::Context(entries) = given else { return Ok(Feel::Null) };
        if let Some((name, _)) =
            entries.iter().find(|(name, _)| !self.fields.iter().any(|field| *field.name == **name))
        {
            let message = format!("This step does not ask for {name}.");
            return Err(Fault::invalid("process.unknown-value", message)
                .at("/input/values")
                .arg("name", name));
        }
        let mut values = Vec::new();
        for field in &self.fields {
            match given.member(&field.name).filter(|value| !matches!(value, Feel::Null)) {
                Some(value) => match field.read(value) {
                    Some(value) => values.push((field.name.clone(), value)),
                    None => return Err(field.wrong()),
                },
                None if field.required => return Err(field.wrong()),
                None => values.push((field.name.clone(), Feel::Null)),
            }
        }
        values.extend(outcome.map(|outcome| ("outcome".to_owned(), Feel::from(outcome))));
        Ok(Feel::context(values))
    }
}

impl Asked {
    /// `text`, `boolean`, `number`, `date` or `choice`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The words of a choice.
    pub fn choices(&self) -> &[String] {
        &self.choices
    }

    fn wrong(&self) -> Fault {
        let message = format!("{} is missing or of another kind.", self.label);
        Fault::invalid("process.value", message).at("/input/values").arg("label", &self.label)
    }

    /// A value of its kind; numbers and dates also as text, as forms give them.
    fn read(&self, value: &Feel) -> Option<Feel> {
        match (self.kind.as_str(), value) {
            ("text", Feel::Text(_)) | ("boolean", Feel::Boolean(_)) => Some(value.clone()),
            ("number", Feel::Number(_)) | ("date", Feel::Date(_)) => Some(value.clone()),
            ("boolean", Feel::Text(text)) => match &**text {
                "true" => Some(Feel::Boolean(true)),
                "false" => Some(Feel::Boolean(false)),
                _ => None,
            },
            ("number", Feel::Text(text)) => Exact::from_str_exact(text).ok().map(Feel::Number),
            ("date", Feel::Text(text)) => Day::parse(text).ok().and_then(|day| {
                let (year, month, day) = day.parts();
                process_feel::NaiveDate::from_ymd_opt(year, month, day).map(Feel::Date)
            }),
            ("choice", Feel::Text(text)) => {
                self.choices.iter().any(|word| **word == **text).then(|| value.clone())
            }
            _ => None,
        }
    }
}
