//! The contract is kept: released files do not change, everything in them is explained, and a plugin that was
//! compiled against its first version runs unchanged.
//!
//! `wit/frozen` lists every file of a released package with its SHA-256. A change is a new version in a folder of its
//! own, beside the old one. Until Keel's first release `KEEL_FREEZE=1 cargo test -p keel-tests --test doors contract`
//! writes the list anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keel::service::Fault;
use keel::service::plugins::data::{Body, Change, Datum, Document, Fact, JobRun, Money, Operation};
use keel::service::plugins::port::Ask;
use keel::service::plugins::{Answer, Call, Guests, Reply};
use keel_tests::guests;
use sha2::{Digest, Sha256};
use uuid::Uuid;

fn wit() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../wit")
}

fn files() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![wit()];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "wit") {
                let name = path.strip_prefix(wit()).unwrap().display().to_string();
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn released_files_are_frozen() {
    let line = |(name, text): (&String, &String)| format!("{}  {name}\n", hex(&Sha256::digest(text)));
    let now: String = files().iter().map(line).collect();
    let list = wit().join("frozen");
    if std::env::var_os("KEEL_FREEZE").is_some() {
        std::fs::write(&list, &now).unwrap();
    }
    let frozen = std::fs::read_to_string(&list).unwrap();
    assert_eq!(frozen, now, "a released file changed: put the change into a new version beside it");
}

#[test]
fn everything_in_the_contract_is_explained() {
    let mut bare = Vec::new();
    for (name, text) in files() {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            let first = line.split_whitespace().next().unwrap_or_default();
            let declares = matches!(
                first,
                "package" | "interface" | "world" | "record" | "variant" | "enum" | "type" | "resource"
            ) || line.contains(": func(");
            if declares && !at.checked_sub(1).is_some_and(|before| lines[before].starts_with("///")) {
                bare.push(format!("wit/{name}:{}: `{line}` is not explained", at + 1));
            }
        }
    }
    assert!(bare.is_empty(), "\n{}", bare.join("\n"));
}

#[test]
fn every_function_says_which_right_it_needs_or_that_it_needs_none() {
    let capability = files();
    let mut silent = Vec::new();
    for (name, text) in &capability {
        let Some(package) = name.strip_prefix("deps/").and_then(|rest| rest.split('-').next()) else {
            continue;
        };
        // What a plugin exports needs no right; records say it once, above the interface.
        if ["types", "log", "records", "hooks", "pages", "contacts"].contains(&package) {
            continue;
        }
        let imported = text.split("interface guest").next().unwrap_or_default();
        let mut comment = String::new();
        for line in imported.lines().map(str::trim) {
            if let Some(words) = line.strip_prefix("///") {
                comment.push_str(words);
            } else {
                let says = ["Needs ", "granted", "declares"].iter().any(|word| comment.contains(word));
                if line.contains(": func(") && !says {
                    silent.push(format!("wit/{name}: {line}"));
                }
                comment.clear();
            }
        }
    }
    assert!(silent.is_empty(), "\n{}", silent.join("\n"));
}

/// A host that knows one customer, who owes 900.00 and may owe 1,000.00.
fn host(ask: &Ask) -> Result<Reply, Fault> {
    let customer = || Document {
        record_type: "contact".into(),
        id: Uuid::from_u128(3),
        version: 4,
        body: Body {
            fields: vec![
                ("name".into(), Datum::Text("Alfreds".into())),
                ("credit_limit__limit".into(), Datum::Decimal("1000.00".parse().unwrap())),
            ],
            collections: Vec::new(),
        },
    };
    let euros = |minor| Money { minor, currency: "EUR".into() };
    Ok(match ask {
        Ask::RecordsGet { record_type, .. } if record_type == "contact" => Reply::Documents(vec![customer()]),
        Ask::RecordsGet { ids, .. } => {
            let fields = vec![
                ("contact".into(), Datum::Reference(Uuid::from_u128(3))),
                ("limit".into(), Datum::Decimal("2000.00".parse().unwrap())),
                ("reason".into(), Datum::Text("grows".into())),
                ("used".into(), Datum::None),
            ];
            let body = Body { fields, collections: Vec::new() };
            let raise = |id: &Uuid| Document {
                record_type: "credit-limit.raise".into(),
                id: *id,
                version: 1,
                body: body.clone(),
            };
            Reply::Documents(ids.iter().map(raise).collect())
        }
        Ask::RecordsFind(query) if query.record_type == "account" => {
            let receivable = Document { record_type: "account".into(), id: Uuid::from_u128(9), ..customer() };
            Reply::Page { records: vec![receivable], next: None }
        }
        Ask::RecordsFind(_) => Reply::Page { records: vec![customer()], next: None },
        Ask::RecordsCreate { bodies, .. } => Reply::Ids(vec![Uuid::from_u128(5); bodies.len()]),
        Ask::RecordsUpdate { changes, .. } => Reply::Versions(vec![5; changes.len()]),
        Ask::LedgerOpenBalances { contacts } => {
            Reply::OpenBalances(contacts.iter().map(|id| (*id, euros(90_000), euros(0))).collect())
        }
        Ask::EventsEmit { .. } => Reply::Done,
        other => return Err(Fault::denied(format!("{other:?}"))),
    })
}

fn entry(minor: i64) -> Call {
    let line = vec![
        ("account".to_owned(), Datum::Reference(Uuid::from_u128(9))),
        ("contact".to_owned(), Datum::Reference(Uuid::from_u128(3))),
        ("company_amount".to_owned(), Datum::Money(Money { minor, currency: "EUR".into() })),
    ];
    let new = Document {
        record_type: "entry".into(),
        id: Uuid::from_u128(8),
        version: 0,
        body: Body { fields: Vec::new(), collections: vec![("lines".into(), vec![line])] },
    };
    Call::Before {
        hook: "entry-over-limit".into(),
        change: Change { operation: Operation::Create, old: None, new },
    }
}

/// `credit-limit`, as it was compiled when its version of the contract was released.
#[tokio::test]
async fn a_plugin_of_each_released_contract_runs_unchanged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("contracts");
    let mut versions = 0;
    for version in std::fs::read_dir(folder).unwrap() {
        let version = version.unwrap();
        let name = version.file_name().to_string_lossy().into_owned();
        let bytes = std::fs::read(version.path().join("credit_limit.wasm")).unwrap();
        let digest = hex(&Sha256::digest(&bytes));
        let runtime = guests::runtime();
        runtime.prepare(&digest, bytes).await.unwrap();
        let plugin = guests::plugin("credit-limit", &digest);
        let now = chrono::Utc::now();
        let input = Body {
            fields: vec![
                ("limit".into(), Datum::Decimal("2000.00".parse().unwrap())),
                ("reason".into(), Datum::Text("grows".into())),
            ],
            collections: Vec::new(),
        };
        let target = match host(&Ask::RecordsGet { record_type: "contact".into(), ids: Vec::new() }) {
            Ok(Reply::Documents(mut all)) => all.pop(),
            _ => None,
        };
        let event = Fact {
            id: Uuid::from_u128(6),
            name: "credit-limit.limit-raised".into(),
            at: now,
            subject: None,
            payload: format!(r#"{{"raise":"{}"}}"#, Uuid::from_u128(5)),
            attempt: 1,
        };
        let run = JobRun { id: Uuid::nil(), due_at: now, attempt: 1, input: Body::default() };
        for (call, expected) in [
            (entry(9_999), "Ok(Set([]))"),
            (entry(10_001), "credit-limit.over"),
            (Call::Action { action: "raise-limit".into(), target, input }, "Ok(Body("),
            (Call::Job { job: "review".into(), run }, "Ok(Done)"),
            (Call::Page { page: "overview".into(), query: Vec::new(), subject: None }, "Ok(View("),
            (Call::Event { subscription: "note-raise".into(), event }, "Ok(Done)"),
        ] {
            let what = format!("{name}: {:?}", call.via());
            let limits = call.limits();
            let (ended, _) = guests::call(&runtime, &plugin, call, limits, host).await;
            let told = match &ended {
                Ok(Answer::Done) => "Ok(Done)".to_owned(),
                other => format!("{other:?}"),
            };
            assert!(told.contains(expected), "{what}: {told}");
        }
        versions += 1;
    }
    assert!(versions > 0, "binaries of released contracts are kept in tests/contracts");
}
