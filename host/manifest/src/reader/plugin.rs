//! `[plugin]`, `[depends]`, `[[capability]]` and `[[destroy]]`.

use std::collections::BTreeMap;

use super::entry::{Entry, Spot, key_at};
use super::reference::Target;
use super::{Case, Reader};
use crate::core_types;
use crate::finding::Code;
use crate::keys::{ROOT, Section, Shape};
use crate::model::{Capability, Destroy, Version};
use crate::rule::{licence, name, version};
use crate::words::{CAPABILITIES, COLOURS, Covers, GUARDED_TYPES, RESERVED_IDS};

const NO_VERSION: Version = Version { major: 0, minor: 0, patch: 0 };

/// What `[plugin]` says.
pub(super) struct About {
    pub(super) id: String,
    pub(super) version: Version,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) licence: String,
    pub(super) vendor: String,
    pub(super) host_api: (u32, u32),
    pub(super) colour: Option<String>,
}

/// The keys of a table under a key of the root.
pub(super) fn section(key: &str) -> &'static Section {
    let found = ROOT.keys.iter().find(|one| one.name == key);
    match found.map(|one| one.shape) {
        Some(Shape::Table(section) | Shape::Tables(section)) => section,
        _ => &ROOT,
    }
}

/// The keys of a table inside another.
pub(super) fn within(section: &'static Section, key: &str) -> &'static Section {
    let found = section.keys.iter().find(|one| one.name == key);
    match found.map(|one| one.shape) {
        Some(Shape::Table(inner) | Shape::Tables(inner)) => inner,
        _ => section,
    }
}

impl<'t> Reader<'t> {
    pub(super) fn about(&mut self, root: &Entry<'t>) -> About {
        let mut about = About {
            id: String::new(),
            version: NO_VERSION,
            name: String::new(),
            description: String::new(),
            licence: String::new(),
            vendor: String::new(),
            host_api: (0, 0),
            colour: None,
        };
        let Some(table) = root.table("plugin") else { return about };
        let entry = self.desk.entry(table.value, table.at, section("plugin"));
        if let Some(id) = entry.text("id") {
            self.written(&id, Case::Kebab, 30);
            if RESERVED_IDS.contains(&id.value) || core_types::find(id.value).is_some() {
                let message = format!("the host uses `{}` itself", id.value);
                self.find(
                    &id.at,
                    Code::ReservedName,
                    message,
                    format!("write an id such as `my-{}`", id.value),
                );
            }
            about.id = id.value.to_owned();
        }
        if let Some(text) = entry.text("version") {
            match version::whole(text.value) {
                Some(version) => about.version = version,
                None => {
                    let message = format!("`{}` is no version", text.value);
                    self.find(&text.at, Code::Version, message, "write three numbers such as \"1.0.0\"");
                }
            }
        }
        if let Some(text) = entry.text("licence") {
            if let Some(fix) = licence::wrong(text.value) {
                self.find(&text.at, Code::Licence, format!("`{}` is no licence expression", text.value), fix);
            }
            about.licence = text.value.to_owned();
        }
        if let Some(text) = entry.text("host-api") {
            match version::contract(text.value).filter(|(major, _)| *major > 0) {
                Some(contract) => about.host_api = contract,
                None => {
                    let message = format!("`{}` is no version of the contract", text.value);
                    self.find(&text.at, Code::Version, message, "write two numbers such as \"1.0\"");
                }
            }
        }
        if let Some(text) = entry.text("colour") {
            about.colour = self.word(&text, "colour", COLOURS).map(str::to_owned);
        }
        about.name = self.line(&entry, "name", 60);
        about.description = self.line(&entry, "description", 300);
        about.vendor = self.line(&entry, "vendor", 80);
        about
    }

    pub(super) fn depends(&mut self, root: &Entry<'t>) -> BTreeMap<String, Version> {
        let mut depends = BTreeMap::new();
        let Some(table) = root.table("depends") else { return depends };
        for (id, item) in table.value.iter() {
            let at = key_at(table.value, id).unwrap_or_else(|| table.at.clone());
            if !name::is_kebab(id) || id == self.id {
                let message = format!("`{id}` is no id of another plugin");
                self.find(&at, Code::BadName, message, "write the plugin's id, such as `sales = \"1.0\"`");
            }
            match item.as_str().and_then(version::least) {
                Some(version) => {
                    depends.insert(id.to_owned(), version);
                }
                None => {
                    let at = item.span().unwrap_or(at);
                    let fix = format!("write the least version: {id} = \"1.0\"");
                    self.find(&at, Code::Version, format!("`{id}` takes a version"), fix);
                }
            }
        }
        depends
    }

    pub(super) fn capabilities(&mut self, root: &Entry<'t>) -> Vec<Capability> {
        let entries = self.entries(root, "capability", section("capability"));
        let mut capabilities = Vec::new();
        for entry in &entries {
            let reason = self.reason(entry);
            let Some(text) = entry.text("name") else { continue };
            let names: Vec<&'static str> = CAPABILITIES.iter().map(|one| one.name).collect();
            let Some(name) = self.word(&text, "capability", &names) else { continue };
            let covers =
                CAPABILITIES.iter().find(|one| one.name == name).map_or(Covers::Nothing, |one| one.covers);
            let covers = self.covers(entry, name, covers);
            capabilities.push(Capability { name: name.to_owned(), covers, reason });
        }
        let named: Vec<(&str, _)> =
            entries.iter().filter_map(|one| one.text("name")).map(|text| (text.value, text.at)).collect();
        self.once("capabilities", named);
        capabilities
    }

    fn covers(&mut self, entry: &Entry<'t>, name: &str, covers: Covers) -> Vec<String> {
        for (key, kind) in [("types", Covers::Types), ("actions", Covers::Actions), ("hosts", Covers::Hosts)]
        {
            self.only(entry, key, covers == kind, &format!("other capabilities than `{name}`"));
        }
        let Some(key) = covers.key() else { return Vec::new() };
        if !entry.has(key) {
            let message = format!("`{name}` does not say what it covers");
            self.find(&entry.at, Code::MissingKey, message, format!("add `{key} = [\"…\"]`"));
        }
        let mut all = Vec::new();
        for text in self.list(entry, key, 1) {
            match covers {
                Covers::Types => {
                    let whole = self.whole(text.value);
                    if self.own.iter().any(|own| crate::names::whole(&self.id, own) == whole) {
                        let message = format!("`{}` is its own, which needs no capability", text.value);
                        self.find(&text.at, Code::Contradiction, message, "take it out");
                    } else if name != "records.read" {
                        self.unguarded(&text);
                    }
                    self.refer(&text.at, Target::Type(whole));
                }
                // Any action of any plugin: its names are data of the plugin, not of its manifest.
                Covers::Actions if text.value == "*" => {}
                Covers::Actions => self.refer(&text.at, Target::Action(text.value.to_owned())),
                Covers::Hosts if !name::is_host(text.value) => {
                    let message = format!("`{}` is no host", text.value);
                    let fix = "write a host such as \"api.example.com\", without path and wildcard";
                    self.find(&text.at, Code::Value, message, fix);
                }
                Covers::Hosts | Covers::Nothing => {}
            }
            all.push(if covers == Covers::Types { self.whole(text.value) } else { text.value.to_owned() });
        }
        all
    }

    /// Finds record types that only administrators change.
    pub(super) fn unguarded(&mut self, record_type: &Spot<&str>) {
        if GUARDED_TYPES.contains(&record_type.value) {
            let message = format!("`{}` is changed by administrators only", record_type.value);
            self.find(&record_type.at, Code::GuardedType, message, "take it out");
        }
    }

    pub(super) fn destroys(&mut self, root: &Entry<'t>) -> Vec<Destroy> {
        let entries = self.entries(root, "destroy", section("destroy"));
        let mut destroys = Vec::new();
        for entry in &entries {
            let reason = self.reason(entry);
            let Some(text) = entry.text("what") else { continue };
            let parts: Vec<&str> = text.value.split('.').collect();
            let written = parts.iter().all(|part| name::is_kebab(part) || name::is_snake(part));
            if !written || parts.len() > 3 {
                let message = format!("`{}` names nothing that could go", text.value);
                let fix = "write `raise` (a record type), `raise.note` (a field), `contact.limit` (of an extension)";
                self.find(&text.at, Code::BadName, message, fix);
            }
            self.refer(&text.at, Target::Gone(text.value.to_owned()));
            destroys.push(Destroy { what: text.value.to_owned(), reason });
        }
        let named: Vec<(&str, _)> =
            entries.iter().filter_map(|one| one.text("what")).map(|text| (text.value, text.at)).collect();
        self.once("destructions of", named);
        destroys
    }
}
