//! Tables and charts of a view document.

use super::node::{Node, cells};
use super::value::{Cell, Json, Members, Place, Text};
use crate::Decimal;

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    name: String,
    label: Text,
    end: bool,
}

impl Column {
    /// A column of text.
    pub fn new(name: &str, label: impl Into<Text>) -> Column {
        Column { name: name.to_owned(), label: label.into(), end: false }
    }

    /// A column of numbers, lined up at its end.
    pub fn end(name: &str, label: impl Into<Text>) -> Column {
        Column { end: true, ..Column::new(name, label) }
    }
}

impl Json for Column {
    fn write(&self, out: &mut String) {
        out.push_str("{\"name\":");
        self.name.write(out);
        out.push_str(",\"label\":");
        self.label.write(out);
        out.push_str(if self.end { ",\"align\":\"end\"}" } else { "}" });
    }
}

struct TableRow(Vec<(String, Cell)>, Option<Place>);

impl Json for TableRow {
    fn write(&self, out: &mut String) {
        out.push_str("{\"cells\":");
        Members(&self.0).write(out);
        if let Some(place) = &self.1 {
            out.push_str(",\"open\":");
            place.write(out);
        }
        out.push('}');
    }
}

/// A table.
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<TableRow>,
    empty: Option<Text>,
}

impl Table {
    /// With a further row, cells by column.
    pub fn row<const N: usize>(mut self, row: [(&str, Cell); N]) -> Table {
        self.rows.push(TableRow(cells(row), None));
        self
    }

    /// With a further row that leads somewhere.
    pub fn row_to<const N: usize>(mut self, open: Place, row: [(&str, Cell); N]) -> Table {
        self.rows.push(TableRow(cells(row), Some(open)));
        self
    }

    /// With a further row of as many cells as there are columns to fill.
    pub fn row_of(mut self, row: impl IntoIterator<Item = (String, Cell)>, open: Option<Place>) -> Table {
        self.rows.push(TableRow(row.into_iter().collect(), open));
        self
    }

    /// What is shown when it has no rows.
    pub fn empty(mut self, text: impl Into<Text>) -> Table {
        self.empty = Some(text.into());
        self
    }
}

impl From<Table> for Node {
    fn from(table: Table) -> Node {
        let node = Node::new("table").with("columns", &table.columns).with("rows", &table.rows);
        match &table.empty {
            Some(text) => node.with("empty", text),
            None => node,
        }
    }
}

struct Series(Text, Vec<Option<String>>);

impl Json for Series {
    fn write(&self, out: &mut String) {
        out.push_str("{\"label\":");
        self.0.write(out);
        out.push_str(",\"values\":");
        self.1.write(out);
        out.push('}');
    }
}

/// A chart; who cannot see it gets a table.
pub struct Chart {
    node: Node,
    labels: Vec<Text>,
    series: Vec<Series>,
}

impl Chart {
    /// What stands along it.
    pub fn labels(mut self, labels: impl IntoIterator<Item = impl Into<Text>>) -> Chart {
        self.labels = labels.into_iter().map(Into::into).collect();
        self
    }

    /// A series with a value for each label.
    pub fn series(
        mut self,
        label: impl Into<Text>,
        values: impl IntoIterator<Item = Option<Decimal>>,
    ) -> Chart {
        let values = values.into_iter().map(|value| value.map(|number| number.to_string())).collect();
        self.series.push(Series(label.into(), values));
        self
    }

    /// What the values count.
    pub fn unit(mut self, unit: impl Into<Text>) -> Chart {
        self.node = self.node.with("unit", &unit.into());
        self
    }

    /// One series upon the other.
    pub fn stacked(mut self) -> Chart {
        self.node = self.node.with("stacked", &true);
        self
    }
}

impl From<Chart> for Node {
    fn from(chart: Chart) -> Node {
        chart.node.with("labels", &chart.labels).with("series", &chart.series)
    }
}

/// A table with columns.
pub fn table(columns: impl IntoIterator<Item = Column>) -> Table {
    Table { columns: columns.into_iter().collect(), rows: Vec::new(), empty: None }
}

/// A chart: `bar`, `line`, `area` or `pie`.
pub fn chart(kind: &str, title: impl Into<Text>) -> Chart {
    let node = Node::new("chart").with("kind", &kind.to_owned()).with("title", &title.into());
    Chart { node, labels: Vec::new(), series: Vec::new() }
}
