//! What the host calls in a plugin, before generated code gives each hook, action and job its own method.

use crate::events::Event;
use crate::http::{Request, Response};
use crate::jobs::Run;
use crate::{Argument, Body, Document, Fault, Field, Result, Row};

/// What happens to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// It is made; an entry is posted; a stock move is done.
    Create,
    /// It is changed.
    Update,
    /// It is deleted.
    Delete,
}

/// A change under way, of a document or of a type of the manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Change<T = Document> {
    /// What happens.
    pub operation: Operation,
    /// As it was; none when it is made.
    pub old: Option<T>,
    /// As it shall be, with what hooks before this one set; for a deletion, as it was.
    pub new: T,
}

impl Change<Document> {
    /// The same change of a type of the manifest.
    pub fn typed<T: crate::records::Record>(&self) -> Result<Change<T>> {
        let old = self.old.as_ref().map(T::from_document).transpose()?;
        Ok(Change { operation: self.operation, old, new: T::from_document(&self.new)? })
    }
}

/// A column of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The field of the rows.
    pub name: String,
    /// For people.
    pub label: String,
}

/// A report's answer: rows with a value for each column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// In order.
    pub columns: Vec<Column>,
    /// In order.
    pub rows: Vec<Row>,
}

impl Table {
    /// A table with columns (name, label).
    pub fn new(columns: &[(&str, &str)]) -> Table {
        let column = |(name, label): &(&str, &str)| Column { name: (*name).into(), label: (*label).into() };
        Table { columns: columns.iter().map(column).collect(), rows: Vec::new() }
    }

    /// With a further row.
    pub fn row(mut self, row: Row) -> Table {
        self.rows.push(row);
        self
    }
}

/// The doors of a plugin. `plugin!` implements it; authors implement the traits that `plugin!` makes.
pub trait Guest {
    /// The text of `plugin.toml`, for [`crate::testing`].
    #[cfg(not(target_arch = "wasm32"))]
    const MANIFEST: &'static str;

    /// Before a change is written.
    fn before(hook: &str, change: Change) -> Result<Vec<Field>> {
        let _ = change;
        Err(unknown("hook", hook))
    }
    /// After a change was written.
    fn after(hook: &str, change: Change) -> Result<()> {
        let _ = change;
        Err(unknown("hook", hook))
    }
    /// Runs an action.
    fn action(action: &str, target: Option<Document>, input: Body) -> Result<Body> {
        let _ = (target, input);
        Err(unknown("action", action))
    }
    /// Hears a fact.
    fn event(subscription: &str, event: Event) -> Result<()> {
        let _ = event;
        Err(unknown("subscription", subscription))
    }
    /// Does a job.
    fn job(job: &str, run: Run) -> Result<()> {
        let _ = run;
        Err(unknown("job", job))
    }
    /// Answers a request.
    fn endpoint(endpoint: &str, request: Request) -> Result<Response> {
        let _ = request;
        Err(unknown("endpoint", endpoint))
    }
    /// Draws a page.
    fn page(page: &str, query: Vec<Argument>, subject: Option<Document>) -> Result<String> {
        let _ = (query, subject);
        Err(unknown("page", page))
    }
    /// Makes a report.
    fn report(report: &str, parameters: Body) -> Result<Table> {
        let _ = parameters;
        Err(unknown("report", report))
    }
}

/// The record that an action was called on.
#[doc(hidden)]
pub fn target(target: Option<Document>) -> Result<Document> {
    target.ok_or_else(|| Fault::invalid("action.target", "Say which record it is called on."))
}

/// What a plugin answers that was compiled from another manifest.
#[doc(hidden)]
pub fn unknown(kind: &str, name: &str) -> Fault {
    Fault::not_found(
        "plugin.no-handler",
        format!("This plugin has no {kind} `{name}`; build it again from its manifest."),
    )
}
