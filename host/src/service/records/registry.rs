//! All record types that this host knows.

use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;

use super::RecordRules;
use crate::service::{Fault, types};
use crate::storage::records::RecordType;

/// A record type and the rules that are not in its declaration.
#[derive(Clone)]
pub struct Declared {
    /// The declaration.
    pub kind: RecordType,
    /// More rules, if it has any.
    pub rules: Option<Arc<dyn RecordRules>>,
}

impl From<RecordType> for Declared {
    fn from(kind: RecordType) -> Self {
        Declared { kind, rules: None }
    }
}

impl Declared {
    /// A declaration with rules.
    pub fn with_rules(kind: RecordType, rules: impl RecordRules + 'static) -> Self {
        Declared { kind, rules: Some(Arc::new(rules)) }
    }
}

/// Record types by name.
#[derive(Clone, Default)]
pub struct Registry {
    types: IndexMap<String, Arc<Declared>>,
}

static CORE: LazyLock<Arc<Registry>> = LazyLock::new(|| Arc::new(Registry::of(types::all())));

impl Registry {
    /// A registry of some types.
    pub fn of(declared: Vec<Declared>) -> Self {
        let types = declared.into_iter().map(|one| (one.kind.name.clone(), Arc::new(one))).collect();
        Registry { types }
    }

    /// The types of the core.
    pub fn core() -> Arc<Registry> {
        CORE.clone()
    }

    /// A type by name.
    pub fn find(&self, name: &str) -> Result<Arc<Declared>, Fault> {
        self.types.get(name).cloned().ok_or_else(|| Fault::not_found("record type", name))
    }

    /// All types in the order of their declaration.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Declared>> {
        self.types.values()
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.types.keys()).finish()
    }
}
