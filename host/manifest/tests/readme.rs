//! README.md names every key that the reader takes, and no other.
#![allow(clippy::unwrap_used)]

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const BEGIN: &str = "<!-- reference -->\n";
const END: &str = "<!-- end of reference -->";

#[test]
fn the_reference_is_that_of_the_reader() {
    let text = std::fs::read_to_string(FILE).unwrap();
    let (head, rest) = text.split_once(BEGIN).unwrap();
    let (kept, tail) = rest.split_once(END).unwrap();
    let printed = format!("\n{}\n", keel_manifest::reference());
    if std::env::var_os("KEEL_WRITE_SNAPSHOT").is_some() {
        std::fs::write(FILE, format!("{head}{BEGIN}{printed}{END}{tail}")).unwrap();
        return;
    }
    assert!(
        kept == printed,
        "the reference in host/manifest/README.md is not what the reader knows: \
         KEEL_WRITE_SNAPSHOT=1 cargo test -p keel-manifest writes it anew"
    );
}
