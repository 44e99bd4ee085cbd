//! The WASI 0.2 that language runtimes import to start, with nothing behind it.
//!
//! No files, sockets, environment, arguments or input; the clock stands at the unit of work's time; what
//! looks random is drawn from the unit's id, so that a call can be replayed. Sockets are not even linked.

use std::time::Duration;

use sha2::{Digest, Sha256};
use wasmtime::component::Linker;
use wasmtime_wasi::cli::{WasiCli, WasiCliView};
use wasmtime_wasi::clocks::{HostMonotonicClock, HostWallClock};
use wasmtime_wasi::filesystem::{WasiFilesystem, WasiFilesystemView};
use wasmtime_wasi::p2::bindings::{cli, filesystem, random};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::random::WasiRandom;
use wasmtime_wasi::{WasiCtx, WasiView};

use crate::service::plugins::port::Surroundings;

/// Last words that are kept of a guest.
const STDERR_BYTES: usize = 8 << 10;

struct UnitClock(Duration);

impl HostWallClock for UnitClock {
    fn resolution(&self) -> Duration {
        Duration::from_micros(1)
    }

    fn now(&self) -> Duration {
        self.0
    }
}

impl HostMonotonicClock for UnitClock {
    fn resolution(&self) -> u64 {
        1_000
    }

    fn now(&self) -> u64 {
        0
    }
}

/// A context with nothing in it, and where the guest's last words go.
pub fn context(around: &Surroundings, plugin: &str) -> (WasiCtx, MemoryOutputPipe) {
    let stderr = MemoryOutputPipe::new(STDERR_BYTES);
    let micros = u64::try_from(around.now.timestamp_micros()).unwrap_or_default();
    let seed = Sha256::new().chain_update(around.unit).chain_update(plugin).finalize();
    let half = |at: usize| -> [u8; 16] { std::array::from_fn(|index| seed[at + index]) };
    let mut builder = WasiCtx::builder();
    builder
        .stderr(stderr.clone())
        .allow_tcp(false)
        .allow_udp(false)
        .allow_ip_name_lookup(false)
        .max_random_size(64 << 10)
        .wall_clock(UnitClock(Duration::from_micros(micros)))
        .monotonic_clock(UnitClock(Duration::ZERO))
        .secure_random(Seeded::new(half(0)))
        .insecure_random(Seeded::new(half(16)))
        .insecure_random_seed(u128::from_be_bytes(half(16)));
    (builder.build(), stderr)
}

/// Bytes that follow from a seed: SHA-256 in counter mode.
struct Seeded {
    seed: [u8; 16],
    counter: u64,
    left: Vec<u8>,
}

impl Seeded {
    fn new(seed: [u8; 16]) -> Self {
        Seeded { seed, counter: 0, left: Vec::new() }
    }

    fn next<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| {
            if self.left.is_empty() {
                let block = Sha256::new().chain_update(self.seed).chain_update(self.counter.to_be_bytes());
                self.counter += 1;
                self.left = block.finalize().to_vec();
            }
            self.left.pop().unwrap_or_default()
        })
    }
}

impl rand::TryRng for Seeded {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from_be_bytes(self.next()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from_be_bytes(self.next()))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Self::Error> {
        for byte in target {
            let [next] = self.next();
            *byte = next;
        }
        Ok(())
    }
}

/// Links what a guest needs to start.
pub fn link<T: WasiView>(linker: &mut Linker<T>) -> wasmtime::Result<()> {
    wasmtime_wasi::p2::add_to_linker_proxy_interfaces_async(linker)?;
    let l = linker;
    filesystem::types::add_to_linker::<T, WasiFilesystem>(l, T::filesystem)?;
    filesystem::preopens::add_to_linker::<T, WasiFilesystem>(l, T::filesystem)?;
    random::insecure::add_to_linker::<T, WasiRandom>(l, |t| t.ctx().ctx.random())?;
    random::insecure_seed::add_to_linker::<T, WasiRandom>(l, |t| t.ctx().ctx.random())?;
    cli::exit::add_to_linker::<T, WasiCli>(l, T::cli)?;
    cli::environment::add_to_linker::<T, WasiCli>(l, T::cli)?;
    cli::terminal_input::add_to_linker::<T, WasiCli>(l, T::cli)?;
    cli::terminal_output::add_to_linker::<T, WasiCli>(l, T::cli)?;
    cli::terminal_stdin::add_to_linker::<T, WasiCli>(l, T::cli)?;
    cli::terminal_stdout::add_to_linker::<T, WasiCli>(l, T::cli)?;
    cli::terminal_stderr::add_to_linker::<T, WasiCli>(l, T::cli)?;
    Ok(())
}
