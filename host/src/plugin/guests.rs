//! The plugin runtime of a process: packages that are ready, and calls on them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use futures_util::future::BoxFuture;
use wasmtime::Engine;
use wasmtime::component::{Component, Linker};

use super::abi::{self, Loaded};
use super::ahead::Ahead;
use super::cache::Cache;
use super::engine::{Ticker, engine};
use super::state::State;
use super::{call, compile, opened};
use crate::service::plugins::health::{Health, Noted};
use crate::service::plugins::life::{Brought, Package, Trust};
use crate::service::plugins::port::{Call, Failure, GuestFault, Guests, Running, Surroundings};
use crate::service::plugins::{Active, Limits};
use crate::service::{Fault, FaultKind};

/// Where the runtime keeps and makes what it runs.
#[derive(Debug, Clone)]
pub struct Places {
    /// Directory of compiled code.
    pub cache: PathBuf,
    /// What is started to compile: this program itself.
    pub program: PathBuf,
}

/// Runs guests of this process. It starts with the first package: a host without plugins has no engine.
pub struct Runtime {
    places: Places,
    started: OnceLock<Result<Started, String>>,
    health: Arc<Health>,
}

struct Started {
    engine: Engine,
    linker: Linker<State>,
    ready: RwLock<HashMap<String, Arc<Loaded>>>,
    cache: Cache,
    ahead: Ahead,
    _ticker: Ticker,
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime").field("places", &self.places).finish_non_exhaustive()
    }
}

impl Runtime {
    /// A runtime that has not started yet.
    pub fn new(places: Places) -> Runtime {
        Runtime { places, started: OnceLock::new(), health: Arc::default() }
    }

    fn started(&self) -> Result<&Started, Fault> {
        let started = self.started.get_or_init(|| Started::start(&self.places));
        started.as_ref().map_err(|why| Fault::internal(why.clone()))
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        self.ahead.close();
    }
}

impl Started {
    fn start(places: &Places) -> Result<Started, String> {
        let engine = engine().map_err(|error| format!("the plugin engine does not start: {error:#}"))?;
        let linker =
            abi::linker(&engine).map_err(|error| format!("the contract does not link: {error:#}"))?;
        let cache = Cache::open(&places.cache, &engine).map_err(|error| {
            format!("the cache of compiled plugins at {}: {error}", places.cache.display())
        })?;
        let ticker = Ticker::start(&engine).map_err(|error| format!("the plugins' clock: {error}"))?;
        let ahead = Ahead::start().map_err(|error| format!("the thread that makes instances: {error}"))?;
        Ok(Started { engine, linker, ready: RwLock::default(), cache, ahead, _ticker: ticker })
    }

    fn find(&self, digest: &str) -> Option<Arc<Loaded>> {
        self.ready.read().unwrap_or_else(PoisonError::into_inner).get(digest).cloned()
    }

    fn admit(&self, digest: &str, component: &Component) -> Result<(), Fault> {
        let loaded = Loaded::new(&self.linker, component).map_err(|error| {
            Fault::new(
                FaultKind::Refused,
                "package.does-not-link",
                format!("This host does not have what the package imports: {error:#}."),
            )
        })?;
        let mut ready = self.ready.write().unwrap_or_else(PoisonError::into_inner);
        ready.insert(digest.to_owned(), Arc::new(loaded));
        Ok(())
    }

    fn is_ready(&self, digest: &str) -> bool {
        if self.find(digest).is_some() {
            return true;
        }
        let cached = self.cache.load(&self.engine, digest);
        cached.is_some_and(|component| self.admit(digest, &component).is_ok())
    }
}

impl Guests for Runtime {
    fn open(&self, bytes: Vec<u8>, trust: &Trust) -> Result<Package, Fault> {
        opened::open(bytes, trust)
    }

    fn brought(&self, package: &[u8]) -> Brought {
        opened::brought(package)
    }

    fn public_key(&self, text: &str) -> Result<String, Fault> {
        opened::public_key(text)
    }

    fn prepare(&self, digest: &str, package: Vec<u8>) -> BoxFuture<'_, Result<(), Fault>> {
        let digest = digest.to_owned();
        Box::pin(async move {
            let started = self.started()?;
            if started.is_ready(&digest) {
                return Ok(());
            }
            let code = compile::in_child(&self.places.program, package).await?;
            let kept = started.cache.keep(&started.engine, &digest, &code);
            let component =
                kept.map_err(|error| Fault::internal(format!("compiled code cannot be kept: {error}")))?;
            let component = component.map_err(|why| {
                Fault::new(
                    FaultKind::Refused,
                    "package.too-demanding",
                    format!("This package asks for more than a plugin gets: {why}."),
                )
            })?;
            started.admit(&digest, &component)
        })
    }

    fn is_ready(&self, digest: &str) -> bool {
        self.started().is_ok_and(|started| started.is_ready(digest))
    }

    fn keep_only(&self, digests: &[String]) {
        if let Some(Ok(started)) = self.started.get() {
            let mut ready = started.ready.write().unwrap_or_else(PoisonError::into_inner);
            ready.retain(|digest, _| digests.contains(digest));
            drop(ready);
            started.cache.keep_only(digests);
        }
    }

    fn health(&self) -> Option<&Health> {
        Some(&self.health)
    }

    fn begin(
        &self,
        plugin: &Active,
        call: Call,
        around: Surroundings,
        limits: Limits,
    ) -> Result<Box<dyn Running>, Failure> {
        if self.health.is_paused(plugin.code()) {
            return Err(Failure::Guest(GuestFault {
                code: "plugin.paused",
                message: "it was paused after repeated faults; an administrator can resume it.".into(),
                detail: String::new(),
            }));
        }
        let started = self.started().map_err(Failure::Host)?;
        let loaded = started.find(&plugin.digest).ok_or_else(|| {
            Failure::Guest(GuestFault {
                code: "plugin.unavailable",
                message: "its code is not ready on this host.".into(),
                detail: plugin.digest.clone(),
            })
        })?;
        let noted = Noted::of(plugin, &call, &around);
        let state = State::new(plugin.code(), around, limits);
        let ahead = started.ahead.clone();
        Ok(Box::new(call::start(loaded, ahead, state, call, noted, self.health.clone())))
    }
}
