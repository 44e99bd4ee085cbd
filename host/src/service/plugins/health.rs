//! How plugins fare on this host: what each entry point took, its faults, and when one is stopped.
//!
//! Knows counts and time. Must not know how a guest runs. Counting costs a lock and no transaction; faults are
//! written down by a job soon after, in a unit of work of their own, because the unit in which they happened is rolled back.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use metrics::{Counter, Histogram, counter, histogram};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::call::Via;
use super::port::{Answer, Failure, GuestFault, Surroundings, Usage};
use super::{Active, Call};
use crate::service::Ctx;
use crate::storage::plugins::recording::RecordingRow;

/// A plugin of which one entry point faults this often in a row is paused.
pub const STRIKES_MAX: u32 = 5;
/// Faults further apart than this do not add up.
const STRIKES_WITHIN: Duration = Duration::from_secs(600);
/// Most faults that wait to be written down; beyond them only the count goes on.
const WAITING_MAX: usize = 1_000;
/// Most recorded calls that wait to be written down.
const RECORDINGS_MAX: usize = 200;
/// Most lines of log that are kept for whoever follows it.
const LOG_LINES_MAX: usize = 500;

/// What one entry point took on one kind of record, since this host started.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct Load {
    /// Plugin.
    pub plugin: String,
    /// `hook`, `action`, `event`, `job`, `endpoint`, `page`, `report`.
    pub kind: String,
    /// Name in the manifest.
    pub name: String,
    /// Record type of the document at hand, where there is one.
    pub record_type: Option<String>,
    /// Calls.
    pub calls: u64,
    /// Calls in which the plugin said no.
    pub refused: u64,
    /// Calls in which it faulted.
    pub faults: u64,
    /// Microseconds, host calls included.
    pub wall_us: u64,
    /// The longest call, in microseconds.
    pub wall_us_max: u64,
    /// WebAssembly instructions, roughly.
    pub fuel: u64,
    /// Most bytes of memory in one call.
    pub memory_bytes_max: u64,
    /// Host calls.
    pub host_calls: u64,
    /// Records and rows read.
    pub rows: u64,
}

/// A fault of a plugin, to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultNote {
    /// When.
    pub at: DateTime<Utc>,
    /// Plugin.
    pub plugin: String,
    /// Version.
    pub version: String,
    /// `hook over-limit`.
    pub via: String,
    /// Company of the call.
    pub company: Option<Uuid>,
    /// The document at hand.
    pub document: Option<(String, Uuid)>,
    /// Code, message and what its author should see.
    pub fault: GuestFault,
    /// Request.
    pub request_id: Uuid,
    /// This fault was one too many: the plugin is to be paused, and why.
    pub pauses: Option<String>,
}

/// A line of a plugin's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct LogLine {
    /// Counts the lines of this host.
    pub number: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Plugin.
    pub plugin: String,
    /// `hook over-limit`.
    pub via: String,
    /// `debug`, `info`, `warn`, `error`.
    pub level: String,
    /// The line.
    pub text: String,
}

/// One entry point on one kind of record, with its metrics: looking them up by name costs more than counting.
struct Way {
    load: Load,
    via: String,
    outcomes: Vec<(&'static str, Counter)>,
    fuel: Counter,
    rows: Counter,
    seconds: Histogram,
}

impl Way {
    fn new(load: Load, via: &str) -> Way {
        let plugin = || load.plugin.clone();
        Way {
            via: via.to_owned(),
            outcomes: Vec::new(),
            fuel: counter!("keel_plugin_fuel_total", "plugin" => plugin()),
            rows: counter!("keel_plugin_rows_total", "plugin" => plugin()),
            seconds: histogram!("keel_plugin_call_seconds", "plugin" => plugin(), "via" => via.to_owned()),
            load,
        }
    }

    fn count(&mut self, outcome: &'static str, usage: &Usage) {
        let known = self.outcomes.iter().position(|(name, _)| *name == outcome);
        let at = known.unwrap_or_else(|| {
            let (plugin, via) = (self.load.plugin.clone(), self.via.clone());
            let calls =
                counter!("keel_plugin_calls_total", "plugin" => plugin, "via" => via, "outcome" => outcome);
            self.outcomes.push((outcome, calls));
            self.outcomes.len() - 1
        });
        self.outcomes[at].1.increment(1);
        self.fuel.increment(usage.fuel);
        self.rows.increment(u64::from(usage.rows));
        self.seconds.record(usage.wall);
    }
}

#[derive(Default)]
struct Books {
    ways: HashMap<(String, String, Option<String>), Way>,
    /// Faults in a row of an entry point: plugin and way in.
    strikes: HashMap<(String, String), (u32, Instant)>,
    /// Plugins that this host stopped, and whether a picture of what is installed has said so: who waits with an older
    /// picture must meet the pause all the same.
    paused: HashMap<String, bool>,
    waiting: Vec<FaultNote>,
    recordings: Vec<RecordingRow>,
    lines: VecDeque<LogLine>,
    lines_so_far: u64,
}

/// How the plugins of this process fare.
#[derive(Default)]
pub struct Health {
    books: Mutex<Books>,
}

impl std::fmt::Debug for Health {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Health").finish_non_exhaustive()
    }
}

impl Health {
    fn books(&self) -> std::sync::MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this host stopped a plugin that was not let go on since.
    pub fn is_paused(&self, plugin: &str) -> bool {
        self.books().paused.contains_key(plugin)
    }

    /// What a new picture says of a plugin: once it said that it is paused, it says when it goes on.
    pub fn is_pictured(&self, plugin: &str, paused: bool) {
        let mut books = self.books();
        match (paused, books.paused.get_mut(plugin)) {
            (true, Some(known)) => *known = true,
            (false, Some(true)) => _ = books.paused.remove(plugin),
            _ => {}
        }
    }

    /// Notes how a call went.
    pub fn note(&self, at: &Noted, ended: &Result<Answer, Failure>, usage: &Usage) {
        let code = at.plugin.as_str();
        let via = format!("{} {}", at.kind, at.name);
        let wall_us = u64::try_from(usage.wall.as_micros()).unwrap_or(u64::MAX);
        let outcome = match ended {
            Ok(_) => "done",
            Err(Failure::Refused(_)) => "refused",
            Err(Failure::Guest(_)) => "fault",
            Err(Failure::Host(_)) => "host",
        };
        let record_type = at.document.as_ref().map(|(record_type, _)| record_type.clone());
        let mut books = self.books();
        let key = (code.to_owned(), via.clone(), record_type.clone());
        let way = books.ways.entry(key).or_insert_with(|| {
            let (kind, name) = (at.kind.to_owned(), at.name.clone());
            Way::new(Load { plugin: code.to_owned(), kind, name, record_type, ..Load::default() }, &via)
        });
        way.count(outcome, usage);
        let load = &mut way.load;
        load.calls += 1;
        load.wall_us = load.wall_us.saturating_add(wall_us);
        load.wall_us_max = load.wall_us_max.max(wall_us);
        load.fuel = load.fuel.saturating_add(usage.fuel);
        load.memory_bytes_max = load.memory_bytes_max.max(usage.memory_bytes as u64);
        load.host_calls += u64::from(usage.host_calls);
        load.rows += u64::from(usage.rows);
        match ended {
            Ok(_) => {}
            Err(Failure::Refused(_)) => load.refused += 1,
            Err(_) => load.faults += 1,
        }
        for (level, text) in &usage.log {
            books.lines_so_far += 1;
            let line = LogLine {
                number: books.lines_so_far,
                at: at.now,
                plugin: code.to_owned(),
                via: via.clone(),
                level: (*level).to_owned(),
                text: text.clone(),
            };
            books.lines.push_back(line);
            if books.lines.len() > LOG_LINES_MAX {
                books.lines.pop_front();
            }
        }
        match ended {
            Err(Failure::Guest(fault)) => {
                let pauses = strike(&mut books, code, &via, fault);
                wait(&mut books, at, via, fault, pauses);
            }
            Err(Failure::Host(_)) => {}
            Ok(_) | Err(Failure::Refused(_)) => _ = books.strikes.remove(&(code.to_owned(), via)),
        }
    }

    /// Notes an answer that does not keep the manifest: it counts as a fault of its own kind, since the call itself
    /// went well.
    pub fn answered_wrongly(&self, at: &Noted, fault: &GuestFault) {
        let code = at.plugin.as_str();
        let via = format!("{} {}", at.kind, at.name);
        let record_type = at.document.as_ref().map(|(record_type, _)| record_type.clone());
        let mut books = self.books();
        if let Some(way) = books.ways.get_mut(&(code.to_owned(), via.clone(), record_type)) {
            way.load.faults += 1;
        }
        let pauses = strike(&mut books, code, &answer_of(&via), fault);
        wait(&mut books, at, via, fault, pauses);
    }

    /// Notes that what an entry point answered keeps the manifest.
    pub fn answered_rightly(&self, plugin: &str, kind: &str, name: &str) {
        let mut books = self.books();
        if !books.strikes.is_empty() {
            books.strikes.remove(&(plugin.to_owned(), answer_of(&format!("{kind} {name}"))));
        }
    }

    /// Keeps a recorded call that was refused: its unit of work is taken back, and with it what would be written there.
    pub fn keep(&self, call: RecordingRow) {
        let mut books = self.books();
        if books.recordings.len() < RECORDINGS_MAX {
            books.recordings.push(call);
        }
    }

    /// Takes the recorded calls that wait to be written down.
    pub fn take_recordings(&self) -> Vec<RecordingRow> {
        std::mem::take(&mut self.books().recordings)
    }

    /// What each entry point took, by plugin and name.
    pub fn loads(&self, plugin: Option<&str>) -> Vec<Load> {
        let books = self.books();
        let wanted = books
            .ways
            .values()
            .map(|way| &way.load)
            .filter(|load| plugin.is_none_or(|plugin| load.plugin == plugin));
        let mut all: Vec<Load> = wanted.cloned().collect();
        all.sort_by(|a, b| {
            (&a.plugin, &a.kind, &a.name, &a.record_type).cmp(&(&b.plugin, &b.kind, &b.name, &b.record_type))
        });
        all
    }

    /// Lines of a plugin's log after the line `after`, oldest first.
    pub fn log(&self, plugin: &str, after: u64) -> Vec<LogLine> {
        let books = self.books();
        books.lines.iter().filter(|line| line.plugin == plugin && line.number > after).cloned().collect()
    }

    /// Takes the faults that wait to be written down.
    pub fn take_waiting(&self) -> Vec<FaultNote> {
        std::mem::take(&mut self.books().waiting)
    }

    /// Puts back what could not be written down.
    pub fn put_back(&self, mut notes: Vec<FaultNote>) {
        let mut books = self.books();
        notes.append(&mut books.waiting);
        books.waiting = notes;
    }
}

/// The name under which wrong answers of an entry point are counted, apart from its other faults.
fn answer_of(via: &str) -> String {
    format!("answer of {via}")
}

/// Lets a fault wait to be written down.
fn wait(books: &mut Books, at: &Noted, via: String, fault: &GuestFault, pauses: Option<String>) {
    if books.waiting.len() < WAITING_MAX || pauses.is_some() {
        books.waiting.push(FaultNote {
            at: at.now,
            plugin: at.plugin.clone(),
            version: at.version.clone(),
            via,
            company: at.company,
            document: at.document.clone(),
            fault: fault.clone(),
            request_id: at.unit,
            pauses,
        });
    }
}

/// Counts a fault; why the plugin is paused, if this was one too many.
fn strike(books: &mut Books, plugin: &str, via: &str, fault: &GuestFault) -> Option<String> {
    let now = Instant::now();
    let (count, last) = books.strikes.entry((plugin.to_owned(), via.to_owned())).or_insert((0, now));
    *count = if now.duration_since(*last) > STRIKES_WITHIN { 1 } else { *count + 1 };
    *last = now;
    if *count < STRIKES_MAX {
        return None;
    }
    books.strikes.retain(|(of, _), _| of != plugin);
    books.paused.insert(plugin.to_owned(), false);
    Some(format!(
        "It faulted {STRIKES_MAX} times in a row, last in its {via}: {} ({})",
        fault.message, fault.code
    ))
}

/// What a call was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Plugin.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// Kind of entry point.
    pub kind: &'static str,
    /// Its name in the manifest.
    pub name: String,
    /// Company.
    pub company: Option<Uuid>,
    /// Record type and id of the document at hand.
    pub document: Option<(String, Uuid)>,
    /// The unit's time.
    pub now: DateTime<Utc>,
    /// The unit.
    pub unit: Uuid,
}

impl Noted {
    /// Of a call that has ended well.
    pub fn after(
        ctx: &Ctx,
        plugin: &Active,
        via: Via<'_>,
        company: Option<Uuid>,
        document: Option<(&str, Uuid)>,
    ) -> Noted {
        Noted {
            plugin: plugin.code().to_owned(),
            version: plugin.manifest.version.to_string(),
            kind: via.kind,
            name: via.name.to_owned(),
            company,
            document: document.map(|(record_type, id)| (record_type.to_owned(), id)),
            now: ctx.now,
            unit: ctx.request_id,
        }
    }

    /// Of a call that is about to begin.
    pub fn of(plugin: &Active, call: &Call, around: &Surroundings) -> Noted {
        let via = call.via();
        Noted {
            plugin: plugin.code().to_owned(),
            version: plugin.manifest.version.to_string(),
            kind: via.kind,
            name: via.name.to_owned(),
            company: around.company,
            document: call.document().map(|(record_type, id)| (record_type.to_owned(), id)),
            now: around.now,
            unit: around.unit,
        }
    }
}

impl Call {
    /// The document at hand.
    pub fn document(&self) -> Option<(&str, Uuid)> {
        match self {
            Call::Before { change, .. } | Call::After { change, .. } => {
                Some((&change.new.record_type, change.new.id))
            }
            Call::Action { target, .. } => {
                target.as_ref().map(|target| (target.record_type.as_str(), target.id))
            }
            Call::Page { subject, .. } => subject.as_ref().map(|one| (one.record_type.as_str(), one.id)),
            Call::Event { event, .. } => event.subject.as_ref().map(|one| (one.record_type.as_str(), one.id)),
            Call::Job { .. } | Call::Endpoint { .. } | Call::Report { .. } => None,
        }
    }
}
