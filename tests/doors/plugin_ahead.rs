//! Hooks that are called again and again: each call has a fresh instance of its own, also where instances are made
//! ahead, and what it took is counted the same.

use keel::service::Fault;
use keel::service::plugins::data::{Body, Change, Document, Operation};
use keel::service::plugins::port::Usage;
use keel::service::plugins::{Answer, Ask, Call, Guests};
use keel_tests::guests;
use uuid::Uuid;

/// More calls than instances are made ahead.
const CALLS: usize = 120;

/// A hook that traps when its instance was called before. `begin` stands for what runs when it is instantiated.
fn guest(import: &str, begin: &str) -> String {
    format!(
        r#"(module
  {import}
  (memory (export "memory") 2)
  (global $called (mut i32) (i32.const 0))
  (global $free (mut i32) (i32.const 4096))
  (func (export "_initialize") {begin})
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.set $free (i32.and (i32.add (global.get $free) (i32.const 15)) (i32.const -16)))
    (global.get $free)
    (global.set $free (i32.add (global.get $free) (local.get 3))))
  (func (export "keel:hooks/guest@1.0.0#before") (param i32) (result i32)
    (if (global.get $called) (then (unreachable)))
    (global.set $called (i32.const 1))
    (drop (memory.grow (i32.const 1)))
    (i32.const 512))
  (func (export "keel:hooks/guest@1.0.0#after") (param i32) (result i32) (i32.const 512)))"#
    )
}

fn call() -> Call {
    let body = Body { fields: Vec::new(), collections: Vec::new() };
    let new = Document { record_type: "entry".into(), id: Uuid::from_u128(8), version: 0, body };
    Call::Before { hook: "once".into(), change: Change { operation: Operation::Create, old: None, new } }
}

/// Calls a guest many times; what each call took, without its time.
async fn taken(name: &str, text: &str) -> Vec<Usage> {
    let runtime = guests::runtime();
    runtime.prepare(name, guests::component(text, "hooks")).await.expect("it compiles");
    let plugin = guests::plugin("once", name);
    let mut all = Vec::new();
    for number in 0..CALLS {
        let call = call();
        let limits = call.limits();
        let refuse = |ask: &Ask| Err(Fault::denied(format!("{ask:?}")));
        let (ended, usage) = guests::call(&runtime, &plugin, call, limits, refuse).await;
        assert!(matches!(ended, Ok(Answer::Set(_))), "call {number}: {ended:?}");
        all.push(Usage { wall: Default::default(), ..usage });
    }
    all
}

#[tokio::test]
async fn each_call_of_a_hook_has_a_fresh_instance_and_the_same_figures() {
    let taken = taken("ahead-once", &guest("", "(drop (i32.const 1))")).await;
    assert!(taken.iter().all(|usage| *usage == taken[0]), "{taken:?}");
    assert_eq!((taken[0].memory_bytes, taken[0].host_calls), (3 << 16, 0));
    assert!(taken[0].fuel > 0);
}

#[tokio::test]
async fn what_asks_who_calls_when_it_starts_is_started_in_its_call() {
    let import = r#"(import "keel:types/context@1.0.0" "current" (func $current (param i32)))"#;
    let taken = taken("ahead-asks", &guest(import, "(call $current (i32.const 1024))")).await;
    assert!(taken.iter().all(|usage| *usage == taken[0]), "{taken:?}");
    assert_eq!(taken[0].host_calls, 1, "its start was told of its own call");
}

#[tokio::test]
async fn a_slow_start_is_counted_to_its_call() {
    // Within the fuel of a hook: it is slow, not endless.
    let slow = "(local $i i32) (loop $again (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) \
                (i32.const 1))) (i32.const 200000))))";
    let taken = taken("ahead-slow", &guest("", slow)).await;
    assert!(taken.iter().all(|usage| *usage == taken[0]), "{taken:?}");
    assert!(taken[0].fuel > 200_000, "its start is counted to its call: {:?}", taken[0]);
}
