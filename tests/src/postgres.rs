//! A throwaway PostgreSQL for one run of a test binary.
//!
//! Knows where PostgreSQL's programs are, how to start and stop a cluster of its own, and how to
//! hand out empty databases. Must not know tables, Keel's rules or HTTP.

use std::fs;
use std::io::Read;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

/// What to do when PostgreSQL is not there and cannot be installed.
const ADVICE: &str = "install PostgreSQL 15 or newer (Debian: `apt-get install postgresql`), or put \
                      `initdb` and `postgres` on PATH; the tests never skip PostgreSQL";

/// Longest wait for a cluster to accept connections.
const START_SECONDS_MAX: u64 = 60;

/// Whether commits reach the disk before they are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// `fsync=off`: fast, for tests that never kill the database.
    Fast,
    /// PostgreSQL's defaults: for the tests that kill it.
    Full,
}

/// A running cluster on a unix socket in a directory of its own.
///
/// The server is the child of a small shell that waits for the end of its standard input. When this
/// process ends, in whatever way, the shell stops the server by its process id and removes the directory.
#[derive(Debug)]
pub struct Cluster {
    home: PathBuf,
    bin: PathBuf,
    durability: Durability,
    account: Option<(u32, u32)>,
    keeper: Option<(Child, ChildStdin)>,
}

impl Cluster {
    /// The cluster that all tests of this binary share; started by the first who asks.
    ///
    /// # Panics
    /// With [`ADVICE`] when PostgreSQL cannot be had.
    pub fn shared() -> &'static Cluster {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| {
            Cluster::start(Durability::Fast).unwrap_or_else(|error| panic!("PostgreSQL: {error:#}\n{ADVICE}"))
        })
    }

    /// Starts a cluster of its own, with no database in it but `postgres`.
    pub fn start(durability: Durability) -> Result<Cluster> {
        let bin = programs()?;
        let account = account()?;
        let dir = TempDir::with_prefix("keel-pg-")?;
        if let Some((uid, gid)) = account {
            chown(dir.path(), Some(uid), Some(gid))?;
        }
        let home = dir.keep();
        let mut cluster = Cluster { home, bin, durability, account, keeper: None };
        cluster.initialise()?;
        cluster.resume()?;
        Ok(cluster)
    }

    /// The address of one database, as Keel's `--database` takes it.
    pub fn url(&self, database: &str) -> String {
        let socket = self.home.display().to_string().replace('/', "%2F");
        format!("postgres://keel@{socket}/{database}")
    }

    /// Another of PostgreSQL's programs, such as `pgbench`.
    pub fn program(&self, name: &str) -> PathBuf {
        self.bin.join(name)
    }

    /// A new database, a copy of `template`; its address.
    pub async fn create_from(&self, template: &str) -> Result<String> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.admin(format!("create database {name} template {template}")).await?;
        Ok(self.url(&name))
    }

    /// Runs one statement in the maintenance database.
    pub async fn admin(&self, sql: String) -> Result<()> {
        let mut connection = PgConnection::connect(&self.url("postgres")).await?;
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await?;
        connection.close().await?;
        Ok(())
    }

    /// Kills the server and its children with SIGKILL, as a crash would. Data stays.
    ///
    /// The server stands still meanwhile: it would begin to recover from the death of its children, in
    /// a new child that would outlive it.
    pub fn crash(&mut self) -> Result<()> {
        let pid = self.server_pid()?;
        signal("STOP", pid)?;
        let children = children_of(pid);
        for child in &children {
            signal("KILL", *child)?;
        }
        // Whoever lives on holds the shared memory, and the next server would not start.
        while children.iter().any(|child| lives(*child)) {
            std::thread::park_timeout(Duration::from_millis(1));
        }
        signal("KILL", pid)?;
        if let Some((mut keeper, stdin)) = self.keeper.take() {
            keeper.wait()?;
            drop(stdin);
        }
        Ok(())
    }

    /// Starts the server on the data that is there and waits until it accepts connections.
    pub fn resume(&mut self) -> Result<()> {
        ensure!(self.keeper.is_none(), "the cluster is running already");
        let fsync = if self.durability == Durability::Fast { "off" } else { "on" };
        // The reader of standard input runs beside `wait`, and ends with it: a process id that the
        // server gave up may belong to somebody else by the time the reader would use it.
        let script = r#"
            home=$1; shift
            "$@" >>"$home/log" 2>&1 </dev/null & server=$!
            { read -r _ || true; : >"$home/closing"; kill -QUIT $server 2>/dev/null; } <&3 & reader=$!
            wait $server
            kill $reader 2>/dev/null
            if [ -e "$home/closing" ]; then rm -rf "$home"; fi
        "#;
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("exec 3<&0; {script}"), "keeper"])
            .arg(&self.home)
            .arg(self.bin.join("postgres"))
            .arg("-D")
            .arg(self.home.join("data"))
            .arg("-k")
            .arg(&self.home)
            .args(["-c", "listen_addresses=", "-c", "max_connections=200"])
            .args(["-c", "shared_buffers=64MB", "-c", "logging_collector=off"])
            .args(["-c", &format!("fsync={fsync}")])
            .args(["-c", &format!("synchronous_commit={fsync}")])
            .args(["-c", &format!("full_page_writes={fsync}")])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.as_account(&mut command);
        // A group of its own: Ctrl-C at the terminal must not reach the server before the keeper acts.
        command.process_group(0);
        let mut keeper = command.spawn().context("start the keeper shell")?;
        let stdin = keeper.stdin.take().context("keeper has a standard input")?;
        self.keeper = Some((keeper, stdin));
        self.wait_until_ready()
    }

    fn initialise(&self) -> Result<()> {
        let mut command = Command::new(self.bin.join("initdb"));
        command
            .arg("-D")
            .arg(self.home.join("data"))
            .args(["-U", "keel", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
            .current_dir(&self.home);
        self.as_account(&mut command);
        let output = command.output().context("run initdb")?;
        ensure!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    fn as_account(&self, command: &mut Command) {
        if let Some((uid, gid)) = self.account {
            command.uid(uid).gid(gid).env("HOME", &self.home).current_dir(&self.home);
        }
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        loop {
            let mut probe = Command::new(self.bin.join("pg_isready"));
            probe.arg("-q").arg("-h").arg(&self.home).args(["-U", "keel", "-d", "postgres"]);
            if probe.status().context("run pg_isready")?.success() {
                return Ok(());
            }
            let ended = match &mut self.keeper {
                Some((keeper, _)) => keeper.try_wait()?.is_some(),
                None => true,
            };
            if ended || started.elapsed() > Duration::from_secs(START_SECONDS_MAX) {
                bail!("the server did not start: {}", fs::read_to_string(self.home.join("log"))?);
            }
            std::thread::park_timeout(Duration::from_millis(20));
        }
    }

    fn server_pid(&self) -> Result<u32> {
        let file = fs::read_to_string(self.home.join("data/postmaster.pid"))?;
        file.lines().next().and_then(|line| line.parse().ok()).context("process id in postmaster.pid")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        match self.keeper.take() {
            Some((mut keeper, stdin)) => {
                drop(stdin);
                let _ = keeper.wait();
            }
            None => {
                let _ = fs::remove_dir_all(&self.home);
            }
        }
    }
}

/// The directory with `initdb` and `postgres`; installs the Debian package as root when there is none.
fn programs() -> Result<PathBuf> {
    if let Some(found) = find_programs() {
        return Ok(found);
    }
    ensure!(is_root() && Path::new("/etc/debian_version").exists(), "`initdb` and `postgres` are not here");
    eprintln!("PostgreSQL is not here: installing the package `postgresql`");
    for args in [&["update", "-q"][..], &["install", "-yq", "--no-install-recommends", "postgresql"][..]] {
        let status = Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive").status()?;
        ensure!(status.success(), "apt-get {} failed", args.join(" "));
    }
    find_programs().ok_or_else(|| anyhow!("the package is installed and still has no `initdb`"))
}

fn find_programs() -> Option<PathBuf> {
    let mut candidates: Vec<PathBuf> =
        std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
    let mut packaged: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    packaged.sort();
    candidates.extend(packaged.into_iter().rev());
    candidates.into_iter().find_map(|dir| {
        let real = fs::canonicalize(dir.join("initdb")).ok()?;
        let home = real.parent()?.to_path_buf();
        ["initdb", "postgres", "pg_isready"].iter().all(|name| home.join(name).exists()).then_some(home)
    })
}

/// Whom the server runs as: PostgreSQL refuses root, so root lends it an unprivileged account.
fn account() -> Result<Option<(u32, u32)>> {
    if !is_root() {
        return Ok(None);
    }
    let passwd = fs::read_to_string("/etc/passwd")?;
    for wanted in ["postgres", "nobody"] {
        for line in passwd.lines() {
            let fields: Vec<&str> = line.split(':').collect();
            if fields.first() == Some(&wanted) && fields.len() > 3 {
                return Ok(Some((fields[2].parse()?, fields[3].parse()?)));
            }
        }
    }
    bail!("PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody` to lend it")
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn signal(name: &str, pid: u32) -> Result<()> {
    Command::new("kill").arg(format!("-{name}")).arg(pid.to_string()).stderr(Stdio::null()).status()?;
    Ok(())
}

/// Whether a process still runs: not gone, and not only waiting for its parent to look.
fn lives(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = stat.rsplit(") ").next().and_then(|rest| rest.chars().next());
    state.is_some_and(|state| !matches!(state, 'Z' | 'X'))
}

fn children_of(pid: u32) -> Vec<u32> {
    let mut text = String::new();
    let path = format!("/proc/{pid}/task/{pid}/children");
    if fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text)).is_err() {
        return Vec::new();
    }
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}
