//! Version 1 of the contract (`wit/`, packages 1.0.0).

mod asks;
mod data;
mod exports;
mod facts;

use wasmtime::Result;
use wasmtime::component::{HasSelf, Linker};

use crate::plugin::state::State;

pub use exports::{Exports, Hooks};

/// What `bindgen!` makes of the contract.
#[allow(missing_docs, clippy::all, rust_2018_idioms, reason = "generated")]
pub mod wit {
    wasmtime::component::bindgen!({
        path: "../wit",
        world: "keel:plugin/plugin",
        imports: {
            "keel:types/context@1.0.0": trappable,
            "keel:types/caller@1.1.0": trappable,
            "keel:log/log": trappable,
            default: async | trappable,
        },
        exports: { default: async },
    });
}

/// Links the capabilities.
pub fn link(linker: &mut Linker<State>) -> Result<()> {
    wit::Plugin::add_to_linker::<_, HasSelf<State>>(linker, |state| state)
}
