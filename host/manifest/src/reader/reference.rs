//! What a manifest speaks of: looked up when all of it is read.
//!
//! Knows own declarations, those of the core, and which plugins are named in `[depends]`. Must not know what
//! those plugins declare: the host looks that up when it installs.

use super::Reader;
use super::entry::At;
use crate::core_types;
use crate::finding::Code;
use crate::model::{Manifest, Operation};
use crate::names;
use crate::words::{CORE_EVENTS, nearest};

/// Something that is spoken of, and where.
pub(super) struct Reference {
    at: At,
    target: Target,
}

/// What is spoken of. Record types by their whole names.
pub(super) enum Target {
    /// A record type.
    Type(String),
    /// A record type whose records others may refer to.
    Referable(String),
    /// A record type that takes fields of others.
    Changeable(String),
    /// A record type with a hook on these changes; whether the hook sets fields.
    Hooked(String, Vec<Operation>, Vec<String>),
    /// A field of a record type.
    Field(String, String),
    /// An action of another plugin.
    Action(String),
    /// An event of its own, without the plugin's id.
    OwnEvent(String),
    /// An event of anybody, or all of one noun.
    Event(String),
    /// Whatever any plugin tells.
    AnyEvent,
    /// An own page.
    Page(String),
    /// An own setting of kind `secret`.
    Secret(String),
    /// What this version gives up.
    Gone(String),
}

impl Reader<'_> {
    /// To be looked up when all is read.
    pub(super) fn refer(&mut self, at: &At, target: Target) {
        self.references.push(Reference { at: at.clone(), target });
    }

    /// Looks everything up.
    pub(super) fn references(&mut self, manifest: &Manifest) {
        for Reference { at, target } in std::mem::take(&mut self.references) {
            match target {
                Target::Type(name) => drop(self.type_is_there(manifest, &at, &name)),
                Target::Referable(name) => self.referable(manifest, &at, &name),
                Target::Changeable(name) => self.changeable(manifest, &at, &name),
                Target::Hooked(name, change, writes) => self.hooked(manifest, &at, &name, &change, &writes),
                Target::Field(name, field) => self.field_is_there(manifest, &at, &name, &field),
                Target::Action(name) => self.of_dependency(manifest, &at, &name, "action"),
                Target::OwnEvent(name) => {
                    let all: Vec<&str> = manifest.events.iter().map(|one| one.name.as_str()).collect();
                    let fix = format!("declare it: [[event]] name = \"{name}\"");
                    self.among(&at, Code::UnknownEvent, "event", &name, &all, fix);
                }
                Target::Event(name) => self.event_is_there(manifest, &at, &name),
                Target::AnyEvent => {
                    if !manifest.capabilities.iter().any(|one| one.name == "events.hear") {
                        let message = "`*` hears what every plugin tells, which takes a capability";
                        let fix =
                            "add [[capability]] name = \"events.hear\" with a reason, or name the events";
                        self.find(&at, Code::MissingKey, message, fix);
                    }
                }
                Target::Page(name) => {
                    let pages = manifest.pages.iter().filter(|page| page.slot == "page");
                    let all: Vec<&str> = pages.map(|one| one.name.as_str()).collect();
                    let fix = format!("declare it: [[page]] name = \"{name}\", slot = \"page\"");
                    self.among(&at, Code::UnknownPage, "page in the slot `page` called", &name, &all, fix);
                }
                Target::Secret(name) => {
                    let secrets = manifest.settings.iter().filter(|setting| setting.secret);
                    let all: Vec<&str> = secrets.map(|one| one.name.as_str()).collect();
                    let fix = format!("declare it: [[setting]] name = \"{name}\", kind = \"secret\"");
                    self.among(&at, Code::UnknownSetting, "secret setting", &name, &all, fix);
                }
                Target::Gone(what) => self.gone(manifest, &at, &what),
            }
        }
    }

    fn among(&mut self, at: &At, code: Code, what: &str, name: &str, all: &[&str], fix: String) {
        if !all.contains(&name) {
            let fix = nearest(name, all.iter().copied()).map_or(fix, |near| format!("write `{near}`"));
            self.find(at, code, format!("there is no {what} `{name}`"), fix);
        }
    }

    /// Whether a record type can be spoken of; if not, it is found.
    fn type_is_there(&mut self, manifest: &Manifest, at: &At, name: &str) -> bool {
        let own = |one: &crate::model::RecordType| names::whole(&manifest.id, &one.name);
        if core_types::find(name).is_some() || manifest.record_types.iter().any(|one| own(one) == name) {
            return true;
        }
        if let Some((plugin, _)) = name.split_once('.')
            && plugin != manifest.id
        {
            self.of_dependency(manifest, at, name, "record type");
            return manifest.depends.contains_key(plugin);
        }
        let all: Vec<String> = manifest.record_types.iter().map(own).collect();
        let core = core_types::all().iter().map(|one| one.name);
        let fix = match nearest(name, all.iter().map(String::as_str).chain(core)) {
            Some(near) => format!("write `{near}`"),
            None => "name one of the core, its own, or `plugin.type` of a plugin in [depends]".to_owned(),
        };
        self.find(at, Code::UnknownType, format!("there is no record type `{name}`"), fix);
        false
    }

    /// `plugin.name` of a plugin that is depended on.
    fn of_dependency(&mut self, manifest: &Manifest, at: &At, name: &str, what: &str) {
        match name.split_once('.') {
            Some((plugin, _)) if manifest.depends.contains_key(plugin) => {}
            Some((plugin, _)) if plugin == manifest.id => {
                let message = format!("`{name}` is its own {what}");
                self.find(at, Code::Contradiction, message, "call it inside the plugin, without the host");
            }
            Some((plugin, _)) => {
                let message = format!("`{name}` is of a plugin that is not in [depends]");
                self.find(at, Code::UnknownPlugin, message, format!("add `{plugin} = \"1.0\"` to [depends]"));
            }
            None => {
                let message = format!("`{name}` does not say of which plugin it is");
                self.find(at, Code::UnknownPlugin, message, format!("write `plugin.{name}`"));
            }
        }
    }

    fn referable(&mut self, manifest: &Manifest, at: &At, name: &str) {
        if self.type_is_there(manifest, at, name) && core_types::find(name).is_some_and(|one| one.lines) {
            let message = format!("`{name}` is a line of another record, which has no id of its own");
            self.find(at, Code::FinalType, message, "refer to the record that it is a line of");
        }
    }

    fn changeable(&mut self, manifest: &Manifest, at: &At, name: &str) {
        if !self.type_is_there(manifest, at, name) {
            return;
        }
        if core_types::find(name).is_some_and(|one| one.lines || one.final_rows) {
            let message =
                format!("records of `{name}` never change, or are lines of others: they take no fields");
            let fix = "declare a record type of your own with a reference to it";
            self.find(at, Code::FinalType, message, fix);
        }
    }

    fn hooked(&mut self, manifest: &Manifest, at: &At, name: &str, change: &[Operation], writes: &[String]) {
        if !self.type_is_there(manifest, at, name) {
            return;
        }
        let Some(core) = core_types::find(name) else { return };
        if core.lines {
            let message = format!("`{name}` is a line of another record, and changes only with it");
            self.find(at, Code::FinalType, message, "put the hook on the record that it is a line of");
            return;
        }
        let completed = |field: &String| !core_types::COMPLETED.contains(&(name, field.as_str()));
        if core.final_rows
            && (change.iter().any(|one| *one != Operation::Create) || writes.iter().any(completed))
        {
            let message =
                format!("records of `{name}` are final: they are made, never changed, deleted or completed");
            let words = core_types::COMPLETED.iter().filter(|(of, _)| *of == name).map(|(_, field)| *field);
            let words: Vec<&str> = words.collect();
            let fix = match words.as_slice() {
                [] => "write change = [\"create\"], without `writes`".to_owned(),
                some => format!("write change = [\"create\"]; `writes` takes {}", some.join(", ")),
            };
            self.find(at, Code::FinalType, message, fix);
        }
    }

    fn field_is_there(&mut self, manifest: &Manifest, at: &At, record_type: &str, field: &str) {
        let extension = manifest.extensions.iter().find(|one| one.on == record_type);
        let added = extension.into_iter().flat_map(|one| &one.fields);
        let mut all: Vec<String> = added.map(|one| names::extension_field(&manifest.id, &one.name)).collect();
        let own = |one: &&crate::model::RecordType| names::whole(&manifest.id, &one.name) == record_type;
        if let Some(own) = manifest.record_types.iter().find(own) {
            all.extend(own.fields.iter().map(|one| one.name.clone()));
            all.extend(own.collections.iter().map(|one| one.name.clone()));
            if own.company {
                all.push("company".to_owned());
            }
        } else if let Some(core) = core_types::find(record_type) {
            all.extend(core.members.iter().map(|one| (*one).to_owned()));
        } else {
            return;
        }
        if !["id", "version", "created_at", "updated_at"].contains(&field)
            && !all.iter().any(|one| one == field)
        {
            let whole = names::extension_field(&manifest.id, field);
            let near = if all.contains(&whole) {
                Some(whole.as_str())
            } else {
                nearest(field, all.iter().map(String::as_str))
            };
            let fix = match near {
                Some(near) => format!("write `{near}`"),
                None => format!("it has {}", all.join(", ")),
            };
            self.find(at, Code::UnknownField, format!("there is no field `{field}` on `{record_type}`"), fix);
        }
    }

    fn event_is_there(&mut self, manifest: &Manifest, at: &At, name: &str) {
        let own: Vec<String> =
            manifest.events.iter().map(|one| names::whole(&manifest.id, &one.name)).collect();
        let known = || own.iter().map(String::as_str).chain(CORE_EVENTS.iter().copied());
        let noun = name.strip_suffix(".*");
        let there = match noun {
            Some(noun) => known().any(|one| one.split_once('.').is_some_and(|(of, _)| of == noun)),
            None => known().any(|one| one == name),
        };
        if there {
            return;
        }
        let of = name.split_once('.').map_or(name, |(of, _)| of);
        let ours = of == manifest.id || CORE_EVENTS.iter().any(|one| one.split('.').next() == Some(of));
        if ours || noun.is_none() && !name.contains('.') {
            let fix = match nearest(name, known()) {
                Some(near) => format!("write `{near}`"),
                None => "write `record.created`, or an event of yours or of a plugin in [depends]".to_owned(),
            };
            self.find(at, Code::UnknownEvent, format!("there is no event `{name}`"), fix);
        } else {
            self.of_dependency(manifest, at, name, "event");
        }
    }

    fn gone(&mut self, manifest: &Manifest, at: &At, what: &str) {
        let own = manifest.record_types.iter().flat_map(|one| {
            let fields = one.fields.iter().map(|field| (format!("{}.{}", one.name, field.name), &field.was));
            let lines = one.collections.iter().flat_map(|lines| {
                let place = format!("{}.{}", one.name, lines.name);
                let fields = lines.fields.iter().map({
                    let place = place.clone();
                    move |field| (format!("{place}.{}", field.name), &field.was)
                });
                std::iter::once((place, &lines.was)).chain(fields)
            });
            std::iter::once((one.name.clone(), &one.was)).chain(fields).chain(lines)
        });
        let added = manifest.extensions.iter().flat_map(|one| {
            one.fields.iter().map(|field| (format!("{}.{}", one.on, field.name), &field.was))
        });
        // What took over the name of something that goes is another thing, and says so by `was`.
        if own.chain(added).any(|(declared, was)| declared == what && was.is_none()) {
            let message = format!("`{what}` shall go, and is declared here as well");
            self.find(at, Code::Contradiction, message, "take out the declaration, or this [[destroy]]");
        }
    }
}
