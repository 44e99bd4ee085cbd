//! The nodes of a view document, one function each; those with options are builders.

use super::condition::{Condition, Conditions};
use super::form::{Field, FormButton};
use super::value::{Cell, Json, Members, Place, Text, Tone};
use crate::json::push_text;
use crate::{Decimal, Id};

/// A node, ready to stand in a page or in another node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node(String);

impl Node {
    /// The members so far; the last brace is written with the document.
    pub(super) fn new(kind: &str) -> Node {
        let mut out = String::from("{\"node\":");
        push_text(&mut out, kind);
        Node(out)
    }

    pub(super) fn with(mut self, name: &str, value: &impl Json) -> Node {
        self.0.push(',');
        push_text(&mut self.0, name);
        self.0.push(':');
        value.write(&mut self.0);
        self
    }

    fn raw(mut self, name: &str, json: &str) -> Node {
        self.0.push(',');
        push_text(&mut self.0, name);
        self.0.push(':');
        self.0.push_str(json);
        self
    }

    fn grouped(self, record_type: &str, group_by: &str, fields: &[&str]) -> Node {
        let node = self.with("type", &record_type.to_owned()).with("group-by", &group_by.to_owned());
        node.with("fields", &texts(fields))
    }

    fn at(self, record_type: &str, id: Id) -> Node {
        self.with("record", &record_type.to_owned()).with("id", &id.to_string())
    }
}

impl Json for Node {
    fn write(&self, out: &mut String) {
        out.push_str(&self.0);
        out.push('}');
    }
}

/// A named part of tabs or of a wizard.
struct Part(Text, Vec<Node>);

impl Json for Part {
    fn write(&self, out: &mut String) {
        out.push_str("{\"label\":");
        self.0.write(out);
        out.push_str(",\"children\":");
        self.1.write(out);
        out.push('}');
    }
}

macro_rules! builders {
    ($($(#[$about:meta])* $name:ident { $($(#[$docs:meta])* $method:ident $member:literal: $type:ty;)* })*) => { $(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(Node);

        impl $name {
            $(
                $(#[$docs])*
                pub fn $method(self, value: impl Into<$type>) -> $name {
                    $name(self.0.with($member, &value.into()))
                }
            )*
        }

        impl From<$name> for Node {
            fn from(builder: $name) -> Node {
                builder.0
            }
        }
    )* };
}

builders! {
    /// Children one after the other.
    Stack {
        /// `none`, `small` (default) or `large`.
        gap "gap": String;
    }
    /// Children side by side.
    Grid {
        /// 1 to 6; three when not said.
        columns "columns": u32;
    }
    /// A titled part.
    Section {
        /// Folded at first.
        closed "closed": bool;
    }
    /// A notice across the page.
    Banner {
        /// `Info` when not said.
        tone "tone": Tone;
        /// A title above it.
        title "title": Text;
    }
    /// What is shown where there is nothing yet.
    Empty {
        /// What to do about it.
        text "text": Text;
    }
    /// A figure with its name.
    Stat {
        /// A word more.
        hint "hint": Text;
        /// How to take it.
        tone "tone": Tone;
        /// Where it leads.
        open "open": Place;
    }
    /// A bar.
    Progress {
        /// How to take it.
        tone "tone": Tone;
    }
    /// Runs an action as the reader; then the page is drawn again.
    Button {
        /// How to take it.
        tone "tone": Tone;
        /// Asked before.
        confirm "confirm": Text;
    }
    /// The inputs of an action, to be filled in.
    Form {
        /// What stands on its button.
        submit "submit": Text;
    }
    /// A link.
    Link {}
    /// A button that opens a list.
    Menu {}
    /// The host's own list of records.
    Records {
        /// 1 to 100.
        limit "limit": u32;
    }
    /// The host's own board.
    Board {}
    /// The host's own calendar.
    Calendar {}
}

impl Stack {
    /// Beside each other instead of below.
    pub fn across(self) -> Stack {
        Stack(self.0.with("direction", &"across".to_owned()))
    }
}

impl Empty {
    /// The first things to do.
    pub fn children(self, children: impl IntoIterator<Item = impl Into<Node>>) -> Empty {
        Empty(self.0.with("children", &nodes(children)))
    }
}

impl Button {
    /// On a record.
    pub fn target(self, record_type: &str, id: Id) -> Button {
        Button(self.0.with("target", &Place::record(record_type, id)))
    }

    /// With these inputs; the required ones that are not given are asked for.
    pub fn input<const N: usize>(self, input: [(&str, impl Into<Cell>); N]) -> Button {
        Button(self.0.with("input", &Members(&cells(input))))
    }
}

impl Form {
    /// Asks only for these inputs of the action, beside the fields.
    pub fn asks(self, inputs: &[&str]) -> Form {
        Form(self.0.with("asks", &texts(inputs)))
    }

    /// Asks for these fields, which are collected into one `json` input of the action.
    pub fn fields(self, into: &str, fields: impl IntoIterator<Item = Field>) -> Form {
        let fields: Vec<Field> = fields.into_iter().collect();
        Form(self.0.with("into", &into.to_owned()).with("fields", &fields))
    }

    /// Sent by one of several buttons, instead of one called `submit`.
    pub fn buttons(self, buttons: impl IntoIterator<Item = FormButton>) -> Form {
        let buttons: Vec<FormButton> = buttons.into_iter().collect();
        Form(self.0.with("buttons", &buttons))
    }

    /// On a record.
    pub fn target(self, record_type: &str, id: Id) -> Form {
        Form(self.0.with("target", &Place::record(record_type, id)))
    }

    /// With these inputs filled in.
    pub fn input<const N: usize>(self, input: [(&str, impl Into<Cell>); N]) -> Form {
        Form(self.0.with("input", &Members(&cells(input))))
    }
}

impl Records {
    /// Only where a field compares so; operators as in `keel:records`: `equal`, `at-least`.
    pub fn filter(self, conditions: &[(&str, &str, Cell)]) -> Records {
        Records(self.0.with("where", &Conditions(conditions)))
    }

    /// Only where all of these hold.
    pub fn only(self, conditions: &[Condition]) -> Records {
        Records(self.0.with("where", &conditions.to_vec()))
    }

    /// In this order: `name`, `-name` for largest first.
    pub fn sort(self, fields: &[&str]) -> Records {
        Records(self.0.with("sort", &texts(fields)))
    }
}

impl Board {
    /// Only where all of these hold.
    pub fn only(self, conditions: &[Condition]) -> Board {
        Board(self.0.with("where", &conditions.to_vec()))
    }
}

impl Calendar {
    /// Only where all of these hold.
    pub fn only(self, conditions: &[Condition]) -> Calendar {
        Calendar(self.0.with("where", &conditions.to_vec()))
    }
}

/// A heading.
pub fn heading(text: impl Into<Text>) -> Node {
    Node::new("heading").with("text", &text.into())
}

/// The largest heading.
pub fn title(text: impl Into<Text>) -> Node {
    heading(text).with("level", &1)
}

/// The smallest heading.
pub fn subheading(text: impl Into<Text>) -> Node {
    heading(text).with("level", &3)
}

/// Running text; `**strong**`, `*emphasis*` and lists mean something in it.
pub fn text(text: impl Into<Text>) -> Node {
    Node::new("text").with("text", &text.into())
}

/// Text with fixed widths.
pub fn code(text: impl Into<Text>) -> Node {
    Node::new("code").with("text", &text.into())
}

/// A line.
pub fn divider() -> Node {
    Node::new("divider")
}

/// A word with a tone.
pub fn badge(text: impl Into<Text>, tone: Tone) -> Node {
    Node::new("badge").with("text", &text.into()).with("tone", &tone)
}

/// A notice across the page.
pub fn banner(text: impl Into<Text>) -> Banner {
    Banner(Node::new("banner").with("text", &text.into()))
}

/// What is shown where there is nothing yet.
pub fn empty(title: impl Into<Text>) -> Empty {
    Empty(Node::new("empty").with("title", &title.into()))
}

/// Children one after the other.
pub fn stack(children: impl IntoIterator<Item = impl Into<Node>>) -> Stack {
    Stack(Node::new("stack").with("children", &nodes(children)))
}

/// Children side by side.
pub fn grid(children: impl IntoIterator<Item = impl Into<Node>>) -> Grid {
    Grid(Node::new("grid").with("children", &nodes(children)))
}

/// A titled part that can be folded.
pub fn section(title: impl Into<Text>, children: impl IntoIterator<Item = impl Into<Node>>) -> Section {
    Section(Node::new("section").with("title", &title.into()).with("children", &nodes(children)))
}

/// One of several parts at a time: label and children of each.
pub fn tabs(parts: impl IntoIterator<Item = (impl Into<Text>, Vec<Node>)>) -> Node {
    Node::new("tabs").with("tabs", &named(parts))
}

/// Parts in order: label and children of each.
pub fn wizard(parts: impl IntoIterator<Item = (impl Into<Text>, Vec<Node>)>) -> Node {
    Node::new("wizard").with("steps", &named(parts))
}

/// A button that opens its children above the page.
pub fn dialog(
    label: impl Into<Text>,
    title: impl Into<Text>,
    children: impl IntoIterator<Item = impl Into<Node>>,
) -> Node {
    let node = Node::new("dialog").with("label", &label.into()).with("title", &title.into());
    node.with("children", &nodes(children))
}

/// A figure with its name.
pub fn stat(label: impl Into<Text>, value: impl Into<Cell>) -> Stat {
    Stat(Node::new("stat").with("label", &label.into()).with("value", &value.into()))
}

/// A bar, from 0 to 100.
pub fn progress(label: impl Into<Text>, percent: Decimal) -> Progress {
    Progress(Node::new("progress").with("label", &label.into()).with("percent", &percent.to_string()))
}

/// Names with their values.
pub fn facts(rows: impl IntoIterator<Item = (impl Into<Text>, Cell)>) -> Node {
    let row = |(label, value): (Text, Cell)| {
        let mut out = String::from("{\"label\":");
        label.write(&mut out);
        out.push_str(",\"value\":");
        value.write(&mut out);
        out.push('}');
        out
    };
    let rows: Vec<String> = rows.into_iter().map(|(label, value)| row((label.into(), value))).collect();
    Node::new("facts").raw("rows", &format!("[{}]", rows.join(",")))
}

/// The host's own list of records, with the reader's rights.
pub fn records(record_type: &str, fields: &[&str]) -> Records {
    Records(Node::new("records").with("type", &record_type.to_owned()).with("fields", &texts(fields)))
}

/// The host's own board, with a column for each word or record of a field.
pub fn board(record_type: &str, group_by: &str, fields: &[&str]) -> Board {
    Board(Node::new("board").grouped(record_type, group_by, fields))
}

/// The host's own calendar, by a day or an instant.
pub fn calendar(record_type: &str, group_by: &str, fields: &[&str]) -> Calendar {
    Calendar(Node::new("calendar").grouped(record_type, group_by, fields))
}

/// A field of a record: its label and value, with the reader's rights.
pub fn field(record_type: &str, id: Id, field: &str) -> Node {
    Node::new("field").at(record_type, id).with("field", &field.to_owned())
}

/// The lines of a record.
pub fn lines(record_type: &str, id: Id, collection: &str) -> Node {
    Node::new("lines").at(record_type, id).with("collection", &collection.to_owned())
}

/// Notes, calls and changes of a record.
pub fn timeline(record_type: &str, id: Id) -> Node {
    Node::new("timeline").at(record_type, id)
}

/// Runs an action as the reader: of this plugin by name, of another by whole name.
pub fn button(label: impl Into<Text>, action: &str) -> Button {
    Button(Node::new("button").with("label", &label.into()).with("action", &action.to_owned()))
}

/// The inputs of an action, to be filled in here.
pub fn form(action: &str) -> Form {
    Form(Node::new("form").with("action", &action.to_owned()))
}

/// A link.
pub fn link(label: impl Into<Text>, open: Place) -> Link {
    Link(Node::new("link").with("label", &label.into()).with("open", &open))
}

/// A button that opens a list of buttons and links.
pub fn menu(label: impl Into<Text>, children: impl IntoIterator<Item = impl Into<Node>>) -> Menu {
    Menu(Node::new("menu").with("label", &label.into()).with("children", &nodes(children)))
}

/// A picture of the package.
pub fn image(asset: &str, alt: impl Into<Text>) -> Node {
    Node::new("image").with("asset", &asset.to_owned()).with("alt", &alt.into())
}

/// A file that hangs on a record.
pub fn file(record_type: &str, id: Id, file: Id) -> Node {
    Node::new("file").at(record_type, id).with("file", &file.to_string())
}

/// A postal address.
pub fn address(lines: &[&str], country: &str) -> Node {
    Node::new("address").with("lines", &texts(lines)).with("country", &country.to_owned())
}

/// A code to be scanned: `code128`, `ean13` or `qr`.
pub fn barcode(kind: &str, value: &str, alt: impl Into<Text>) -> Node {
    let node = Node::new("barcode").with("kind", &kind.to_owned()).with("value", &value.to_owned());
    node.with("alt", &alt.into())
}

/// A process diagram in BPMN.
pub fn diagram(source: &str, alt: impl Into<Text>) -> Node {
    let node = Node::new("diagram").with("kind", &"bpmn".to_owned()).with("source", &source.to_owned());
    node.with("alt", &alt.into())
}

fn nodes(children: impl IntoIterator<Item = impl Into<Node>>) -> Vec<Node> {
    children.into_iter().map(Into::into).collect()
}

fn named(parts: impl IntoIterator<Item = (impl Into<Text>, Vec<Node>)>) -> Vec<Part> {
    parts.into_iter().map(|(label, children)| Part(label.into(), children)).collect()
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub(super) fn cells<const N: usize>(cells: [(&str, impl Into<Cell>); N]) -> Vec<(String, Cell)> {
    cells.into_iter().map(|(name, cell)| (name.to_owned(), cell.into())).collect()
}
