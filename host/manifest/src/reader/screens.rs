//! `[[page]]`, `[[report]]`, `[[menu]]` and `[[role]]`.

use super::entry::Entry;
use super::field::Rules;
use super::plugin::{section, within};
use super::reference::Target;
use super::{Case, Reader};
use crate::finding::Code;
use crate::model::{Menu, Operation, Page, Permission, Report, Role};
use crate::words::SLOTS;

impl<'t> Reader<'t> {
    pub(super) fn pages(&mut self, root: &Entry<'t>) -> Vec<Page> {
        let words: Vec<&'static str> = SLOTS.iter().map(|(slot, _)| *slot).collect();
        let mut pages = Vec::new();
        for (name, entry) in self.named(root, "page") {
            let slot = entry.text("slot").and_then(|text| self.word(&text, "slot", &words));
            let of_records = SLOTS.iter().find(|(word, _)| Some(*word) == slot).map(|(_, of)| *of);
            let on = entry.text("on");
            match of_records {
                Some(true) if on.is_none() => {
                    let message = "the slot is on a record type, and the page does not say on which";
                    self.find(&entry.at, Code::MissingKey, message, "add `on = \"contact\"`");
                }
                Some(false) => self.only(&entry, "on", false, "slots of records and lists"),
                _ => {}
            }
            let on = on.map(|on| {
                let whole = self.whole(on.value);
                self.refer(&on.at, Target::Type(whole.clone()));
                whole
            });
            let slot = slot.unwrap_or("page").to_owned();
            pages.push(Page { label: self.label(&entry, &name), name, slot, on });
        }
        pages
    }

    pub(super) fn reports(&mut self, root: &Entry<'t>) -> Vec<Report> {
        let keys = within(section("report"), "parameter");
        let mut reports = Vec::new();
        for (name, entry) in self.named(root, "report") {
            let parameters = self.fields(&entry, "parameter", keys, Rules::Value);
            reports.push(Report { label: self.label(&entry, &name), name, parameters });
        }
        reports
    }

    pub(super) fn menus(&mut self, root: &Entry<'t>) -> Vec<Menu> {
        let entries = self.entries(root, "menu", section("menu"));
        let mut menus = Vec::new();
        for entry in &entries {
            let (page, record_type) = (entry.text("page"), entry.text("record-type"));
            if page.is_some() == record_type.is_some() {
                let message = "an entry of the menu opens a page or a list of records: one of them";
                self.find(
                    &entry.at,
                    Code::Contradiction,
                    message,
                    "write `page = \"…\"` or `record-type = \"…\"`",
                );
            }
            if let Some(page) = &page {
                self.refer(&page.at, Target::Page(page.value.to_owned()));
            }
            let record_type = record_type.map(|text| {
                let whole = self.whole(text.value);
                self.refer(&text.at, Target::Type(whole.clone()));
                whole
            });
            let section = entry.text("section");
            if let Some(section) = &section {
                self.written(section, Case::Kebab, 30);
            }
            let label = self.line(entry, "label", 80);
            let [page, section] = [page, section].map(|text| text.map(|text| text.value.to_owned()));
            menus.push(Menu { label, page, record_type, section });
        }
        let named: Vec<(&str, _)> = entries
            .iter()
            .filter_map(|entry| entry.text("label"))
            .map(|text| (text.value, text.at))
            .collect();
        self.once("menu entries", named);
        menus
    }

    pub(super) fn roles(&mut self, root: &Entry<'t>) -> Vec<Role> {
        let keys = within(section("role"), "permissions");
        let mut roles = Vec::new();
        for (name, entry) in self.named(root, "role") {
            let entries = self.entries(&entry, "permissions", keys);
            let mut permissions = Vec::new();
            for entry in &entries {
                let text = entry.text("type");
                let record_type = text.as_ref().map_or_else(String::new, |text| self.whole(text.value));
                if let Some(text) = &text {
                    self.refer(&text.at, Target::Type(record_type.clone()));
                }
                let operations = self.operations(entry, "operations");
                if let Some(text) = text.filter(|_| operations.iter().any(|one| *one != Operation::Read)) {
                    self.unguarded(&text);
                }
                let rows = self.choice(entry, "rows", &["all", "team", "own"]).to_owned();
                permissions.push(Permission { record_type, operations, rows });
            }
            let named: Vec<(&str, _)> = (entries.iter().filter_map(|one| one.text("type")))
                .map(|text| (text.value, text.at))
                .collect();
            self.once("permissions on", named);
            roles.push(Role { label: self.label(&entry, &name), name, permissions });
        }
        roles
    }
}
