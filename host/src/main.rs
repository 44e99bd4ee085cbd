//! The `keel` program.
fn main() {}
