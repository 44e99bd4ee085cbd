//! Guests for tests: components made of WebAssembly text, and calls on them without a database.
//!
//! Knows the runtime's port. Must not know what a test wants to see.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use chrono::Utc;
use keel::plugin::{Places, Runtime};
use keel::service::ActorKind;
use keel::service::Fault;
use keel::service::plugins::data::{Body, Document};
use keel::service::plugins::port::{Ask, Surroundings, Usage};
use keel::service::plugins::{Active, Answer, Call, Failure, Granted, Guests, Limits, Reply, State, Step};
use keel_manifest::model::{Manifest, Version};
use uuid::Uuid;
use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{LiftLowerAbi, ManglingAndAbi, Resolve};

use crate::app::built;

/// The directory of the hostile guests.
pub fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("guests")
}

/// A component of a guest's text: a whole component, or a core module that exports what `world` wants.
pub fn component(text: &str, world: &str) -> Vec<u8> {
    let bytes = wat::parse_str(text).expect("the guest's text parses");
    if wasmtime_layer(&bytes) { bytes } else { encoded(bytes, world) }
}

/// Bytes 4 to 8 tell a component (layer 1) from a module.
fn wasmtime_layer(bytes: &[u8]) -> bool {
    bytes.get(6) == Some(&1)
}

fn contract() -> (Resolve, wit_parser::PackageId) {
    let mut resolve = Resolve::default();
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit");
    let (package, _) = resolve.push_dir(wit).expect("the contract parses");
    (resolve, package)
}

fn encoded(mut module: Vec<u8>, world: &str) -> Vec<u8> {
    let (resolve, package) = contract();
    let world = resolve.select_world(&[package], Some(world)).expect("the contract has this world");
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).expect("the world embeds");
    let encoder = ComponentEncoder::default().validate(false).module(&module).expect("the module fits");
    let mut encoder = encoder;
    encoder.encode().expect("the component encodes")
}

/// A component that exports everything, and traps whatever it is called for.
pub fn trapping() -> Vec<u8> {
    let (resolve, package) = contract();
    let world = resolve.select_world(&[package], Some("plugin")).expect("the contract has this world");
    encoded(dummy_module(&resolve, world, ManglingAndAbi::Legacy(LiftLowerAbi::Sync)), "plugin")
}

/// A component that exports what a world of the contract says, and traps whatever it is called for.
pub fn exporting(world: &str) -> Vec<u8> {
    let (resolve, package) = contract();
    let id = resolve.select_world(&[package], Some(world)).expect("the contract has this world");
    encoded(dummy_module(&resolve, id, ManglingAndAbi::Legacy(LiftLowerAbi::Sync)), world)
}

/// A runtime of its own for a test.
pub fn runtime() -> Runtime {
    Runtime::new(Places {
        cache: built().join("plugin-cache-of-tests"),
        program: built().join("keel-under-test"),
    })
}

/// A plugin with nothing in its manifest.
pub fn plugin(code: &str, digest: &str) -> Active {
    Active {
        id: Uuid::now_v7(),
        manifest: Arc::new(manifest(code)),
        brought: Arc::default(),
        digest: digest.to_owned(),
        state: State::Enabled,
        grants: Arc::new(RwLock::new(Arc::new(Granted(BTreeMap::new())))),
        companies: BTreeSet::new(),
        settings: HashMap::new(),
        recording: false,
    }
}

fn manifest(code: &str) -> Manifest {
    Manifest {
        id: code.to_owned(),
        version: Version { major: 1, minor: 0, patch: 0 },
        name: code.to_owned(),
        description: String::new(),
        licence: "Apache-2.0".into(),
        vendor: "Keel".into(),
        host_api: (1, 0),
        colour: None,
        depends: BTreeMap::new(),
        capabilities: Vec::new(),
        record_types: Vec::new(),
        extensions: Vec::new(),
        settings: Vec::new(),
        actions: Vec::new(),
        hooks: Vec::new(),
        events: Vec::new(),
        subscriptions: Vec::new(),
        jobs: Vec::new(),
        endpoints: Vec::new(),
        pages: Vec::new(),
        reports: Vec::new(),
        menus: Vec::new(),
        views: Vec::new(),
        roles: Vec::new(),
        destroys: Vec::new(),
    }
}

/// Who calls, in tests.
pub fn surroundings() -> Surroundings {
    Surroundings {
        company: Some(Uuid::from_u128(1)),
        currency: Some("EUR".into()),
        actor: ActorKind::User,
        user: None,
        user_name: "Tester".into(),
        now: Utc::now(),
        unit: Uuid::from_u128(2),
        depth: 0,
        roles: Vec::new(),
        caller: None,
        settings: Arc::default(),
    }
}

/// An empty record.
pub fn document() -> Document {
    Document { record_type: "contact".into(), id: Uuid::from_u128(3), version: 1, body: Body::default() }
}

/// Calls an action of a guest; whatever it asks is answered as `host` says.
pub async fn call(
    runtime: &Runtime,
    plugin: &Active,
    call: Call,
    limits: Limits,
    host: impl Fn(&Ask) -> Result<Reply, Fault>,
) -> (Result<Answer, Failure>, Usage) {
    let mut running = match runtime.begin(plugin, call, surroundings(), limits) {
        Ok(running) => running,
        Err(failure) => return (Err(failure), Usage::default()),
    };
    loop {
        match running.next().await {
            Step::End(ended) => return (ended, running.usage()),
            Step::Ask(ask) => running.reply(host(&ask)),
        }
    }
}

/// The call of an action `go` without input.
pub fn go() -> Call {
    Call::Action { action: "go".into(), target: None, input: Body::default() }
}

/// The call of a page `screen`.
pub fn draw() -> Call {
    Call::Page { page: "screen".into(), query: Vec::new(), subject: None }
}
