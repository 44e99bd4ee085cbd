//! The program under test: `keel` itself, built beside the tests so that they can find it.

fn main() -> std::process::ExitCode {
    keel::cli::main()
}
