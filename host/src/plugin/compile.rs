//! Compiling in a process of its own: a compiler that is fed hostile input may take all memory or never end,
//! and neither may happen to the host.
//!
//! The child is this same program, called with [`ARGUMENT`]: it limits itself, reads a component from its
//! standard input and writes machine code to its standard output. Nothing of the host is in it.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use tokio::io::AsyncWriteExt;

use crate::service::{Fault, FaultKind};

/// First argument of the child.
pub const ARGUMENT: &str = "plugin-compile";
/// Longest time that a compilation may take.
const WALL_MAX: Duration = Duration::from_secs(120);
/// Processor seconds of the child.
const CPU_SECONDS_MAX: u64 = 180;
/// Address space of the child: the pool that an engine reserves, and what compiling takes.
const ADDRESS_BYTES_MAX: u64 = 2 << 30;
/// Most bytes of machine code.
const CODE_BYTES_MAX: u64 = 256 << 20;

/// Compiles a component in a child process.
pub async fn in_child(program: &Path, component: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let failed = |what: String| Fault::internal(format!("the compiler: {what}"));
    let mut child = tokio::process::Command::new(program)
        .arg(ARGUMENT)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(format!("{} does not start: {error}", program.display())))?;
    let mut stdin = child.stdin.take().ok_or_else(|| failed("it has no input".into()))?;
    let feed = async move {
        // A child that dies early closes its input; what it says then is read below.
        let _ = stdin.write_all(&component).await;
        drop(stdin);
    };
    let both = async { tokio::join!(feed, child.wait_with_output()).1 };
    let output = match tokio::time::timeout(WALL_MAX, both).await {
        Ok(output) => output.map_err(|error| failed(error.to_string()))?,
        Err(_) => return Err(refused(format!("it takes more than {} s to compile", WALL_MAX.as_secs()))),
    };
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or_default();
    Err(refused(if said.is_empty() {
        format!("the compiler ended ({}): the component takes more than compiling may", output.status)
    } else {
        said.to_owned()
    }))
}

fn refused(why: String) -> Fault {
    Fault::new(
        FaultKind::Refused,
        "package.does-not-compile",
        format!("This package does not compile: {why}."),
    )
}

/// What the child does; its exit code.
pub fn child() -> u8 {
    match compile() {
        Ok(()) => 0,
        Err(why) => {
            eprintln!("{why}");
            1
        }
    }
}

fn compile() -> Result<(), String> {
    limit_this_process()?;
    let mut component = Vec::new();
    std::io::stdin().lock().read_to_end(&mut component).map_err(|error| error.to_string())?;
    let engine = super::engine::compiler().map_err(|error| error.to_string())?;
    let code = machine_code(&engine, &component)?;
    std::io::stdout().lock().write_all(&code).map_err(|error| error.to_string())
}

/// Takes from this process what compiling may not have; for good.
pub fn limit_this_process() -> Result<(), String> {
    let limit = |resource, most: u64| {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).map_err(|e| e.to_string())
    };
    limit(Resource::Cpu, CPU_SECONDS_MAX)?;
    limit(Resource::Fsize, CODE_BYTES_MAX)?;
    limit(Resource::Core, 0)?;
    limit(Resource::As, ADDRESS_BYTES_MAX)
}

/// A component as machine code, or why it is none, on one line.
pub fn machine_code(engine: &wasmtime::Engine, component: &[u8]) -> Result<Vec<u8>, String> {
    engine.precompile_component(component).map_err(|error| format!("{error:#}").replace('\n', " "))
}
