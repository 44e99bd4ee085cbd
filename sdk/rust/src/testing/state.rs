//! What the host in memory holds, and what a fault takes back. Must not know the plugin's code.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use keel_manifest::Manifest;

use super::declaration::Types;
use super::doors::Doors;
use crate::context::{Actor, CallContext};
use crate::events::Event;
use crate::files::File;
use crate::http::{Request, Response};
use crate::log::Level;
use crate::mail::Mail;
use crate::value::{Document, Value};
use crate::{Body, Fault, Id, Instant, RecordRef, Result};

/// A job that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Its name in the manifest.
    pub job: String,
    /// When it is due.
    pub at: Instant,
    /// A later run with the same job and key takes its place.
    pub key: Option<String>,
    /// For the run.
    pub input: Body,
    pub(crate) id: Id,
}

/// What kind of call the plugin is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Hooks, actions, events: the unit of work is open.
    Unit,
    /// Jobs and endpoints: it opens at the first write.
    Late,
    /// Pages and reports.
    ReadOnly,
}

/// What a fault takes back.
#[derive(Clone, Default)]
pub(crate) struct Books {
    pub records: BTreeMap<String, BTreeMap<Id, Document>>,
    pub files: Vec<(RecordRef, File, Vec<u8>)>,
    pub mails: Vec<Mail>,
    pub events: Vec<Event>,
    pub waiting: Vec<Waiting>,
    pub wrote: bool,
}

pub(crate) struct State {
    pub plugin: String,
    pub types: Types,
    pub doors: Doors,
    pub granted: BTreeSet<(String, String)>,
    pub settings: BTreeMap<String, Value>,
    pub books: Books,
    pub context: CallContext,
    pub kind: Kind,
    /// How many calls of the plugin are under way.
    pub inside: u32,
    /// Codes of the user's roles.
    pub roles: Vec<String>,
    pub log: Vec<(Level, String)>,
    pub answers: BTreeMap<String, Response>,
    pub sent: Vec<Request>,
    pub actions: BTreeMap<String, VecDeque<Result<Body>>>,
    pub called: Vec<(String, Option<Id>, Body)>,
    next: u128,
    pub manifest: Manifest,
}

impl State {
    pub fn new(manifest: Manifest, doors: Doors) -> State {
        let mut granted = BTreeSet::new();
        for capability in &manifest.capabilities {
            if capability.covers.is_empty() {
                granted.insert((capability.name.clone(), String::new()));
            }
            granted.extend(capability.covers.iter().map(|covers| (capability.name.clone(), covers.clone())));
        }
        let now = Instant::read("2026-01-31T10:00:00Z").unwrap_or_default();
        // Who acts is a record like any other, so that records can refer to them.
        let user = Document::new("user", Id::from_u128(2), Body::new().with("name", "Test"));
        let mut books = Books::default();
        books.records.entry(user.record_type.clone()).or_default().insert(user.id(), user);
        let context = CallContext {
            company: Some(Id::from_u128(1).to_string()),
            currency: Some("EUR".to_owned()),
            actor: Actor::User,
            user: Some(Id::from_u128(2).to_string()),
            user_name: "Test".to_owned(),
            now: now.to_string(),
            today: now.day().to_string(),
            unit: Id::from_u128(3).to_string(),
            depth: 0,
        };
        State {
            plugin: manifest.id.clone(),
            types: Types::of(&manifest),
            doors,
            granted,
            settings: BTreeMap::new(),
            books,
            context,
            kind: Kind::Unit,
            inside: 0,
            roles: Vec::new(),
            log: Vec::new(),
            answers: BTreeMap::new(),
            sent: Vec::new(),
            actions: BTreeMap::new(),
            called: Vec::new(),
            next: 1000,
            manifest,
        }
    }

    /// An id that nothing has yet, the same in every run of a test.
    pub fn next_id(&mut self) -> Id {
        self.next += 1;
        Id::from_u128(self.next)
    }

    /// Refuses what was not granted. Own record types need nothing.
    pub fn need(&self, capability: &str, covers: &str) -> Result<()> {
        let own = covers.split_once('.').is_some_and(|(plugin, _)| plugin == self.plugin);
        if own && capability.starts_with("records.") {
            return Ok(());
        }
        let any = capability == "actions.call" && self.granted.contains(&(capability.to_owned(), "*".into()));
        if any || self.granted.contains(&(capability.to_owned(), covers.to_owned())) {
            return Ok(());
        }
        let what = if covers.is_empty() { String::new() } else { format!(" for `{covers}`") };
        let message =
            format!("The plugin may not: ask for `{capability}`{what} in plugin.toml and have it granted.");
        Err(Fault::denied("plugin.not-granted", message).arg("capability", capability).arg("covers", covers))
    }

    /// Notes that something is written; pages and reports may not.
    pub fn write(&mut self) -> Result<()> {
        if self.kind == Kind::ReadOnly {
            return Err(Fault::denied("plugin.read-only", "A page or report only reads."));
        }
        self.books.wrote = true;
        Ok(())
    }

    /// A record that is there.
    pub fn record(&self, record_type: &str, id: Id) -> Result<&Document> {
        let found = self.books.records.get(record_type).and_then(|of| of.get(&id));
        found.ok_or_else(|| {
            Fault::not_found("not-found", format!("There is no {record_type} {id}, or you may not see it."))
        })
    }

    /// Records of a type, by id.
    pub fn all(&self, record_type: &str) -> impl Iterator<Item = &Document> {
        self.books.records.get(record_type).into_iter().flat_map(BTreeMap::values)
    }
}
