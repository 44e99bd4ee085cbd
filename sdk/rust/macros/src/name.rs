//! Names of the manifest as names of Rust.

use proc_macro2::{Ident, Span};
use quote::format_ident;

/// Words that a name of Rust cannot be as it stands.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// `raise-limit` → `raise_limit`.
pub(crate) fn snake(name: &str) -> Ident {
    let name = name.replace(['-', '.'], "_");
    if KEYWORDS.contains(&name.as_str()) {
        return Ident::new_raw(&name, Span::call_site());
    }
    format_ident!("{name}")
}

/// `raise-limit` → `RAISE_LIMIT`.
pub(crate) fn upper(name: &str) -> Ident {
    format_ident!("{}", name.replace(['-', '.'], "_").to_uppercase())
}

/// `raise-limit` with `Input` → `RaiseLimitInput`.
pub(crate) fn pascal(name: &str, end: &str) -> Ident {
    let mut out = String::new();
    for word in name.split(['-', '_', '.']) {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    if out == "Self" {
        out.push('_');
    }
    format_ident!("{out}{end}")
}
