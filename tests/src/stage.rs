//! Plugins without WebAssembly: a manifest, and a script in Rust that plays the guest.
//!
//! Knows the port between use cases and guests. Must not know what a script is for. What the real runtime
//! adds (limits, traps, the contract) is tested with real components.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use keel::service::Fault;
use keel::service::plugins::life::{Package, Trust};
use keel::service::plugins::port::{Surroundings, Usage};
use keel::service::plugins::schema::declare;
use keel::service::plugins::{
    Active, Answer, Ask, Call, Failure, Granted, GuestFault, Guests, Installed, Limits, Reply, Running,
    State, Step,
};
use keel::service::records::Registry;
use keel::storage::{DbError, Scope, Tx};
use uuid::Uuid;

use crate::TestApp;

type Ended = Result<Answer, Failure>;
type Script = Arc<dyn Fn(Host, Call) -> BoxFuture<'static, Ended> + Send + Sync>;

enum Mail {
    Empty,
    Asked(Ask),
    Replied(Result<Reply, Fault>),
}

/// The host, as a script sees it.
#[derive(Clone)]
pub struct Host {
    mail: Arc<Mutex<Mail>>,
    /// Who calls and when.
    pub around: Arc<Surroundings>,
}

impl Host {
    /// Asks, and waits for the reply.
    ///
    /// # Errors
    /// As the host answers.
    pub async fn ask(&self, ask: Ask) -> Result<Reply, Fault> {
        self.put(Mail::Asked(ask));
        std::future::poll_fn(|_| match self.put(Mail::Empty) {
            Mail::Replied(reply) => Poll::Ready(reply),
            other => {
                self.put(other);
                Poll::Pending
            }
        })
        .await
    }

    fn put(&self, mail: Mail) -> Mail {
        std::mem::replace(&mut *self.mail.lock().unwrap_or_else(PoisonError::into_inner), mail)
    }
}

struct Played {
    until: Option<Instant>,
    host: Host,
    work: Pin<Box<dyn Future<Output = Ended> + Send>>,
}

impl Running for Played {
    fn next(&mut self) -> BoxFuture<'_, Step> {
        Box::pin(std::future::poll_fn(move |context| match self.work.as_mut().poll(context) {
            Poll::Ready(ended) => Poll::Ready(Step::End(ended)),
            Poll::Pending => match self.host.put(Mail::Empty) {
                Mail::Asked(ask) => Poll::Ready(Step::Ask(Box::new(ask))),
                other => {
                    self.host.put(other);
                    Poll::Pending
                }
            },
        }))
    }

    fn reply(&mut self, reply: Result<Reply, Fault>) {
        self.host.put(Mail::Replied(reply));
    }

    fn shorten(&mut self, _left: Duration) {}

    fn deadline(&self) -> Option<Instant> {
        self.until
    }

    fn usage(&self) -> Usage {
        Usage::default()
    }
}

/// Plays the scripts of some plugins.
#[derive(Default)]
pub struct Stage {
    scripts: HashMap<String, (Script, Option<Duration>)>,
}

impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.scripts.keys()).finish()
    }
}

impl Guests for Stage {
    fn prepare(&self, _digest: &str, _package: Vec<u8>) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(async { Ok(()) })
    }

    fn is_ready(&self, _digest: &str) -> bool {
        true
    }

    fn keep_only(&self, _digests: &[String]) {}

    fn open(&self, _bytes: Vec<u8>, _trust: &Trust) -> Result<Package, Fault> {
        Err(Fault::internal("scripts come in no package"))
    }

    fn public_key(&self, _text: &str) -> Result<String, Fault> {
        Err(Fault::internal("scripts have no key"))
    }

    fn begin(
        &self,
        plugin: &Active,
        call: Call,
        around: Surroundings,
        _limits: Limits,
    ) -> Result<Box<dyn Running>, Failure> {
        let host = Host { mail: Arc::new(Mutex::new(Mail::Empty)), around: Arc::new(around) };
        let (script, wall) = &self.scripts[plugin.code()];
        let work = script(host.clone(), call);
        Ok(Box::new(Played { until: wall.map(|wall| Instant::now() + wall), host, work }))
    }
}

/// A plugin to install: what its manifest says beside `[plugin]`, and what it does.
pub struct Fake {
    code: String,
    manifest: String,
    state: State,
    grants: BTreeMap<String, BTreeSet<String>>,
    settings: Vec<(String, keel::service::plugins::data::Datum)>,
    recording: bool,
    wall: Option<Duration>,
    script: Script,
}

impl Fake {
    /// A plugin with this code, the sections of a manifest, and a script. All that it asks for is granted.
    pub fn new<F, Fut>(code: &str, sections: &str, script: F) -> Fake
    where
        F: Fn(Host, Call) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Ended> + Send + 'static,
    {
        let manifest = format!(
            "[plugin]\nid = \"{code}\"\nversion = \"1.0.0\"\nname = \"{code}\"\ndescription = \"A test.\"\n\
             licence = \"Apache-2.0\"\nvendor = \"Keel\"\nhost-api = \"1.0\"\n{sections}"
        );
        Fake {
            code: code.to_owned(),
            manifest,
            state: State::Enabled,
            grants: BTreeMap::new(),
            settings: Vec::new(),
            recording: false,
            wall: None,
            script: Arc::new(move |host, call| Box::pin(script(host, call))),
        }
    }

    /// The same, stopped after repeated faults.
    pub fn paused(mut self) -> Fake {
        self.state = State::Paused("too many faults".into());
        self
    }

    /// The same, with a deadline for what is done for it. Nothing ends the script itself.
    pub fn within(mut self, wall: Duration) -> Fake {
        self.wall = Some(wall);
        self
    }

    /// The same, with its calls recorded.
    pub fn recorded(mut self) -> Fake {
        self.recording = true;
        self
    }

    /// The same, with a setting for all companies.
    pub fn with_setting(mut self, name: &str, value: keel::service::plugins::data::Datum) -> Fake {
        self.settings.push((name.to_owned(), value));
        self
    }

    /// The same, with only these grants.
    pub fn granted(mut self, grants: &[(&str, &[&str])]) -> Fake {
        self.grants = grants
            .iter()
            .map(|(name, covers)| ((*name).to_owned(), covers.iter().map(|one| (*one).to_owned()).collect()))
            .collect();
        self
    }
}

/// A fault of the guest, as a trap would be.
pub fn trap() -> Failure {
    Failure::Guest(GuestFault {
        code: "plugin.trap",
        message: "it trapped.".into(),
        detail: "unreachable executed".into(),
    })
}

/// Installs plugins in a company, instead of whatever was installed.
///
/// # Panics
/// With what is wrong with a manifest.
pub async fn install(app: &TestApp, companies: &[Uuid], fakes: Vec<Fake>) {
    let mut stage = Stage::default();
    let mut actives = Vec::new();
    for fake in fakes {
        let read = keel_manifest::read(&fake.manifest, "plugin.toml");
        let manifest = read.unwrap_or_else(|findings| panic!("{}: {findings:#?}", fake.code));
        let id = rows(app, companies, &manifest).await;
        let mut granted = fake.grants;
        if granted.is_empty() {
            let asked = manifest.capabilities.iter();
            granted = asked.map(|one| (one.name.clone(), one.covers.iter().cloned().collect())).collect();
        }
        stage.scripts.insert(fake.code.clone(), (fake.script, fake.wall));
        actives.push(Arc::new(Active {
            id,
            manifest: Arc::new(manifest),
            brought: Arc::default(),
            digest: digest(&fake.code),
            state: fake.state,
            grants: Arc::new(RwLock::new(Arc::new(Granted(granted)))),
            companies: companies.iter().copied().collect(),
            settings: fake.settings.into_iter().map(|(name, value)| ((name, None), value)).collect(),
            recording: fake.recording,
        }));
    }
    let manifests: Vec<_> = actives.iter().map(|one| one.manifest.as_ref()).collect();
    let types = Arc::new(declare(&manifests, &Registry::core()));
    // No picture that the host itself loads is newer.
    let picture = Installed::of(i64::MAX, actives, types, Arc::new(stage));
    app.app().plugins.set(Arc::new(picture));
}

fn digest(code: &str) -> String {
    format!("digest of {code}")
}

/// The rows that calls refer to.
async fn rows(app: &TestApp, companies: &[Uuid], manifest: &keel_manifest::Manifest) -> Uuid {
    let (code, companies) = (manifest.id.clone(), companies.to_vec());
    let names: Vec<String> = manifest.subscriptions.iter().map(|one| one.name.clone()).collect();
    let now = chrono::Utc::now();
    let made = app.db().write(Scope::Shared, async move |tx: &mut Tx| {
        if let Some(row) = tx.row("select id from plugin where code = $1", &[code.as_str().into()]).await? {
            return row.get(0);
        }
        let id = Uuid::now_v7();
        tx.execute(
            "insert into plugin_package (digest, plugin, plugin_version, manifest, size, bytes, created_at) \
             values ($1, $2, '1.0.0', '', 1, $3, $4)",
            &[digest(&code).into(), code.as_str().into(), vec![0_u8].into(), now.into()],
        )
        .await?;
        tx.execute(
            "insert into plugin (id, version, created_at, updated_at, code, name, state, digest, version_highest, \
             recording) values ($1, 1, $2, $2, $3, $3, 'enabled', $4, '1.0.0', $5)",
            &[id.into(), now.into(), code.as_str().into(), digest(&code).into(), false.into()],
        )
        .await?;
        for company in &companies {
            let sql = "insert into plugin_company (plugin_id, company_id) values ($1, $2)";
            tx.execute(sql, &[id.into(), (*company).into()]).await?;
        }
        for name in &names {
            let sql = "insert into plugin_subscription (id, plugin_id, name) values ($1, $2, $3)";
            tx.execute(sql, &[Uuid::now_v7().into(), id.into(), name.as_str().into()]).await?;
        }
        Ok::<_, DbError>(id)
    });
    made.await.expect("the rows of the plugin")
}
