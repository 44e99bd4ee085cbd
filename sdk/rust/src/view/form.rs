//! Fields and buttons of forms that no manifest declares.

use super::value::{Cell, Json, Members, Text, Tone};
use crate::json::push_text;

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field(String);

impl Field {
    /// A field of a kind: `text`, `long-text`, `bool`, `integer`, `decimal` or `day`.
    pub fn new(name: &str, label: impl Into<Text>, kind: &str) -> Field {
        let field = Field("{\"name\":".to_owned());
        let mut json = field.0;
        push_text(&mut json, name);
        Field(json).with("label", &label.into()).with("kind", &kind.to_owned())
    }

    /// One of these values, with what people call them.
    pub fn choice(
        name: &str,
        label: impl Into<Text>,
        choices: impl IntoIterator<Item = (String, Text)>,
    ) -> Field {
        let choices: Vec<Choice> = choices.into_iter().map(|(value, label)| Choice(value, label)).collect();
        Field::new(name, label, "choice").with("choices", &choices)
    }

    /// Must be given.
    pub fn required(self) -> Field {
        self.with("required", &true)
    }

    /// A sentence about it.
    pub fn help(self, text: impl Into<Text>) -> Field {
        self.with("help", &text.into())
    }

    /// Filled in with this.
    pub fn value(self, value: impl Into<Cell>) -> Field {
        self.with("value", &value.into())
    }

    fn with(mut self, name: &str, value: &impl Json) -> Field {
        self.0.push(',');
        push_text(&mut self.0, name);
        self.0.push(':');
        value.write(&mut self.0);
        self
    }
}

impl Json for Field {
    fn write(&self, out: &mut String) {
        out.push_str(&self.0);
        out.push('}');
    }
}

struct Choice(String, Text);

impl Json for Choice {
    fn write(&self, out: &mut String) {
        out.push_str("{\"value\":");
        self.0.write(out);
        out.push_str(",\"label\":");
        self.1.write(out);
        out.push('}');
    }
}

/// One of several buttons that send a form, with inputs of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormButton {
    label: Text,
    input: Vec<(String, Cell)>,
    tone: Option<Tone>,
}

impl FormButton {
    /// A button.
    pub fn new(label: impl Into<Text>) -> FormButton {
        FormButton { label: label.into(), input: Vec::new(), tone: None }
    }

    /// Sends this input too.
    pub fn input(mut self, name: &str, value: impl Into<Cell>) -> FormButton {
        self.input.push((name.to_owned(), value.into()));
        self
    }

    /// How to take it.
    pub fn tone(mut self, tone: Tone) -> FormButton {
        self.tone = Some(tone);
        self
    }
}

impl Json for FormButton {
    fn write(&self, out: &mut String) {
        out.push_str("{\"label\":");
        self.label.write(out);
        if !self.input.is_empty() {
            out.push_str(",\"input\":");
            Members(&self.input).write(out);
        }
        if let Some(tone) = &self.tone {
            out.push_str(",\"tone\":");
            tone.write(out);
        }
        out.push('}');
    }
}
