//! Keel as a program of its own: started, spoken to, stopped and killed.
//!
//! Knows processes and signals. Must not know what a command does.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread::JoinHandle;

/// What a command left: exit code, standard output, standard error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs a command to its end, without this process's `KEEL_` variables.
pub fn run(program: &str, args: &[&str]) -> Ended {
    let output = command(program, args).output().expect("the program starts");
    Ended {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Ended {
    /// Standard output, if the command ended well.
    ///
    /// # Panics
    /// With all that it said, when it did not.
    #[track_caller]
    pub fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self.out
    }

    /// Fails unless the command ended with this code and this in its words.
    ///
    /// # Panics
    /// With all that it said.
    #[track_caller]
    pub fn failed(self, code: i32, words: &str) {
        assert_eq!(self.code, Some(code), "{self:#?}");
        assert!(self.err.contains(words), "`{words}` is not in {self:#?}");
    }
}

/// A host that serves as a process of its own. Killed when dropped.
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it said until it served.
    pub greeting: String,
    child: Child,
    rest: Option<JoinHandle<String>>,
}

impl Serving {
    /// Starts `serve` on a free port and waits until it says where it listens.
    ///
    /// # Panics
    /// With what it said, when it ends instead.
    pub fn start(program: &str, data: &Path, args: &[&str]) -> Serving {
        let data = data.display().to_string();
        let mut all = vec!["serve", "--data", &data, "--listen", "127.0.0.1:0"];
        all.extend(args);
        let mut child = command(program, &all).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("standard error"));
        let mut greeting = String::new();
        let address = loop {
            let mut line = String::new();
            if lines.read_line(&mut line).expect("standard error") == 0 {
                panic!("keel ended before it served:\n{greeting}");
            }
            greeting.push_str(&line);
            let address = line.split("Keel serves http://").nth(1);
            if let Some(address) = address.and_then(|rest| rest.split_whitespace().next()) {
                break address.parse().expect("an address");
            }
        };
        // Read on, so that the program never waits for somebody to read what it says.
        let rest = std::thread::spawn(move || rest_of(lines));
        Serving { address, greeting, child, rest: Some(rest) }
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends SIGTERM and waits for the end.
    pub fn stop(mut self) -> Ended {
        let sent = Command::new("kill").arg("-TERM").arg(self.pid().to_string()).status();
        assert!(sent.expect("kill runs").success());
        self.wait()
    }

    /// Sends SIGKILL and waits for the end, as a crash would.
    pub fn kill(mut self) -> Ended {
        self.child.kill().expect("the process was there");
        self.wait()
    }

    fn wait(&mut self) -> Ended {
        let status = self.child.wait().expect("the end");
        let rest = self.rest.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        Ended { code: status.code(), out: String::new(), err: format!("{}{rest}", self.greeting) }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn rest_of(mut lines: BufReader<ChildStderr>) -> String {
    let mut text = String::new();
    let _ = lines.read_to_string(&mut text);
    text
}

fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KEEL_")) {
        command.env_remove(name);
    }
    command.args(args).stdin(Stdio::null());
    command
}
