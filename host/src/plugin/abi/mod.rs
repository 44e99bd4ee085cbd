//! Translations between the contract and `service::plugins`, one folder for each released version of the contract.
//!
//! Version 1 is the latest; an older one would translate to it alone.

mod v1;

use wasmtime::component::{Component, InstancePre, Linker};
use wasmtime::{Result, Store};

use super::state::State;
use crate::service::Fault;
use crate::service::plugins::port::{Answer, Call};

/// A component whose imports are resolved once, and where its exports are.
pub struct Loaded {
    pre: InstancePre<State>,
    exports: v1::Exports,
}

/// Links everything that a plugin may import.
pub fn linker(engine: &wasmtime::Engine) -> Result<Linker<State>> {
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
        Ok(Loaded { pre, exports })
    }

    /// One call on a fresh instance.
    pub async fn call(&self, store: &mut Store<State>, call: Call) -> Result<Result<Answer, Fault>> {
        let instance = self.pre.instantiate_async(&mut *store).await?;
        self.exports.call(store, &instance, call).await
    }
}
