//! What one call may take. The table of defaults and hard maxima is in `host/README.md`, and a test holds the two together.

use std::time::Duration;

/// Bounds of one call of a plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the start of the call, host calls included.
    pub wall: Duration,
    /// WebAssembly instructions, roughly; counted so that the same call ends at the same place everywhere.
    pub fuel: u64,
    /// Bytes of all linear memories together.
    pub memory_bytes: usize,
    /// Elements of all tables together.
    pub table_elements: usize,
    /// Calls of host functions, the log's not counted.
    pub host_calls: u32,
    /// Records and rows that the host hands over.
    pub rows: u32,
    /// Bytes of the log; what is beyond is dropped.
    pub log_bytes: usize,
    /// Bytes that the call answers, and bytes of one argument of a host call.
    pub output_bytes: usize,
    /// Calls of actions inside actions and hooks.
    pub depth: u32,
}

/// What a guest is called for, as far as limits differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitsOf {
    /// A hook: somebody waits inside a transaction.
    Hook,
    /// An action: likewise, but it does more.
    Action,
    /// An event: alone, in a transaction.
    Event,
    /// A job or an endpoint: may wait for the network.
    Job,
    /// A page or report.
    Page,
}

/// A line of the document at hand adds this much.
const FUEL_A_LINE: u64 = 2_000_000;
const CALLS_A_LINE: u32 = 20;
const ROWS_A_LINE: u32 = 100;
const WALL_A_LINE: Duration = Duration::from_millis(1);
/// Lines that count; beyond them nothing grows.
const LINES_MAX: u32 = 1_000;

impl Limits {
    /// The limits of a call about a document with so many lines.
    pub fn of(kind: LimitsOf, lines: usize) -> Limits {
        let base = Limits {
            wall: Duration::from_millis(100),
            fuel: 200_000_000,
            memory_bytes: 64 << 20,
            table_elements: 40_000,
            host_calls: 1_000,
            rows: 5_000,
            log_bytes: 64 << 10,
            output_bytes: 1 << 20,
            depth: 8,
        };
        let base = match kind {
            LimitsOf::Hook => base,
            LimitsOf::Action => Limits { wall: Duration::from_secs(1), fuel: 2_000_000_000, ..base },
            LimitsOf::Event => Limits { wall: Duration::from_secs(2), fuel: 4_000_000_000, ..base },
            LimitsOf::Job => Limits {
                wall: Duration::from_secs(10),
                fuel: 20_000_000_000,
                host_calls: 10_000,
                rows: 50_000,
                ..base
            },
            LimitsOf::Page => Limits { wall: Duration::from_millis(500), fuel: 1_000_000_000, ..base },
        };
        let lines = u32::try_from(lines).unwrap_or(LINES_MAX).min(LINES_MAX);
        Limits {
            wall: base.wall + WALL_A_LINE * lines,
            fuel: base.fuel + FUEL_A_LINE * u64::from(lines),
            host_calls: base.host_calls + CALLS_A_LINE * lines,
            rows: base.rows + ROWS_A_LINE * lines,
            ..base
        }
    }

    /// Longest time that a unit of work stays open for a job or endpoint once it has written.
    pub const AFTER_FIRST_WRITE: Duration = Duration::from_secs(2);
}
