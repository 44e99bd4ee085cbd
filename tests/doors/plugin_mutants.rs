//! Malformed components by mutation, thousands of them, through the compiler's child process, the runtime and the door.
//!
//! None may end the host, hang it or keep its memory; each that is no plugin is refused with a code, each that still is
//! one ends in an answer or in a fault of its own. The numbers are seeded: every run sees the same mutants.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use keel::plugin::{Places, Runtime};
use keel::service::Fault;
use keel::service::plugins::limits::LimitsOf;
use keel::service::plugins::{Failure, Guests, Limits};
use keel::storage::Dialect;
use keel_tests::seeded::Seeded;
use keel_tests::{TestApp, guests, packages};

use super::ledger_books::Books;

const SEED: u64 = 48;
/// Mutants of the small guests, compiled many in one limited child.
const SMALL: usize = 3_000;
/// Mutants of the sample, a whole component of another compiler's making.
const LARGE: usize = 60;
/// Mutants for which a child of their own is started, as for a package that is installed.
const ALONE: usize = 150;
/// Of those that still are components, so many are installed and called.
const CALLED: usize = 150;
/// Mutants that come as packages through the door.
const AT_THE_DOOR: usize = 100;

/// The sections of a component: where each begins and ends.
fn sections(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 8;
    while at < bytes.len() {
        let (mut size, mut shift, mut next) = (0_usize, 0, at + 1);
        while let Some(byte) = bytes.get(next) {
            next += 1;
            size |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 || shift > 28 {
                break;
            }
        }
        let end = (next + size).min(bytes.len());
        found.push((at, end));
        at = end;
    }
    found
}

/// One component with a few things wrong.
fn mutant(random: &mut Seeded, whole: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        let most = 64.min(bytes.len() - at);
        let length = 1 + random.below(most);
        let parts = sections(&bytes);
        let part = *random.one_of(&parts);
        let piece = bytes[part.0..part.1].to_vec();
        match random.below(9) {
            0 | 1 => bytes[at] ^= 1 << random.below(8),
            2 => bytes[at] = random.number() as u8,
            3 => drop(bytes.drain(at..at + length)),
            4 => {
                let copy = bytes[at..at + length].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            // The largest number of 32 bits: as a length, a count, an index.
            5 => drop(bytes.splice(at..at, [0xff, 0xff, 0xff, 0xff, 0x0f])),
            6 => drop(bytes.drain(part.0..part.1)),
            7 => {
                let to = random.one_of(&parts).0;
                bytes.splice(to..to, piece);
            }
            _ => bytes.truncate(at.max(8)),
        }
        if bytes.len() < 9 {
            return whole[..9].to_vec();
        }
    }
    bytes
}

fn small_guests() -> Vec<Vec<u8>> {
    let mut files: Vec<_> =
        std::fs::read_dir(guests::dir()).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "wat"));
    files.sort();
    let world = |path: &Path| if path.ends_with("spin_in_page.wat") { "pages" } else { "actions" };
    files.iter().map(|path| guests::component(&std::fs::read_to_string(path).unwrap(), world(path))).collect()
}

/// A limited child that compiles one component after the other.
struct Compiler(Child, BufReader<std::process::ChildStdout>);

impl Compiler {
    fn start() -> Compiler {
        let mut child = Command::new(crate::KEEL)
            .arg("compile-many")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Compiler(child, answers)
    }

    /// What it says of a component; `None`: it took more than compiling may, and died.
    fn ask(&mut self, component: &[u8]) -> Option<String> {
        let input = self.0.stdin.as_mut().unwrap();
        let length = u32::try_from(component.len()).unwrap().to_le_bytes();
        input.write_all(&length).and_then(|()| input.write_all(component)).ok()?;
        let mut line = String::new();
        self.1.read_line(&mut line).ok().filter(|read| *read > 0)?;
        Some(line.trim_end().to_owned())
    }
}

impl Drop for Compiler {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

/// Those of the mutants that are still components, as the limited child says.
fn compiled(mutants: impl Iterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
    let mut compiler = Compiler::start();
    let mut whole = Vec::new();
    let (mut tried, mut died) = (0, 0);
    for mutant in mutants {
        tried += 1;
        match compiler.ask(&mutant).as_deref() {
            Some("ok") => whole.push(mutant),
            Some(why) => assert!(!why.is_empty(), "a component that does not compile says why"),
            None => {
                died += 1;
                compiler = Compiler::start();
            }
        }
    }
    assert!(
        died * 100 <= tried,
        "{died} of {tried} ended the compiler: limits hold it, but what is it that it meets?"
    );
    whole
}

fn runtime(cache: &std::path::Path) -> Runtime {
    Runtime::new(Places { cache: cache.into(), program: crate::KEEL.into() })
}

/// Installs and calls a component as the host does; the code of how it ended.
async fn put_and_call(runtime: &Runtime, number: usize, component: Vec<u8>) -> String {
    let digest = format!("mutant{number}");
    if let Err(fault) = runtime.prepare(&digest, component).await {
        assert!(fault.code.starts_with("package."), "{fault:?}");
        return fault.code;
    }
    let limits = Limits { fuel: 5_000_000, wall: Duration::from_secs(20), ..Limits::of(LimitsOf::Hook, 0) };
    // Five faults in a row would pause one and the same plugin.
    let plugin = guests::plugin(&format!("mutant-{number}"), &digest);
    let denied = |_: &keel::service::plugins::Ask| Err(Fault::denied("a mutant is granted nothing"));
    let (ended, _) = guests::call(runtime, &plugin, guests::go(), limits, denied).await;
    runtime.keep_only(&[]);
    match ended {
        Ok(_) => "answered".into(),
        Err(Failure::Refused(fault)) => fault.code,
        Err(Failure::Guest(fault)) => fault.code.into(),
        Err(Failure::Host(fault)) => panic!("the host is at fault: {fault:?}"),
    }
}

fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_components_end_in_a_code_and_leave_nothing() {
    let mut random = Seeded::new(SEED);
    let small = small_guests();
    let sample = packages::component("credit-limit");
    let alone: Vec<Vec<u8>> = (0..ALONE).map(|n| mutant(&mut random, &small[n % small.len()])).collect();
    let many: Vec<Vec<u8>> = (0..SMALL).map(|n| mutant(&mut random, &small[n % small.len()])).collect();
    let large: Vec<Vec<u8>> = (0..LARGE).map(|_| mutant(&mut random, &sample)).collect();
    let mut whole =
        tokio::task::spawn_blocking(move || compiled(many.into_iter().chain(large))).await.unwrap();
    assert!(whole.len() > CALLED, "enough mutants still are components: {}", whole.len());
    whole.truncate(CALLED);
    let before = resident();
    let cache = tempfile::tempdir().unwrap();
    let runtime = runtime(cache.path());
    let mut codes = std::collections::BTreeMap::<String, usize>::new();
    for (number, component) in alone.into_iter().chain(whole).enumerate() {
        *codes.entry(put_and_call(&runtime, number, component).await).or_default() += 1;
    }
    println!("{codes:?}");
    let known = ["answered", "package.", "plugin."];
    assert!(codes.keys().all(|code| known.iter().any(|one| code.starts_with(one))), "{codes:?}");
    assert!(codes.len() > 4, "{codes:?}");
    // A guest that is well is served as before.
    runtime.prepare("well", guests::trapping()).await.unwrap();
    let well = guests::plugin("well", "well");
    let (ended, _) =
        guests::call(&runtime, &well, guests::go(), guests::go().limits(), |_| unreachable!()).await;
    assert!(matches!(ended, Err(Failure::Guest(fault)) if fault.code == "plugin.trap"));
    let grown = resident().saturating_sub(before);
    assert!(grown < 600 << 20, "{} MiB did not come back", grown >> 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn malformed_packages_are_refused_at_the_door_and_the_host_goes_on() {
    let app = TestApp::start(Dialect::Sqlite).await;
    let books = Books::open(&app).await;
    let mut random = Seeded::new(SEED + 1);
    let whole = packages::spinning();
    for _ in 0..AT_THE_DOOR {
        let reply =
            packages::install(&app.admin, &mutant(&mut random, &whole), "unsigned=true&company=NW").await;
        match reply.status {
            200 => {
                let code = reply.json()["plugin"].as_str().unwrap_or_default().to_owned();
                let gone = serde_json::json!({"plugin": code});
                app.admin.post("/api/v1/actions/plugin.uninstall", gone).await.expect(200);
            }
            400..=499 => assert!(reply.json()["code"].is_string(), "{}", reply.text()),
            _ => panic!("{}", reply.text()),
        }
    }
    books.post("1000 D 5 | 4000 C 5").await;
    app.finish().await;
}
