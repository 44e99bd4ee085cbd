//! Puts a package together. The same input gives the same bytes.

use super::Files;
use super::compatible;
use super::container::take_apart;
use super::error::{PackageError, SectionFault};
use super::section::{PREFIX, Section};

/// A package of a component and the files beside it, not yet signed.
///
/// The component must be bare, and must fit what the manifest declares.
pub fn pack(component: &[u8], files: &Files) -> Result<Vec<u8>, PackageError> {
    let bare = take_apart(component)?;
    if bare.manifest.is_some() {
        let name = Section::Manifest.name();
        return Err(PackageError::Section { name, fault: SectionFault::Duplicated });
    }
    let mut package = component.to_vec();
    Section::Manifest.write(files.manifest.as_bytes(), &mut package);
    for (language, text) in &files.translations {
        let section = listed(Section::Translation(language.clone()))?;
        section.write(text.as_bytes(), &mut package);
    }
    for (name, content) in &files.assets {
        listed(Section::Asset(name.clone()))?.write(content, &mut package);
    }
    if let Some(licence) = &files.licence {
        Section::Licence.write(licence.as_bytes(), &mut package);
    }
    let provenance = serde_json::to_vec(&files.provenance).map_err(|_| PackageError::Section {
        name: Section::Provenance.name(),
        fault: SectionFault::Unreadable,
    })?;
    Section::Provenance.write(&provenance, &mut package);
    let container = take_apart(&package)?;
    compatible::manifest(&files.manifest)
        .and_then(|manifest| compatible::check(&manifest, &container.imports, &container.exports))?;
    Ok(package)
}

/// A section whose name can be read back.
fn listed(section: Section) -> Result<Section, PackageError> {
    let name = section.name();
    if Section::parse(&name).as_ref() == Some(&section) {
        return Ok(section);
    }
    let name = name.strip_prefix(PREFIX).unwrap_or(&name).to_owned();
    Err(PackageError::Section { name, fault: SectionFault::Unlisted })
}
