//! `[[record-type]]`, `[[extension]]`, `[[setting]]` and `[[view]]`.

use super::entry::Entry;
use super::field::Rules;
use super::plugin::{section, within};
use super::reference::Target;
use super::{Case, Reader};
use crate::core_types;
use crate::finding::Code;
use crate::keys::Section;
use crate::model::{Collection, Extension, Field, Kind, RecordType, View};
use crate::names;
use crate::words::VIEWS;

/// Longest name of a table, so that indexes and constraints named after it fit 63 bytes.
const TABLE_MAX: usize = 50;
/// Order by what every record has.
const ALWAYS: [&str; 3] = ["id", "created_at", "updated_at"];

impl<'t> Reader<'t> {
    pub(super) fn record_types(&mut self, root: &Entry<'t>) -> Vec<RecordType> {
        let section = section("record-type");
        let entries = self.entries(root, "record-type", section);
        let types: Vec<RecordType> = entries.iter().map(|entry| self.record_type(entry, section)).collect();
        let named = |entry: &Entry<'t>| entry.text("name").map_or(entry.at.clone(), |text| text.at);
        self.once(
            "record types",
            types.iter().zip(&entries).map(|(one, entry)| (&one.name[..], named(entry))),
        );
        self.was_free(&types, &entries, |one| (&one.name, one.was.as_deref()));
        types
    }

    fn record_type(&mut self, entry: &Entry<'t>, section: &'static Section) -> RecordType {
        let name = self.name(entry, Case::Kebab, 30);
        if let Some(text) = entry.text("name") {
            if core_types::find(&name).is_some() {
                let message = format!("`{name}` is a record type of the core");
                let fix = format!(
                    "write a name of your own such as `{name}-sheet`; to add fields to it: [[extension]]"
                );
                self.find(&text.at, Code::ReservedName, message, fix);
            }
            self.table_fits(&text.at, &names::table(&self.id, &name));
        }
        let company = self.choice(entry, "scope", &["company", "shared"]) == "company";
        let rules = Rules::Column { company };
        let fields = self.fields(entry, "field", within(section, "field"), rules);
        let collections = self.collections(entry, "collection", within(section, "collection"), rules);
        for collection in &collections {
            if let Some(text) = entry.text("name") {
                self.table_fits(&text.at, &names::collection_table(&self.id, &name, &collection.name));
            }
        }
        if let Some(title) = entry.text("title") {
            let fits = |field: &Field| !matches!(field.kind, Kind::Json | Kind::LongText | Kind::Bool);
            self.member(&title, &fields, "a title", fits);
        }
        for text in self.list(entry, "search", 0) {
            let fits = |field: &Field| matches!(field.kind, Kind::Text(_) | Kind::LongText);
            self.member(&text, &fields, "a search of text", fits);
        }
        if let Some(owner) = entry.text("owner") {
            let fits = |field: &Field| matches!(&field.kind, Kind::Reference(to, _) if to == "user");
            self.member(&owner, &fields, "an owner, which is a reference to `user`", fits);
        }
        let sort = self.list(entry, "sort", 0);
        for text in &sort {
            let mut field = text.clone();
            field.value = field.value.strip_prefix('-').unwrap_or(field.value);
            if !ALWAYS.contains(&field.value) {
                self.member(&field, &fields, "an order", |field| !matches!(field.kind, Kind::Json));
            }
        }
        let texts = |key: &str| entry.texts(key).iter().map(|text| text.value.to_owned()).collect();
        RecordType {
            label: self.label(entry, &name),
            help: self.help(entry),
            was: self.was(entry, Case::Kebab),
            title: entry.text("title").map_or_else(String::new, |text| text.value.to_owned()),
            owner: entry.text("owner").map(|text| text.value.to_owned()),
            search: texts("search"),
            sort: texts("sort"),
            name,
            company,
            fields,
            collections,
        }
    }

    /// Lines; of a record type or of an input.
    pub(super) fn collections(
        &mut self,
        parent: &Entry<'t>,
        key: &str,
        section: &'static Section,
        rules: Rules,
    ) -> Vec<Collection> {
        let entries = self.entries(parent, key, section);
        let mut collections = Vec::new();
        for entry in &entries {
            let name = self.name(entry, Case::Snake, 30);
            let fields = self.fields(entry, "field", within(section, "field"), rules);
            let (label, was) = (self.label(entry, &name), self.was(entry, Case::Snake));
            collections.push(Collection { name, label, fields, was });
        }
        let named = |entry: &Entry<'t>| entry.text("name").map_or(entry.at.clone(), |text| text.at);
        // Lines and fields are members of one record, and share their names.
        let beside: Vec<&str> = ["field", "input"]
            .into_iter()
            .filter_map(|key| parent.item(key)?.value.as_array_of_tables())
            .flat_map(|all| all.iter().filter_map(|one| one.get("name")?.as_str()))
            .collect();
        let all = beside.iter().map(|name| (*name, parent.at.clone()));
        let lines = collections.iter().zip(&entries).map(|(one, entry)| (&one.name[..], named(entry)));
        let mut seen: Vec<&str> = Vec::new();
        let all: Vec<(&str, _)> = all
            .filter(|(name, _)| {
                let new = !seen.contains(name);
                seen.push(name);
                new
            })
            .chain(lines)
            .collect();
        self.once("members", all);
        self.was_free(&collections, &entries, |one| (&one.name, one.was.as_deref()));
        collections
    }

    fn table_fits(&mut self, at: &super::entry::At, table: &str) {
        if table.len() > TABLE_MAX {
            let message = format!("its table `{table}` has {} characters", table.len());
            self.find(at, Code::TooLong, message, format!("choose names that make {TABLE_MAX} at most"));
        }
    }

    /// Finds a field that is not declared beside the key, or is of no use there.
    fn member(
        &mut self,
        text: &super::entry::Spot<&str>,
        fields: &[Field],
        what: &str,
        fits: impl Fn(&Field) -> bool,
    ) {
        let good = fields.iter().filter(|field| fits(field)).map(|field| field.name.as_str());
        match fields.iter().find(|field| field.name == text.value) {
            Some(field) if fits(field) => {}
            Some(field) => {
                let message = format!("`{}` ({}) is no good as {what}", field.name, field.kind);
                self.find(&text.at, Code::UnknownField, message, one_of(good));
            }
            None => {
                let message = format!("there is no field `{}`", text.value);
                self.find(&text.at, Code::UnknownField, message, one_of(good));
            }
        }
    }

    pub(super) fn extensions(&mut self, root: &Entry<'t>) -> Vec<Extension> {
        let section = section("extension");
        let entries = self.entries(root, "extension", section);
        let mut extensions = Vec::new();
        for entry in &entries {
            let on = entry.text("on");
            if let Some(on) = &on {
                if self.own.iter().any(|own| own == on.value || names::whole(&self.id, own) == on.value) {
                    let message = format!("`{}` is its own", on.value);
                    self.find(
                        &on.at,
                        Code::Contradiction,
                        message,
                        "declare the fields in the record type itself",
                    );
                } else {
                    self.refer(&on.at, Target::Changeable(on.value.to_owned()));
                }
            }
            let fields = self.fields(entry, "field", within(section, "field"), Rules::Extension);
            extensions.push(Extension { on: on.map_or_else(String::new, |on| on.value.to_owned()), fields });
        }
        let named: Vec<(&str, _)> =
            entries.iter().filter_map(|entry| entry.text("on")).map(|on| (on.value, on.at)).collect();
        self.once("extensions of", named);
        extensions
    }

    pub(super) fn settings(&mut self, root: &Entry<'t>) -> Vec<Field> {
        self.fields(root, "setting", section("setting"), Rules::Setting)
    }

    pub(super) fn views(&mut self, root: &Entry<'t>) -> Vec<View> {
        let entries = self.entries(root, "view", section("view"));
        let mut views = Vec::new();
        for entry in &entries {
            let text = entry.text("record-type");
            let whole = text.as_ref().map_or_else(String::new, |text| self.whole(text.value));
            if let Some(text) = &text {
                self.refer(&text.at, Target::Type(whole.clone()));
            }
            let kind =
                entry.text("kind").and_then(|kind| self.word(&kind, "kind of view", VIEWS)).unwrap_or("list");
            let fields = self.list(entry, "fields", 1);
            let group_by = entry.text("group-by");
            for field in fields.iter().chain(&group_by) {
                self.refer(&field.at, Target::Field(whole.clone(), field.value.to_owned()));
            }
            let grouped = matches!(kind, "board" | "calendar" | "chart");
            self.only(entry, "group-by", grouped, "boards, calendars and charts");
            if grouped && group_by.is_none() {
                let message = format!("a {kind} does not say what it is grouped by");
                self.find(&entry.at, Code::MissingKey, message, "add `group-by = \"…\"`");
            }
            let own = format!("{}.", self.id);
            views.push(View {
                record_type: whole.strip_prefix(&own).unwrap_or(&whole).to_owned(),
                kind: kind.to_owned(),
                fields: fields.iter().map(|field| field.value.to_owned()).collect(),
                group_by: group_by.map(|field| field.value.to_owned()),
            });
        }
        views
    }
}

fn one_of<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "declare such a field".to_owned()
    } else {
        format!("write one of {}", names.join(", "))
    }
}
