//! `keel plugin dev`, which watches: a file changes, and the host that goes on runs what was built of it; a file that is
//! wrong leaves the version before at work. With a host of its own, and with `--server`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use keel::storage::Dialect;
use keel_tests::{TestApp, source};
use tempfile::TempDir;

use super::plugin_tutorial::{built_into, clean, lock, succeed};
use crate::KEEL;

/// Longest wait for a build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// A `plugin dev` that runs. Killed when dropped.
struct Dev {
    child: Child,
    said: Receiver<String>,
}

impl Dev {
    fn start(folder: &Path, more: &[&str]) -> Dev {
        let mut command = Command::new(KEEL);
        clean(&mut command, &built_into()).args(["plugin", "dev"]).arg(folder).args(more);
        command.env("KEEL_LISTEN", "127.0.0.1:0");
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (sender, said) = channel();
        std::thread::spawn(move || lines.map_while(Result::ok).all(|line| sender.send(line).is_ok()));
        Dev { child, said }
    }

    /// Waits for a line with these words.
    fn says(&self, words: &str) -> String {
        let mut before = Vec::new();
        loop {
            match self.said.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => before.push(line),
                Err(error) => panic!("`{words}` was not said ({error}):\n{}", before.join("\n")),
            }
        }
    }

    /// Waits for a version to work.
    fn version(&self) -> String {
        let line = self.says(" works.");
        line.split_whitespace().nth(1).unwrap_or_else(|| panic!("no version in {line}")).to_owned()
    }

    fn stop(mut self) {
        let sent = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        assert!(sent.unwrap().success());
        assert!(self.child.wait().unwrap().success(), "a signal ends it well");
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn greeter(dir: &Path) -> std::path::PathBuf {
    let sdk = source::root().join("sdk/rust");
    let new = ["plugin", "new", "greeter", "--sdk", sdk.to_str().unwrap()];
    succeed(Command::new(KEEL).args(new).current_dir(dir), "new");
    let folder = dir.join("greeter");
    lock(&folder);
    folder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dev_puts_each_change_of_a_file_into_a_host_that_goes_on() {
    let app = TestApp::start(Dialect::Sqlite).await;
    let dir = TempDir::with_prefix("keel-dev-").unwrap();
    let folder = greeter(dir.path());
    let server = app.admin.address().to_string();
    let dev = Dev::start(&folder, &["--server", &server, "--token", app.admin.token().unwrap()]);
    let installed = async || {
        let shown = app.admin.get("/api/v1/plugins/greeter").await.expect(200);
        shown["version"].as_str().unwrap_or_default().to_owned()
    };
    let first = dev.version();
    assert_eq!(installed().await, first);
    let manifest = folder.join("plugin.toml");
    let good = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(
        &manifest,
        format!("{good}\n[[setting]]\nname = \"tone\"\nkind = \"text\"\nmax = 20\nlabel = \"Tone\"\n"),
    )
    .unwrap();
    let second = dev.version();
    assert_ne!(first, second);
    assert_eq!(installed().await, second);
    let shown = app.admin.get("/api/v1/plugins/greeter").await.text();
    assert!(shown.contains("tone"), "what the file says is there: {shown}");
    std::fs::write(&manifest, good.replace("[plugin]", "[plugin")).unwrap();
    dev.says("The version before works on");
    assert_eq!(installed().await, second);
    std::fs::write(&manifest, &good).unwrap();
    let third = dev.version();
    assert_eq!(installed().await, third);
    dev.stop();
    app.finish().await;
}

#[test]
fn dev_starts_a_host_of_its_own_and_ends_it_at_a_signal() {
    let dir = TempDir::with_prefix("keel-dev-own-").unwrap();
    let folder = greeter(dir.path());
    let data = dir.path().join("data");
    let dev = Dev::start(&folder, &["--data", data.to_str().unwrap()]);
    dev.says("Keel serves http://127.0.0.1:");
    let first = dev.version();
    let code = folder.join("src/lib.rs");
    let text = std::fs::read_to_string(&code).unwrap();
    std::fs::write(&code, format!("{text}\n// Changed.\n")).unwrap();
    assert_ne!(first, dev.version());
    dev.stop();
    assert!(data.join("keel.sqlite").exists() || std::fs::read_dir(&data).unwrap().count() > 0);
}
