//! What one call has: its limits, what it used, its mailbox to whoever drives it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::DateTime;
use uuid::Uuid;
use wasmtime::component::ResourceTable;
use wasmtime::{ResourceLimiter, Result};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

use super::lost::Lost;
use super::wasi;
use crate::service::plugins::Limits;
use crate::service::plugins::port::{Ask, Reply, Surroundings, Usage};
use crate::service::{ActorKind, Fault};

/// Handles that a guest can hold.
const HANDLES_MAX: usize = 64;
/// Core instances, tables and memories of one component.
const INSTANCES_MAX: usize = 64;
const TABLES_MAX: usize = 16;
const MEMORIES_MAX: usize = 4;

/// A limit that was reached; ends the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.words())]
pub enum Exceeded {
    /// Its time is over.
    Deadline,
    /// Too many calls of host functions.
    HostCalls,
    /// Too many records and rows.
    Rows,
}

impl Exceeded {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Exceeded::Deadline => "plugin.deadline",
            Exceeded::HostCalls => "plugin.host-calls",
            Exceeded::Rows => "plugin.rows",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Exceeded::Deadline => "it took longer than it may.",
            Exceeded::HostCalls => "it called the host more often than it may.",
            Exceeded::Rows => "it read more records than it may.",
        }
    }
}

/// Between a guest's host call and whoever drives the guest.
#[derive(Debug, Default)]
pub enum Mail {
    /// Nothing.
    #[default]
    Empty,
    /// The guest asks.
    Asked(Box<Ask>),
    /// The driver has answered.
    Replied(Result<Reply, Fault>),
}

/// What guest and driver share while a call runs.
#[derive(Debug)]
pub struct Shared {
    mail: Mutex<Mail>,
    started: Instant,
    /// Nanoseconds after `started` at which the call must end; later by what its thread did not run.
    deadline: AtomicU64,
    lost: Mutex<Lost>,
    /// Something of the guest's was refused that usually ends it: blamed when it then traps.
    pub memory_refused: AtomicBool,
    /// The same for tables.
    pub table_refused: AtomicBool,
}

impl Shared {
    /// For a call that starts now.
    pub fn new(wall: Duration) -> Arc<Shared> {
        Arc::new(Shared {
            mail: Mutex::default(),
            started: Instant::now(),
            deadline: AtomicU64::new(u64::try_from(wall.as_nanos()).unwrap_or(u64::MAX)),
            lost: Mutex::new(Lost::new(wall)),
            memory_refused: AtomicBool::new(false),
            table_refused: AtomicBool::new(false),
        })
    }

    /// Puts something into the mailbox; what was there.
    pub fn swap(&self, mail: Mail) -> Mail {
        std::mem::replace(&mut *self.mail.lock().unwrap_or_else(PoisonError::into_inner), mail)
    }

    /// The calling thread begins to work for the guest.
    pub fn begin(&self) {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).begin();
    }

    /// Puts the deadline off by what the thread did not run since it was looked at last.
    pub fn give_back(&self) {
        let lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner).look();
        let nanos = u64::try_from(lost.as_nanos()).unwrap_or_default();
        self.deadline.fetch_add(nanos, Ordering::Relaxed);
    }

    /// How long the call has run.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// When its time is over.
    pub fn until(&self) -> Instant {
        self.started + Duration::from_nanos(self.deadline.load(Ordering::Relaxed))
    }

    /// Whether its time is over.
    pub fn is_over(&self) -> bool {
        self.elapsed().as_nanos() >= u128::from(self.deadline.load(Ordering::Relaxed))
    }

    /// Moves the deadline to at most so much from now.
    pub fn shorten(&self, left: Duration) {
        let until = u64::try_from((self.elapsed() + left).as_nanos()).unwrap_or(u64::MAX);
        self.deadline.fetch_min(until, Ordering::Relaxed);
    }
}

/// What the store of one call holds.
pub struct State {
    /// Shared with the driver.
    pub shared: Arc<Shared>,
    /// Its bounds.
    pub limits: Limits,
    /// Who calls and when.
    pub around: Surroundings,
    /// What it took.
    pub used: Usage,
    memory_bytes: usize,
    table_elements: usize,
    log_bytes: usize,
    plugin: String,
    /// Made for the first that needs it: most calls never do.
    wasi: Option<(WasiCtx, MemoryOutputPipe)>,
    table: ResourceTable,
}

impl State {
    /// For a call of a plugin.
    pub fn new(plugin: &str, around: Surroundings, limits: Limits) -> State {
        let mut table = ResourceTable::new();
        table.set_max_capacity(HANDLES_MAX);
        State {
            shared: Shared::new(limits.wall),
            limits,
            around,
            used: Usage::default(),
            memory_bytes: 0,
            table_elements: 0,
            log_bytes: 0,
            plugin: plugin.to_owned(),
            wasi: None,
            table,
        }
    }

    /// For an instance that is made ahead of the call it will serve.
    pub fn of_nobody(limits: Limits) -> State {
        let around = Surroundings {
            company: None,
            currency: None,
            actor: ActorKind::System,
            user: None,
            user_name: String::new(),
            now: DateTime::UNIX_EPOCH,
            unit: Uuid::nil(),
            roles: Vec::new(),
            caller: None,
            depth: 0,
            settings: Arc::default(),
        };
        State::new("", around, limits)
    }

    /// Whether its instance has asked the host for nothing, and was refused nothing.
    pub fn is_untouched(&self) -> bool {
        let refused = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        let asked = self.wasi.is_some() || self.used.host_calls > 0 || !self.used.log.is_empty();
        !asked && !refused(&self.shared.memory_refused) && !refused(&self.shared.table_refused)
    }

    /// Whether what its instance holds is within limits.
    pub fn fits(&self, limits: &Limits) -> bool {
        self.memory_bytes <= limits.memory_bytes && self.table_elements <= limits.table_elements
    }

    /// Counts what an instance holds that was made ahead.
    pub fn take_over(&mut self, made: &State) {
        self.memory_bytes = made.memory_bytes;
        self.table_elements = made.table_elements;
    }

    /// Bytes of all linear memories.
    pub fn memory_bytes(&self) -> usize {
        self.memory_bytes
    }

    /// The guest's last words.
    pub fn last_words(&self) -> String {
        let said = self.wasi.as_ref().map(|(_, stderr)| stderr.contents()).unwrap_or_default();
        String::from_utf8_lossy(&said).trim().to_owned()
    }

    /// Writes a line of the log; what is beyond the limit is dropped and counted.
    pub fn log(&mut self, level: &'static str, text: String) -> Result<()> {
        if self.shared.is_over() {
            return Err(Exceeded::Deadline.into());
        }
        if self.log_bytes + text.len() > self.limits.log_bytes {
            self.used.log_dropped += text.len();
        } else {
            self.log_bytes += text.len();
            self.used.log.push((level, text));
        }
        Ok(())
    }

    /// Counts a host call.
    pub fn count(&mut self) -> Result<()> {
        self.used.host_calls += 1;
        if self.used.host_calls > self.limits.host_calls {
            return Err(Exceeded::HostCalls.into());
        }
        if self.shared.is_over() {
            return Err(Exceeded::Deadline.into());
        }
        Ok(())
    }

    /// Asks whoever drives the guest, and waits for the reply.
    pub async fn ask(&mut self, ask: Ask) -> Result<Result<Reply, Fault>> {
        self.count()?;
        self.shared.swap(Mail::Asked(Box::new(ask)));
        let shared = self.shared.clone();
        // The driver polls again once it has replied: no waker is needed.
        let reply = std::future::poll_fn(move |_| match shared.swap(Mail::Empty) {
            Mail::Replied(reply) => std::task::Poll::Ready(reply),
            other => {
                shared.swap(other);
                std::task::Poll::Pending
            }
        })
        .await;
        if self.shared.is_over() {
            return Err(Exceeded::Deadline.into());
        }
        if let Ok(reply) = &reply {
            self.used.rows = self.used.rows.saturating_add(u32::try_from(reply.rows()).unwrap_or(u32::MAX));
            if self.used.rows > self.limits.rows {
                return Err(Exceeded::Rows.into());
            }
        }
        Ok(reply)
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        let (ctx, _) = self.wasi.get_or_insert_with(|| wasi::context(&self.around, &self.plugin));
        WasiCtxView { ctx, table: &mut self.table }
    }
}

impl ResourceLimiter for State {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> Result<bool> {
        let grown = self.memory_bytes.saturating_add(desired.saturating_sub(current));
        if grown > self.limits.memory_bytes {
            self.shared.memory_refused.store(true, Ordering::Relaxed);
            return Ok(false);
        }
        self.memory_bytes = grown;
        Ok(true)
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> Result<bool> {
        let grown = self.table_elements.saturating_add(desired.saturating_sub(current));
        if grown > self.limits.table_elements {
            self.shared.table_refused.store(true, Ordering::Relaxed);
            return Ok(false);
        }
        self.table_elements = grown;
        Ok(true)
    }

    fn instances(&self) -> usize {
        INSTANCES_MAX
    }

    fn tables(&self) -> usize {
        TABLES_MAX
    }

    fn memories(&self) -> usize {
        MEMORIES_MAX
    }
}
