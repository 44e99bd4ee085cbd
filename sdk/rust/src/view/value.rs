//! What stands in a view document: text, cells, places, tones; each knows how it is written.

use super::condition::Condition;
use crate::json::push_text;
use crate::{Day, Decimal, Id, Instant, Money};

/// Written into a document.
pub(super) trait Json {
    fn write(&self, out: &mut String);
}

/// An object of some members.
fn object(out: &mut String, members: &[(&str, &dyn Json)]) {
    for (at, (name, value)) in members.iter().enumerate() {
        out.push(if at == 0 { '{' } else { ',' });
        push_text(out, name);
        out.push(':');
        value.write(out);
    }
    out.push('}');
}

/// Text as it is shown, or a message of the plugin's translations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    plain: String,
    arguments: Option<Vec<(String, String)>>,
}

impl Text {
    /// A message of `i18n/*.ftl`, in the reader's language.
    pub fn message(id: &str) -> Text {
        Text { plain: id.to_owned(), arguments: Some(Vec::new()) }
    }

    /// Gives a message a value.
    pub fn arg(mut self, name: &str, value: impl ToString) -> Text {
        self.arguments.get_or_insert_default().push((name.to_owned(), value.to_string()));
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text { plain: text.to_owned(), arguments: None }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text { plain: text, arguments: None }
    }
}

impl Json for Text {
    fn write(&self, out: &mut String) {
        match &self.arguments {
            None => push_text(out, &self.plain),
            Some(arguments) => object(out, &[("message", &self.plain), ("args", &Members(arguments))]),
        }
    }
}

/// What a mark is meant to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing.
    Neutral,
    /// Something to know.
    Info,
    /// All is well.
    Good,
    /// Somebody should look.
    Warn,
    /// Something is wrong.
    Bad,
}

impl Json for Tone {
    fn write(&self, out: &mut String) {
        let word = match self {
            Tone::Neutral => "neutral",
            Tone::Info => "info",
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
        };
        push_text(out, word);
    }
}

/// A value of a table, a figure or an input. Made `from` text, numbers, amounts, days, instants, yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell(String);

impl Cell {
    /// Nothing.
    pub fn empty() -> Cell {
        Cell("null".to_owned())
    }

    /// A link to a record, with what is shown.
    pub fn record(record_type: &str, id: Id, text: impl Into<Text>) -> Cell {
        Cell::of(&[("record", &record_type.to_owned()), ("id", &id.to_string()), ("text", &text.into())])
    }

    /// So many per cent.
    pub fn percent(percent: Decimal) -> Cell {
        Cell::of(&[("percent", &percent.to_string())])
    }

    /// A word with a tone.
    pub fn badge(text: impl Into<Text>, tone: Tone) -> Cell {
        Cell::of(&[("badge", &text.into()), ("tone", &tone)])
    }

    fn of(members: &[(&str, &dyn Json)]) -> Cell {
        let mut out = String::new();
        object(&mut out, members);
        Cell(out)
    }
}

impl Json for Cell {
    fn write(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

macro_rules! cell_from {
    ($($type:ty: $value:ident => $cell:expr;)*) => { $(
        impl From<$type> for Cell {
            fn from($value: $type) -> Cell {
                $cell
            }
        }
    )* };
}

cell_from! {
    &str: text => Cell::from(Text::from(text));
    String: text => Cell::from(Text::from(text));
    Text: text => { let mut out = String::new(); text.write(&mut out); Cell(out) };
    Decimal: number => Cell::of(&[("number", &number.to_string())]);
    i64: number => Cell::of(&[("number", &number.to_string())]);
    Money: money => Cell::of(&[("money", &money.amount().to_string()), ("currency", &money.currency)]);
    Day: day => Cell::of(&[("day", &day.to_string())]);
    Instant: instant => Cell::of(&[("instant", &instant.to_string())]);
    bool: yes => Cell::of(&[("yes", &yes)]);
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or_else(Cell::empty, Into::into)
    }
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// A record.
    pub fn record(record_type: &str, id: Id) -> Place {
        Place(Cell::of(&[("record", &record_type.to_owned()), ("id", &id.to_string())]).0)
    }

    /// The list of a record type.
    pub fn list(record_type: &str) -> Place {
        Place(Cell::of(&[("list", &record_type.to_owned())]).0)
    }

    /// The list of a record type where all of these hold, in this order: `name`, `-name` for largest first.
    pub fn list_of(record_type: &str, conditions: &[Condition], sort: &[&str]) -> Place {
        let sort: Vec<String> = sort.iter().map(|name| (*name).to_owned()).collect();
        let members: [(&str, &dyn Json); 3] =
            [("list", &record_type.to_owned()), ("where", &conditions.to_vec()), ("sort", &sort)];
        Place(Cell::of(&members).0)
    }

    /// A page of this plugin, with its parameters.
    pub fn page(name: &str, query: &[(&str, &str)]) -> Place {
        let query: Vec<(String, String)> = query.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect();
        Place(Cell::of(&[("page", &name.to_owned()), ("query", &Members(&query))]).0)
    }

    /// An address with https.
    pub fn url(url: &str) -> Place {
        Place(Cell::of(&[("url", &url.to_owned())]).0)
    }
}

impl Json for Place {
    fn write(&self, out: &mut String) {
        out.push_str(&self.0);
    }
}

/// An object by names.
pub(super) struct Members<'a, T>(pub &'a [(String, T)]);

impl<T: Json> Json for Members<'_, T> {
    fn write(&self, out: &mut String) {
        out.push('{');
        for (at, (name, value)) in self.0.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            push_text(out, name);
            out.push(':');
            value.write(out);
        }
        out.push('}');
    }
}

impl Json for String {
    fn write(&self, out: &mut String) {
        push_text(out, self);
    }
}

impl Json for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl Json for u32 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl<T: Json> Json for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: Json> Json for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (at, value) in self.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            value.write(out);
        }
        out.push(']');
    }
}
