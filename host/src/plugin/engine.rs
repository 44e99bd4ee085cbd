//! The process-wide engine, and the clock by which running guests are interrupted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, Result,
};

use super::ahead::{STOCK_MAX, USED_MAX};

/// How often a running guest is asked whether its time is over.
pub const TICK: Duration = Duration::from_millis(2);
/// Stack of a guest, apart from the host's.
const STACK_BYTES: usize = 512 << 10;
/// A linear memory that a plugin can have at all, whatever its limits say.
pub const MEMORY_BYTES_MAX: usize = 256 << 20;
/// Calls that can be under way at once in this process; more are refused as `plugin.busy`.
const INSTANCES_MAX: u32 = 256;

/// The engine: bounded in everything, with nothing switched on that no plugin needs.
///
/// Instances come from a pool, so that a call maps no memory anew. Memories are given back to the kernel after each
/// call (`keep_resident` zeroes what stays).
pub fn engine() -> Result<Engine> {
    let mut pool = PoolingAllocationConfig::new();
    // Calls under way are bounded by their stacks; instances that wait, before or after their call, have none.
    let instances = INSTANCES_MAX + STOCK_MAX + USED_MAX;
    pool.total_component_instances(instances)
        // A component is several core instances: Rust 3 to 4, componentize-py more than 20.
        .total_core_instances(instances * 16)
        .max_core_instances_per_component(64)
        .total_memories(instances * 2)
        .max_memories_per_component(4)
        .max_memories_per_module(4)
        .total_tables(instances * 4)
        .max_tables_per_component(16)
        .max_tables_per_module(8)
        .table_elements(40_000)
        .total_stacks(INSTANCES_MAX)
        .max_memory_size(MEMORY_BYTES_MAX)
        .max_component_instance_size(4 << 20)
        .max_core_instance_size(4 << 20)
        .linear_memory_keep_resident(256 << 10)
        .table_keep_resident(16 << 10)
        .async_stack_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto);
    let mut config = config();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    Engine::new(&config)
}

/// An engine that compiles and never runs: without the pool, whose address space a bounded child does not have.
pub fn compiler() -> Result<Engine> {
    Engine::new(&config())
}

/// What decides whether compiled code fits: the same for whoever compiles and whoever runs.
fn config() -> Config {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .epoch_interruption(true)
        .consume_fuel(true)
        .memory_init_cow(true)
        .cranelift_opt_level(OptLevel::Speed)
        .cranelift_nan_canonicalization(true)
        .wasm_memory64(false)
        .wasm_multi_memory(true)
        .wasm_relaxed_simd(false)
        .max_wasm_stack(STACK_BYTES)
        .async_stack_size(STACK_BYTES + (1 << 20))
        .async_stack_zeroing(true)
        .memory_reservation(MEMORY_BYTES_MAX as u64)
        .memory_guard_size(32 << 20);
    config
}

/// Moves the epoch from its own thread: a task could not be trusted to run while guests keep every worker busy.
#[derive(Debug)]
pub struct Ticker {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Starts the clock of an engine.
    pub fn start(engine: &Engine) -> std::io::Result<Ticker> {
        let stop = Arc::new(AtomicBool::new(false));
        let (engine, stopped) = (engine.weak(), stop.clone());
        let thread = std::thread::Builder::new().name("keel-epoch".into()).spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                std::thread::park_timeout(TICK);
                let Some(engine) = engine.upgrade() else { return };
                engine.increment_epoch();
            }
        })?;
        Ok(Ticker { stop, thread: Some(thread) })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}
