//! Gives the embedded interface a folder to be in, and builds the release again when its files change.
//!
//! Knows `web/dist`, which `npm run build` fills. Must not build the interface itself: a machine without node
//! still builds the host.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        // Other builds read the folder when they run.
        return;
    }
    match std::fs::create_dir_all("web/dist") {
        Ok(()) => println!("cargo::rerun-if-changed=web/dist"),
        Err(error) => {
            println!("cargo::warning=host/web/dist: {error}; the host is built without its interface")
        }
    }
}
