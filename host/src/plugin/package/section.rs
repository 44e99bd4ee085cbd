//! The sections that Keel puts into a component: names, order, and how they are written.
//!
//! Knows names. Must not know what stands in a section.

use wasm_encoder::{ComponentSection, CustomSection};

/// Every section of Keel begins so.
pub(super) const PREFIX: &str = "keel:";

/// A section of Keel. Their order is that of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Manifest,
    /// By language.
    Translation(String),
    /// By name.
    Asset(String),
    Licence,
    Provenance,
    Signature,
}

/// What assets may be: nothing that a browser runs.
const ASSET_KINDS: [&str; 10] = ["csv", "gif", "jpeg", "jpg", "json", "md", "png", "svg", "txt", "webp"];

impl Section {
    /// The section of a name; none for a name that Keel does not use.
    pub(super) fn parse(name: &str) -> Option<Section> {
        match name.strip_prefix(PREFIX)? {
            "manifest" => Some(Section::Manifest),
            "licence" => Some(Section::Licence),
            "provenance" => Some(Section::Provenance),
            "signature" => Some(Section::Signature),
            rest => match rest.split_once('/')? {
                ("i18n", language) if is_language(language) => {
                    Some(Section::Translation(language.to_owned()))
                }
                ("asset", name) if is_asset(name) => Some(Section::Asset(name.to_owned())),
                _ => None,
            },
        }
    }

    pub(super) fn name(&self) -> String {
        match self {
            Section::Manifest => format!("{PREFIX}manifest"),
            Section::Translation(language) => format!("{PREFIX}i18n/{language}"),
            Section::Asset(name) => format!("{PREFIX}asset/{name}"),
            Section::Licence => format!("{PREFIX}licence"),
            Section::Provenance => format!("{PREFIX}provenance"),
            Section::Signature => format!("{PREFIX}signature"),
        }
    }

    /// Writes it behind what is there.
    pub(super) fn write(&self, content: &[u8], file: &mut Vec<u8>) {
        let name = self.name();
        CustomSection { name: name.as_str().into(), data: content.into() }.append_to_component(file);
    }
}

/// A language tag (BCP 47) of language and perhaps script or region: `bg`, `pt-BR`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts
        .next()
        .is_some_and(|part| (2..=3).contains(&part.len()) && part.chars().all(|c| c.is_ascii_lowercase()));
    let mut rest = parts.clone();
    first
        && parts.count() <= 2
        && rest.all(|part| (2..=4).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// `icon.svg`, `maps/europe.json`: small letters, digits, `-`, `_`, with a known ending.
fn is_asset(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let Some((stem, kind)) = text.rsplit_once('.') else { return false };
    text.len() <= 100
        && ASSET_KINDS.contains(&kind)
        && stem.split('/').all(|part| !part.is_empty() && part.chars().all(letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sections_are_a_closed_list() {
        for (name, known) in [
            ("keel:manifest", true),
            ("keel:i18n/bg", true),
            ("keel:i18n/zh-Hant-TW", true),
            ("keel:i18n/Bulgarian", false),
            ("keel:i18n/b", false),
            ("keel:i18n/bg/x", false),
            ("keel:asset/icon.svg", true),
            ("keel:asset/maps/europe.json", true),
            ("keel:asset/../x.svg", false),
            ("keel:asset//x.svg", false),
            ("keel:asset/page.html", false),
            ("keel:asset/run.js", false),
            ("keel:asset/inner.wasm", false),
            ("keel:signature", true),
            ("keel:other", false),
            ("producers", false),
        ] {
            let section = Section::parse(name);
            assert_eq!(section.is_some(), known, "{name}");
            assert!(section.is_none_or(|section| section.name() == name));
        }
    }
}
