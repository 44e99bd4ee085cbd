//! Reads `plugin.toml` while a plugin compiles, and writes its types and the traits that its author fills.
//!
//! Knows the manifest and the names of the SDK. Must not know the host or the contract.

mod call;
mod kind;
mod name;
mod record;
mod setting;

use std::path::PathBuf;

use proc_macro2::TokenStream;
use quote::quote;

/// Makes everything that a manifest declares: `keel_sdk::plugin!("plugin.toml");`.
///
/// The path is from the folder of the plugin's `Cargo.toml`. What is wrong in the manifest is an error of the
/// compiler with file and line. Made are: `Plugin`, a type for each record type (`Raise`), extension
/// (`ContactExt`), input and output (`RaiseLimitInput`), modules `settings`, `emit` and `schedule`, and a trait for
/// each kind of thing with one method for each: `Hooks`, `Actions`, `Subscriptions`, `Jobs`, `Endpoints`,
/// `Pages`, `Reports`.
#[proc_macro]
pub fn plugin(path: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let made = path_of(&path.to_string()).and_then(|(shown, path)| {
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let manifest = keel_manifest::read(&text, &shown).map_err(|findings| {
            let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
            findings.join("\n")
        })?;
        Ok(write(&manifest, &path.display().to_string()))
    });
    made.unwrap_or_else(|message| quote! { ::core::compile_error!(#message); }).into()
}

/// The path as it was written, and where it is.
fn path_of(literal: &str) -> Result<(String, PathBuf), String> {
    let written = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let written = written.ok_or("write the manifest's path: plugin!(\"plugin.toml\")")?;
    let folder = std::env::var("CARGO_MANIFEST_DIR").map_err(|_| "cargo names no folder of the plugin")?;
    Ok((written.to_owned(), PathBuf::from(folder).join(written)))
}

fn write(manifest: &keel_manifest::Manifest, path: &str) -> TokenStream {
    let name = &manifest.name;
    let about =
        format!("{name}: what the host calls. Its methods are in the traits that the manifest asks for.");
    let records = manifest.record_types.iter().map(|of| record::own(&manifest.id, of));
    let extensions = record::extensions(manifest);
    let settings = setting::settings(manifest);
    let tells = setting::tells(manifest);
    let calls = call::calls(manifest);
    quote! {
        #[doc = #about]
        #[derive(Clone, Copy, Debug)]
        pub struct Plugin;

        // Compiles again when the manifest changes, and lets tests read it.
        #[cfg(not(target_arch = "wasm32"))]
        const __KEEL_MANIFEST: &str = ::core::include_str!(#path);
        #[cfg(target_arch = "wasm32")]
        const _: &str = ::core::include_str!(#path);

        #(#records)*
        #(#extensions)*
        #settings
        #tells
        #calls
    }
}
