//! The plugin's doors as plain functions, so that the host in memory need not know its type.

use crate::events::Event;
use crate::guest::{Change, Guest};
use crate::http::{Request, Response};
use crate::jobs::Run;
use crate::{Argument, Body, Document, Field, Result};

/// What the host calls in a plugin.
#[derive(Clone, Copy)]
pub(crate) struct Doors {
    pub before: fn(&str, Change) -> Result<Vec<Field>>,
    pub after: fn(&str, Change) -> Result<()>,
    pub action: fn(&str, Option<Document>, Body) -> Result<Body>,
    pub event: fn(&str, Event) -> Result<()>,
    pub job: fn(&str, Run) -> Result<()>,
    pub endpoint: fn(&str, Request) -> Result<Response>,
    pub page: fn(&str, Vec<Argument>, Option<Document>) -> Result<String>,
    pub report: fn(&str, Body) -> Result<crate::guest::Table>,
}

impl Doors {
    pub fn of<G: Guest>() -> Doors {
        Doors {
            before: G::before,
            after: G::after,
            action: G::action,
            event: G::event,
            job: G::job,
            endpoint: G::endpoint,
            page: G::page,
            report: G::report,
        }
    }
}
