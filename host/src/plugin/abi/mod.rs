//! Translations between the contract and `service::plugins`, one folder for each released version of the contract.
//!
//! Version 1 is the latest; an older one would translate to it alone.

mod v1;

use wasmtime::component::{Component, Instance, InstancePre, Linker};
use wasmtime::{Engine, Result, Store};

use super::ahead::Stock;
use super::state::State;
use crate::service::Fault;
use crate::service::plugins::port::{Answer, Call};

/// A component whose imports are resolved once, and where its exports are.
pub struct Loaded {
    pre: InstancePre<State>,
    exports: v1::Exports,
    stock: Stock,
}

/// A fresh instance, ready to be called.
pub struct Opened {
    instance: Instance,
    /// Looked up already, for packages with hooks.
    hooks: Option<v1::Hooks>,
}

/// Links everything that a plugin may import.
pub fn linker(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    super::wasi::link(&mut linker)?;
    v1::link(&mut linker)?;
    Ok(linker)
}

impl Loaded {
    /// Resolves a component's imports; fails with the first that this host does not have.
    pub fn new(linker: &Linker<State>, component: &Component) -> Result<Loaded> {
        let pre = linker.instantiate_pre(component)?;
        let exports = v1::Exports::of(&pre);
        Ok(Loaded { pre, exports, stock: Stock::default() })
    }

    /// The engine that runs it.
    pub fn engine(&self) -> &Engine {
        self.pre.engine()
    }

    /// Instances made ahead.
    pub fn stock(&self) -> &Stock {
        &self.stock
    }

    /// A fresh instance.
    pub async fn open(&self, store: &mut Store<State>) -> Result<Opened> {
        let instance = self.pre.instantiate_async(&mut *store).await?;
        let hooks = self.exports.hooks_of(store, &instance)?;
        Ok(Opened { instance, hooks })
    }

    /// The one call of an instance.
    pub async fn call(
        &self,
        store: &mut Store<State>,
        opened: Opened,
        call: Call,
    ) -> Result<Result<Answer, Fault>> {
        self.exports.call(store, &opened.instance, opened.hooks, call).await
    }
}
