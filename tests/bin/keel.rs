//! The program under test: `keel` itself, built beside the tests so that they can find it.
//!
//! With [`MANY`] it is the compiling child for many components, one after the other, under the same limits: thousands of
//! processes would take longer than the tests may.

use std::io::{Read, Write};
use std::process::ExitCode;

use keel::plugin::{compile, compiler};

/// Asks for it.
const MANY: &str = "compile-many";

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() != Some(MANY) {
        return keel::cli::main();
    }
    match many() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Reads components, each behind its length, and tells of each on a line: `ok`, or why it does not compile.
fn many() -> Result<(), String> {
    compile::limit_this_process()?;
    let engine = compiler().map_err(|error| error.to_string())?;
    let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut length = [0_u8; 4];
    while input.read_exact(&mut length).is_ok() {
        let mut component = vec![0; u32::from_le_bytes(length) as usize];
        input.read_exact(&mut component).map_err(|error| error.to_string())?;
        let told = compile::machine_code(&engine, &component).map_or_else(|why| why, |_| "ok".to_owned());
        writeln!(output, "{told}").and_then(|()| output.flush()).map_err(|error| error.to_string())?;
    }
    Ok(())
}
