//! What is installed, as one immutable picture that every unit of work carries.
//!
//! Knows manifests, grants, companies and the order of hooks. Must not know how a picture is loaded (`life`)
//! or how a guest runs (`port`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock, Weak};

use futures_util::future::BoxFuture;
use indexmap::IndexMap;
use keel_manifest::model::{self, Hook, Manifest, When};
use uuid::Uuid;

use super::data::{Datum, Operation};
use super::life::{Brought, Package, Trust};
use super::port::{Call, Failure, Guests, Running, Surroundings};
use super::{GuestFault, Limits};
use crate::service::Fault;
use crate::service::records::Registry;

/// Whether a plugin works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It works.
    Enabled,
    /// An administrator switched it off.
    Disabled,
    /// The host stopped it after repeated faults; why.
    Paused(String),
}

/// What an administrator allowed: for each capability, what it covers; an empty set where it covers one thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Granted(pub BTreeMap<String, BTreeSet<String>>);

impl Granted {
    /// Whether a capability that covers one thing is granted.
    pub fn has(&self, capability: &str) -> bool {
        self.0.contains_key(capability)
    }

    /// Whether a capability is granted for a thing.
    pub fn covers(&self, capability: &str, what: &str) -> bool {
        self.0.get(capability).is_some_and(|all| all.contains(what))
            || capability == "actions.call" && self.any_action()
    }

    /// Whether actions of every plugin may be called, whatever the manifest depends on.
    pub fn any_action(&self) -> bool {
        self.0.get("actions.call").is_some_and(|all| all.contains("*"))
    }
}

/// Grants of one plugin, shared by all pictures: a revocation holds at the next host call, also of calls
/// that began before it.
pub type LiveGrants = Arc<RwLock<Arc<Granted>>>;

/// One installed plugin in its active version.
#[derive(Debug, Clone)]
pub struct Active {
    /// Row of the table `plugin`.
    pub id: Uuid,
    /// Its manifest.
    pub manifest: Arc<Manifest>,
    /// Its translations and assets.
    pub brought: Arc<Brought>,
    /// SHA-256 of its package, hexadecimal.
    pub digest: String,
    /// Whether it works.
    pub state: State,
    /// What it may.
    pub grants: LiveGrants,
    /// Companies it is enabled in.
    pub companies: BTreeSet<Uuid>,
    /// What was set: by name, for one company or (`None`) for all others.
    pub settings: HashMap<(String, Option<Uuid>), Datum>,
    /// Its calls are recorded.
    pub recording: bool,
}

impl Active {
    /// Its code: `credit-limit`.
    pub fn code(&self) -> &str {
        &self.manifest.id
    }

    /// What it may now.
    pub fn granted(&self) -> Arc<Granted> {
        self.grants.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it works in a company; for what all companies share: in any.
    pub fn works_in(&self, company: Option<Uuid>) -> bool {
        self.state == State::Enabled && self.is_meant_for(company)
    }

    /// Whether an administrator enabled it in a company, paused or not.
    pub fn is_meant_for(&self, company: Option<Uuid>) -> bool {
        self.state != State::Disabled
            && company.map_or(!self.companies.is_empty(), |company| self.companies.contains(&company))
    }

    /// Whether a record type is its own.
    pub fn owns(&self, record_type: &str) -> bool {
        record_type.strip_prefix(self.code()).is_some_and(|rest| rest.starts_with('.'))
    }

    /// Its settings for a company: what is set there, else for all, else the manifest's default.
    pub fn settings_for(&self, company: Option<Uuid>) -> Vec<(String, Datum)> {
        let of = |field: &model::Field| {
            let own = company.and_then(|company| self.settings.get(&(field.name.clone(), Some(company))));
            let value = own.or_else(|| self.settings.get(&(field.name.clone(), None)));
            value.cloned().unwrap_or_else(|| super::document::default_of(field))
        };
        self.manifest.settings.iter().map(|field| (field.name.clone(), of(field))).collect()
    }
}

/// A hook in its place.
#[derive(Debug, Clone)]
pub struct HookAt {
    /// The plugin.
    pub plugin: Arc<Active>,
    /// The hook.
    pub hook: Arc<Hook>,
}

/// What happens, and whether it is asked before; then by record type.
type Points = HashMap<(model::Operation, bool), HashMap<String, Vec<HookAt>>>;

/// One picture of what is installed.
#[derive(Debug)]
pub struct Installed {
    /// Counts changes of what is installed.
    pub generation: i64,
    /// Plugins by code, in the order in which they depend on each other, then by code.
    pub plugins: IndexMap<String, Arc<Active>>,
    /// Core's record types, and plugins' with their fields on others.
    pub types: Arc<Registry>,
    /// Runs guests.
    pub guests: Arc<dyn Guests>,
    /// Currencies of the companies that were there when the picture was taken.
    pub currencies: HashMap<Uuid, String>,
    hooks: Points,
}

static CORE: LazyLock<Arc<Installed>> =
    LazyLock::new(|| Arc::new(Installed::of(0, Vec::new(), Registry::core(), Arc::new(NoGuests))));

impl Installed {
    /// A picture of some plugins.
    pub fn of(
        generation: i64,
        plugins: Vec<Arc<Active>>,
        types: Arc<Registry>,
        guests: Arc<dyn Guests>,
    ) -> Self {
        let mut hooks = Points::new();
        for plugin in &plugins {
            for hook in plugin.manifest.hooks.iter().cloned().map(Arc::new) {
                for change in &hook.change {
                    let at = HookAt { plugin: plugin.clone(), hook: hook.clone() };
                    let points = hooks.entry((*change, hook.when == When::Before)).or_default();
                    points.entry(hook.on.clone()).or_default().push(at);
                }
            }
        }
        for at in hooks.values_mut().flat_map(HashMap::values_mut) {
            at.sort_by(|a, b| {
                (a.hook.order, a.plugin.code(), &a.hook.name).cmp(&(
                    b.hook.order,
                    b.plugin.code(),
                    &b.hook.name,
                ))
            });
        }
        let plugins = plugins.into_iter().map(|plugin| (plugin.code().to_owned(), plugin)).collect();
        Installed { generation, plugins, types, guests, currencies: HashMap::new(), hooks }
    }

    /// Nothing but the core.
    pub fn core() -> Arc<Installed> {
        CORE.clone()
    }

    /// A plugin by code.
    pub fn find(&self, code: &str) -> Result<&Arc<Active>, Fault> {
        self.plugins.get(code).ok_or_else(|| Fault::not_found("plugin", code))
    }

    /// Hooks on a change, in the order in which they run, whatever company they work in.
    pub fn hooks_on(&self, record_type: &str, operation: Operation, before: bool) -> &[HookAt] {
        let operation = match operation {
            Operation::Create => model::Operation::Create,
            Operation::Update => model::Operation::Update,
            Operation::Delete => model::Operation::Delete,
        };
        let points = self.hooks.get(&(operation, before));
        points.and_then(|points| points.get(record_type)).map_or(&[], Vec::as_slice)
    }
}

/// The current picture, and who runs guests.
#[derive(Debug)]
pub struct Plugins {
    current: RwLock<Arc<Installed>>,
    older: Mutex<Vec<Weak<Installed>>>,
    refreshing: tokio::sync::Mutex<()>,
}

impl Plugins {
    /// Nothing but the core, until a picture is loaded.
    pub fn new(guests: Arc<dyn Guests>) -> Self {
        let none = Installed::of(0, Vec::new(), Registry::core(), guests);
        Plugins {
            current: RwLock::new(Arc::new(none)),
            older: Mutex::default(),
            refreshing: tokio::sync::Mutex::default(),
        }
    }

    /// The current picture.
    pub fn current(&self) -> Arc<Installed> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes a newer picture; an older one than the current is dropped.
    pub fn set(&self, picture: Arc<Installed>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if picture.generation >= current.generation {
            if let Some(health) = picture.guests.health() {
                for plugin in picture.plugins.values() {
                    health.is_pictured(plugin.code(), matches!(plugin.state, State::Paused(_)));
                }
            }
            let old = std::mem::replace(&mut *current, picture);
            let mut older = self.older.lock().unwrap_or_else(PoisonError::into_inner);
            older.retain(|picture| picture.strong_count() > 0);
            older.push(Arc::downgrade(&old));
        }
    }

    /// Waits until nobody else brings the picture up to date, and keeps others from it.
    pub(super) async fn refreshing(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.refreshing.lock().await
    }

    /// Packages that the current picture needs, or one that a request still carries.
    pub(super) fn digests_in_use(&self) -> Vec<String> {
        let older = self.older.lock().unwrap_or_else(PoisonError::into_inner);
        let pictures = older.iter().filter_map(Weak::upgrade).chain([self.current()]);
        pictures
            .flat_map(|one| one.plugins.values().map(|plugin| plugin.digest.clone()).collect::<Vec<_>>())
            .collect()
    }
}

/// A host without a plugin runtime: set-up and tools.
#[derive(Debug)]
pub struct NoGuests;

impl Guests for NoGuests {
    fn open(&self, _bytes: Vec<u8>, _trust: &Trust) -> Result<Package, Fault> {
        Err(Fault::internal("this command has no plugin runtime"))
    }

    fn public_key(&self, _text: &str) -> Result<String, Fault> {
        Err(Fault::internal("this command has no plugin runtime"))
    }

    fn prepare(&self, _digest: &str, _package: Vec<u8>) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async { Err(Fault::internal("this command has no plugin runtime")) })
    }

    fn is_ready(&self, _digest: &str) -> bool {
        false
    }

    fn keep_only(&self, _digests: &[String]) {}

    fn begin(&self, _: &Active, _: Call, _: Surroundings, _: Limits) -> Result<Box<dyn Running>, Failure> {
        Err(Failure::Guest(GuestFault {
            code: "plugin.unavailable",
            message: "Plugins do not run here.".into(),
            detail: String::new(),
        }))
    }
}
