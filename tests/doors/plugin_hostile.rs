//! Hostile guests: each attack ends with its own error, the process lives, and the memory comes back.
//!
//! A guest per attack lies in `tests/guests`; one without a line in the table fails the suite.

use std::time::{Duration, Instant};

use keel::service::Fault;
use keel::service::plugins::data::{Change, Fact, HttpRequest, JobRun, Operation};
use keel::service::plugins::limits::LimitsOf;
use keel::service::plugins::port::{Ask, Usage};
use keel::service::plugins::{Call, Failure, GuestFault, Guests, Limits, Reply};
use keel_tests::guests;
use uuid::Uuid;

/// How a call ends that nothing but its own limits ends.
struct Attack {
    guest: &'static str,
    /// Code of the fault, or what its text must have too.
    ends: &'static str,
    words: &'static str,
    limits: fn(Limits) -> Limits,
    /// What it exports, and the call that reaches it.
    world: &'static str,
    call: fn() -> Call,
}

const fn attack(guest: &'static str, ends: &'static str, words: &'static str) -> Attack {
    Attack { guest, ends, words, limits: |limits| limits, world: "actions", call: guests::go }
}

/// Long enough for another limit to come first, also on a busy machine.
fn patient(limits: Limits) -> Limits {
    Limits { wall: Duration::from_secs(30), ..limits }
}

const ATTACKS: &[Attack] = &[
    attack("spin_in_action", "plugin.deadline", "took longer"),
    attack("spin_in_start", "plugin.deadline", "took longer"),
    attack("spin_in_realloc", "plugin.deadline", "took longer"),
    Attack { world: "pages", call: guests::draw, ..attack("spin_in_page", "plugin.deadline", "took longer") },
    Attack {
        limits: |limits| Limits { fuel: 1_000_000, wall: Duration::from_secs(60), ..limits },
        ..attack("spin_on_fuel", "plugin.fuel", "1000000 instructions")
    },
    attack("recursion", "plugin.stack", "stack overflowed"),
    Attack { limits: patient, ..attack("memory_growth", "plugin.memory", "64 MiB") },
    Attack { limits: patient, ..attack("memory_in_sum", "plugin.memory", "64 MiB") },
    Attack { limits: patient, ..attack("table_growth", "plugin.table", "40000 table elements") },
    attack("wild_realloc", "plugin.abi", "contract"),
    attack("giant_result", "plugin.output", "bytes"),
    attack("endless_list", "plugin.abi", "contract"),
    attack("invalid_utf8", "plugin.abi", "contract"),
    attack("unknown_case", "plugin.abi", "contract"),
    attack("invalid_handle", "plugin.abi", "contract"),
    attack("log_flood", "plugin.deadline", "took longer"),
    Attack { limits: patient, ..attack("host_call_flood", "plugin.host-calls", "more often") },
    Attack { limits: patient, ..attack("row_flood", "plugin.rows", "more records") },
];

fn host(ask: &Ask) -> Result<Reply, Fault> {
    match ask {
        Ask::RecordsFind(query) => {
            let records = vec![guests::document(); query.limit as usize];
            Ok(Reply::Page { records, next: None })
        }
        other => Err(Fault::denied(format!("{other:?}"))),
    }
}

async fn carry_out(attack: &Attack) -> (GuestFault, Usage) {
    let text = std::fs::read_to_string(guests::dir().join(format!("{}.wat", attack.guest))).unwrap();
    let runtime = guests::runtime();
    let digest = format!("hostile{}", attack.guest.replace('_', ""));
    runtime.prepare(&digest, guests::component(&text, attack.world)).await.unwrap();
    let limits = (attack.limits)(Limits { fuel: u64::MAX, ..Limits::of(LimitsOf::Hook, 0) });
    let plugin = guests::plugin("hostile", &digest);
    let began = Instant::now();
    let (ended, usage) = guests::call(&runtime, &plugin, (attack.call)(), limits, host).await;
    assert!(began.elapsed() < limits.wall + Duration::from_secs(2), "{} was not stopped", attack.guest);
    match ended {
        Err(Failure::Guest(fault)) => (fault, usage),
        other => panic!("{}: {other:?}", attack.guest),
    }
}

#[tokio::test]
async fn each_attack_ends_with_its_own_error() {
    for attack in ATTACKS {
        let (fault, usage) = carry_out(attack).await;
        assert_eq!(fault.code, attack.ends, "{}: {fault:?}", attack.guest);
        assert!(fault.message.contains(attack.words), "{}: {fault:?}", attack.guest);
        assert!(!fault.detail.is_empty(), "{}: its author is told nothing", attack.guest);
        let logged: usize = usage.log.iter().map(|(_, text)| text.len()).sum();
        assert!(logged <= 64 << 10, "{}: {logged} bytes of log are kept", attack.guest);
        assert!(attack.guest != "log_flood" || usage.log_dropped > 0, "what was dropped is counted");
        assert!(usage.memory_bytes <= 64 << 20, "{}: {usage:?}", attack.guest);
    }
}

#[test]
fn every_hostile_guest_has_its_line_in_the_table() {
    let mut found: Vec<String> = std::fs::read_dir(guests::dir())
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "wat"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    found.sort();
    let mut listed: Vec<&str> = ATTACKS.iter().map(|attack| attack.guest).collect();
    listed.sort_unstable();
    assert_eq!(found, listed);
}

#[tokio::test]
async fn a_trap_in_every_kind_of_call_is_the_plugins_own_fault() {
    let runtime = guests::runtime();
    runtime.prepare("hostiletrapping", guests::trapping()).await.unwrap();
    let change =
        Change { operation: Operation::Update, old: Some(guests::document()), new: guests::document() };
    let now = chrono::Utc::now();
    let event = Fact {
        id: Uuid::nil(),
        name: "x.y".into(),
        at: now,
        subject: None,
        payload: "{}".into(),
        attempt: 1,
    };
    let request =
        HttpRequest { method: "GET".into(), url: "/".into(), headers: Vec::new(), body: Vec::new() };
    let name = || "x".to_owned();
    for (number, call) in [
        Call::Before { hook: name(), change: change.clone() },
        Call::After { hook: name(), change },
        guests::go(),
        Call::Event { subscription: name(), event },
        Call::Job {
            job: name(),
            run: JobRun { id: Uuid::nil(), due_at: now, attempt: 1, input: <_>::default() },
        },
        Call::Endpoint { endpoint: name(), request },
        Call::Page { page: name(), query: Vec::new(), subject: None },
        Call::Report { report: name(), parameters: <_>::default() },
    ]
    .into_iter()
    .enumerate()
    {
        // Five faults in a row would pause one and the same plugin.
        let plugin = guests::plugin(&format!("hostile-{number}"), "hostiletrapping");
        let what = format!("{call:?}");
        let limits = call.limits();
        let (ended, _) = guests::call(&runtime, &plugin, call, limits, host).await;
        match ended {
            Err(Failure::Guest(fault)) => assert_eq!(fault.code, "plugin.trap", "{what}: {fault:?}"),
            other => panic!("{what}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn five_faults_in_a_row_pause_a_plugin_and_no_other() {
    let runtime = guests::runtime();
    runtime.prepare("hostiletrapping", guests::trapping()).await.unwrap();
    let code = async |plugin: &str| {
        let plugin = guests::plugin(plugin, "hostiletrapping");
        let (ended, _) = guests::call(&runtime, &plugin, guests::go(), guests::go().limits(), host).await;
        match ended {
            Err(Failure::Guest(fault)) => fault.code,
            other => panic!("{other:?}"),
        }
    };
    for _ in 0..5 {
        assert_eq!(code("bad").await, "plugin.trap");
    }
    assert_eq!(code("bad").await, "plugin.paused");
    assert_eq!(code("other").await, "plugin.trap");
    let health = runtime.health().unwrap();
    let loads = health.loads(Some("bad"));
    assert_eq!((loads.len(), loads[0].calls, loads[0].faults), (1, 5, 5));
    let notes = health.take_waiting();
    let pauses: Vec<_> = notes.iter().filter_map(|note| note.pauses.as_deref()).collect();
    assert_eq!((notes.len(), pauses.len()), (6, 1), "{notes:?}");
    assert!(pauses[0].contains("action go"), "{pauses:?}");
    // A picture that is older than the pause does not end it, nor does the one that tells of it: calls wait with older ones.
    for paused in [false, true] {
        health.is_pictured("bad", paused);
        assert_eq!(code("bad").await, "plugin.paused", "pictured as paused: {paused}");
    }
    health.is_pictured("bad", false);
    assert_eq!(code("bad").await, "plugin.trap", "it was let go on");
}

#[tokio::test]
async fn the_memory_of_ended_calls_comes_back() {
    let text = std::fs::read_to_string(guests::dir().join("memory_growth.wat")).unwrap();
    let runtime = guests::runtime();
    runtime.prepare("hostilememorygrowth", guests::component(&text, "actions")).await.unwrap();
    let resident = || {
        let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
        pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
    };
    let limits = patient(Limits { fuel: u64::MAX, ..Limits::of(LimitsOf::Hook, 0) });
    let before = resident();
    for number in 0..40 {
        let plugin = guests::plugin(&format!("grows-{number}"), "hostilememorygrowth");
        let (ended, usage) = guests::call(&runtime, &plugin, guests::go(), limits, host).await;
        assert!(matches!(ended, Err(Failure::Guest(_))), "{ended:?}");
        assert!(usage.memory_bytes > 60 << 20, "it took its memory: {usage:?}");
    }
    // 40 calls took 2.5 GiB in all; tests beside this one take some too.
    let grown = resident().saturating_sub(before);
    assert!(grown < 800 << 20, "{} MiB did not come back", grown >> 20);
}

#[tokio::test]
async fn what_is_not_exported_cannot_be_called() {
    let text = std::fs::read_to_string(guests::dir().join("spin_in_action.wat")).unwrap();
    let runtime = guests::runtime();
    runtime.prepare("hostilespininaction", guests::component(&text, "actions")).await.unwrap();
    let plugin = guests::plugin("hostile", "hostilespininaction");
    let page = Call::Page { page: "x".into(), query: Vec::new(), subject: None };
    let limits = page.limits();
    let (ended, _) = guests::call(&runtime, &plugin, page, limits, host).await;
    match ended {
        Err(Failure::Guest(fault)) => {
            assert_eq!(fault.code, "plugin.abi");
            assert!(fault.detail.contains("keel:pages/guest"), "{fault:?}");
        }
        other => panic!("{other:?}"),
    }
}
