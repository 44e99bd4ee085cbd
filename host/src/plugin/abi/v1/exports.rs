//! Calling what a plugin exports.

use wasmtime::component::{Instance, InstancePre};
use wasmtime::{Result, Store};

use super::data::{body, body_out, document_out, fault, fields, record_ref_out};
use super::wit::exports::keel::actions::guest as actions;
use super::wit::exports::keel::events::guest as events;
use super::wit::exports::keel::hooks::guest as hooks;
use super::wit::exports::keel::http::guest as http;
use super::wit::exports::keel::jobs::guest as jobs;
use super::wit::exports::keel::pages::guest as pages;
use super::wit::keel::http::types as http_types;
use super::wit::keel::types1_0_0::types::Argument;
use crate::plugin::state::State;
use crate::service::Fault;
use crate::service::plugins::data::{Change, Document, HttpRequest, HttpResponse, Operation, Table};
use crate::service::plugins::port::{Answer, Call};
use crate::storage::instant_text;

/// The hooks of an instance.
pub struct Hooks(hooks::Guest);

/// Where a component keeps the interfaces that it exports.
pub struct Exports {
    actions: Option<actions::GuestIndices>,
    events: Option<events::GuestIndices>,
    hooks: Option<hooks::GuestIndices>,
    http: Option<http::GuestIndices>,
    jobs: Option<jobs::GuestIndices>,
    pages: Option<pages::GuestIndices>,
}

impl Exports {
    /// Looks them up; what a component does not export, or in another shape, it cannot be called for.
    pub fn of(pre: &InstancePre<State>) -> Exports {
        Exports {
            actions: actions::GuestIndices::new(pre).ok(),
            events: events::GuestIndices::new(pre).ok(),
            hooks: hooks::GuestIndices::new(pre).ok(),
            http: http::GuestIndices::new(pre).ok(),
            jobs: jobs::GuestIndices::new(pre).ok(),
            pages: pages::GuestIndices::new(pre).ok(),
        }
    }

    /// The hooks of an instance; none where the component exports none.
    pub fn hooks_of(&self, store: &mut Store<State>, instance: &Instance) -> Result<Option<Hooks>> {
        self.hooks.as_ref().map(|hooks| hooks.load(&mut *store, instance).map(Hooks)).transpose()
    }

    /// Makes one call. The outer error is a trap, a limit or a broken contract; the inner one the plugin's word.
    pub async fn call(
        &self,
        store: &mut Store<State>,
        instance: &Instance,
        hooks: Option<Hooks>,
        call: Call,
    ) -> Result<Result<Answer, Fault>> {
        let s = &mut *store;
        match call {
            Call::Before { hook, change } => {
                let Hooks(guest) = has(hooks, "hooks")?;
                let change = told(change_out(change))?;
                let set = guest.call_before(s, &hook, &change).await?;
                Ok(set.map_err(fault).and_then(fields).map(Answer::Set))
            }
            Call::After { hook, change } => {
                let Hooks(guest) = has(hooks, "hooks")?;
                let change = told(change_out(change))?;
                Ok(guest.call_after(s, &hook, &change).await?.map_err(fault).map(|()| Answer::Done))
            }
            Call::Action { action, target, input } => {
                let guest = has(self.actions.as_ref(), "actions")?.load(&mut *s, instance)?;
                let target = told(target.map(document_out).transpose())?;
                let input = told(body_out(input))?;
                let output = guest.call_run(s, &action, target.as_ref(), &input).await?;
                Ok(output.map_err(fault).and_then(body).map(Answer::Body))
            }
            Call::Event { subscription, event } => {
                let guest = has(self.events.as_ref(), "events")?.load(&mut *s, instance)?;
                let event = events::Event {
                    id: event.id.to_string(),
                    name: event.name,
                    at: instant_text(event.at),
                    subject: event.subject.map(record_ref_out),
                    payload: event.payload,
                    attempt: event.attempt,
                };
                Ok(guest.call_handle(s, &subscription, &event).await?.map_err(fault).map(|()| Answer::Done))
            }
            Call::Job { job, run } => {
                let guest = has(self.jobs.as_ref(), "jobs")?.load(&mut *s, instance)?;
                let run = jobs::JobRun {
                    id: run.id.to_string(),
                    due_at: instant_text(run.due_at),
                    attempt: run.attempt,
                    input: told(body_out(run.input))?,
                };
                Ok(guest.call_run(s, &job, &run).await?.map_err(fault).map(|()| Answer::Done))
            }
            Call::Endpoint { endpoint, request } => {
                let guest = has(self.http.as_ref(), "http")?.load(&mut *s, instance)?;
                let answer = guest.call_handle(s, &endpoint, &request_out(request)).await?;
                Ok(answer.map_err(fault).map(|answer| Answer::Response(response(answer))))
            }
            Call::Page { page, query, subject } => {
                let guest = has(self.pages.as_ref(), "pages")?.load(&mut *s, instance)?;
                let query: Vec<Argument> =
                    query.into_iter().map(|(name, value)| Argument { name, value }).collect();
                let subject = told(subject.map(document_out).transpose())?;
                let view = guest.call_render(s, &page, &query, subject.as_ref()).await?;
                Ok(view.map_err(fault).map(Answer::View))
            }
            Call::Report { report, parameters } => {
                let guest = has(self.pages.as_ref(), "pages")?.load(&mut *s, instance)?;
                let parameters = told(body_out(parameters))?;
                let table = guest.call_report(s, &report, &parameters).await?;
                Ok(table.map_err(fault).and_then(table_in).map(Answer::Table))
            }
        }
    }
}

fn has<T>(found: Option<T>, name: &str) -> Result<T> {
    found.ok_or_else(|| wasmtime::Error::msg(format!("it does not export keel:{name}/guest@1.0.0")))
}

/// What the host cannot put into the contract's words ends the call.
fn told<T>(value: Result<T, Fault>) -> Result<T> {
    value.map_err(|fault| wasmtime::Error::msg(fault.message))
}

fn change_out(change: Change) -> Result<hooks::Change, Fault> {
    let document = |document: Document| document_out(document);
    Ok(hooks::Change {
        operation: match change.operation {
            Operation::Create => hooks::Operation::Create,
            Operation::Update => hooks::Operation::Update,
            Operation::Delete => hooks::Operation::Delete,
        },
        old: change.old.map(document).transpose()?,
        new: document(change.new)?,
    })
}

fn request_out(request: HttpRequest) -> http_types::Request {
    let header = |(name, value)| http_types::Header { name, value };
    http_types::Request {
        method: request.method,
        url: request.url,
        headers: request.headers.into_iter().map(header).collect(),
        body: request.body,
    }
}

fn response(answer: http_types::Response) -> HttpResponse {
    HttpResponse {
        status: answer.status,
        headers: answer.headers.into_iter().map(|one| (one.name, one.value)).collect(),
        body: answer.body,
    }
}

fn table_in(table: pages::Table) -> Result<Table, Fault> {
    Ok(Table {
        columns: table.columns.into_iter().map(|one| (one.name, one.label)).collect(),
        rows: table.rows.into_iter().map(|row| fields(row.fields)).collect::<Result<_, _>>()?,
    })
}
