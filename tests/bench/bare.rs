//! Bare wasmtime: instantiate a component and call its hook, with nothing of Keel around it.
//!
//! Knows the contract's bindings. Must not know the host.

#![allow(missing_docs, clippy::all, rust_2018_idioms, reason = "what bindgen! makes")]

use std::time::{Duration, Instant};

use wasmtime::component::{Component, Linker};
use wasmtime::{Engine, Store};

wasmtime::component::bindgen!({ path: "../wit", world: "keel:plugin/hooks" });

use self::keel::types1_0_0::types::{Collection, Document, Field, Money, Row, Value};
use exports::keel::hooks::guest::{Change, Operation};

/// A component that is ready to be called.
pub struct Bare {
    engine: Engine,
    pre: HooksPre<()>,
}

impl Bare {
    /// Compiles a component for an engine like the host's.
    pub fn new(bytes: &[u8]) -> Bare {
        let engine = ::keel::plugin::engine().expect("an engine");
        let component = Component::new(&engine, bytes).expect("the component compiles");
        let mut linker: Linker<()> = Linker::new(&engine);
        linker.define_unknown_imports_as_traps(&component).expect("imports become traps");
        let pre =
            HooksPre::new(linker.instantiate_pre(&component).expect("it links")).expect("it exports hooks");
        Bare { engine, pre }
    }

    /// One call on a fresh instance; how long it took.
    pub fn call(&self, lines: usize) -> Duration {
        let change = change(lines);
        let began = Instant::now();
        let mut store = Store::new(&self.engine, ());
        store.set_epoch_deadline(1_000_000);
        store.set_fuel(u64::MAX).expect("fuel is on");
        let plugin = self.pre.instantiate(&mut store).expect("an instance");
        let set = plugin.keel_hooks_guest().call_before(&mut store, "count-lines", &change).expect("a call");
        // The host's call gives its instance back before it answers.
        drop(store);
        let took = began.elapsed();
        assert_eq!(set.expect("an answer").len(), 1, "the hook sets one field");
        took
    }
}

fn change(lines: usize) -> Change {
    let text = |name: &str, value: &str| Field { name: name.into(), value: Value::Text(value.into()) };
    let id = |name: &str| Field {
        name: name.into(),
        value: Value::Reference("019a3c1e-7d1a-7cc0-9a57-5b1f0c6de4aa".into()),
    };
    let money = |name: &str| Field {
        name: name.into(),
        value: Value::Money(Money { minor: 1250, currency: "EUR".into() }),
    };
    let row = || Row {
        fields: vec![
            Field { name: "line_no".into(), value: Value::Integer(1) },
            id("account"),
            money("amount"),
            text("currency", "EUR"),
            money("company_amount"),
            id("contact"),
            text("description", "Goods"),
        ],
    };
    let rows = (0..lines).map(|_| row()).collect();
    Change {
        operation: Operation::Create,
        old: None,
        new: Document {
            record_type: "entry".into(),
            id: "019a3c1e-7d1a-7cc0-9a57-5b1f0c6de4ab".into(),
            version: 0,
            fields: vec![id("company"), id("journal"), id("period"), text("kind", "normal")],
            collections: vec![Collection { name: "lines".into(), rows }],
        },
    }
}
