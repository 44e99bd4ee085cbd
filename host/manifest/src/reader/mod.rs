//! Reads a manifest: every fault in one go, each with its place and what to write instead.
//!
//! Knows what each table says and how tables speak of each other. Must not know the host: what there is in the
//! core stands in `core_types.rs` and `words.rs`.

mod calls;
mod entry;
mod field;
mod plugin;
mod records;
mod reference;
mod screens;

use toml_edit::Document;

use crate::finding::{Code, Finding};
use crate::keys;
use crate::model::Manifest;
use crate::rule::{name, prose};
use crate::words::nearest;
use crate::{names, plan};
use entry::{At, Desk, Entry, Spot};
use reference::Reference;

/// Most of each list in a manifest: more cannot be shown, and no plugin needs them.
const LIST_MAX: usize = 200;

/// Reads and checks a manifest. `file` is only for the findings.
///
/// # Errors
/// All that is wrong with it, in the order of the text.
pub fn read(text: &str, file: &str) -> Result<Manifest, Vec<Finding>> {
    let mut desk = Desk::new(file, text);
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let at = error.span().unwrap_or(0..0);
            let message = error.message().trim().replace('\n', ", ");
            desk.find(&at, Code::Syntax, message, "mend the TOML here (toml.io/en/v1.0.0)");
            return Err(desk.findings());
        }
    };
    let root = desk.entry(document.as_table(), 0..0, &keys::ROOT);
    let mut reader = Reader::new(desk, &root);
    let manifest = reader.manifest(&root);
    reader.references(&manifest);
    let findings = reader.desk.findings();
    if findings.is_empty() { Ok(manifest) } else { Err(findings) }
}

/// The contract that a manifest says it was written against, however wrong the rest is.
pub fn host_api(text: &str) -> Option<(u32, u32)> {
    let document = Document::parse(text).ok()?;
    crate::rule::version::contract(document.get("plugin")?.get("host-api")?.as_str()?)
}

/// How a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Kebab,
    Snake,
}

struct Reader<'t> {
    desk: Desk<'t>,
    /// The plugin's id, as far as it can be read.
    id: String,
    /// Names of its own record types.
    own: Vec<String>,
    /// What is spoken of, to be looked up when all is read.
    references: Vec<Reference>,
}

impl<'t> Reader<'t> {
    fn new(desk: Desk<'t>, root: &Entry<'t>) -> Self {
        let id = root.table("plugin").and_then(|it| Some(it.value.get("id")?.as_str()?.to_owned()));
        let types = root.item("record-type").and_then(|it| it.value.as_array_of_tables());
        let own = types.into_iter().flat_map(|all| all.iter());
        let own = own.filter_map(|one| Some(one.get("name")?.as_str()?.to_owned())).collect();
        Reader { desk, id: id.unwrap_or_default(), own, references: Vec::new() }
    }

    fn manifest(&mut self, root: &Entry<'t>) -> Manifest {
        let about = self.about(root);
        let manifest = Manifest {
            id: about.id,
            version: about.version,
            name: about.name,
            description: about.description,
            licence: about.licence,
            vendor: about.vendor,
            host_api: about.host_api,
            colour: about.colour,
            depends: self.depends(root),
            capabilities: self.capabilities(root),
            record_types: self.record_types(root),
            extensions: self.extensions(root),
            settings: self.settings(root),
            actions: self.actions(root),
            hooks: self.hooks(root),
            events: self.events(root),
            subscriptions: self.subscriptions(root),
            jobs: self.jobs(root),
            endpoints: self.endpoints(root),
            pages: self.pages(root),
            reports: self.reports(root),
            menus: self.menus(root),
            views: self.views(root),
            roles: self.roles(root),
            destroys: self.destroys(root),
        };
        if let Some(first) = plan::first_cycle(&manifest.id, &manifest.record_types) {
            let entries = root.item("record-type").and_then(|it| it.value.as_array_of_tables());
            let found = entries
                .into_iter()
                .flat_map(|all| all.iter())
                .find(|one| one.get("name").and_then(|name| name.as_str()) == Some(first.name.as_str()));
            let at = found.and_then(toml_edit::Table::span).unwrap_or(0..0);
            let message = format!(
                "no record of `{}` could be the first: its required references go in a circle",
                first.name
            );
            self.desk.find(&at, Code::ReferenceCycle, message, "make one of the references optional");
        }
        manifest
    }

    fn find(&mut self, at: &At, code: Code, message: impl Into<String>, fix: impl Into<String>) {
        self.desk.find(at, code, message, fix);
    }

    /// The tables under a key, each checked, with a limit on their number.
    fn entries(&mut self, parent: &Entry<'t>, key: &str, section: &keys::Section) -> Vec<Entry<'t>> {
        let entries = self.desk.entries(parent, key, section);
        if let Some(first) = entries.get(LIST_MAX) {
            let at = first.at.clone();
            let message = format!("`{key}` has {} entries, {LIST_MAX} at most are taken", entries.len());
            self.find(&at, Code::TooLong, message, "split the plugin");
        }
        entries
    }

    /// A key called `name`, written as names are. Wrong ones are found, and given all the same.
    fn name(&mut self, entry: &Entry<'t>, case: Case, most: usize) -> String {
        let Some(text) = entry.text("name") else { return String::new() };
        self.written(&text, case, most);
        text.value.to_owned()
    }

    fn written(&mut self, text: &Spot<&str>, case: Case, most: usize) {
        let (fits, called, between) = match case {
            Case::Kebab => (name::is_kebab(text.value), "kebab-case", '-'),
            Case::Snake => (name::is_snake(text.value), "snake_case", '_'),
        };
        let length = text.value.chars().count();
        if !fits {
            let mended = name::mended(text.value, between);
            let fix = match mended.is_empty() {
                true => format!("write a name such as `credit{between}limit`"),
                false => format!("write `{mended}`"),
            };
            self.find(&text.at, Code::BadName, format!("`{}` is not in {called}", text.value), fix);
        } else if !(2..=most).contains(&length) {
            let message = format!("`{}` has {length} characters", text.value);
            self.find(&text.at, Code::BadName, message, format!("write a name of 2 to {most} characters"));
        }
    }

    /// One line for people.
    fn line(&mut self, entry: &Entry<'t>, key: &str, most: usize) -> String {
        let Some(text) = entry.text(key) else { return String::new() };
        if let Some(why) = prose::wrong_line(text.value, most) {
            self.find(&text.at, Code::Value, format!("`{key}`: {why}"), "write one line of text");
        }
        text.value.to_owned()
    }

    /// `label`, or what the name makes of itself.
    fn label(&mut self, entry: &Entry<'t>, of: &str) -> String {
        if entry.has("label") { self.line(entry, "label", 80) } else { names::label(of) }
    }

    fn help(&mut self, entry: &Entry<'t>) -> String {
        if entry.has("help") { self.line(entry, "help", 300) } else { String::new() }
    }

    fn reason(&mut self, entry: &Entry<'t>) -> String {
        let reason = self.line(entry, "reason", 300);
        if let Some(text) = entry.text("reason")
            && !prose::is_reason(&reason)
        {
            let message = format!("an administrator cannot weigh the reason \"{reason}\"");
            self.find(
                &text.at,
                Code::Reason,
                message,
                "say what it is for, in a sentence of three words or more",
            );
        }
        reason
    }

    /// A word out of a closed list.
    fn word(&mut self, text: &Spot<&str>, what: &str, words: &[&'static str]) -> Option<&'static str> {
        let found = words.iter().copied().find(|word| *word == text.value);
        if found.is_none() {
            let all: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            let fix = match nearest(text.value, words.iter().copied()) {
                Some(near) => format!("write \"{near}\"; there are {}", all.join(", ")),
                None => format!("write one of {}", all.join(", ")),
            };
            self.find(&text.at, Code::UnknownWord, format!("there is no {what} `{}`", text.value), fix);
        }
        found
    }

    /// A key with one of some words; the first of them when it is left out.
    fn choice(&mut self, entry: &Entry<'t>, key: &str, words: &[&'static str]) -> &'static str {
        let text = entry.text(key);
        text.and_then(|text| self.word(&text, key, words)).unwrap_or(words[0])
    }

    /// Texts of a list, none twice, none of them empty; `least` of them.
    fn list(&mut self, entry: &Entry<'t>, key: &str, least: usize) -> Vec<Spot<&'t str>> {
        let texts = entry.texts(key);
        if entry.has(key) && texts.len() < least {
            let at = entry.key_at(key);
            self.find(&at, Code::Value, format!("`{key}` is empty"), "name one or more");
        }
        let mut seen: Vec<&str> = Vec::new();
        for text in &texts {
            if seen.contains(&text.value) {
                self.find(
                    &text.at,
                    Code::Duplicate,
                    format!("`{}` stands here twice", text.value),
                    "take one out",
                );
            }
            seen.push(text.value);
        }
        texts
    }

    /// Finds names that are declared twice.
    fn once<'n>(&mut self, what: &str, named: impl IntoIterator<Item = (&'n str, At)>) {
        let mut seen: Vec<&str> = Vec::new();
        for (name, at) in named {
            if !name.is_empty() && seen.contains(&name) {
                let message = format!("there are two {what} `{name}`");
                self.find(&at, Code::Duplicate, message, "give one of them another name");
            }
            seen.push(name);
        }
    }

    /// A key that is only for some declarations around it.
    fn only(&mut self, entry: &Entry<'t>, key: &str, belongs: bool, to: &str) {
        if entry.has(key) && !belongs {
            let at = entry.key_at(key);
            self.find(&at, Code::Contradiction, format!("`{key}` is only for {to}"), "take it out");
        }
    }

    /// A record type's whole name: own ones may be written without the plugin's id.
    fn whole(&self, name: &str) -> String {
        if self.own.iter().any(|own| own == name) { names::whole(&self.id, name) } else { name.to_owned() }
    }
}
