//! Packages: what is taken, and each reason for which a file is not.
//!
//! Knows the public functions of packages and the bytes of components. Must not know how a package is read.

use ed25519_dalek::SigningKey;
use keel::plugin::package::{
    self, Files, LIMITS, PackageError, Provenance, PublicKey, TrustedKeys, inspect, pack, sign, verify,
};
use keel_tests::source;
use wasm_encoder::{
    Component, ComponentExportKind, ComponentExportSection, ComponentImportSection, ComponentSection,
    ComponentTypeRef, ComponentTypeSection, CustomSection, InstanceType, Module, ModuleSection,
};

const HEAD: &str = "[plugin]\nid = \"tags\"\nversion = \"1.0.0\"\nname = \"Tags\"\ndescription = \"Colours.\"\n\
                    licence = \"MIT\"\nvendor = \"Keel\"\nhost-api = \"1.0\"\n";
const HOOK: &str = "[[hook]]\nname = \"check\"\non = \"contact\"\nchange = [\"create\"]\nwhen = \"before\"\n";

fn vendor() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn trusted() -> TrustedKeys {
    TrustedKeys::new().trust(PublicKey::of(&vendor()))
}

fn files(manifest: &str) -> Files {
    Files {
        manifest: manifest.to_owned(),
        translations: [("bg".to_owned(), "over = Над лимита\n".to_owned())].into(),
        assets: [("icon.svg".to_owned(), b"<svg/>".to_vec())].into(),
        licence: Some("MIT\n".to_owned()),
        provenance: Provenance { builder: "keel 0.1.0".to_owned(), ..Provenance::default() },
    }
}

/// A component that imports and exports these, and has these custom sections of its own.
fn component(imports: &[&str], exports: &[&str], own: &[(&str, &[u8])]) -> Vec<u8> {
    let mut component = Component::new();
    let mut types = ComponentTypeSection::new();
    types.instance(&InstanceType::new());
    component.section(&types);
    let mut imported = ComponentImportSection::new();
    for name in imports {
        imported.import(*name, ComponentTypeRef::Instance(0));
    }
    component.section(&imported);
    let mut exported = ComponentExportSection::new();
    for name in exports {
        exported.export(*name, ComponentExportKind::Instance, 0, None);
    }
    component.section(&exported);
    for (name, data) in own {
        component.section(&CustomSection { name: (*name).into(), data: (*data).into() });
    }
    component.finish()
}

fn bare() -> Vec<u8> {
    component(&[], &[], &[("producers", b"\0")])
}

fn package() -> Vec<u8> {
    sign(&pack(&bare(), &files(HEAD)).unwrap(), &vendor()).unwrap()
}

fn code(result: Result<package::Package, PackageError>) -> String {
    result.map_or_else(|error| error.code().to_owned(), |package| format!("taken {}", package.manifest.id))
}

/// Adds a custom section behind what is there.
fn with(mut bytes: Vec<u8>, name: &str, data: &[u8]) -> Vec<u8> {
    CustomSection { name: name.into(), data: data.into() }.append_to_component(&mut bytes);
    bytes
}

#[test]
fn what_was_packed_is_what_is_read() {
    let bytes = package();
    let read = verify(&bytes, &trusted()).unwrap();
    let put = files(HEAD);
    assert_eq!(read.manifest.id, "tags");
    assert_eq!((read.text, read.translations, read.assets), (put.manifest, put.translations, put.assets));
    assert_eq!((read.licence, read.provenance), (put.licence, put.provenance));
    assert_eq!(read.signer, Some(PublicKey::of(&vendor())));
    assert_eq!(read.digest.len(), 64);
}

#[test]
fn packing_and_signing_twice_gives_the_same_bytes() {
    assert_eq!(package(), package());
    // Signing anew replaces the signature: there is never a second one.
    assert_eq!(sign(&package(), &vendor()).unwrap(), package());
    let other = SigningKey::from_bytes(&[8; 32]);
    let resigned = sign(&package(), &other).unwrap();
    assert_eq!(inspect(&resigned).unwrap().signer, Some(PublicKey::of(&other)));
}

#[test]
fn any_changed_byte_is_refused() {
    let bytes = package();
    for at in 0..bytes.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            let refused = verify(&changed, &trusted()).is_err();
            assert!(refused, "byte {at} of {} changed by {change:#x} and was taken", bytes.len());
        }
    }
    for length in 0..bytes.len() {
        assert!(verify(&bytes[..length], &trusted()).is_err(), "cut to {length} bytes and taken");
        // Whatever stood between the parts of the component.
        let mut grown = bytes.clone();
        grown.insert(length, 0);
        assert!(verify(&grown, &trusted()).is_err(), "a byte more at {length} and taken");
    }
    assert!(verify(&[bytes.clone(), vec![0]].concat(), &trusted()).is_err());
}

#[test]
fn each_reason_to_refuse_has_its_code() {
    let signed = |bytes: Vec<u8>| sign(&bytes, &vendor()).unwrap_or(bytes);
    let packed = || pack(&bare(), &files(HEAD)).unwrap();
    let raw = |manifest: &str| {
        let bytes = with(bare(), "keel:manifest", manifest.as_bytes());
        signed(with(bytes, "keel:provenance", b"{\"builder\":\"x\"}"))
    };
    let mut nested = Component::new();
    let mut module = Module::new();
    module.section(&CustomSection { name: "keel:manifest".into(), data: HEAD.as_bytes().into() });
    nested.section(&ModuleSection(&module));
    let revoked = trusted().revoke(PublicKey::of(&vendor()));
    let mut core = vec![0, b'a', b's', b'm', 1, 0, 0, 0];
    core.extend([0, 2, 1, b'x']);
    let mut changed = package();
    let at = changed.windows(8).position(|word| word == b"Colours.").unwrap();
    changed[at] = b'c';
    for (what, bytes, keys, expected) in [
        ("a good one", package(), trusted(), "taken tags"),
        ("nothing", Vec::new(), trusted(), "package.not-a-component"),
        ("text", b"plugin".to_vec(), trusted(), "package.not-a-component"),
        ("a core module", core, trusted(), "package.not-a-component"),
        ("a .cwasm", b"\x7fELF\x02\x01\x01".to_vec(), trusted(), "package.compiled-code"),
        (
            "a .cwasm inside",
            signed(with(bare(), "precompiled", b"\x7fELF")),
            trusted(),
            "package.compiled-code",
        ),
        (
            "a .cwasm as asset",
            with(packed(), "keel:asset/a.json", b"\x7fELF"),
            trusted(),
            "package.compiled-code",
        ),
        ("too large", vec![0; LIMITS[0].most + 1], trusted(), "package.too-large"),
        ("half of one", package()[..40].to_vec(), trusted(), "package.malformed"),
        ("a bare component", bare(), trusted(), "package.section-missing"),
        (
            "a second manifest",
            with(with(bare(), "keel:manifest", b""), "keel:manifest", b""),
            trusted(),
            "package.section-duplicated",
        ),
        ("a section of no kind", with(packed(), "keel:secret", b""), trusted(), "package.section-unlisted"),
        ("a script", with(packed(), "keel:asset/run.js", b""), trusted(), "package.section-unlisted"),
        (
            "an asset behind the provenance",
            with(packed(), "keel:asset/z.svg", b""),
            trusted(),
            "package.section-misplaced",
        ),
        (
            "something behind the signature",
            with(package(), "note", b""),
            trusted(),
            "package.section-misplaced",
        ),
        ("a manifest inside a module", nested.finish(), trusted(), "package.section-nested"),
        (
            "no provenance",
            with(bare(), "keel:manifest", HEAD.as_bytes()),
            trusted(),
            "package.section-missing",
        ),
        (
            "a manifest that is no text",
            with(bare(), "keel:manifest", b"\xff"),
            trusted(),
            "package.section-unreadable",
        ),
        (
            "a signature of another format",
            with(packed(), "keel:signature", &[2; 97]),
            trusted(),
            "package.section-unreadable",
        ),
        ("unsigned", packed(), trusted(), "package.unsigned"),
        ("unsigned, which is allowed", packed(), trusted().unsigned_too(), "taken tags"),
        ("another description", changed, trusted(), "package.signature-wrong"),
        ("a foreign key", package(), TrustedKeys::new(), "package.key-unknown"),
        ("a revoked key", package(), revoked, "package.key-revoked"),
        (
            "a newer contract",
            raw(&HEAD.replace("host-api = \"1.0\"", "host-api = \"1.99\"\nmood = 1")),
            trusted(),
            "package.host-too-old",
        ),
        (
            "a wrong manifest",
            raw(&HEAD.replace("id = \"tags\"", "id = \"Tags\"")),
            trusted(),
            "package.manifest",
        ),
    ] {
        assert_eq!(code(verify(&bytes, &keys)), expected, "{what}");
    }
}

#[test]
fn a_component_needs_what_the_host_has_and_does_what_its_manifest_says() {
    let log = "keel:log/log@1.0.0";
    let hooks = "keel:hooks/guest@1.0.0";
    for (imports, exports, declares, expected) in [
        (&[log, "wasi:cli/stderr@0.2.6"][..], &[][..], "", ""),
        (&[log], &[hooks], HOOK, ""),
        (&["keel:log/log@1.1.0"], &[], "", "package.import-unknown: keel:log/log@1.1.0"),
        (
            &[log, "wasi:sockets/tcp@0.2.6", "wasi:cli/stderr@0.3.0"],
            &[],
            "",
            "package.import-unknown: wasi:sockets/tcp@0.2.6, wasi:cli/stderr@0.3.0",
        ),
        (&[log], &[], HOOK, "package.export-missing: keel:hooks/guest@1.0.0 (for its hooks)"),
        (&[log], &[hooks], "", "package.export-undeclared: keel:hooks/guest@1.0.0"),
    ] {
        let manifest = format!("{HEAD}{declares}");
        let refused = pack(&component(imports, exports, &[]), &files(&manifest)).err();
        let said = refused.map_or_else(String::new, |error| {
            let names = match &error {
                PackageError::ImportUnknown { names }
                | PackageError::ExportMissing { names }
                | PackageError::ExportUndeclared { names } => names.join(", "),
                other => other.to_string(),
            };
            format!("{}: {names}", error.code())
        });
        assert_eq!(said, expected, "{imports:?} {exports:?}");
    }
}

#[test]
fn only_a_bare_component_is_packed() {
    assert_eq!(pack(&package(), &files(HEAD)).unwrap_err().code(), "package.section-duplicated");
    let mut strange = files(HEAD);
    strange.assets.insert("../../etc/passwd".into(), Vec::new());
    assert_eq!(pack(&bare(), &strange).unwrap_err().code(), "package.section-unlisted");
    let mut large = files(HEAD);
    large.assets.insert("map.json".into(), vec![0; (2 << 20) + 1]);
    assert_eq!(pack(&bare(), &large).unwrap_err().code(), "package.too-large");
}

#[test]
fn imports_of_the_contract_are_those_of_the_world() {
    let world = std::fs::read_to_string(source::root().join("wit/world.wit")).unwrap();
    let lines = world.lines().filter_map(|line| line.trim().strip_prefix("import ")?.strip_suffix(';'));
    let world: Vec<&str> = lines.collect();
    let listed: Vec<&str> =
        package::HOST_IMPORTS.iter().copied().filter(|name| *name != "keel:http/types@1.0.0").collect();
    assert_eq!(listed, world, "host/src/plugin/package/compatible.rs");
}
