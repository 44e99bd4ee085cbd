//! Runs a plugin's handlers natively, against a host in memory with the same rules.
//!
//! Kept: what the manifest declares of records, inputs and answers; capabilities and grants; hooks in their
//! order; all or nothing; facts after the commit; the network before the first write. Not kept: rules of the
//! core (periods, taxes, costs, what a contact needs): `keel plugin test` runs the real host.

mod current;
mod declaration;
pub(crate) mod door;
mod doors;
mod json;
mod ledger;
mod records;
mod state;

use std::cell::RefCell;
use std::rc::Rc;

use crate::context::Actor;
use crate::events::Event;
use crate::guest::{Guest, Table};
use crate::http::{Request, Response};
use crate::jobs::Run;
use crate::ledger::{Entry, Posted};
use crate::log::Level;
use crate::records::Change;
use crate::value::{Body, Document, Field, RecordRef, Value};
use crate::{Argument, Fault, Id, Instant, Result};
use doors::Doors;
pub use state::Waiting;
use state::{Kind, State};

/// A host in memory with one plugin, one company (EUR) and a clock that stands at 2026-01-31T10:00Z.
///
/// Everything that the manifest asks for is granted, until [`Host::revoke`].
pub struct Host {
    state: Rc<RefCell<State>>,
}

impl Host {
    /// A host that has nothing but the plugin: `Host::of::<Plugin>()`.
    ///
    /// # Panics
    /// When the manifest that the plugin was compiled with is wrong; compiling would have said so.
    pub fn of<G: Guest>() -> Host {
        Host::with_manifest::<G>(G::MANIFEST)
    }

    /// A host with a plugin whose manifest is another text, to test what is refused.
    ///
    /// # Panics
    /// When the manifest is wrong.
    pub fn with_manifest<G: Guest>(manifest: &str) -> Host {
        let manifest = match keel_manifest::read(manifest, "plugin.toml") {
            Ok(manifest) => manifest,
            Err(findings) => {
                let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
                panic!("{}", findings.join("\n"));
            }
        };
        Host { state: Rc::new(RefCell::new(State::new(manifest, Doors::of::<G>()))) }
    }

    /// Takes a capability back, or one thing that it covers: `revoke("records.read", "contact")`.
    pub fn revoke(&self, capability: &str, covers: &str) {
        self.state.borrow_mut().granted.remove(&(capability.to_owned(), covers.to_owned()));
    }

    /// Sets a setting as an administrator would.
    pub fn set(&self, setting: &str, value: impl Into<Value>) {
        self.state.borrow_mut().settings.insert(setting.to_owned(), value.into());
    }

    /// Gives the user these roles, by code; `administrator` for who may do everything.
    pub fn roles(&self, codes: &[&str]) {
        self.state.borrow_mut().roles = codes.iter().map(|code| (*code).to_owned()).collect();
    }

    /// Puts the clock to an instant such as `2026-02-01T03:00:00Z`.
    ///
    /// # Panics
    /// When it is none.
    pub fn clock(&self, now: &str) {
        let now = Instant::parse(now).expect("an instant such as 2026-02-01T03:00:00Z");
        let mut state = self.state.borrow_mut();
        state.context.now = now.to_string();
        state.context.today = now.day().to_string();
    }

    /// Puts a record there, without hooks and rights: what was before the test.
    ///
    /// # Panics
    /// When an own record or an extension field is not as the manifest declares it.
    pub fn given(&self, record_type: &str, body: Body) -> Id {
        let made = self.run(Kind::Unit, Actor::System, || {
            current::with(|state| {
                let mut body = body;
                state.types.check(record_type, &mut body, true)?;
                let id = state.next_id();
                let document = Document::new(record_type, id, body);
                state.books.records.entry(record_type.to_owned()).or_default().insert(id, document);
                Ok(id)
            })
        });
        made.expect("what is given is as the manifest declares it")
    }

    /// Who acts: the user `Test`.
    pub fn user(&self) -> Id {
        Id::from_u128(2)
    }

    /// Makes a record as a user would, with the plugin's hooks.
    pub fn create(&self, record_type: &str, body: Body) -> Result<Id> {
        self.run(Kind::Unit, Actor::User, || records::make(record_type, body))
    }

    /// Changes a record as a user would, with the plugin's hooks.
    pub fn update(&self, record_type: &str, id: Id, body: Body) -> Result<()> {
        self.run(Kind::Unit, Actor::User, || records::alter(record_type, &Change::of(id, body)).map(|_| ()))
    }

    /// Deletes a record as a user would, with the plugin's hooks.
    pub fn delete(&self, record_type: &str, id: Id) -> Result<()> {
        self.run(Kind::Unit, Actor::User, || records::remove(record_type, id))
    }

    /// Posts an entry as a user would, with the plugin's hooks.
    pub fn post(&self, entry: &Entry) -> Result<Posted> {
        self.run(Kind::Unit, Actor::User, || ledger::post_as_host(entry))
    }

    /// Runs an action of the plugin as a user would: input and answer are held against the manifest.
    pub fn action(&self, name: &str, target: Option<Id>, mut input: Body) -> Result<Body> {
        self.run(Kind::Unit, Actor::User, || {
            let (declared, target) = current::with(|state| {
                let found = state.manifest.actions.iter().find(|action| action.name == name).cloned();
                let declared = found.ok_or_else(|| unknown("action", name))?;
                let target = match (&declared.on, target) {
                    (Some(on), Some(id)) => Some(state.record(on, id)?.clone()),
                    (Some(_), None) => {
                        return Err(Fault::invalid("action.target", "Say which record it is called on."));
                    }
                    (None, _) => None,
                };
                let lines: Vec<_> =
                    declared.input_collections.iter().map(|c| (c.name.as_str(), &c.fields[..])).collect();
                declaration::check_body(&declared.input, &lines, &mut input)?;
                Ok((declared, target))
            })?;
            let doors = current::with(|state| Ok(state.doors))?;
            let mut output = current::into_plugin(|| (doors.action)(name, target, input))?;
            declaration::check_body(&declared.output, &[], &mut output)?;
            Ok(output)
        })
    }

    /// Another plugin tells a fact by its whole name: `sales.order-confirmed`.
    pub fn tells(&self, name: &str, subject: Option<RecordRef>, payload: &Body) {
        current::tell(&mut self.state.borrow_mut(), name, subject, payload);
    }

    /// The plugin begins to work in the company: it is told so.
    pub fn enable(&self) {
        let company = self.state.borrow().context.company().map(|id| RecordRef::new("company", id));
        let plugin = self.state.borrow().plugin.clone();
        self.tells("plugin.enabled", company, &Body::new().with("plugin", plugin));
    }

    /// Delivers every fact that was told to the plugin's subscriptions, also those told meanwhile; how many.
    pub fn deliver(&self) -> Result<usize> {
        let mut delivered = 0;
        loop {
            let next = {
                let mut state = self.state.borrow_mut();
                if state.books.events.is_empty() { None } else { Some(state.books.events.remove(0)) }
            };
            let Some(event) = next else { return Ok(delivered) };
            for name in self.hearers(&event) {
                let event = event.clone();
                self.run(Kind::Unit, Actor::Plugin, || {
                    let doors = current::with(|state| Ok(state.doors))?;
                    current::into_plugin(|| (doors.event)(&name, event))
                })?;
                delivered += 1;
            }
        }
    }

    /// Runs a job as its schedule would.
    pub fn job(&self, name: &str) -> Result<()> {
        self.job_with(name, Body::new(), Id::from_u128(9))
    }

    /// Runs every job that was scheduled and is due; how many.
    pub fn run_due(&self) -> Result<usize> {
        let mut ran = 0;
        loop {
            let next = {
                let mut state = self.state.borrow_mut();
                let now = state.context.now();
                let due = state.books.waiting.iter().position(|run| run.at <= now);
                due.map(|at| state.books.waiting.remove(at))
            };
            let Some(run) = next else { return Ok(ran) };
            self.job_with(&run.job, run.input, run.id)?;
            ran += 1;
        }
    }

    /// Draws a page; the view document. `subject` names the record whose slot it fills.
    pub fn page(&self, name: &str, query: &[(&str, &str)], subject: Option<(&str, Id)>) -> Result<String> {
        let query =
            query.iter().map(|(name, value)| Argument { name: (*name).into(), value: (*value).into() });
        let query: Vec<Argument> = query.collect();
        self.run(Kind::ReadOnly, Actor::User, || {
            let (doors, subject) = current::with(|state| {
                let subject = subject.map(|(of, id)| state.record(of, id).cloned()).transpose()?;
                Ok((state.doors, subject))
            })?;
            current::into_plugin(|| (doors.page)(name, query, subject))
        })
    }

    /// Makes a report: parameters are held against the manifest.
    pub fn report(&self, name: &str, mut parameters: Body) -> Result<Table> {
        self.run(Kind::ReadOnly, Actor::User, || {
            let doors = current::with(|state| {
                let declared = state.manifest.reports.iter().find(|report| report.name == name);
                let declared = declared.ok_or_else(|| unknown("report", name))?;
                declaration::check_body(&declared.parameters, &[], &mut parameters)?;
                Ok(state.doors)
            })?;
            current::into_plugin(|| (doors.report)(name, parameters))
        })
    }

    /// Sends a request to an endpoint of the plugin; who sends it is not checked here.
    pub fn request(&self, endpoint: &str, request: Request) -> Result<Response> {
        self.run(Kind::Late, Actor::Plugin, || {
            let doors = current::with(|state| Ok(state.doors))?;
            current::into_plugin(|| (doors.endpoint)(endpoint, request))
        })
    }

    /// Lets an address answer what the plugin sends.
    pub fn answers(&self, url: &str, response: Response) {
        self.state.borrow_mut().answers.insert(url.to_owned(), response);
    }

    /// Lets another plugin's action answer the next call of it.
    pub fn action_answers(&self, name: &str, answer: Result<Body>) {
        self.state.borrow_mut().actions.entry(name.to_owned()).or_default().push_back(answer);
    }

    /// What the plugin sent over the network.
    pub fn sent(&self) -> Vec<Request> {
        self.state.borrow().sent.clone()
    }

    /// The mails that the plugin queued, as far as they were not taken back.
    pub fn mails(&self) -> Vec<crate::mail::Mail> {
        self.state.borrow().books.mails.clone()
    }

    /// The calls of other plugins' actions.
    pub fn called(&self) -> Vec<(String, Option<Id>, Body)> {
        self.state.borrow().called.clone()
    }

    /// A record as it is.
    pub fn record(&self, record_type: &str, id: Id) -> Result<Document> {
        self.state.borrow().record(record_type, id).cloned()
    }

    /// All records of a type, in the order they were made.
    pub fn records(&self, record_type: &str) -> Vec<Document> {
        self.state.borrow().all(record_type).cloned().collect()
    }

    /// Facts that were told and not yet delivered.
    pub fn events(&self) -> Vec<Event> {
        self.state.borrow().books.events.clone()
    }

    /// Jobs that wait.
    pub fn waiting(&self) -> Vec<Waiting> {
        self.state.borrow().books.waiting.clone()
    }

    /// Lines of the plugin's log; they stay when a call is taken back.
    pub fn log(&self) -> Vec<(Level, String)> {
        self.state.borrow().log.clone()
    }

    /// Hangs a file on a record.
    pub fn attach(&self, subject: RecordRef, name: &str, media_type: &str, content: &[u8]) {
        let mut state = self.state.borrow_mut();
        let id = state.next_id().to_string();
        let (name, media_type) = (name.to_owned(), media_type.to_owned());
        let file = crate::files::File { id, name, media_type, size: content.len() as u64 };
        state.books.files.push((subject, file, content.to_vec()));
    }

    fn job_with(&self, name: &str, mut input: Body, id: Id) -> Result<()> {
        self.run(Kind::Late, Actor::Plugin, || {
            let (doors, run) = current::with(|state| {
                let declared = state.manifest.jobs.iter().find(|job| job.name == name);
                let declared = declared.ok_or_else(|| unknown("job", name))?;
                if !input.fields.is_empty() {
                    declaration::check_body(&declared.input, &[], &mut input)?;
                }
                let run = Run { id: id.to_string(), due_at: state.context.now.clone(), attempt: 1, input };
                Ok((state.doors, run))
            })?;
            current::into_plugin(|| (doors.job)(name, run))
        })
    }

    /// Names of the subscriptions that hear a fact.
    fn hearers(&self, event: &Event) -> Vec<String> {
        let state = self.state.borrow();
        let about = event.subject.as_ref().map_or("", |subject| subject.record_type.as_str());
        let of = event.name.split('.').next().unwrap_or_default();
        let cores = keel_manifest::words::CORE_EVENTS.iter().any(|name| name.split('.').next() == Some(of));
        let any = of != state.plugin && !cores && state.need("events.hear", "").is_ok();
        let named = |on: &String| {
            if on == "*" {
                return any;
            }
            on == &event.name || on.strip_suffix('*').is_some_and(|start| event.name.starts_with(start))
        };
        let all = state.manifest.subscriptions.iter();
        let hear = all.filter(|one| {
            one.on.iter().any(named) && (one.types.is_empty() || one.types.iter().any(|t| t == about))
        });
        hear.map(|one| one.name.clone()).collect()
    }

    /// Makes this the thread's host, and takes everything back when the call fails.
    fn run<T>(&self, kind: Kind, actor: Actor, call: impl FnOnce() -> Result<T>) -> Result<T> {
        {
            let mut state = self.state.borrow_mut();
            state.kind = kind;
            state.context.actor = actor;
            state.books.wrote = false;
            let unit = state.next_id();
            state.context.unit = unit.to_string();
        }
        current::within(&self.state, || current::whole(call))
    }
}

/// Fields as names and texts, for comparing with a table of what is expected.
pub fn shown(fields: &[Field]) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::None => String::new(),
        Value::Boolean(yes) => yes.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Money(money) => money.to_string(),
        Value::Text(t) | Value::Day(t) | Value::Instant(t) | Value::Reference(t) | Value::Json(t) => {
            t.clone()
        }
    };
    fields.iter().map(|field| (field.name.clone(), text(&field.value))).collect()
}

fn unknown(kind: &str, name: &str) -> Fault {
    Fault::not_found("not-found", format!("plugin.toml declares no {kind} `{name}`."))
}
