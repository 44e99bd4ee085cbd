//! The limits of plugins: the table that people read is the one that holds.

use std::path::Path;

use keel::service::plugins::Limits;
use keel::service::plugins::limits::LimitsOf;

const KINDS: [LimitsOf; 5] =
    [LimitsOf::Hook, LimitsOf::Action, LimitsOf::Event, LimitsOf::Job, LimitsOf::Page];

fn value(row: &str, limits: &Limits) -> Option<u128> {
    Some(match row {
        "time, ms" => limits.wall.as_millis(),
        "instructions, millions" => u128::from(limits.fuel / 1_000_000),
        "memory in sum, MiB" => (limits.memory_bytes >> 20) as u128,
        "table elements" => limits.table_elements as u128,
        "host calls" => u128::from(limits.host_calls),
        "rows read" => u128::from(limits.rows),
        "log, KiB" => (limits.log_bytes >> 10) as u128,
        "answer, and one argument, KiB" => (limits.output_bytes >> 10) as u128,
        "calls deep" => u128::from(limits.depth),
        _ => return None,
    })
}

#[test]
fn the_table_of_limits_says_what_holds() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../host/README.md");
    let text = std::fs::read_to_string(readme).unwrap();
    let mut rows = 0;
    for line in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        for (kind, cell) in KINDS.iter().zip(cells.iter().skip(1)) {
            let Some(expected) = value(cells[0], &Limits::of(*kind, 0)) else { break };
            assert_eq!(cell.parse::<u128>().ok(), Some(expected), "{kind:?}: {line}");
            rows += 1;
        }
    }
    assert_eq!(rows, 9 * KINDS.len(), "every limit has its row");
}

#[test]
fn limits_grow_with_the_document_and_stop_growing() {
    let at = |lines| Limits::of(LimitsOf::Hook, lines);
    for (lines, wall_ms, host_calls, rows) in [
        (0, 100, 1_000, 5_000),
        (1, 101, 1_020, 5_100),
        (1_000, 1_100, 21_000, 105_000),
        (9_999, 1_100, 21_000, 105_000),
    ] {
        let limits = at(lines);
        assert_eq!(
            (limits.wall.as_millis(), limits.host_calls, limits.rows),
            (wall_ms, host_calls, rows),
            "{lines}"
        );
        assert_eq!(limits.memory_bytes, 64 << 20);
    }
}
