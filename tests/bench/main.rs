//! Speed beside a raw loop on the same disk, in the same run. Run by hand: `make bench`.
//!
//! `make bench SECTION=post SIZE=small` runs one section at a smaller size. `BENCH_DIR` says on which disk.
//! Knows sections and sizes. Asserts nothing about time: a busy machine is no fault of the program.

mod bare;
mod fill;
mod host;
mod load;
mod loops;
mod plugin;
mod post;
mod raw_postgres;
mod raw_sqlite;
mod read;
mod records;
mod report;
mod ten_plugins;

use std::time::Duration;

/// How much is written and asked.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Requests of a timed load.
    pub requests: usize,
    /// Entries of two lines in the large books.
    pub entries: usize,
    /// Contacts.
    pub contacts: usize,
    /// How long a raw loop runs.
    pub raw: Duration,
}

const FULL: Size =
    Size { requests: 20_000, entries: 500_000, contacts: 1_000_000, raw: Duration::from_secs(4) };
const SMALL: Size = Size { requests: 4_000, entries: 25_000, contacts: 50_000, raw: Duration::from_secs(2) };

const SECTIONS: &[&str] = &[
    "records",
    "post",
    "post-postgres",
    "bulk",
    "contacts",
    "books",
    "hook",
    "hook-posting",
    "ten-plugins",
    "loops",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        arguments
            .iter()
            .find_map(|one| one.strip_prefix(&format!("{name}=")))
            .filter(|value| !value.is_empty())
    };
    let size = match option("SIZE") {
        None | Some("full") => FULL,
        Some("small") => SMALL,
        Some(other) => return eprintln!("SIZE is full or small, not {other}"),
    };
    let chosen: Vec<&str> = match option("SECTION") {
        None => SECTIONS.to_vec(),
        Some(name) if SECTIONS.contains(&name) => vec![name],
        Some(other) => return eprintln!("SECTION is one of {}, not {other}", SECTIONS.join(", ")),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for section in chosen {
        runtime.block_on(async {
            match section {
                "records" => records::run(size).await,
                "post" => post::sqlite(size).await,
                "post-postgres" => post::postgres(size).await,
                "bulk" => post::bulk(size).await,
                "contacts" => read::contacts(size).await,
                "hook" => plugin::call(size).await,
                "hook-posting" => plugin::posting(size).await,
                "ten-plugins" => ten_plugins::run(size).await,
                "loops" => loops::run().await,
                _ => read::books(size).await,
            }
        });
    }
}
