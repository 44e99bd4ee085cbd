//! Takes a file apart: what it is, its sections in their places, what the component imports and exports.
//!
//! Knows WebAssembly's binary format. Must not know what a manifest says or who is trusted.

use std::collections::BTreeMap;
use std::ops::Range;

use wasmparser::{Parser, Payload, Validator, WasmFeatures};

use super::Provenance;
use super::error::{PackageError, SectionFault};
use super::limits::{self, Limit};
use super::section::{PREFIX, Section};

/// ELF, in which wasmtime keeps machine code (`.cwasm`).
const MACHINE_CODE: &[u8] = b"\x7fELF";
const WASM: &[u8] = b"\0asm";

/// A file taken apart.
#[derive(Debug)]
pub(super) struct Container<'b> {
    /// The manifest's text; none: it is a bare component.
    pub(super) manifest: Option<&'b str>,
    pub(super) translations: BTreeMap<String, String>,
    pub(super) assets: BTreeMap<String, Vec<u8>>,
    pub(super) licence: Option<String>,
    pub(super) provenance: Option<Provenance>,
    /// What the last section holds, and where it begins: everything before that is signed.
    pub(super) signature: Option<(&'b [u8], usize)>,
    pub(super) imports: Vec<String>,
    pub(super) exports: Vec<String>,
}

/// Takes a file apart. The component in it is valid WebAssembly.
pub(super) fn take_apart(bytes: &[u8]) -> Result<Container<'_>, PackageError> {
    within(limits::PACKAGE, bytes.len())?;
    kind_of(bytes)?;
    let sections = walk(bytes)?;
    Validator::new_with_features(WasmFeatures::default()).validate_all(bytes).map_err(malformed)?;
    let mut container = Container {
        manifest: None,
        translations: BTreeMap::new(),
        assets: BTreeMap::new(),
        licence: None,
        provenance: None,
        signature: None,
        imports: sections.imports,
        exports: sections.exports,
    };
    let (mut last, mut asset_bytes) = (None, 0);
    for Custom { name, content, range } in sections.custom {
        let fault = |fault| PackageError::Section { name: name.to_owned(), fault };
        let section = Section::parse(name).ok_or_else(|| fault(SectionFault::Unlisted))?;
        match &last {
            Some(last) if *last == section => return Err(fault(SectionFault::Duplicated)),
            Some(last) if *last > section => return Err(fault(SectionFault::Misplaced)),
            None if section != Section::Manifest => return Err(fault(SectionFault::Misplaced)),
            _ => {}
        }
        let text = || std::str::from_utf8(content).map_err(|_| fault(SectionFault::Unreadable));
        match &section {
            Section::Manifest => {
                within(limits::MANIFEST, content.len())?;
                container.manifest = Some(text()?);
            }
            Section::Translation(language) => {
                within(limits::TRANSLATION, content.len())?;
                container.translations.insert(language.clone(), text()?.to_owned());
            }
            Section::Asset(name) => {
                within(limits::ASSET, content.len())?;
                asset_bytes += content.len();
                within(limits::ASSETS, asset_bytes)?;
                container.assets.insert(name.clone(), content.to_vec());
            }
            Section::Licence => {
                within(limits::LICENCE, content.len())?;
                container.licence = Some(text()?.to_owned());
            }
            Section::Provenance => {
                within(limits::PROVENANCE, content.len())?;
                let read = serde_json::from_str(text()?).map_err(|_| fault(SectionFault::Unreadable))?;
                container.provenance = Some(read);
            }
            Section::Signature => container.signature = Some((content, range.start)),
        }
        // The one way to write a section: no byte of a package has a twin that says the same.
        let mut written = Vec::with_capacity(range.len());
        section.write(content, &mut written);
        if bytes[range] != written[..] {
            return Err(fault(SectionFault::Unreadable));
        }
        last = Some(section);
    }
    if container.manifest.is_some() && container.provenance.is_none() {
        let name = Section::Provenance.name();
        return Err(PackageError::Section { name, fault: SectionFault::Missing });
    }
    Ok(container)
}

struct Custom<'b> {
    name: &'b str,
    content: &'b [u8],
    /// With the section's own head.
    range: Range<usize>,
}

#[derive(Default)]
struct Sections<'b> {
    custom: Vec<Custom<'b>>,
    imports: Vec<String>,
    exports: Vec<String>,
}

fn within(limit: Limit, size: usize) -> Result<(), PackageError> {
    if size > limit.most {
        return Err(PackageError::TooLarge { what: limit.what.to_owned(), size, most: limit.most });
    }
    Ok(())
}

fn kind_of(bytes: &[u8]) -> Result<(), PackageError> {
    if bytes.starts_with(MACHINE_CODE) {
        return Err(PackageError::CompiledCode { place: "the file".to_owned() });
    }
    let what = match bytes {
        [] => "empty",
        _ if !bytes.starts_with(WASM) => "something else",
        _ if Parser::is_component(bytes) => return Ok(()),
        _ if Parser::is_core_wasm(bytes) => "a core module",
        _ => "WebAssembly of another version",
    };
    Err(PackageError::NotAComponent { what })
}

fn malformed(error: wasmparser::BinaryReaderError) -> PackageError {
    PackageError::Malformed { offset: error.offset(), why: error.message().to_owned() }
}

/// Walks over all sections, those of nested modules and components too.
fn walk(bytes: &[u8]) -> Result<Sections<'_>, PackageError> {
    let mut sections = Sections::default();
    let (mut depth, mut end) = (0_usize, 8);
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.map_err(malformed)?;
        let top = depth == 0;
        match &payload {
            Payload::Version { .. } => {}
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            // The end of a nested one, or of the file.
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) => {
                if section.data().starts_with(MACHINE_CODE) {
                    return Err(PackageError::CompiledCode {
                        place: format!("section `{}`", section.name()),
                    });
                }
                let fault = |fault| PackageError::Section { name: section.name().to_owned(), fault };
                let ours = section.name().starts_with(PREFIX);
                if ours && !top {
                    return Err(fault(SectionFault::Nested));
                }
                if top && !ours && !sections.custom.is_empty() {
                    return Err(fault(SectionFault::Misplaced));
                }
                if ours {
                    let custom = Custom {
                        name: section.name(),
                        content: section.data(),
                        range: end..section.range().end,
                    };
                    sections.custom.push(custom);
                    within(limits::SECTIONS, sections.custom.len())?;
                }
            }
            Payload::ComponentImportSection(imports) if top => {
                for import in imports.clone() {
                    sections.imports.push(import.map_err(malformed)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(exports) if top => {
                for export in exports.clone() {
                    sections.exports.push(export.map_err(malformed)?.name.name.to_owned());
                }
            }
            _ => {}
        }
        if top && let Some((_, range)) = payload.as_section() {
            let ours = matches!(&payload, Payload::CustomSection(one) if one.name().starts_with(PREFIX));
            if !ours && let Some(before) = sections.custom.first() {
                let fault = SectionFault::Misplaced;
                return Err(PackageError::Section { name: before.name.to_owned(), fault });
            }
            end = range.end;
        }
    }
    Ok(sections)
}
