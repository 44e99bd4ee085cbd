//! Conditions on records, of lists, boards, calendars and of places that open a list.

use super::value::{Cell, Json, Text};
use crate::json::push_text;

/// A condition on a field; operators are those of `keel:records`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition(String);

impl Condition {
    /// Compares a field with a value: `equal`, `not-equal`, `less`, `at-most`, `greater`, `at-least`, `contains`, `starts`.
    pub fn new(field: &str, operator: &str, value: impl Into<Cell>) -> Condition {
        let mut json = begun(field, operator);
        json.push_str(",\"value\":");
        value.into().write(&mut json);
        Condition(json + "}")
    }

    /// The field has this value.
    pub fn equal(field: &str, value: impl Into<Cell>) -> Condition {
        Condition::new(field, "equal", value)
    }

    /// The field has one of these values.
    pub fn one_of(field: &str, values: impl IntoIterator<Item = impl Into<Cell>>) -> Condition {
        let values: Vec<Cell> = values.into_iter().map(Into::into).collect();
        let mut json = begun(field, "one-of");
        json.push_str(",\"values\":");
        values.write(&mut json);
        Condition(json + "}")
    }

    /// The field has no value.
    pub fn empty(field: &str) -> Condition {
        Condition(begun(field, "empty") + "}")
    }

    /// The field has a value.
    pub fn present(field: &str) -> Condition {
        Condition(begun(field, "present") + "}")
    }

    /// The reference is to this record.
    pub fn is(field: &str, id: crate::Id) -> Condition {
        Condition::equal(field, Text::from(id.to_string()))
    }
}

fn begun(field: &str, operator: &str) -> String {
    let mut json = String::from("{\"field\":");
    push_text(&mut json, field);
    json.push_str(",\"operator\":");
    push_text(&mut json, operator);
    json
}

impl Json for Condition {
    fn write(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

/// Conditions as three words each.
pub(super) struct Conditions<'a>(pub &'a [(&'a str, &'a str, Cell)]);

impl Json for Conditions<'_> {
    fn write(&self, out: &mut String) {
        let all =
            self.0.iter().map(|(field, operator, value)| Condition::new(field, operator, value.clone()));
        all.collect::<Vec<_>>().write(out);
    }
}
