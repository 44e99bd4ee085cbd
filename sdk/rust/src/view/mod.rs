//! View documents: what a page answers, version 1. The host checks them against `wit/README.md` and draws them.
//!
//! `View::new().add(heading("Today")).add(stat("Open", money))`. Knows the vocabulary; must not know how it looks.

mod condition;
mod figure;
mod form;
mod node;
mod value;

use crate::{Argument, Document};
pub use condition::Condition;
pub use figure::{Chart, Column, Table, chart, table};
pub use form::{Field, FormButton};
pub use node::{
    Banner, Board, Button, Calendar, Empty, Form, Grid, Link, Menu, Node, Progress, Records, Section, Stack,
    Stat, address, badge, banner, barcode, board, button, calendar, code, diagram, dialog, divider, empty,
    facts, field, file, form, grid, heading, image, lines, link, menu, progress, records, section, stack,
    stat, subheading, tabs, text, timeline, title, wizard,
};
pub use value::{Cell, Place, Text, Tone};

/// What a page is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The page's parameters.
    pub query: Vec<Argument>,
    /// The record whose slot the page fills.
    pub subject: Option<Document>,
}

impl Request {
    /// A parameter of the page.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|one| one.name == name).map(|one| one.value.as_str())
    }
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    title: Option<Text>,
    body: Vec<Node>,
}

impl View {
    /// A page with nothing on it.
    pub fn new() -> View {
        View::default()
    }

    /// With another title than its label.
    pub fn title(mut self, title: impl Into<Text>) -> View {
        self.title = Some(title.into());
        self
    }

    /// With a further node.
    #[allow(clippy::should_implement_trait)]
    pub fn add(mut self, node: impl Into<Node>) -> View {
        self.body.push(node.into());
        self
    }

    /// As it crosses the boundary.
    pub fn to_json(&self) -> String {
        use value::Json;
        let mut out = String::from("{\"view\":1");
        if let Some(title) = &self.title {
            out.push_str(",\"title\":");
            title.write(&mut out);
        }
        out.push_str(",\"body\":");
        self.body.write(&mut out);
        out.push('}');
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Decimal, Id, Money};

    #[test]
    fn a_document_is_written_as_the_vocabulary_says() {
        let id = Id::from_u128(7);
        let view = View::new()
            .title(Text::message("near").arg("count", 3))
            .add(heading("A \"quoted\" title"))
            .add(stat("Open", Money::new(1250, "EUR")).tone(Tone::Bad).open(Place::list("contact")))
            .add(
                table([Column::new("who", "Customer"), Column::end("share", "Share")])
                    .row([
                        ("who", Cell::record("contact", id, "ACME")),
                        ("share", Cell::percent(Decimal::new(805, 1))),
                    ])
                    .row_to(
                        Place::record("contact", id),
                        [("who", Cell::from("B")), ("share", Cell::empty())],
                    ),
            )
            .add(chart("bar", "Open").labels(["A", "B"]).series("EUR", [Some(Decimal::new(1, 1)), None]))
            .add(
                button("Raise", "raise-limit").target("contact", id).input([("limit", Decimal::new(500, 2))]),
            )
            .add(stack([divider(), text("**ok**")]).across());
        let expected = concat!(
            r#"{"view":1,"title":{"message":"near","args":{"count":"3"}},"body":["#,
            r#"{"node":"heading","text":"A \"quoted\" title"},"#,
            r#"{"node":"stat","label":"Open","value":{"money":"12.50","currency":"EUR"},"tone":"bad","open":{"list":"contact"}},"#,
            r#"{"node":"table","columns":[{"name":"who","label":"Customer"},{"name":"share","label":"Share","align":"end"}],"rows":["#,
            r#"{"cells":{"who":{"record":"contact","id":"00000000-0000-0000-0000-000000000007","text":"ACME"},"share":{"percent":"80.5"}}},"#,
            r#"{"cells":{"who":"B","share":null},"open":{"record":"contact","id":"00000000-0000-0000-0000-000000000007"}}]},"#,
            r#"{"node":"chart","kind":"bar","title":"Open","labels":["A","B"],"series":[{"label":"EUR","values":["0.1",null]}]},"#,
            r#"{"node":"button","label":"Raise","action":"raise-limit","#,
            r#""target":{"record":"contact","id":"00000000-0000-0000-0000-000000000007"},"input":{"limit":{"number":"5.00"}}},"#,
            r#"{"node":"stack","children":[{"node":"divider"},{"node":"text","text":"**ok**"}],"direction":"across"}]}"#,
        );
        assert_eq!(view.to_json(), expected);
    }
}
